"""What every address holds to: headers, methods, tokens, no write on a read, no shared answer with a name in it."""

import html
import re
from collections import Counter
from contextlib import contextmanager
from urllib.parse import unquote, urljoin

import pytest
from sqlalchemy import event, select

from forum.core.database import db
from tests.support.addresses import ACTS, CALLS, LANGUAGES, PAGES, address_of, examples, name_of
from tests.support.cast import PEOPLE
from tests.support.sites import opened_app, token_in

PAGE_EXAMPLES = examples(PAGES)
ACT_EXAMPLES = examples(ACTS)
HTML_EXAMPLES = examples(PAGES, "page", "part")
FIXED_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}
CSP_PARTS = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'",
             "form-action 'self'")
FILE_CSP_PARTS = ("default-src 'none'", "frame-ancestors 'none'")


def ask(site, pair, language="fr", who=None, method="GET"):
    """Ask for an example's address as its person would; the API is asked with a seat's token, not its cookie."""
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world, language)
    seated = example.answer == "json" and example.who == "phone"
    headers = {"Authorization": f"Bearer {site.world.seat_token}"} if seated else {}
    return site.browser(who or example.who).open(address, headers=headers, method=method)


def check_headers(answer):
    """Check what every answer carries, an error or a download included."""
    for name, value in FIXED_HEADERS.items():
        assert answer.headers.get(name) == value, name
    policy = answer.headers["Content-Security-Policy"]
    is_file = answer.request.path.startswith("/assets/")
    assert all(part in policy for part in (FILE_CSP_PARTS if is_file else CSP_PARTS))
    assert "unsafe" not in policy
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    assert answer.headers.get("Cache-Control")
    assert b"Traceback" not in answer.data


def fingerprint():
    """Give a hash of every row of every table."""
    db.session.rollback()
    rows = {table.name: sorted(map(repr, db.session.execute(select(table)).all()))
            for table in db.metadata.sorted_tables}
    db.session.rollback()
    return {name: (len(found), hash(tuple(found))) for name, found in rows.items()}


def routes_of(app):
    """Give {endpoint: methods} of the application, without HEAD and OPTIONS."""
    found = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    return found


def test_the_table_names_every_route(site):
    routes = routes_of(site.app)
    assert set().union(*routes.values()) == {"GET", "POST"}, "every other method is refused in one way, as PUT is"
    assert {name for name, methods in routes.items() if "GET" in methods} == set(PAGES)
    writing = {name for name, methods in routes.items() if methods - {"GET"}}
    assert {name for name in writing if not name.startswith("api.")} == set(ACTS)
    assert {name for name in writing if name.startswith("api.")} == set(CALLS)


@contextmanager
def nothing_written(pair):
    """Check that no statement changes the database meanwhile."""
    written = []

    def note(connection, cursor, statement, *more):
        if not statement.lstrip("( \n").upper().startswith(("SELECT", "PRAGMA", "BEGIN", "WITH", "SHOW")):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert not written, f"{name_of(pair)} wrote {written}"


@pytest.mark.any_database
@pytest.mark.parametrize("pair", PAGE_EXAMPLES, ids=name_of)
def test_an_address_keeps_what_every_address_promises(site, pair):
    """One test an address, so that a page is made once for all that is asked of it."""
    example = pair[1]
    site.app.extensions["pages"].clear()
    answer, english = ask(site, pair), ask(site, pair, "en")
    head = ask(site, pair, method="HEAD")
    check_answer(site, pair, answer, "fr")
    check_answer(site, pair, english, "en")
    assert (head.status_code, head.data) == (answer.status_code, b"")
    if example.answer in ("page", "part"):
        check_html(example, answer.get_data(as_text=True))
        check_what_is_shared(site, pair, answer)
    elif example.answer != "file":
        for who in ("paul", "phone"):
            check_not_stored(ask(site, pair, who=who), who)


def check_answer(site, pair, answer, language):
    """Check the status, the headers and the kind of an answer."""
    endpoint, example = pair
    assert answer.status_code == example.status, answer.get_data(as_text=True)[:2000]
    check_headers(answer)
    if example.answer == "page" and site.app.url_map.is_endpoint_expecting(endpoint, "lang"):
        assert f'<html lang="{language}-CA"' in answer.get_data(as_text=True)
        assert answer.content_type == "text/html; charset=utf-8"
    if example.answer == "json":
        assert answer.is_json


