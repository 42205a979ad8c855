"""Every page in a real browser: accessible in both schemes, silent, still, as narrow as a phone, and light."""

import re

import pytest

from forum.app import create_app
from forum.core.config import Settings
from tests.support import axe
from tests.support.addresses import PAGES, address_of, examples, name_of
from tests.support.browsers import STILL
from tests.support.catalogue import french_only

pytestmark = pytest.mark.browser

PAGE_EXAMPLES = [pair for pair in examples(PAGES, "page") if pair[1].status == 200]
HEAVIEST_PAGE, HEAVIEST_SCRIPT = 150_000, 30_000  # bytes on the wire, compressed, fonts included
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
DESK = {"viewport": WIDE, "color_scheme": "light", "locale": "fr-CA", **STILL}
PHONE = {"viewport": NARROW, "is_mobile": True, "has_touch": True, "color_scheme": "dark",
         "locale": "en-CA", **STILL}
# set before the page's own scripts, so that no movement is missed
WATCH = """window.moved = 0; new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""
SETTLED = """async () => { await document.fonts.ready;
  for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestIdleCallback(done, { timeout: 300 }));
  const root = document.documentElement;
  const shown = (element) => element.checkVisibility();
  return { moved: window.moved, wider: root.scrollWidth - root.clientWidth, lang: root.lang,
    headings: [...document.querySelectorAll("h1")].filter(shown).length,
    words: [...document.querySelectorAll("button, .btn, label, legend, summary, th, nav a, h1, h2")].filter(shown)
      .filter((element) => !element.closest("[lang]:not(html)")).map((element) => element.textContent.trim()) }; }"""


class Tab:
    """Hold a browser tab that is used for many pages, and what it heard since the last one."""

    def __init__(self, chromium, site, who, state, options):
        self.context = chromium.new_context(**options, **({"storage_state": state} if state else {}))
        if who == "phone":
            held = {f"seat-{site.world.code}": site.world.seat_token,
                    f"ballot-{site.world.open_poll}": site.world.seat_secret}
            self.context.add_cookies([{"name": name, "value": held[name], "url": site.address} for name in held])
        if who == "station":
            self.context.add_cookies([{"name": f"poste-{site.world.code}", "value": site.world.station_key,
                                       "url": site.address}])
        self.context.add_init_script(WATCH)
        if options is DESK:  # the phone asks axe nothing, and to read its script costs a third of a page
            self.context.add_init_script(path=axe.SCRIPT)
        self.page = self.context.new_page()
        self.network = self.context.new_cdp_session(self.page)
        self.network.send("Network.enable")
        self.site, self.said, self.kinds, self.weights = site, [], {}, {}
        self.page.on("console", lambda message: self.hear(message.text, message.type in ("error", "warning")))
        self.page.on("pageerror", lambda error: self.hear(str(error)))
        # what the page before was still asking for is its own affair
        self.page.on("framenavigated", lambda frame: self.said.clear())
        self.page.on("requestfailed", lambda request: self.hear(f"failed: {request.url}"))
        self.page.on("response", lambda got: self.hear(f"{got.status}: {got.url}", got.status >= 400))
        self.network.on("Network.responseReceived", lambda got: self.kinds.update({got["requestId"]: got["type"]}))
        self.network.on("Network.loadingFinished",
                        lambda got: self.weights.update({got["requestId"]: got["encodedDataLength"]}))

    def hear(self, text, is_fault=True):
        """Note what a page says is wrong."""
        if is_fault:
            self.said.append(text)

    def look(self, scheme, shape):
        """Give the tab another scheme and another shape."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size(shape)

    def open(self, address, is_first=False):
        """Open an address, if need be as on a first visit."""
        if is_first:
            self.network.send("Network.clearBrowserCache")
        self.said.clear(), self.kinds.clear(), self.weights.clear()
        assert self.page.goto(self.site.address + address, wait_until="load").status == 200

    def check(self):
        """Check what holds for every page at every width, once it has settled; gives what was seen."""
        seen = self.page.evaluate(SETTLED)
        assert self.said == []
        assert seen["wider"] <= 0, "the page scrolls sideways"
        assert seen["headings"] == 1
        return seen

    def weight(self, kind=None):
        """Give the bytes received, headers included, of all that was loaded or of one kind."""
        return sum(size for request, size in self.weights.items() if kind in (None, self.kinds.get(request)))


@pytest.fixture(scope="module")
def tab(chromium, site, signed_in):
    """Give the tab of a person on a desk or on a phone, opened once: tab("paul", DESK)."""
    opened = {}

    def get(who, options):
        key = who, id(options)
        if key not in opened:
            state = None if who in ("visitor", "phone", "station") else signed_in(who)
            opened[key] = Tab(chromium, site, who, state, options)
        return opened[key]

    yield get
    for one in opened.values():
        one.context.close()


@pytest.fixture(scope="module")
def url_map(tmp_path_factory):
    """Give the routes of the application, read without serving it."""
    folder = tmp_path_factory.mktemp("routes")
    return create_app(Settings(data=folder, database_url="sqlite://", secret_key="k" * 64, testing=True)).url_map


@pytest.mark.parametrize("pair", PAGE_EXAMPLES, ids=name_of)
def test_a_page_on_a_desk_by_day_then_narrow_by_night(tab, site, url_map, pair):
    """Look twice at a page that is loaded once: axe takes half the time where it has run before."""
    here = tab(pair[1].who, DESK)
    here.look("light", WIDE)
    here.open(address_of(url_map, *pair, site.world), is_first=True)
    seen = here.check()
    assert seen["lang"] == "fr-CA"
    assert seen["moved"] < 0.02, "the page moved while it loaded"
    assert axe.faults(here.page, axe.WCAG) == []
    assert here.weight("Script") <= HEAVIEST_SCRIPT
    assert here.weight() <= HEAVIEST_PAGE
    here.look("dark", NARROW)
    here.check()
    assert axe.faults(here.page, axe.WCAG) == []


@pytest.mark.parametrize("pair", PAGE_EXAMPLES, ids=name_of)
def test_a_page_on_a_phone_by_night_in_english(tab, site, url_map, pair):
    here = tab(pair[1].who, PHONE)
    here.open(address_of(url_map, *pair, site.world, language="en"))
    seen = here.check()
    assert seen["moved"] < 0.02, "the page moved while it loaded"
    language = "en" if url_map.is_endpoint_expecting(pair[0], "lang") else seen["lang"][:2]
    assert seen["lang"] == f"{language}-CA"
    left = french_only().intersection(re.sub(r"\s+", " ", words) for words in seen["words"])
    assert not left, "French words of the interface on an English page"


def test_every_route_is_in_the_table(url_map):
    assert {rule.endpoint for rule in url_map.iter_rules() if "GET" in rule.methods} == set(PAGES)
