"""Hostile requests on every route: each gets a plain answer below 500, and nobody else's page is changed by it."""

import inspect
import itertools
import re
from contextlib import contextmanager
from functools import cache

import pytest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from forum.core.paging import encode_cursor
from forum.core.web import pages
from forum.core.web.limits import limiter
from tests.support.addresses import ACTS, CALLS, PAGES, address_of, examples, name_of, values_of
from tests.support.sites import token_in
from tests.support.sources import MODULES

HTML_EXAMPLES = examples(PAGES, "page", "part", "json")
ONE_OF_EACH_ROUTE = list({endpoint: (endpoint, example) for endpoint, example in reversed(HTML_EXAMPLES)}.values())
EACH_WHO = list({(endpoint, example.who): (endpoint, example) for endpoint, example in HTML_EXAMPLES}.values())
# one of each kind that the code takes in another way: nothing, a number below all, one too large for a column, one too
# large for any, words that mean something elsewhere, what has no UTF-8
TEXT = "../../<script>' OR 1=1 --"
LARGE, HUGE, SURROGATE = "1000000000000", "9" * 400, "\ud800"
VALUES = ("", "-1", LARGE, HUGE, TEXT, SURROGATE)
CURSORS = (*map(encode_cursor, ([10**18, 1], [1, 10**19], [10**19], ["x", {}])), "=" * 40)
# what a view is given as a part of its address, and what the routing or the look for NUL answers before any view
NUMBERS, WORDS = ("0", LARGE, HUGE), ("' OR 1=1 --", "é" * 300, HUGE)
NOT_PARTS = ("", "-1", "1e9", "a\x00b", TEXT, "null", *CURSORS[:1])
# what every answer is asked with at once, and no view reads: twice the same name, no name, no UTF-8, many
ODD_QUERY = "page[]=1&page[]=2&x=1&x=2&%&%FF%FE=%FF&=&&;=&{}={}&" + "a=1&" * 150
# what leaves a page the same for all, and what makes it one person's
FOR_ALL = {
    "Host": "evil.test", "Origin": "http://evil.test", "Referer": "http://evil.test/", "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4", "Forwarded": "host=evil.test",
    "X-Original-URL": "/en/compte/", "X-Rewrite-URL": "/evil", "X-HTTP-Method-Override": "DELETE",
    "Accept": "../../x;q=x, application/json, */*;q=0", "X-Requested-With": "XMLHttpRequest",
    "Accept-Language": "en;q=9, zz", "If-None-Match": "*", "User-Agent": "<script>evil</script>",
    "Range": "bytes=0-10", "Accept-Encoding": "gzip;q=0, br", "Content-Type": "application/json",
}
FOR_ONE = {"Authorization": "Basic \xff", "Cookie": "session=x; seat-1=y; ballot-=;;="}
NAMES_READ = {}  # what `names_read` found, the same on every database


@cache
def query_names(module=""):
    """Give every name that a module (that all of them) reads from the query."""
    found = set()
    for path in MODULES:
        if not path.as_posix().endswith(f"/{module.replace('.', '/')}.py" if module else ".py"):
            continue
        words = path.read_text()
        found |= set(re.findall(r"""request\.(?:args|values)(?:\.get(?:list)?)?[\[(]\s*["'](\w+)["']""", words))
        found |= set(re.findall(r"""["'](\w+)["'] (?:not )?in request\.args""", words))
    return found


@contextmanager
def noting_names(app):
    """Give the names that are looked for in a query (or a form) meanwhile, wherever that is done."""
    names = set()

    class Noting(ImmutableMultiDict):
        def __getitem__(self, name):
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name):
            names.add(name)
            return super().__contains__(name)

        def getlist(self, name, *more):
            names.add(name)
            return super().getlist(name, *more)

    plain = app.request_class
    app.request_class = type("NotingRequest", (plain,), {"parameter_storage_class": Noting})
    try:
        yield names
    finally:
        app.request_class = plain


@pytest.fixture(autouse=True)
def _patient(site):
    limiter.reset()


def ask(site, pair, **options):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world)
    return site.browser(example.who).get(address.partition("?")[0], **options)


def check(answer, what):
    """Check that an answer is plain: below 500, telling nothing of the inside."""
    assert answer.status_code < 500, what
    text = answer.get_data(as_text=True)
    assert "Traceback" not in text, what
    assert "sqlalchemy" not in text.lower(), what


