"""The questionnaire of a day: made, answered by phone and from paper, closed, published; its answers know nobody."""

import csv
import secrets
from io import StringIO

import pytest
from sqlalchemy import select

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation import services as deliberation
from forum.events.services import give_role
from forum.notifications.models import Subscription
from forum.questionnaires import queries, services
from forum.questionnaires.models import Comment, Questionnaire, Reply
from tests.support.forum import csrf_of, send
from tests.support.rooms import make_day
from tests.support.sites import LETTERS, opened_app, sign_in_as
from tests.support.urn_model import Hand, Waiters

SLUG = "journee"
PAGE, EDIT = f"/fr/journees/{SLUG}/questionnaire/", f"/fr/journees/{SLUG}/modifier/questionnaire/"
SCALE = ["Très bien | Very good", "Bien | Good", "Peu | A little", "Pas du tout | Not at all"]


@pytest.fixture
def event(app, cast):
    return make_day(cast)


def do(name, *values, **more):
    with transaction():
        return getattr(services, name)(*values, **more)


def rows(lines):
    return [dict(zip(("label_fr", "label_en"), (part.strip() for part in line.split("|")), strict=False))
            for line in lines]


@pytest.fixture
def asked(event, cast):
    """Open a small questionnaire; gives the field of each kind of question."""
    do("create", cast.ana, SLUG, with_model=False)
    for kind, lines in (("scale", SCALE), ("yesno", ()), ("choices", ("Un", "Deux", "Trois")), ("text", ())):
        do("add_question", cast.ana, SLUG, {"kind": kind, "text_fr": f"Question {kind}", "has_na": True}, rows(lines))
    do("move", cast.ana, SLUG, "open")
    return {question.kind: f"q{question.id}" for question in found().questions}


def found():
    db.session.rollback()
    return db.session.scalar(select(Questionnaire).execution_options(populate_existing=True))


def reply(sent, key=None):
    return do("send_reply", ANONYMOUS, SLUG, key or secrets.token_hex(16), sent)


def count(model):
    db.session.rollback()
    return len(db.session.scalars(select(model)).all())


def refused(act, *values):
    with pytest.raises(Refusal) as refusal:
        act(*values)
    return refusal.value


def test_the_model_of_2007_asks_what_its_report_names_and_can_then_be_changed(event, cast):
    do("create", cast.ana, SLUG, with_model=True)
    do("create", cast.ana, SLUG, with_model=True)  # a second tap adds nothing
    texts = [question.text_fr for question in found().questions]
    assert texts[:3] == ["Portrait et études de cas", "Stratégies d’action", "Atelier 1"]
    assert len(texts) == 11
    do("move_question", cast.ana, SLUG, 2, "up")
    do("move_question", cast.ana, SLUG, 3, "remove")
    do("edit_question", cast.ana, SLUG, 1, {"kind": "yesno", "text_fr": "Autre?", "text_en": "Other?"}, [])
    kept = found().questions
    assert [question.text_fr for question in kept][:3] == ["Autre?", "Portrait et études de cas", "Atelier 2"]
    assert [option["key"] for option in kept[0].options] == ["yes", "no"]
    assert [question.position for question in kept] == list(range(1, 11))


def test_once_open_only_words_change_and_once_published_nothing(asked, cast):
    reply({asked["scale"]: ["1"]})
    with pytest.raises(Forbidden):
        do("add_question", cast.ana, SLUG, {"kind": "yesno", "text_fr": "Encore?"}, [])
    with pytest.raises(Forbidden):
        do("move_question", cast.ana, SLUG, 1, "remove")
    with pytest.raises(Forbidden):
        do("move", cast.ana, SLUG, "prepare")
    assert "options" in refused(do, "edit_question", cast.ana, SLUG, 1, {"text_fr": "Mieux"}, rows(SCALE[:3])).fields
    do("edit_question", cast.ana, SLUG, 1, {"kind": "text", "text_fr": "Mieux"}, rows(["Super", *SCALE[1:]]))
    question = found().questions[0]
    assert (question.kind, question.text_fr, question.options[0]["label_fr"]) == ("scale", "Mieux", "Super")
    do("move", cast.ana, SLUG, "close")
    do("move", cast.ana, SLUG, "publish")
    for act in (("edit_question", cast.ana, SLUG, 1, {"text_fr": "Tard"}, rows(SCALE)),
                ("change_settings", cast.ana, SLUG, {"intro_fr": "Tard"}), ("move", cast.ana, SLUG, "reopen")):
        with pytest.raises(Forbidden):
            do(*act)


