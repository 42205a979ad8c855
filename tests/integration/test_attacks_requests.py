"""Hostile requests on every route: each gets a plain answer below 500, and nobody else's page is changed by it."""

import itertools
import re
from functools import cache

import pytest

from forum.core.paging import encode_cursor
from forum.core.web import pages
from forum.core.web.limits import limiter
from tests.support.addresses import ACTS, CALLS, PAGES, address_of, examples, name_of
from tests.support.sites import token_in
from tests.support.sources import MODULES

HTML_EXAMPLES = examples(PAGES, "page", "part", "json")
FIRST_EXAMPLES = list(dict(HTML_EXAMPLES).items())  # one of each route
VALUES = (
    "", "0", "-1", "1e9", "1000000000000", "9" * 400, "a\x00b", "' OR 1=1 --", "é" * 300, "../../etc/passwd",
    "<script>alert(1)</script>", "null", encode_cursor([10**18, 1]), encode_cursor(["x", {}]), "=" * 40,
)
QUERY_VALUES = ("", "-1", "1000000000000", "9" * 400, "' OR 1=1 --", "../../etc/passwd", *VALUES[-3:])
HOSTILE_HEADERS = (
    {"Host": "evil.test", "Origin": "http://evil.test", "Referer": "http://evil.test/"},
    {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4",
     "Forwarded": "host=evil.test", "X-Original-URL": "/en/compte/", "X-Rewrite-URL": "/evil",
     "X-HTTP-Method-Override": "DELETE"},
    {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest", "Accept-Language": "en;q=9, zz",
     "If-None-Match": "*",
     "User-Agent": "<script>evil</script>", "Range": "bytes=0-10", "Accept-Encoding": "gzip;q=0, br"},
    {"Accept": "../../x;q=x, */*;q=0", "Content-Type": "application/json", "Authorization": "Bearer x"},
    {"Authorization": "Basic \xff", "Cookie": "session=x; seat-1=y; ballot-=;;="},
)


@cache
def query_names(package=""):
    """Give every name that the doors of a package (of all of them) read from the query."""
    found = set()
    for path in MODULES:
        if f"forum/{package}" not in path.as_posix():
            continue
        words = path.read_text()
        found |= set(re.findall(r"""request\.(?:args|values)(?:\.get(?:list)?)?[\[(]\s*["'](\w+)["']""", words))
        found |= set(re.findall(r"""["'](\w+)["'] (?:not )?in request\.args""", words))
    return sorted(found)


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


def test_the_names_that_doors_read_are_found():
    assert set(query_names()) >= {"page", "code", "next", "sujet", "recu", "cle"}


@pytest.mark.parametrize("pair", FIRST_EXAMPLES, ids=name_of)
def test_hostile_queries_and_parts_of_an_address_get_a_plain_answer(site, pair):
    try_queries(site, pair)
    try_parts(site, pair)


def try_queries(site, pair):
    """Ask for an address with hostile values in all that its doors read."""
    names = query_names(site.app.view_functions[pair[0]].__module__.split(".")[1])
    queries = ["page[]=1&page[]=2", "page=1&page=2&page=x", "a=1&" * 150, "%", "%FF%FE&page=%00", "=&&;="]
    queries += [f"page=\ud800&{name}=\ud800" for name in names]
    queries += [f"page={value}" for value in QUERY_VALUES] if "page" in names else []
    queries += ["&".join(f"{name}={value}" for name in names if name != "page") for value in QUERY_VALUES if names]
    for query in queries:
        check(ask(site, pair, query_string=raw(query)), query)


def raw(text):
    """Write a text as the server's gateway hands it over: each byte of its UTF-8 as one character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def try_parts(site, pair):
    """Put hostile values in the place of each part of an address."""
    endpoint, example = pair
    strings = [rule for rule in site.app.url_map.iter_rules(endpoint) if "GET" in rule.methods]
    address = address_of(site.app.url_map, endpoint, example, site.world).partition("?")[0]
    for rule in strings:
        for name in rule.arguments - {"lang"}:
            concrete = str(getattr(site.world, example.values[name], example.values[name][1:]))
            for value in VALUES:
                path = address.replace(f"/{concrete}", "/" + value.replace("?", ""), 1)
                if path != address:
                    answer = site.browser(example.who).get("/", environ_overrides={
                        "PATH_INFO": raw(path), "QUERY_STRING": ""})
                    check(answer, path[:200])


@pytest.mark.parametrize("pair", HTML_EXAMPLES, ids=name_of)
def test_hostile_headers_and_odd_queries_change_nobodys_page(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world).partition("?")[0]
    try_headers(site, pair, address)
    try_odd_queries(site, address)


def try_headers(site, pair, address):
    """Ask for an address with hostile headers, and then as its person would: they see what they saw before."""
    cache = site.app.extensions["pages"]
    clean = ask(site, pair)
    for headers in HOSTILE_HEADERS:
        cache.clear()
        check(site.app.test_client().get(address, headers=headers), headers)
        kept = [page for key, page in cache.pages.items() if key[0] != "part"]
        # not the bare word: the four words of a seal may be « cheville »
        assert not [page for page in kept for word in ("evil.test", "/evil", ">evil")
                    if word.encode() in page[1] or word in str(page[0])], headers
        if kept or headers is HOSTILE_HEADERS[-1]:
            again = ask(site, pair)
            assert again.status_code == clean.status_code, headers
            assert without_tokens(again) == without_tokens(clean), headers


def without_tokens(answer):
    """Give a page without what is drawn anew for each request."""
    text = answer.get_data(as_text=True)
    text = re.sub(r'data-elapsed="\d+">[\d:]+|data-spoken="\d+"|<b data-time>[\d:]+', "", text)
    measured = r'<section[^>]* aria-labelledby="(?:verdict|figures|minutes)".*?</section>'
    text = re.sub(measured, "", text, flags=re.DOTALL)
    return re.sub(r'(value=|data-token=)"[^"]*"', r"\1", text)


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
    """Ask with what a page does not read: it neither changes nor multiplies what is kept."""
    site.app.extensions["pages"].clear()
    browser = site.browser("visitor")
    first, kept = browser.get(address), kept_answers(site)
    for query in ("x=1", "x=2", "utm_source=a&fbclid=b", "page=0", "page=999999", "page=Wzk5LDk5XQ", "version=77",
                  "voir=rien", "voir=changements&version=88", "recu=ab", "numero=-1"):
        answer = browser.get(f"{address}?{query}")
        if query[0] in "xu" and kept:
            assert answer.data == first.data, "what a page does not read does not change it"
    assert kept_answers(site) == kept


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
    for value in VALUES[::3]:
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


# one act of each blueprint: a body is read before any of them is called
FIRST_ACTS = list({pair[0].split(".")[0]: pair for pair in examples(ACTS)}.values())


@pytest.mark.parametrize("pair", FIRST_ACTS, ids=name_of)
def test_a_body_made_to_exhaust_is_refused(site, pair):
    endpoint, example = pair
    address = address_of(site.app.url_map, endpoint, example, site.world, method="POST")
    browser = site.browser(example.who)
    part = b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n'
    parts = b"".join(part % number for number in range(6000)) + b"--x--"
    form, multipart = "application/x-www-form-urlencoded", "multipart/form-data"
    for body, kind in ((b"a=" + b"x" * 2_000_000, form), (parts, f"{multipart}; boundary=x"),
                       (b"--x\r\n\r\n", multipart), (b"a&" * 200_000, form)):
        answer = browser.post(address, data=body, content_type=kind)
        assert 400 <= answer.status_code < 500, (kind, len(body))
