"""An error page says what happened in the reader's language, and tells nothing else."""

import contextvars

import pytest
from flask import render_template

from forum.core.errors import REFUSALS, Refusal


def render(app, code, language):
    """Render a refusal in a context of its own, since the test's keeps the language of its first request."""
    def make():
        with app.test_request_context(f"/{language}/nulle-part/"):
            return render_template("errors/error.html", refusal=Refusal(code))
    return contextvars.Context().run(make)


def title_of(page):
    return page.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_a_page_in_both_languages(app, code):
    pages = {language: render(app, code, language) for language in ("fr", "en")}
    assert title_of(pages["fr"]) != title_of(pages["en"])
    for page in pages.values():
        assert str(REFUSALS[code][0]) in page
        assert 'name="robots" content="noindex"' in page
        assert "Traceback" not in page


def test_common_errors_have_titles_of_their_own(app):
    codes = ("forbidden", "not_found", "not_allowed", "poll_closed", "too_large", "too_many", "server_error")
    assert len({title_of(render(app, code, "fr")) for code in codes}) == len(codes)


def test_a_page_that_does_not_exist_answers_404_in_its_language(client):
    for language, words in (("fr", "Page introuvable"), ("en", "Page not found")):
        answer = client.get(f"/{language}/nulle-part/")
        assert answer.status_code == 404
        assert words in answer.get_data(as_text=True)


def test_a_visitor_who_is_refused_is_offered_to_sign_in_and_come_back(app):
    assert "/fr/connexion/?next=/fr/nulle-part/" in render(app, "forbidden", "fr")
