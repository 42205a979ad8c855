"""The two founding days are carried whole and true to their documents.

Long passages are held by the first sixteen digits of the SHA-256 of the document's paragraph, short ones by words.
"""

import hashlib
import re
from collections import Counter

import pytest

from forum.core.config import ROOT
from forum.deliberation.day_file import read_day
from forum.deliberation.loading_themes import number_remarks
from forum.deliberation.rules import SHARED, SHARED_WORDS, level_of

WORKSHOPS = [["84b40742e433c7bc", "83fcb92480403e60", "c20312902bbec5fa"], ["9bcc03a3debd0953", "8e2871d2c68a3602"],
             ["7b8ec189ddf888d9"]]
SECTIONS = {
    "1": ["7dbb82509d1fda47"], "2": ["2473659269c5b65a", "01f07b2f3d2bc972"],
    "3": ["412703ac12b70769", "721fef408feadfa5", "8ebbaa12e1788e88"],
    "4": ["8af25cfde16e8f57", "fb396be964c0a498", "3826b2d2f1513bfa", "cb5aa48866e56d83", "4ff1355413544192",
          "160d284cd75e6a30"],
    "7": ["f8148f7a1b816887", "87f9b0f212d27cea", "42c02ffc70e4e5f7"],
}
QUESTIONS = ["bd25097785a74b54", "b0f2b56c28649345", "a823b71e11f73cc2"]
WORDINGS = {"2.1": "98194fc3890eb17a", "2.2": "ccc7854398456aa6", "2.3": "d630986d037a55af"}
POINTS = {
    "2.1": ["e9f06747df96aeae", "cd6d310a5dd1df6c", "6ab6073edd85c851", "f0c65391bb9319d9"],
    "2.2": ["9553d662f712892e", "5f2940a430ee94f9", "2e62952ab5fc0375"],
    "2.3": ["8a0de1c448a31583", "6ec0b678ef959779", "808c033b6eba745a"],
    "2.4": ["7a3d9d52f6809b12", "4bbaf1255c66422b", "ea0877e8a71d61c7", "76630b6a9a659176", "f2611239908a508d"],
}
PROPOSALS = ["9f7af56a9cc0616d", "11b19568e67ce82e"]
PARKED = ["b71f8c436f829423", "2d746c14d763a1a6", "dc517e61b66bdeb2", "ede22e3c894a0bb1", "49a24d39b8912d83"]
VERBATIMS = [
    "Les suites nous seront-elles connues?",
    "Pas assez de représentation de tout les milieux, trop sur le milieu communautaire, trop axée sur l'économie "
    "sociale Vs l'innovation sociale. Pas assez sur l'innovation",
    "[n'a pas répondu à mes attentes] mais c'est ok! J'ai appris autre chose",
    "Manque de connaissances de ce qui se fait en innovation sociale par le communautaire "
    "(un des piliers de l'innovation sociale)",
    "[réponse à mes attentes] difficile à dire. Je n'avais pas d'attente.",
    "Attention aux biais! Dédoublment entre les 3 ateliers mais néanmoins très intéressants. Merci l'événement",
    "Merci pour l'invitation",
    "Bravo! Il faut donner suite",
]
# proper names and figures are written the same in both languages; so may these be
SAME_IN_BOTH = {"Discussion #2.1", "Discussion #2.2", "Discussion #2.3", "Discussion #2.4", "12 participants"}


def read(name):
    return read_day((ROOT / "forum/days" / f"{name}.yaml").read_bytes())


@pytest.fixture(scope="module")
def first():
    return read("2007-01-18")


@pytest.fixture(scope="module")
def second():
    return read("atelier-2-mise-a-l-echelle")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def paragraphs(discussion):
    """Put the remarks of each paragraph together again."""
    whole = {}
    for remark in number_remarks(discussion["remarks"]):
        whole.setdefault(remark["paragraph"], []).append(remark["text_fr"])
    return [" ".join(texts) for _, texts in sorted(whole.items())]


# ---- 18 January 2007 ----


def test_the_first_day_holds_its_findings_pistes_and_organisations(first):
    assert [len(theme["findings"]) for theme in first["themes"]] == [4, 4, 6]
    assert [len(theme["pistes"]) for theme in first["themes"]] == [7, 5, 5]
    for theme in first["themes"]:
        for rows in (theme["findings"], theme["pistes"]):
            assert [row["letter"] for row in rows] == list("ABCDEFG")[:len(rows)]
    assert [len(finding["points"]) for theme in first["themes"] for finding in theme["findings"]] == [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 1]
    assert len(first["organisations"]) == 14
    assert first["organisations"][6]["name_fr"] == "Conférence régionale des élus de Montréal"


