"""What the pages name on which one takes a seat, moves it, or says who may vote in a room."""

from flask import request, url_for

from forum.core.database import db
from forum.core.i18n import _, bi, format_time, lazy
from forum.plenary import pages, policies, presenters
from forum.plenary.entry import codes, entrance, passes, reception, stations, tables
from forum.plenary.models import Seat
from forum.plenary.rooms import has_open_poll
from forum.plenary.tokens import read_seat_token
from forum.votes.presenters import who_votes

# how one enters a room → its name, as the console and the projector write it
ENTRY_NAMES = {
    "open": lazy("Salle ouverte : tout le monde, un siège par appareil (vote indicatif)"),
    "slips": lazy("Billets : chaque billet donne un siège, une seule fois"),
    "checked_in": lazy("Personnes accueillies : inscrites à la journée et arrivées sur place"),
    "accounts": lazy("Comptes : un siège par compte de ce site"),
}


def seat_page(room, seat, token):
    """Give what the page names on which one takes a seat: `seat` is one that does not vote here, or not yet."""
    seat_id, generation = read_seat_token(token)
    held = db.session.get(Seat, seat_id) if seat_id and seat is None else None
    return {
        "room": room,
        "event": pages.day_of(room),
        "query": {name: request.args[name] for name in ("cle", "billet", "observation") if name in request.args},
        "seat": seat,
        "is_observing": bool(request.args.get("observation")) and room.entry != "open",
        "was_moved": (held is not None and held.room_id == room.id and held.released_at is None
                      and held.generation != generation),
        "entry_sentence": who_votes(room.entry),
        "asks_sector": asks_sector(room),
    }


def asks_sector(room):
    """Tell whether who enters a room has to say their sector: a slip or a badge may bear it."""
    return room.entry in ("open", "accounts") or (room.entry == "slips" and passes.has_bare_slips(room.id))


def station_words(room):
    """Give what every page of a shared station names."""
    return {"room": room, "event": pages.day_of(room), "entry_sentence": who_votes(room.entry),
            "ballot_action": url_for("stations.vote", code=room.code)}


def access_page(room, viewer):
    """Give what the console's page names that says who may vote: the entry, the slips, the stations, the desk."""
    control = policies.can_control(viewer, room)
    return {
        "room": room,
        "event": pages.day_of(room),
        "verdict": policies.can_set_entry(control, has_open_poll(room)),
        "facilitation": policies.can_facilitate(viewer, room),
        "entry_sentence": who_votes(room.entry),
        "slips": passes.count_slips(room.id),
        "stations": stations.list_stations(room.id),
        "people": reception.count_people(room.event_id),
    }


def pass_address(key):
    """Give the address that the QR code of a slip or a badge carries."""
    return entrance.public_address() + url_for("moving.scan", pass_key=key)


def move_page(room, seat, code=None):
    """Give what the page names on which a seat goes to another device: `code` has just been drawn for it."""
    shown = {"room": room, "event": pages.day_of(room), "seat": seat, "code": None,
             "token": presenters.seat_token(seat) if seat else ""}
    if code is None:
        return shown
    address = entrance.public_address() + url_for("moving.move", code=room.code, jeton=code, cle=room.join_key)
    return shown | {"code": codes.write_code(code), "code_svg": entrance.draw_qr(address)}


def station_page(room, station, key):
    """Give what the page names that makes a device a station; its key is told this once."""
    address = entrance.public_address() + url_for("stations.station", code=room.code, poste=key)
    return {"room": room, "station": station, "address": address, "code_svg": entrance.draw_qr(address)}


def badge_page(event, person):
    """Give what the desk's page of a person names: their code and its QR."""
    nonce = person.badge.nonce
    return {"event": event, "person": person, "apart": tables.list_apart(person),
            "code": codes.write_code(codes.code_of(nonce)),
            "code_svg": entrance.draw_qr(pass_address(codes.key_of(nonce)))}


def say_arrival(person, was_here):
    """Say that somebody has come, or since when they are here."""
    if was_here:
        return _("Déjà sur place depuis %(hour)s : %(name)s", hour=format_time(person.checked_in_at), name=person.name)
    return _("Arrivée : %(name)s", name=person.name) + (
        f" · {_('table %(number)s', number=person.table_number)}" if person.table_number else "")


def name_sectors(rows):
    """Give {key: label} of a day's sectors in the page's language."""
    return {row.key: bi(row, "label") for row in rows}
