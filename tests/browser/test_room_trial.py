"""The trial page, from a phone in the hall: what passes, what does not, and what to do about it."""

import re

import pytest

from tests.support.browsers import NO_WEBSOCKET, PHONE

pytestmark = pytest.mark.browser


def try_room(hall, **options):
    """Open the trial page and wait for its verdict; gives ({line: state}, the verdict's class, page)."""
    page = hall.open(f"{hall.address}/fr/salle/{hall.code}/essai/?cle={hall.join_key}", **PHONE, **options)
    page.wait_for_selector("[data-verdict].success, [data-verdict].warning, [data-verdict].error", timeout=60_000)
    states = page.evaluate("Object.fromEntries([...document.querySelectorAll('[data-check]')]"
                           ".map((line) => [line.dataset.check, line.dataset.state]))")
    return states, page.get_attribute("[data-verdict]", "class").split()[-1], page


def test_a_phone_on_a_sound_network_passes_but_for_https(hall):
    states, verdict, page = try_room(hall)
    assert {name for name, state in states.items() if state != "good"} <= {"secure", "address", "delay"}
    assert states["secure"] == "bad"
    assert verdict == "warning"
    assert re.search(r"\d+\xa0ms d’ordinaire", page.inner_text("[data-check=delay]"))
    assert page.evaluate("localStorage.length") == 0
    assert "trial" not in page.evaluate("document.cookie")
    page.click("[data-again]")
    page.wait_for_selector("[data-again]:not([disabled])", timeout=60_000)


def test_a_phone_whose_websockets_are_blocked_is_told_so_and_may_vote_all_the_same(hall):
    # the trial hangs up as soon as it knows: a request may still be on its way to a line that is no more
    states, verdict, page = try_room(hall, script=NO_WEBSOCKET, expected="status of 400")
    assert (states["websocket"], states["polling"], verdict) == ("bad", "good", "warning")
    assert "par la voie de secours" in page.inner_text("[data-check=websocket]")
