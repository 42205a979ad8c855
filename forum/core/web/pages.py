"""The cache of public pages: an anonymous answer is kept whole, without token, cookie or name, until it changes.

A visitor without a cookie is answered before the application is reached. Each page says which things it shows, by tag;
a service that changes one calls `changed(tag)`, which forgets exactly those pages once the transaction is committed.
Each view says what it reads of an address's query, too: what else stands there neither changes nor multiplies pages.
A page that says what holds until a moment says so with `lasts_until(moment)`, and is made anew from then on.
"""

import gzip
import re
import time
from collections import OrderedDict
from functools import wraps
from urllib.parse import parse_qsl

from flask import current_app, g, has_request_context, request
from werkzeug.datastructures import ImmutableMultiDict

from forum.core import measures
from forum.core.bus import EXTENSION as BUS
from forum.core.database.transaction import current_transaction
from forum.core.database.types import utc_now
from forum.core.web.encoding import takes_gzip

MOST_PAGES = 4000
MOST_BYTES = 96_000_000  # of all kept answers together
LARGEST_KEPT = 2_000_000
TOPIC = "pages"
HEARING_SECONDS = 1.0  # how long who changed something waits until the other processes have forgotten its pages
STAMP = "pages.stamp"
STAMP_SECONDS = 1
# the forms of a parameter whose answer is kept: a number that the view refuses when it leads nowhere, or none at all
NUMBER, NOT_KEPT = "[1-9][0-9]{0,5}", "(?!)"


class PageCache:
    """Keep answers by address and language, and know which to forget."""

    def __init__(self, enabled=True):
        self.enabled = enabled
        self.pages = OrderedDict()
        self.by_tag = {}
        self.reads = {}
        self.size = 0
        self.generation = 0
        self.is_cut_off = False

    def get(self, key):
        page = self.pages.get(key)
        if page is None:
            return None
        if page[4] is not None and utc_now() >= page[4]:
            self._drop(key)
            return None
        self.pages.move_to_end(key)
        return page

    def find(self, path, query):
        """Give the kept answer of an address, or None; of its query counts only what its page reads."""
        if not query:
            return self.get((path, ()))
        known = self.reads.get(path)
        asked = read_query(parse_query(query), known[0]) if known else None
        return None if asked is None else self.get((path, asked))

    def keep(self, key, page, tags, generation, reads=None, until=None):
        """Keep a page, until a moment if it has one, unless something changed while it was being made."""
        if not self.enabled or self.is_cut_off or generation != self.generation:
            return
        if page[0] and len(page[1]) > LARGEST_KEPT:
            return
        self._drop(key)
        self.pages[key] = (*page, tags, until)
        if reads is not None:
            self.reads.setdefault(key[0], [reads, 0])[1] += 1
        self.size += weigh(page)
        for tag in tags:
            self.by_tag.setdefault(tag, set()).add(key)
        while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
            self._drop(next(iter(self.pages)))

    def _drop(self, key):
        page = self.pages.pop(key, None)
        if page is None:
            return
        self.size -= weigh(page)
        known = self.reads.get(key[0])
        if known is not None:
            known[1] -= 1
            if not known[1]:
                del self.reads[key[0]]
        for tag in page[3]:
            holders = self.by_tag.get(tag)
            if holders is not None:
                holders.discard(key)
                if not holders:
                    del self.by_tag[tag]

    def forget(self, tags):
        """Forget the pages that show any of these."""
        self.generation += 1
        for tag in tags:
            for key in self.by_tag.pop(tag, ()):
                self._drop(key)

    def clear(self):
        self.generation += 1
        self.pages.clear()
        self.by_tag.clear()
        self.reads.clear()
        self.size = 0

    def cut_off(self):
        """Keep nothing from now on: what other processes change is not heard."""
        self.is_cut_off = True
        self.clear()

    def rejoin(self):
        """Keep pages again; those that were begun meanwhile are not kept."""
        self.clear()
        self.is_cut_off = False


def weigh(page):
    """Give the bytes that a kept answer takes, compressed form included; a part that is no text counts for nothing."""
    return sum(len(form) for form in page[1:3] if isinstance(form, bytes | str))


def changed(*tags):
    """Tell that these things changed; inside a transaction the pages are forgotten after the commit."""
    cache, bus = current_app.extensions["pages"], current_app.extensions[BUS]

    def forget():
        cache.forget(tags)
        telling = bus.announce(TOPIC, tags)
        if telling is not None and has_request_context():
            g.setdefault("page_tellings", []).append(telling)

    opened = current_transaction()
    if opened is None:
        forget()
    else:
        opened.after_commit(forget)


def remember(key, tags, make):
    """Give what `make()` gave for this key, made again only after something it shows changed.

    What it shows is `tags` and what `make` adds with `shows()`; the page being made shows all of it too.
    """
    cache = current_app.extensions["pages"]
    found = cache.get(("part", *key))
    if found is not None:
        _, value, _, shown, until = found
    else:
        # what the request loaded before may be older than a change that was told since
        generation, outside = g.get("page_generation", cache.generation), (g.get("page_tags"), g.get("page_until"))
        g.page_tags, g.page_until = set(tags), None
        try:
            value = make()
        finally:
            shown, until = tuple(g.page_tags), g.page_until
            g.page_tags, g.page_until = outside[0] or set(), outside[1]
        cache.keep(("part", *key), (None, value, None), shown, generation, until=until)
    shows(*shown)
    lasts_until(until)
    return value


