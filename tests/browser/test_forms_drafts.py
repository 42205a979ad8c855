"""What an organiser has half filled outlives a reload, says so, and overwrites nothing unasked."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_half_filled_form_comes_back_until_it_is_sent_or_forgotten(open_page, site):
    page = open_page(f"/fr/journees/{site.world.event}/modifier/volets/1/", who="ana")
    title, note = page.locator("[name=title_fr]"), page.locator("[data-draft-note]")
    saved = title.input_value()
    expect(note).to_be_hidden()
    title.fill("Titre à moitié écrit")
    page.reload()
    expect(title).to_have_value("Titre à moitié écrit")
    expect(note).to_contain_text("Il n’est pas encore enregistré.")

    note.get_by_role("button", name="Oublier le brouillon").click()
    expect(title).to_have_value(saved)
    expect(note).to_be_hidden()
    page.reload()
    expect(title).to_have_value(saved)

    title.fill("Titre changé depuis")
    page.evaluate("""() => { const name = Object.keys(localStorage).find((key) => key.includes("draft:form-"));
      const kept = JSON.parse(localStorage.getItem(name));
      localStorage.setItem(name, JSON.stringify({ ...kept, base: "{}" })); }""")
    page.reload()
    expect(title, "what was saved meanwhile stands").to_have_value(saved)
    expect(note).to_contain_text("ce formulaire a changé depuis")
    note.get_by_role("button", name="Reprendre le brouillon").click()
    expect(title).to_have_value("Titre changé depuis")

    title.fill(saved)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/volets/1/")
    expect(page.get_by_text("Enregistré.", exact=True)).to_be_visible()
    expect(note, "what was sent is no draft").to_be_hidden()
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('draft:form-'))") == []
