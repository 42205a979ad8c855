"""A world that many tests look at without changing it: built once in a run, copied for each module."""

import pytest

from forum.core.web.limits import limiter
from tests.support.sites import LETTERS, opened_app, sign_in_as


class Site:
    """Hold an application on a world, and a browser for each person who looks at it.

    `is_on_first` says whether it runs on the first of the databases: what reaches none is asked there alone.
    """

    def __init__(self, app, world, is_on_first=True):
        self.app = app
        self.world = world
        self.is_on_first = is_on_first
        self.browsers = {}
        self.tokens = {}

    def browser(self, who):
        """Give the browser of a person: a visitor's is always a new one."""
        if who == "visitor":
            return self.app.test_client()
        if who not in self.browsers:
            limiter.reset()
            made = {"phone": self.phone, "station": self.station}.get(who)
            self.browsers[who] = made() if made else sign_in_as(self.app, who)
        return self.browsers[who]

    def phone(self):
        """Give the browser of a seat that has voted."""
        client, world = self.app.test_client(), self.world
        client.set_cookie(f"seat-{world.code}", world.seat_token)
        client.set_cookie(f"ballot-{world.open_poll}", world.seat_secret)
        return client

    def station(self):
        """Give the browser of a shared station."""
        client, world = self.app.test_client(), self.world
        client.set_cookie(f"poste-{world.code}", world.station_key)
        return client


@pytest.fixture(scope="module")
def site(backend, request):
    """Give the small world and who looks at it; nothing may be changed in it."""
    url = backend.fresh_url("world", "world")
    with opened_app(url, backend.folder, public_url="http://localhost", **LETTERS) as app:
        first = request.config.getoption("database").split(",")[0]
        yield Site(app, backend.prepare("world"), is_on_first=backend.kind == first)