def test_themes_of_interest_are_those_the_day_had_at_opening(event, cast):
    do("create", cast.ana, SLUG, with_model=False)
    do("add_question", cast.ana, SLUG, {"kind": "themes", "text_fr": "Vos thèmes?"}, [])
    assert refused(do, "move", cast.ana, SLUG, "open").code == "invalid"
    with transaction():
        deliberation.add_theme(cast.ana, SLUG, {"title_fr": "Volet premier"})
    do("move", cast.ana, SLUG, "open")
    with transaction():
        deliberation.add_theme(cast.ana, SLUG, {"title_fr": "Volet second"})
    assert [option["label_fr"] for option in queries.list_asked(found())[0]["options"]] == ["Volet premier"]


def test_one_form_is_one_answer_and_nothing_but_one_answer_is_required(asked):
    key = secrets.token_hex(16)
    assert reply({asked["choices"]: ["1", "3"]}, key)
    assert not reply({asked["choices"]: ["2"], asked["text"]: ["Encore"]}, key)
    assert (count(Reply), count(Comment)) == (1, 0)
    assert reply({asked["text"]: ["Un mot"]})
    for sent in ({}, {asked["text"]: [" \n "]}, {asked["scale"]: [""]}):
        assert "all" in refused(reply, sent).fields, sent
    for name, values in (("scale", ["9"]), ("scale", ["1", "2"]), ("choices", ["1", "x"]), ("text", ["é" * 2001])):
        assert asked[name] in refused(reply, {asked[name]: values}).fields, values
    assert "sector" in refused(reply, {asked["scale"]: ["1"], "sector": ["nowhere"]}).fields
    assert "all" in refused(reply, {asked["scale"]: ["1"]}, "not a key").fields
    assert count(Reply) == 2


def test_an_answer_is_tied_to_nobody(asked, backend, cast):
    """No column names a person or a time, what was written stands apart, and letters leave no common trace."""
    columns = {table.name: {column.name for column in table.columns} for table in (Reply.__table__, Comment.__table__)}
    assert columns == {
        "questionnaires_reply": {"id", "questionnaire_id", "channel", "sheet", "sector", "answers"},
        "questionnaires_comment": {"id", "questionnaire_id", "question_id", "text", "may_quote", "is_approved",
                                   "sheet"}}
    held = {key.target_fullname for table in (Reply.__table__, Comment.__table__) for key in table.foreign_keys}
    assert held == {"questionnaires_day.id", "questionnaires_question.id"}
    pointing = {table.name for table in db.metadata.tables.values() for key in table.foreign_keys
                if key.column.table.name in ("questionnaires_reply", "questionnaires_comment")}
    assert not pointing
    key = secrets.token_hex(16)
    reply({asked["scale"]: ["1"], asked["text"]: ["Mot"]}, key)
    told = [value for model in (Reply, Comment) for row in db.session.execute(select(model.__table__)) for value in row]
    assert key not in told
    assert not {table for table in Subscription.__table__.columns if "repl" in table.name or "quest" in table.name}


def test_the_page_keeps_what_was_typed_and_says_in_both_languages_what_is_wrong(app, asked):
    for lang, sentence in (("fr", "Répondez au moins à une question."), ("en", "Answer at least one question.")):
        client, address = app.test_client(), PAGE.replace("/fr/", f"/{lang}/")
        answer = send(client, address)
        assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True), lang
        fields = {asked["text"]: "é" * 2001, asked["yesno"]: "no", f"{asked['text']}-quote": "1"}
        page = send(client, address, **fields).get_data(as_text=True)
        assert "é" * 2001 in page
        assert f'name="{asked["yesno"]}" value="no" checked' in page
        assert f'href="#{asked["text"]}"' in page
    client = app.test_client()
    answer = send(client, PAGE, **{asked["yesno"]: "yes"})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}merci/")
    assert count(Reply) == 1


def test_letters_are_asked_for_on_another_page(backend, db_url, app, asked):
    with opened_app(db_url, backend.folder, public_url="http://localhost", **LETTERS) as other:
        client = other.test_client()
        done = send(client, f"{PAGE}suites/", email="lise@exemple.org", language="fr", consent="y")
        assert done.status_code == 303
        assert db.session.scalar(select(Subscription)).is_whole_day
        assert send(client, f"{PAGE}suites/", email="x", language="fr").status_code == 422


