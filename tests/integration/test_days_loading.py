"""The days' files are loaded whole, once, on both databases."""

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import func, select

from forum.accounts.viewer import ANONYMOUS
from forum.core.config import ROOT
from forum.core.database import db, transaction, utc_now
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_day, load_file
from forum.deliberation.marked_yaml import Unreadable
from forum.deliberation.models import Decision, Piste, Recommendation
from forum.deliberation.queries import (
    count_by_event,
    find_subject,
    get_event_page,
    get_finding,
    get_piste,
    get_recommendation,
    list_decisions_on,
    list_pistes,
    list_recommendations,
)
from forum.events.models import Event
from forum.trails.models import Link, Node
from forum.trails.services import link, new_node
from tests.support.second_day import make_day

DAYS = ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml")
FIRST = (ROOT / "forum/days" / DAYS[0]).read_text(encoding="utf-8")
SECOND = (ROOT / "forum/days" / DAYS[1]).read_text(encoding="utf-8")


def load(text):
    with transaction():
        return load_day(read_day(text.encode()), utc_now())


def everything():
    """Give every row of every table but for the moments, to compare the database with itself."""
    return {table.name: sorted(str(tuple(value for name, value in row._mapping.items() if not name.endswith("_at")))
                               for row in db.session.execute(select(table)))
            for table in db.metadata.sorted_tables}


def test_a_second_load_changes_nothing(days):
    before = everything()
    for name in DAYS:
        _, changes = load_file(ROOT / "forum/days" / name)
        assert not changes, (name, changes)
    assert everything() == before


def test_readers_find_the_two_days_whole(days):
    page = get_event_page("18-janvier-2007", ANONYMOUS)
    assert [(len(theme.findings), len(theme.pistes)) for theme in page.themes] == [(4, 7), (4, 5), (6, 5)]
    assert [len(discussion.remarks) for discussion in page.discussions] == [15, 7, 7]
    assert len(page.event.organisations) == 14
    assert [item.piste.letter for item in page.decisions[0].items] == ["G", "C", "D"]
    assert {item.drawn_by for item in page.decisions[0].items} == {"team"}
    assert (page.decisions[0].kind, page.decisions[0].is_ranked) == ("without_vote", False)
    assert [len(finding.points) for finding in page.themes[2].findings] == [1, 1, 1, 2, 2, 1]
    later = get_event_page("atelier-2-mise-a-l-echelle", ANONYMOUS)
    assert [(row.number, row.kind, bool(row.original), len(row.discussion.remarks), len(row.proposals))
            for row in later.recommendations] == [
        ("2.1", "recommendation", True, 4, 0), ("2.2", "recommendation", True, 3, 0),
        ("2.3", "recommendation", True, 3, 0), ("2.4", "discussion", False, 5, 2)]
    assert later.event.date is None
    assert later.event.date_note_fr


def test_codes_lead_to_their_things_and_only_to_them(days):
    assert get_piste("2007-2C", ANONYMOUS).title_fr == "Observatoire de l'innovation sociale"
    assert get_piste("2007·3D", ANONYMOUS).code == "2007-3D"
    assert get_finding("2007-3F", ANONYMOUS).points[0].remark_fr.startswith("accessible à l'ensemble")
    assert get_recommendation("2021-2.4", ANONYMOUS).wording is None
    assert find_subject("piste:2007-1G", ANONYMOUS).code == "2007-1G"
    assert find_subject("recommendation:2021·2.1", ANONYMOUS).code == "2021-2.1"
    for unknown in ("piste:2007-1H", "piste:2007-4A", "piste:1999-1A", "recommendation:2007-2.1", "topic:1", "",
                    "piste:", "piste:2007-1G:x", "finding:2007-2E", "recommendation:2021-2", "piste:2007-100A"):
        assert find_subject(unknown, ANONYMOUS) is None, unknown


def test_links_say_who_drew_them_and_priorities_stand_on_their_pistes(days):
    drawn = dict(db.session.execute(select(Link.relation, func.min(Link.drawn_by)).group_by(Link.relation)).all())
    assert drawn == {"leads_to": "team", "discussed_in": "source", "proposes": "source", "retained": "team",
                     "related": "team"}
    recommendation = get_recommendation("2021-2.1", ANONYMOUS)
    below = db.session.scalars(select(Link).where(Link.source_id == recommendation.node_id)).all()
    assert [(row.target_id, row.drawn_by) for row in below] == [(recommendation.discussion.node_id, "source")]
    discussion = get_recommendation("2021-2.4", ANONYMOUS)
    assert discussion.node_id == discussion.discussion.node_id
    proposed = db.session.scalars(select(Link.target_id).where(Link.source_id == discussion.node_id)).all()
    assert set(proposed) == {row.node_id for row in discussion.proposals}
    piste = get_piste("2007-1G", ANONYMOUS)
    assert [row.key for row in list_decisions_on(ANONYMOUS, piste_id=piste.id)] == ["priorities"]
    other = get_piste("2007-1A", ANONYMOUS)
    assert list_decisions_on(ANONYMOUS, piste_id=other.id) == []


