"""An organiser makes a day with the keyboard alone, and with JavaScript off; a recommendation prints whole."""

import re

import pytest

pytestmark = pytest.mark.browser


def reach(page, name, roles, most=60):
    """Press Tab until the thing of that name has the focus, as someone without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
            const here = document.activeElement;
            const label = here.labels?.length ? here.labels[0].textContent : null;
            const name = label || here.getAttribute("aria-label") || here.textContent;
            return [here.tagName.toLowerCase(), name.trim().replace(/\\s+/g, " ")];
        }""")
        if found[1].startswith(name) and found[0] in roles:
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"the focus cannot be seen on {name}"
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def typed(page, name, text):
    reach(page, name, ("input", "textarea"))
    page.keyboard.type(text)


def enter(page, name, role="button"):
    """Reach a button or a link and press Enter, and wait for the page it leads to."""
    reach(page, name, (role,))
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def press(page, target):
    """Press a button or follow a link, and wait for the page it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.click(target)


def test_a_day_is_created_filled_and_published_with_the_keyboard_alone(open_page):
    page = open_page("/fr/journees/", who="ana")
    enter(page, "Créer une journée", "a")
    typed(page, "Titre en français", "Une journée au clavier")
    typed(page, "Lieu", "Rimouski")
    enter(page, "Créer la journée")
    assert "brouillon" in page.inner_text("main")
    enter(page, "Volets, constats et pistes", "a")
    typed(page, "Titre en français", "Un volet")
    enter(page, "Ajouter le volet")
    enter(page, "0 piste d’action", "a")
    for title in ("Alpha", "Bêta"):
        typed(page, "Piste d’action en français", title)
        enter(page, "Ajouter")
    enter(page, "Monter : 1B Bêta")
    assert [row.split("\n")[0:2] for row in page.locator(".sortable > li").all_inner_texts()] == [
        ["1A", "Bêta"], ["1B", "Alpha"]]
    enter(page, "Publier la journée")
    enter(page, "Voir la page", "a")
    assert page.inner_text("h1") == "Une journée au clavier"
    assert "2" in page.inner_text(".facts")


def test_without_javascript_a_list_is_pasted_checked_reordered_and_taken_out(open_page):
    page = open_page("/fr/journees/nouvelle/", who="ana", java_script_enabled=False)
    page.fill("[name=title_fr]", "Sans script")
    press(page, "text=Créer la journée")
    press(page, "text=Volets, constats et pistes")
    page.fill("[name=title_fr]", "Un volet")
    press(page, "text=Ajouter le volet")
    press(page, "text=0 piste d’action")
    press(page, "text=Coller une liste")
    page.fill("[name=pasted]", "A) Première\nB) Deuxième\nC) Troisième")
    press(page, "text=Voir ce qui est compris")
    assert "Voici les 3 éléments compris" in page.inner_text("main").replace("\u00a0", " ")
    press(page, "text=Ajouter ces 3 éléments")
    press(page, '[aria-label*="Descendre"][aria-label*="Première"]')
    press(page, '[aria-label*="Retirer"][aria-label*="Troisième"]')
    texts = [row.split("\n")[1] for row in page.locator(".sortable > li").all_inner_texts()]
    assert texts == ["Deuxième", "Première"]


def test_removing_asks_first_and_can_be_declined(open_page, site):
    page = open_page(f"/fr/journees/{site.world.event}/modifier/programme/", who="ana")
    before = page.locator(".sortable > li").count()
    page.locator(".sortable > li").last.locator(".danger").click()
    page.wait_for_selector("dialog[open]")
    assert "Retirer" in page.inner_text("dialog[open] h2")
    page.keyboard.press("Escape")
    page.reload()
    assert page.locator(".sortable > li").count() == before


@pytest.mark.parametrize("path", ["/fr/recommandations/{recommendation}/", "/en/recommandations/{recommendation}/"])
def test_a_recommendation_prints_its_wording_its_votes_and_its_trail_and_no_button(open_page, site, path):
    page = open_page(path.format(recommendation=site.world.recommendation))
    page.emulate_media(media="print")
    shown = page.inner_text("main")
    wording = page.locator(".wording").first
    assert wording.is_visible()
    assert "73" in shown
    assert page.locator("#trail-title").is_visible()
    assert not page.locator(".btn:visible, .crumbs:visible, .site-header:visible, .site-footer:visible").count()
    voted = page.locator("details.print-open .wording").first
    if voted.count():
        assert voted.evaluate("element => element.getClientRects().length > 0"), "the exact text put to the vote prints"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_of_a_day_never_scrolls_sideways(open_page, site, width):
    page = open_page(f"/fr/journees/{site.world.event}/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    targets = page.locator(".toc a").evaluate_all("links => links.map(link => link.hash.slice(1))")
    assert targets
    assert page.evaluate("ids => ids.every(id => document.getElementById(id))", targets)
    assert re.match(r"[a-z0-9-]+", targets[0])
