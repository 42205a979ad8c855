"""What a day leaves behind: a report with all of it in every format, editions that never change, a brief."""

import html
import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import docx
import pytest
import yaml
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from forum.core.config import ROOT
from forum.core.database import db, transaction, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import in_language
from forum.deliberation.queries import list_pistes
from forum.deliberation.services import update_piste
from forum.events.services import update_event
from forum.plenary.queries import list_seats
from forum.reports import opendocument, papers, presenters, services, word
from forum.reports.blocks import words_of
from forum.reports.brief import gather_brief
from forum.reports.gathering import gather_both, gather_report
from forum.reports.models import Edition
from forum.reports.narrative import read_narrative
from forum.reports.queries import get_edition, list_editions
from tests.support.rooms import APPROVE, YESNO, make_day, open_room, sit
from tests.support.sites import token_of
from tests.support.urn_model import Hand, Waiters
from tests.support.world import hold_vote

DAY = "18-janvier-2007"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
LARGE = 60


@pytest.fixture
def day(app, cast):
    """Give a day that ana organises, in a request as its doors have one."""
    return make_day(cast)


def issue(viewer, slug, kind="report", gather=gather_report, **values):
    trees = gather_both(gather, slug, viewer)
    with transaction():
        return services.issue_edition(viewer, slug, kind, {"author": "Ana", **values}, trees)


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def dense(text):
    """Give a text without its spaces: where a line ends is each format's own affair."""
    return re.sub(r"\s+", "", text)


def texts_in(value, language="fr"):
    """List every text of a day's file in a language."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (
            [inner] if key == language and isinstance(inner, str) else texts_in(inner, language))]
    return [text for inner in value for text in texts_in(inner, language)] if isinstance(value, list) else []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_in_the_founding_document_comes_out(days, cast, language):
    source = yaml.safe_load((ROOT / f"forum/days/{'2007-01-18'}.yaml").read_text())
    source.pop("links")
    # a section of which the site holds the text as rows has its rows in place of a title
    source["report"] = [section for section in source["report"] if "text" in section]
    remarks = [remark for theme in source["themes"] for remark in theme["discussion"]["remarks"]]
    for remark in remarks:
        remark.pop("shared", None)  # its words stand in the remark itself
    with in_language(language):
        tree = gather_report(DAY, cast.paul)
    told = squeeze(" ".join([tree["when"], *words_of(tree)]))
    wanted = [squeeze(line) for text in texts_in(source, language) for line in text.splitlines() if line.strip()]
    assert len(wanted) > 180
    assert not [text for text in wanted if text not in told]


@pytest.mark.any_database
def test_every_format_says_the_same_words(days, cast, client):
    with transaction():
        services.write_part(cast.admin, DAY, "themes", {
            "text_fr": "## Avant\n\nUn **mot** et [un lien](https://exemple.test/).\n\n- un\n- deux\n\n> cité\n\n"
                       "| A | B |\n|-|-|\n| 1 | 2 |\n\n#panic(\"x\") $ x @ref <script>alert(1)</script>"})
    row = issue(cast.admin, DAY, remark="Rédaction initiale")
    for language, tag in (("fr", "fr-CA"), ("en", "en-CA")):
        tree = get_edition(row.event_id, "report", 1).trees[language]
        wanted = [dense(text) for text in words_of(tree)[1:]]
        page = client.get(f"/{language}/journees/{DAY}/rapport/1/").get_data(as_text=True)
        assert "<script>alert" not in page
        with in_language(language):
            document = docx.Document(BytesIO(word.write_docx(row, tree, [row])))
            odt = zipfile.ZipFile(BytesIO(opendocument.write_odt(row, tree, [row])))
        content = ElementTree.fromstring(odt.read("content.xml"))  # noqa: S314 - made here
        made = {"html": plain_html(page), "docx": "".join(document.element.body.itertext()),
                "odt": "".join(content.itertext())}
        for form, text in made.items():
            said = dense(text)
            assert not [words for words in wanted if words not in said], (form, language)
        assert document.core_properties.title == tree["title"]
        assert document.core_properties.language == tag
        assert {block["level"] for block in tree["blocks"] if block["kind"] == "heading"} == {
            int(piece.style.name[-1]) for piece in document.paragraphs if piece.style.name.startswith("Heading")}
        assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
        assert odt.namelist()[0] == "mimetype"
        assert odt.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert len(content.findall(f".//{TEXT}h")) == sum(block["kind"] == "heading" for block in tree["blocks"])


def plain_html(page):
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(script|svg).*?</\1>", "", page, flags=re.DOTALL)))


def tags_of(reader):
    """List the tags of a PDF in the order in which they are read."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if not hasattr(node, "get"):
            continue
        if "/S" in node:
            found.append(str(node["/S"]))
        kids = node.get("/K")
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        waiting += reversed(kids if isinstance(kids, list) else [kids] if hasattr(kids, "get_object") else [])
    return found


