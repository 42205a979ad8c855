"""A whole vote in real browsers: two phones, a console and the hall's screen, everyone's page following by itself."""

import pytest
from playwright.sync_api import expect

from tests.support.axe import assert_accessible
from tests.support.browsers import (
    WATCH_SHIFT,
    WORDING,
    next_step,
    prepare_priorities,
    receipt_of,
    send_ballot,
    type_priorities,
    type_wording,
    wait_state,
)

pytestmark = pytest.mark.browser

def test_priorities_are_chosen_changed_closed_published_and_verified(hall):
    console, screen = hall.console(), hall.screen()
    first, second = hall.scanning_phone(), hall.scanning_phone("university")
    type_priorities(console)
    next_step(console)
    for page in (first, second):
        wait_state(page, "open")
        assert page.title().startswith("●")
        assert page.locator(".room-status h2:visible").inner_text() == "Vote en cours"
    screen.wait_for_selector(".stage .live-text")

    first.evaluate(WATCH_SHIFT)
    for place in (0, 1, 3):
        first.check(f"[name=options] >> nth={place}")
    first.locator("[name=options] >> nth=4").click(force=True)
    assert not first.locator("[name=options] >> nth=4").is_checked()
    assert "3 choix au plus" in first.locator("[data-note]").inner_text()
    assert first.locator("[data-chosen]").inner_text() == "3 choix sur 3"
    third = hall.phone()  # a seat taken now changes the counts on every screen, not the ballot under the finger
    third.wait_for_selector('[data-status="late"]')
    assert third.locator("[data-ballot]").is_hidden()
    assert first.evaluate("() => window.moved") < 0.01
    assert first.locator("[name=options]:checked").count() == 3

    send_ballot(first)
    receipt = receipt_of(first)
    assert len(receipt) == 64
    assert not first.title().startswith("●")
    second.check("[name=options] >> nth=1")
    send_ballot(second)
    first.click("[data-change]")
    first.uncheck("[name=options] >> nth=3")
    send_ballot(first)
    assert receipt_of(first) == receipt

    next_step(console)
    for page in (first, second):
        wait_state(page, "closed")
        expect(page.get_by_text("Votre vote est enregistré et compte.")).to_be_visible()
    screen.wait_for_selector(".stage-turnout")
    next_step(console)
    for page in (first, second):
        wait_state(page, "published")
    screen.wait_for_selector(".stage-options .won")
    expect(screen.locator(".stage-options .n")).to_have_text(["2", "1", "0", "0", "0"])
    assert "Vote indicatif" in screen.locator(".stage").inner_text()

    first.get_by_role("link", name="Vérifier mon vote").click()
    first.wait_for_selector('[data-verdict="found"]:visible')
    first.wait_for_selector('[data-sealed="same"]:visible')
    assert first.locator("[data-verify] [data-receipt]").inner_text() == receipt
    expect(first.locator("[data-mine] li")).to_have_count(2)


def test_a_wording_is_put_to_the_vote_and_judged_by_its_majority(hall):
    console, screen = hall.console(), hall.screen()
    first, second = hall.phone(), hall.phone("university")
    observer = hall.scanning_phone(capacity="observer")
    type_wording(console)
    next_step(console)
    wait_state(first, "open")
    assert WORDING in first.locator(".wording").inner_text()
    assert WORDING in screen.locator(".stage-wording").inner_text()
    wait_state(observer, "open")
    assert observer.locator("[data-ballot]").is_hidden()
    for page, answer in ((first, "yes"), (second, "abstain")):
        wait_state(page, "open")
        page.click("[data-ballot] button[type=submit]:visible")
        assert page.locator("[data-note]").inner_text() == "Faites votre choix, puis touchez Voter."
        page.check(f'[name=answer][value="{answer}"]')
        send_ballot(page)
    next_step(console)
    wait_state(first, "closed")
    next_step(console)
    wait_state(first, "published")
    expect(first.locator(".verdict-word")).to_contain_text("Adopté")
    screen.wait_for_selector(".stage-verdict .bar .need")
    assert "100 %" in screen.locator(".stage-verdict .figure").inner_text().replace("\u00a0", " ")


def test_a_cancelled_vote_says_why_and_the_room_goes_on(hall):
    console, screen, phone = hall.console(), hall.screen(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)
    console.click("text=Annuler ce vote…")
    console.fill("[name=reason]", "Une piste manquait.")
    console.click("text=Annuler ce vote définitivement")
    wait_state(phone, "cancelled")
    expect(phone.locator("[data-view]")).to_contain_text("Une piste manquait.")
    screen.wait_for_selector(".stage-join")
    expect(screen.locator(".stage")).to_contain_text("Une piste manquait.")
    console.wait_for_selector("html[data-live] >> text=Dupliquer")
    console.click("text=Dupliquer")
    console.wait_for_selector("html[data-live] #next-step")
    next_step(console)
    wait_state(phone, "open")
    phone.wait_for_selector('[data-view][data-status="unvoted"]')


def test_the_room_ends_for_everybody(hall):
    console, phone = hall.console(), hall.phone(expected="status of 404")  # it may ask once for a room that is gone
    console.get_by_role("link", name="Terminer la salle").click()
    console.get_by_role("button", name="Terminer la salle").click()
    console.wait_for_url("**/salles/")
    phone.wait_for_selector("text=La salle est fermée")


def test_what_the_script_shows_is_accessible_in_both_schemes(hall):
    console, screen, phone = hall.console(), hall.screen(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    screen.wait_for_selector(".stage .live-text")
    for page in (console, screen, phone):
        assert_accessible(page)
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)
    assert_accessible(phone)
    next_step(console)
    wait_state(phone, "closed")
    next_step(console)
    wait_state(phone, "published")
    assert_accessible(phone)
    phone.get_by_role("link", name="Vérifier mon vote").click()
    phone.wait_for_selector('[data-sealed="same"]:visible')
    assert_accessible(phone)
