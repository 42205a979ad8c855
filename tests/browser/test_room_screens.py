"""Several screens of one hall, on any device, without JavaScript too; none is ever blank, whatever the server does."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE, next_step, prepare_priorities, send_ballot, wait_state

pytestmark = pytest.mark.browser
FAILED_LOADS = r"Failed to load resource|ERR_CONNECTION|WebSocket connection"
STAGE = "() => document.querySelector('[data-stage]').innerText"
# asked for anew each second rather than every five
SOONER = 'http-equiv="refresh" content="5"', 'http-equiv="refresh" content="1"'


def plain_screen(hall, **options):
    """Open the hall's screen without JavaScript; it comes back sooner than for people."""
    page = hall.open(**options, java_script_enabled=False)

    def hurry(route):
        answer = route.fetch()
        assert SOONER[0] in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(*SOONER))

    page.route("**/ecran/", hurry)
    page.goto(f"{hall.room}ecran/")
    return page


def test_a_wall_a_tablet_and_a_phone_show_the_hall_at_once_and_one_without_javascript_too(hall):
    console, voter = hall.console(), hall.phone()
    screens = [hall.screen(), hall.screen(viewport={"width": 768, "height": 1024}), hall.screen(**PHONE)]
    plain = plain_screen(hall, viewport={"width": 1024, "height": 768})
    everywhere = [*screens, plain]
    for screen in everywhere:
        screen.get_by_role("heading", name="Rejoignez la salle de vote").wait_for()
    prepare_priorities(console)
    next_step(console)
    for screen in everywhere:
        screen.locator(".stage .live-text").wait_for()
        expect(screen.locator(".stage-options .what:visible")).to_have_count(5)
    wait_state(voter, "open")
    voter.check("[name=options] >> nth=0")
    send_ballot(voter)
    next_step(console)
    for screen in everywhere:
        screen.locator(".stage-turnout .figure").get_by_text("1 / 1").wait_for()
    words = {screen.locator(".stage .seal-words").inner_text() for screen in everywhere}
    assert len(words) == 1
    next_step(console)
    for screen in everywhere:
        screen.get_by_text("Résultat", exact=True).wait_for()
    for screen in screens:  # the plain one may be coming back just now; test_room_projector.py looks whether it scrolls
        assert screen.evaluate("() => document.scrollingElement.scrollHeight <= innerHeight")
    plain.unroute_all(behavior="ignoreErrors")


def test_screens_keep_what_they_showed_while_the_server_is_gone_and_follow_again(hall, halls):
    _app, server = halls
    console, voter = hall.console(expected=FAILED_LOADS), hall.phone(expected=FAILED_LOADS)
    screens = [hall.screen(expected=FAILED_LOADS), hall.screen(expected=FAILED_LOADS, **PHONE)]
    prepare_priorities(console)
    next_step(console)
    for screen in screens:
        screen.locator(".stage .live-text").wait_for()
    shown = [screen.evaluate(STAGE) for screen in screens]
    server.kill()
    try:
        for screen, before in zip(screens, shown, strict=True):
            screen.get_by_text("Reconnexion…").wait_for()
            assert screen.evaluate(STAGE) == before
    finally:
        server.start()
    for screen, before in zip(screens, shown, strict=True):
        screen.get_by_text("Reconnexion…").wait_for(state="hidden", timeout=60_000)
        assert screen.evaluate(STAGE) == before
    voter.wait_for_selector("html[data-live=socket]", timeout=60_000)
    voter.check("[name=options] >> nth=0")
    send_ballot(voter)
    console.reload()
    console.wait_for_selector("html[data-live]")
    next_step(console)
    for screen in screens:
        screen.locator(".stage-turnout .figure").get_by_text("1 / 1").wait_for()
