"""The trial page: a phone opened in the hall tells whether everything will pass, and in words what to do if not."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request

from forum.core.i18n import _
from forum.plenary.views import ROOM, room_of

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")
blueprint = Blueprint("trial", __name__)


@blueprint.get(f"{ROOM}essai/")
def trial(code):
    room = room_of(code)
    return render_template("plenary/trial.html", room=room, key=request.args.get("cle"), address=judge_address(),
                           proxy=judge_proxy())


def judge_address():
    """Give (is it right, sentence) on the address by which the page was reached."""
    public = current_app.extensions["settings"].public_url
    if not public:
        return False, _("Le site ne connaît pas son adresse publique : réglez PUBLIC_URL, que le code QR portera.")
    if urlsplit(public).netloc != request.host:
        return False, _("Cette page est ouverte à %(here)s, mais le code QR mène à %(public)s. Ouvrez plutôt cette "
                        "adresse.", here=request.host, public=public)
    return True, _("L’adresse est celle du code QR : %(public)s.", public=public)


def judge_proxy():
    """Give (is it right, sentence) on the proxies: as many as are configured must have added their word."""
    proxies = current_app.extensions["settings"].proxies
    seen = any(name in request.headers for name in FORWARDED)
    if seen and not proxies:
        return False, _("Un serveur mandataire se tient devant le site, qui l’ignore : réglez FORUM_PROXIES=1, sinon "
                        "toute la salle compte pour une seule adresse.")
    if proxies and not seen:
        return False, _("FORUM_PROXIES annonce un serveur mandataire, mais cette page n’en a traversé aucun : "
                        "ouvrez-la par l’adresse publique.")
    return True, _("Le chemin jusqu’au site est celui qui est réglé.")