def public_page(*patterns, **reads):
    """Mark a GET view whose anonymous answer may be shared, and name what it shows, such as "topic:{topic_id}".

    The braces are filled from the view's arguments; a view adds more with `shows("topic:12")`. `reads` are the
    parameters that the view reads, each with the pattern of the values whose answer is kept (`page="[1-9][0-9]*"`;
    a value of another form is answered and not kept). The view sees no other parameter, so none can change its page.
    """
    reads = {name: re.compile(pattern) for name, pattern in sorted(reads.items())}

    def decorate(view):
        @wraps(view)
        def answer(**values):
            shows(*(pattern.format(**values) for pattern in patterns))
            g.page_reads, g.page_query = reads, read_query(request.args, reads)
            request.args = ImmutableMultiDict({name: request.args[name] for name in reads if name in request.args})
            g.shared_answer = g.page_query is not None and not (
                request.cookies or request.headers.get("Authorization"))
            return view(**values)

        return answer

    return decorate


def parse_query(text):
    """Give the parameters of a query as a view reads them: the first value of each name."""
    return dict(reversed(parse_qsl(text, keep_blank_values=True)))


def read_query(asked, reads):
    """Give what tells two pages of one view apart: ((name, value)…), or None when a value has not the form it reads."""
    found = tuple((name, asked[name]) for name in reads if name in asked)
    return found if all(reads[name].fullmatch(value) for name, value in found) else None


def shows(*tags):
    """Add to the things that the page being made shows."""
    g.setdefault("page_tags", set()).update(tags)


def lasts_until(moment):
    """Say that the page being made holds until a moment: a kept one is not given after it. None is for good."""
    known = g.get("page_until")
    g.page_until = moment if known is None else known if moment is None else min(known, moment)


class CachedPages:
    """Answer a visitor without cookies from memory, before Flask is reached."""

    def __init__(self, wsgi, cache):
        self.wsgi = wsgi
        self.cache = cache

    def __call__(self, environ, start_response):
        if (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("HTTP_COOKIE")
            and "HTTP_AUTHORIZATION" not in environ
        ):
            page = self.cache.find(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
            if page is not None:
                measures.page_hits.inc()
                headers, body, packed = page[:3]
                if packed is not None and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
                    start_response(
                        "200 OK", [*headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
                    )
                    return (packed,)
                start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
                return (body,)
        return self.wsgi(environ, start_response)


def init_app(app):
    """Put the cache before the application."""
    cache = app.extensions["pages"] = PageCache(enabled=app.extensions["settings"].caches)
    app.wsgi_app = CachedPages(app.wsgi_app, cache)

    @app.before_request
    def note_generation():
        g.page_generation = cache.generation

    def keep(response):
        if (
            g.get("shared_answer")
            and response.status_code == 200
            and "Set-Cookie" not in response.headers
            and response.mimetype in ("text/html", "application/json", "image/svg+xml")
        ):
            measures.page_misses.inc()
            body = response.get_data()
            headers = [(name, value) for name, value in response.headers.items() if name != "Content-Length"]
            headers = [(n, v + ", Accept-Encoding" if n == "Vary" else v) for n, v in headers]
            packed = gzip.compress(body, 6) if len(body) > 500 else None
            cache.keep(
                (request.environ["PATH_INFO"], g.page_query),
                (headers, body, packed),
                g.page_tags,
                g.page_generation,
                g.page_reads,
                g.get("page_until"),
            )
        return compress(response)

    # registered first, runs last: the headers are all there
    app.after_request_funcs.setdefault(None, []).insert(0, keep)

    @app.after_request
    def wait_until_heard(response):
        until = time.monotonic() + HEARING_SECONDS
        for telling in g.pop("page_tellings", ()):
            telling.wait(max(0.0, until - time.monotonic()))
        return response


def compress(response):
    """Compress an answer made for one person, when its browser takes it."""
    if (
        response.status_code == 200
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and response.mimetype in ("text/html", "application/json")
        and takes_gzip(request.headers.get("Accept-Encoding", ""))
    ):
        body = response.get_data()
        if len(body) > 500:
            response.set_data(gzip.compress(body, 4))
            response.headers["Content-Encoding"] = "gzip"
            response.vary.add("Accept-Encoding")
    return response


def share(app):
    """Forget what other processes changed, exactly; while they cannot be heard nothing is kept."""
    cache, bus = app.extensions["pages"], app.extensions[BUS]
    bus.hear(TOPIC, lambda tags, sender: cache.forget(tags))
    bus.follow(up=cache.rejoin, down=cache.cut_off)


def forget_everywhere(settings):
    """Tell the serving process, from a command beside it, that what it remembers may be out of date."""
    (settings.data / STAMP).touch()


def follow_commands(app, wait):
    """Forget all pages each time a command has changed the database; `wait(seconds)` lets all else run."""
    stamp = app.extensions["settings"].data / STAMP
    seen = stamp.stat().st_mtime_ns if stamp.exists() else 0
    while True:
        wait(STAMP_SECONDS)
        now = stamp.stat().st_mtime_ns if stamp.exists() else 0
        if now != seen:
            seen = now
            app.extensions["pages"].clear()


def page_cache_is_on():
    """Tell whether caches are on (the benchmark switches them off)."""
    return current_app.extensions["pages"].enabled


__all__ = [
    "NOT_KEPT",
    "NUMBER",
    "PageCache",
    "changed",
    "follow_commands",
    "forget_everywhere",
    "init_app",
    "lasts_until",
    "page_cache_is_on",
    "public_page",
    "remember",
    "share",
    "shows",
]
