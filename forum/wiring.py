"""The only upward links, as plain tables: who shows a node of the trail, and what stands on pages that are below it."""

from forum.communities.policies import register_founders
from forum.communities.presenters import guide_cards
from forum.core.i18n import bi, lazy
from forum.deliberation.presenters import (
    decision_cards,
    discussion_cards,
    finding_cards,
    piste_cards,
    poll_cards,
    proposal_cards,
    recommendation_cards,
)
from forum.deliberation.queries import find_subject, list_pistes, list_recommendations
from forum.events.queries import organises_a_day
from forum.followup import services as followup
from forum.followup.presenters import day_followup
from forum.followup.presenters import write_letter as write_followup
from forum.forums.presenters import topic_cards
from forum.forums.subjects import register_resolver
from forum.imports import services as imports
from forum.jobs import services as jobs
from forum.jobs.working import register_kind
from forum.notifications.presenters import register_writer
from forum.notifications.services import register_forgetter, register_leaver
from forum.plenary import services as plenary
from forum.plenary.presenters import live_rooms
from forum.plenary.questions.presenters import day_questions
from forum.questionnaires.presenters import day_questionnaire
from forum.registration import desk
from forum.registration import services as registration
from forum.registration.presenters import day_registration, write_letter
from forum.reports import files as report_files
from forum.trails.registry import register

# kind of node → how it is shown on a trail: loader(node_ids, viewer) → {node_id: Card}
CARDS = {
    "finding": finding_cards,
    "piste": piste_cards,
    "discussion": discussion_cards,
    "recommendation": recommendation_cards,
    "proposal": proposal_cards,
    "poll": poll_cards,
    "decision": decision_cards,
    "topic": topic_cards,
    "guide": guide_cards,
}


def resolve_subject(reference, viewer):
    """Give the node that a reference such as "piste:2007-1G" names and the tag of its page, or None."""
    subject = find_subject(reference, viewer)
    if subject is None:
        return None
    return subject.node_id, f"{reference.split(':')[0]}:{subject.code}"


def list_choices(viewer):
    """List what a topic or a guide may be about, by day: [(day, [(reference, label)…])…]; two queries."""
    groups = {}
    for kind, things in (("piste", list_pistes(viewer)), ("recommendation", list_recommendations(viewer))):
        for thing in things:
            event = thing.theme.event if kind == "piste" else thing.event
            label = f"{thing.code.replace('-', '·', 1)} {bi(thing, 'title')}"
            groups.setdefault(bi(event, "title"), []).append((f"{kind}:{thing.code}", label))
    return list(groups.items())


def init_app(app):
    """Tie the features together."""
    for kind, loader in CARDS.items():
        register(kind, loader)
    register_resolver(resolve_subject, list_choices)
    register_founders(organises_a_day)
    register_writer(registration.SENDER, write_letter)
    register_writer(followup.SENDER, write_followup)
    register_leaver(registration.withdraw_consent)
    register_forgetter(registration.forget_expired)
    register_forgetter(imports.forget_expired)
    register_forgetter(jobs.forget_expired)
    register_kind(imports.JOB, lazy("Lecture du document"), imports.read_sent)
    register_kind(report_files.JOB, lazy("Fichiers de l’édition"), report_files.make_files)
    register_kind(followup.MAILING, lazy("Envoi des suites"), followup.follow_mailing)
    desk.register_desk(plenary.expect, plenary.release)
    app.jinja_env.globals["day_registration"] = day_registration
    app.jinja_env.globals["day_followup"] = day_followup
    app.jinja_env.globals["live_rooms"] = live_rooms
    app.jinja_env.globals["day_questions"] = day_questions
    app.jinja_env.globals["day_questionnaire"] = day_questionnaire
