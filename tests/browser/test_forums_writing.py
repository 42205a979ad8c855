"""Writing in the forums in a real browser: quoting, previewing, drafts, what is new; and all of it without script."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def open_topic(open_page, title, body="Premier message\n\nUn **second** paragraphe"):
    """Open a topic on screen, as mia; gives its address."""
    page = open_page("/fr/sujets/nouveau/?forum=enjeux", who="mia")
    page.get_by_role("textbox", name="Titre").fill(title)
    page.get_by_label("Votre message").fill(body)
    page.get_by_role("button", name="Ouvrir le sujet").click()
    page.wait_for_url(re.compile(r"/fr/sujets/\d+/$"))
    assert page.get_by_role("heading", level=1).inner_text() == title
    return re.search(r"/fr/sujets/\d+/", page.url)[0]


def test_quoting_brings_the_words_and_who_said_them(open_page):
    address = open_topic(open_page, "Un sujet à citer")
    page = open_page(address, who="paul")
    page.get_by_role("link", name="Citer").click()
    area = page.get_by_label("Votre message")
    expect(area).not_to_have_value("")
    quoted = area.input_value()
    assert quoted.startswith("> **Mia Membre**, [#1](/fr/sujets/")
    assert "> Premier message\n>\n> Un second paragraphe\n\n" in quoted
    area.press_sequentially("D’accord.")
    page.get_by_role("button", name="Publier la réponse").click()
    page.wait_for_url(re.compile("#message-2$"))
    answer = page.locator("#message-2")
    assert answer.locator("blockquote").inner_text().startswith("Mia Membre, #1")
    expect(answer.get_by_role("link", name="en réponse à #1")).to_have_count(1)
    expect(page.get_by_label("Votre message"), "the draft went with the message").to_have_value("")


def test_only_what_is_selected_is_quoted(open_page):
    address = open_topic(open_page, "Un sujet à citer en partie")
    page = open_page(address, who="paul")
    page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.prose strong'))")
    page.get_by_role("link", name="Citer").click()
    expect(page.get_by_label("Votre message")).to_have_value(re.compile(r"\n>\n> second\n\n$"))


def test_the_preview_shows_what_the_page_will_show(open_page):
    address = open_topic(open_page, "Un sujet à prévisualiser")
    page = open_page(address, who="paul")
    page.get_by_label("Votre message").fill("# Titre\n\nUn <b>mot</b> *penché*")
    page.get_by_role("button", name="Aperçu").click()
    page.wait_for_selector("[data-preview-pane] em")
    shown = page.locator("[data-preview-pane]").inner_html()
    page.get_by_role("button", name="Publier la réponse").click()
    page.wait_for_url(re.compile("#message-2$"))
    assert page.locator("#message-2 .prose").inner_html().strip() == shown.strip()


def test_a_draft_outlives_a_reload(open_page):
    address = open_topic(open_page, "Un sujet à moitié répondu")
    page = open_page(address, who="paul")
    page.get_by_label("Votre message").press_sequentially("Je n’ai pas fini")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.get_by_label("Votre message")).to_have_value("Je n’ai pas fini")


def test_what_is_new_since_the_last_visit_is_marked_on_the_device_alone(open_page):
    address = open_topic(open_page, "Un sujet à suivre")
    reader = open_page(address)
    assert reader.locator(".post-mark").count() == 0
    for words in ("Deux", "Trois"):
        writer = open_page(address, who="paul")
        writer.get_by_label("Votre message").fill(words)
        writer.get_by_role("button", name="Publier la réponse").click()
        writer.wait_for_url(re.compile("#message-"))
    reader.reload()
    mark = reader.locator(".post-mark")
    expect(mark).to_have_text("2 nouveaux messages depuis votre dernière visite")
    assert mark.evaluate("mark => mark.nextElementSibling.id") == "message-2"
    assert not reader.context.cookies()
    reader.reload()
    assert reader.locator(".post-mark").count() == 0


def test_without_script_one_quotes_previews_and_replies(open_page):
    address = open_topic(open_page, "Un sujet sans script")
    page = open_page(address, who="paul", java_script_enabled=False)
    page.get_by_role("link", name="Citer").click()
    area = page.get_by_label("Votre message")
    expect(area).to_have_value(re.compile(r"^> \*\*Mia Membre\*\*"))
    area.fill("Une réponse **simple**")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator(".prose strong")).to_have_text("simple")
    page.get_by_role("button", name="Publier la réponse").click()
    expect(page.locator("#message-2 .prose")).to_have_text("Une réponse simple")
