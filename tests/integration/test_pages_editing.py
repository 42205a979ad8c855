"""An organiser makes a day on screen, from its title to its recommendations, with plain forms."""

import html
import itertools
import re

import pytest

from forum.accounts.queries import find_account
from forum.accounts.viewer import ANONYMOUS
from forum.core.config import ROOT
from forum.core.database import db, transaction
from forum.core.i18n import in_language
from forum.core.web.limits import limiter
from forum.deliberation.loading import load_file
from forum.deliberation.models import Finding, Piste, Recommendation, Theme
from forum.events import services as events
from forum.events.forms import NEEDED
from forum.events.models import Event, Sector
from forum.events.queries import find_event
from forum.trails.services import link, new_node
from tests.support.cast import PEOPLE
from tests.support.sites import opened_app, sign_in_as, token_of

HOSTILE = '<script>alert(1)</script>"\'>&{{ 7*7 }} <b>x</b>'


def plain(page):
    main = page.split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


class Organiser:
    """Fill forms as a person with a browser does, without JavaScript."""

    def __init__(self, client):
        self.client = client

    def get(self, path):
        return self.client.get(path).get_data(as_text=True)

    def send(self, path, form_at=None, **values):
        """Send a form found at `form_at` (by default its own address) and give the answer."""
        token = token_of(self.client, form_at or path)
        return self.client.post(path, data={"csrf_token": token, **values})

    def do(self, path, form_at=None, **values):
        """Send a form that must be accepted, and give the text of the page it leads to."""
        answer = self.send(path, form_at, **values)
        assert answer.status_code == 302, plain(answer.get_data(as_text=True))[:1500]
        return plain(self.get(answer.headers["Location"]))


@pytest.fixture(scope="module")
def shared(backend):
    """Give an application that the tests of this module share: each makes a day of its own."""
    with opened_app(backend.fresh_url("organising"), backend.folder) as app:
        app.numbers = itertools.count(1)
        app.organisers = {name: Organiser(sign_in_as(app, name)) for name in ("admin", "ana")}
        yield app


@pytest.fixture
def admin(shared):
    limiter.reset()
    return shared.organisers["admin"]


@pytest.fixture
def client(shared):
    return shared.test_client()


@pytest.fixture
def slug(shared):
    """Give the address of the next new day."""
    return f"essai-{next(shared.numbers)}"


@pytest.fixture
def day(admin, slug):
    """Give the address where a new draft is edited; its page is at `page_of(day)`."""
    admin.do("/fr/journees/nouvelle/", title_fr="Une journée d’essai", slug=slug, code=slug.replace("-", ""),
             date="2031-05-02", place_fr="Rimouski")
    return f"/fr/journees/{slug}/modifier"


def page_of(day):
    return day.removesuffix("modifier")


def rows_of(day, model):
    """List the findings, pistes, themes or recommendations of a day as the database now holds them, in order."""
    db.session.rollback()
    event = db.session.query(Event).filter_by(slug=day.split("/")[3]).one()
    query = db.session.query(model)
    if hasattr(model, "event_id"):
        return query.filter_by(event_id=event.id).all()
    return query.join(model.theme).filter(Theme.event_id == event.id).order_by(model.position).all()


@pytest.fixture
def first_day(shared):
    """Give the address of the day of 2007, organised by ana."""
    limiter.reset()
    load_file(ROOT / "forum/days/2007-01-18.yaml")
    ana = find_account(PEOPLE["ana"][0]).id
    with transaction():
        events.give_role(find_event("18-janvier-2007", ANONYMOUS).id, ana, "organiser")
    return "/fr/journees/18-janvier-2007"


def test_a_day_is_created_as_a_draft_with_only_a_title(admin, client):
    page = admin.do("/fr/journees/nouvelle/", title_fr="Été à l’île", title_en="Summer")
    assert "brouillon" in page
    event = db.session.query(Event).filter_by(slug="ete-a-l-ile").one()
    assert (event.state, event.title_en) == ("draft", "Summer")
    assert event.code.isalnum()
    assert client.get("/fr/journees/ete-a-l-ile/").status_code == 404
    assert "Été" not in client.get("/fr/journees/").get_data(as_text=True)


