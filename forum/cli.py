"""The `forum` command: prepare, serve, load, and check a record."""

import json
import os
import secrets
import sys
from pathlib import Path

import click
import segno

from forum.accounts import queries as accounts
from forum.accounts import services as account_services
from forum.app import create_app
from forum.core.assets_install import AssetsError, install_assets
from forum.core.config import ROOT, ConfigurationError, Settings
from forum.core.database import transaction
from forum.core.database.schema import is_current, migrate
from forum.core.doctor import examine
from forum.core.errors import Refusal
from forum.core.models import find_mark
from forum.deliberation.commands import load
from forum.notifications.commands import letters
from forum.operations.commands import backup
from forum.operations.machine import examine_machine
from forum.plenary import queries as plenary
from forum.plenary.presenters import phase_of
from forum.serving import check_before_serving
from forum.site.demo import prepare_demo
from forum.votes.commands import recount, tally


@click.group()
@click.pass_context
def main(context):
    """Concert'Action: consultation days, live votes, and what became of them."""
    context.obj = open_current  # for the commands that live in a feature, which cannot import the application


for command in (letters, load, backup, recount, tally):
    main.add_command(command)


def stop(sentence):
    """End with a sentence on the error stream."""
    click.echo(sentence, err=True)
    raise SystemExit(1)


def open_app(**overrides):
    """Build the application, or end with the reason why it cannot start."""
    try:
        return create_app(Settings.from_environment(**overrides))
    except ConfigurationError as error:
        stop(str(error))


def open_current():
    """Build the application on a database of this version, or end with the reason why that cannot be."""
    app = open_app()
    with app.app_context():
        if not is_current():
            stop("La base de données n’est pas à jour : forum init / The database is not up to date: forum init")
    return app


def run_server(environment):
    """Become the server process: its sockets must be patched before anything else is imported."""
    os.environ.update(environment)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, str(ROOT / "wsgi.py")])  # noqa: S606 - no shell is wanted


@main.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--prepare", is_flag=True, help="prepare it, and serve nothing")
def demo(port, host, prepare):
    """Prepare the demonstration (two real days, a room, four accounts) and serve it."""
    folder = Path(os.environ.get("FORUM_DATA") or ROOT / "data").resolve()
    address = os.environ.get("PUBLIC_URL") or f"http://{host}:{port}"
    environment = {
        "FORUM_DATA": str(folder),
        "FORUM_DEMO": "1",
        "FORUM_HOST": host,
        "FORUM_PORT": str(port),
        "PUBLIC_URL": address,
    }
    os.environ.update(environment)
    app = open_app()
    with app.app_context():
        click.echo("Base de données… / Database…")
        migrate()
        click.echo("Démonstration… / Demonstration…")
        for line in prepare_demo(app.extensions["settings"], address):
            click.echo(line)
    if not prepare:
        run_server(environment)


@main.command()
@click.option(
    "--admin", metavar="EMAIL", help="also make an administrator's account; its password is drawn and printed"
)
@click.option("--name", default="Administration", show_default=True)
def init(admin, name):
    """Prepare an installation: its key, its database, its first account."""
    app = open_app()
    with app.app_context():
        migrate()
        if admin and accounts.find_account(admin) is None:
            password = secrets.token_urlsafe(15)
            try:
                with transaction():
                    account_services.sign_up(admin, name, password, is_admin=True)
            except Refusal as refusal:
                stop("; ".join(str(sentence) for sentence in refusal.fields.values()))
            click.echo(f"{admin}  {password}")
    click.echo(f"Prêt / Ready: {app.extensions['settings'].data}")


@main.command()
def serve():
    """Serve this installation on FORUM_HOST and FORUM_PORT (127.0.0.1:8000)."""
    try:
        check_before_serving(Settings.from_environment(secret_key="unread" * 8))
    except ConfigurationError as error:
        stop(str(error))
    run_server({})


@main.command()
@click.option("--json", "as_json", is_flag=True, help="print a JSON list")
def rooms(as_json):
    """List the open rooms: code, day, phase, address."""
    app = open_current()
    with app.app_context():
        base = app.extensions["settings"].public_url or find_mark("address") or "http://127.0.0.1:8000"
        rows = [
            {
                "code": room.code,
                "event": room.event.slug,
                "phase": phase_of(room),
                "address": f"{base}/fr/salle/{room.code}/",
            }
            for room in plenary.list_live_rooms()
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    for row in () if as_json else rows:
        click.echo(f"{row['code']}  {row['phase']:<9}  {row['event']}  {row['address']}")


@main.command()
@click.argument("email")
def token(email):
    """Print a new API token for the account EMAIL."""
    app = open_current()
    with app.app_context():
        account = accounts.find_account(email)
        if account is None:
            stop(f"Aucun compte / No account: {email}")
        with transaction():
            click.echo(account_services.make_api_token(account))


@main.command()
def assets():
    """Fetch the third-party assets (fonts, icons, Socket.IO client) into static/vendor."""
    try:
        click.echo("renewed" if install_assets(ROOT, force=True) else "current")
    except AssetsError as error:
        stop(str(error))


@main.command()
@click.option("--room", is_flag=False, flag_value="", metavar="[CODE]",
              help="print the page that a phone opens in the hall to try the network; the only live room without CODE")
def doctor(room):
    """Check this installation and the machine, and say what is wrong, in words."""
    if room is not None:
        show_trial(room)
        return
    try:
        settings = Settings.from_environment(secret_key="unread" * 8)
        host, port = os.environ.get("FORUM_HOST", "127.0.0.1"), os.environ.get("FORUM_PORT", "8000")
        findings = [*examine(settings), *examine_machine(settings, f"http://{host}:{port}")]
    except ConfigurationError as error:
        stop(str(error))
    for is_good, sentence in findings:
        click.echo({True: "ok    ", False: "FAULT ", None: "note  "}[is_good] + sentence)
    raise SystemExit(1 if any(is_good is False for is_good, _ in findings) else 0)


def show_trial(code):
    """Print the address of a room's trial page, and a QR code to scan off the terminal."""
    app = open_current()
    with app.app_context():
        rooms = [room for room in plenary.list_live_rooms() if code in ("", room.code)]
        if len(rooms) != 1:
            names = ", ".join(room.code for room in plenary.list_live_rooms())
            stop(f"Which room? Live: {names}" if names else "No room is open: open one from a day's page.")
        base = app.extensions["settings"].public_url or find_mark("address") or "http://127.0.0.1:8000"
        address = f"{base}/fr/salle/{rooms[0].code}/essai/?cle={rooms[0].join_key}"
    click.echo("Ouvrez ceci sur un téléphone, dans la salle / Open this on a phone, in the hall:")
    click.echo(address)
    segno.make(address).terminal(compact=True)


if __name__ == "__main__":
    main()
