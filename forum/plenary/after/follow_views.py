"""The door of « Recevoir les suites », beside a published poll: it names no seat and reads no ballot."""

from flask import Blueprint, redirect, render_template, request, url_for

from forum.core.database import transaction
from forum.core.errors import Missing, Refusal
from forum.core.web.limits import limit
from forum.deliberation.queries import find_decision_node
from forum.notifications import services as letters
from forum.notifications.queries import are_set_up
from forum.notifications.rules import CONFIRM_DAYS, KEEP_DAYS
from forum.plenary.after.forms import FollowForm
from forum.plenary.pages import day_of
from forum.plenary.polls.services import subject_nodes
from forum.plenary.queries import find_room_of_poll
from forum.plenary.views import POLL
from forum.votes.queries import get_poll

blueprint = Blueprint("follow", __name__)


def published(poll_id):
    """Give a published poll that is no rehearsal; raises Missing, or Refusal("not_published")."""
    poll = get_poll(poll_id)
    if poll.rehearsal or not are_set_up():
        raise Missing()
    if poll.state != "published":
        raise Refusal("not_published")
    return poll


@blueprint.route(f"{POLL}suivre/", methods=["GET", "POST"])
@limit("600/hour")  # a hall shares one address; what goes to one mailbox is limited by itself
def follow(poll_id):
    poll = published(poll_id)
    event, form = day_of(find_room_of_poll(poll_id)), FollowForm()
    if form.validate_on_submit():
        nodes = [poll.node_id, *subject_nodes(poll), find_decision_node(poll_id)]
        with transaction():
            letters.subscribe(form.email.data, form.language.data, event.id, [node for node in nodes if node],
                              is_whole_day=form.scope.data == "day")
        return redirect(url_for("follow.follow", poll_id=poll_id, fait=1), 303)
    page = render_template("plenary/follow.html", row=poll, event=event, form=form, is_done="fait" in request.args,
                           confirm_days=CONFIRM_DAYS, keep_years=KEEP_DAYS // 365)
    return page, 422 if form.errors else 200
