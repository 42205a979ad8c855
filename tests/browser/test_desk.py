"""The desk in real browsers: a badge is read, two tablets follow each other, and a cut of the network stops nobody."""


import pytest
from playwright.sync_api import expect

from tests.support.axe import assert_accessible
from tests.support.browsers import PHONE, SIGNED_IN

pytestmark = pytest.mark.browser
EXPECTED = ("Élodie Côté; Coop des Rives; Communautaire", "Benoît Hébert; Cégep; Universitaire",
            "Zoé Noël; Cégep; Universitaire")


@pytest.fixture
def desks(hall):
    """Give two tablets at the desk of one day, whose list was pasted."""
    console = hall.console()
    address = f"{hall.address}/fr/journees/{hall.slug}/accueil/"
    console.goto(address)
    console.evaluate("document.querySelector('#paste').open = true")
    console.fill("[name=lines]", "\n".join(EXPECTED))
    with console.expect_navigation():
        console.click("#paste-list")
    tablets = [hall.open(address, storage_state=SIGNED_IN[hall.address, "fred"],
                         expected="ERR_INTERNET_DISCONNECTED|Failed to load resource|net::", **shape)
               for shape in ({}, PHONE)]
    for tablet in tablets:
        expect(tablet.locator("[data-people] button")).to_have_count(3)
    return tablets


def button_of(tablet, name):
    return tablet.locator("[data-people] li", has_text=name).locator("button")


def test_a_badge_is_read_and_says_if_it_was_read_before(hall, desks):
    tablet, other = desks
    with other.expect_navigation():
        other.get_by_role("link", name="Zoé Noël").click()
    code = other.inner_text(".room-code")
    for said in ("Arrivée : Zoé Noël", "Déjà sur place : Zoé Noël"):
        tablet.get_by_label("Lire un insigne").fill(code)
        tablet.keyboard.press("Enter")
        expect(tablet.locator("[data-said]")).to_have_text(said.replace(" :", "\u00a0:"))
    expect(button_of(tablet, "Zoé")).to_be_disabled()
    tablet.get_by_label("Lire un insigne").fill("ABCD-EFGH")
    tablet.keyboard.press("Enter")
    expect(tablet.locator("[data-said]")).to_contain_text("n’est pas celui d’un insigne")
    assert_accessible(tablet)


def test_arrivals_noted_during_a_cut_are_sent_once_when_the_network_is_back_and_seen_by_the_other(hall, desks):
    tablet, other = desks
    tablet.context.set_offline(True)
    tablet.fill("#q", "hebert")
    expect(tablet.locator("[data-people] li")).to_have_count(1)
    button_of(tablet, "Benoît").click()
    expect(tablet.locator("[data-line]")).to_contain_text("Le réseau est coupé")
    expect(tablet.locator("[data-line]")).to_contain_text("À envoyer\u00a0: 1")
    tablet.fill("#q", "")
    tablet.evaluate("document.querySelector('#add').open = true")
    tablet.fill("[data-walk-in] [name=name]", "Paul Imprévu")
    tablet.click("#add-here")
    expect(tablet.locator("[data-line]")).to_contain_text("À envoyer\u00a0: 2")
    expect(tablet.locator("[data-people]")).to_contain_text("Paul Imprévu")
    button_of(other, "Benoît").click()  # beside, another desk sees him too
    expect(button_of(other, "Benoît")).to_be_disabled()
    tablet.context.set_offline(False)
    expect(tablet.locator("[data-line]")).to_have_text("Tout est envoyé.")
    assert tablet.evaluate("Object.keys(localStorage).filter((name) => name.includes('desk'))") == []
    for page in desks:
        expect(page.locator("[data-people] li", has_text="Paul Imprévu")).to_have_count(1)
        expect(button_of(page, "Paul Imprévu")).to_be_disabled()
    other.reload()
    expect(other.locator(".lede")).to_contain_text("2 / 4")


def test_what_waits_outlives_the_page(hall, desks):
    tablet, _other = desks
    tablet.context.set_offline(True)
    button_of(tablet, "Élodie").click()
    expect(tablet.locator("[data-line]")).to_contain_text("À envoyer")
    address = tablet.url
    tablet.goto("about:blank")
    tablet.context.set_offline(False)
    tablet.goto(address)
    expect(tablet.locator("[data-line]")).to_have_text("Tout est envoyé.")
    expect(button_of(tablet, "Élodie")).to_contain_text("Sur place")
