"""Doors of what surrounds the ballots of a room: proxies, weights, and what is counted by hand."""

import json

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.events.queries import list_sectors
from forum.plenary import pages, policies, queries, services
from forum.plenary.console.views import CONSOLE, POLL, attempt, room_of
from forum.plenary.entry.tries import typed_room
from forum.plenary.rooms import has_open_poll
from forum.plenary.scene import make_poll
from forum.plenary.tellers import counting
from forum.plenary.tellers.forms import CHANNELS, CountForm, ProxyForm, WeightForm
from forum.plenary.tellers.queries import list_proxies
from forum.plenary.tellers.weights import list_weights
from forum.votes.methods import METHODS
from forum.votes.presenters import choice_words
from forum.votes.queries import fingerprint_of_count, list_counts
from forum.votes.sealing import canonical_json

PROXIES = f"{CONSOLE}procurations/"
WEIGHTS = f"{CONSOLE}poids/"
COUNTS = f"{POLL}decompte/"
blueprint = Blueprint("tellers", __name__)


def room_for(code, judge):
    """Give the room of a code to whom `judge(viewer, room)` allows; others are answered as who types a code."""
    try:
        room = queries.get_room(code)
    except Refusal:
        room = None
    if room is None or not judge(current_viewer(), room):
        room = typed_room(code)
        require(judge(current_viewer(), room))
    return room


# ---- proxies ----


@blueprint.route(PROXIES, methods=["GET", "POST"])
@signed_in
def proxies(code):
    found = room_of(code)
    form = ProxyForm.of(list_sectors(found.event_id))
    if form.validate_on_submit():
        try:
            with transaction():
                services.grant_proxy(current_viewer(), found.id, **form.values())
            flash(_("Procuration inscrite. La personne qui la porte recharge sa page pour la voir."), "success")
            return redirect(url_for("tellers.proxies", code=code), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template("plenary/proxies.html", room=found, form=form, proxies=list_proxies(found.id),
                           verdict=policies.can_change_proxies(policies.can_control(current_viewer(), found),
                                                               has_open_poll(found)))
    return page, 422 if form.errors else 200


@blueprint.post(f"{PROXIES}<int:proxy_id>/retirer/")
@signed_in
def revoke_proxy(code, proxy_id):
    found = room_of(code)
    attempt(lambda: services.revoke_proxy(current_viewer(), found.id, proxy_id))
    return redirect(url_for("tellers.proxies", code=code), 303)


# ---- weights ----


@blueprint.route(WEIGHTS, methods=["GET", "POST"])
@signed_in
def weights(code):
    found, form = room_of(code), WeightForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.weigh_seat(current_viewer(), found.id, form.number.data, form.weight.data)
            flash(_("C’est inscrit."), "success")
            return redirect(url_for("tellers.weights", code=code), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template("plenary/weights.html", room=found, form=form, weights=list_weights(found.id),
                           verdict=policies.can_change_weights(policies.can_control(current_viewer(), found),
                                                               has_open_poll(found)))
    return page, 422 if form.errors else 200


# ---- counts ----


@blueprint.get(COUNTS)
@signed_in
def counts(code, poll_id):
    return show_counts(room_for(code, policies.can_count), poll_id)


@blueprint.post(f"{COUNTS}<any(paper, hands):channel>/")
@signed_in
def enter_count(code, poll_id, channel):
    found = room_for(code, policies.can_count)
    poll = queries.get_poll_of_room(found, poll_id)
    form = CountForm.of(*counting.list_kinds(poll))
    if form.validate():
        try:
            lines = form.lines.data if form.lines else ""
            choices = form.counted() + counting.read_lines(lines or "", METHODS[poll.method].BALLOT)
            with transaction():
                services.enter_count(current_viewer(), poll_id, channel, form.people.data, choices)
            return redirect(url_for("tellers.counts", code=code, poll_id=poll_id), 303)
        except Refusal as refusal:
            other = "lines" if form.lines else "people"
            fields = {name if name in form else other: sentence for name, sentence in refusal.fields.items()}
            add_faults(form, Refusal(refusal.code, refusal.message, fields))
    return show_counts(found, poll_id, channel, form)


@blueprint.post(f"{COUNTS}<any(paper, hands):channel>/<any(confirmer, retirer):act>/")
@signed_in
def act_on_count(code, poll_id, channel, act):
    found = room_for(code, policies.can_count)
    poll = queries.get_poll_of_room(found, poll_id)
    if act == "confirmer":
        seen = request.form.get("seen") or abort(422)
        attempt(lambda: services.confirm_count(current_viewer(), poll.id, channel, seen))
    else:
        attempt(lambda: services.remove_count(current_viewer(), poll.id, channel))
    return redirect(url_for("tellers.counts", code=code, poll_id=poll_id), 303)


def show_counts(room, poll_id, sent=None, form=None):
    """Answer with what was counted in each channel; `form` is one that is sent back for the channel `sent`."""
    poll = queries.get_poll_of_room(room, poll_id)
    known = {row.channel: row for row in list_counts(poll_id)}
    channels = [_show(poll, name, title, known.get(name), form if name == sent else None)
                for name, title in CHANNELS.items()]
    page = render_template("plenary/counts.html", room=room, **pages.poll_words(make_poll(poll)), channels=channels,
                           kind=METHODS[poll.method].BALLOT, viewer_key=f"account:{current_viewer().id}")
    return page, 422 if form is not None else 200


def _show(poll, name, title, row, form):
    form = form or _fill(poll, row)
    for field in form:
        field.id = f"{name}-{field.name}"
    return {"name": name, "title": title, "row": row, "form": form, "lines": _list_said(poll, row) if row else [],
            "seen": row and fingerprint_of_count(row)}


def _fill(poll, row):
    form = CountForm.of(*counting.list_kinds(poll), formdata=None)
    if row is not None:
        counted = dict(row.choices)
        form.people.data = row.people
        for (choice, _words), field in zip(form.kinds, form.numbers, strict=True):
            field.data = counted.pop(canonical_json(choice).decode(), None)
        if form.lines:
            form.lines.data = "\n".join(f"{number} : {counting.write_said(json.loads(text))}"
                                        for text, number in counted.items())
    return form


def _list_said(poll, row):
    """Give the kinds of ballots that were counted, each in words, and how many."""
    return [(" · ".join(choice_words(poll, json.loads(text))), number) for text, number in row.choices.items()]
