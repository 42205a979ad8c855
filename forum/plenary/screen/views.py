"""Doors of what the room is shown beside a vote: back to the lobby, an announced end, a message."""

from flask import Blueprint, abort, request

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.plenary import services
from forum.plenary.console.views import CONSOLE, attempt, back, read_number, room_of
from forum.plenary.screen.countdown import LONGEST, SHORTEST

END = f"{CONSOLE}fin-annoncee/"
MESSAGE = f"{CONSOLE}message/"
blueprint = Blueprint("showing", __name__)


@blueprint.post(f"{CONSOLE}ecran/vider/")
@signed_in
def clear_stage(code):
    found = room_of(code)
    attempt(lambda: services.clear_stage(current_viewer(), found.id))
    return back(code, request.form.get("vote"))


@blueprint.post(f"{END}<any(annoncer, prolonger, retirer):act>/")
@signed_in
def change_end(code, act):
    found, viewer = room_of(code), current_viewer()
    if act == "annoncer":
        seconds = read_number("seconds", SHORTEST, LONGEST) or abort(422)
        attempt(lambda: services.announce_end(viewer, found.id, seconds))
    else:
        service = services.extend_end if act == "prolonger" else services.withdraw_end
        attempt(lambda: service(viewer, found.id))
    return back(code)


@blueprint.post(MESSAGE)
@signed_in
def say_to_room(code):
    found, typed = room_of(code), request.form
    attempt(lambda: services.say_to_room(
        current_viewer(), found.id, typed.get("message_fr", ""), typed.get("message_en", "")))
    return back(code, typed.get("vote"))


@blueprint.post(f"{MESSAGE}retirer/")
@signed_in
def withdraw_message(code):
    found = room_of(code)
    attempt(lambda: services.withdraw_message(current_viewer(), found.id))
    return back(code, request.form.get("vote"))