def test_an_edited_file_changes_its_rows_and_adds_a_version_of_a_wording(days):
    kept = get_piste("2007-1D", ANONYMOUS).id
    _, changes = load(FIRST.replace("fr: Outils et guides", "fr: Outils, guides et cartes"))
    assert (changes.added, changes.changed, changes.removed) == (0, 1, 0)
    assert get_piste("2007-1D", ANONYMOUS).title_fr == "Outils, guides et cartes"
    assert get_piste("2007-1D", ANONYMOUS).id == kept
    load(SECOND.replace("Il faudrait changer le cadre", "Il convient d'adapter le cadre"))
    db.session.expire_all()
    wordings = get_recommendation("2021-2.1", ANONYMOUS).wordings
    assert [version.text_fr[:19] for version in wordings] == ["Il faudrait changer", "Il convient d'adapt"]
    _, changes = load(SECOND)
    assert not changes, "an earlier wording is not taken back by loading its file again"


def test_the_french_of_a_version_cannot_be_rewritten(days):
    with pytest.raises(ValueError, match="never rewritten"), transaction():
        get_recommendation("2021-2.1", ANONYMOUS).original.text_fr = "Autre chose."


def test_a_thing_taken_out_of_the_file_goes_with_its_node(days):
    piste = get_piste("2007-1F", ANONYMOUS)
    node_id = piste.node_id
    without = FIRST.replace("      - letter: F\n        fr: Réseaux d'action en innovation sociale\n"
                            "        en: Action networks in social innovation\n", "")
    without = without.replace(
        "  - { from: finding:2007-1D, to: piste:2007-1F, relation: leads_to, drawn_by: team }\n", "")
    assert without != FIRST
    load(without)
    db.session.expire_all()
    assert find_subject("piste:2007-1F", ANONYMOUS) is None
    assert db.session.get(Node, node_id) is None


def test_what_stood_in_a_vote_is_never_removed_by_a_file(days):
    with transaction():
        link(get_piste("2007-2E", ANONYMOUS).node_id, new_node("poll").id, "put_to_vote", "platform")
    before = everything()
    record = read_day(FIRST.encode())
    record["themes"][1]["pistes"].pop()
    record["links"] = [row for row in record["links"] if "2007-2E" not in row["to"]]
    with pytest.raises(Unreadable) as raised, transaction():
        load_day(record, utc_now())
    assert [(fault.code, fault.params["value"]) for fault in raised.value.faults] == [("cannot_remove", "2007-2E")]
    assert raised.value.faults[0].line > 1
    assert everything() == before


def test_a_link_to_another_day_needs_that_day(app):
    before = everything()
    with pytest.raises(Unreadable) as raised:
        load(SECOND)
    assert {fault.code for fault in raised.value.faults} == {"unknown_ref"}
    assert len(raised.value.faults) == 3
    assert everything() == before


def test_two_days_cannot_have_the_same_address(days):
    with pytest.raises(Unreadable, match="slug_taken"):
        load(make_day(4).replace("journee-inventee-z4", "18-janvier-2007"))


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_an_invented_day_is_loaded_like_the_first(app, seed):
    event, changes = load(make_day(seed))
    assert changes.added
    _, changes = load(make_day(seed))
    assert not changes
    page = get_event_page(event.slug, ANONYMOUS)
    assert page.themes
    assert list_pistes(ANONYMOUS, event.id)
    assert [row.event_id for row in list_recommendations(ANONYMOUS, event.id)] == [event.id] * len(page.recommendations)
    assert count_by_event(ANONYMOUS)[event.id].pistes == sum(len(theme.pistes) for theme in page.themes)


def test_an_invented_day_can_become_another_one(app):
    load(make_day(1, code="AB"))
    load(make_day(2, code="AB"))
    _, changes = load(make_day(2, code="AB"))
    assert not changes
    assert db.session.scalar(select(func.count(Event.id))) == 1
    assert db.session.scalar(select(func.count(Node.id))) == sum(
        db.session.scalar(select(func.count(model.node_id.distinct()))) for model in (Piste, Recommendation, Decision)
    ) + db.session.scalar(select(func.count(Node.id)).where(Node.kind.in_(("finding", "discussion", "proposal"))))


def count_queries(function):
    seen = []

    def note(connection, cursor, statement, *more):
        if statement != "BEGIN":
            seen.append(statement)

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        function()
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def read_all(page):
    """Touch what a page shows, so that a query hidden behind an attribute is counted."""
    for theme in page.themes:
        for row in (*theme.findings, *theme.pistes):
            assert row.code
    for row in page.recommendations:
        shown = (row.code, row.theme.number, row.wording.text_fr, [remark.text_fr for remark in row.discussion.remarks],
                 [proposal.code for proposal in row.proposals])
        assert len(shown) == 5


def test_a_days_page_costs_the_same_queries_whatever_its_rows(app):
    load(make_day(1, themes=1, pistes=1, remarks=1, code="SMALL"))
    load(make_day(2, themes=9, pistes=40, remarks=30, code="LARGE"))
    for slug in ("journee-inventee-small", "journee-inventee-large"):
        db.session.remove()
        assert count_queries(lambda slug=slug: read_all(get_event_page(slug, ANONYMOUS))) <= 24
    for read in (lambda: get_piste("LARGE-5AB", ANONYMOUS).code, lambda: list_pistes(ANONYMOUS)[-1].code,
                 lambda: count_by_event(ANONYMOUS)):
        db.session.remove()
        assert count_queries(read) == 1