def test_the_names_that_doors_read_are_found(site):
    assert query_names() >= {"page", "code", "next", "sujet", "recu", "cle"}
    assert query_names("forum.plenary.trial") == {"cle"}
    with noting_names(site.app) as names:
        site.browser("visitor").get("/fr/forums/?x=1")
        site.browser("visitor").get(f"/api/v1/rooms/{site.world.code}")
        site.browser("visitor").get(f"/fr/suivi/{site.world.published_choice}/")
    assert names <= query_names(), "what is looked for is found by reading the code, too"
    assert names


@pytest.mark.parametrize("pair", EACH_WHO, ids=name_of)
def test_hostile_queries_and_parts_of_an_address_get_a_plain_answer(site, pair):
    try_queries(site, pair)
    try_parts(site, pair)


def try_queries(site, pair):
    """Ask for an address with hostile values in all that its view, or what this calls, reads."""
    names = names_read(site, pair)
    # what no view reads comes near no database either
    queries = [ODD_QUERY.format(SURROGATE, SURROGATE)] if site.is_on_first else []
    queries += [f"page={value}" for value in (*VALUES, *CURSORS) if "page" in names]
    others = sorted(names - {"page"})
    queries += ["&".join(f"{name}={value}" for name in others) for value in VALUES if others]
    for query in queries:
        check(ask(site, pair, query_string=raw(query)), query)


def names_read(site, pair):
    """Give the names that an address's view, or what this calls, looks for in the query."""
    name = name_of(pair)
    if name not in NAMES_READ:
        with noting_names(site.app) as noted:
            check(ask(site, pair), name)
        view = inspect.unwrap(site.app.view_functions[pair[0]])
        NAMES_READ[name] = (noted | query_names(view.__module__)) & query_names()
    return NAMES_READ[name]


def raw(text):
    """Write a text as the server's gateway hands it over: each byte of its UTF-8 as one character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def parts_of(site, pair):
    """List (name, whether it is a number, the address before it, the address after it) of an address's parts."""
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world).partition("?")[0]
    rule = next(rule for rule in site.app.url_map.iter_rules(endpoint) if "GET" in rule.methods)
    for name in sorted(rule.arguments - {"lang"}):
        before, found, after = address.partition(f"/{values_of(example, site.world)[name]}")
        assert found, name
        yield name, isinstance(rule._converters[name], IntegerConverter), f"{before}/", after


def ask_path(site, who, path):
    check(site.browser(who).get("/", environ_overrides={"PATH_INFO": raw(path), "QUERY_STRING": ""}), path[:200])


def try_parts(site, pair):
    """Put hostile values that a view is given in the place of each part of an address."""
    for _, is_number, before, after in parts_of(site, pair):
        for value in NUMBERS if is_number else WORDS:
            ask_path(site, pair[1].who, before + value + after)


def test_what_no_part_of_an_address_may_be_gets_a_plain_answer(site):
    """Once for each name of a part: one way of matching answers it on every page that has it.

    On each database, since NUL is what one of them takes and the other does not.
    """
    parts = {(name, is_number): (pair[1].who, before, after) for pair in ONE_OF_EACH_ROUTE
             for name, is_number, before, after in parts_of(site, pair)}
    assert len(parts) > 10
    for who, before, after in parts.values():
        for value in NOT_PARTS:
            ask_path(site, who, before + value + after)


@pytest.mark.any_database
def test_nul_in_a_query_is_refused_on_every_page(site):
    for pair in ONE_OF_EACH_ROUTE:
        for query in ("page=%00", "x=a\0b"):
            site.app.extensions["pages"].clear()  # what is kept is given before a query is looked at
            assert ask(site, pair, query_string=query).status_code == 422, (name_of(pair), query)


@pytest.mark.any_database
@pytest.mark.parametrize("pair", EACH_WHO, ids=name_of)
def test_hostile_headers_and_odd_queries_change_nobodys_page(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world).partition("?")[0]
    try_headers(site, pair, address)
    try_odd_queries(site, address)


