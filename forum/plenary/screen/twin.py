"""The door of the text twin: everything the hall's screen shows, as text, for whoever cannot read it from there."""

from flask import Blueprint, render_template

from forum.plenary import pages
from forum.plenary.views import ROOM, room_of

blueprint = Blueprint("twin", __name__)


@blueprint.get(f"{ROOM}texte/")
def page(code):
    return render_template("plenary/twin.html", **pages.stage(room_of(code)))


@blueprint.get(f"{ROOM}texte/partie/")
def part(code):
    return render_template("plenary/_twin.html", **pages.stage(room_of(code)))
