"""A workshop's notes: typed while people speak, validated by the group, published with the day, carried to a vote."""

import secrets

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation import services as deliberation
from forum.deliberation.models import Discussion, ParkedItem
from forum.events.services import give_role
from forum.notes import queries, services
from forum.notes.models import Line, Sheet
from forum.trails.models import Link
from forum.votes.models import Poll
from tests.support.forum import send
from tests.support.rooms import make_day, open_room
from tests.support.sites import sign_in_as
from tests.support.urn_model import Hand, Waiters

SLUG = "journee"
NOTES = f"/fr/journees/{SLUG}/notes/"


def do(name, *values, **more):
    with transaction():
        return getattr(services, name)(*values, **more)


@pytest.fixture
def event(app, cast):
    made = make_day(cast)
    with transaction():
        give_role(made.id, cast.mia.id, "note_taker")
        theme = deliberation.add_theme(cast.ana, SLUG, {"title_fr": "Les appuis"})
    made.noted_theme = theme.id
    return made


@pytest.fixture
def sheet(event, cast):
    made = do("add_sheet", cast.mia, SLUG, {"title_fr": "Atelier A", "title_en": "Workshop A",
                                            "theme_id": str(event.noted_theme), "people": "9"})
    return made.id


def note(who, sheet, text, kind="said", shared="unsaid", key=None):
    return do("add_line", who, SLUG, sheet, {"kind": kind, "shared": shared, "text_fr": text},
              key or secrets.token_hex(16)).id


def now(sheet):
    db.session.rollback()
    return db.session.get(Sheet, sheet, populate_existing=True)


def test_what_the_group_validates_shows_on_the_page_of_the_day_and_nothing_before(event, sheet, cast, client):
    note(cast.mia, sheet, "Les moyens manquent.", shared="nearly_all")
    note(cast.mia, sheet, "Le transport.", kind="parked")
    page = f"/fr/journees/{SLUG}/"
    assert "Les moyens manquent." not in client.get(page).text
    do("validate", cast.mia, SLUG, sheet, now(sheet).version)
    shown = client.get(page).text
    assert "Les moyens manquent." in shown
    assert "Le transport." in shown
    row = db.session.scalar(select(Discussion))
    assert [(r.text_fr, r.shared, r.shared_words_fr, r.shared_words_en) for r in row.remarks] == [
        ("Les moyens manquent.", "nearly_all", "presque tout le monde", "nearly everyone")]


def test_validated_text_changes_only_once_reopened_and_the_day_keeps_the_old_one_meanwhile(event, sheet, cast):
    first = note(cast.mia, sheet, "Avant.")
    parked = note(cast.mia, sheet, "À part.", kind="parked")
    do("validate", cast.mia, SLUG, sheet, now(sheet).version)
    for act in (lambda: note(cast.mia, sheet, "Encore."), lambda: do("remove_line", cast.mia, SLUG, sheet, first),
                lambda: do("move_line", cast.mia, SLUG, sheet, first, "down")):
        with pytest.raises(Forbidden):
            act()
    do("reopen", cast.mia, SLUG, sheet)
    version = db.session.get(Line, first).version
    do("update_line", cast.mia, SLUG, sheet, first, {"kind": "proposal", "shared": "one", "text_fr": "Après."}, version)
    do("update_line", cast.mia, SLUG, sheet, parked, {"kind": "said", "text_fr": "Repris."}, 1)
    assert [row.text_fr for row in db.session.scalar(select(Discussion)).remarks] == ["Avant."]
    do("validate", cast.mia, SLUG, sheet, now(sheet).version)
    db.session.rollback()
    assert [row.text_fr for row in db.session.scalar(select(Discussion)).remarks] == ["Après.", "Repris."]
    assert db.session.scalars(select(ParkedItem)).all() == []
    with pytest.raises(Forbidden):
        do("remove_sheet", cast.mia, SLUG, sheet)


def test_group_validates_what_it_has_read_and_not_what_was_typed_meanwhile(event, sheet, cast):
    note(cast.mia, sheet, "Lu par le groupe.")
    read = now(sheet).version
    note(cast.mia, sheet, "Typed meanwhile.")
    with pytest.raises(Refusal) as refused:
        do("validate", cast.mia, SLUG, sheet, read)
    assert "Une ligne a changé" in str(refused.value.message)
    assert now(sheet).validated_at is None


