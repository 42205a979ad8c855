"""The two founding days, laid out as their documents are, are understood with each thing in its place."""

import pytest

from forum.core.config import ROOT
from forum.deliberation.day_file import read_day
from forum.deliberation.loading_themes import number_remarks
from forum.imports import placing, rules
from forum.imports.converting import convert
from tests.support.documents import docx, markdown, odt

DAYS = ("2007-01-18", "atelier-2-mise-a-l-echelle")


def paragraphs(discussion):
    """Give (words, is a point) of each paragraph of a discussion: the file keeps its sentences apart."""
    held = {}
    for remark in number_remarks(discussion["remarks"]):
        held.setdefault(remark["paragraph"], []).append(remark)
    return [(" ".join(one["text_fr"] for one in group), group[0]["is_point"]) for group in held.values()]


def said(discussion):
    return [("i", 1, text) if is_point else ("p", 0, text) for text, is_point in paragraphs(discussion)]


def points_of(finding):
    return [f"{point['text_fr']} ({point['remark_fr']})" if point["remark_fr"] else point["text_fr"]
            for point in finding["points"]]


def people_of(part):
    return (part["speakers_fr"] or "").split("\n") if part["speakers_fr"] else []


def lay_out_theme(theme):
    yield "h", 2, f"Volet {theme['number']}"
    yield "h", 2, theme["title_fr"]
    if theme["context_fr"]:
        yield "h", 3, "Mise en contexte"
        yield from (("p", 0, text) for text in theme["context_fr"].split("\n"))
    if theme["findings"]:
        yield "h", 3, "CONSTATS"
        for finding in theme["findings"]:
            yield "i", 1, f"{finding['letter']}) {finding['text_fr']}"
            yield from (("i", 2, text) for text in points_of(finding))
        yield "h", 3, "PISTES D’ACTION"
        yield from (("i", 1, f"{piste['letter']}) {piste['title_fr']}") for piste in theme["pistes"])
    if theme["discussion"]:
        yield "h", 3, theme["discussion"]["title_fr"]
        yield from said(theme["discussion"])


def lay_out_item(item):
    if item["wording_fr"]:
        yield "h", 3, f"Recommandation originale #{item['number']}"
        yield "p", 0, item["wording_fr"]
    yield "h", 3, item["discussion"]["title_fr"]
    yield from said(item["discussion"])
    if item["proposals"]:
        yield "p", 0, item["proposals_lead_fr"]
        yield from (("i", 1, one["text_fr"]) for one in item["proposals"])


def lay_out(day):
    """Give a day's contents in the order of its document."""
    yield "h", 1, day["event"]["title_fr"]
    if day["organisations"]:
        yield "h", 2, "2. Inscription"
        yield "p", 0, "Les institutions et organismes suivants étaient représentés :"
        yield from (("i", 1, one["name_fr"]) for one in day["organisations"])
    for theme in day["themes"]:
        yield from lay_out_theme(theme)
    for item in day["recommendations"]:
        yield from lay_out_item(item)
    if day["useful_links"]:
        yield "h", 3, "Liens utiles"
        yield from (("p", 0, f"{link['label_fr']} : {link['url']}") for link in day["useful_links"])
    for theme in day["themes"]:
        if theme["parked"]:
            yield "h", 3, theme["parked_title_fr"]
            yield from (("i" if one["point"] else "p", 1, one["text_fr"]) for one in theme["parked"])
    if day["programme"]:
        yield "h", 2, "ANNEXE C : Programme de la journée"
    for part in day["programme"]:
        yield "h", 3, f"{part['starts']:%H h %M} – {part['ends']:%H h %M} {part['title_fr']}"
        yield from (("p", 0, one) for one in people_of(part))


@pytest.fixture(params=[(day, made) for day in DAYS for made in (markdown, docx, odt)],
                ids=lambda param: f"{param[0]}-{param[1].__name__}")
def both(request):
    """Give a founding day as its file says it, and the Outline that is understood of its document."""
    name, made = request.param
    day = read_day((ROOT / "forum" / "days" / f"{name}.yaml").read_bytes())
    outline = placing.place(rules.recognise(convert(*made(tuple(lay_out(day))))))
    assert not outline.faults
    return day, outline


def test_each_theme_has_its_findings_its_pistes_and_what_was_said(both):
    day, outline = both
    assert list(outline.themes) == [str(theme["number"]) for theme in day["themes"]]
    for theme in day["themes"]:
        found = outline.themes[str(theme["number"])]
        assert found["title"] == theme["title_fr"]
        assert "\n".join(found["context"]) == (theme["context_fr"] or "")
        assert [(one["text"], one["points"]) for one in found["findings"]] == [
            (one["text_fr"], points_of(one)) for one in theme["findings"]]
        assert found["pistes"] == [one["title_fr"] for one in theme["pistes"]]
        assert [talk["remarks"] for talk in found["talks"]] == (
            [paragraphs(theme["discussion"])] if theme["discussion"] else [])
        assert found["parked"] == [one["text_fr"] for one in theme["parked"]]


def test_each_recommendation_has_its_exact_wording_its_discussion_and_its_proposals(both):
    day, outline = both
    assert list(outline.recommendations) == [item["number"] for item in day["recommendations"]]
    for item in day["recommendations"]:
        found = outline.recommendations[item["number"]]
        assert found["wording"] == item["wording_fr"]
        assert found["talk"]["remarks"] == paragraphs(item["discussion"])
        assert found["proposals"] == [one["text_fr"] for one in item["proposals"]]


def test_organisations_programme_speakers_and_links_are_found(both):
    day, outline = both
    assert outline.organisations == [one["name_fr"] for one in day["organisations"]]
    assert [(part["title"], part["speakers"]) for part in outline.parts] == [
        (part["title_fr"], people_of(part)) for part in day["programme"]]
    assert outline.links == [(one["label_fr"], one["url"]) for one in day["useful_links"]]
