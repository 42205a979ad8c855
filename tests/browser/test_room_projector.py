"""The hall's screen in every state, with seventeen long names in every method: nothing scrolls, is cut or too small.

Without JavaScript nothing is measured: what is much may be small there, but is whole too, and lies over nothing.
"""

import secrets

import pytest

from forum.core.database import db, transaction
from forum.plenary import queries, services, writer
from forum.plenary.models import Room
from forum.votes.methods import METHODS
from tests.support.browsers import NO_WEBSOCKET, make_room, viewer
from tests.support.polls import body_of, choice_of

SIZES = ((1280, 720), (1920, 1080), (1024, 768))
UPRIGHT = (390, 844)
SMALLEST = 0.026  # of the screen's height: what the back of a hall can read
NAMES = ("Diffusion des programmes et mesures publiques en matière de soutien à l’innovation sociale",
         "Réflexion collective visant à renforcer l’action des centres et des organismes du milieu",
         "Appui à la recherche-action", "Communautés d’acteurs en innovation sociale", "Outils et guides",
         "Reconnaissance des actions en milieu de pratique dans l’évaluation de l’expertise")
OPTIONS = [{"id": f"o{place}", "label": f"{NAMES[place % len(NAMES)]} {place + 1}"} for place in range(17)]
WORDING = "Il faudrait soutenir des accompagnateurs pour qu’ils puissent adopter un rôle d’agents multiplicateurs. " * 3
FAULTS = """async ([html, fit, smallest]) => {
  const place = document.querySelector("[data-screen]");
  const template = document.createElement("template");
  template.innerHTML = html;
  const stage = template.content.querySelector("[data-stage]");
  place.querySelector("[data-stage]").replaceWith(stage);
  const { keepFit } = await import(fit);
  const found = [];
  const read = new Set();
  const look = (page) => {
    const box = stage.getBoundingClientRect();
    const foot = stage.querySelector(".stage-foot").getBoundingClientRect();
    if (document.scrollingElement.scrollHeight > innerHeight) found.push(`${page} scrolls`);
    for (const part of stage.querySelectorAll("*")) {
      const { width, height, left, right, top, bottom } = part.getBoundingClientRect();
      const says = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!says || !width || !height || part.closest(".visually-hidden, svg, meter") || part.hidden) continue;
      const text = part.textContent.trim().slice(0, 30);
      const list = part.closest(".is-paged")?.getBoundingClientRect();
      if (list && (right < list.left + 1 || left > list.right - 1)) continue; // on another page
      const tell = (fault) => found.push(`${page} ${fault}: ${text}`);
      if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1) tell("outside");
      if (part.closest("[data-fit]") && bottom > foot.top + 2) tell("over the foot");
      read.add(part);
      const isName = part.matches(".stage-options .what, .winners .what, .others .what");
      const hidden = Math.max(part.scrollHeight - part.clientHeight, part.scrollWidth - part.clientWidth);
      if (isName && hidden > innerHeight * 0.007) tell("cut");
      const size = parseFloat(getComputedStyle(part).fontSize);
      if (size < innerHeight * smallest - 0.1) tell(`small, ${(100 * size / innerHeight).toFixed(2)} vh`);
    }
  };
  keepFit(stage);
  await document.fonts.ready;
  look("");
  const paged = stage.querySelector(".stage-options.is-paged");
  const ends = [...paged?.children ?? []].map((line) => line.getBoundingClientRect());
  const last = Math.max(...ends.filter(({ left }) => left < innerWidth).map(({ bottom }) => bottom));
  const band = stage.querySelector(".stage-foot").getBoundingClientRect().top - last;
  if (ends.length > 14 && band > innerHeight * 0.16) found.push(`leaves a band of ${Math.round(band)} px`);
  const note = stage.querySelector("[data-pane-of]");
  const pages = note && !note.hidden ? Number(note.textContent.split(" ").at(-1)) : 1;
  for (let page = 2; page <= pages; page += 1) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    look(`page ${page}`);
  }
  if (pages > 4) found.push(`${pages} pages`);
  for (const name of stage.querySelectorAll(".what, .rules-text li")) {
    if (!read.has(name)) found.push(`on no page: ${name.textContent}`);
  }
  return found;
}"""

PLAIN_FAULTS = """(html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  const stage = template.content.querySelector("[data-stage]");
  document.querySelector("[data-stage]").replaceWith(stage);
  const found = [];
  const slack = innerHeight * 0.007;
  const isLonger = (part) => part.scrollHeight > part.clientHeight + slack;
  const { scrollHeight, scrollWidth } = document.scrollingElement;
  if (scrollHeight > innerHeight || scrollWidth > innerWidth) found.push("scrolls");
  const head = stage.querySelector(".stage-head")?.getBoundingClientRect().bottom ?? 0;
  const foot = stage.querySelector(".stage-foot").getBoundingClientRect().top;
  const body = stage.querySelector("[data-fit]");
  if (body && (isLonger(body) || body.scrollWidth > body.clientWidth + slack)) found.push("is cut");
  for (const part of body?.querySelectorAll("li, .what, p") ?? []) {
    const { width, top, bottom } = part.getBoundingClientRect();
    if (!width || part.closest(".visually-hidden")) continue;
    const text = part.textContent.trim().slice(0, 30);
    if (part.matches(".what") && isLonger(part)) found.push(`cut: ${text}`);
    if (top < head - slack || bottom > foot + slack) found.push(`over the head or foot: ${text}`);
  }
  return found;
}"""


