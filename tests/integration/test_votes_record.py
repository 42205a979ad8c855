"""The record of a vote of any method: its sections, a tagged PDF, a table; paper ballots and the tellers' sheet."""

import csv
import io
import json
import random
from functools import cache
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from forum.core.database import db, transaction
from forum.core.i18n import in_language
from forum.plenary.papers import inks, slips, statement, table, typesetting
from forum.votes import contests, queries, services
from forum.votes.files import read_file
from forum.votes.methods import METHODS
from forum.votes.seal_words import words_of
from tests.support.databases import SqliteFiles
from tests.support.elections import describe, draw_choices, draw_paper
from tests.support.polls import NOW, act, cast, opened, secret_of
from tests.support.sites import make_app

DAY = SimpleNamespace(title_fr="Journée d’essai", title_en="Trial day")
HOSTILE = ('#panic("non") $x$ @ref *gras* _i_ \\ `code` <b>&amp;</b> 😀 ᐃᓄᒃ https://exemple.test\n\n'
           '= Titre\n#import "/etc/passwd"')
LABELS = ("Observatoire", "Fonds d’appui", "=SOMME(A1)", "Outils & guides <i>")


@pytest.fixture(scope="module")
def app(tmp_path_factory, whole_run):
    """Give an application on SQLite: what is printed does not depend on the database."""
    folder = tmp_path_factory.mktemp("record")
    made = make_app(SqliteFiles(folder, whole_run).fresh_url("record", "schema"), folder)
    made.config["SERVER_NAME"] = "localhost"
    with made.test_request_context("/fr/"):
        publish.cache_clear()  # these votes are in this database only
        yield made
        db.session.remove()
        db.engine.dispose()


@cache
def publish(method):
    """Hold a vote of a method once for all these tests; gives its id."""
    return hold(method).id


def held(method):
    """Give a published poll of a method."""
    return queries.get_poll(publish(method))


def hold(method, roll=9, **more):
    """Hold a vote of a method with drawn ballots and publish it; gives the poll."""
    draw, keys = random.Random(3), [f"o{place}" for place in range(len(LABELS))]
    paper = draw_paper(draw, method, keys)
    said = describe(paper)
    options = [{**option, "label": label} for option, label in zip(said["options"], LABELS, strict=False)]
    names = [name for name in METHODS[method].SETTINGS if name in said]
    body = {"question": {"fr": "Que fait-on?", "en": "What do we do?"}, "method": method, "options": options,
            **{name: said[name] for name in names}, **more}
    poll_id = opened(body if options else {**body, "options": None}, roll)
    cast(*(services.Cast(poll_id, f"seat-{number:03}", secret_of(poll_id, number), choice)
           for number, choice in enumerate(draw_choices(draw, paper, roll - 2))))
    act("close_poll", poll_id, roll - 1)
    act("publish", poll_id)
    return queries.get_poll(poll_id)


def print_record(poll, language="fr"):
    with in_language(language):
        return typesetting.typeset("record.typ", statement.print_record(poll, DAY), poll.published_at)


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().replace("\xa0", " ").split()) for page in pages)


def assert_tagged(pdf, language="fr"):
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/StructTreeRoot"]
    assert root["/Lang"].lower().startswith(language)
    assert reader.metadata.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [612, 792]  # US Letter


@pytest.mark.parametrize("method", METHODS)
def test_a_record_of_each_method_is_a_tagged_pdf_that_tells_all(app, method):
    poll = held(method)
    for language, question, title in (("fr", "Que fait-on?", "La règle"), ("en", "What do we do?", None)):
        pdf = print_record(poll, language)
        assert_tagged(pdf, language)
        said = text_of(pdf)
        assert question in said
        assert all(word in said for word in words_of(poll.seal))
        assert poll.seal in said.replace(" ", "")
        assert title is None or title in said
        with in_language(language):
            sections = [statement.print_record(poll, DAY)["sections"][0], *statement.list_sections(poll)]
        for section in sections:
            assert section["title"] in said
            for item in section["items"]:
                for sentence in item.get("items", ()) if item["kind"] == "sentences" else ():
                    assert sentence.replace("\xa0", " ").replace(" ", "") in said.replace(" ", ""), sentence


def test_a_record_holds_whatever_was_written_as_text(app):
    poll = hold("yesno", wording=HOSTILE)
    said = text_of(print_record(poll))
    for piece in ('#panic("non") $x$ @ref *gras*', "\\ `code` <b>&amp;</b>", "‹U+1F600›", "= Titre",
                  '#import "/etc/passwd"'):
        assert piece in said
    assert "root:" not in said
    assert_tagged(print_record(hold("choose", question="#" * 200 + "]" * 200)))


def test_the_same_record_is_made_once(app):
    poll = held("approve")
    assert print_record(poll) is print_record(poll)
    assert print_record(poll, "en") is not print_record(poll)


def test_nothing_is_printed_before_publication(app):
    poll_id = opened({"question": "Oui?", "method": "yesno"})
    act("close_poll", poll_id, 5)
    with pytest.raises(services.Refusal, match="not_published"):
        statement.list_sections(queries.get_poll(poll_id))
    with pytest.raises(services.Refusal, match="not_published"):
        table.write_ballots(queries.get_poll(poll_id))


