"""A day of five votes in real browsers: eight phones, each with a trouble of its own, a console that dies, a screen."""

import pytest

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import transaction
from tests.support.axe import assert_accessible
from tests.support.browsers import (
    NO_WEBSOCKET,
    PHONE,
    WATCH_SHIFT,
    next_step,
    receipt_of,
    send_ballot,
)
from tests.support.cast import PEOPLE

pytestmark = pytest.mark.browser
TITLES = ["Transport collectif", "Outils et guides", "Observatoire de l’innovation sociale", "Fonds permanent"]
OPTIONS = [{"id": key, "label": title} for key, title in zip("abcd", TITLES, strict=True)]
FAILED_LOADS = r"Failed to load resource|ERR_INTERNET|WebSocket connection"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
ASLEEP = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
AWAKE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


def tick(*keys):
    return lambda page: [page.check(f'[name=options][value="{key}"]') for key in keys]


def say(answer):
    return lambda page: page.check(f'[name=answer][value="{answer}"]')


def grade(**marks):
    return lambda page: [page.check(f'[name="mark:{key}"][value="{mark}"]') for key, mark in marks.items()]


def rank(*keys):
    return lambda page: [page.click(f'[data-place="{key}"]') for key in keys]


def spread(**points):
    def act(page):
        for key, number in points.items():
            button = page.get_by_role("button", name=f"Un point de plus\u00a0: {TITLES['abcd'.index(key)]}")
            for _ in range(number):
                button.click()
    return act


# the question, what the poll is given, how each of the phones answers, and who must win
VOTES = (
    ("Quelles pistes d’abord?", {"method": "approve", "maximum": 2, "select": 1, "options": OPTIONS},
     [tick("a", "b"), tick("b")], ["b"]),
    ("Adoptez-vous ce texte?", {"method": "yesno", "rule": {"majority": "2/3"}}, [say("yes"), say("yes")], None),
    ("Dans quel ordre?", {"method": "rank_irv", "options": OPTIONS}, [rank("c", "a"), rank("c", "b")], ["c"]),
    ("Que vaut chaque piste?", {"method": "judge", "options": OPTIONS},
     [grade(a="Bien", d="Excellent"), grade(d="Très bien")], ["d"]),
    ("Comment partager l’effort?", {"method": "dots", "points": 4, "options": OPTIONS},
     [spread(a=3, b=1), spread(a=2)], ["a"]),
)


class Day:
    """Hold the pages of the hall, and the API by which its votes are prepared and its records read."""

    def __init__(self, hall, app):
        self.hall = hall
        with app.app_context(), transaction():
            self.token = make_api_token(find_account(PEOPLE["fred"][0]))
        self.console, self.screen = hall.console(), hall.screen()
        self.plain = [hall.phone(sector) for sector in ("community", "university", "community")]
        self.sleeper, self.slow = hall.phone(expected=FAILED_LOADS), hall.phone("university")
        self.held = hall.phone(script=NO_WEBSOCKET)
        self.heard = hall.phone(viewport={"width": 900, "height": 800}, is_mobile=False, has_touch=False)
        self.observer = hall.phone(capacity="observer")
        self.voters = [*self.plain, self.sleeper, self.slow, self.held, self.heard]
        self.lines = {page: page.context.new_cdp_session(page) for page in (self.sleeper, self.slow)}
        self.throttle(self.slow, SLOW)

    def throttle(self, page, conditions):
        """Give a page another network."""
        self.lines[page].send("Network.enable")
        self.lines[page].send("Network.emulateNetworkConditions", conditions)

    def call(self, path, body=None):
        """Ask the API as the facilitator, or read without a body."""
        answer = self.screen.request.fetch(
            f"{self.hall.address}/api/v1{path}", method="GET" if body is None else "POST", data=body,
            headers={"Authorization": f"Bearer {self.token}"})
        assert answer.ok, answer.text()
        return answer.json()

    def prepare(self):
        """Prepare the five votes, which the console then lists; gives their ids."""
        polls = [self.call(f"/rooms/{self.hall.code}/polls", {"question": question, **body})["id"]
                 for question, body, _, _ in VOTES]
        self.console.wait_for_function("() => document.querySelectorAll('.run .title').length === 5")
        return polls