def test_a_sheet_of_paper_is_typed_once_and_can_be_corrected(asked, cast, event):
    with transaction():
        give_role(event.id, cast.mia.id, "desk")
    sent = {asked["scale"]: ["2"], asked["text"]: ["Écrit à la main"], f"{asked['text']}-quote": ["1"]}
    assert do("type_sheet", cast.mia, SLUG, secrets.token_hex(16), " 12 ", sent) == 12
    assert "sheet" in refused(do, "type_sheet", cast.ana, SLUG, secrets.token_hex(16), "12", sent).fields
    for number in ("", "0", "-1", "12345", "x"):
        assert "sheet" in refused(do, "type_sheet", cast.ana, SLUG, secrets.token_hex(16), number, sent).fields, number
    do("judge_comment", cast.ana, SLUG, queries.list_comments(found().id)[0].id, True)
    do("correct_sheet", cast.mia, SLUG, 12, sent | {asked["scale"]: ["3"]})
    assert [row.is_approved for row in queries.list_comments(found().id)] == [True]
    do("correct_sheet", cast.mia, SLUG, 12, sent | {asked["text"]: ["Autrement"]})
    assert [(row.text, row.is_approved) for row in queries.list_comments(found().id)] == [("Autrement", False)]
    do("move", cast.ana, SLUG, "close")
    do("type_sheet", cast.mia, SLUG, secrets.token_hex(16), "13", sent)
    assert queries.count_replies(found().id) == (0, 2)
    do("remove_sheet", cast.mia, SLUG, 13)
    with pytest.raises(Forbidden):
        do("type_sheet", cast.paul, SLUG, secrets.token_hex(16), "14", sent)
    do("move", cast.ana, SLUG, "publish")
    assert queries.list_sheets(found().id) == []
    with pytest.raises(Forbidden):
        do("type_sheet", cast.mia, SLUG, secrets.token_hex(16), "14", sent)


def fill(asked):
    """Answer as 60 people: 40 of a sector, 16 of another, 3 of a third, who alone are not satisfied, one of none."""
    for sector, steps, people in (("community", "12", 40), ("university", "12", 16), ("government", "44", 3)):
        for number in range(people):
            answer = ["yes" if number % 2 else "no"] if people >= 5 else []
            may_quote = ["1"] if number < 2 else []
            reply({"sector": [sector], asked["scale"]: [steps[number % 2]], asked["yesno"]: answer,
                   asked["text"]: [f"{sector} {number}"], f"{asked['text']}-quote": may_quote})
    reply({asked["scale"]: ["na"], asked["choices"]: ["1", "2"]})


def test_figures_have_their_base_hide_small_numbers_by_sector_and_freeze(app, asked, cast):
    fill(asked)
    do("change_settings", cast.ana, SLUG, {"participants": "80"})
    assert all(question.get("sectors") is None for question in queries.find_figures(found())["questions"])
    do("move", cast.ana, SLUG, "close")
    rows = queries.list_comments(found().id)
    do("judge_comment", cast.ana, SLUG, next(row.id for row in rows if row.text == "community 0"), True)
    silent = next(row.id for row in rows if not row.may_quote)
    assert refused(do, "judge_comment", cast.ana, SLUG, silent, True).code == "forbidden"
    do("move", cast.ana, SLUG, "publish")
    figures = queries.find_figures(found())
    scale, yesno, choices, text = figures["questions"]
    assert (figures["replies"], figures["paper"], figures["participants"]) == (60, 0, 80)
    assert (scale["answered"], scale["base"], scale["satisfied"]) == (60, 59, 56)
    assert [option["count"] for option in scale["options"]] == [28, 28, 0, 3]
    assert (choices["answered"], [option["count"] for option in choices["options"]]) == (1, [1, 1, 0])
    assert (text["answered"], text["verbatims"]) == (59, ["community 0"])
    assert yesno["answered"] == 56
    assert {row["key"]: (row["base"], row["counts"]) for row in yesno["sectors"]} == {
        "community": (40, [20, 20]), "university": (16, [8, 8])}
    assert not {3} & {count for row in scale["sectors"] for count in (row["base"], *row["counts"])}
    db.session.query(Reply).delete()
    db.session.rollback()
    page = app.test_client().get(f"{PAGE}resultats/").get_data(as_text=True)
    for words in ("95\u00a0%", "60 personnes ont répondu à cette question, sur 60", "community 0", "20 (50"):
        assert words in page, words
    assert "community 1" not in page
    lines = list(csv.reader(StringIO(app.test_client().get(f"{PAGE[:-1]}/resultats.csv").get_data(as_text=True))))
    assert ["Question scale", "Très bien", "28", "47.5", "59", "60", "60"] in lines


