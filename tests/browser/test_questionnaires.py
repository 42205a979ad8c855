"""A questionnaire on a phone: what is half filled survives a reload and goes once sent; all works without script."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import STILL

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, **STILL}


def test_what_is_half_filled_survives_a_reload_with_the_key_of_its_form_and_is_let_go_once_sent(chromium, site):
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    address = f"{site.address}/fr/journees/{site.world.event}/questionnaire/"
    page.goto(address)
    key = page.locator("input[name=key]").input_value()
    page.locator("fieldset").first.get_by_label("Satisfaisant", exact=True).check()
    page.locator("textarea").first.fill("À reprendre demain")
    page.reload()
    expect(page.locator("fieldset").first.get_by_label("Satisfaisant", exact=True)).to_be_checked()
    expect(page.locator("textarea").first).to_have_value("À reprendre demain")
    assert page.locator("input[name=key]").input_value() == key, "sent again after a reload, it is one answer"
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", name="Merci!")).to_be_visible()
    page.goto(address)
    expect(page.locator("textarea").first).to_have_value("")
    assert page.locator("input[name=key]").input_value() != key
    context.close()


def test_it_is_answered_without_script_and_corrected_where_it_says(chromium, site):
    context = chromium.new_context(java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(f"{site.address}/en/journees/{site.world.event}/questionnaire/")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Answer at least one question.")
    page.locator("fieldset input").first.check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    context.close()
