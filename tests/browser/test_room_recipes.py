"""A vote of any kind and a flash poll, prepared with the keyboard alone, seen on a phone and on the hall's screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_room_console import press_until
from tests.support.axe import assert_accessible
from tests.support.browsers import next_step, prepare_priorities, wait_state

pytestmark = pytest.mark.browser
# the word was sent: its field is empty again, or gone with the last one
SENT = """() => !document.querySelector("#pulse-word").value || document.querySelector("[data-pulse-form]").hidden"""


def follow_link(page, part):
    """Go with the keyboard to the link whose address ends so, and press it."""
    press_until(page, f'main a[href$="{part}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{part}")


def write(page, name, text):
    press_until(page, f'[name="{name}"]', most=120)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def test_the_keyboard_prepares_any_way_of_voting_and_reads_its_rule_meanwhile(hall):
    console, phone, screen = hall.console(), hall.phone(), hall.screen()
    assert_accessible(console)
    follow_link(console, "nouveau/avance/")
    assert_accessible(console)
    follow_link(console, "nouveau/avance/score/")
    write(console, "question_fr", "Que vaut chaque projet?")
    write(console, "others", "Un sentier | A trail")
    console.keyboard.press("Enter")
    console.keyboard.type("Un pont")
    console.wait_for_selector("[data-preview-card] >> text=Que vaut chaque projet?")
    press_until(console, '[name="tie"]')
    for _ in range(3):  # the fourth: an announced criterion, whose fields open with it
        console.keyboard.press("ArrowDown")
    write(console, "tie_text", "Le moins cher")
    press_until(console, "[data-copy-options]")
    console.keyboard.press("Enter")
    expect(console.locator('[name="tie_order"]')).to_have_value("Un sentier\nUn pont")
    console.wait_for_selector("[data-preview-card] >> text=Le moins cher")
    assert_accessible(console)
    press_until(console, "main button.primary", most=120)
    console.keyboard.press("Enter")
    console.wait_for_selector("html[data-live] #next-step")
    assert console.locator(".poll-options > li").count() == 2
    assert_accessible(console)
    next_step(console)
    wait_state(phone, "open")
    screen.wait_for_selector("text=Que vaut chaque projet?")


def test_a_fault_comes_back_at_its_field_and_the_form_keeps_what_was_typed(hall):
    console = hall.console()
    hall.said.clear()
    console.goto(f"{hall.room}console/nouveau/avance/approve/")
    console.fill('[name="question_fr"]', "Lesquels?")
    console.fill('[name="others"]', "Un seul")
    with console.expect_navigation():
        console.click("main button.primary")
    assert console.locator(".error-summary a").get_attribute("href") == "#pistes"
    assert console.input_value('[name="others"]') == "Un seul"
    assert_accessible(console)
    hall.said[:] = [text for text in hall.said if "422" not in text]


def test_a_flash_poll_of_words_from_the_keyboard_to_the_screen(hall):
    console, screen = hall.console(), hall.screen()
    phones = [hall.phone(), hall.phone("university")]
    follow_link(console, "nouveau/sondage/")
    press_until(console, '[name="kind"]')
    console.keyboard.press("ArrowDown")
    write(console, "question_fr", "Un mot sur la matinée?")
    press_until(console, '[name="launch"]')
    console.keyboard.press("Enter")
    console.wait_for_selector("html[data-live] .pulse-desk")
    screen.wait_for_selector(".stage-pulse .figure")
    for phone, words in zip(phones, (("Écoute", "Audace", "écoute"), ("ECOUTE",)), strict=True):
        for word in words:
            phone.wait_for_selector("#pulse-word")
            phone.fill("#pulse-word", word)
            phone.keyboard.press("Enter")
            phone.wait_for_function(SENT)
    expect(phones[0].locator("[data-pulse-form]")).to_be_hidden()
    assert phones[0].evaluate("() => document.activeElement.dataset.pulseNote") is not None
    assert_accessible(phones[1])
    screen.wait_for_selector(".stage-pulse .figure >> text=4")
    assert "Écoute" not in screen.inner_text("body")
    console.get_by_role("button", name="Montrer les réponses").click()
    screen.wait_for_selector(".pulse-cloud >> text=Écoute")
    assert_accessible(screen)
    console.wait_for_selector("html[data-live]")
    console.get_by_role("button", name="Cacher : Audace").click()
    screen.wait_for_function("() => !document.body.textContent.includes('Audace')")
    console.wait_for_selector("html[data-live] .pulse-words .is-hidden")
    assert_accessible(console)
    phones[0].reload()  # the device remembers that it has answered
    expect(phones[0].locator("[data-pulse-form]")).to_be_hidden()
    console.get_by_role("button", name="Terminer le sondage").click()
    for phone in phones:
        phone.wait_for_selector(".pulse-cloud >> text=Écoute")
    prepare_priorities(console)
    next_step(console)
    for phone in phones:
        wait_state(phone, "open")
        phone.wait_for_selector("[data-pulse]", state="hidden")


def test_a_mood_is_given_without_javascript_beside_the_lobby(hall):
    console, plain = hall.console(), hall.plain_phone()
    console.goto(f"{hall.room}console/nouveau/sondage/")
    console.fill('[name="question_fr"]', "Comment allez-vous?")
    console.check('[name="shown"][value="live"]')
    console.click('[name="launch"]')
    console.wait_for_selector("html[data-live] .pulse-desk")
    plain.reload()
    assert plain.get_by_text("Ce n’est pas un vote").first.is_visible()
    plain.get_by_role("button", name="Difficile").click()
    expect(plain.get_by_text("Réponse comptée. Merci!").first).to_be_visible()
    assert not plain.locator("[data-pulse-form]").is_visible()
    console.wait_for_selector(".pulse-desk >> text=1 réponse reçue")
    english = hall.screen(locale="en-CA")
    english.goto(english.url.replace("/fr/", "/en/"))
    assert english.get_by_text("This is not a vote").first.is_visible()
