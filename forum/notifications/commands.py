"""The command of the outbox, for an installation whose letters leave by a timetable."""

import click

from forum.core.database import transaction
from forum.core.i18n import _, lazy
from forum.notifications import post, queries, services


@click.command(help=lazy("Envoyer les lettres qui sont dues, et effacer les adresses dont le temps est passé."))
@click.pass_obj
def letters(open_application):
    """Send the letters that are due, and erase the addresses whose time is over."""
    with open_application().app_context():
        with transaction():
            services.forget_expired()
        if not queries.are_set_up():
            click.echo(_("les lettres ne sont pas réglées : SMTP_URL, MAIL_FROM, PUBLIC_URL"), err=True)
            raise SystemExit(1)
        sent = post.send_due()
        waiting = queries.count_letters()["waiting"]
        click.echo(_("parties : %(sent)s; en attente : %(waiting)s", sent=sent, waiting=waiting))
