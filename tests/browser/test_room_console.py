"""The console: with the keyboard alone, from a phone, by two people, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE, next_step, prepare_priorities, press_until, send_ballot, wait_state
from tests.support.cast import PASSWORD, PEOPLE

pytestmark = pytest.mark.browser


def test_the_keyboard_alone_facilitates(hall):
    console, phone = hall.console(), hall.phone()
    press_until(console, 'a[href*="nouveau/pistes"]')
    console.keyboard.press("Enter")
    console.wait_for_url("**/nouveau/pistes/")
    press_until(console, "[name=question_fr]")
    console.keyboard.type("Lesquelles appliquer d’abord?")
    for place in range(3):
        press_until(console, "[name=pistes]") if place == 0 else console.keyboard.press("Tab")
        console.keyboard.press("Space")
    press_until(console, "main button.primary")
    console.keyboard.press("Enter")
    for state in ("prepared", "open", "closed", "published"):
        console.wait_for_selector("html[data-live] #next-step")
        press_until(console, "#next-step")
        console.keyboard.press("Enter")
        if state == "closed":
            console.wait_for_selector("dialog[open]")
            press_until(console, "dialog [value=yes]")
            console.keyboard.press("Enter")
        wait_state(phone, state)


def test_the_keyboard_alone_votes_changes_and_verifies(hall):
    console = hall.console()
    voter = hall.phone(viewport={"width": 900, "height": 800}, is_mobile=False, has_touch=False)
    prepare_priorities(console)
    next_step(console)
    wait_state(voter, "open")
    press_until(voter, '[name=options][value="1B"]')
    voter.keyboard.press("Space")
    press_until(voter, "[data-ballot] button[type=submit]")
    voter.keyboard.press("Enter")
    voter.wait_for_selector('[data-view][data-status="voted"]')
    assert voter.evaluate("() => document.activeElement.textContent.trim()") == "Vote enregistré"
    press_until(voter, "[data-change]")
    voter.keyboard.press("Enter")
    assert voter.evaluate("() => document.activeElement.name") == "options"
    press_until(voter, '[name=options][value="1C"]')
    voter.keyboard.press("Space")
    press_until(voter, "[data-ballot] button[type=submit]")
    voter.keyboard.press("Enter")
    voter.wait_for_selector('[data-view][data-status="voted"]')
    next_step(console)
    wait_state(voter, "closed")
    next_step(console)
    wait_state(voter, "published")
    press_until(voter, 'a[href*="verifier"]')
    voter.keyboard.press("Enter")
    voter.wait_for_selector('[data-verdict="found"]:visible')
    expect(voter.locator("[data-mine] li")).to_have_count(2)


def test_a_named_second_takes_over_from_a_phone(hall):
    first, phone = hall.console(), hall.phone()
    prepare_priorities(first)
    next_step(first)
    wait_state(phone, "open")
    second = hall.console("sol", **PHONE)
    expect(second.get_by_text("Fred Anime a la main.")).to_be_visible()
    expect(second.locator("#next-step")).to_be_disabled()
    second.click("#take-control")
    second.wait_for_selector("html[data-live] #next-step:not([disabled])")
    first.wait_for_selector("text=Sol Seconde a la main.")  # the other console follows by itself
    expect(first.locator("#next-step")).to_be_disabled()
    next_step(second)
    wait_state(phone, "closed")
    first.wait_for_selector("text=Publier et montrer")


def test_a_second_device_of_the_same_account_follows_until_it_takes_over(hall):
    laptop = hall.console()
    prepare_priorities(laptop)
    next_step(laptop)
    address = f"{hall.address}/fr/connexion/?next=/fr/salle/{hall.code}/console/"
    phone = hall.open(address, **PHONE)  # a sign-in of its own, as another device's is
    phone.fill("[name=email]", PEOPLE["fred"][0])
    phone.fill("[name=password]", PASSWORD)
    phone.click("main button[type=submit]")
    expect(phone.get_by_text("Vous avez la main sur un autre appareil.", exact=True)).to_be_visible()
    expect(phone.locator("#next-step")).to_be_disabled()
    phone.click("#take-control")
    phone.wait_for_selector("html[data-live] #next-step:not([disabled])")
    laptop.wait_for_selector("text=Vous avez la main sur un autre appareil.")
    expect(laptop.locator("#next-step")).to_be_disabled()


def test_someone_else_is_named_by_address_and_may_then_facilitate(hall):
    console = hall.console()
    console.click("text=Nommer une seconde personne")
    console.fill("[name=email]", "personne@essai.test")
    console.get_by_role("button", name="Nommer").click()
    console.wait_for_selector("text=Aucun compte n’a cette adresse.")
    console.click("text=Nommer une seconde personne")
    console.fill("[name=email]", PEOPLE["paul"][0])
    console.get_by_role("button", name="Nommer").click()
    console.wait_for_selector("text=Paul Participe peut maintenant animer cette salle.")
    hall.console("paul").wait_for_selector("text=Aucun vote n’est préparé")


def test_a_form_being_filled_is_left_alone_while_the_room_moves(hall):
    console, phone = hall.console(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    console.click("text=Annuler ce vote…")
    console.fill("[name=reason]", "Une raison que l’on est en train d’")
    phone.check("[name=options] >> nth=0")
    send_ballot(phone)
    hall.phone("university")
    console.wait_for_function("() => document.querySelector('[data-present]').textContent.startsWith('2')")
    assert console.input_value("[name=reason]") == "Une raison que l’on est en train d’"
    assert console.evaluate("() => document.activeElement.name") == "reason"


def test_the_run_of_show_is_put_in_order_changed_and_shortened(hall):
    console = hall.console()
    for place in range(3):
        prepare_priorities(console, pistes=3 + place)
    titles = console.locator(".run .title")
    expect(titles).to_have_count(3)
    console.click(".run li:nth-child(3) .title")
    console.get_by_role("link", name="Modifier").click()
    console.fill("[name=question_fr]", "La dernière d’abord?")
    with console.expect_navigation():
        console.click("main button[type=submit]")
    console.wait_for_selector("html[data-live]")
    console.locator(".run li:nth-child(3)").get_by_role("button", name=re.compile("Monter")).click()
    expect(titles.nth(1)).to_have_text("La dernière d’abord?")
    console.wait_for_selector("html[data-live]")
    console.click(".run li:nth-child(2) .title")
    console.get_by_role("button", name="Retirer").click()
    console.click("dialog [value=yes]")
    console.wait_for_function("() => document.querySelectorAll('.run .title').length === 2")
    console.click("#restore")
    console.wait_for_function("() => document.querySelectorAll('.run .title').length === 3")
    assert titles.nth(1).inner_text() == "La dernière d’abord?"


def test_the_console_works_without_javascript(hall):
    address = f"{hall.address}/fr/connexion/?next=/fr/salle/{hall.code}/console/"
    console = hall.open(address, java_script_enabled=False, expected="status of 422")
    console.fill("[name=email]", PEOPLE["fred"][0])
    console.fill("[name=password]", PASSWORD)
    console.click("main button[type=submit]")
    console.get_by_role("link", name="Adopter un libellé").first.click()
    console.check('[name=source][value="text"]')
    console.fill("[name=question_fr]", "Adoptez-vous ce texte?")
    console.click("main button[type=submit]")
    assert "Écrivez le texte mis aux voix." in console.locator(".error-summary").inner_text()
    console.fill("[name=wording]", "Un texte.")
    console.click("main button[type=submit]")
    phone = hall.phone()
    console.click("#next-step")
    wait_state(phone, "prepared")
    console.click("#next-step")
    wait_state(phone, "open")
    phone.check("[name=answer][value=yes]")
    send_ballot(phone)
    console.click("#next-step")
    console.click("#next-step")
    wait_state(phone, "published")
    console.wait_for_selector("text=Résultat publié")


def test_a_dead_console_is_relieved_from_a_phone_by_a_code(hall):
    first, voter = hall.console(), hall.phone()
    prepare_priorities(first)
    next_step(first)
    wait_state(voter, "open")
    first.goto(f"{hall.room}console/releve/")
    first.get_by_role("button", name="Tirer un code : Sol Seconde").click()
    code = first.locator(".relief-code").inner_text()
    first.goto(f"{hall.room}console/")
    first.wait_for_selector("html[data-live]")
    relief = hall.open(f"{hall.room}releve/", expected="status of 422", **PHONE)
    relief.fill("[name=code]", "AAAAA-AAAAA")
    relief.get_by_role("button", name="Prendre la main").click()
    relief.get_by_text("Ce code ne vaut pas, ou plus, dans cette salle.").wait_for()
    relief.fill("[name=code]", code.lower())
    relief.get_by_role("button", name="Prendre la main").click()
    relief.wait_for_selector("html[data-live] #next-step:not([disabled])")
    first.wait_for_selector("text=Sol Seconde a la main.")
    assert first.locator("#next-step").is_disabled()
    first.context.close()
    hall.contexts.remove(first.context)
    next_step(relief)
    wait_state(voter, "closed")


def test_single_keys_lead_the_room_and_may_be_switched_off(hall):
    console, voter = hall.console(), hall.phone()
    prepare_priorities(console)
    console.keyboard.press("?")
    assert console.get_by_text("la prochaine étape, le grand bouton").is_visible()
    console.keyboard.press("n")
    wait_state(voter, "prepared")
    console.wait_for_selector("html[data-live] [data-step=ouvrir]")
    console.keyboard.press("m")
    assert console.evaluate("() => document.activeElement.name") == "message_fr"
    console.keyboard.type("non, n’ouvrez rien")
    console.keyboard.press("Enter")
    voter.get_by_text("non, n’ouvrez rien").wait_for()
    voter.click("[data-dismiss]")
    assert voter.locator("[data-message]").is_hidden()
    console.wait_for_selector("html[data-live] [data-step=ouvrir]")
    console.click("#shortcuts summary")
    console.uncheck("[data-keys]")
    console.locator("#run-title").click()
    console.keyboard.press("n")
    console.wait_for_timeout(300)
    assert console.locator("[data-step=ouvrir]").is_visible()
    console.check("[data-keys]")
    console.locator("#run-title").click()
    console.keyboard.press("n")
    wait_state(voter, "open")
    console.wait_for_selector("html[data-live] #extend")
    console.keyboard.press("+")
    voter.wait_for_function("() => /^0:(30|2\\d)$/.test(document.querySelector('[data-countdown] b').textContent)")
