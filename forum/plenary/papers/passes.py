"""Slips and badges on paper: what `templates/papers/passes.typ` is filled with.

`print_slips(room, passes)` and `print_badges(event, people)` give the data of as many sheets as they are given passes;
`passes.list_slips(room_id, first, last)` and `welcome.list_badges(event_id, first, last)` choose a range of them.
"""

from forum.core.i18n import _, bi, current_language
from forum.events.queries import list_sectors
from forum.plenary import pages
from forum.plenary.entry import codes, entrance
from forum.plenary.entry.presenters import name_sectors, pass_address
from forum.plenary.queries import find_live_room


def print_slips(room, passes):
    """Give what a sheet of slips names, each with its QR code, its typed code, and where it is typed."""
    event = pages.day_of(room)
    sectors = name_sectors(list_sectors(event.id))
    slips = [_show(row) | {"name": "", "more": sectors.get(row.sector, row.sector or "")} for row in passes]
    return _head(event, _("Billet de vote"), room) | {
        "passes": slips, "none": _("Aucun billet à imprimer."),
        "foot": _("Bon pour un siège, une seule fois. Gardez-le : qui l’a en main peut voter.")}


def print_badges(event, people):
    """Give what a sheet of badges names: [(Participant, Pass)…] with their names and organisations."""
    badges = [_show(badge) | {"name": person.name, "more": person.organisation} for person, badge in people]
    return _head(event, _("Insigne"), find_live_room(event.id)) | {
        "passes": badges, "none": _("Aucune personne sur la liste."),
        "foot": _("Passez à l’accueil : ce code donne un siège une fois que vous êtes sur place.")}


def _show(row):
    return {"code": codes.write_code(codes.code_of(row.nonce)),
            "qr": str(entrance.draw_qr(pass_address(codes.key_of(row.nonce))))}


def _head(event, title, room):
    host = entrance.public_address().partition("://")[2]
    day = bi(event, "title")
    return {"title": f"{title}, {day}", "author": "Concert’Action", "keywords": [], "lang": current_language(),
            "heading": title, "day": day, "scan": _("Visez ce code avec un téléphone, ou allez à :"),
            "address": f"{host}/{current_language()}/salle",
            "room": f"{_('Salle')} {room.code[:3]} {room.code[3:]}" if room else "", "code_title": _("Votre code")}