def check_html(example, page):
    """Check that a page is sound HTML without inline script or style."""
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    assert not [tag for tag in tags if re.search(r"\s(?:style|on[a-z]+)\s*=", tag)]
    assert not re.findall(r"<script(?![^>]*\ssrc=\"/)", page)
    assert "javascript:" not in page
    names = re.findall(r'\sid="([^"]*)"', page)
    assert not {name for name, times in Counter(names).items() if times > 1 or not name}, "an id stands once on a page"
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        has_token, is_post = 'name="csrf_token"' in form, re.match(r'<form[^>]* method="post"', form)
        # a part that is the same for everybody holds no token: its form is sent by the page's script alone
        assert has_token == bool(is_post) or (example.answer == "part" and "data-ballot" in form), form[:300]
    if example.answer == "page":
        assert "<h1" in page
        assert len(re.findall(r"<main\b", page)) == 1


def check_what_is_shared(site, pair, answer):
    """Check that what is made for someone known is neither stored nor kept, and that what is kept names nobody.

    `answer` is what its person got, and nothing but that was asked for since the cache was emptied.
    """
    cache = site.app.extensions["pages"]
    first = answer if pair[1].who == "visitor" else ask(site, pair, who="visitor")
    kept = [page for key, page in cache.pages.items() if key[0] != "part"]
    for headers, body, *_ in kept:
        assert "Set-Cookie" not in dict(headers)
        assert b"csrf_token" not in body
        assert b"/deconnexion/" not in body
        for email, name, *_ in PEOPLE.values():
            assert email.encode() not in body
            assert f"<b>{name}</b>".encode() not in body
    if kept:
        again = ask(site, pair, who="visitor")
        assert first.data == again.data
        assert first.headers["Content-Security-Policy"] == again.headers["Content-Security-Policy"]
        assert again.headers["Cache-Control"] == "no-cache"
        assert "Accept-Encoding" in again.headers["Vary"]
        assert "Cookie" in again.headers["Vary"]
    cache.clear()
    known = ask(site, pair, who="paul")
    check_not_stored(known, "paul")
    check_not_stored(ask(site, pair, who="phone"), "phone")
    assert not [key for key in cache.pages if key[0] != "part"], "an answer made for one person was kept for all"
    if pair[1].who == "visitor":
        page = known.get_data(as_text=True)
        if pair[1].answer == "page" and "site-header" in page:
            assert f"<b>{PEOPLE['paul'][1]}</b>" in page, "someone signed in got the visitors' page"
        assert "/connexion/?next=" not in page.split("<main")[0]


def check_not_stored(answer, who):
    """Check that nothing on the way stores an answer to someone known."""
    assert answer.headers["Cache-Control"] == "no-store", who
    assert "Cookie" in answer.headers.get("Vary", ""), who


def test_reading_everything_writes_nothing_and_leaves_every_row_as_it_was(site):
    """What an address asks of the database, on each database: as its person, and as who may see the most."""
    for who in {"admin", *(example.who for _, example in PAGE_EXAMPLES)}:
        site.browser(who)  # signing in writes, and comes before
    before = fingerprint()
    for pair in PAGE_EXAMPLES:
        with nothing_written(pair):
            answer = ask(site, pair)
            assert answer.status_code == pair[1].status, name_of(pair)
            if pair[1].who == "visitor":  # the doors of those who organise are the same for all of them
                assert ask(site, pair, who="admin").status_code < 500, name_of(pair)
    assert fingerprint() == before


@pytest.mark.parametrize(("status", "path", "method"), [
    (404, "/fr/nulle-part/", "GET"), (404, "/de/", "GET"), (404, "/fr/journees/absente/", "GET"),
    (404, "/nulle-part", "GET"), (404, "/api/v1/nulle-part", "GET"),
    (404, "/assets/0/absent.css", "GET"), (405, "/fr/aide/", "DELETE"),
    (405, "/api/v1/polls/x/closing", "GET"), (413, "/fr/connexion/", "POST"), (403, "/fr/connexion/", "POST"),
])
def test_an_error_carries_every_header_and_is_not_stored(site, status, path, method):
    body = {"data": b"x" * 600_000, "content_type": "application/x-www-form-urlencoded"} if status == 413 else {}
    answer = site.browser("visitor").open(path, method=method, **body)
    assert answer.status_code == status
    check_headers(answer)
    assert answer.headers["Cache-Control"] == "no-store" or path.startswith("/assets/")
    assert status != 405 or answer.headers["Allow"]
    if path.startswith("/api/"):
        assert set(answer.json["error"]) >= {"code", "message"}


def test_a_site_with_a_public_https_address_says_so_in_cookies_and_headers(backend):
    with opened_app(backend.fresh_url("secure"), backend.folder, public_url="https://concert.exemple.test") as app:
        answer = app.test_client().get("/fr/connexion/", base_url="https://concert.exemple.test")
        assert "max-age=" in answer.headers["Strict-Transport-Security"]
        assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
        assert answer.headers.getlist("Set-Cookie")


