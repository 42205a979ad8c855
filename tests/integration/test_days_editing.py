"""Organisers create, describe, duplicate and edit their days, and nobody else does."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation import services
from forum.deliberation.models import Discussion, Finding, Piste, Recommendation, Theme, WordingVersion
from forum.deliberation.queries import find_piste, get_event_page, get_piste, get_recommendation
from forum.events import services as events
from forum.events.models import Event, Sector
from forum.events.queries import get_event, list_role_holders
from forum.trails.models import Link, Node
from forum.trails.services import link, new_node

VALUES = {"slug": "une-journee", "code": "2031", "title_fr": "Une journée", "date": "2031-05-06"}


@pytest.fixture
def day(app, cast):
    """Give the address of a draft organised by ana, with a theme."""
    with transaction():
        event = events.create_event(cast.admin, VALUES)
        events.give_role(event.id, cast.ana.id, "organiser")
        events.give_role(event.id, cast.fred.id, "facilitator")
        services.add_theme(cast.admin, event.slug, {"title_fr": "Un volet"})
    return VALUES["slug"]


def do(function, *args, **more):
    with transaction():
        return function(*args, **more)


def refused(function, *args):
    with pytest.raises(Refusal) as raised, transaction():
        function(*args)
    assert raised.value.code == "invalid"
    return {name: str(sentence) for name, sentence in raised.value.fields.items()}


def theme_of(slug, number=1):
    return db.session.scalar(select(Theme).join(Theme.event).where(Event.slug == slug, Theme.number == number))


def letters(rows):
    ordered = sorted(rows, key=lambda row: row.position)
    return [(row.letter, getattr(row, "title_fr", None) or row.text_fr) for row in ordered]


def roles_in(slug, viewer):
    return [(role, ident) for role, ident, _ in list_role_holders(get_event(slug, viewer).id)]


# ---- who may ----


def test_only_administrators_and_organisers_create_a_day(day, cast):
    for viewer in (ANONYMOUS, cast.paul, cast.fred):
        with pytest.raises(Forbidden):
            do(events.create_event, viewer, VALUES | {"slug": "autre", "code": "2032"})
    do(events.create_event, cast.ana, VALUES | {"slug": "autre", "code": "2032"})
    assert ("organiser", cast.ana.id) in roles_in("autre", cast.ana)


def test_nobody_else_changes_a_day_and_strangers_do_not_know_a_draft(day, cast):
    theme = theme_of(day)
    acts = [(events.update_event, day, {"title_fr": "Piraté"}), (events.replace_sectors, day, []),
            (services.add_theme, day, {"title_fr": "Piraté"}), (services.remove_theme, theme.id),
            (services.paste_pistes, theme.id, "Piraté"), (services.duplicate_event, day, VALUES),
            (services.add_recommendation, day, {}), (events.name_to_role, day, "paul@essai.test", "organiser")]
    for act, *args in acts:
        for viewer, error in ((ANONYMOUS, Missing), (cast.paul, Missing), (cast.fred, Forbidden)):
            with pytest.raises(error):
                do(act, viewer, *args)
    for act, *args in ((services.update_theme, 999, {}), (services.remove_piste, 999), (services.add_wording, 999, {})):
        with pytest.raises(Missing):
            do(act, cast.admin, *args)
    assert get_event(day, cast.ana).title_fr == "Une journée"


def test_the_last_organiser_stays(day, cast):
    with pytest.raises(Refusal):
        do(events.remove_from_role, cast.admin, day, 10_000, "organiser")
    holders = [ident for role, ident in roles_in(day, cast.ana) if role == "organiser"]
    assert len(holders) == 2
    do(events.remove_from_role, cast.ana, day, holders[0], "organiser")
    assert refused(events.remove_from_role, cast.admin, day, holders[1], "organiser").keys() == {"role"}
    assert refused(events.name_to_role, cast.admin, day, "nobody@essai.test", "chair").keys() == {"email"}
    do(events.name_to_role, cast.admin, day, "  SOL@essai.test ", "chair")
    assert ("chair", cast.sol.id) in roles_in(day, cast.sol)


# ---- the day itself ----


def test_faults_are_told_by_field(day, cast):
    assert refused(events.create_event, cast.ana, {"slug": "Pas Bon", "title_fr": " "}).keys() == {
        "slug", "code", "title_fr"}
    assert refused(events.create_event, cast.ana, VALUES).keys() == {"slug"}
    assert refused(events.create_event, cast.ana, VALUES | {"slug": "autre"}).keys() == {"code"}
    assert refused(events.update_event, cast.ana, day, {"date": "30 février"}).keys() == {"date"}
    assert refused(events.update_event, cast.ana, day, {"title_fr": "x" * 301}).keys() == {"title_fr"}
    assert refused(events.update_event, cast.ana, day, {"title_fr": "deux\nlignes"}).keys() == {"title_fr"}
    assert refused(events.update_event, cast.ana, day, {"state": "hidden"}).keys() == {"state"}


def test_a_field_that_is_absent_stays_and_an_empty_one_is_emptied(day, cast):
    do(events.update_event, cast.ana, day, {"place_fr": "  Salle  A  ", "place_en": "Room A"})
    do(events.update_event, cast.ana, day, {"place_en": ""})
    event = get_event(day, cast.ana)
    assert (event.place_fr, event.place_en, event.title_fr) == ("Salle  A", None, "Une journée")
    assert event.date.isoformat() == "2031-05-06"
    do(events.update_event, cast.ana, day, {"date": ""})
    assert get_event(day, cast.ana).date is None


def test_a_published_day_keeps_its_code(day, cast):
    do(events.update_event, cast.ana, day, {"code": "2033", "state": "published"})
    assert refused(events.update_event, cast.ana, day, {"code": "2034"}).keys() == {"code"}
    assert get_event(day, ANONYMOUS).code == "2033"


def test_lists_are_replaced_whole(day, cast):
    rows = [{"key": "north", "label_fr": "Nord"}, {"key": "south", "label_fr": "Sud", "label_en": "South"}]
    do(events.replace_sectors, cast.ana, day, rows)
    kept = db.session.scalar(select(Sector.id).where(Sector.key == "south"))
    do(events.replace_sectors, cast.ana, day, rows[1:])
    assert db.session.scalars(select(Sector.id)).all() == [kept]
    assert refused(events.replace_sectors, cast.ana, day, [rows[0], rows[0]]).keys() == {"sectors.1.key"}
    assert refused(events.replace_sectors, cast.ana, day, [{"key": "Nord", "label_fr": ""}]).keys() == {
        "sectors.0.key", "sectors.0.label_fr"}
    programme = [
        {"kind": "welcome", "title_fr": "Accueil", "starts_at": "8 h 30", "ends_at": "9:00", "description_fr": "x"},
        {"kind": "meal", "title_fr": "Repas"}]
    do(events.replace_programme, cast.ana, day, programme)
    do(events.replace_programme, cast.ana, day, [{"kind": "meal", "title_fr": "Repas"}])
    page = get_event_page(day, cast.ana)
    assert [(item.kind, item.starts_at, item.description_fr) for item in page.event.programme] == [("meal", None, None)]
    for bad, field in (({"kind": "party"}, "kind"), ({"starts_at": "25:00"}, "starts_at"),
                       ({"starts_at": "10:00", "ends_at": "9:00"}, "ends_at"), ({"title_fr": ""}, "title_fr")):
        assert refused(events.replace_programme, cast.ana, day, [programme[0] | bad]).keys() == {f"programme.0.{field}"}
    do(events.replace_organisations, cast.ana, day, [{"name_fr": "Un regroupement"}, {"name_fr": "Une coopérative"}])
    assert refused(events.replace_organisations, cast.ana, day, [{"name_fr": "A"}, {"name_fr": "A"}]).keys() == {
        "organisations.1.name_fr"}
    do(events.replace_organisers, cast.ana, day, [{"name_fr": "Un regroupement"}])


# ---- themes, findings, pistes ----


def test_findings_and_pistes_are_pasted_as_lists(day, cast):
    theme_id = theme_of(day).id
    do(services.paste_findings, cast.ana, theme_id,
       "A) Quant à la portée :\n- Mieux comprendre\n- Évaluer\nB) Un autre")
    do(services.paste_pistes, cast.ana, theme_id, "1. Un fonds\n2. Un observatoire")
    do(services.paste_pistes, cast.ana, theme_id, "- Un forum")
    (theme,) = get_event_page(day, cast.ana).themes
    assert letters(theme.findings) == [("A", "Quant à la portée :"), ("B", "Un autre")]
    assert [point.text_fr for point in theme.findings[0].points] == ["Mieux comprendre", "Évaluer"]
    assert letters(theme.pistes) == [("A", "Un fonds"), ("B", "Un observatoire"), ("C", "Un forum")]
    assert refused(services.paste_pistes, cast.ana, theme_id, " \n ").keys() == {"pasted"}
    assert refused(services.paste_pistes, cast.ana, theme_id, "- x\n" * 101).keys() == {"pasted"}


def test_letters_follow_the_order_in_a_draft_and_stay_once_published(day, cast):
    theme_id = theme_of(day).id
    rows = do(services.paste_pistes, cast.ana, theme_id, "Un\nDeux\nTrois")
    first, second, third = (row.id for row in rows)
    do(services.reorder_pistes, cast.ana, theme_id, [third, first, second])
    assert letters(theme_of(day).pistes) == [("A", "Trois"), ("B", "Un"), ("C", "Deux")]
    do(events.update_event, cast.ana, day, {"state": "published"})
    do(services.reorder_pistes, cast.ana, theme_id, [first, second, third])
    db.session.expire_all()
    assert letters(theme_of(day).pistes) == [("B", "Un"), ("C", "Deux"), ("A", "Trois")]
    for wrong in ([first, second], [first, first, second], [first, second, third, 9], []):
        assert refused(services.reorder_pistes, cast.ana, theme_id, wrong).keys() == {"order"}


def test_a_removed_letter_is_given_to_no_other(day, cast):
    theme_id = theme_of(day).id
    rows = do(services.paste_pistes, cast.ana, theme_id, "Un\nDeux\nTrois")
    node_id = rows[1].node_id
    do(services.remove_piste, cast.ana, rows[1].id)
    assert db.session.get(Node, node_id) is None
    do(services.add_piste, cast.ana, theme_id, {"title_fr": "Quatre"})
    db.session.expire_all()
    assert letters(theme_of(day).pistes) == [("A", "Un"), ("C", "Trois"), ("D", "Quatre")]


def test_what_a_vote_or_a_topic_bears_on_stays(day, cast):
    theme_id = theme_of(day).id
    piste = do(services.add_piste, cast.ana, theme_id, {"title_fr": "Un"})
    with transaction():
        link(piste.node_id, new_node("topic").id, "about", "platform")
    for act, ident in ((services.remove_piste, piste.id), (services.remove_theme, theme_id)):
        with pytest.raises(Forbidden):
            do(act, cast.ana, ident)
    assert find_piste("2031-1A", cast.ana)


def test_themes_change_and_go_with_what_they_hold(day, cast):
    do(services.add_theme, cast.ana, day, {"title_fr": "Deux"})
    one, two = theme_of(day, 1), theme_of(day, 2)
    do(services.paste_findings, cast.ana, two.id, "Un constat\n  un point")
    do(services.reorder_themes, cast.ana, day, [two.id, one.id])
    assert theme_of(day, 1).title_fr == "Deux"
    do(services.update_theme, cast.ana, two.id, {"questions_fr": "Pourquoi?\nComment?"})
    assert theme_of(day, 1).questions_fr == "Pourquoi?\nComment?"
    finding = db.session.scalar(select(Finding))
    do(services.update_finding, cast.ana, finding.id, {"text_en": "A finding"},
       [{"text_fr": "Deux"}, {"text_fr": "Trois"}])
    db.session.expire_all()
    assert [point.text_fr for point in db.session.scalar(select(Finding)).points] == ["Deux", "Trois"]
    do(services.remove_theme, cast.ana, two.id)
    assert db.session.scalar(select(func.count(Finding.id))) == 0
    assert db.session.scalar(select(func.count(Node.id)).where(Node.kind == "finding")) == 0


# ---- recommendations ----


TEXTS = {"title_fr": "Un titre", "text_fr": "Il faudrait."}


def test_a_wording_grows_by_versions(day, cast):
    row = do(services.add_recommendation, cast.ana, day, TEXTS | {"number": "1.1"})
    do(services.add_wording, cast.ana, row.id, {"text_fr": "Il convient.", "note_fr": "Plus positif"})
    do(services.add_wording, cast.ana, row.id, {"text_fr": "Il convient."})
    found = get_recommendation("2031-1.1", cast.ana)
    assert [(version.number, version.text_fr, version.author_id) for version in found.wordings] == [
        (1, "Il faudrait.", cast.ana.id), (2, "Il convient.", cast.ana.id)]
    assert (found.original.number, found.wording.number) == (1, 2)
    assert refused(services.add_wording, cast.ana, row.id, {"text_fr": " "}).keys() == {"text_fr"}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(WordingVersion(recommendation_id=row.id, number=2, text_fr="Autre", at=utc_now()))


def test_recommendations_are_numbered_once_and_reordered(day, cast):
    add = services.add_recommendation
    rows = [do(add, cast.ana, day, TEXTS | {"number": number}) for number in ("1.1", "1.2")]
    assert refused(add, cast.ana, day, TEXTS | {"number": "1.2"}).keys() == {"number"}
    assert refused(add, cast.ana, day, {"number": "un", "title_fr": "", "text_fr": ""}).keys() == {
        "number", "title_fr", "text_fr"}
    do(services.reorder_recommendations, cast.ana, day, [rows[1].id, rows[0].id])
    assert [row.number for row in get_event_page(day, cast.ana).recommendations] == ["1.2", "1.1"]
    theme = theme_of(day)
    do(services.update_recommendation, cast.ana, rows[0].id, {"number": "1.3", "theme_id": theme.id})
    assert get_recommendation("2031-1.3", cast.ana).theme.id == theme.id
    do(events.update_event, cast.ana, day, {"state": "published"})
    with pytest.raises(Forbidden):
        do(services.update_recommendation, cast.ana, rows[0].id, {"number": "1.4"})
    do(services.remove_recommendation, cast.ana, rows[0].id)
    assert db.session.scalar(select(func.count(WordingVersion.id))) == 1


# ---- another day like one that was held ----


def test_a_day_is_duplicated_without_what_was_said_or_decided(days, cast):
    before = db.session.scalar(select(func.count(Link.id)))
    do(services.duplicate_event, cast.admin, "18-janvier-2007", VALUES)
    copy = get_event_page("une-journee", cast.admin)
    assert (copy.event.state, copy.event.date.year, copy.event.title_fr) == ("draft", 2031, "Une journée")
    assert [(len(theme.findings), len(theme.pistes)) for theme in copy.themes] == [(4, 7), (4, 5), (6, 5)]
    assert [len(finding.points) for finding in copy.themes[2].findings] == [1, 1, 1, 2, 2, 1]
    assert (len(copy.event.organisations), len(copy.event.programme), len(copy.event.sectors)) == (14, 9, 4)
    said = [*copy.discussions, *copy.decisions, *copy.event.evaluation, *copy.event.verbatims, *copy.event.sections]
    assert said == []
    assert db.session.scalar(select(func.count(Link.id))) == before
    nodes = [piste.node_id for piste in db.session.scalars(select(Piste))]
    assert len(nodes) == len(set(nodes)) == 34
    assert find_piste("2031-1G", ANONYMOUS) is None, "a draft is its organisers' alone"
    assert get_piste("2031-1G", cast.admin).title_fr == get_piste("2007-1G", ANONYMOUS).title_fr
    do(services.duplicate_event, cast.admin, "atelier-2-mise-a-l-echelle", VALUES | {"slug": "suite", "code": "2032"})
    numbers = db.session.scalars(select(Recommendation.number).join(Recommendation.event).where(Event.slug == "suite"))
    assert sorted(numbers) == ["2.1", "2.2", "2.3"]
    assert db.session.scalar(select(func.count(Discussion.id)).join(Discussion.event).where(Event.slug == "suite")) == 0
