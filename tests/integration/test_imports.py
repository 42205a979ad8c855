"""A document sent by an organiser: understood, corrected, written into the day once, beside what the day holds."""

import io
import re

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation.queries import get_event_page
from forum.events.queries import get_event
from forum.imports import queries, services
from forum.imports.converting import convert
from forum.imports.rules import Line
from tests.support.documents import REPORT, WORKSHOP, docx, markdown, odt, pdf
from tests.support.rooms import make_day
from tests.support.sites import token_of

SLUG = "essai"


@pytest.fixture
def day(cast):
    return make_day(cast)


def begin(cast, day, name, data, **more):
    blocks = convert(name, data)
    with transaction():
        return services.begin(cast.ana, day.slug, name, blocks, **more).id


def finish(cast, day, ident):
    with transaction():
        row = services.import_document(cast.ana, day.slug, ident)
        return row.added, row.known


def page_of(cast, day):
    db.session.expire_all()
    return get_event_page(day.slug, cast.ana)


def lines_of(day, ident):
    db.session.rollback()  # what a request wrote is seen by a transaction that begins after it
    db.session.expire_all()
    return services.unpack(queries.get_import(day, ident).lines)


@pytest.mark.parametrize("made", [markdown, docx, odt, pdf])
def test_a_report_finds_each_of_its_parts_in_its_place(cast, day, made):
    name, data = made(REPORT)
    finish(cast, day, begin(cast, day, name, data))
    page = page_of(cast, day)
    themes = {theme.number: theme for theme in page.themes}
    assert {number: theme.title_fr for number, theme in themes.items() if number in (7, 8)} == {
        7: "Acteurs et compétences", 8: "Moyens et enjeux"}
    assert [row.text_fr for row in themes[7].findings] == ["Mieux comprendre les rôles", "Renforcer le réseautage"]
    assert [row.title_fr for row in themes[7].pistes] == ["Outils et guides", "Réseaux d’action"]
    assert [(row.text_fr, [point.text_fr for point in row.points]) for row in themes[8].findings] == [
        ("Quant à la portée :", ["Mieux évaluer la contribution", "Se doter d’un vocabulaire"])]
    talks = {row.title_fr: [(remark.text_fr, remark.shared) for remark in row.remarks] for row in page.discussions}
    assert talks["Atelier 7 : Acteurs et compétences"] == [
        ("Plusieurs participants ont souhaité un portrait plus complet.", "several"),
        ("On souligne la durée.", "unsaid")]
    event = get_event(day.slug, cast.ana)
    assert [row.name_fr for row in event.organisations][-2:] == ["Centre Saint-Pierre", "Université de Sherbrooke"]
    part = event.programme[-1]
    assert (part.title_fr, str(part.starts_at), str(part.ends_at), part.speakers_fr) == (
        "Atelier d’échanges", "13:00:00", "16:00:00", "Anne Exemple, professeure, Université du Québec")
    assert [row.title_fr for row in event.sections if "vingtaine" in (row.text_fr or "")] == ["Inscription"]


@pytest.mark.parametrize("made", [markdown, docx, odt, pdf])
def test_a_workshop_s_record_finds_its_recommendations_and_what_was_said_of_them(cast, day, made):
    name, data = made(WORKSHOP)
    finish(cast, day, begin(cast, day, name, data))
    items = {row.number: row for row in page_of(cast, day).recommendations}
    assert items["9.1"].wording.text_fr == "Il faudrait dédier des fonds à la répliquabilité."
    assert [(row.text_fr, row.is_point) for row in items["9.1"].discussion.remarks] == [
        ("On rappelle le contexte de la démarche.", False), ("Un équilibre est à maintenir;", True)]
    assert items["9.2"].kind == "discussion"
    assert items["9.2"].node_id == items["9.2"].discussion.node_id
    assert [row.text_fr for row in items["9.2"].proposals] == ["Mettre en place une initiative.", "Planifier l’effort."]
    assert items["9.2"].proposals_lead_fr == "En conséquence, on propose de :"
    page = page_of(cast, day)
    assert [(row.label_fr, row.url) for row in page.links] == [("Le cycle de vie", "https://exemple.test/cycle.pdf")]
    theme = next(theme for theme in page.themes if theme.number == 9)
    assert (theme.title_fr, theme.context_fr) == ("La mise à l’échelle", "Elle consiste à augmenter l’impact.")
    assert [row.text_fr for row in theme.parked] == ["Il faudrait des critères en amont."]


def test_nothing_of_a_document_is_lost_and_nothing_is_said_twice(cast, day):
    name, data = markdown(REPORT)
    first = begin(cast, day, name, data)
    words = {block[2] for block in convert(name, data)}
    # the headings « Constats », « Pistes d'action » are what their lines are; all other words are lines
    assert {text for text in words if not re.search("^(constats|pistes d’action)$", text, re.IGNORECASE)} <= {
        text for line in lines_of(day, first) for text in (line.text, line.text.upper(), f"A) {line.text}",
                                                             f"B) {line.text}", f"{line.number}. {line.text}")}
    added, known = finish(cast, day, first)
    assert (added > 10, known) == (True, 0)
    again = begin(cast, day, name, data)
    # what was added and cannot be there twice: the date, two themes and a discussion, which hold what is said
    assert finish(cast, day, again) == (0, added - 4)


