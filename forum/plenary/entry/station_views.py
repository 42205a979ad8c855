"""Doors of a shared station: a code, a ballot, its receipt, and nothing left of the voter. A plain form throughout."""

import secrets

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for

from forum.accounts.views import add_faults
from forum.core.database import transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import LANGUAGES, lazy
from forum.plenary import ballots, pages, presenters, queries, services, writer
from forum.plenary.entry import presenters as entry_pages
from forum.plenary.entry.forms import StationForm
from forum.plenary.entry.stations import find_station
from forum.plenary.entry.tries import typed_pass, typed_room
from forum.plenary.presence import seen
from forum.plenary.views import ROOM, SEAT_DAYS, keep_cookie

STATION = f"{ROOM}poste/"
PATIENCE_SECONDS = 600  # a voter who left without a word is forgotten by the browser itself
NO_STATION = lazy("Cet appareil n’est pas un poste de vote de cette salle, ou ne l’est plus.")
blueprint = Blueprint("stations", __name__)


def seat_name(code):
    return f"poste-siege-{code}"


def secret_name(poll_id):
    return f"poste-bulletin-{poll_id}"


def language_name(code):
    return f"poste-langue-{code}"


def keep_briefly(response, name, value):
    """Set a cookie of one voter, which lasts while they stand here."""
    response.set_cookie(name, value, max_age=PATIENCE_SECONDS, httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


def forget(response, code):
    """Forget all that the browser holds of whoever voted."""
    for name in request.cookies:
        if name == seat_name(code) or name.startswith((secret_name(""), f"seat-{code}", "ballot-")):
            response.delete_cookie(name)
    return response


def station_of(code, key=None):
    """Give (Room, Station) of this device; raises Refusal("unknown_room"), or Forbidden when it is none."""
    found = find_station(code, key or request.cookies.get(f"poste-{code}"))
    if found is None:
        typed_room(code)
        raise Forbidden(NO_STATION)
    return found


def voter_at(room):
    """Give the seat of whoever stands at this station, noted as present, or None."""
    seat = queries.find_seat(request.cookies.get(seat_name(room.code)))
    if seat is None or seat.room_id != room.id:
        return None
    seen(seat)
    return seat


def back(code):
    return redirect(url_for("stations.station", code=code), 303)


def home(code):
    """Lead to the station as it stood before anybody chose a language there."""
    opened_in = request.cookies.get(language_name(code))
    language = opened_in if opened_in in LANGUAGES else g.language
    return redirect(url_for("stations.station", code=code, lang=language), 303)


@blueprint.get(STATION)
def station(code):
    key = request.args.get("poste")
    if key:
        station_of(code, key)
        answer = keep_cookie(back(code), f"poste-{code}", key, SEAT_DAYS)
        return forget(keep_cookie(answer, language_name(code), g.language, SEAT_DAYS), code)
    room, found = station_of(code)
    if "oublier" in request.args:
        return forget(home(code), code)
    seat = voter_at(room)
    return show_ballot(room, found, seat) if seat else show_start(room, found)


def show_start(room, found, form=None):
    scene = presenters.snapshot(room)
    form = form or StationForm.of(pages.sectors_of(room), room.entry, entry_pages.asks_sector(room))
    page = render_template("plenary/station.html", start_form=form, station=found, scene=scene,
                           **pages.poll_words(scene["poll"]), **entry_pages.station_words(room))
    return page, 422 if form.errors else 200


def show_ballot(room, found, seat, refused=None):
    """Answer with the ballot of whoever stands here, or with its receipt; the secret is drawn when it is cast."""
    scene = presenters.snapshot(room)
    poll = scene["poll"]
    secret = request.cookies.get(secret_name(poll["id"])) if poll else None
    page = pages.phone_page(room, seat, scene, secret, refused, is_changing="modifier" in request.args)
    page |= entry_pages.station_words(room)
    html = render_template("plenary/station_ballot.html", station=found, **page)
    return html, 422 if refused else 200


@blueprint.post(f"{STATION}commencer/")
def start(code):
    room, found = station_of(code)
    form = StationForm.of(pages.sectors_of(room), room.entry, entry_pages.asks_sector(room))
    if form.validate():
        try:
            wish = form.values()
            with typed_pass(wish["slip"]), transaction():
                seat = services.sit_at_station(room.id, found.number, **wish)
            return keep_briefly(forget(back(code), code), seat_name(code), presenters.seat_token(seat))
        except Refusal as refusal:
            if not refusal.fields:
                refusal = Refusal(refusal.code, refusal.message, {"slip": refusal.message})
            add_faults(form, refusal)
    return show_start(room, found, form)


@blueprint.post(f"{STATION}vote/")
def vote(code):
    room, found = station_of(code)
    seat, poll_id = voter_at(room), request.form.get("poll", "")
    if seat is None or request.form.get("seat") != str(seat.number):  # a page of whoever stood here before
        flash(str(lazy("Ce poste vous avait oublié. Recommencez : rien n’a été envoyé.")), "warning")
        return back(code)
    poll = presenters.snapshot(room)["poll"]
    is_shown = poll is not None and poll["id"] == poll_id
    choice = ballots.read_form(request.form, poll["method"] if is_shown else None)
    secret = request.cookies.get(secret_name(poll_id)) or secrets.token_hex(16)
    try:
        ballots.refuse_unclear(choice)
        writer.cast_vote(poll_id, seat, secret, choice)
    except Refusal as refusal:
        if refusal.code == "invalid" and is_shown:
            return show_ballot(room, found, seat, pages.refused_ballot(poll_id, choice, refusal))
        flash(str(refusal.message), "warning")
        return back(code)
    return keep_briefly(back(code), secret_name(poll_id), secret)


@blueprint.post(f"{STATION}terminer/")
def finish(code):
    station_of(code)
    answer = forget(home(code), code)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
