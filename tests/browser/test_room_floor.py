"""The floor and the questions in a real browser: two phones, the console, the screen and its text twin, no reload."""

import pytest

from tests.support.axe import assert_accessible
from tests.support.browsers import (
    PHONE,
    WALL,
    WATCH_SHIFT,
    next_step,
    prepare_priorities,
    wait_state,
)

pytestmark = pytest.mark.browser
QUESTION = "Comment les milieux participeront-ils au choix des indicateurs sans rien retirer aux services rendus? " * 3
OVERFLOW = """() => { const stage = document.querySelector('[data-stage]');
  return [stage.scrollHeight - stage.clientHeight, stage.scrollWidth - stage.clientWidth,
    document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]; }"""


def take_seat_named(hall, name):
    """Take a seat as a phone whose person gave their name."""
    page = hall.open(f"{hall.address}/r/{hall.join_key}", **PHONE)
    page.check('[name="sector"][value="community"]')
    page.fill('[name="name"]', name)
    page.click("main button[type=submit]")
    page.wait_for_selector("html[data-live]")
    return page


def test_a_hand_is_raised_given_the_floor_and_seen_in_the_hall_without_a_reload(hall):
    console, screen = hall.console(), hall.screen()
    ana, other = take_seat_named(hall, "Ana-Léonie Tremblay-Desrochers"), hall.phone(sector="university")
    twin = hall.open(f"{hall.room}texte/")
    other.evaluate(WATCH_SHIFT)
    console.click("#floor-ouvrir")
    console.wait_for_selector("#floor-fermer")
    ana.wait_for_selector("[data-floor] button:visible")
    ana.check("[data-floor] [name=named]")
    ana.click("[data-floor-form=ask] button")
    ana.wait_for_selector("[data-place]:visible")
    assert "prochaine personne" in ana.inner_text("[data-place]")
    other.click("[data-floor-form=ask] button")
    other.wait_for_selector("text=Vous êtes à la place 2")
    console.wait_for_selector("text=Donner la parole à Ana")
    assert_accessible(console)
    console.click("text=Donner la parole à Ana")
    ana.wait_for_selector("text=Vous avez la parole.")
    screen.wait_for_selector(".stage-speaker >> text=Ana-Léonie")
    twin.wait_for_selector("text=Ana-Léonie")
    other.wait_for_selector("text=Vous êtes la prochaine personne")
    other.wait_for_selector("[data-floor] >> text=Ana-Léonie")
    screen.wait_for_selector("text=1 personne attend la parole")
    before = screen.inner_text(".stage-speaker [data-time]")
    screen.wait_for_function("(before) => document.querySelector('.stage-speaker [data-time]').innerText !== before",
                             arg=before)
    for shape in (WALL["viewport"], {"width": 1024, "height": 768}):
        screen.set_viewport_size(shape)
        assert max(screen.evaluate(OVERFLOW)) <= 0
    assert_accessible(ana)
    ana.click("text=J’ai terminé")
    ana.wait_for_selector("[data-floor-form=ask] button:visible")
    screen.wait_for_selector(".stage-join")
    other.click("text=Retirer ma demande")
    other.wait_for_selector("[data-floor-form=ask] button:visible")
    assert other.evaluate("() => window.moved") < 0.1


def test_a_ballot_comes_before_the_floor_and_the_speaker_stands_in_the_corner_of_a_vote(hall):
    console, screen, phone = hall.console(), hall.screen(), hall.phone()
    console.click("#floor-ouvrir")
    phone.wait_for_selector("[data-floor] button:visible")
    prepare_priorities(console)
    while not phone.locator('[data-view][data-state="open"]').count():
        next_step(console)
        phone.wait_for_timeout(700)
    wait_state(phone, "open")
    phone.wait_for_selector("[data-floor] button", state="hidden")
    phone.evaluate("""async ({code, seat}) => fetch(`/api/v1/rooms/${code}/floor/requests`, {method: "POST", body: "{}",
      headers: {"Content-Type": "application/json", Authorization: `Bearer ${seat}`}})""",
                   phone.evaluate("() => ({...document.querySelector('[data-room]').dataset})"))
    console.click("text=Donner la parole à Siège")
    screen.wait_for_selector(".floor-corner")
    for shape in (WALL["viewport"], {"width": 1024, "height": 768}):
        screen.set_viewport_size(shape)
        screen.wait_for_timeout(200)
        assert max(screen.evaluate(OVERFLOW)) <= 0


def test_a_question_is_asked_read_supported_and_shown_large_in_the_hall(hall):
    console, screen = hall.console(), hall.screen()
    ana, other = hall.phone(), hall.phone(sector="university")
    console.click("text=Ouvrir les questions")
    console.fill("[name=subject_fr]", "Les moyens")
    console.click("main button.primary")
    console.wait_for_selector("html[data-live]")
    for phone, what in ((ana, QUESTION[:300]), (other, "Quand?")):
        phone.wait_for_selector("#question-text:visible")
        phone.fill("#question-text", what)
        phone.click("[data-ask-form] button")
        phone.wait_for_selector("text=elle paraîtra une fois lue")
    for _ in range(2):
        console.locator("text=Montrer à la salle").first.click()
        console.wait_for_load_state()
        console.wait_for_selector("html[data-live]")
    other.wait_for_selector("[data-question] >> text=Comment les milieux", timeout=15_000)
    ana.fill("#question-text", "Une autre qui n’est pas finie")
    other.locator("[data-question] >> text=Comment").locator("xpath=ancestor::li").locator("button").click()
    other.wait_for_selector('[aria-pressed="true"]')
    ana.wait_for_selector("[data-support]:text('1')", timeout=15_000)
    assert ana.input_value("#question-text") == "Une autre qui n’est pas finie"
    assert ana.locator("b[data-own]:visible").count() == 1
    console.locator("article >> text=Mettre dans la liste courte").first.click()
    console.wait_for_selector("text=Montrer la liste courte à l’écran")
    assert_accessible(console)
    console.locator("[id^=show-short-]").first.click()
    screen.wait_for_selector(".stage-question")
    for shape in (WALL["viewport"], {"width": 1024, "height": 768}):
        screen.set_viewport_size(shape)
        screen.wait_for_timeout(200)
        assert max(screen.evaluate(OVERFLOW)) <= 0
    assert_accessible(ana)