def test_a_document_is_imported_once(cast, day):
    ident = begin(cast, day, *markdown(WORKSHOP))
    finish(cast, day, ident)
    with pytest.raises(Refusal, match="invalid"):
        finish(cast, day, ident)


def test_lines_without_a_place_stop_the_import_until_they_are_mended_or_left(cast, day):
    ident = begin(cast, day, *markdown(WORKSHOP))
    before = len(page_of(cast, day).themes)
    place = next(place for place, line in enumerate(lines_of(day, ident)) if line.role == "theme")
    mark = services.mark_of(lines_of(day, ident)[place])
    with transaction():
        assert services.correct(cast.ana, day.slug, ident, {place: (mark, Line("theme", "Sans numéro", ""))}) == []
    with pytest.raises(Refusal) as refused:
        finish(cast, day, ident)
    assert "Corrigez d’abord" in str(refused.value.fields["lines"])
    assert len(page_of(cast, day).themes) == before
    with transaction():
        assert services.leave_faults(cast.ana, day.slug, ident) > 1
    finish(cast, day, ident)
    assert "Sans numéro" in {line.text for line in lines_of(day, ident) if line.role == "left"}


def test_two_people_correct_the_same_document_and_neither_loses_a_word(cast, day):
    ident = begin(cast, day, *markdown(WORKSHOP))
    marks = [services.mark_of(line) for line in lines_of(day, ident)]
    with transaction():
        services.correct(cast.ana, day.slug, ident, {0: (marks[0], Line("theme", "De l’une", "9"))})
    with transaction():
        late = services.correct(cast.admin, day.slug, ident, {
            0: (marks[0], Line("theme", "De l’autre", "9")), 1: (marks[1], Line("context", "Autre ligne", ""))})
    assert late == [0]
    assert [line.text for line in lines_of(day, ident)[:2]] == ["De l’une", "Autre ligne"]


def test_a_document_in_english_stands_in_both_languages(cast, day):
    text = "# Workshop 4: Means\n\n## Findings\n\n- Lasting funds are missing\n\n## Courses of action\n\n- A fund\n"
    finish(cast, day, begin(cast, day, "notes.md", text.encode(), is_english=True))
    theme = next(theme for theme in page_of(cast, day).themes if theme.number == 4)
    assert (theme.title_en, theme.findings[0].text_en, theme.pistes[0].title_en) == (
        "Means", "Lasting funds are missing", "A fund")


def test_only_who_may_change_the_day_imports_into_it(cast, day):
    ident = begin(cast, day, *markdown(WORKSHOP))
    for viewer in (cast.paul, cast.mia):
        for act in (lambda who: services.begin(who, day.slug, "a.txt", [("paragraph", 0, "a")]),
                    lambda who: services.correct(who, day.slug, ident, {}),
                    lambda who: services.import_document(who, day.slug, ident),
                    lambda who: services.abandon(who, day.slug, ident)):
            with pytest.raises((Forbidden, Missing)), transaction():
                act(viewer)


def test_the_page_confirms_by_plain_forms(sign_in, cast, day):
    ana, base = sign_in("ana"), f"/fr/journees/{day.slug}/import/"
    name, data = docx(WORKSHOP)
    sent = ana.post(base, data={"csrf_token": token_of(ana, base), "language": "fr",
                                "file": (io.BytesIO(data), name)})
    assert sent.status_code == 303
    address = ana.get(sent.location).location
    text = ana.get(address).get_data(as_text=True)
    assert "Recommandation : 1" in text.replace("\u00a0", " ")
    form = dict(re.findall(r'name="(was-\d+)" value="(\w+)"', text))
    places = [name.removeprefix("was-") for name in form]
    ident = int(address.rstrip("/").rsplit("/", 1)[1])
    form |= {f"role-{place}": line.role for place, line in zip(places, lines_of(day, ident), strict=True)}
    form |= {f"number-{place}": line.number for place, line in zip(places, lines_of(day, ident), strict=True)}
    form |= {f"text-{place}": line.text for place, line in zip(places, lines_of(day, ident), strict=True)}
    token = {"csrf_token": token_of(ana, address)}
    last = places[-1]
    retyped = ana.post(address, data={**form, **token, "act": "retype", "role": "left", f"tick-{last}": "1"})
    assert retyped.status_code == 303, retyped.get_data(as_text=True)
    assert lines_of(day, ident)[int(last)].role == "left"
    late = ana.post(address, data={**form, **token, "act": "save", f"text-{last}": "ma version"})
    assert late.status_code == 422
    assert "ma version" in late.get_data(as_text=True)
    assert ana.post(address, data={**token, "act": "import"}).status_code == 303
    assert "Importé" in ana.get(address).get_data(as_text=True)
    assert ana.post(f"{address}abandonner/", data=token).status_code == 303
    assert ana.get(address).status_code == 404
