"""Doors of the room: joining it, the phone, the hall's screen, a poll's page and its verification."""

import hashlib
import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults
from forum.core.errors import Refusal
from forum.core.i18n import negotiate
from forum.core.web.pages import NOT_KEPT, public_page
from forum.events.queries import list_workshops
from forum.plenary import ballots, pages, presenters, queries, rules, writer
from forum.plenary.entry.forms import SeatForm
from forum.plenary.entry.presenters import seat_page
from forum.plenary.entry.tries import typed_pass, typed_room
from forum.plenary.forms import digits_of
from forum.plenary.presence import seen

LANG = "/<lang:lang>"
ROOM = f"{LANG}/salle/<code>/"
POLL = f"{LANG}/votes/<poll_id>/"
SEAT_DAYS, BALLOT_DAYS = 2, 60
blueprint = Blueprint("plenary", __name__)


def keep_cookie(response, name, value, days):
    """Set a cookie that no script reads and no other site sends."""
    response.set_cookie(
        name,
        value,
        max_age=days * 86400,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def seat_cookie(code):
    return request.cookies.get(f"seat-{code}")


def secret_name(poll_id, represented=None):
    """Name the cookie of a ballot's secret: each person represented has one of their own."""
    more = "-" + hashlib.sha256(represented.encode()).hexdigest()[:12] if represented else ""
    return f"ballot-{poll_id}{more}"


def secret_cookie(poll_id, represented=None):
    return request.cookies.get(secret_name(poll_id, represented))


def room_of(code):
    """Give the live room of an address; a scanned key, which the address may carry, is never slowed."""
    is_known = (queries.opens(request.args.get("cle"), code) or queries.find_seat(seat_cookie(code)) is not None
                or queries.opens_by_pass(request.args.get("billet"), code))
    return typed_room(code, is_known)


def seat_in(room):
    """Give the seat that this browser holds in a room, noted as present, or None."""
    seat = queries.find_seat(seat_cookie(room.code))
    if seat is None or seat.room_id != room.id:
        return None
    seen(seat)
    return seat


# ---- joining ----


@blueprint.get(f"{LANG}/salle/")
def join():
    typed = request.args.get("code")
    if typed is None:
        return render_template("plenary/join.html", typed="", fault="")
    try:
        return redirect(url_for("plenary.room", code=typed_room(digits_of(typed)).code))
    except Refusal as refusal:
        return render_template("plenary/join.html", typed=typed[:14], fault=refusal.message), refusal.status


@blueprint.get("/r/<join_key>")
def enter(join_key):
    room = queries.find_room_by_key(join_key)
    if room is None:
        raise Refusal("unknown_room")
    return redirect(url_for("plenary.room", lang=negotiate(), code=room.code, cle=join_key))


@blueprint.get(ROOM)
def room(code):
    ended = pages.find_ended_room(code, seat_cookie(code))
    if ended is not None:
        return render_template("plenary/ended.html", **pages.ended_page(ended))
    found = room_of(code)
    seat = seat_in(found)
    asks = seat is not None and seat.capacity == "observer" and {"entrer", "billet"} & request.args.keys()
    is_admitted = seat is not None and (seat.capacity == "observer" or rules.is_admitted(found.entry, seat))
    return show_phone(found, seat) if is_admitted and not asks else show_seat_form(found, seat_form(found), seat)


def seat_form(room):
    """Build the form by which one enters a room; `?observation=1` is for who only observes."""
    entry = "observer" if request.args.get("observation") and room.entry != "open" else room.entry
    form = SeatForm.of(pages.sectors_of(room), entry, list_workshops(room.event_id))
    if "slip" in form and not form.slip.data:
        form.slip.data = request.args.get("billet", "")[:80]
    return form


def show_seat_form(room, form, seat=None):
    page = render_template("plenary/seat.html", form=form, **seat_page(room, seat, seat_cookie(room.code)))
    return page, 422 if form.errors else 200


@blueprint.post(f"{ROOM}siege/")
def take_seat(code):
    found = room_of(code)
    form, viewer = seat_form(found), current_viewer()
    if form.validate():
        wish = form.values() | {"account": viewer if viewer.is_signed_in else None}
        if request.args.get("observation"):
            wish["capacity"] = "observer"
        try:
            with typed_pass(wish["slip"]):
                seat, _created = writer.sit_down((found.id, wish))
            answer = redirect(url_for("plenary.room", code=code), 303)
            return keep_cookie(answer, f"seat-{code}", presenters.seat_token(seat), SEAT_DAYS)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_seat_form(found, form)


# ---- the phone ----


def show_phone(room, seat, refused=None, represented=None):
    """Answer with the room as one voter sees it; while a poll is open the plain form gets its secret in a cookie.

    `represented` is the key of the absent person for whom the seat votes on this page.
    """
    scene = presenters.snapshot(room)
    poll = scene["poll"]
    represented = represented or request.args.get("pour")
    secret = secret_cookie(poll["id"], represented) if poll else None
    page = pages.phone_page(room, seat, scene, secret, refused, is_changing="modifier" in request.args,
                            represented=represented)
    answer = current_app.make_response(render_template("plenary/phone.html", **page))
    answer.status_code = 422 if refused else 200
    if scene["phase"] == "open" and page["status"] == "unvoted" and not secret:
        keep_cookie(answer, secret_name(poll["id"], represented), secrets.token_hex(16), BALLOT_DAYS)
    return answer


@blueprint.post(f"{ROOM}vote/")
def vote(code):
    found = room_of(code)
    seat, poll_id = seat_in(found), request.form.get("poll", "")
    if seat is None:
        raise Refusal("no_seat")
    poll = presenters.snapshot(found)["poll"]
    is_shown = poll is not None and poll["id"] == poll_id
    choice = ballots.read_form(request.form, poll["method"] if is_shown else None)
    represented = request.form.get("for") or None
    secret = secret_cookie(poll_id, represented) or secrets.token_hex(16)
    answer = redirect(url_for("plenary.room", code=code, pour=represented), 303)
    try:
        ballots.refuse_unclear(choice)
        writer.cast_vote(poll_id, seat, secret, choice, represented)
    except Refusal as refusal:
        if refusal.code == "invalid" and is_shown:
            return show_phone(found, seat, pages.refused_ballot(poll_id, choice, refusal), represented)
        flash(str(refusal.message), "warning")
        return answer
    return keep_cookie(answer, secret_name(poll_id, represented), secret, BALLOT_DAYS)


@blueprint.get(f"{POLL}vue/")
@public_page("poll:{poll_id}")
def poll_view(poll_id):
    return render_template("plenary/_poll_view.html", **pages.shown_part(poll_id))


# ---- the hall's screen ----


@blueprint.get(f"{ROOM}ecran/")
def screen(code):
    return render_template("plenary/screen.html", **pages.stage(room_of(code)))


@blueprint.get(f"{ROOM}ecran/partie/")
def screen_part(code):
    return render_template("plenary/_stage.html", **pages.stage(room_of(code)))


# ---- a poll for everybody ----


@blueprint.get(POLL)
@public_page("poll:{poll_id}")
def poll(poll_id):
    return render_template("plenary/poll.html", **pages.poll_page(poll_id, current_viewer()))


@blueprint.get(f"{POLL}verifier/")
@public_page("poll:{poll_id}", page=NOT_KEPT, recu=NOT_KEPT)
def verify(poll_id):
    number = request.args.get("page", 1, type=int)
    receipt = request.args.get("recu", "").strip()[:90]
    return render_template("plenary/verify.html", **pages.verify_page(poll_id, receipt, secret_cookie(poll_id), number))
