"""A hall in a real browser: phones, consoles and screens around one room, each page watched for errors."""

import itertools
import json
import re
import secrets
import urllib.request

from sqlalchemy import select

from forum.accounts.queries import find_account, find_viewer
from forum.core.database import db, transaction
from forum.deliberation import services as deliberation
from forum.events import services as events
from forum.plenary import services as plenary
from forum.plenary.entry import codes, passes
from forum.plenary.models import Room
from tests.support.cast import PASSWORD, PEOPLE

# the dot of what is live pulses for ever: without a graphics card that takes a third of a core on each open page
STILL = {"reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
WALL = {"viewport": {"width": 1280, "height": 720}}
SECTORS = (("community", "Communautaire", "Community"), ("university", "Universitaire", "University"))
PISTES = ("Programmes de formation", "Appui à la recherche-action", "Communautés d’acteurs", "Outils et guides",
          "Réseaux d’action")
WORDING = "Il faudrait soutenir des accompagnateurs pour qu’ils puissent adopter un rôle d’agents multiplicateurs."
# a network that lets no WebSocket through: it fails as a browser's does
NO_WEBSOCKET = """window.WebSocket = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.fail(), 5); }
  fail() { this.onerror?.(new Event("error")); this.onclose?.(new CloseEvent("close")); }
  send() {} close() {} };"""
# how much of a page moved without anyone touching it, since this was installed
WATCH_SHIFT = """() => { window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())
  if (!entry.hadRecentInput) window.moved += entry.value; }).observe({type: "layout-shift"}); }"""
# send a form of the console with what it offers and some values, but show none of its pages: drawing them takes longest
SEND_FORM = """async ([address, pistes, given]) => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const data = new FormData(page.querySelector("main form[method=post]"));
  const boxes = [...page.querySelectorAll("[name=pistes]")].slice(0, pistes);
  for (const { value } of boxes) data.append("pistes", value);
  for (const [name, value] of Object.entries(given)) data.set(name, value);
  return (await fetch(address, { method: "POST", body: new URLSearchParams(data) })).url; }"""
LEFT = "WebSocket is closed before the connection is established"  # the page was left or closed meanwhile
numbers = itertools.count(1)
SIGNED_IN = {}  # (server, person) → the cookies of their session


def viewer(name):
    """Give one of the cast as a viewer."""
    return find_viewer(find_account(PEOPLE[name][0]).id)


def make_room():
    """Make a published day of its own with five pistes, facilitated by fred and by sol, and open its room."""
    number = next(numbers)
    admin, slug = viewer("admin"), f"salle-{number}"
    with transaction():
        title = {"title_fr": f"Journée d’essai {number}", "title_en": f"Trial day {number}"}
        event = events.create_event(admin, {"slug": slug, "code": f"5{number:03}", **title})
        events.replace_sectors(admin, slug, [{"key": key, "label_fr": fr, "label_en": en} for key, fr, en in SECTORS])
        events.update_event(admin, slug, {"state": "published"})
        for name in ("fred", "sol"):
            events.give_role(event.id, viewer(name).id, "facilitator")
        theme = deliberation.add_theme(admin, slug, {"title_fr": "Acteurs et compétences"})
        db.session.flush()
        for title in PISTES:
            deliberation.add_piste(admin, theme.id, {"title_fr": title, "title_en": None})
    with transaction():
        room = plenary.open_room(viewer("fred"), event.id)
    found = room.code, room.join_key, slug
    db.session.remove()
    return found


class Hall:
    """Open pages around one room; `close` tells whether anything was wrong in any of them."""

    def __init__(self, chromium, address, room):
        self.chromium = chromium
        self.address = address
        self.code, self.join_key, self.slug = room
        self.room = f"{address}/fr/salle/{self.code}/"
        self.contexts = []
        self.said = []

    def open(self, url=None, script="", expected=None, cookies=(), **options):
        """Open a page in a context of its own; what it says of errors is kept, unless it matches `expected`."""
        context = self.chromium.new_context(**{"locale": "fr-CA", **STILL, **options})
        self.contexts.append(context)
        if script:
            context.add_init_script(script)
        if cookies:
            context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies])
        page = self.watch(context.new_page(), expected)
        page.goto(url or self.room)
        return page

    def watch(self, page, expected=None):
        """Keep what a page says of errors, unless it matches `expected`."""
        def hear(text):
            if LEFT not in text and not (expected and re.search(expected, text)):
                self.said.append(text)

        page.on("console", lambda message: hear(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: hear(str(error)))
        return page

    def phone(self, sector="community", capacity="personal", **options):
        """Take a seat, without the form by which it is taken, and come to the room."""
        seat = self.take_seat(sector=sector, capacity=capacity)
        page = self.open(cookies=[(f"seat-{self.code}", seat)], **{**PHONE, **options})
        page.wait_for_selector("html[data-live]")
        return page

    def take_seat(self, **wish):
        """Take a seat as a program does; gives its token."""
        body = json.dumps({"device": secrets.token_hex(16), **wish}).encode()
        asked = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.address}/api/v1/rooms/{self.code}/seats", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)["seat"]

    def scanning_phone(self, sector="community", capacity="personal", live=True, **options):
        """Take a seat as a phone does, by the QR's address and the form."""
        page = self.open(f"{self.address}/r/{self.join_key}", **{**PHONE, **options})
        page.check(f'[name="sector"][value="{sector}"]')
        page.check(f'[name="capacity"][value="{capacity}"]')
        page.click("main button[type=submit]")
        if live:
            page.wait_for_selector("html[data-live]")
        return page

    def plain_phone(self, **options):
        """Take a seat with JavaScript off."""
        return self.scanning_phone(live=False, java_script_enabled=False, **options)

    def console(self, name="fred", **options):
        """Come to the console; each person signs in once on each server, as a browser that stays signed in."""
        options = {**DESK, **options}
        known = SIGNED_IN.get((self.address, name))
        if known:
            page = self.open(f"{self.room}console/", storage_state=known, **options)
        else:
            page = self.open(f"{self.address}/fr/connexion/?next=/fr/salle/{self.code}/console/", **options)
            page.fill("[name=email]", PEOPLE[name][0])
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
        page.wait_for_selector("html[data-live]")
        SIGNED_IN.setdefault((self.address, name), page.context.storage_state())
        return page

    def screen(self, **options):
        """Open the hall's screen."""
        page = self.open(f"{self.room}ecran/", **{**WALL, **options})
        page.wait_for_selector("html[data-live]")
        return page

    def close(self):
        for context in self.contexts:
            context.close()
        assert not self.said, self.said


