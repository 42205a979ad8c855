"""The reading pages show the whole of what a day's file holds, in both languages, whichever the day."""

import html
import re

import pytest

from forum.core.config import ROOT
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_file
from forum.deliberation.presenters import shorten
from tests.support.second_day import make_day
from tests.support.sites import opened_app

FILES = ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml")
SEEDS = (1, 2)


class Days:
    """Hold an application with the two real days and some invented ones, and what their files say."""

    def __init__(self, app, records):
        self.app = app
        self.records = records

    def read(self, path):
        """Give a page as people read it: text, single spaces, no tags."""
        answer = self.app.test_client().get(path)
        assert answer.status_code == 200, path
        return plain(answer.get_data(as_text=True))

    def raw(self, path):
        return self.app.test_client().get(path).get_data(as_text=True)


def plain(page):
    main = page.split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def flat(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def days(backend, tmp_path_factory):
    folder = tmp_path_factory.mktemp("days")
    paths = [ROOT / "forum/days" / name for name in FILES]
    for seed in SEEDS:
        paths.append(folder / f"{seed}.yaml")
        paths[-1].write_text(make_day(seed))
    with opened_app(backend.fresh_url("reading"), backend.folder) as app:
        records = []
        for path in paths:
            load_file(path)
            records.append(read_day(path.read_bytes()))
        yield Days(app, records)


def shown(record, language):
    """Give the text a page in this language shows for a bilingual record: (field) → text."""
    return lambda row, field: flat(row[f"{field}_{language}"] or row[f"{field}_fr"] or "")


def texts_of_day(record, show):
    """List everything of a file that the day's page must show, in its language."""
    yield show(record["event"], "title")
    for name, fields in (("organisers", ("name",)), ("organisations", ("name",)), ("verbatims", ("text",)),
                         ("programme", ("title", "description")), ("evaluation", ("label", "value", "location")),
                         ("useful_links", ("label",)), ("discrepancies", ("subject", "note")),
                         ("report", ("text",)), ("document_history", ("remark",))):
        for row in record[name]:
            yield from (show(row, field) for field in fields)
    for row in record["discrepancies"]:
        for reading in row["readings"]:
            yield from (show(reading, "value"), show(reading, "location"))
    for theme in record["themes"]:
        yield from texts_of_theme(theme, show)
    for decision in record["decisions"]:
        yield from (show(decision, "title"), show(decision, "text"), show(decision, "location"))
        for item in decision["items"]:
            yield from (show(item, "text"), show(item, "note"))
    for row in record["recommendations"]:
        yield from (show(row, "title"), flat(row["wording_fr"] or ""))
        yield from (show(proposal, "text") for proposal in row["proposals"])


def texts_of_theme(theme, show):
    yield from (show(theme, field) for field in ("title", "context", "questions", "parked_title"))
    for finding in theme["findings"]:
        yield show(finding, "text")
        for point in finding["points"]:
            yield from (show(point, "text"), show(point, "remark"))
    yield from (show(row, "title") for row in theme["pistes"])
    yield from (show(row, "text") for row in theme["parked"])
    for remark in theme["discussion"]["remarks"] if theme["discussion"] else ():
        yield show(remark, "text")
        if remark["shared"]:
            yield show({f"words_{language}": words for language, words in remark["shared"].items()}, "words")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", range(len(FILES) + len(SEEDS)))
def test_a_days_page_shows_the_whole_of_its_file(days, place, language):
    record = days.records[place]
    page = days.read(f"/{language}/journees/{record['event']['slug']}/")
    missing = [text for text in texts_of_day(record, shown(record, language)) if text and text not in page]
    assert missing == []


def test_the_first_day_has_its_fourteen_findings_and_seventeen_pistes(days):
    page = days.raw("/fr/journees/18-janvier-2007/")
    assert len(re.findall(r'<li id="constat-\d[A-Z]+">', page)) == 14
    assert len(re.findall(r'<li id="piste-\d[A-Z]+">', page)) == 17
    assert ">17</dd>" in page
    assert ">14</dd>" in page


def test_the_priorities_of_2007_are_a_decision_without_vote_and_without_order(days):
    page = days.read("/fr/journees/18-janvier-2007/")
    assert "Décision sans vote. Le document ne donne ni décompte ni ordre entre elles." in page
    assert page.count("rapproché par l’équipe du site") == 3
    decided = days.raw("/fr/journees/18-janvier-2007/").split('id="decisions"')[1].split("</section>")[0]
    assert "<ol" not in decided, "an ordered list would be a ranking"


def test_figures_that_disagree_are_both_shown_with_their_place(days):
    page = days.read("/fr/journees/18-janvier-2007/")
    for value, place in (("quatre par les problématiques", "Section 7, deuxième paragraphe"), ("4 p.", "Annexe A"),
                         ("Une vingtaine de personnes", "Section 2"), ("75% de tous", "Section 7")):
        assert value in page
        assert place in page


def test_how_widely_a_remark_was_shared_is_said_in_words_and_not_by_colour_alone(days):
    raw = days.raw("/fr/journees/18-janvier-2007/")
    page = plain(raw)
    for words in ("à l’unanimité « Tous les participants »",
                  "presque tout le monde « presque l'ensemble des participants »",
                  "plusieurs personnes « Plusieurs participants »",
                  "quelques personnes « Quelques participants", "une personne « Une des premières interventions »"):
        assert words in page
    scales = re.findall(r'<span class="shared"><svg[^>]*aria-hidden="true">(.*?)</svg>([^<]+)</span>', raw, re.DOTALL)
    levels = {words: dots.count('class="on"') for dots, words in scales}
    assert levels == {"à l’unanimité": 5, "presque tout le monde": 4, "plusieurs personnes": 3, "quelques personnes": 2,
                      "une personne": 1}


@pytest.mark.parametrize("place", range(len(FILES) + len(SEEDS)))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_finding_piste_and_recommendation_has_its_page(days, place, language):
    record, show = days.records[place], shown(days.records[place], language)
    code = record["event"]["code"]
    for theme in record["themes"]:
        for finding in theme["findings"]:
            page = days.read(f"/{language}/constats/{code}-{theme['number']}{finding['letter']}/")
            assert show(finding, "text") in page
            assert all(show(point, "text") in page for point in finding["points"])
        for piste in theme["pistes"]:
            assert show(piste, "title") in days.read(f"/{language}/pistes/{code}-{theme['number']}{piste['letter']}/")
    for item in record["recommendations"]:
        page = days.read(f"/{language}/recommandations/{code}-{item['number']}/")
        for text in (show(item, "title"), flat(item["wording_fr"] or ""), show(item, "proposals_lead"),
                     *(show(row, "text") for row in (*item["proposals"], *item["discussion"]["remarks"]))):
            assert text in page


def test_an_english_page_shows_the_original_wording_with_our_translation_beside_it_and_marked(days):
    record = days.records[1]["recommendations"][0]
    before, wording = days.raw("/en/recommandations/2021-2.1/").split('<p class="wording" lang="fr">', 1)
    original, after = wording.split("</p>", 1)
    assert html.unescape(original) == record["wording_fr"]
    assert "#languages" in after.split(html.escape(record["wording_en"][:20]))[0], "the mark of a translation"
    assert flat(record["wording_en"]) in plain("<main " + after)
    assert flat(record["wording_en"]) not in days.read("/fr/recommandations/2021-2.1/")


def test_every_original_is_one_tap_away_on_an_english_page(days):
    raw = days.raw("/en/journees/18-janvier-2007/")
    originals = " ".join(plain(f"<main {part}</main>") for part in re.findall(
        r'<details class="translated">.*?</summary>(.*?)</details>', raw, re.DOTALL))
    record = days.records[0]
    for theme in record["themes"]:
        for row, field in (*((row, "text") for row in theme["findings"]), *((row, "title") for row in theme["pistes"]),
                           *((row, "text") for row in theme["discussion"]["remarks"])):
            assert flat(row[f"{field}_fr"]) in originals
    for item in record["decisions"][0]["items"]:
        assert flat(item["text_fr"]) in originals


def test_discussion_2_4_says_that_it_has_no_original_recommendation(days):
    page = days.read("/fr/recommandations/2021-2.4/")
    assert "Cette discussion n’a pas de recommandation originale" in page
    assert "Libellé" not in page
    assert "Les 2 propositions" in page


def test_a_title_given_by_the_site_says_so(days):
    assert "Titre donné par l’équipe du site" in days.read("/fr/recommandations/2021-2.1/")
    assert "Titre donné par l’équipe du site" not in days.read("/fr/recommandations/Z1-" + days.records[2][
        "recommendations"][0]["number"] + "/")


def test_what_was_not_discussed_stands_as_the_document_prints_it(days):
    page = days.app.test_client().get("/fr/journees/atelier-2-mise-a-l-echelle/").get_data(as_text=True)
    parked = page[page.index('id="en-suspens"'):]
    assert parked.index("avec des ressources dédiées") < parked.index("La formation en innovation sociale")
    assert re.search(r"<dt>éléments non discutés</dt><dd>4</dd>", page), "four items, and a paragraph after them"


def test_a_page_says_which_day_has_no_date(days):
    assert "Date non précisée" in days.read("/fr/journees/atelier-2-mise-a-l-echelle/")
    assert "Date non précisée" not in days.read("/fr/journees/18-janvier-2007/")


@pytest.mark.parametrize(("path", "target"), [
    ("/fr/pistes/2007·1G/", "/fr/pistes/2007-1G/"), ("/fr/pistes/2007-1g/", "/fr/pistes/2007-1G/"),
    ("/en/constats/2007·3f/", "/en/constats/2007-3F/"),
    ("/fr/recommandations/2021·2.1/", "/fr/recommandations/2021-2.1/"),
])
def test_a_code_written_another_way_leads_to_its_page(days, path, target):
    answer = days.app.test_client().get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == target


@pytest.mark.parametrize("path", [
    "/fr/pistes/2007-9Z/", "/fr/pistes/2007-1g%00/", "/fr/pistes/x/", "/fr/constats/2021-2A/",
    "/fr/recommandations/2021-9.9/", "/fr/recommandations/2021-2.1/?version=9",
    "/fr/recommandations/2021-2.1/?version=-1", "/fr/journees/ailleurs/",
])
def test_what_does_not_exist_is_not_found(days, path):
    assert days.app.test_client().get(path).status_code == 404


def test_a_long_text_is_cut_at_a_word_on_a_trail():
    assert shorten("un deux trois", 9) == "un deux…"
    assert shorten("un deux", 9) == "un deux"
