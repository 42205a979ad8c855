"""The small scripts that every page has: the page works without them, and is quicker with them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def show(page, html):
    """Put a piece of page in place of the page's own."""
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", html)


def test_the_account_menu_opens_without_script(open_page):
    page = open_page("/fr/aide/", who="mia", java_script_enabled=False)
    assert not page.get_by_role("link", name="Mon compte").is_visible()
    page.locator(".menu > summary").click()
    expect(page.get_by_role("link", name="Mon compte")).to_be_visible()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def test_the_account_menu_closes_on_escape_and_gives_the_focus_back(open_page):
    page = open_page("/fr/aide/", who="mia")
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".menu[open]")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


FORM = """<form method="post" action="/fr/nulle-part/"><input name="a" value="1">
<button class="btn danger" data-confirm="Supprimer ce message?" data-confirm-yes="Supprimer">Supprimer</button>
</form>"""


def test_a_question_is_asked_before_an_act_and_no_means_no(open_page):
    page = open_page("/fr/aide/")
    sent = []
    page.route("**/nulle-part/", lambda route: (sent.append(1), route.fulfill(status=200, body="fait")))
    show(page, FORM)
    page.locator("main button").click()
    dialog = page.get_by_role("dialog", name="Supprimer ce message?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Annuler").click()
    assert not sent
    assert page.evaluate("() => document.activeElement.textContent") == "Supprimer"
    page.locator("main button").click()
    page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    page.wait_for_function("() => document.body.textContent === 'fait'")
    assert sent == [1]


def test_a_form_tapped_twice_is_sent_once(open_page):
    page = open_page("/fr/aide/")
    sent = []

    def answer_late(route):
        sent.append(1)
        page.wait_for_timeout(200)
        route.fulfill(status=200, body="fait")

    page.route("**/nulle-part/", answer_late)
    show(page, '<form method="post" action="/fr/nulle-part/"><button class="btn">Envoyer</button></form>')
    page.evaluate("() => { const button = document.querySelector('main button'); button.click(); button.click(); }")
    page.wait_for_function("() => document.body.textContent === 'fait'")
    assert sent == [1]


def open_topic_form(open_page):
    page = open_page("/fr/sujets/nouveau/", who="mia")
    return page, page.locator("[data-editor] textarea")


def test_the_tools_write_the_marks_one_could_type(open_page):
    page, area = open_topic_form(open_page)
    area.fill("un mot")
    area.evaluate("area => area.setSelectionRange(3, 6)")
    page.locator("[data-md=bold]").click()
    assert area.input_value() == "un **mot**"
    page.locator("[data-md=quote]").click()
    assert area.input_value() == "> un **mot**"
    area.press("Control+z")
    assert area.input_value() == "un **mot**"


def test_the_preview_is_the_server_s_own(open_page):
    page, area = open_topic_form(open_page)
    area.fill("un **mot** <script>alert(1)</script>")
    page.locator("[data-md=preview]").click()
    page.wait_for_selector("[data-preview-pane] strong")
    assert page.locator("[data-preview-pane] script").count() == 0


def test_what_was_typed_is_found_again_until_it_is_sent(open_page):
    page, area = open_topic_form(open_page)
    if not area.get_attribute("data-draft"):
        pytest.fail("the form of a new topic keeps no draft")
    area.fill("Un brouillon à garder.")
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('concertaction:draft:'))")
    page.reload()
    expect(area).to_have_value("Un brouillon à garder.")
    area.fill("")
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('concertaction:draft:'))")
    page.reload()
    expect(area).to_have_value("")


def test_signing_out_leaves_no_draft_on_the_device(open_page):
    page, area = open_topic_form(open_page)
    page.route("**/deconnexion/", lambda route: route.fulfill(status=200, body="fait"))
    area.fill("Un brouillon à oublier.")
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('concertaction:draft:'))")
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_function("() => document.body.textContent === 'fait'")
    assert page.evaluate("() => Object.keys(localStorage).filter(key => key.includes('draft')).length") == 0


def test_tools_that_need_the_script_are_not_shown_without_it(open_page):
    page = open_page("/fr/sujets/nouveau/", who="mia", java_script_enabled=False)
    assert page.locator("[data-editor] textarea").is_visible()
    assert not page.locator(".editor-bar").is_visible()


GROWING = """async () => {
  const { growing } = await import(new URL("js/plenary/time.js", document.querySelector("script[type=module]").src));
  const draw = (waits, times) => Array.from({ length: times }, () => waits.next());
  const rows = Array.from({ length: 300 }, () => draw(growing(100, 2000), 12));
  const waits = growing(100, 2000);
  draw(waits, 9);
  waits.reset();
  const columns = rows[0].map((_, place) => rows.map((row) => row[place]));
  return [columns.map((column) => [Math.min(...column), Math.max(...column)]), waits.next()];
}"""


def test_waits_grow_to_their_cap_and_are_drawn_anywhere_below_it(open_page):
    drawn, after_success = open_page("/fr/aide/").evaluate(GROWING)
    limits = [min(100 * 2 ** place, 2000) for place in range(1, 13)]
    for (least, most), limit in zip(drawn, limits, strict=True):
        assert 10 <= least < 0.2 * limit
        assert 0.8 * limit < most <= limit
    assert after_success <= 200