def prepare(console, recipe, pistes=0, **given):
    """Prepare a vote by a recipe's form, and come back to the console with it in hand."""
    recipe = re.sub(r"/console/.*", f"/console/nouveau/{recipe}/", console.url)
    console.goto(console.evaluate(SEND_FORM, [recipe, pistes, given]))
    console.wait_for_selector("html[data-live] #next-step")


def prepare_priorities(console, pistes=5, maximum=3, secrecy="secret"):
    """Prepare a choice of priorities."""
    prepare(console, "pistes", pistes, question_fr="Quelles pistes appliquer en priorité?", maximum=str(maximum),
            secrecy=secrecy)


def prepare_wording(console, wording=WORDING):
    """Prepare the adoption of a text."""
    prepare(console, "libelle", source="text", wording=wording, question_fr="Adoptez-vous ce libellé?")


def type_priorities(console, pistes=5, maximum=3, secrecy="secret"):
    """Prepare a choice of priorities as a person does, through the console's form."""
    console.click("text=Nouveau vote") if console.locator("text=Nouveau vote").is_visible() else None
    console.click("a:visible >> text=Choisir des priorités")
    console.fill("[name=question_fr]", "Quelles pistes appliquer en priorité?")
    for place in range(pistes):
        console.check(f"[name=pistes] >> nth={place}")
    console.fill("[name=maximum]", str(maximum))
    console.check(f'[name=secrecy][value="{secrecy}"]')
    console.click("main button[type=submit]")
    console.wait_for_selector("html[data-live] #next-step")


def type_wording(console, wording=WORDING):
    """Prepare the adoption of a text as a person does, through the console's form."""
    console.click("text=Nouveau vote") if console.locator("text=Nouveau vote").is_visible() else None
    console.click("a:visible >> text=Adopter un libellé")
    console.check('[name=source][value="text"]')
    console.fill("[name=wording]", wording)
    console.fill("[name=question_fr]", "Adoptez-vous ce libellé?")
    console.click("main button[type=submit]")
    console.wait_for_selector("html[data-live] #next-step")


def next_step(console):
    """Press the one large button, answer yes if it asks; a poll is announced and opened in one go."""
    if console.locator("#next-step").get_attribute("data-step") == "annoncer":
        with console.expect_navigation():
            console.click("#next-step")
        console.wait_for_selector("html[data-live] [data-step=ouvrir]")
    with console.expect_navigation():
        console.click("#next-step")
        if console.locator("dialog[open]").count():
            console.click("dialog [value=yes]")
    console.wait_for_selector("html[data-live]")


def wait_state(page, state):
    """Wait until a phone shows the poll in a state."""
    page.wait_for_selector(f'[data-view][data-state="{state}"]')


def send_ballot(page):
    """Press « Voter » and wait for the receipt."""
    page.click("[data-ballot] button[type=submit]:visible")
    page.wait_for_selector('[data-view][data-status="voted"]')


def receipt_of(page):
    """Give the receipt that a phone shows."""
    return page.locator(".receipt [data-receipt]").first.text_content().strip()


def press_until(page, selector, key="Tab", most=80):
    """Move with the keyboard until an element has it."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard never reached {selector}")


def enter_by_slips(console, hall, count):
    """Let the room be entered by slips, and make some, through the console's page of who may vote."""
    console.goto(f"{hall.room}console/acces/")
    console.check('[name=entry][value="slips"]')
    console.get_by_role("button", name="Appliquer").click()
    console.get_by_text("C’est ainsi que l’on entre désormais dans la salle.").wait_for()
    console.fill("[name=count]", str(count))
    console.select_option("[name=sector]", "community")
    console.get_by_role("button", name="Faire ces billets").click()
    console.get_by_role("link", name=f"Imprimer les billets 1 à {count} (PDF)").wait_for()


def open_station(console, hall):
    """Open a shared station through the same page, and come back; gives the address that makes a device it."""
    console.goto(f"{hall.room}console/acces/")
    console.get_by_role("button", name="Ouvrir un poste").click()
    address = console.locator("a[href*='poste=']").get_attribute("href")
    console.goto(f"{hall.room}console/")
    console.wait_for_selector("html[data-live]")
    return address


def read_slips(app, code):
    """Give the codes of a room's slips, as who holds the paper reads them."""
    with app.app_context():
        room_id = db.session.scalar(select(Room.id).where(Room.code == code))
        found = [codes.write_code(codes.code_of(row.nonce)) for row in passes.list_slips(room_id)]
        db.session.remove()
        db.engine.dispose()
    return found