def fill_as_one_who_hears(page, question):
    """Fill the ballot by headings, roles and names alone, with the keyboard."""
    page.get_by_role("heading", name="Vote en cours").wait_for()
    assert page.get_by_role("heading", name=question).is_visible()
    page.get_by_role("checkbox", name=TITLES[1]).focus()
    page.keyboard.press("Space")


def send_as_one_who_hears(page):
    """Send it, and wait for what is said."""
    page.get_by_role("button", name="Voter").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Vote enregistré").wait_for()


def vote_all(day, number, poll):
    """Let every phone vote by its own means, each ballot half filled while the others are cast.

    In the second vote one phone falls asleep with its ballot half filled, and casts it once it wakes.
    """
    question, _, acts, _ = VOTES[number]
    awake = [page for page in day.voters if number != 1 or page is not day.sleeper]
    hears = number == 0
    for place, page in enumerate(day.voters):
        page.wait_for_selector(f'[data-view][data-poll="{poll}"][data-state="open"] [data-equipped]')
        page.evaluate(WATCH_SHIFT)
        if page is day.heard and hears:
            fill_as_one_who_hears(page, question)
        elif page in awake:
            acts[place % 2](page)
        else:
            say("no")(page)
            day.throttle(page, ASLEEP)
    for page in awake:
        assert page.evaluate("() => window.moved") < 0.01, "a ballot moved under the finger"
        send_as_one_who_hears(page) if page is day.heard and hears else send_ballot(page)
    for page in set(day.voters) - set(awake):
        day.throttle(page, AWAKE)
        assert page.is_checked('[name=answer][value="no"]')
        send_ballot(page)
    assert day.observer.locator("[data-ballot]:visible").count() == 0


def change_hands(day):
    """Let the laptop of the stage die in mid-vote: the second person takes the room over from a phone."""
    day.console.context.close()
    day.console = day.hall.console("sol", **PHONE)
    day.console.click("#take-control")
    day.console.wait_for_selector("html[data-live] #next-step:not([disabled])")


def check_record(day, number, poll, receipts):
    """Check that the record holds each phone's ballot once, and the result that these ballots make."""
    question, _, _, winners = VOTES[number]
    record = day.call(f"/polls/{poll}/record")
    assert record["roll"]["entitled"] == record["roll"]["voted"] == len(day.voters)
    assert {ballot["id"] for ballot in record["ballots"]} == receipts
    if winners:
        assert record["result"]["winners"] == winners, question
    else:
        assert record["result"]["figures"] == {"yes": 6, "no": 1, "abstain": 0, "blank": 0}
        assert record["result"]["adopted"]


def test_a_day_of_five_votes_with_every_trouble_a_hall_has(hall, halls):
    day = Day(hall, halls[0])
    polls = day.prepare()
    for number, poll in enumerate(polls):
        next_step(day.console)
        vote_all(day, number, poll)
        if number == 0:
            for page in (day.screen, day.console, day.heard):
                assert_accessible(page)
        if number == 2:
            change_hands(day)
        receipts = {receipt_of(page) for page in day.voters}
        next_step(day.console)
        next_step(day.console)
        for page in (*day.voters, day.observer):
            page.wait_for_selector(f'[data-view][data-poll="{poll}"][data-state="published"]')
        day.screen.wait_for_selector(f'[data-stage][data-of^="{poll}:published"]')
        check_record(day, number, poll, receipts)
        if number < len(polls) - 1:
            day.console.click("#next-step")  # go on to the next vote
            day.console.wait_for_selector("html[data-live] [data-step=annoncer]")
