"""The vote holds whatever the network, the phone and the browser do: it is cast once, and nothing half done is lost."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import (
    NO_WEBSOCKET,
    PHONE,
    WATCH_SHIFT,
    next_step,
    prepare_priorities,
    prepare_wording,
    receipt_of,
    send_ballot,
    wait_state,
)

pytestmark = pytest.mark.browser
FAILED_LOADS = r"Failed to load resource|ERR_FAILED|ERR_CONNECTION|ERR_INTERNET|WebSocket connection"
REFUSED = r"status of 422"


def close_and_publish(console):
    next_step(console)
    next_step(console)


def record_of(page, poll):
    """Give the published record of a poll."""
    return page.evaluate("(poll) => fetch(`/api/v1/polls/${poll}/record`).then((answer) => answer.json())", poll)


def figures(page, poll):
    """Give the votes of a published record, by option, and how many voted."""
    record = record_of(page, poll)
    return {key: figure["votes"] for key, figure in record["result"]["figures"].items()}, record["roll"]["voted"]


def send_plain(page):
    """Press « Voter » without JavaScript, and wait for the page that answers."""
    with page.expect_navigation():
        page.click("[data-ballot] button:visible")


def poll_of(page):
    return page.locator("[data-view]").get_attribute("data-poll")


def test_with_websockets_blocked_the_line_falls_back_to_requests_held_open(hall):
    console, phone = hall.console(), hall.phone(script=NO_WEBSOCKET)
    assert phone.locator("html").get_attribute("data-live") == "socket"
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)
    close_and_publish(console)
    wait_state(phone, "published")
    assert figures(phone, poll_of(phone)) == ({"1A": 1, "1B": 0, "1C": 0, "1D": 0, "1E": 0}, 1)


def test_with_every_socket_blocked_the_phone_asks_every_few_seconds_and_votes(hall):
    console = hall.console()
    phone = hall.open(f"{hall.address}/r/{hall.join_key}", script=NO_WEBSOCKET, expected=FAILED_LOADS, **PHONE)
    phone.context.route("**/socket.io/**", lambda route: route.abort())
    phone.check("[name=sector] >> nth=0")
    phone.click("main button[type=submit]")
    phone.wait_for_selector('html[data-live="requests"]')
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    phone.check("[name=options] >> nth=2")
    send_ballot(phone)
    close_and_publish(console)
    wait_state(phone, "published")
    assert figures(phone, poll_of(phone)) == ({"1A": 0, "1B": 0, "1C": 1, "1D": 0, "1E": 0}, 1)


def test_without_javascript_a_plain_form_votes_changes_and_verifies(hall):
    console, phone = hall.console(), hall.plain_phone(expected=REFUSED)
    expect(phone.get_by_text("En attente du prochain vote")).to_be_visible()
    prepare_priorities(console)
    next_step(console)
    phone.reload()
    send_plain(phone)
    assert phone.locator("[data-note]").inner_text()  # an empty ballot is refused, and says why
    for place in range(4):
        phone.check(f"[name=options] >> nth={place}")
    send_plain(phone)
    assert "4 choix" in phone.locator("[data-note]").inner_text()
    assert phone.locator("[name=options]:checked").count() == 4  # what was chosen is still there
    phone.uncheck("[name=options] >> nth=3")
    send_plain(phone)
    expect(phone.get_by_role("heading", name="Vote enregistré")).to_be_visible()
    receipt = receipt_of(phone)

    phone.get_by_role("link", name="Modifier mon vote").click()
    expect(phone.locator("[name=options]:checked")).to_have_count(3)
    phone.uncheck("[name=options] >> nth=0")
    send_plain(phone)
    expect(phone.get_by_role("heading", name="Vote enregistré")).to_be_visible()
    assert receipt_of(phone) == receipt
    poll = poll_of(phone)
    close_and_publish(console)
    phone.reload()
    phone.get_by_role("link", name="Vérifier mon vote").click()
    expect(phone.locator('[data-verdict="found"]')).to_be_visible()
    assert phone.locator("[data-verify] [data-receipt]").inner_text() == receipt
    assert phone.locator("[data-mine] li").count() == 2
    assert figures(console, poll)[1] == 1
    stranger = hall.open(f"{hall.address}/fr/votes/{poll}/verifier/", java_script_enabled=False)
    stranger.fill("[name=recu]", receipt)
    stranger.get_by_role("button", name="Chercher ce bulletin").click()
    expect(stranger.locator('[data-verdict="found"]')).to_be_visible()


def test_a_ballot_cast_without_the_script_is_changed_without_it_when_the_script_is_back(hall):
    console, phone = hall.console(), hall.plain_phone()
    prepare_priorities(console)
    next_step(console)
    phone.reload()
    phone.check("[name=options] >> nth=0")
    send_plain(phone)
    cookies = phone.context.cookies()
    scripted = hall.open(**PHONE)
    scripted.context.add_cookies(cookies)
    scripted.reload()
    scripted.wait_for_selector('html[data-live] [data-view][data-status="voted"]')
    scripted.click("[data-change]")
    scripted.check("[name=options] >> nth=1")
    scripted.click("[data-ballot] button[type=submit]:visible")
    scripted.wait_for_selector('html[data-live] [data-view][data-status="voted"]')
    poll = poll_of(scripted)
    close_and_publish(console)
    wait_state(scripted, "published")
    assert figures(scripted, poll) == ({"1A": 1, "1B": 1, "1C": 0, "1D": 0, "1E": 0}, 1)


def test_a_half_filled_ballot_survives_a_reload_and_a_nap(hall):
    console, phone = hall.console(), hall.phone()
    prepare_priorities(console)
    session = phone.context.new_cdp_session(phone)
    session.send("Page.enable")
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    next_step(console)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    wait_state(phone, "open")
    phone.check("[name=options] >> nth=1")
    phone.check("[name=options] >> nth=4")
    phone.reload()
    phone.wait_for_selector("html[data-live]")
    assert phone.locator("[name=options] >> nth=1").is_checked()
    assert phone.locator("[name=options] >> nth=4").is_checked()
    assert phone.locator("[data-chosen]").inner_text() == "2 choix sur 3"
    send_ballot(phone)
    receipt = receipt_of(phone)
    phone.reload()
    phone.wait_for_selector('html[data-live] [data-view][data-status="voted"]')
    assert receipt_of(phone) == receipt


def test_two_tabs_of_one_phone_hold_one_ballot(hall):
    console, phone = hall.console(), hall.phone()
    other = phone.context.new_page()
    other.goto(hall.room)
    other.wait_for_selector("html[data-live]")
    prepare_priorities(console)
    next_step(console)
    for page in (phone, other):
        wait_state(page, "open")
    phone.check("[name=options] >> nth=0")
    other.check("[name=options] >> nth=1")
    send_ballot(phone)
    other.wait_for_selector('[data-view][data-status="voted"]')  # told by the other tab
    other.click("[data-change]")
    other.uncheck("[name=options] >> nth=0")
    other.check("[name=options] >> nth=2")
    send_ballot(other)
    poll = poll_of(phone)
    close_and_publish(console)
    wait_state(phone, "published")
    assert figures(phone, poll) == ({"1A": 0, "1B": 0, "1C": 1, "1D": 0, "1E": 0}, 1)


def test_a_vote_made_while_the_server_is_down_arrives_once_it_is_back(hall, halls):
    _app, server = halls
    console = hall.console(expected=FAILED_LOADS)
    phone = hall.phone(expected=FAILED_LOADS)
    screen = hall.screen(expected=FAILED_LOADS)
    prepare_wording(console)
    next_step(console)
    wait_state(phone, "open")
    screen.wait_for_selector(".stage .live-text")
    phone.evaluate(WATCH_SHIFT)
    server.kill()
    phone.check('[name=answer][value="no"]')
    phone.click("[data-ballot] button[type=submit]:visible")
    phone.wait_for_selector("[data-offline]:visible")
    screen.wait_for_selector("[data-offline]:visible")
    assert screen.locator(".stage .live-text").is_visible()  # the last good state stays
    assert phone.locator('[name=answer][value="no"]').is_checked()
    assert phone.evaluate("() => window.moved") < 0.01
    server.start()
    phone.wait_for_selector('[data-view][data-status="voted"]', timeout=60_000)
    screen.wait_for_selector("[data-offline]", state="hidden", timeout=60_000)
    console.reload()
    console.wait_for_selector("html[data-live]")
    close_and_publish(console)
    wait_state(phone, "published")
    assert record_of(phone, poll_of(phone))["result"]["figures"] == {"yes": 0, "no": 1, "abstain": 0, "blank": 0}


def test_a_seat_taken_late_is_admitted_by_the_chair_and_votes(hall):
    console = hall.console()
    hall.phone()
    console.click("a:visible >> text=Choisir des priorités")
    for place in range(3):
        console.check(f"[name=pistes] >> nth={place}")
    console.fill("[name=question_fr]", "Lesquelles?")
    console.click("text=Plus de réglages")
    console.check("[name=admission]")
    console.click("main button[type=submit]")
    console.wait_for_selector("html[data-live] #next-step")
    next_step(console)
    late = hall.phone("university")
    late.wait_for_selector('[data-view][data-status="late"]')
    console.get_by_role("button", name="Admettre").click()
    late.wait_for_selector('[data-view][data-status="unvoted"]')
    late.check("[name=options] >> nth=0")
    send_ballot(late)


def test_wrong_digits_are_told_and_right_ones_lead_to_the_seat(hall):
    page = hall.open(f"{hall.address}/fr/salle/", expected=FAILED_LOADS, **PHONE)
    page.fill("[name=code]", "12 34")
    page.click("main button[type=submit]")
    expect(page.get_by_text("Aucune salle ne porte ce code.").first).to_be_visible()
    page.fill("[name=code]", f"{hall.code[:3]} {hall.code[3:]}")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="Prenez un siège")).to_be_visible()
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.locator("[name=name]").count() == 1
