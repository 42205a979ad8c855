"""A world that many tests look at without changing it: built once for each database in a worker."""

import pytest

from forum.core.database import db
from forum.core.web.limits import limiter
from tests.support.sites import LETTERS, make_app, sign_in_as
from tests.support.world import build_world


class Site:
    """Hold an application on a world, and a browser for each person who looks at it."""

    def __init__(self, app, world):
        self.app = app
        self.world = world
        self.browsers = {}

    def browser(self, who):
        """Give the browser of a person: a visitor's is always a new one."""
        if who == "visitor":
            return self.app.test_client()
        if who not in self.browsers:
            limiter.reset()
            self.browsers[who] = self.phone() if who == "phone" else sign_in_as(self.app, who)
        return self.browsers[who]

    def phone(self):
        """Give the browser of a seat that has voted."""
        client, world = self.app.test_client(), self.world
        client.set_cookie(f"seat-{world.code}", world.seat_token)
        client.set_cookie(f"ballot-{world.open_poll}", world.seat_secret)
        return client


@pytest.fixture(scope="module")
def site(backend):
    """Give the small world and who looks at it; nothing may be changed in it."""
    app = make_app(backend.fresh_url("world"), backend.folder, public_url="http://localhost", **LETTERS)
    with app.app_context():
        yield Site(app, build_world())
        db.session.remove()
        db.engine.dispose()
