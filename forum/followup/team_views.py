"""Doors of the organisers: which pistes open their topic, what is read before it goes, and the letter about them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import current_language, ngettext
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events.queries import roles_of
from forum.followup import forms, policies, presenters, queries, seeding, services
from forum.followup.faults import refuse
from forum.forums.queries import list_category_names
from forum.notifications.presenters import write_html, write_plain
from forum.notifications.queries import are_set_up
from forum.texts.presenters import render

BASE = "/<lang:lang>/journees/<slug>/suites/preparer/"
blueprint = Blueprint("followup_team", __name__)


class Preparation:
    """Hold what an organiser sees of a day's follow-up: its retained pistes, those that are open, what is ticked."""

    def __init__(self, slug, typed):
        viewer = current_viewer()
        self.page = seeding.read_day(slug, viewer)
        self.event = self.page.event
        require(policies.can_prepare(viewer, roles_of(viewer, self.event.id)))
        self.openings = queries.list_openings(self.event.id)
        self.untold = [row for row in self.openings if row.mailing_id is None]
        self.forums = list_category_names()
        retained = seeding.list_retained(self.page)
        opened = {row.piste_id for row in self.openings}
        self.ticks = forms.read_ticks(typed, [row for row in retained if row.piste.id not in opened], self.forums)
        self.seeds = seeding.make_seeds(self.page, [tick.row for tick in self.ticks if tick.is_ticked])

    def letters(self, with_ticked=True):
        """Give {language: words} of the letter about what is open and not told yet, and about what is ticked."""
        pistes = [row.piste for row in self.untold] + [seed.piste for seed in self.seeds if with_ticked]
        order = {piste.id: place for place, piste in enumerate(
            piste for theme in self.page.themes for piste in theme.pistes)}
        return presenters.sample_letters(self.event, sorted(pistes, key=lambda piste: order[piste.id]))

    def count_readers(self, with_ticked=True):
        """Count those whom the letter reaches."""
        pistes = [row.piste for row in self.untold] + [seed.piste for seed in self.seeds if with_ticked]
        return queries.count_readers(self.event.id, [piste.node_id for piste in pistes])


def show(slug, typed, refusal=None):
    """Show what can be opened, and below it what would go for the pistes that are ticked."""
    found = Preparation(slug, typed)
    faults = [str(refusal.message)] if refusal else []
    if typed.get("voir") and not faults:
        faults = forms.list_faults(found.ticks)
    last, is_previewed = queries.find_last_mailing(found.event.id), bool(found.seeds) and not faults
    waiting = found.letters(with_ticked=False) if found.untold else {}
    previewed = found.letters() if is_previewed else {}
    people = found.count_readers(with_ticked=False)
    verdict = policies.can_send(len(found.untold), people, last.sent_at if last else None, utc_now())
    page = render_template(
        "followup/prepare.html", event=found.event, here="followup", found=found, faults=faults,
        previews=[(seed, Markup(render(seed.body))) for seed in found.seeds] if is_previewed else [],  # noqa: S704 - rendered
        seal=seeding.seal_of(found.seeds, previewed.values()), letters=previewed, people=found.count_readers(),
        waiting=waiting, waiting_people=people, waiting_seal=seeding.seal_of((), waiting.values()),
        verdict=verdict, may_open=policies.can_open(found.event), last=presenters.sent_on(last), plain=write_plain,
        is_set_up=are_set_up(), opened=found.openings)
    return page, 422 if faults and request.method == "POST" else 200


@blueprint.get(BASE)
@signed_in
def prepare(slug):
    return show(slug, request.args)


@blueprint.post(f"{BASE}ouvrir/")
@signed_in
@limit("120/hour")
def open_topics(slug):
    # read before the transaction: writing the texts of many topics must hold up nobody's vote
    found = Preparation(slug, request.form)
    try:
        if faults := forms.list_faults(found.ticks):
            raise Refusal("invalid", faults[0])
        if seeding.seal_of(found.seeds, found.letters().values()) != request.form.get("seal"):
            refuse("stale")
        forums = [tick.forum for tick in found.ticks if tick.is_ticked]
        with transaction():
            count = services.open_topics(current_viewer(), slug, list(zip(found.seeds, forums, strict=True)))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return show(slug, request.form, refusal)
    flash(ngettext("%(num)s sujet ouvert.", "%(num)s sujets ouverts.", count), "success")
    return redirect(url_for("followup_team.prepare", slug=slug), 303)


@blueprint.post(f"{BASE}envoyer/")
@signed_in
@limit("60/hour")
def send(slug):
    found = Preparation(slug, {})

    def make_seal(untold):
        return seeding.seal_of((), presenters.sample_letters(found.event, [row.piste for row in untold]).values())

    try:
        with transaction():
            job = services.send_letters(current_viewer(), slug, request.form.get("seal"), make_seal,
                                        url_for("followup_team.prepare", slug=slug))
    except Refusal as refusal:
        if refusal.status not in (403, 422):
            raise
        return show(slug, {}, refusal)
    flash(ngettext("%(num)s lettre va partir.", "%(num)s lettres vont partir.", job.params["letters"]), "success")
    return redirect(url_for("jobs.job", job_id=job.id), 303)


@blueprint.get(f"{BASE}lettre/")
@signed_in
def letter(slug):
    found = Preparation(slug, request.args)
    sheet = url_for("assets.asset", version="0", name="letters/letter.css")
    return write_html(found.letters()[current_language()], sheet)