def test_two_days_of_the_same_title_and_year_get_names_of_their_own(admin):
    for _ in range(2):
        admin.do("/fr/journees/nouvelle/", title_fr="Forum", date="2033-05-02")
    db.session.rollback()
    made = db.session.query(Event).filter(Event.title_fr == "Forum").order_by(Event.id)
    assert [(row.slug, row.code) for row in made] == [("forum", "2033"), ("forum-2", "2033n2")]


def test_what_was_typed_is_kept_beside_its_error_in_both_languages(admin):
    for language in ("fr", "en"):
        with in_language(language):
            sentence = str(NEEDED)
        answer = admin.send(f"/{language}/journees/nouvelle/", title_fr="", title_en="Kept", date="hier",
                            place_fr="Gaspé")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert 'value="Kept"' in page
        assert 'value="Gaspé"' in page
        assert sentence in plain(page.split('id="title_fr-error"')[1].split("</p>")[0].join(("<main ", "</main>")))
        assert "aria-invalid" in page
    assert db.session.query(Event).filter_by(title_en="Kept").count() == 0


def test_the_essentials_are_changed_and_the_page_shows_them(admin, day):
    admin.do(f"{day}/", title_fr="Autre titre", slug="autre", code="AUTRE", subtitle_fr="Sous-titre", place_fr="Gaspé",
             place_en="Gaspé, Québec", date="", summary_fr="Un résumé.")
    page = plain(admin.get("/fr/journees/autre/"))
    for words in ("Autre titre", "Sous-titre", "Gaspé", "Date non précisée", "Un résumé."):
        assert words in page
    assert "Gaspé, Québec" in plain(admin.get("/en/journees/autre/"))


def test_an_address_or_a_code_that_is_taken_is_refused_beside_its_field(admin, day):
    admin.do("/fr/journees/nouvelle/", title_fr="Deux", slug="deux", code="DEUX")
    page = admin.send(f"{day}/", title_fr="Un", slug="deux", code="UN").get_data(as_text=True)
    assert re.search(r'id="slug-error".*?C’est déjà pris', page, re.DOTALL)
    page = admin.send(f"{day}/", title_fr="Un", slug="Pas Une Adresse", code="UN").get_data(as_text=True)
    assert re.search(r'id="slug-error".*?minuscules', page, re.DOTALL)


def test_bodies_are_typed_one_a_line_with_their_english_after_a_bar(admin, day):
    admin.do(f"{day}/organismes/", organisers="Le comité | The committee", organisations="Alpha\n\nBêta | Beta\n")
    page = plain(admin.get(page_of(day)))
    assert "2 organismes représentés Alpha Bêta" in page
    assert "The committee" in plain(admin.get(page_of(day).replace("/fr/", "/en/")))
    assert "Bêta | Beta" in html.unescape(admin.get(f"{day}/organismes/"))
    page = admin.send(f"{day}/organismes/", organisers="", organisations="Alpha\nAlpha").get_data(as_text=True)
    assert "Ligne 2" in page
    assert "Alpha\nAlpha" in page


def test_a_sector_keeps_its_key_when_it_moves_or_is_renamed(admin, day):
    def keys():
        return [(sector.key, sector.label_fr) for sector in sorted(rows_of(day, Sector), key=lambda row: row.position)]

    admin.do(f"{day}/milieux/", sectors="Milieu rural | Rural\nMilieu urbain | Urban\nAutre milieu")
    assert keys() == [("milieu_rural", "Milieu rural"), ("milieu_urbain", "Milieu urbain"),
                      ("autre_milieu", "Autre milieu")]
    admin.do(f"{day}/milieux/", sectors="Autre milieu\nMilieu rural\nMilieu urbain")
    assert keys()[0] == ("autre_milieu", "Autre milieu")
    admin.do(f"{day}/milieux/", sectors="Autre milieu\nCampagne\nMilieu urbain\n1er milieu")
    assert dict(keys())["autre_milieu"] == "Autre milieu"
    assert ("x_1er_milieu", "1er milieu") in keys()
    admin.do(f"{day}/milieux/", sectors="Autre milieu\nCampagne\nVille\n1er milieu")
    assert dict(keys())["milieu_urbain"] == "Ville"


