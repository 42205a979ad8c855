"""A day from its creation to its report, on screen alone, by who organises, who facilitates and who takes part."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.support.browsers import next_step, send_ballot, wait_state
from tests.support.cast import PEOPLE
from tests.support.documents import REPORT, docx

pytestmark = pytest.mark.browser
FIRST = ("Élodie", "Benoît", "Zoé", "Noël", "Anaïs", "Françoise")
LAST = ("Côté", "Lévesque", "D’Amours", "Hébert", "L’Heureux")
SECTORS = ("Communautaire", "Universitaire", "Gouvernemental")
PEOPLE_CSV = "\r\n".join(["Nom;Courriel;Organisme;Milieu"] + [
    f"{first} {last};{number}@exemple.org;Organisme {number % 7};{SECTORS[number % 3]}"
    for number, (first, last) in enumerate((first, last) for first in FIRST for last in LAST)][:30]).encode("cp1252")
WORDING = "Que la région se dote d’un fonds permanent d’appui aux organismes."


class Person:
    """One person in one browser; what a page leads to is waited for."""

    def __init__(self, page):
        self.page = page

    def goes(self, address):
        self.page.goto(address if "://" in address else self.base + address, wait_until="load")

    @property
    def base(self):
        return re.match(r"\w+://[^/]+", self.page.url)[0]

    def fills(self, **fields):
        for name, text in fields.items():
            self.page.fill(f"main [name={name}]", text)

    def presses(self, name, within="main"):
        """Press a button, answer yes if it asks, and wait for the page that follows."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(within).get_by_role("button", name=name).first.click()
            if self.page.locator("dialog[open]").count():
                self.page.click("dialog [value=yes]")
        assert not self.page.locator(".error-summary").count(), self.page.inner_text(".error-summary")

    def follows(self, name):
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("link", name=name).first.click()

    def reads(self, text):
        expect(self.page.locator("main")).to_contain_text(text)


def prepare_day(ana):
    """Ana makes the day: the findings and pistes come from a document, the roles by address, the people by a list."""
    ana.fills(title_fr="Une journée entière", place_fr="Rimouski", date="2026-12-10")
    ana.presses("Créer la journée")
    slug = re.search(r"/journees/([^/]+)/", ana.page.url)[1]
    day = f"/fr/journees/{slug}/"
    ana.follows("Importer un document")
    name, data = docx(REPORT)
    ana.page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": data})
    ana.presses("Lire le document")
    ana.presses("Importer dans la journée")
    ana.reads("Importé le")
    ana.follows("Milieux")
    ana.fills(sectors="\n".join(SECTORS))
    ana.presses("Enregistrer")
    ana.follows("Rôles")
    ana.fills(email=PEOPLE["fred"][0])
    ana.page.select_option("[name=role]", "facilitator")
    ana.presses("Donner ce rôle")
    ana.follows("Inscriptions")
    ana.page.check("[name=mode][value=public]")
    ana.fills(officer_name="Responsable d’essai", officer_email="vie-privee@exemple.org", erase_on="2027-03-01")
    ana.presses("Enregistrer")
    ana.presses("Publier la journée")
    ana.goes(f"{day}inscriptions/importer/")
    ana.page.set_input_files("#file", {"name": "liste.csv", "mimeType": "text/csv", "buffer": PEOPLE_CSV})
    ana.presses("Voir les lignes")
    ana.presses("Importer")
    return day


def register(paul, day):
    """Paul registers by himself, on his phone."""
    paul.goes(f"{day}inscription/")
    paul.fills(name="Paul Participe", email="paul@exemple.org", organisation="Cégep d’essai")
    paul.page.select_option("[name=sector]", label="Universitaire")
    paul.page.check("[name=may_contact]")
    paul.presses("M’inscrire")
    paul.reads("Votre demande est reçue")


def receive(ana, day):
    """Ana receives people at the desk; gives the code that Paul's badge bears."""
    ana.goes(f"{day}accueil/?q=Paul")
    ana.follows("Paul Participe")
    ana.presses("Noter son arrivée")
    ana.reads("Sur place depuis")
    code = ana.page.inner_text(".room-code")
    ana.goes(f"{day}accueil/?q=Zoé")
    first = ana.page.locator("[data-people] li").first
    first.locator("button[type=button]").click()  # drawn by the script: nothing is loaded anew
    expect(first).to_contain_text("Sur place ·")
    ana.goes(f"{day}accueil/")
    ana.reads("2 / 31")
    return code


