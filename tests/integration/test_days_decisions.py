"""What a poll decides is written down when it closes and seen once it is published."""

import secrets

import pytest
from sqlalchemy import select

from forum.accounts.viewer import ANONYMOUS, Viewer
from forum.core.database import db, transaction, utc_now
from forum.deliberation import services
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_day
from forum.deliberation.models import Decision
from forum.deliberation.queries import (
    get_event_page,
    is_used,
    list_by_nodes,
    list_decisions_on,
    list_pistes,
    list_recommendations,
)
from forum.trails.models import Link
from forum.votes import services as votes
from forum.votes.models import Poll
from forum.votes.spec import OptionSpec, PollSpec
from tests.support.second_day import make_day

ADMIN = Viewer(id=None, is_admin=True)


@pytest.fixture
def day(app):
    with transaction():
        event, _ = load_day(read_day(make_day(5, themes=2, pistes=3).encode()), utc_now())
    return event


def hold(spec, choices):
    """Prepare, open, vote and close; the poll comes back closed, its transaction still to come."""
    now = utc_now()
    with transaction():
        poll_id = votes.prepare(spec, "présidence", now).id
    with transaction():
        roll = [votes.Voter(str(place)) for place in range(len(choices))]
        votes.open_poll(poll_id, roll, len(choices), "présidence", now)
    with transaction():
        votes.cast_batch([votes.Cast(poll_id, str(place), secrets.token_hex(16), choice)
                          for place, choice in enumerate(choices)])
    return poll_id


def close(poll_id, day, wording_id=None):
    """Close the poll and write its decision down in one transaction, as the room does."""
    with transaction():
        votes.close_poll(poll_id, 5, "présidence", utc_now())
        poll = db.session.get(Poll, poll_id)
        return services.record_decision(poll, event_id=day.id, wording_id=wording_id)


def choose_among(pistes):
    options = tuple(OptionSpec(f"o{place}", piste.title_fr, piste.title_en, subject=f"piste:{piste.code}",
                               node_id=piste.node_id)
                    for place, piste in enumerate(pistes))
    return PollSpec("Lesquelles d’abord?", "approve", options=options, select=2, maximum=3, indicative=True)


def test_pistes_put_to_the_vote_get_their_numbers_winners_first(day):
    pistes = list_pistes(ANONYMOUS, day.id)[:4]
    poll_id = hold(choose_among(pistes), [{"options": ["o2"]}, {"options": ["o2", "o3"]}, {"options": ["o3", "o2"]}])
    decision_id = close(poll_id, day).id
    assert list_decisions_on(ANONYMOUS, piste_id=pistes[2].id) == [], "nothing is seen before publication"
    assert list_by_nodes("decision", [db.session.get(Decision, decision_id).node_id], ADMIN) == []
    assert get_event_page(day.slug, ADMIN).decisions == []
    with transaction():
        services.publish_decision(poll_id)
    (decision,) = list_decisions_on(ANONYMOUS, piste_id=pistes[2].id)
    assert [(item.option_key, item.votes, item.is_retained, item.piste_id) for item in decision.items] == [
        ("o2", 3, True, pistes[2].id), ("o3", 2, True, pistes[3].id),
        ("o0", 0, False, pistes[0].id), ("o1", 0, False, pistes[1].id)]
    assert (decision.kind, decision.poll_id, decision.is_indicative) == ("vote", poll_id, True)
    assert decision.seal.startswith("sha256:")
    assert decision.figures["winners"] == ["o2", "o3"]
    assert decision.at is not None
    link = db.session.scalar(select(Link).where(Link.target_id == decision.node_id))
    assert (link.relation, link.drawn_by) == ("decided", "platform")


def test_recording_or_publishing_again_changes_nothing(day):
    poll_id = hold(choose_among(list_pistes(ANONYMOUS, day.id)[:3]), [{"options": ["o0"]}])
    first = close(poll_id, day).id
    assert close(poll_id, day).id == first
    with transaction():
        services.publish_decision(poll_id)
        services.publish_decision(poll_id)
        services.publish_decision("unknown")
    assert db.session.scalars(select(Decision.is_published)).all() == [True]


@pytest.mark.parametrize(("answers", "adopted"), [(["yes", "yes", "no", "abstain"], True), (["no", "yes", "no"], False),
                                                  (["abstain"], False)])
def test_a_wording_put_to_the_vote_keeps_its_version_and_its_words(day, answers, adopted):
    row = list_recommendations(ANONYMOUS, day.id)[0]
    wording = row.wording
    spec = PollSpec("Adoptez-vous ce libellé?", "yesno", subject=f"recommendation:{row.code}",
                    subject_node_id=row.node_id, wording_fr=wording.text_fr, wording_en=wording.text_en)
    poll_id = hold(spec, [{"answer": answer} for answer in answers])
    close(poll_id, day, wording.id)
    with transaction():
        services.publish_decision(poll_id)
    (decision,) = list_decisions_on(ANONYMOUS, recommendation_id=row.id)
    assert (decision.wording.number, decision.text_fr) == (1, wording.text_fr)
    (item,) = decision.items
    assert (item.recommendation_id, item.is_retained, item.votes) == (row.id, adopted, answers.count("yes"))
    assert decision.is_ranked is False
    assert decision.figures["figures"]["no"] == answers.count("no")


def test_a_poll_cancelled_after_closing_keeps_its_decision_hidden_and_cancelled(day):
    poll_id = hold(choose_among(list_pistes(ANONYMOUS, day.id)[:3]), [{"options": ["o0"]}])
    decision_id = close(poll_id, day).id
    with transaction():
        votes.cancel(poll_id, "Une option manquait.", "présidence", utc_now())
        services.cancel_decision(poll_id)
    decision = db.session.get(Decision, decision_id)
    assert decision.cancelled_at is not None
    assert decision.is_published is False


def test_a_piste_that_a_prepared_poll_names_can_no_longer_be_removed(day):
    pistes = list_pistes(ANONYMOUS, day.id)[:4]
    piste = pistes[0]
    assert not is_used(piste.node_id)
    with transaction():
        votes.prepare(choose_among(pistes), "présidence", utc_now())
    assert is_used(piste.node_id)
    with pytest.raises(Exception, match="forbidden"), transaction():
        services.remove_piste(ADMIN, piste.id)


def test_consent_counts_for_a_wording_those_who_agree(day):
    row = list_recommendations(ANONYMOUS, day.id)[0]
    spec = PollSpec("Y a-t-il une objection?", "consent", subject=f"recommendation:{row.code}",
                    subject_node_id=row.node_id, indicative=True)
    poll_id = hold(spec, [{"answer": answer} for answer in ("support", "agree", "reserve", "aside")])
    (item,) = close(poll_id, day).items
    assert (item.recommendation_id, item.is_retained, item.votes) == (row.id, True, 3)
