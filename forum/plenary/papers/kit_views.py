"""The doors of the printed kit: what it is to hold, and the PDF."""

from flask import Blueprint, render_template, request

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.entry.entrance import public_address
from forum.plenary.pages import day_of
from forum.plenary.papers import kit, typesetting
from forum.plenary.papers.views import as_file
from forum.plenary.queries import get_room, list_run
from forum.plenary.views import ROOM

blueprint = Blueprint("kit", __name__)


def room_for(code):
    """Give a live room to whoever facilitates it; raises Missing or Forbidden."""
    room = get_room(code)
    require(policies.can_facilitate(current_viewer(), room))
    return room


@blueprint.get(f"{ROOM}trousse/")
@signed_in
def choose(code):
    room = room_for(code)
    polls = sum(poll.state in ("prepared", "open") for _item, poll in list_run(room.id))
    return render_template("plenary/kit.html", room=room, event=day_of(room), parts=kit.PARTS, polls=polls)


@blueprint.get(f"{ROOM}trousse.pdf")
@signed_in
def pdf(code):
    room = room_for(code)
    names = [name for name in request.args.getlist("partie") if name in kit.PARTS] or list(kit.PARTS)
    choice = request.args.get("langue", "both")
    data = kit.print_kit(room, day_of(room), public_address(), names, choice if choice in kit.CHOICES else "both")
    return as_file(typesetting.typeset("kit.typ", data, room.opened_at), "application/pdf", f"trousse-{code}.pdf")