def test_hand_counts_incidents_reservations_and_the_annex_stand_in_the_record(app):
    poll_id = opened({"question": "Oui?", "method": "yesno", "secret": False})
    at = NOW.isoformat()
    with in_language("fr"):
        record = {"channels": [{"channel": "paper", "people": 12, "ballots": 10, "entered_by": "Ana", "entered_at": at,
                                "confirmed_by": "Sol", "confirmed_at": at}],
                  "incidents": [{"act": "admitted", "at": at, "before": 5, "after": 6},
                                {"act": "problem", "at": at, "text": "Un mot manque.", "answer": "upheld",
                                 "reason": "Corrigé."}],
                  "breakdown": {"a": {"voted": 7, "figures": {"yes": 5, "no": None, "abstain": 0, "blank": 0}}}}
        counted = statement._channels(record)["items"][0]["rows"][0]
        assert counted[:3] == ["Sur papier", "12", "10"]
        assert counted[3].startswith("Ana, ")
        notes = statement._incidents(record)["items"][0]["items"]
        assert "portée de 5 à 6" in notes[0]
        assert "Un mot manque." in notes[1]
        assert "retenu\xa0: Corrigé." in notes[1]
        rows = statement._breakdown(queries.get_poll(poll_id), record)["items"][0]["rows"]
        assert [row[1] for row in rows] == ["7", "5", "–", "0", "0"]
    act("close_poll", poll_id, 5)
    act("publish", poll_id)
    with transaction():
        row = contests.add_reservation(poll_id, "Je ne suis pas d’accord.", "Mia Partenaire", "Le Relais", NOW)
        contests.judge_reservation(row.id, True, "Fred", NOW)
        contests.report_problem(poll_id, "Le son a coupé.", None, NOW)
    said = text_of(print_record(queries.get_poll(poll_id)))
    assert "Je ne suis pas d’accord. — Mia Partenaire, Le Relais" in said
    assert "Annexe : après la clôture" in said
    assert "Le son a coupé." in said


@pytest.mark.parametrize("method", [name for name, module in METHODS.items() if module.BALLOT != "answer"])
def test_the_table_of_ballots_is_counted_alike_and_holds_no_formula(app, method):
    poll = held(method)
    data = table.write_ballots(poll)
    rows = list(csv.reader(io.StringIO(data.decode())))
    record = json.loads(queries.get_record(poll.id))
    assert rows[0] == ["bulletin", "o0", "o1", "o2", "o3"]
    assert [row[0] for row in rows[1:]] == [ballot["id"] for ballot in record["ballots"]]
    if method in ("dots", "equal_shares"):  # their points and costs are not in the table
        return
    counted = read_file(data, "bulletins.csv", method, poll.select).count()
    for name in ("status", "winners", "tied"):
        assert counted[name] == record["result"][name]
    assert {key: figure["votes"] for key, figure in counted["figures"].items()} == {
        key: figure["votes"] for key, figure in record["result"]["figures"].items()}


def test_a_cell_that_looks_like_a_formula_is_made_harmless():
    assert [table.safe(cell) for cell in ("=1", "+1", "-1", "@x", "\tx", "a", 3, "")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "a", 3, ""]


@pytest.mark.parametrize("method", METHODS)
def test_paper_ballots_and_the_tally_sheet_of_each_method_fit_their_sheets(app, method):
    poll = held(method)
    ballots = typesetting.typeset("ballots.typ", slips.print_ballots(poll, DAY), NOW)
    sheet = typesetting.typeset("tally.typ", slips.print_tally(poll, DAY), NOW)
    for pdf in (ballots, sheet):
        assert_tagged(pdf)
        assert "Que fait-on?" in text_of(pdf)
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for word in ("Blancs", "Nuls", "Total des bulletins", "Seconde personne, qui confirme"):
        assert word in text_of(sheet)
    if METHODS[method].TAKES_OPTIONS:
        assert all(label in text_of(ballots) for label in LABELS)
        assert all(label in text_of(sheet) for label in LABELS)


def test_a_ballot_with_many_options_is_one_to_a_sheet(app):
    options = [{"id": f"o{place}", "label": f"Une option dont le nom est assez long pour deux lignes, numéro {place}"}
               for place in range(40)]
    poll_id = opened({"question": "Dans quel ordre?", "method": "judge", "options": options})
    pdf = typesetting.typeset("ballots.typ", slips.print_ballots(queries.get_poll(poll_id), DAY), NOW)
    assert text_of(pdf).count("numéro 39") == 1


def test_pictures_are_printed_in_the_colours_of_the_pages():
    style = inks.style_of_pictures()
    assert "var(" not in style
    assert "color-mix" not in style
    assert "oklch" not in style
    assert "--" not in style
    assert inks.write_hex((1.0, 0.0, 0.0)) == "#ffffff"
    assert inks.write_hex((0.0, 0.0, 0.0)) == "#000000"
    assert inks.write_hex(inks.list_inks()["brand"]).startswith("#00")


def test_what_no_face_holds_is_written_by_its_number():
    assert typesetting.show_all("e\u0301té 😀\u200b\u202e") == "été ‹U+1F600› ‹U+202E›"