def test_the_programme_is_added_to_moved_changed_and_taken_from(admin, day):
    at = f"{day}/programme/"
    for title, starts, ends in (("Accueil", "09:00", "09:30"), ("Atelier", "09:30", "11:00"), ("Pause", "11:00", "")):
        admin.do(at, kind="session", title_fr=title, starts_at=starts, ends_at=ends, speakers_fr="Ana\nFred")
    page = plain(admin.get(at))
    assert page.index("Accueil") < page.index("Atelier") < page.index("Pause")
    page = admin.do(f"{at}3/monter/", form_at=at)
    assert page.index("Accueil") < page.index("Pause") < page.index("Atelier")
    admin.do(f"{at}3/", kind="workshop", title_fr="Grand atelier", starts_at="10:00", ends_at="12:00")
    admin.do(f"{at}1/retirer/", form_at=at)
    assert "Accueil" not in plain(admin.get(page_of(day)))
    assert "10 h – 12 h Grand atelier" in plain(admin.get(page_of(day)))
    answer = admin.send(at, kind="session", title_fr="Faux", starts_at="12:00", ends_at="10:00")
    assert "La fin vient avant le début." in html.unescape(answer.get_data(as_text=True))


def test_findings_and_pistes_are_typed_moved_changed_and_taken_out(admin, day):
    admin.do(f"{day}/volets/", title_fr="Un volet", title_en="A theme")
    pistes = f"{day}/volets/1/pistes/"
    for title in ("Alpha", "Bêta", "Gamma"):
        admin.do(pistes, title_fr=title)
    page = admin.do(f"{pistes}C/monter/", form_at=pistes)
    assert page.index("1B Gamma") < page.index("1C Bêta"), "in a draft the letters follow the order"
    admin.do(f"{pistes}B/", title_fr="Gamma changé", title_en="Changed")
    page = admin.do(f"{pistes}A/retirer/", form_at=pistes)
    assert "Alpha" not in page
    findings = f"{day}/volets/1/constats/"
    admin.do(findings, text_fr="Quant à ceci :", points="Un point | A point\n(une précision | a precision)\nUn autre")
    shown = plain(admin.get(page_of(day)))
    assert "Quant à ceci : Un point (une précision) Un autre" in shown
    assert "Gamma changé" in shown
    assert "Un point | A point\n(une précision | a precision)\nUn autre" in html.unescape(admin.get(f"{findings}A/"))
    admin.do(f"{findings}A/", text_fr="Quant à cela :", points="Un point")
    assert [point.text_fr for point in rows_of(day, Finding)[0].points] == ["Un point"]


LISTS = {
    "letters": "A) Première piste\nB) Deuxième piste,\n   sur deux lignes\nC) Troisième",
    "numbers": "1. Première piste\n2. Deuxième piste, sur deux lignes\n\n3. Troisième",
    "bullets": "- Première piste\n- Deuxième piste, sur deux lignes\n- Troisième",
    "lines": "Première piste\nDeuxième piste, sur deux lignes\nTroisième",
}


@pytest.mark.parametrize("pasted", LISTS.values(), ids=LISTS)
def test_a_pasted_list_is_shown_as_understood_before_anything_is_saved(admin, day, pasted):
    admin.do(f"{day}/volets/", title_fr="Un volet")
    at = f"{day}/volets/1/pistes/coller/"
    page = admin.send(at, pasted=pasted, do="check").get_data(as_text=True)
    assert "Voici les 3 éléments compris" in plain(page)
    assert "Deuxième piste, sur deux lignes" in plain(page)
    assert pasted in html.unescape(page), "what was pasted stays, to be corrected"
    assert rows_of(day, Piste) == []
    page = admin.do(at, pasted=pasted, do="add")
    assert [(row.letter, row.title_fr) for row in rows_of(day, Piste)] == [
        ("A", "Première piste"), ("B", "Deuxième piste, sur deux lignes"), ("C", "Troisième")]


def test_a_pasted_list_of_findings_keeps_its_points(admin, day):
    admin.do(f"{day}/volets/", title_fr="Un volet")
    at, pasted = f"{day}/volets/1/constats/coller/", "A) Quant à ceci :\n  - un\n  - deux\nB) Autre"
    assert "Voici les 2 éléments compris" in plain(admin.send(at, pasted=pasted, do="check").get_data(as_text=True))
    admin.do(at, pasted=pasted, do="add")
    assert [(row.text_fr, [point.text_fr for point in row.points]) for row in rows_of(day, Finding)] == [
        ("Quant à ceci :", ["un", "deux"]), ("Autre", [])]