def try_headers(site, pair, address):
    """Ask for an address with hostile headers, and then as its person would: they see what they saw before."""
    cache = site.app.extensions["pages"]
    cache.clear()
    clean = ask(site, pair)
    is_kept = bool(kept_answers(site))
    for headers in (FOR_ALL, FOR_ONE):
        cache.clear()
        # a client that keeps cookies sends none but those it was given
        check(site.app.test_client(use_cookies=False).get(address, headers=headers), headers)
        kept = [page for key, page in cache.pages.items() if key[0] != "part"]
        # not the bare word: the four words of a seal may be « cheville »
        assert not [page for page in kept for word in ("evil.test", "/evil", ">evil")
                    if word.encode() in page[1] or word in str(page[0])], headers
        if pair[1].who == "visitor":
            assert bool(kept) == (is_kept and headers is FOR_ALL), headers
        if kept or headers is FOR_ONE:
            again = ask(site, pair)
            assert again.status_code == clean.status_code, headers
            assert without_tokens(again) == without_tokens(clean), headers


def without_tokens(answer):
    """Give a page without what is drawn anew for each request."""
    text = answer.get_data(as_text=True)
    # who speaks may meanwhile have spoken for too long, which shows in more than the figures; and how many are in the
    # room is counted a moment after they came
    running = (r'data-elapsed="\d+">[\d:]+|<span class="spoken.*?</span></span>|<td class="num" data-time>[\d:]+'
               r"|<span data-present [^>]*>[^<]*")
    text = re.sub(running, "", text, flags=re.DOTALL)
    measured = r'<section[^>]* aria-labelledby="(?:verdict|figures|minutes)".*?</section>'
    text = re.sub(measured, "", text, flags=re.DOTALL)
    return re.sub(r'(value=|data-token=)"[^"]*"', r"\1", text)


@pytest.mark.any_database
def test_a_page_is_kept_for_its_whole_address_and_no_other(site):
    cache = site.app.extensions["pages"]
    cache.clear()
    browser = site.browser("visitor")
    first = browser.get("/fr/forums/").data
    other = browser.get("/fr/forums/?page=2&x=<b>").get_data(as_text=True)
    assert browser.get("/fr/forums/").data == first
    assert "<b>" not in re.sub(r"<b>[^<]*</b>", "", other)
    assert browser.get("/en/forums/").data != first


def kept_answers(site):
    """Give the keys of what is kept of whole pages."""
    return {key for key in site.app.extensions["pages"].pages if key[0] != "part"}


def try_odd_queries(site, address):
    """Ask with what a page does not read, or in a form that it does not: that neither changes nor multiplies pages."""
    cache = site.app.extensions["pages"]
    cache.clear()
    browser = site.browser("visitor")
    first, kept = browser.get(address), kept_answers(site)
    if not kept:
        return
    for query in ("x=1&utm_source=a&fbclid=b", "x=2"):
        assert browser.get(f"{address}?{query}").data == first.data, "what a page does not read does not change it"
    for name in cache.reads[address][0]:
        for value in ("0", "-1", "999999", "Wzk5LDk5XQ", "rien", "ab"):
            check(browser.get(f"{address}?{name}={value}"), (name, value))
    assert kept_answers(site) == kept


@pytest.mark.any_database
def test_a_page_is_kept_once_for_each_thing_it_reads(site):
    cache = site.app.extensions["pages"]
    cache.clear()
    browser, topic = site.browser("visitor"), f"/fr/sujets/{site.world.topic}/"
    queries = ("", "?page=2", "?page=2&x=1", "?y=&page=2&page=1")
    assert len({browser.get(f"{topic}{query}").data for query in queries}) == 2
    assert {key for key in kept_answers(site) if key[0] == topic} == {(topic, ()), (topic, (("page", "2"),))}
    cache.forget([f"topic:{site.world.topic}"])
    assert not {key for key in kept_answers(site) if key[0] == topic}
    assert topic not in cache.reads


@pytest.mark.any_database
def test_what_is_kept_stays_within_its_bounds(site, monkeypatch):
    monkeypatch.setattr(pages, "MOST_BYTES", 300_000)
    cache = site.app.extensions["pages"]
    cache.clear()
    for endpoint, example in HTML_EXAMPLES:
        for language in ("fr", "en"):
            site.browser("visitor").get(address_of(site.app.url_map, endpoint, example, site.world, language))
    assert 0 < cache.size <= 300_000
    assert cache.size == sum(map(pages.weigh, cache.pages.values()))
    assert set().union(*cache.by_tag.values()) == set(cache.pages), "what is not kept is not remembered by tag either"
    assert sum(count for _reads, count in cache.reads.values()) == len(kept_answers(site))
    cache.forget(list(cache.by_tag))
    assert (len(cache.pages), cache.size, cache.by_tag, cache.reads) == (0, 0, {}, {})