def test_the_pistes_are_in_the_reports_words(first):
    titles = {f"{theme['number']}{row['letter']}": row["title_fr"]
              for theme in first["themes"] for row in theme["pistes"]}
    assert titles["1G"] == "Diffusion des programmes et mesures publiques en matière de soutien à l'innovation sociale"
    assert titles["2C"] == "Observatoire de l'innovation sociale"
    assert titles["3D"] == "Fonds permanent d'appui à l'action partenariale en innovation sociale"
    assert first["themes"][0]["findings"][0]["text_fr"] == (
        "Nécessité d'une meilleure prise de conscience et d'une meilleure compréhension de l'innovation sociale")


def test_the_third_themes_points_keep_their_remark_in_italics(first):
    rows = {row["letter"]: row for row in first["themes"][2]["findings"]}
    assert rows["B"]["text_fr"] == "Quant aux pouvoirs publics :"
    assert rows["D"]["points"][1]["text_fr"] == "Renforcement de la formation des acteurs d'aujourd'hui et de demain"
    assert rows["F"]["points"][0]["remark_fr"] == (
        "accessible à l'ensemble des acteurs concernés : universitaires, gouvernementaux, communautaires, "
        "développement économique (CLD...), décideurs municipaux, etc.")


def test_the_reports_sections_and_questions_are_word_for_word(first):
    for section in first["report"]:
        if section["number"] in SECTIONS:
            assert [digest(part) for part in section["text_fr"].split("\n")] == SECTIONS[section["number"]]
    assert [digest(theme["questions_fr"]) for theme in first["themes"]] == QUESTIONS
    described = [item for item in first["programme"] if item["description_fr"]]
    assert [digest(item["description_fr"]) for item in described] == ["c2a1860c0064aed9", "f510d547b59a5765"]


def test_the_workshops_cut_in_remarks_give_back_the_report(first):
    for theme, expected in zip(first["themes"], WORKSHOPS, strict=True):
        assert [digest(part) for part in paragraphs(theme["discussion"])] == expected


def test_how_widely_a_remark_was_shared_rests_on_the_reports_words(first, second):
    discussions = [row["discussion"] for row in (*first["themes"], *second["recommendations"])]
    remarks = [remark for discussion in discussions for remark in number_remarks(discussion["remarks"])]
    for remark in remarks:
        words = remark["shared_words_fr"]
        assert (remark["shared"] == "unsaid") == (words is None)
        assert words is None or (words in remark["text_fr"] and level_of(words) == remark["shared"])
    assert Counter(remark["shared"] for remark in remarks) == {
        "unanimous": 1, "nearly_all": 1, "several": 9, "a_few": 3, "one": 1, "unsaid": 29}
    by_words = {remark["shared_words_fr"]: remark["shared"] for remark in remarks}
    assert by_words["Tous les participants"] == "unanimous"
    assert by_words["presque l'ensemble des participants"] == "nearly_all"
    assert by_words["Une grande majorité d'entre eux"] == "several", "agreement is never overstated"
    assert by_words["Une des premières interventions"] == "one"


def test_each_level_of_sharing_has_its_words_and_no_word_two_levels():
    assert set(SHARED_WORDS) == set(SHARED) - {"unsaid"}
    for level, starts in SHARED_WORDS.items():
        assert {level_of(start.capitalize()) for start in starts} == {level}
    assert level_of("Les participants") is None
    assert level_of("on souligne") is None


def test_the_three_priorities_are_a_decision_without_vote_or_rank_in_the_reports_words(first):
    (decision,) = first["decisions"]
    assert (decision["kind"], decision["ranked"]) == ("without_vote", False)
    assert decision["text_fr"] == "Trois pistes d'action prioritaires ont été identifiées par les participants :"
    assert [(item["piste"], item["drawn_by"]) for item in decision["items"]] == [
        ("2007-1G", "team"), ("2007-2C", "team"), ("2007-3D", "team")]
    assert decision["items"][0]["text_fr"] == (
        "Une meilleure diffusion des programmes et des mesures ayant fait l'objet d'une valorisation et d'un transfert "
        "des résultats de la recherche;")
    assert all(item["note_fr"] for item in decision["items"]), "why they were brought together is said"


def test_the_programme_has_its_hours_and_speakers_as_published(first):
    hours = [(item["kind"], f"{item['starts']:%H:%M}", f"{item['ends']:%H:%M}") for item in first["programme"]]
    assert hours == [
        ("welcome", "09:30", "10:00"), ("session", "10:00", "10:05"), ("session", "10:05", "11:00"),
        ("session", "11:00", "11:30"), ("session", "11:30", "12:00"), ("meal", "12:00", "13:00"),
        ("workshop", "13:00", "16:00"), ("break", "15:00", "15:15"), ("closing", "16:00", "16:15")]
    speakers = "\n".join(item["speakers_fr"] for item in first["programme"] if item["speakers_fr"])
    names = {speaker.split(",")[0] for speaker in speakers.split("\n")}
    assert names == {"Pierre Lefrançois", "Joanie Rollin", "Valérie Vincent", "Nathalie Perreault"}


