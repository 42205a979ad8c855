"""The command of the outbox, for an installation whose letters leave by a timetable."""

import click

from forum.core.database import transaction
from forum.notifications import post, queries, services


@click.command()
@click.pass_obj
def letters(open_application):
    """Send the letters that are due, and erase the addresses whose time is over."""
    with open_application().app_context():
        if not queries.are_set_up():
            click.echo("Lettres non configurées / Letters are not set up: SMTP_URL, MAIL_FROM, PUBLIC_URL", err=True)
            raise SystemExit(1)
        with transaction():
            services.forget_expired()
        sent = post.send_due()
        waiting = queries.count_letters()["waiting"]
        click.echo(f"Parties / Sent: {sent}; en attente / waiting: {waiting}")