def note_workshop(ana, day):
    """Ana notes what a group says; it validates its text, and carries a wording to the plenary."""
    ana.goes(f"{day}notes/")
    ana.fills(title_fr="Atelier A", people="12")
    ana.presses("Ouvrir la feuille")
    for kind, shared, text in (("said", "nearly_all", "Le financement à l’année épuise les équipes."),
                               ("proposal", "unsaid", WORDING)):
        ana.fills(text_fr=text)
        ana.page.check(f"[name=kind][value={kind}]")
        ana.page.check(f"[name=shared][value={shared}]")
        ana.presses("Ajouter")
    ana.presses("Le groupe valide ce texte")
    ana.presses("Porter en plénière", within=f"main li:has-text('{WORDING}')")
    ana.reads("porté en plénière")


def open_room(fred, day):
    """Fred opens the room to those who were received; gives its address."""
    fred.goes(f"{day}salles/")
    fred.page.check("[name=entry][value=checked_in]")
    fred.presses("Ouvrir une salle")
    fred.page.wait_for_selector("html[data-live]")
    return re.search(r".*/salle/\d{6}/", fred.page.url)[0]


def vote_twice(fred, paul):
    """Fred puts the priorities, then the carried wording, to the vote; Paul votes on his phone."""
    fred.follows("Choisir des priorités")
    fred.fills(question_fr="Quelle piste appliquer d’abord?", maximum="1", select="1")
    for place in (0, 1):
        fred.page.check(f"[name=pistes] >> nth={place}")
    fred.presses("Enregistrer le vote")
    through(fred, paul, lambda page: page.check("[name=options] >> nth=1"))
    fred.page.goto(re.sub(r"/console/.*", "/console/nouveau/libelle/", fred.page.url))
    fred.page.check("[name=source][value^=line]")
    fred.fills(question_fr="Adoptez-vous ce libellé?")
    fred.presses("Enregistrer le vote")
    through(fred, paul, lambda page: page.get_by_label("Pour", exact=True).check())


def through(fred, paul, choose):
    """Take the prepared vote from its announcement to its result."""
    fred.page.wait_for_selector("html[data-live] #next-step")
    next_step(fred.page)
    wait_state(paul.page, "open")
    choose(paul.page)
    send_ballot(paul.page)
    for state in ("closed", "published"):
        next_step(fred.page)
        wait_state(paul.page, state)


def ask(ana, paul, day):
    """Ana asks the questions of 2007, Paul answers, and the figures are published."""
    ana.goes(f"{day}modifier/questionnaire/")
    ana.presses("Partir de celui de 2007")
    ana.presses("Ouvrir le questionnaire")
    paul.goes(f"{day}questionnaire/")
    paul.page.locator("fieldset input").first.check()
    paul.presses("Envoyer mes réponses", within="body")
    expect(paul.page.get_by_role("heading", name="Merci!")).to_be_visible()
    ana.goes(f"{day}modifier/questionnaire/")
    ana.presses("Fermer")
    ana.presses("Publier les résultats")


def report(ana, day):
    """Ana establishes the report and the brief; gives the words of each as they are downloaded."""
    words = {}
    for kind, folder in (("report", "rapport"), ("brief", "synthese")):
        ana.goes(f"{day}modifier/")
        ana.follows("Rapport")
        ana.page.fill(f"form[action$='/{folder}/etablir/'] [name$=author]", "Ana Organise")
        with ana.page.expect_navigation(wait_until="load"):
            ana.page.click(f"#issue-{kind}")
        answer = ana.page.request.get(f"{ana.base}{day}{folder}/1.pdf")
        assert answer.ok
        words[folder] = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
    return words


def test_a_whole_day_from_its_creation_to_its_report(open_page, site):
    ana = Person(open_page("/fr/journees/nouvelle/", who="ana"))
    fred = Person(open_page("/fr/", who="fred"))
    paul = Person(open_page("/fr/", phone=True))
    day = prepare_day(ana)
    register(paul, day)
    code = receive(ana, day)
    note_workshop(ana, day)
    room = open_room(fred, day)
    paul.goes(room)
    paul.fills(slip=code)
    paul.presses("Entrer", within="body")
    paul.page.wait_for_selector("html[data-live]")
    vote_twice(fred, paul)
    ask(ana, paul, day)
    words = report(ana, day)
    for text in ("Outils et guides", "Quelle piste appliquer d’abord?", WORDING, "Le financement à l’année"):
        assert text in re.sub(r"\s+", " ", words["rapport"]), text
    assert WORDING in re.sub(r"\s+", " ", words["synthese"])
    paul.goes(day)
    paul.reads("Réseaux d’action")