@pytest.mark.any_database
def test_a_report_of_sixty_pages_is_a_tagged_pdf(days, cast):
    row = issue(cast.admin, DAY)
    for language in ("fr", "en"):
        tree = dict(row.trees[language])
        tree["blocks"] = tree["blocks"] * 6
        with in_language(language):
            reader = PdfReader(BytesIO(papers.write_pdf(row, tree, [row])))
        root, tags = reader.trailer["/Root"], tags_of(reader)
        assert len(reader.pages) >= LARGE
        assert root["/MarkInfo"]["/Marked"].value
        assert root["/Lang"].lower().startswith(language)
        assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
        assert reader.metadata.title == tree["title"]
        levels = [int(tag[2]) for tag in tags if re.fullmatch(r"/H\d", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
        shown = sum(block["kind"] in ("table", "bars") for block in tree["blocks"]) + 1
        assert (tags.count("/Table"), tags.count("/THead")) == (shown, shown)
        assert tags.count("/TH") >= 2 * shown


def test_a_narrative_is_only_data():
    blocks = read_narrative("# Titre\n\n1. un\n   - dedans\n\n> a\n\n<b>brut</b> [x](javascript:alert(1)) `code`\n\n"
                            "| A | B |\n|-|-|\n| seul |")
    assert [block["kind"] for block in blocks] == ["heading", "list", "quote", "paragraph", "table"]
    assert [[piece["t"] for piece in item] for item in blocks[1]["items"]] == [["un"], ["dedans"]]
    assert not [piece for piece in blocks[3]["runs"] if "u" in piece]
    assert blocks[4]["rows"] == [["seul", ""]]


def test_an_edition_never_changes_whatever_comes_after(days, cast, client):
    first = issue(cast.admin, DAY, remark="Première")
    before = client.get(f"/fr/journees/{DAY}/rapport/1/").data
    piste = list_pistes(cast.admin, first.event_id)[0]
    with transaction():
        update_piste(cast.admin, piste.id, {"title_fr": "Un tout autre texte"})
    second = issue(cast.admin, DAY, remark="Deuxième")
    with transaction():
        services.validate_edition(cast.admin, DAY, "report", 2, {"validated_by": "Le comité"})
        services.validate_edition(cast.admin, DAY, "report", 2, {"validated_by": "Un autre"})
    assert client.get(f"/fr/journees/{DAY}/rapport/1/").data == before
    assert "Un tout autre texte" in client.get(f"/fr/journees/{DAY}/rapport/2/").get_data(as_text=True)
    shelf = client.get(f"/fr/journees/{DAY}/rapports/").get_data(as_text=True)
    assert all(words in shelf for words in ("Première", "Deuxième", "Validée par Le comité", "Version de travail"))
    assert get_edition(second.event_id, "report", 2).validated_by == "Le comité"
    for name, value in (("author", "Un autre"), ("trees", {}), ("validated_by", "Un autre")):
        with pytest.raises(ValueError, match="never rewritten"), transaction():
            setattr(db.session.get(Edition, second.id), name, value)
    # an edition is validated later than the next was issued: the table of that one does not learn of it
    with transaction():
        services.validate_edition(cast.admin, DAY, "report", 1, {"validated_by": "Le comité"})
    with in_language("fr"):
        rows = presenters.history_table(get_edition(second.event_id, "report", 2), list_editions(second.event_id))
    assert [line[-1].partition(",")[0] for line in rows["rows"]] == ["Version de travail", "Validée par Le comité"]


def test_two_people_who_issue_at_once_make_two_numbers(app, cast, day):
    trees = gather_both(gather_report, day.slug, cast.ana)

    def work():
        return services.issue_edition(cast.ana, day.slug, "report", {"author": "Ana"}, trees).number

    db.session.rollback()
    one = Hand(app, work)
    assert one.has_worked.wait(20)
    two = Hand(app, work)
    if db.engine.dialect.name == "postgresql":
        watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
        assert watch.wait_for(two), "the second ought to wait for the first"
        watch.close()
    else:
        assert not two.has_worked.wait(0.1)
    assert sorted((one.end(), two.end())) == [1, 2]
    db.session.rollback()
    row = list_editions(day.id)[0]
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Edition(event_id=day.id, kind="report", number=row.number, at=utc_now(), author="X", trees={}))


def test_a_part_is_left_out_with_its_reason_and_bad_input_is_told_in_both_languages(cast, day, sign_in):
    client, base = sign_in("ana"), f"journees/{day.slug}/modifier/rapport/"
    token = token_of(client, f"/fr/{base}")
    for language, why, needed in (("fr", "Dites pourquoi", "Remplissez ce champ"), ("en", "Say why", "Fill in")):
        answer = client.post(f"/{language}/{base}section/votes/", data={"csrf_token": token, "is_left_out": "y"})
        assert (answer.status_code, why in answer.get_data(as_text=True)) == (422, True)
        answer = client.post(f"/{language}/{base}rapport/etablir/", data={"csrf_token": token, "report-author": " "})
        assert (answer.status_code, needed in answer.get_data(as_text=True)) == (422, True)
        answer = client.post(f"/{language}/{base}section/votes/", data={"csrf_token": token, "text_fr": "x" * 20_001})
        assert answer.status_code == 422
        assert client.post(f"/{language}/{base}licence/", data={"csrf_token": token, "licence": "mit"}
                           ).status_code == 422
        assert client.get(f"/{language}/{base}section/rien/").status_code == 404
    assert list_editions(day.id) == []
    with transaction():
        services.write_part(cast.ana, day.slug, "registration", {"is_left_out": True, "reason": "Chiffres à revoir"})
    assert "Chiffres à revoir" in client.get(f"/fr/{base}apercu/rapport/").get_data(as_text=True)


def test_who_does_not_organise_writes_nothing_and_a_draft_shows_nothing(cast, day, client, sign_in):
    for act, values in ((services.write_part, ("votes", {})), (services.choose_licence, ("cc0-1.0",)),
                        (services.issue_edition, ("report", {"author": "X"}, {})),
                        (services.validate_edition, ("report", 1, {"validated_by": "X"}))):
        for name in ("paul", "fred"):
            with pytest.raises(Refusal, match="forbidden"), transaction():
                act(getattr(cast, name), day.slug, *values)
    issue(cast.ana, day.slug)
    paths = ("rapports/", "rapport/1/", "rapport/1.pdf", "donnees.zip")
    for path in paths:
        assert client.get(f"/fr/journees/{day.slug}/{path}").status_code == 200, path
    with transaction():
        update_event(cast.ana, day.slug, {"state": "draft"})
    for path in paths:
        assert client.get(f"/fr/journees/{day.slug}/{path}").status_code == 404, path
        assert sign_in("ana").get(f"/fr/journees/{day.slug}/{path}").status_code == 200, path


def test_a_brief_keeps_to_two_pages_and_says_who_validated_it(days, cast):
    with transaction():
        services.write_part(cast.admin, DAY, "brief_asks", {"text_fr": "Au ministère : **financer** l’observatoire."})
    row = issue(cast.admin, DAY, "brief", gather_brief)
    with transaction():
        services.validate_edition(cast.admin, DAY, "brief", 1, {"validated_by": "Le comité"})
    row = get_edition(row.event_id, "brief", 1)
    for language, heading in (("fr", "Qui était absent"), ("en", "Who was absent")):
        with in_language(language):
            assert len(PdfReader(BytesIO(papers.write_pdf(row, row.trees[language], [row]))).pages) <= 2
            document = docx.Document(BytesIO(word.write_docx(row, row.trees[language], [row])))
        said = "\n".join(piece.text for piece in document.paragraphs)
        assert all(words in said for words in (heading, "Le comité", "financer", "2C"))


def test_a_brief_gives_the_figures_of_what_was_retained_with_their_base(app, cast, day):
    room = open_room(cast, day)
    for _ in range(4):
        sit(room)
    choices = [{"options": ["a", "b"]}] * 3 + [{"options": ["c"]}]
    hold_vote(cast.fred, room.id, APPROVE, list_seats(room.id), choices)
    for language, share in (("fr", "3 voix (75 % des votants)"), ("en", "3 votes (75% of voters)")):
        with in_language(language):
            told = squeeze(" ".join(words_of(gather_brief(day.slug, cast.ana))))
        assert told.count(share) == 2, told
        assert "Piste c" not in told


def test_a_brief_gives_the_exact_wording_of_every_text_put_to_the_vote(app, cast, day):
    room = open_room(cast, day)
    sit(room)
    assert "Aucun libellé n’a été mis au vote." in squeeze(" ".join(words_of(gather_brief(day.slug, cast.ana))))
    hold_vote(cast.fred, room.id, YESNO | {"wording": {"fr": "Que le fonds soit permanent.", "en": None}},
              list_seats(room.id), [{"answer": "yes"}])
    told = squeeze(" ".join(words_of(gather_brief(day.slug, cast.ana))))
    assert "(adopté) Que le fonds soit permanent." in told, told