@pytest.mark.parametrize("pasted", ["", "   \n ", "\n".join(f"- {n}" for n in range(101))])
def test_a_pasted_list_that_is_empty_or_endless_is_refused_beside_its_field(admin, day, pasted):
    admin.do(f"{day}/volets/", title_fr="Un volet")
    for act in ("check", "add"):
        answer = admin.send(f"{day}/volets/1/pistes/coller/", pasted=pasted, do=act)
        assert answer.status_code == 422
        assert 'id="pasted-error"' in answer.get_data(as_text=True)
    assert rows_of(day, Piste) == []


def test_recommendations_are_added_moved_and_reworded_and_every_version_stays(admin, day):
    admin.do(f"{day}/volets/", title_fr="Un volet")
    theme = rows_of(day, Theme)[0].id
    at = f"{day}/recommandations/"
    for number in ("1.1", "1.2"):
        admin.do(at, number=number, title_fr=f"Titre {number}", text_fr=f"Texte {number}.", theme_id=str(theme))
    page = admin.do(f"{at}1.2/monter/", form_at=at)
    assert page.index("1.2 Titre 1.2") < page.index("1.1 Titre 1.1")
    admin.do(f"{at}1.1/", number="1.3", title_fr="Autre titre", theme_id="")
    admin.do(f"{at}1.3/libelle/", text_fr="Texte changé.", text_en="Changed.", note_fr="Plus court")
    item = next(row for row in rows_of(day, Recommendation) if row.number == "1.3")
    assert [(row.number, row.text_fr, row.note_fr) for row in item.wordings] == [
        (1, "Texte 1.1.", None), (2, "Texte changé.", "Plus court")]
    admin.do(f"{day}/etat/", form_at=f"{day}/", state="published")
    page = plain(admin.get(f"/fr/recommandations/{item.code}/?voir=changements"))
    assert "[retiré] 1.1" in page
    assert "[ajouté] changé" in page
    for number in ("x", "1.2"):
        answer = admin.send(at, number=number, title_fr="T", text_fr="T")
        assert 'id="number-error"' in answer.get_data(as_text=True)


def test_a_day_is_published_and_made_a_draft_again(admin, client, day):
    admin.do(f"{day}/etat/", form_at=f"{day}/", state="published")
    assert client.get(page_of(day)).status_code == 200
    assert page_of(day) in client.get("/fr/journees/").get_data(as_text=True)
    admin.do(f"{day}/etat/", form_at=f"{day}/", state="draft")
    assert client.get(page_of(day)).status_code == 404
    assert page_of(day) not in client.get("/fr/journees/").get_data(as_text=True)
    assert admin.send(f"{day}/etat/", form_at=f"{day}/", state="burnt").status_code == 422


def test_once_published_the_order_changes_and_the_letters_stay(admin, day):
    admin.do(f"{day}/volets/", title_fr="Un volet")
    at = f"{day}/volets/1/pistes/"
    for title in ("Alpha", "Bêta"):
        admin.do(at, title_fr=title)
    admin.do(f"{day}/etat/", form_at=f"{day}/", state="published")
    page = admin.do(f"{at}B/monter/", form_at=at)
    assert page.index("1B Bêta") < page.index("1A Alpha")
    assert "les lettres restent" in page
    assert "disabled" in admin.get(f"{day}/volets/").split('class="sortable"')[1].split("</ol>")[0]


def test_what_stood_in_a_vote_cannot_be_removed_and_the_page_says_why(shared, first_day):
    ana = shared.organisers["ana"]
    at = f"{first_day}/modifier/volets/2/pistes/"
    with transaction():
        piste = db.session.query(Piste).join(Piste.theme).filter(Piste.letter == "C", Theme.number == 2).one()
        link(piste.node_id, new_node("poll").id, "put_to_vote", "platform")
    page = ana.get(at)
    row = page.split('2C</span>')[1].split("</li>")[0]
    assert "elle ne peut plus être retirée" in row
    assert re.search(r'retirer/"[^>]*disabled', row)
    answer = ana.send(f"{at}C/retirer/", form_at=at)
    assert answer.status_code == 403
    assert "elle ne peut plus être retirée" in answer.get_data(as_text=True)
    assert len(rows_of(first_day, Piste)) == 17
    ana.do(f"{at}B/retirer/", form_at=at)
    assert len(rows_of(first_day, Piste)) == 16