def test_line_sent_twice_is_one_and_a_change_of_somebody_else_is_not_lost(event, sheet, cast):
    key = secrets.token_hex(16)
    line = note(cast.mia, sheet, "Une fois.", key=key)
    assert note(cast.mia, sheet, "Une fois.", key=key) == line
    do("update_line", cast.fred, SLUG, sheet, line, {"kind": "said", "text_fr": "Par Fred."}, 1)
    with pytest.raises(Refusal) as refused:
        do("update_line", cast.mia, SLUG, sheet, line, {"kind": "said", "text_fr": "Par Mia."}, 1)
    assert "text_fr" in refused.value.fields
    assert [row.text_fr for row in now(sheet).lines] == ["Par Fred."]


def test_two_lines_added_at_once_both_stand(app, event, sheet, cast):
    one = Hand(app, lambda: services.add_line(cast.mia, SLUG, sheet, {"kind": "said", "text_fr": "Un"}, "1" * 32))
    assert one.has_worked.wait(20)
    two = Hand(app, lambda: services.add_line(cast.fred, SLUG, sheet, {"kind": "said", "text_fr": "Deux"}, "2" * 32))
    if db.engine.dialect.name == "postgresql":
        watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
        assert watch.wait_for(two)
        watch.connection.close()
    one.end()
    assert two.has_worked.wait(20)
    two.end()
    assert [row.text_fr for row in now(sheet).lines] == ["Un", "Deux"]


@pytest.mark.any_database
def test_only_the_team_of_the_day_reads_and_takes_notes(app, event, sheet, cast):
    with pytest.raises(Forbidden):
        do("add_line", cast.paul, SLUG, sheet, {"kind": "said", "text_fr": "Non"}, "3" * 32)
    assert sign_in_as(app, "paul").get(f"{NOTES}{sheet}/").status_code == 403
    assert app.test_client().get(NOTES).status_code == 302
    assert sign_in_as(app, "mia").get(f"{NOTES}{sheet}/ecran/").status_code == 200
    with pytest.raises(Missing):
        do("remove_line", cast.mia, SLUG, sheet, 999)


@pytest.mark.any_database
def test_what_is_typed_wrong_is_said_beside_the_field_and_changes_nothing(app, event, sheet, cast):
    mia = sign_in_as(app, "mia")
    for fields, sentence in (({"text_fr": ""}, "Remplissez ce champ."), ({"text_fr": "x" * 4001}, "Au plus 4"),
                             ({"kind": "vote"}, "error"), ({"key": "abc"}, "ne peut plus être envoyée")):
        sent = {"text_fr": "Bon.", "kind": "said", "shared": "unsaid", "key": "4" * 32} | fields
        answer = send(mia, f"{NOTES}{sheet}/", **sent)
        assert answer.status_code == 422
        assert sentence in answer.text
    answer = send(mia, NOTES, title_fr="Groupe", people="0", theme_id="")
    assert answer.status_code == 422
    assert "de 1 à 2" in answer.text
    assert now(sheet).lines == []


def test_carried_text_is_offered_as_a_wording_and_its_vote_stands_on_the_trail(app, event, sheet, cast):
    line = note(cast.mia, sheet, "Il faut un guichet unique.", kind="proposal")
    with pytest.raises(Forbidden):
        do("carry", cast.mia, SLUG, sheet, line, True)
    do("validate", cast.mia, SLUG, sheet, now(sheet).version)
    do("carry", cast.mia, SLUG, sheet, line, True)
    assert [row.id for row in queries.list_carried(event.id)] == [line]
    room = open_room(cast, event)
    address = f"/fr/salle/{room.code}/console/nouveau/libelle/"
    fred = sign_in_as(app, "fred")
    assert "Porté par\u00a0: Atelier A" in fred.get(address).text
    answer = send(fred, address, source=f"line-{line}", question_fr="Adoptez-vous ce libellé?",
                  majority="1/2 expressed", secrecy="secret", quorum="")
    assert answer.status_code == 303
    db.session.rollback()
    poll = db.session.scalar(select(Poll))
    assert poll.wording_fr == "Il faut un guichet unique."
    link = db.session.scalar(select(Link).where(Link.target_id == poll.node_id))
    assert link.source_id == now(sheet).discussion.node_id