@pytest.mark.any_database
@pytest.mark.parametrize("pair", ACT_EXAMPLES + examples(CALLS), ids=name_of)
def test_an_act_refuses_other_methods_and_other_sessions_tokens_and_changes_nothing(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world, method="POST")
    browser = site.browser(example.who)
    foreign = foreign_token(site, example.who)
    with nothing_written(pair):
        for method in {"GET", "PUT"} - routes_of(site.app)[endpoint]:
            answer = browser.open(address, method=method)
            assert answer.status_code == 405, method
            check_headers(answer)
            assert "POST" in answer.headers["Allow"]
        browser.open(address, method="HEAD")
        browser.open(address, method="OPTIONS")
        if endpoint in ACTS:
            check_tokens(browser, address, foreign)


def foreign_token(site, who):
    """Give the token of someone else's session."""
    other = "mia" if who != "mia" else "paul"
    if other not in site.tokens:
        site.tokens[other] = token_in(site.browser(other).get("/fr/compte/").get_data(as_text=True))
    assert site.tokens[other]
    return site.tokens[other]


def check_tokens(browser, address, foreign):
    """Check that no token, someone else's and one that this session's own key did not sign are all refused."""
    for token in ({}, {"csrf_token": foreign}, {"csrf_token": foreign[:-3] + "xyz"}):
        answer = browser.post(address, data={**token, "act": "x"})
        assert answer.status_code == 403, token
    check_headers(answer)
    # a body that is no form, and a token that is said beside it
    for header in ({}, {"X-CSRFToken": ""}, {"X-CSRFToken": foreign}):
        assert browser.post(address, json={}, headers=header).status_code == 403, header


@pytest.mark.parametrize(("path", "target"), [
    ("/fr", "/fr/"), ("/en", "/en/"), ("/fr/journees", "/fr/journees/"), ("/fr/aide?x=1", "/fr/aide/?x=1"),
])
def test_a_missing_slash_leads_to_the_same_site(site, path, target):
    answer = site.browser("visitor").get(path)
    assert answer.status_code in (301, 302, 308)
    assert answer.headers["Location"] in (target, f"http://localhost{target}")


@pytest.mark.parametrize("path", ["//evil.test/fr", "//evil.test", "/fr//evil.test", "/\\evil.test/fr",
                                  "/%2F/evil.test", "/fr/%2e%2e/x"])
def test_an_odd_path_never_leads_to_another_site(site, path):
    answer = site.browser("visitor").get("/", environ_overrides={"PATH_INFO": unquote(path)})
    assert answer.status_code < 500
    assert re.match(r"(http://localhost)?/(?![/\\])|$", answer.headers.get("Location", ""))


def test_the_door_negotiates_the_language_and_nothing_else(site):
    for accept, expected in (("en", "/en/"), ("fr-CA,fr;q=0.9,en;q=0.8", "/fr/"), ("de", "/fr/"), ("", "/fr/"),
                             ("en-GB;q=0.9,fr;q=0.1", "/en/"), ("*", "/fr/"), ("en;q=nan", "/fr/"), ("\x00", "/fr/")):
        answer = site.browser("visitor").get("/", headers={"Accept-Language": accept})
        assert (answer.status_code, answer.headers["Location"]) == (302, expected), accept
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.any_database
def test_every_link_of_every_page_leads_somewhere(site):
    seen, broken = {}, []
    tested = addresses_of_the_table(site)
    for endpoint, example in HTML_EXAMPLES:
        if example.status != 200:
            continue
        page = ask(site, (endpoint, example)).get_data(as_text=True)
        anchors = set(re.findall(r'\sid="([^"]+)"', page))
        links = set(re.findall(r'\s(?:href|src|action|data-url|data-preview)="([^"]*)"', page))
        here = address_of(site.app.url_map, endpoint, example, site.world)
        for link in links:
            target, _, anchor = urljoin(here, html.unescape(link)).partition("#")
            if link.startswith("#"):
                if anchor not in anchors and example.answer == "page":
                    broken.append(f"{endpoint}: {link}")
            elif target.startswith("/"):
                if target not in seen:
                    is_tested = (target, example.who) in tested
                    seen[target] = 200 if is_tested else follow(site, example.who, target)
                if seen[target] >= 400:
                    broken.append(f"{endpoint}: {link} answers {seen[target]} to {example.who}")
            elif not re.match(r"https?://|mailto:|data:image/", target):
                broken.append(f"{endpoint}: {link!r}")
    assert len(seen) > 80
    assert not broken, "\n".join(sorted(set(broken)))


def addresses_of_the_table(site):
    """Give (address, who asks) of what has a test of its own in both languages, and leads somewhere."""
    return {(address_of(site.app.url_map, endpoint, example, site.world, language), example.who)
            for endpoint, example in PAGE_EXAMPLES for language in LANGUAGES if example.status == 200}


def follow(site, who, link):
    """Give the status of a link's address; a place that only takes a form is there when it refuses a GET."""
    status = site.browser(who).get(link).status_code
    return 200 if status == 405 else status
