"""A page is kept only when nothing that it shows was told to change since its request began, here or elsewhere."""

import pytest
from flask import g

from forum.core.bus import EXTENSION as BUS
from forum.core.bus import Bus
from forum.core.database import transaction
from forum.core.web import pages


class Told(Bus):
    """Note what is announced; each telling is heard by nobody until it is waited for."""

    is_shared = True

    def __init__(self):
        self.announced, self.waited, self.handlers = [], [], {}

    def hear(self, topic, handler):
        self.handlers[topic] = handler

    def follow(self, **followers):
        self.followers = followers

    def announce(self, topic, value=None):
        self.announced.append((topic, value))
        return self

    def wait(self, seconds):
        self.waited.append(seconds)


@pytest.fixture
def bus(app):
    made = app.extensions[BUS] = Told()
    pages.share(app)
    yield made
    app.extensions[BUS] = Bus()


def test_a_part_made_of_what_was_loaded_before_a_change_is_not_kept(app):
    cache = app.extensions["pages"]
    with app.test_request_context("/fr/"):
        app.preprocess_request()
        loaded = "before"
        cache.forget(["thing:1"])  # another process tells that it changed
        assert pages.remember(("part", 1), ["thing:1"], lambda: loaded) == "before"
    with app.test_request_context("/fr/"):
        app.preprocess_request()
        assert pages.remember(("part", 1), ["thing:1"], lambda: "after") == "after"
        assert pages.remember(("part", 1), ["thing:1"], lambda: "never made") == "after"


def test_who_changes_something_waits_until_the_others_have_heard_it(app, bus, client):
    @app.get("/fr/essai-de-changement/")
    def change():
        with transaction():
            pages.changed("thing:2")
            assert not bus.announced  # not before the commit
        return "done"

    assert client.get("/fr/essai-de-changement/").text == "done"
    assert bus.announced == [("pages", ("thing:2",))]
    assert len(bus.waited) == 1
    assert 0 < bus.waited[0] <= pages.HEARING_SECONDS


def test_nothing_is_kept_while_others_cannot_be_heard(app, bus, client):
    cache = app.extensions["pages"]
    client.get("/fr/")
    assert cache.pages
    bus.followers["down"]()
    assert not cache.pages
    client.get("/fr/")
    assert not cache.pages
    bus.followers["up"]()
    client.get("/fr/")
    assert cache.pages
    bus.handlers["pages"](["events", "forums", "communities", "recommendations", "rooms", "site"], "other")
    assert not [key for key in cache.pages if key == ("/fr/", ())]
    assert g.get("page_tellings") is None