def in_transaction(service, *values, **more):
    with transaction():
        return getattr(services, service)(*values, **more)


def stages(app, code):
    """Give (what it is, HTML) of the screen of a room led through every state by every method."""
    fred, client = viewer("fred"), app.test_client()
    room = db.session.query(Room).filter_by(code=code).one()
    room_id, screen = room.id, f"/fr/salle/{code}/ecran/partie/"
    seats = [in_transaction("take_seat", room_id, device=secrets.token_hex(16), sector="community")[0].id
             for _ in range(12)]
    held = {seat.id: seat for seat in queries.list_seats(room_id)}

    def see(name):
        return name, client.get(screen).get_data(as_text=True)

    yield see("lobby")
    in_transaction("say_to_room", fred, room_id, "La pause est dans dix minutes; gardez votre téléphone ouvert. " * 2)
    yield see("lobby with a message")
    in_transaction("say_to_room", fred, room_id, "La pause est dans dix minutes.")
    for method in METHODS:
        body = {**body_of(method), "question": "Quelles pistes faudrait-il appliquer en priorité dans les deux ans?",
                "rule": {"quorum": {"share": "1/2", "of": "entitled"}}}
        if METHODS[method].TAKES_OPTIONS:
            body["options"] = [{**option, "cost": 1200} if method == "equal_shares" else option for option in OPTIONS]
            body |= {"budget": 5000} if method == "equal_shares" else {}
        else:
            body |= {"wording": WORDING}
        poll_id = in_transaction("prepare_poll", fred, room_id, body).id
        in_transaction("announce_poll", fred, poll_id)
        yield see(f"{method} announced")
        in_transaction("open_poll", fred, poll_id, 120)
        is_typical = method in ("approve", "yesno")  # what stands before a result is the same for every way of voting
        if is_typical:
            yield see(f"{method} open")
        for place, seat_id in enumerate(seats):
            writer.cast_vote(poll_id, held[seat_id], secrets.token_hex(16), choose(method, place))
        in_transaction("withdraw_message", fred, room_id)
        in_transaction("close_poll", fred, poll_id)
        if is_typical:
            yield see(f"{method} closed")
        in_transaction("publish_poll", fred, poll_id, is_revealed=False)
        if is_typical:
            yield see(f"{method} published, not shown")
        in_transaction("show_result", fred, poll_id)
        yield see(f"{method} result")
        in_transaction("say_to_room", fred, room_id, "La pause est dans dix minutes.")


def choose(method, place):
    """Give a choice among the seventeen, so that all are named."""
    choice = choice_of(method, ("a", "b", "ab", "cde")[place % 4])
    keys = dict(zip("abcde", (f"o{(place * 5 + step) % 17}" for step in range(5)), strict=True))

    def rename(value):
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, dict):
            return {keys.get(key, key): mark for key, mark in value.items()}
        return keys.get(value, value)

    return {name: value if name in ("answer", "blank", "reason") else rename(value) for name, value in choice.items()}


def still(route):
    """Give a page that is not asked for anew by itself."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', ""))


@pytest.fixture
def screens(chromium, halls):
    """Open a screen of a room at each size, with the script and without it; each shows what the test puts there."""
    app, server = halls
    with app.app_context():
        code = make_room()[0]
        contexts, pages, plain = [], [], []
        for width, height in SIZES:
            context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-CA")
            contexts.append(context)
            context.add_init_script(NO_WEBSOCKET)
            page = context.new_page()
            page.route("**/socket.io/**", lambda route: route.abort())
            page.route("**/api/v1/**", lambda route: route.abort())
            page.goto(f"{server.address}/fr/salle/{code}/ecran/")
            pages.append(page)
        for width, height in (*SIZES, UPRIGHT):
            context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
            contexts.append(context)
            page = context.new_page()
            page.route("**/ecran/", still)
            page.goto(f"{server.address}/fr/salle/{code}/ecran/")
            plain.append(page)
        yield app, code, pages, plain
    for context in contexts:
        context.close()


def test_nothing_scrolls_is_cut_or_is_too_small_in_any_state_of_any_method(screens):
    app, code, pages, plain = screens
    fit = pages[0].locator("script[src*='plenary/screen.js']").get_attribute("src").replace("screen.js", "fit.js")
    faults = []
    for name, html in stages(app, code):
        for page, (width, height) in zip(pages, SIZES, strict=True):
            faults += [f"{name}, {width}×{height}: {fault}" for fault in page.evaluate(FAULTS, [html, fit, SMALLEST])]
        for page in plain:
            size = page.viewport_size
            faults += [f"{name}, plain, {size['width']}×{size['height']}: {fault}"
                       for fault in page.evaluate(PLAIN_FAULTS, html)]
    assert not faults, "\n".join(faults)
    for page in pages:
        page.locator("[data-offline]").get_by_text("Reconnexion…").wait_for()
