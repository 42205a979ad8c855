"""Slips and badges on paper: what `templates/papers/passes.typ` is filled with.

`print_slips(room, passes)` and `print_badges(event, people)` give the data of as many sheets as they are given passes;
`passes.list_slips(room_id, first, last)` and `welcome.list_badges(event_id, first, last)` choose a range of them.
"""

from forum.core.i18n import _, bi, current_language, in_language
from forum.events.queries import list_sectors
from forum.plenary import pages
from forum.plenary.entry import codes, entrance
from forum.plenary.entry.presenters import name_sectors, pass_address
from forum.plenary.queries import find_live_room


def print_slips(room, passes, languages=()):
    """Give what a sheet of slips names, in each of these languages: a QR code, its typed code, and where to type it.

    Without `languages` it is in the reader's own.
    """
    event = pages.day_of(room)
    texts, sectors = [], []
    for language in languages or (current_language(),):
        with in_language(language):
            sectors.append(name_sectors(list_sectors(event.id)))
            texts.append(_words(event, _("Billet de vote"), room, _(
                "Bon pour un siège, une seule fois. Gardez-le : qui l’a en main peut voter.")))
    slips = [_show(row) | {"name": "", "more": " · ".join(dict.fromkeys(
        names.get(row.sector, row.sector or "") for names in sectors))} for row in passes]
    return _head(texts) | {"passes": slips, "none": _("Aucun billet à imprimer.")}


def print_badges(event, people):
    """Give what a sheet of badges names: [(Participant, Pass)…] with their names and organisations."""
    badges = [_show(badge) | {"name": person.name, "more": " · ".join(filter(None, (
        person.organisation, person.table_number and _("table %(number)s", number=person.table_number))))}
        for person, badge in people]
    words = _words(event, _("Insigne"), find_live_room(event.id),
                   _("Passez à l’accueil : ce code donne un siège une fois que vous êtes sur place."))
    return _head([words]) | {"passes": badges, "none": _("Aucune personne sur la liste.")}


def _show(row):
    return {"code": codes.write_code(codes.code_of(row.nonce)),
            "qr": str(entrance.draw_qr(pass_address(codes.key_of(row.nonce))))}


def _words(event, heading, room, foot):
    """Give what every pass of a sheet says, in the language of the moment."""
    host = entrance.public_address().partition("://")[2]
    return {"lang": current_language(), "heading": heading, "day": bi(event, "title"), "foot": foot,
            "scan": _("Visez ce code avec un téléphone, ou allez à :"), "address": f"{host}/{current_language()}/salle",
            "room": f"{_('Salle')} {room.code[:3]} {room.code[3:]}" if room else "", "code_title": _("Votre code")}


def _head(texts):
    first = texts[0]
    return {"title": f"{first['heading']}, {first['day']}", "author": "Concert’Action", "keywords": [],
            "lang": first["lang"], "texts": texts}
