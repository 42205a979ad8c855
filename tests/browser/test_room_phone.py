"""The phone beside the ballot: large text, the screen as text, a vote that is missed nowhere on the site."""

import pytest
from playwright.sync_api import expect

from tests.support.axe import assert_accessible
from tests.support.browsers import (
    PHONE,
    WATCH_SHIFT,
    next_step,
    prepare,
    prepare_priorities,
    send_ballot,
    wait_state,
)

pytestmark = pytest.mark.browser
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_large_text_is_remembered_moves_nothing_at_start_and_fits_the_narrowest_phone(hall):
    console, phone = hall.console(), hall.phone(viewport={"width": 320, "height": 640})
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    button = phone.get_by_role("button", name="Taille du texte")
    sizes = []
    for _ in range(3):
        sizes.append(phone.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)"))
        button.click()
    assert sizes[0] < sizes[1] < sizes[2]
    assert phone.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") == sizes[0]
    button.click()
    button.click()
    phone.add_init_script(f"({WATCH_SHIFT})()")
    phone.reload()
    phone.wait_for_selector("html[data-live] [data-equipped]")
    assert phone.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") == sizes[2]
    assert phone.evaluate("() => window.moved") < 0.01
    assert phone.evaluate(SIDEWAYS) == 0
    # a system that doubles the size of text on top of it (WCAG 1.4.4): nothing is cut, the button is still in reach
    phone.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert phone.evaluate(SIDEWAYS) == 0
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)


def test_a_message_and_an_announced_end_move_nothing_of_a_half_filled_ballot_and_a_vote_not_sent_is_told(hall):
    console, phone = hall.console(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    phone.wait_for_selector("[data-equipped]")
    phone.check("[name=options] >> nth=1")
    phone.evaluate(WATCH_SHIFT)
    console.locator("#message > summary").click()
    console.fill("#message-fr", "La pause est à 10 h.")
    console.click("#message button[type=submit]")
    phone.get_by_text("La pause est à 10 h.").wait_for()
    assert phone.locator("[name=options] >> nth=1").is_checked()
    assert phone.evaluate("() => window.moved") < 0.01
    console.wait_for_selector("html[data-live]")
    next_step(console)
    wait_state(phone, "closed")
    assert phone.get_by_text("Aucun vote n’a été enregistré pour votre siège.").is_visible()


def test_the_screen_as_text_follows_the_room_without_a_seat_and_speaks_sparingly(hall):
    console, phone = hall.console(), hall.phone()
    twin = hall.open(f"{hall.room}texte/", **PHONE)
    twin.wait_for_selector("html[data-live]")
    assert twin.get_by_role("heading", name="Rejoignez la salle de vote").is_visible()
    plain = hall.open(f"{hall.room}texte/", java_script_enabled=False, **PHONE)
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    spoken = twin.locator("[data-say]")
    twin.get_by_role("heading", name="Quelles pistes appliquer en priorité?").wait_for()
    twin.wait_for_function("() => document.querySelector('[data-say]').textContent.includes('Vote en cours')")
    assert twin.locator(".twin-options li").count() == 5
    assert_accessible(twin)
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)
    assert "Participation" not in spoken.text_content()  # ten seconds pass between the phase and a count
    next_step(console)
    next_step(console)
    twin.locator(".verdict-word").wait_for()
    twin.wait_for_function("() => document.querySelector('[data-say]').textContent.includes('Résultat publié')")
    assert twin.get_by_role("table").is_visible()
    plain.reload()
    plain.locator(".verdict-word").wait_for()
    assert_accessible(twin)


def test_an_open_vote_is_told_on_every_page_of_the_site_to_a_device_that_holds_a_seat(hall):
    console, phone = hall.console(), hall.phone()
    elsewhere = phone.context.new_page()
    elsewhere.goto(f"{hall.address}/fr/aide/")
    stranger = hall.open(f"{hall.address}/fr/aide/", **PHONE)
    asked = []
    stranger.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    assert phone.title().startswith("● ")
    assert "favicon-live" in phone.locator('link[rel="icon"]').get_attribute("href")
    elsewhere.reload()
    band = elsewhere.locator(".vote-band")
    band.wait_for()
    assert elsewhere.title().startswith("● ")
    assert_accessible(elsewhere)
    stranger.reload()
    band.get_by_role("link", name="Voter maintenant").click()
    elsewhere.wait_for_selector('[data-view][data-status="unvoted"]')
    elsewhere.check("[name=options] >> nth=0")
    send_ballot(elsewhere)
    assert not elsewhere.title().startswith("● ")
    with elsewhere.expect_response(lambda answer: f"/api/v1/rooms/{hall.code}" in answer.url):
        elsewhere.goto(f"{hall.address}/fr/aide/")
    assert not elsewhere.locator(".vote-band").count()
    assert not stranger.locator(".vote-band").count()
    assert not asked


def test_a_vote_for_some_sectors_calls_nobody_else(hall):
    console, meant, other = hall.console(), hall.phone("university"), hall.phone("community")
    prepare(console, "libelle", source="text", wording="Des mots.", question_fr="Oui?", for_sectors="university")
    next_step(console)
    wait_state(meant, "open")
    wait_state(other, "open")
    expect(meant.locator("[data-ballot]")).to_be_visible()
    expect(other.locator('[data-if~="outside"]').first).to_be_visible()
    expect(other.locator("[data-ballot]")).to_be_hidden()
    assert (meant.title()[0], other.title()[0]) == ("●", "S")


def test_a_message_moves_no_ballot_under_the_finger_and_hides_nothing_elsewhere(hall):
    console, phone = hall.console(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    option, band = phone.locator("[name=options] >> nth=1"), phone.locator("[data-message]")
    button = phone.locator(".ballot button[type=submit]:visible")
    before = option.bounding_box()["y"], button.bounding_box()["y"]
    console.click("#message summary")
    console.fill("[name=message_fr]", "La pause est à midi, dans la salle du bas; revenez à treize heures. " * 2)
    console.get_by_role("button", name="Afficher").click()
    expect(band).to_be_visible()
    assert phone.locator(".given").is_hidden()
    assert option.bounding_box()["y"] == pytest.approx(before[0], abs=1)
    assert button.bounding_box()["y"] == pytest.approx(before[1], abs=1)
    phone.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = phone.locator(".ballot fieldset label").last.bounding_box()
    assert last["y"] + last["height"] <= band.bounding_box()["y"] + 1, "all of the ballot can be read"
    phone.evaluate("scrollTo(0, 0)")
    first = phone.locator(".room-body h1:visible").bounding_box()
    assert not phone.evaluate("(y) => document.elementFromPoint(30, y).closest('.room-over')", first["y"] + 5)
    option.check()
    send_ballot(phone)
    told, over = phone.locator("[data-recorded]").bounding_box(), band.bounding_box()
    assert told["y"] >= over["y"] + over["height"], "the receipt stands below the message"
