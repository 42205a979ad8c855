"""Whether a room is ready for its first vote, in sentences."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import distinct, func, select

from forum.core.database import db
from forum.core.i18n import _, ngettext
from forum.events.models import EventRole
from forum.plenary.policies import FACILITATING

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Check:
    """Hold one line of the list: whether it is so, what is so, and what to do when it is not."""

    is_ready: bool
    words: str
    advice: str = ""


def list_checks(room, hall, address):
    """List what an organiser looks at before a first vote; one query."""
    people = db.session.scalar(select(func.count(distinct(EventRole.account_id))).where(
        EventRole.event_id == room.event_id, EventRole.role.in_(FACILITATING)))
    screens, taken = hall.lines.show()["screens"], room.seats_taken
    return [
        Check(screens > 0, ngettext("%(num)s écran de salle est connecté.", "%(num)s écrans de salle sont connectés.",
                                    screens) if screens else _("Aucun écran de salle n’est connecté."),
              _("Ouvrez « Écran de salle » sur l’ordinateur du projecteur.")),
        Check(taken > 0, ngettext("%(num)s siège a été pris.", "%(num)s sièges ont été pris.", taken)
              if taken else _("Aucun téléphone n’est venu."),
              _("Essayez vous-même : visez le code QR avec un téléphone, sur le réseau de la salle.")),
        Check(people > 1, ngettext("%(num)s personne peut animer cette salle.",
                                   "%(num)s personnes peuvent animer cette salle.", people),
              _("Nommez une seconde personne, et tirez pour elle un code de relève.")),
        _check_address(address),
    ]


def _check_address(address):
    parts = urlsplit(address)
    if parts.scheme == "https":
        return Check(True, _("L’adresse %(host)s est protégée (HTTPS).", host=parts.netloc))
    if parts.hostname in LOOPBACK:
        return Check(False, _("L’adresse ne mène qu’à cette machine."),
                     _("Pour une vraie salle, donnez au serveur un nom et HTTPS."))
    return Check(False, _("L’adresse %(host)s n’est pas protégée (HTTP).", host=parts.netloc),
                 _("Sans HTTPS, quelqu’un sur le même réseau peut lire les bulletins."))