def test_a_table_by_sector_in_which_all_would_be_hidden_is_not_shown(asked, cast):
    for sector, step in (("community", "1"), ("university", "2")) * 4:
        reply({"sector": [sector], asked["scale"]: [step]})
    do("move", cast.ana, SLUG, "close")
    do("move", cast.ana, SLUG, "publish")
    assert queries.find_figures(found())["questions"][0]["sectors"] == []


def test_figures_are_public_only_once_published(app, asked, cast):
    reply({asked["scale"]: ["1"]})
    visitor, ana = app.test_client(), sign_in_as(app, "ana")
    for state, status in (("open", 404), ("closed", 404), ("published", 200)):
        if state != "open":
            do("move", cast.ana, SLUG, {"closed": "close", "published": "publish"}[state])
        for part in ("resultats/", "resultats.csv"):
            assert visitor.get(f"{PAGE}{part}").status_code == status, (state, part)
            assert ana.get(f"{PAGE}{part}").status_code == 200, (state, part)
    assert refused(reply, {asked["scale"]: ["1"]}).code == "questionnaire_closed"


def test_only_who_organises_makes_it_and_only_the_desk_types(app, asked):
    for who, makes, types in (("ana", 200, 200), ("admin", 200, 200), ("fred", 403, 403), ("paul", 403, 403)):
        client = sign_in_as(app, who)
        for part in ("", "commentaires/", "questions/nouvelle/", "questions/1/"):
            assert client.get(f"{EDIT}{part}").status_code == makes, (who, part)
        for address in (f"{PAGE}papier/", f"{PAGE[:-1]}.pdf"):
            assert client.get(address).status_code == types, (who, address)
        token = csrf_of(client, PAGE)
        if makes == 403:
            for part in ("fermer/", "creer/", "questions/1/retirer/", "commentaires/x/citer/"):
                assert client.post(f"{EDIT}{part}", data={"csrf_token": token}).status_code == 403, (who, part)
    assert found().state == "open"


def test_what_is_in_preparation_is_there_for_who_organises_alone(app, event, cast):
    assert app.test_client().get(PAGE).status_code == 404
    do("create", cast.ana, SLUG, with_model=True)
    assert app.test_client().get(PAGE).status_code == 404
    assert sign_in_as(app, "ana").get(PAGE).status_code == 200
    with pytest.raises(Missing):
        reply({"q1": ["1"]})


@pytest.fixture
def race(app):
    """Do two acts at once, the second while the first has worked and is not committed; gives both outcomes."""
    watch = None
    if db.engine.dialect.name == "postgresql":
        watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))

    def work(name, *values):
        def act():
            try:
                return getattr(services, name)(*values)
            except Refusal as refusal:
                return refusal.code
        return act

    def run(first, second):
        db.session.remove()
        one = Hand(app, work(*first))
        assert one.has_worked.wait(20)
        two = Hand(app, work(*second))
        assert watch.wait_for(two) if watch else not two.has_worked.wait(0.1), "the second ought to wait"
        return one.end(), two.end()

    yield run
    if watch:
        watch.close()


def test_two_sendings_of_one_form_at_once_are_one_answer(race, asked):
    key, sent = secrets.token_hex(16), {asked["scale"]: ["1"], asked["text"]: ["Mot"]}
    assert race(("send_reply", ANONYMOUS, SLUG, key, sent), ("send_reply", ANONYMOUS, SLUG, key, sent)) == (True, False)
    assert (count(Reply), count(Comment)) == (1, 1)


def test_an_answer_on_its_way_is_waited_for_at_closing_and_one_that_comes_then_is_refused(race, asked, cast):
    send_one = ("send_reply", ANONYMOUS, SLUG, secrets.token_hex(16), {asked["scale"]: ["1"]})
    sent, closed = race(send_one, ("move", cast.ana, SLUG, "close"))
    assert (sent, closed.state, count(Reply)) == (True, "closed", 1)
    do("move", cast.ana, SLUG, "reopen")
    late = ("send_reply", ANONYMOUS, SLUG, secrets.token_hex(16), {asked["scale"]: ["1"]})
    assert race(("move", cast.ana, SLUG, "close"), late)[1] == "questionnaire_closed"
    assert count(Reply) == 1


def test_two_people_who_type_one_sheet_at_once_make_one(race, asked, cast):
    first, second = (("type_sheet", cast.ana, SLUG, secrets.token_hex(16), "5", {asked["scale"]: [step]})
                     for step in ("1", "2"))
    assert race(first, second) == (5, "invalid")
    assert [row.answers for row in db.session.scalars(select(Reply))] == [{asked["scale"][1:]: ["1"]}]
