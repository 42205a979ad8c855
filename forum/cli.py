"""The `forum` command: prepare, serve, load, and check a record."""

import json
import os
import secrets
import sys
import time
from pathlib import Path

import click
import segno

from forum.accounts import queries as accounts
from forum.accounts import services as account_services
from forum.app import create_app
from forum.core.assets_install import AssetsError, install_assets
from forum.core.commands import Commands, Option
from forum.core.config import ROOT, ConfigurationError, Settings
from forum.core.database import transaction
from forum.core.database.schema import is_current, migrate
from forum.core.doctor import examine
from forum.core.errors import Refusal
from forum.core.i18n import _, current_language, lazy
from forum.core.models import find_mark
from forum.deliberation.commands import load
from forum.jobs import worker
from forum.notifications import post
from forum.notifications.commands import letters
from forum.operations.commands import backup
from forum.operations.machine import examine_machine
from forum.plenary import queries as plenary
from forum.plenary.presenters import phase_of
from forum.serving import check_before_serving
from forum.site.demo import prepare_demo
from forum.votes.commands import recount, tally


@click.group(cls=Commands, help=lazy("Concert’Action : journées de consultation, votes en direct, et leurs suites."))
@click.pass_context
def main(context):
    """Give the commands what they have in common."""
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
            stop(_("la base de données n’est pas à jour : lancez « forum init »"))
    return app


def run_server(environment):
    """Become the server process: its sockets must be patched before anything else is imported."""
    os.environ.update(environment)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, str(ROOT / "wsgi.py")])  # noqa: S606 - no shell is wanted


@main.command(help=lazy("Préparer la démonstration (deux vraies journées, une salle, quatre comptes) et la servir."))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--prepare", cls=Option, is_flag=True, says=lazy("la préparer, sans rien servir"))
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
        click.echo(_("Base de données…"))
        migrate()
        click.echo(_("Démonstration…"))
        for line in prepare_demo(app.extensions["settings"], address):
            click.echo(line)
    if not prepare:
        run_server(environment)


@main.command(help=lazy("Préparer une installation : sa clé, sa base de données, son premier compte."))
@click.option("--admin", cls=Option, metavar="EMAIL",
              says=lazy("faire aussi un compte d’administration; son mot de passe est tiré et affiché"))
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
    click.echo(_("Prêt : %(folder)s", folder=app.extensions["settings"].data))


@main.command(help=lazy("Servir cette installation sur FORUM_HOST et FORUM_PORT (127.0.0.1:8000)."))
def serve():
    """Serve this installation on FORUM_HOST and FORUM_PORT (127.0.0.1:8000)."""
    try:
        check_before_serving(Settings.from_environment(secret_key="unread" * 8))
    except ConfigurationError as error:
        stop(str(error))
    run_server({})


@main.command(help=lazy("Faire les longs travaux et envoyer les lettres de cette installation, à part du serveur."))
def work():
    """Do the long work and send the letters of this installation, apart from the server."""
    app = open_current()
    if not worker.work(app, besides=lambda: post.follow(app, time.sleep)):
        stop(_("Un autre processus fait déjà les travaux de ce dossier."))


@main.command(help=lazy("Lister les salles ouvertes : code, journée, phase, adresse."))
@click.option("--json", "as_json", cls=Option, is_flag=True, says=lazy("en une liste JSON"))
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
                "address": f"{base}/{current_language()}/salle/{room.code}/",
            }
            for room in plenary.list_live_rooms()
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    for row in () if as_json else rows:
        click.echo(f"{row['code']}  {row['phase']:<9}  {row['event']}  {row['address']}")


@main.command(help=lazy("Afficher un nouveau jeton de l’API pour le compte EMAIL."))
@click.argument("email")
def token(email):
    """Print a new API token for the account EMAIL."""
    app = open_current()
    with app.app_context():
        account = accounts.find_account(email)
        if account is None:
            stop(_("aucun compte : %(email)s", email=email))
        with transaction():
            click.echo(account_services.make_api_token(account))


@main.command(help=lazy("Chercher ce qui vient d’ailleurs (polices, icônes, client Socket.IO) dans static/vendor."))
def assets():
    """Fetch the third-party assets (fonts, icons, Socket.IO client) into static/vendor."""
    try:
        is_renewed = install_assets(ROOT, force=True)
        click.echo(_("static/vendor est renouvelé") if is_renewed else _("static/vendor reste tel quel"))
    except AssetsError as error:
        stop(str(error))


@main.command(help=lazy("Examiner cette installation et la machine, et dire en mots ce qui ne va pas."))
@click.option("--room", cls=Option, is_flag=False, flag_value="", metavar="[CODE]",
              says=lazy("afficher la page qu’un téléphone ouvre dans la salle pour essayer le réseau; sans CODE, celle "
                        "de la seule salle ouverte"))
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
    verdicts = {True: _("bien"), False: _("À CORRIGER"), None: _("à noter")}
    width = max(map(len, verdicts.values())) + 2
    for is_good, sentence in findings:
        click.echo(verdicts[is_good].ljust(width) + sentence)
    raise SystemExit(1 if any(is_good is False for is_good, _ in findings) else 0)


def show_trial(code):
    """Print the address of a room's trial page, and a QR code to scan off the terminal."""
    app = open_current()
    with app.app_context():
        rooms = [room for room in plenary.list_live_rooms() if code in ("", room.code)]
        if len(rooms) != 1:
            names = ", ".join(room.code for room in plenary.list_live_rooms())
            stop(_("Quelle salle? Ouvertes : %(names)s", names=names) if names else
                 _("Aucune salle n’est ouverte : ouvrez-en une de la page d’une journée."))
        base = app.extensions["settings"].public_url or find_mark("address") or "http://127.0.0.1:8000"
        address = f"{base}/{current_language()}/salle/{rooms[0].code}/essai/?cle={rooms[0].join_key}"
    click.echo(_("Ouvrez ceci sur un téléphone, dans la salle :"))
    click.echo(address)
    segno.make(address).terminal(compact=True)


if __name__ == "__main__":
    main()
