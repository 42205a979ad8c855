"""`forum load FILE`: bring a day's file into the database."""

import click

from forum.core.i18n import _, current_language, lazy
from forum.core.web.pages import forget_everywhere
from forum.deliberation.faults import sentence
from forum.deliberation.loading import load_file
from forum.deliberation.marked_yaml import Unreadable

MOST_FAULTS = 20


@click.command(help=lazy("Charger le fichier FILE d’une journée, tout ou rien; le charger de nouveau ne change rien; "
                         "code 2 quand il a des fautes, dites par ligne."))
@click.argument("file", type=click.Path())
@click.pass_obj
def load(open_app, file):
    """Load a day's FILE, all or nothing; loading it again changes nothing; exit 2 when it has faults, by line."""
    app = open_app()
    with app.app_context():
        try:
            event, changes = load_file(file)
        except OSError as error:
            click.echo(_("%(file)s ne peut pas être lu (%(reason)s)", file=file, reason=error.strerror), err=True)
            raise SystemExit(2) from None
        except Unreadable as unreadable:
            for fault in unreadable.faults[:MOST_FAULTS]:
                click.echo(f"{file}: {sentence(fault, current_language())}", err=True)
            if len(unreadable.faults) > MOST_FAULTS:
                click.echo(f"… + {len(unreadable.faults) - MOST_FAULTS}", err=True)
            raise SystemExit(2) from None
        forget_everywhere(app.extensions["settings"])
        click.echo(f"{event.code}  {event.slug}  +{changes.added} ~{changes.changed} -{changes.removed}")
