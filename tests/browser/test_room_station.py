"""A shared station: one votes after the other on a tablet, and nothing of whoever voted is left on it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, OPTIONS
from tests.support.axe import assert_accessible
from tests.support.browsers import (
    Hall,
    enter_by_slips,
    next_step,
    open_station,
    prepare_priorities,
    press_until,
    read_slips,
)

pytestmark = pytest.mark.browser
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
OF_A_VOTER = ".typed-code, [data-ballot], [data-finish]"
BEGIN, VOTE = "main form button", "[data-ballot] button[type=submit]:visible"


@pytest.fixture
def remembering(chromium, hall):
    """Give the same hall in a browser that keeps the pages left in its memory, as those of people do."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=OPTIONS,
                                           ignore_default_args=["--disable-back-forward-cache"])
    made = Hall(browser, hall.address, (hall.code, hall.join_key, hall.slug))
    yield made
    made.close()
    browser.close()


def sit_down(tablet, slip):
    """Type a slip's code and begin."""
    tablet.fill("[name=slip]", slip)
    tablet.click(BEGIN)
    tablet.wait_for_selector("[data-finish]")


def finish(tablet):
    """Press « Terminé » and wait for the page that greets the next person."""
    tablet.click("[data-finish] button")
    tablet.wait_for_selector("[name=slip]")


def assert_forgotten(tablet, hall, *secrets):
    """Check that neither the cookies, nor the stores, nor the page, nor the pages before it tell of a voter."""
    of_the_station = {f"poste-{hall.code}", f"poste-langue-{hall.code}", "session"}
    assert {cookie["name"] for cookie in tablet.context.cookies()} <= of_the_station
    assert tablet.evaluate(KEPT) == []
    for _ in range(tablet.evaluate("() => history.length") - 2):  # the first is the empty page, then the key's
        assert not tablet.locator(OF_A_VOTER).count()
        assert not tablet.locator("[name=slip]").input_value()
        assert not [secret for secret in secrets if secret in tablet.content()]
        tablet.go_back()
        tablet.wait_for_selector("[name=slip]")
        tablet.wait_for_load_state()


def results_of(console):
    """Close and publish the open poll; gives its record."""
    poll = console.locator("[data-poll]").first.get_attribute("data-poll")
    next_step(console)
    next_step(console)
    return console.evaluate("(poll) => fetch(`/api/v1/polls/${poll}/record`).then((answer) => answer.json())", poll)


def test_two_voters_follow_each_other_and_the_station_forgets_each(hall, halls, remembering):
    console = hall.console()
    enter_by_slips(console, hall, 2)
    tablet = remembering.open(open_station(console, hall), **TABLET, expected="status of 422")
    assert "poste=" not in tablet.url  # the key that makes a device a station does not stay in the address
    first, second = read_slips(halls[0], hall.code)
    tablet.get_by_role("heading", name="Aucun vote n’est ouvert").wait_for()
    prepare_priorities(console)
    next_step(console)
    tablet.get_by_role("heading", name="Quelles pistes appliquer en priorité?").wait_for()  # it follows by itself
    assert_accessible(tablet)

    tablet.fill("[name=slip]", "ABCD-EFGH")
    tablet.click(BEGIN)
    tablet.locator(".error-summary").wait_for()
    assert_accessible(tablet)
    sit_down(tablet, first.lower())
    leaving, voting = tablet.locator("[data-finish] button").bounding_box(), tablet.locator(VOTE).bounding_box()
    assert leaving["y"] >= voting["y"] + voting["height"], "the way out lies under the bar of the ballot"
    assert_accessible(tablet)
    tablet.check("[name=options] >> nth=1")
    finish(tablet)  # she leaves in the middle of it, and comes back
    assert_forgotten(tablet, hall, first)
    sit_down(tablet, first)
    assert not tablet.locator("[name=options]:checked").count()
    tablet.check("[name=options] >> nth=0")
    tablet.click(VOTE)
    receipt = tablet.locator(".typed-code").inner_text()
    assert re.fullmatch(r"([0-9a-f]{4} ?){4}", receipt)
    assert_accessible(tablet)
    finish(tablet)
    assert_forgotten(tablet, hall, first, receipt)

    tablet.goto(f"{hall.room}poste/")
    press_until(tablet, "[name=slip]")
    tablet.keyboard.type(second)
    tablet.keyboard.press("Enter")
    tablet.wait_for_selector("[data-ballot][data-equipped]")
    press_until(tablet, '[name=options][value="1C"]')
    tablet.keyboard.press("Space")
    press_until(tablet, "[data-ballot] button[type=submit]")
    tablet.keyboard.press("Enter")
    tablet.wait_for_selector(".typed-code")
    press_until(tablet, "[data-finish] button")
    tablet.keyboard.press("Enter")
    tablet.wait_for_selector("[name=slip]")
    assert_forgotten(tablet, hall, second)

    tablet.goto(f"{hall.room}poste/")
    sit_down(tablet, first)  # her vote counts, and nothing of it can be read or changed here any more
    expect(tablet.get_by_role("heading", name="Vote enregistré")).to_be_visible()
    assert not tablet.locator(".typed-code, [data-ballot]").count()
    assert_accessible(tablet)
    finish(tablet)
    record = results_of(console)
    assert {key: figure["votes"] for key, figure in record["result"]["figures"].items() if figure["votes"]} == {
        "1A": 1, "1C": 1}
    home = hall.open(f"{hall.address}/fr/votes/{record['poll']['id']}/verifier/")
    home.fill("[name=recu]", receipt)  # as copied by hand from the tablet
    home.get_by_role("button", name="Chercher ce bulletin").click()
    home.wait_for_selector('[data-verdict="found"]:visible')


def test_without_javascript_the_station_is_a_plain_form_that_forgets_by_itself(hall, halls):
    console = hall.console()
    enter_by_slips(console, hall, 2)
    tablet = hall.open(open_station(console, hall), **TABLET, java_script_enabled=False)
    first, second = read_slips(halls[0], hall.code)
    prepare_priorities(console)
    next_step(console)
    receipts = []
    for slip in (first, second):
        tablet.goto(f"{hall.room}poste/")
        sit_down(tablet, slip)
        tablet.check("[name=options] >> nth=0")
        tablet.click(VOTE)
        receipts.append(tablet.locator(".typed-code").inner_text())
        if slip == first:
            finish(tablet)
        else:  # he walks away: the page goes, after a minute, where it forgets him
            left = tablet.locator("noscript meta").get_attribute("content")
            tablet.goto(hall.address + left.partition("url=")[2])
        assert_forgotten(tablet, hall, slip, *receipts)
    assert results_of(console)["roll"]["voted"] == 2


def test_who_walks_away_is_warned_then_forgotten(hall, halls):
    console = hall.console()
    enter_by_slips(console, hall, 1)
    address, (slip,) = open_station(console, hall), read_slips(halls[0], hall.code)
    prepare_priorities(console)
    next_step(console)
    tablet = hall.open(address, **TABLET)
    tablet.clock.install()
    sit_down(tablet, slip)
    tablet.wait_for_selector("html[data-live]")
    tablet.check("[name=options] >> nth=0")
    tablet.clock.fast_forward(50_000)
    expect(tablet.locator("[data-idle]")).to_be_visible()
    tablet.check("[name=options] >> nth=1")
    expect(tablet.locator("[data-idle]")).to_be_hidden()
    tablet.clock.fast_forward(50_000)
    tablet.clock.fast_forward(11_000)
    tablet.wait_for_selector("[name=slip]")
    assert_forgotten(tablet, hall, slip)
