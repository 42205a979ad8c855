"""`forum backup TARGET`: copy this installation while it runs."""

from pathlib import Path

import click

from forum.core.commands import Option
from forum.core.i18n import _, format_number, lazy
from forum.operations.backup import BackupRefused, back_up


@click.command(help=lazy("Copier la base de données et la clé dans un nouveau dossier de TARGET, et rouvrir la copie "
                         "pour la vérifier."))
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", cls=Option, default=14, show_default=True, type=click.IntRange(1, 1000),
              says=lazy("combien de copies restent"))
@click.option("--anyway", cls=Option, is_flag=True, says=lazy("même pendant un vote secret"))
@click.pass_obj
def backup(open_app, target, keep, anyway):
    """Copy the database and the key into a new folder of TARGET, and open the copy to check it."""
    app = open_app()
    with app.app_context():
        try:
            folder, counts = back_up(app.extensions["settings"], target.resolve(), keep, anyway)
        except BackupRefused as refused:
            click.echo(str(refused), err=True)
            raise SystemExit(1) from None
    click.echo(_("%(folder)s  lignes : %(rows)s", folder=folder, rows=format_number(sum(counts.values()))))
