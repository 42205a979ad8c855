"""Every text of the database made hostile: on no page does one of them become markup, whatever wrote it."""

import html
from html.parser import HTMLParser

import pytest
from flask import render_template_string
from markupsafe import escape
from sqlalchemy import String, Text, update

from forum.core.database import JsonText, db
from forum.core.i18n import in_language, lazy
from tests.integration.conftest import Site
from tests.support.addresses import LANGUAGES, PAGES, address_of, examples, name_of
from tests.support.sites import LETTERS, opened_app

PAYLOAD = ("\"'></title></textarea><img src=x onerror=alert(1)><script>alert(2)</script>"
           "<a href=javascript:alert(3)>{{7*7}}-->")
SHORTEST = 40  # characters: what is shorter is a code, a key or a state
# columns that hold words of the program, keys, addresses, or what the program itself has rendered or sealed
OWN_WORDS = {
    "html", "record", "result", "seal", "rule", "choice", "fingerprint", "password_hash", "email", "slug", "code",
    "key", "state", "kind", "relation", "drawn_by", "method", "id", "device", "token", "join_key", "subject", "url",
    "value", "voter_key", "option_key", "submit_key", "arrival_key", "renderer", "act", "sector", "rights", "shared",
    "back"}
FOLLOWED = ("href", "action", "formaction", "src")
# what is written into a page is the same whichever database it came from
pytestmark = pytest.mark.any_database


def columns_of_people():
    """Give (table, column) of every text that a person or a file may have written."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if (isinstance(kind, String | Text) and not isinstance(kind, JsonText) and column.name not in OWN_WORDS
                    and not column.name.endswith("_hash") and not column.primary_key and not column.foreign_keys
                    and (kind.length or 1000) >= SHORTEST):
                yield table, column


def poison():
    """Put the payload at the end of every text, or in its place where there is not room for both."""
    for table, column in columns_of_people():
        keys = list(table.primary_key)
        for *ident, text in db.session.execute(table.select().with_only_columns(*keys, column)).all():
            if text is None:
                continue
            room = (column.type.length or 20_000) - len(PAYLOAD)
            # a number in front keeps what must be unique unique
            short = f"{abs(hash(tuple(ident))) % 10**6}{PAYLOAD}"[:column.type.length]
            hostile = text[:room] + PAYLOAD if room > 0 else short
            here = (key == value for key, value in zip(keys, ident, strict=True))
            db.session.execute(update(table).where(*here).values({column: hostile}))
    db.session.commit()


@pytest.fixture(scope="module")
def hostile_site(backend):
    """Give the small world with hostile texts everywhere."""
    url, world = backend.fresh_url("hostile", "world"), backend.prepare("world")
    letters = {"public_url": "http://localhost", **LETTERS}
    with opened_app(url, backend.folder, **letters) as app:
        poison()
    with opened_app(url, backend.folder, **letters) as app:  # another process would remember nothing
        yield Site(app, world)


class Elements(HTMLParser):
    """Collect what a browser would run or follow."""

    def __init__(self, page):
        super().__init__()
        self.faults = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        values = dict(attributes)
        if any(name.startswith("on") or name in ("style", "srcdoc") for name in names):
            self.faults.append(self.get_starttag_text())
        if tag == "img" or (tag == "script" and not (values.get("src") or "").startswith("/assets/")):
            self.faults.append(self.get_starttag_text())
        if any("javascript" in (values.get(name) or "").lower().partition(":")[0] for name in FOLLOWED):
            self.faults.append(self.get_starttag_text())


def test_most_texts_are_hostile(hostile_site):
    assert len(list(columns_of_people())) > 40


@pytest.mark.parametrize("pair", examples(PAGES, "page", "part"), ids=name_of)
def test_a_hostile_text_is_shown_as_text(hostile_site, pair):
    endpoint, example = pair
    for language in LANGUAGES:
        address = address_of(hostile_site.app.url_map, endpoint, example, hostile_site.world, language)
        answer = hostile_site.browser(example.who).get(address)
        assert answer.status_code == example.status
        assert Elements(answer.get_data(as_text=True)).faults == []


def test_a_sentence_that_quotes_somebody_is_shown_as_text(app):
    with app.test_request_context("/fr/"), in_language("fr"):
        quoting = lazy("Rien ne porte ce code : %(code)s.", code=PAYLOAD)
        assert PAYLOAD in str(quoting)
        assert Elements(str(escape(quoting))).faults == []
        assert Elements(render_template_string("<option>{{ said }}</option>", said=quoting)).faults == []


def test_the_pages_do_show_them(hostile_site):
    shown = 0
    for endpoint, example in examples(PAGES, "page"):
        address = address_of(hostile_site.app.url_map, endpoint, example, hostile_site.world)
        page = hostile_site.browser(example.who).get(address).get_data(as_text=True)
        shown += html.escape(PAYLOAD[:30])[:20] in page or "&lt;img src=x" in page
    assert shown > 30


@pytest.mark.parametrize("pair", examples(PAGES, "json"), ids=name_of)
def test_a_hostile_text_in_json_stays_in_json(hostile_site, pair):
    endpoint, example = pair
    address = address_of(hostile_site.app.url_map, endpoint, example, hostile_site.world)
    seated = {"Authorization": f"Bearer {hostile_site.world.seat_token}"} if example.who in ("visitor", "phone") else {}
    answer = hostile_site.browser("visitor" if seated else example.who).get(address, headers=seated)
    assert answer.content_type.startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json
