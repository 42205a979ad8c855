"""Pages hold together: narrow, wide, enlarged, printed, with or without the fonts."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe

from forum.core.web.assets import AssetStore

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


SHORT = "Outils"
LONG = "Réflexion collective visant à renforcer l’action des centres, organismes, tables et forums existants"
# the lengths of a real list of seventeen
LENGTHS = (88, 48, 44, 15, 92, 43, 89, 119, 56, 42, 72, 97, 89, 40, 107, 71, 112)
NAMES = [(LONG * 2)[:length].strip() for length in LENGTHS]
STAGE = """names => {
  const count = names.length;
  const mean = names.join("").length / count;
  const stage = document.createElement("div");
  stage.className = "stage";
  const option = (name, place) => `<li class="theme-${place % 6 + 1}${place < 3 ? " won" : ""}">
    <span class="badge">${place}A</span><span class="what">${name}</span>
    <svg class="bar" width="100%" height="13"><rect width="40%" height="100%"/></svg>
    <span class="n">${count - place}</span></li>`;
  stage.innerHTML = `<header class="stage-head"><div><p class="eyebrow">Résultat</p>
    <h1>Quelles pistes appliquer en priorité?</h1></div>
    <div class="join"><p class="digits">704 913</p><div class="qr"><svg viewBox="0 0 9 9"></svg></div></div></header>`
    + `<ol class="stage-options decided${count > 11 && mean > 80 ? " dense" : ""}">${names.map(option).join("")}</ol>`
    + `<footer class="stage-foot"><p>Trois pistes retenues.</p></footer>`;
  document.querySelector("main").replaceChildren(stage);
  const box = stage.querySelector(".stage-options").getBoundingClientRect();
  const items = [...stage.querySelectorAll(".stage-options > li")].map(item => item.getBoundingClientRect());
  return {
    page: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
    below: Math.max(...items.map(item => item.bottom)) - stage.querySelector(".stage-foot").getBoundingClientRect().top,
    right: Math.max(...items.map(item => item.right)) - innerWidth,
    above: stage.querySelector(".stage-head").getBoundingClientRect().bottom - Math.min(...items.map(item => item.top)),
    letter: parseFloat(getComputedStyle(stage.querySelector(".what")).fontSize),
    cut: [...stage.querySelectorAll(".what")].filter(name => name.scrollHeight > name.clientHeight + 2).length,
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (1024, 768), (1600, 1200)])
def test_the_hall_s_screen_holds_its_options_without_scrolling(open_page, site, width, height):
    page = open_page(f"/fr/salle/{site.world.code}/ecran/", width=width, height=height)
    faults = []
    for names in (*([name] * count for count, name in itertools.product(range(1, 18), (SHORT, LONG))), NAMES):
        seen = page.evaluate(STAGE, names)
        # readable from the back of a hall: letters of at least a fiftieth of the height
        if (seen["page"] != [width, height] or seen["below"] > 0 or seen["above"] > 0 or seen["right"] > 0
                or seen["letter"] < height / 50 or (names is NAMES and seen["cut"])):
            faults.append({"count": len(names), "last": names[-1], **seen})
    assert not faults


NARROWEST = """() => Math.min(...[...document.querySelectorAll(".bars .what")].map(name =>
  name.parentElement.clientWidth / name.closest("table").clientWidth))"""


def test_the_names_of_a_result_keep_most_of_a_phone_s_width(open_page, site):
    page = open_page(f"/fr/votes/{site.world.published_choice}/", phone=True)
    assert page.evaluate(NARROWEST) > 0.6


@pytest.mark.parametrize("path", ["/fr/journees/{event}/", "/fr/guides/{guide}/", "/fr/sujets/{topic}/", "/api/docs"])
def test_landmarks_have_names_of_their_own_and_headings_follow_without_a_gap(open_page, site, path):
    page = open_page(path.format(**vars(site.world)))
    rules = {"runOnly": ["landmark-unique", "region", "heading-order"], "resultTypes": ["violations"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert not found, [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found]


def test_the_joined_sheet_is_served_with_its_fonts(open_page):
    page = open_page("/fr/")
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    faces = page.evaluate("() => [...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {"Bricolage", "Atkinson"} <= {face.strip('"') for face in faces}
    assert "app.css" in AssetStore().files
