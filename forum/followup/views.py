"""Doors: what follows a day, as everybody reads it, and the link that ends its letters."""

from flask import Blueprint, current_app, render_template, request

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction
from forum.core.errors import Missing
from forum.core.web.pages import public_page, shows
from forum.deliberation.neighbours import list_decisions_by_recommendation
from forum.deliberation.presenters import in_time
from forum.events.queries import roles_of
from forum.followup import policies, presenters, queries, seeding, services, tokens
from forum.notifications.services import TOO_LATE

LANG = "/<lang:lang>"
blueprint = Blueprint("followup", __name__)


@blueprint.get(f"{LANG}/journees/<slug>/suites/")
@public_page("event:{slug}")
def page(slug):
    viewer = current_viewer()
    day = seeding.read_day(slug, viewer)
    decided = list_decisions_by_recommendation(viewer, [row.id for row in day.recommendations])
    openings = queries.list_openings(day.event.id)
    shows(*(f"topic:{row.topic_id}" for row in openings))
    lines = presenters.list_lines(day, seeding.list_retained(day), openings,
                                  {ident: in_time(rows) for ident, rows in decided.items()})
    return render_template("followup/page.html", event=day.event, lines=lines, has_decisions=bool(day.decisions),
                           may_edit=policies.can_prepare(viewer, roles_of(viewer, day.event.id)))


@blueprint.route(f"{LANG}/lettres/suites/retrait/<token>/", methods=["GET", "POST"])
def leave(token):
    """Show what a link ends, and end it when asked: by the page, or by one click in a mail program (RFC 8058)."""
    held = tokens.read_token(token)
    event = presenters.event_of(held[0]) if held else None
    if event is None:
        raise Missing(TOO_LATE)
    if request.method == "POST":
        if request.form.get("List-Unsubscribe") != "One-Click":
            current_app.extensions["csrf"].protect()
        with transaction():
            services.leave(*held)
    return render_template("followup/leave.html", event=event, is_done=request.method == "POST",
                           is_reached=queries.find_address(held[1]) is not None)
