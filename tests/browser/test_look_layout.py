"""Pages hold together: narrow, wide, enlarged, printed, with or without the fonts."""

import pytest

from forum.core.web.assets import AssetStore
from tests.support import axe

pytestmark = pytest.mark.browser
READING = ("/fr/", "/fr/aide/", "/fr/aide/secret-du-vote/", "/fr/accessibilite/", "/fr/vie-privee/", "/fr/licence/",
           "/fr/connexion/", "/fr/salle/")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVED = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({type: "layout-shift", buffered: true}); setTimeout(() => done(sum), 200); })"""


def test_a_page_of_320_pixels_is_not_scrolled_sideways(open_page, site):
    page = open_page("/fr/", width=320, height=640)
    wider = {}
    for path in READING:
        page.goto(site.address + path)
        wider[path] = page.evaluate(WIDER)
    assert max(wider.values()) <= 0, wider


def test_long_words_stay_inside(open_page):
    page = open_page("/fr/", width=320, height=640)
    page.evaluate("""() => {
      for (const text of document.querySelectorAll("h1, h2, h3, .rows a, .tag, dt"))
        text.append(" " + "interministériellement".repeat(5));
    }""")
    assert page.evaluate(WIDER) <= 0


def test_the_whole_navigation_shows_on_a_phone(open_page):
    page = open_page("/fr/", phone=True)
    links = page.locator(".site-nav a")
    assert links.count() == 4
    for index in range(4):
        box = links.nth(index).bounding_box()
        assert links.nth(index).is_visible()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] >= 44


@pytest.mark.parametrize("path", ["/fr/", "/en/aide/"])
def test_nothing_moves_when_the_fonts_arrive(open_page, path):
    assert open_page(path).evaluate(MOVED) < 0.01


def test_a_first_visit_is_light(open_page, chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    received = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site.address + "/fr/", wait_until="networkidle")
    context.close()
    assert sum(received) <= 150_000


def test_a_page_prints_without_its_navigation(open_page):
    page = open_page("/fr/aide/", scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".site-header, .site-footer, .btn").filter(visible=True).count()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_page_says_what_to_do(open_page, scheme):
    page = open_page("/fr/nulle-part/", scheme=scheme, expect=404)
    assert page.locator("h1").inner_text() == "Page introuvable"
    assert page.locator("main .btn").count() >= 1


NARROWEST = """() => Math.min(...[...document.querySelectorAll(".bars .what")].map(name =>
  name.parentElement.clientWidth / name.closest("table").clientWidth))"""


def test_the_names_of_a_result_keep_most_of_a_phone_s_width(open_page, site):
    page = open_page(f"/fr/votes/{site.world.published_choice}/", phone=True)
    assert page.evaluate(NARROWEST) > 0.6


@pytest.mark.parametrize("path", ["/fr/journees/{event}/", "/fr/guides/{guide}/", "/fr/sujets/{topic}/", "/api/docs"])
def test_landmarks_have_names_of_their_own_and_headings_follow_without_a_gap(open_page, site, path):
    page = open_page(path.format(**vars(site.world)))
    rules = {"type": "rule", "values": ["landmark-unique", "region", "heading-order"]}
    assert axe.faults(page, {"runOnly": rules}) == []


def test_the_title_of_a_topic_is_tall_enough_for_a_finger(open_page):
    page = open_page("/fr/forums/", width=320, height=640)
    heights = page.evaluate("() => [...document.querySelectorAll('.topics .title a')].map((a) => a.offsetHeight)")
    assert heights
    assert min(heights) >= 24


def test_the_joined_sheet_is_served_with_its_fonts(open_page):
    page = open_page("/fr/")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    faces = page.evaluate("() => [...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"Bricolage", "Atkinson"} <= {face.strip('"') for face in faces}
    assert "app.css" in AssetStore().files
