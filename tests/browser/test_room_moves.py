"""A seat goes to another device: one is live at a time, the one before says so, and a ballot that was cast stays."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.axe import assert_accessible
from tests.support.browsers import (
    PHONE,
    next_step,
    prepare_wording,
    send_ballot,
    wait_state,
)

pytestmark = pytest.mark.browser
MOVED = "Votre siège est maintenant sur un autre appareil."
REFUSED = r"status of 4(01|09|22)"
# what the script of a phone sends, from a page that still holds the token of its seat
VOTE = """async ([poll, seat]) => (await fetch(`/api/v1/polls/${poll}/ballots`, { method: "POST",
  headers: { "Content-Type": "application/json", Authorization: `Bearer ${seat}` },
  body: JSON.stringify({ secret: "1".repeat(32), choice: { answer: "no" } }) })).status"""


def open_vote(hall, console):
    prepare_wording(console)
    next_step(console)


def results_of(hall, console, poll):
    """Close and publish the open poll; gives the figures of its record and how many were entitled."""
    next_step(console)
    next_step(console)
    record = console.evaluate("(poll) => fetch(`/api/v1/polls/${poll}/record`).then((answer) => answer.json())", poll)
    return record["result"]["figures"], record["roll"]["entitled"]


def draw_code(phone):
    """Ask for the code that moves this phone's seat, from the room; gives it as it is shown."""
    phone.get_by_role("link", name="Changer d’appareil").click()
    phone.get_by_role("button", name="Obtenir un code").click()
    return phone.locator(".room-code").inner_text()


def take_over(hall, code, **options):
    """Type the code on another device, which came by the hall's QR code; gives its page."""
    device = hall.open(f"{hall.address}/r/{hall.join_key}", **{**PHONE, **options})
    device.get_by_role("link", name="Reprendre ici mon siège d’un autre appareil").click()
    device.get_by_label("Le code donné par l’autre appareil ou par l’accueil").fill(code)
    device.get_by_role("button", name="Prendre le siège ici").click()
    device.wait_for_selector("[data-view]")
    return device


def test_a_seat_leaves_a_phone_in_the_middle_of_a_vote_and_votes_from_the_other(hall):
    console, old = hall.console(), hall.phone(expected=REFUSED)
    open_vote(hall, console)
    wait_state(old, "open")
    token, poll = old.locator("[data-room]").get_attribute("data-seat"), old.locator("[data-view]").get_attribute(
        "data-poll")
    other_tab = hall.watch(old.context.new_page(), REFUSED)
    other_tab.goto(hall.room)
    other_tab.wait_for_selector("html[data-live]")
    code = draw_code(old)
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    assert_accessible(old)
    wrong = hall.open(f"{hall.room}deplacer/?cle={hall.join_key}", expected=REFUSED, **PHONE)
    wrong.fill("[name=slip]", "ABCD-EFGH")
    wrong.get_by_role("button", name="Prendre le siège ici").click()
    expect(wrong.locator(".error-summary")).to_contain_text("Ce code ne vaut pas, ou ne vaut plus.")

    assert other_tab.evaluate("() => { scrollTo(0, document.body.scrollHeight); return scrollY; }") > 0
    new = take_over(hall, code.lower())
    new.wait_for_selector('html[data-live] [data-view][data-status="unvoted"]')
    for page in (old, other_tab):  # each of its pages says so by itself, and has no ballot any more
        expect(page.get_by_text(MOVED)).to_be_in_viewport()
        assert page.evaluate("scrollY") == 0, "it is read from its top"
        assert not page.locator("[data-ballot]").count()
        assert_accessible(page)
    assert old.evaluate(VOTE, [poll, token]) == 401
    wrong.fill("[name=slip]", code)
    wrong.get_by_role("button", name="Prendre le siège ici").click()
    expect(wrong.locator(".error-summary")).to_contain_text("Ce code ne vaut pas, ou ne vaut plus.")

    new.check('[name=answer][value="yes"]')
    send_ballot(new)
    expect(console.locator("[data-present]").first).to_have_text(re.compile("^1 "))
    assert results_of(hall, console, poll) == ({"yes": 1, "no": 0, "abstain": 0, "blank": 0}, 1)


def test_a_ballot_that_was_cast_cannot_be_changed_from_the_new_device_which_says_so(hall):
    console, old = hall.console(), hall.phone(expected=REFUSED)
    open_vote(hall, console)
    wait_state(old, "open")
    poll = old.locator("[data-view]").get_attribute("data-poll")
    old.check('[name=answer][value="yes"]')
    send_ballot(old)
    new = take_over(hall, draw_code(old), expected=REFUSED)
    new.wait_for_selector('html[data-live] [data-view][data-status="elsewhere"]')
    said = new.get_by_text("Votre vote est enregistré et compte. Il ne peut pas être modifié depuis cet appareil.")
    expect(said).to_be_visible()
    expect(new.get_by_role("button", name="Voter")).to_have_count(0)
    expect(new.get_by_role("link", name="Modifier mon vote")).to_have_count(0)
    assert_accessible(new)
    assert new.evaluate(VOTE, [poll, new.locator("[data-room]").get_attribute("data-seat")]) == 409
    plain = hall.open(java_script_enabled=False, storage_state=new.context.storage_state(), **PHONE)
    expect(plain.get_by_text("Il ne peut pas être modifié depuis cet appareil.")).to_be_visible()
    assert not plain.locator("[data-ballot]:visible, [data-change]:visible").count()
    assert results_of(hall, console, poll) == ({"yes": 1, "no": 0, "abstain": 0, "blank": 0}, 1)
    old.get_by_text(MOVED).wait_for()
    old.goto(f"{hall.address}/fr/votes/{poll}/verifier/")  # what the old one kept still finds the ballot
    old.wait_for_selector('[data-verdict="found"]:visible')


def test_the_console_hands_over_the_seat_of_a_lost_phone_to_one_without_javascript(hall):
    console, lost = hall.console(), hall.phone()
    number = re.search(r"Siège (\d+)", lost.locator(".room-foot").inner_text())[1]
    console.get_by_role("link", name="Déplacer un siège").click()
    console.get_by_label("Numéro du siège").fill(number)
    console.get_by_role("button", name="Obtenir un code").click()
    code = console.locator(".room-code").inner_text()
    assert_accessible(console)
    new = take_over(hall, code, java_script_enabled=False)
    expect(new.get_by_text(f"Siège {number} · ")).to_be_visible()
    lost.get_by_text(MOVED).wait_for()
    console.goto(f"{hall.room}console/")
    console.wait_for_selector("html[data-live]")
    open_vote(hall, console)
    new.reload()
    new.check('[name=answer][value="no"]')
    with new.expect_navigation():
        new.click("[data-ballot] button:visible")
    expect(new.get_by_role("heading", name="Vote enregistré")).to_be_visible()
    poll = new.locator("[data-view]").get_attribute("data-poll")
    assert results_of(hall, console, poll) == ({"yes": 0, "no": 1, "abstain": 0, "blank": 0}, 1)