def test_the_evaluation_is_as_printed(first):
    annex = [(row["label_fr"], row["value_fr"]) for row in first["evaluation"] if row["location_fr"] == "Annexe A"]
    assert [value for _, value in annex] == [
        "72%", "74%", "70%", "74%", "72%", "74%", "84%", "75%", "4 p.", "6 p.", "5 p.", "66%"]
    assert ("Problématiques financières, légales, politiques et financières", "5 p.") in annex
    assert [row["text_fr"] for row in first["verbatims"]] == VERBATIMS
    for row in first["evaluation"]:
        if row["percent"] is not None:
            assert row["value_fr"] == f"{row['percent']}%"


def test_figures_that_disagree_are_shown_together_each_with_its_place(first):
    found = {row["key"]: row for row in first["discrepancies"]}
    assert set(found) == {"interest_by_topic", "attendance", "third_topic_label", "theme_2_title", "organisers",
                          "workshops", "second_presentation"}
    for row in found.values():
        assert len(row["readings"]) == 2
        assert len({reading["location_fr"] for reading in row["readings"]}) == 2
    interest = [reading["value_fr"] for reading in found["interest_by_topic"]["readings"]]
    assert "Trois participants" in interest[0]
    assert re.findall(r"(\d) p\.", interest[1]) == ["4", "6", "5"]
    attendance = [reading["value_fr"] for reading in found["attendance"]["readings"]]
    assert "Une vingtaine de personnes" in attendance[0]
    assert "75% de tous les participants" in attendance[1]
    assert "16" in found["attendance"]["note_fr"]


def test_the_documents_history_has_its_three_lines(first):
    assert [(row["date"], row["version"], row["remark_fr"], row["person"]) for row in first["document_history"]] == [
        ("2007-01-30", "0.0", "Rédaction initiale", "Jean Benoit"), (None, "0.0", "1ère validation", None),
        (None, "0.0", None, None)]


def test_no_link_of_the_first_day_passes_for_the_documents_own(first):
    assert {link["drawn_by"] for link in first["links"]} == {"team"}


# ---- the workshop on scaling ----


def test_the_workshops_recommendations_are_word_for_word(second):
    wordings = {row["number"]: digest(row["wording_fr"]) for row in second["recommendations"] if row["wording_fr"]}
    assert wordings == WORDINGS
    for row in second["recommendations"]:
        assert [digest(part) for part in paragraphs(row["discussion"])] == POINTS[row["number"]]
        assert row["title_by"] == "site", "the document gives numbers, no titles"
    assert digest(second["themes"][0]["context_fr"]) == "10b7f96c680792ee"


def test_discussion_2_4_has_two_proposals_and_no_original_recommendation(second):
    row = second["recommendations"][3]
    assert (row["number"], row["kind"], row["wording_fr"]) == ("2.4", "discussion", None)
    assert row["proposals_lead_fr"] == "En conséquence, on propose de :"
    assert [digest(proposal["text_fr"]) for proposal in row["proposals"]] == PROPOSALS
    assert [remark["point"] for remark in row["discussion"]["remarks"]] == [False, True, True, True, True]


def test_what_was_never_discussed_is_parked_under_the_documents_heading(second):
    theme = second["themes"][0]
    assert theme["parked_title_fr"] == "Autre élément de discussion (non discuté lors de l'atelier de 2021)"
    assert [digest(row["text_fr"]) for row in theme["parked"]] == PARKED
    assert [row["point"] for row in theme["parked"]] == [True, True, True, True, False]


def test_the_workshop_has_no_invented_date_sector_or_vote(second):
    assert second["event"]["date"] is None
    assert "2021" in second["event"]["date_note_fr"]
    assert not second["decisions"]
    assert not second["organisers"]
    assert [link["url"].rsplit("/", 1)[-1] for link in second["useful_links"]] == [
        "Outils-evaluation-is-Schema-cycle-de-vie_VF.pdf",
        "Outils-evaluation-is-Grille-evaluation-niveau-maturite-detaillée_VF.pdf", ""]


# ---- the translation ----


def texts(value, path=""):
    """Give (path, French, English) of every pair of texts in a record."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("_fr") and inner:
                yield f"{path}/{key}", inner, value[key.removesuffix("_fr") + "_en"]
            elif key == "fr":
                yield path, inner, value["en"]
            else:
                yield from texts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from texts(inner, f"{path}/{place}")


@pytest.mark.parametrize("name", ["2007-01-18", "atelier-2-mise-a-l-echelle"])
def test_everything_but_names_and_figures_is_translated(name):
    for path, french, english in texts(read(name)):
        if path.startswith(("/organisers", "/organisations")) or re.fullmatch(r"[\d%]+( p\.)?|Section \d", french):
            continue
        assert english, f"{path}: no translation of {french[:60]!r}"
        assert english != french or french in SAME_IN_BOTH, path
        assert english.count("\n") == french.count("\n"), f"{path}: the paragraphs differ"
        assert "« " not in english, path