def test_a_day_is_duplicated_with_its_themes_in_another_town(shared, first_day):
    ana = shared.organisers["ana"]
    ana.do(f"{first_day}/dupliquer/", title_fr="La même à Gatineau", date="2032-03-04", place_fr="Gatineau")
    page = plain(ana.get("/fr/journees/la-meme-a-gatineau/"))
    assert "4 mars 2032 · Gatineau" in page
    assert "Observatoire de l'innovation sociale" in page
    assert "Pistes à suivre" not in page, "what was decided is not copied"
    assert "Dédoublment" not in page, "nor what people wrote that day"
    copy = "/fr/journees/la-meme-a-gatineau"
    assert db.session.query(Event).filter_by(slug="la-meme-a-gatineau", code="2032", state="draft").count() == 1
    assert len(rows_of(copy, Piste)) == len(rows_of(first_day, Piste))
    assert len(rows_of(copy, Finding)) == 14


def test_roles_are_given_by_address_and_taken_away_and_the_last_organiser_stays(admin, day):
    at = f"{day}/roles/"
    first = admin.get(at)
    assert "(facultatif)" not in first, "a list that always has an answer is not optional"
    assert re.search(r'<span class="avatar[^>]*>A</span>', first), "initials are letters"
    page = admin.do(at, email="fred@essai.test", role="facilitator")
    assert "Fred Anime Animation" in page
    assert "C’est la dernière personne qui organise cette journée." in page
    answer = admin.send(at, email="personne@essai.test", role="facilitator")
    assert "Aucun compte n’a cette adresse." in html.unescape(answer.get_data(as_text=True))
    assert 'value="personne@essai.test"' in answer.get_data(as_text=True)
    own, other = (re.search(rf'action="({at}\d+/{role}/retirer/)"', admin.get(at))[1]
                  for role in ("organiser", "facilitator"))
    assert admin.send(own, form_at=at).status_code == 422
    assert "Fred" not in admin.do(other, form_at=at)


def test_a_title_that_would_be_code_is_only_text_everywhere(admin, day, slug):
    title = HOSTILE
    admin.do(f"{day}/", title_fr=title, title_en=title, slug=slug, code="X", place_fr=title, subtitle_fr=title,
             summary_fr=title)
    admin.do(f"{day}/organismes/", organisers=title, organisations=title)
    admin.do(f"{day}/milieux/", sectors=title)
    admin.do(f"{day}/programme/", kind="session", title_fr=title, speakers_fr=title, description_fr=title)
    admin.do(f"{day}/volets/", title_fr=title, title_en=title)
    admin.do(f"{day}/volets/1/constats/", text_fr=title, points=title)
    admin.do(f"{day}/volets/1/pistes/", title_fr=title)
    admin.do(f"{day}/recommandations/", number="1", title_fr=title, text_fr=title)
    admin.do(f"{day}/etat/", form_at=f"{day}/", state="published")
    base = f"/journees/{slug}"
    for path in ("/journees/", f"{base}/", "/recommandations/", "/recommandations/X-1/", "/pistes/X-1A/",
                 "/constats/X-1A/", f"{base}/dupliquer/", *(f"{base}/modifier/{part}" for part in (
                     "", "organismes/", "milieux/", "programme/", "programme/1/", "volets/", "volets/1/",
                     "volets/1/pistes/", "volets/1/pistes/A/", "volets/1/constats/A/", "recommandations/",
                     "recommandations/1/", "recommandations/1/libelle/", "roles/"))):
        for language in ("fr", "en"):
            page = admin.get(f"/{language}{path}")
            assert "<script>alert" not in page, path
            assert "<b>x</b>" not in page, path
            assert "{{ 7*7 }}" in page, path
    pasted = admin.send(f"{day}/volets/1/pistes/coller/", pasted=title, do="check").get_data(as_text=True)
    assert "<script>alert" not in pasted
