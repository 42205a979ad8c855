"""Doors by which a phone enters with a slip's QR code, or takes a seat over from another phone."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for

from forum.accounts.views import add_faults
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import negotiate
from forum.plenary import presenters, queries, services
from forum.plenary.entry.forms import MoveForm
from forum.plenary.entry.presenters import move_page
from forum.plenary.entry.tries import typed_pass
from forum.plenary.rules import is_device
from forum.plenary.views import ROOM, SEAT_DAYS, keep_cookie, room_of, seat_in

MOVE = f"{ROOM}deplacer/"
blueprint = Blueprint("moving", __name__)


@blueprint.get("/b/<pass_key>")
def scan(pass_key):
    room = queries.find_room_of_pass(pass_key)
    if room is None:
        raise Refusal("unknown_room")
    return redirect(url_for("plenary.room", lang=negotiate(), code=room.code, billet=pass_key))


@blueprint.get(MOVE)
def move(code):
    found = room_of(code)
    form = MoveForm(formdata=None, slip=request.args.get("jeton", "")[:40])
    return show_move(found, form)


def show_move(room, form, drawn=None):
    page = render_template("plenary/move.html", form=form, **move_page(room, seat_in(room), drawn))
    return page, 422 if form.errors else 200


@blueprint.post(f"{MOVE}code/")
def offer(code):
    found = room_of(code)
    seat = seat_in(found)
    if seat is None:
        raise Refusal("no_seat")
    with transaction():
        drawn = services.offer_move(seat)
    return show_move(found, MoveForm(formdata=None), drawn)


@blueprint.post(f"{MOVE}ici/")
def take_over(code):
    found, form = room_of(code), MoveForm()
    if form.validate():
        device = form.device.data if is_device(form.device.data) else secrets.token_hex(16)
        try:
            with typed_pass(form.slip.data), transaction():
                seat = services.take_over(found.id, form.slip.data, device)
            answer = redirect(url_for("plenary.room", code=code), 303)
            return keep_cookie(answer, f"seat-{code}", presenters.seat_token(seat), SEAT_DAYS)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_move(found, form)