@pytest.mark.any_database
def test_a_browser_that_refuses_gzip_gets_none(site):
    for accepted, packed in (("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0, br", False), ("gzip; q=0.0", False),
                             ("", False)):
        for _ in range(2):
            answer = site.browser("visitor").get("/fr/aide/", headers={"Accept-Encoding": accepted})
            assert (answer.headers.get("Content-Encoding") == "gzip") == packed, accepted


@pytest.mark.parametrize("pair", examples(ACTS), ids=name_of)
def test_a_hostile_form_with_a_good_token_gets_a_plain_answer(site, pair):
    endpoint, example = pair
    # what succeeds for an empty form, or ends the session that asks, has tests of its own
    if endpoint in ("accounts.sign_out_door", "accounts.close_session", "accounts.close_other_sessions"):
        return
    address = address_of(site.app.url_map, endpoint, example, site.world, method="POST")
    browser = site.browser(example.who)
    fields = fields_of(browser, address)
    token = fields.pop("csrf_token", None) or token_in(browser.get("/fr/connexion/").get_data(as_text=True))
    assert token
    for value in ("", LARGE, TEXT) if site.is_on_first else (LARGE, TEXT):  # nothing binds nothing into a query
        limiter.reset()
        data = dict.fromkeys(fields, value) | {"csrf_token": token, "act": "preview"}
        answer = browser.post(address, data=data | {"is_admin": "1", "author_id": "1", "created_at": value})
        check(answer, (address, value))


def fields_of(browser, address):
    """Give the names of a page's fields with the values of the hidden ones."""
    page = browser.get(address).get_data(as_text=True)
    found = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


# a seat's wishes that are said by the address alone: an object with nothing known in it is such a wish
NEED_NO_BODY = {"api.ask_floor", "api.withdraw_floor", "api.support_question", "api.unsupport_question"}


@pytest.mark.parametrize("pair", examples(CALLS), ids=name_of)
def test_a_hostile_call_of_the_api_gets_the_contracts_refusal(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world, method="POST")
    client = site.app.test_client()
    bodies = [b"", b"null", b"[]", b"0", b'"x"', b"{", b"\xff\xfe", b'{"a":' * 20_000, b"[" * 20_000,
              b'{"secret":{"$ne":1}}', b'{"choice":{"options":' + b"[" * 500 + b"]" * 500 + b"}}", b"x" * 1_000_000,
              b'{"a":1e999}', b'{"a":NaN}', b'{"secret":"' + b"0" * 32 + b'","choice":{"options":["__proto__"]}}',
              b'{"\\ud800":1}', b'{"device":"\\u0000"}']
    bearers = (f"Bearer {site.world.seat_token}", "", "Bearer " + "x" * 5000, "bearer\t\x0b")
    kinds = ("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "")
    calls = [*itertools.product(bodies, bearers[:1], kinds[:1]),
             *zip(bodies, itertools.cycle(bearers), itertools.cycle(kinds), strict=False)]
    for body, bearer, kind in calls:
        limiter.reset()
        answer = client.post(address, data=body, headers={"Authorization": bearer}, content_type=kind)
        check(answer, (body[:60], bearer, kind))
        assert answer.headers["Cache-Control"] == "no-store"
        if endpoint in NEED_NO_BODY and bearer == bearers[0] and answer.status_code < 300:
            continue
        assert answer.status_code >= 400, (body[:60], bearer, kind)
        assert answer.json["error"]["code"], (body[:60], bearer, kind)


# an act of each kind of person: a body is read before any act is called
FIRST_ACTS = list({pair[1].who: pair for pair in reversed(examples(ACTS))}.values())
ENCODED, IN_PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


@pytest.mark.any_database
@pytest.mark.parametrize("pair", FIRST_ACTS, ids=name_of)
def test_a_body_made_to_exhaust_is_refused(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world, method="POST")
    browser = site.browser(example.who)
    part = b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n'
    parts = b"".join(part % number for number in range(6000)) + b"--x--"
    for body, kind, expected in ((b"a=" + b"x" * 2_000_000, ENCODED, 413), (parts, f"{IN_PARTS}; boundary=x", 413),
                                 (b"--x\r\n\r\n", IN_PARTS, 403), (b"a&" * 200_000, ENCODED, 413),
                                 (b"a&" * 2000, ENCODED, 413), (b"a&" * 1999, ENCODED, 403)):
        answer = browser.post(address, data=body, content_type=kind)
        assert answer.status_code == expected, (kind, len(body))
