"""A published questionnaire stands in the report, the brief and the open data, as it was frozen and with its bases."""

import csv
import json
import secrets
import zipfile
from io import BytesIO, StringIO

import pytest

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction
from forum.questionnaires import services
from forum.questionnaires.models import Comment
from forum.reports import opendata
from forum.reports.blocks import words_of
from forum.reports.brief import gather_brief
from forum.reports.gathering import gather_report
from tests.support.rooms import make_day

SLUG = "journee"
SCALE = [{"label_fr": fr, "label_en": en} for fr, en in (
    ("Très bien", "Very good"), ("Bien", "Good"), ("Peu", "A little"), ("Pas du tout", "Not at all"))]


@pytest.fixture
def answered(app, cast):
    """Ask one scale and one comment of twelve people, and close."""
    make_day(cast)

    def do(name, *values, **more):
        with transaction():
            return getattr(services, name)(*values, **more)

    do("create", cast.ana, SLUG, with_model=False)
    scale = do("add_question", cast.ana, SLUG, {"kind": "scale", "text_fr": "La salle", "text_en": "The room",
                                                "has_na": True}, SCALE)
    text = do("add_question", cast.ana, SLUG, {"kind": "text", "text_fr": "Un mot"}, [])
    keys = [option["key"] for option in scale.options]
    scale, text = f"q{scale.id}", f"q{text.id}"
    do("move", cast.ana, SLUG, "open")
    for number in range(12):
        sent = {scale: [keys[0] if number < 9 else keys[2] if number < 11 else "na"],
                "sector": ["community" if number % 2 else "university"]}
        if number < 2:
            sent |= {text: [("=1+1 à garder", "à taire")[number]], f"{text}-quote": ["1"]}
        do("send_reply", ANONYMOUS, SLUG, secrets.token_hex(16), sent)
    do("move", cast.ana, SLUG, "close")
    return do


def publish(do, cast):
    kept = db.session.query(Comment).filter(Comment.text.startswith("=")).one().id
    do("judge_comment", cast.ana, SLUG, kept, True)
    do("move", cast.ana, SLUG, "publish")


def test_nothing_is_said_before_the_figures_are_published(answered):
    assert "La salle" not in words_of(gather_report(SLUG, ANONYMOUS))
    assert not opendata.read_day(SLUG, ANONYMOUS).asked


def test_report_and_brief_give_each_rate_with_its_base(answered, cast):
    publish(answered, cast)
    said = words_of(gather_report(SLUG, ANONYMOUS))
    chart = next(block for block in gather_report(SLUG, ANONYMOUS)["blocks"] if block.get("caption") == "La salle")
    assert [row["cells"][:2] for row in chart["rows"]] == [
        ["Très bien", "9"], ["Bien", "0"], ["Peu", "2"], ["Pas du tout", "0"]]
    assert chart["rows"][0]["length"] == round(1000 * 9 / 11)
    assert "12 personnes ont répondu à cette question, sur 12" in chart["note"]
    assert "1 a dit" in chart["note"]
    assert "=1+1 à garder" in said
    assert "à taire" not in said
    assert any("base\u00a0: 11" in text for text in words_of(gather_brief(SLUG, ANONYMOUS)))


def test_open_data_hold_the_counts_and_the_kept_comments_harmless(answered, cast):
    publish(answered, cast)
    archive = zipfile.ZipFile(BytesIO(opendata.make_archive(SLUG, ANONYMOUS)))

    def rows(name):
        return list(csv.DictReader(StringIO(archive.read(f"tables/{name}.csv").decode("utf-8-sig"))))

    assert [(row["text_fr"], row["answered"], row["base"], row["replies"]) for row in rows("questionnaire")] == [
        ("La salle", "12", "11", "12"), ("Un mot", "2", "", "12")]
    whole = [row for row in rows("questionnaire_answers") if not row["sector"]]
    assert [(row["answer_fr"], row["count"]) for row in whole] == [
        ("Très bien", "9"), ("Bien", "0"), ("Peu", "2"), ("Pas du tout", "0")]
    assert [row["text"] for row in rows("questionnaire_comments")] == ["'=1+1 à garder"]
    assert "à taire" not in json.dumps(json.loads(archive.read("donnees.json")), ensure_ascii=False)
