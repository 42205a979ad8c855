"""Doors of what is printed or kept of a vote: its record, its ballots as a table, the verifier, paper ballots."""

from flask import Blueprint, Response

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.errors import Refusal
from forum.core.policies import require
from forum.core.web.pages import public_page
from forum.plenary import policies
from forum.plenary.pages import day_of
from forum.plenary.papers import slips as slip_data
from forum.plenary.papers import statement, table, typesetting, verifier
from forum.plenary.queries import find_room_of_poll
from forum.votes.queries import get_poll
from forum.votes.rules import PUBLISHED

LANG = "/<lang:lang>"
POLL = f"{LANG}/votes/<poll_id>/"
blueprint = Blueprint("papers", __name__)


def published(poll_id):
    """Give a poll that is published; raises Missing, or Refusal("not_published")."""
    poll = get_poll(poll_id)
    if poll.state != PUBLISHED:
        raise Refusal("not_published")
    return poll


def as_file(body, kind, name, keep=False):
    """Answer with a file to be kept, or (`keep` False) shown by who can."""
    where = "attachment" if keep else "inline"
    return Response(body, content_type=kind, headers={"Content-Disposition": f'{where}; filename="{name}"'})


@blueprint.get(f"{POLL}releve.pdf")
def record(poll_id):
    poll = published(poll_id)
    data = statement.print_record(poll, day_of(find_room_of_poll(poll_id)))
    return as_file(typesetting.typeset("record.typ", data, poll.published_at), "application/pdf",
                   f"releve-{poll_id}.pdf")


@blueprint.get(f"{POLL}bulletins.csv")
def ballots(poll_id):
    poll = published(poll_id)
    return as_file(table.write_ballots(poll), "text/csv; charset=utf-8", f"bulletins-{poll_id}.csv", keep=True)


@blueprint.get(f"{POLL}bulletins.pdf")
@signed_in
def slips(poll_id):
    return as_paper("ballots.typ", slip_data.print_ballots, poll_id, "bulletins")


@blueprint.get(f"{POLL}depouillement.pdf")
@signed_in
def tally_sheet(poll_id):
    return as_paper("tally.typ", slip_data.print_tally, poll_id, "depouillement")


def as_paper(source, compose, poll_id, name):
    """Answer a facilitator with a paper of a poll, whatever its state."""
    poll, room = get_poll(poll_id), find_room_of_poll(poll_id)
    require(policies.can_facilitate(current_viewer(), room))
    made = typesetting.typeset(source, compose(poll, day_of(room)), poll.created_at)
    return as_file(made, "application/pdf", f"{name}-{poll_id}.pdf")


@blueprint.get(f"{LANG}/verificateur.html")
@public_page()
def verifier_file():
    return as_file(verifier.make_verifier().encode(), "text/html; charset=utf-8", "verificateur.html", keep=True)
