"""Each way of voting on a phone in a real browser: half filled, reloaded, cast, changed, found again; plain too."""

import pytest
from playwright.sync_api import expect

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import db, transaction
from tests.support.axe import assert_accessible
from tests.support.browsers import WATCH_SHIFT, Hall, make_room, receipt_of, send_ballot, wait_state
from tests.support.cast import PEOPLE

pytestmark = pytest.mark.browser
TITLES = ["Transport collectif", "Outils et guides", "Observatoire de l’innovation sociale", "Fonds permanent"]
OPTIONS = [{"id": key, "label": title} for key, title in zip("abcd", TITLES, strict=True)]
COSTS = [{**option, "cost": 2_000 * place} for place, option in enumerate(OPTIONS, 1)]
REFUSED = r"status of 422"


class Chair:
    """A room whose polls are prepared, opened, closed and published by the API, and a phone that sits in it."""

    def __init__(self, chromium, halls):
        app, server = halls
        with app.app_context():
            self.hall = Hall(chromium, server.address, make_room())
            with transaction():
                self.token = make_api_token(find_account(PEOPLE["fred"][0]))
            db.session.remove()
        self.phone = self.hall.phone()

    def call(self, path, body=None):
        """Ask the API something as its facilitator, or read without a body."""
        answer = self.phone.request.fetch(
            f"{self.hall.address}/api/v1{path}", method="GET" if body is None else "POST", data=body,
            headers={"Authorization": f"Bearer {self.token}"})
        assert answer.ok, answer.text()
        return answer.json()

    def open_poll(self, method, **more):
        """Open a poll; the phone shows it."""
        body = {"question": "Que voulez-vous?", "method": method, "options": OPTIONS, **more}
        body = {name: value for name, value in body.items() if value is not None}
        self.poll = self.call(f"/rooms/{self.hall.code}/polls", body)["id"]
        self.call(f"/polls/{self.poll}/opening", {})
        self.phone.wait_for_selector(f'[data-view][data-poll="{self.poll}"][data-state="open"]'
                                     ' [data-equipped]')
        return self.phone

    def disturb(self):
        """Let somebody else come in, and the room's state be said again: the ballot under the finger must not move."""
        before = self.phone.locator("[data-present]").inner_text()
        seat = self.call(f"/rooms/{self.hall.code}/seats", {"sector": "community", "capacity": "personal"})["seat"]
        expect(self.phone.locator("[data-present]")).not_to_have_text(before)
        return seat

    def reopen(self):
        """Kill the tab, and open the room again in another."""
        context, address = self.phone.context, self.phone.url.replace("/en/", "/fr/")
        self.phone.close()
        self.phone = self.hall.watch(context.new_page())
        self.phone.goto(address)
        self.phone.wait_for_selector("html[data-live] [data-equipped]")
        return self.phone

    def close_poll(self):
        """Close and publish; gives the choices of the record."""
        for act in ("closing", "publication"):
            self.call(f"/polls/{self.poll}/{act}", {})
        wait_state(self.phone, "published")
        return {ballot["id"]: ballot["choice"] for ballot in self.call(f"/polls/{self.poll}/record")["ballots"]}


def contents(page):
    """Give what the ballot's form holds."""
    return page.evaluate("""() => [...new FormData(document.querySelector("[data-ballot]"))]
        .filter(([name]) => !["csrf_token", "poll"].includes(name))""")


@pytest.fixture(scope="module")
def chair(chromium, halls):
    made = Chair(chromium, halls)
    yield made
    made.hall.close()


def tick(*keys):
    return lambda page: [page.locator(f'[name=options][value="{key}"]').click() for key in keys]


def grade(**marks):
    return lambda page: [page.locator(f'[name="mark:{key}"][value="{mark}"]').check() for key, mark in marks.items()]


def step(key, times, by=1):
    button = "Un point de plus" if by > 0 else "Un point de moins"
    title = TITLES["abcd".index(key)]
    return lambda page: [page.get_by_role("button", name=f"{button}\u00a0: {title}").click() for _ in range(times)]


def tap(*keys):
    return lambda page: [page.click(f'[data-place="{key}"]') for key in keys]


def object_because(reason):
    def act(page):
        page.check('[name=answer][value="object"]')
        page.fill("[name=reason]", reason)
    return act


def press(name):
    return lambda page: page.get_by_role("button", name=name).click()


def tap_one_too_many(page):
    page.locator('[data-place="a"]').dispatch_event("click")
    assert "2 rangs au plus" in page.locator("[data-note]").inner_text()


def do_all(*acts):
    return lambda page: [act(page) for act in acts]


# what the poll is given; what is done before a reload, then before the vote, then to change it; what the receipt says
# first; what the record holds in the end
CASES = {
    "choose": ({}, tick("c"), tick("b"), tick("a"), ["Outils et guides"], {"options": ["a"]}),
    "approve": ({"maximum": 2}, tick("c"), tick("a"), tick("a"), [TITLES[0], TITLES[2]], {"options": ["c"]}),
    "equal_shares": ({"options": COSTS, "budget": 9_000}, tick("d"), tick("b"), tick("a"), [TITLES[1], TITLES[3]],
                     {"options": ["a", "b", "d"]}),
    "yesno": ({"options": None}, lambda page: page.check('[value="abstain"]'), lambda page: None,
              lambda page: page.check('[name=answer][value="blank"]'), ["Abstention"], {"blank": True}),
    "consent": ({"options": None}, object_because("Trop tôt."), object_because("Beaucoup trop tôt."),
                lambda page: page.check('[value="aside"]'), ["Objection\u00a0: Beaucoup trop tôt."],
                {"answer": "aside"}),
    "dots": ({"points": 5, "maximum": 3}, do_all(step("a", 3), step("c", 1)), step("b", 1), step("a", 2, -1),
             ["Transport collectif\u00a0: 3 points", "Outils et guides\u00a0: 1 point", f"{TITLES[2]}\u00a0: 1 point"],
             {"marks": {"a": 1, "b": 1, "c": 1}}),
    "score": ({}, grade(a=3, b=0), grade(a=4), grade(d=5), [f"{TITLES[0]}\u00a0: 4", f"{TITLES[1]}\u00a0: 0"],
              {"marks": {"a": 4, "b": 0, "d": 5}}),
    "judge": ({}, grade(b="Bien", d="À rejeter"), grade(a="Très bien"), grade(b="Passable"),
              [f"{TITLES[0]}\u00a0: Très bien", f"{TITLES[1]}\u00a0: Bien", f"{TITLES[3]}\u00a0: À rejeter"],
              {"marks": {"a": "Très bien", "b": "Passable", "d": "À rejeter"}}),
    "rank_irv": ({}, tap("c", "a"), press(f"Monter\u00a0: {TITLES[0]}"), tap("d", "c"),
                 [f"1. {TITLES[0]}", f"2. {TITLES[2]}"], {"ranking": [["a"], ["d"]]}),
    "rank_stv": ({"select": 2, "maximum": 2}, do_all(tap("b", "d"), tap_one_too_many),
                 press(f"Descendre\u00a0: {TITLES[1]}"), tap("d"),
                 [f"1. {TITLES[3]}", f"2. {TITLES[1]}"], {"ranking": [["b"]]}),
    "rank_schulze": ({}, tap("d", "b", "a"), press(f"À égalité avec la précédente\u00a0: {TITLES[1]}"),
                     press(f"Monter\u00a0: {TITLES[0]}"),
                     [f"1. {TITLES[1]} et {TITLES[3]}, à égalité", f"2. {TITLES[0]}"],
                     {"ranking": [["a"], ["b", "d"]]}),
}


@pytest.mark.parametrize("method", CASES)
def test_a_ballot_is_half_filled_reloaded_cast_changed_and_found_again(chair, method):
    body, half, rest, change, labels, choice = CASES[method]
    page = chair.open_poll(method, **body)
    assert not page.locator("[data-ballot] :checked:not(option)").count()
    page.evaluate(WATCH_SHIFT)
    half(page)
    held = contents(page)
    assert any(value for _name, value in held)
    chair.disturb()
    assert contents(page) == held
    page.goto(chair.hall.room.replace("/fr/", "/en/"))  # the other language
    page.wait_for_selector("html[data-live] [data-equipped]")
    assert contents(page) == held
    page = chair.reopen()
    assert contents(page) == held
    rest(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    send_ballot(page)
    receipt = receipt_of(page)
    page.click(".receipt summary")
    assert page.locator("[data-mine] li").all_inner_texts() == labels
    page.click("[data-change]")
    change(page)
    send_ballot(page)
    assert receipt_of(page) == receipt
    assert chair.close_poll() == {receipt: choice}
    if method in ("consent", "dots", "judge", "rank_schulze"):
        page.goto(f"{chair.hall.address}/fr/votes/{chair.poll}/verifier/")
        page.wait_for_selector('[data-verdict="found"]:visible')
        page.goto(chair.hall.room)


@pytest.mark.parametrize("method", ["consent", "dots", "score", "judge", "rank_schulze"])
def test_a_half_filled_form_is_accessible_and_fits_the_narrowest_phone(chair, method):
    body, half, rest, *_ = CASES[method]
    page = chair.open_poll(method, **body)
    do_all(half, rest)(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    small = page.evaluate("""() => [...document.querySelectorAll(
        '[data-ballot] :is(button, textarea, input[type=number], label.choice, .grades > label)')]
      .map((part) => [part.outerHTML.slice(0, 90), part.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 44 || box.height < 44)).map(([html]) => html)""")
    assert not small
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    chair.close_poll()


def test_grades_are_given_by_the_keyboard_alone(chair):
    page = chair.open_poll("judge")
    page.locator('[name="mark:a"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-chosen]").inner_text() == "1 option évaluée sur 4"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-chosen]").inner_text() == "2 options évaluées sur 4"
    page.locator("[data-ballot] button[type=submit]:visible").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-view][data-status="voted"]')
    assert list(chair.close_poll().values()) == [{"marks": {"a": "Très bien", "b": "Très bien"}}]


def focused(page):
    return page.evaluate("() => document.activeElement.getAttribute('aria-label')")


def test_an_order_is_made_by_the_keyboard_alone(chair):
    page = chair.open_poll("rank_schulze")
    page.locator('[data-place="a"]').focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-spoken]").inner_text() == f"{TITLES[0]}\u00a0: rang 1 sur 1"
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    assert focused(page) == f"{TITLES[2]}\u00a0: rang 3 sur 3"
    page.get_by_role("button", name=f"Monter\u00a0: {TITLES[2]}").focus()
    for rank in (2, 1):
        page.keyboard.press("Enter")
        assert focused(page) == f"Monter\u00a0: {TITLES[2]}"
        assert page.locator("[data-spoken]").inner_text() == f"{TITLES[2]}\u00a0: rang {rank} sur 3"
    assert page.locator(":focus").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name=f"À égalité avec la précédente\u00a0: {TITLES[0]}").focus()
    page.keyboard.press("Space")
    assert page.locator(":focus").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-spoken]").inner_text() == f"{TITLES[0]}\u00a0: rang 1 sur 2, à égalité"
    page.get_by_role("button", name=f"Retirer\u00a0: {TITLES[1]}").focus()
    page.keyboard.press("Enter")
    assert focused(page) == f"Retirer\u00a0: {TITLES[0]}"
    page.locator("[data-ballot] button[type=submit]:visible").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-view][data-status="voted"]')
    assert list(chair.close_poll().values()) == [{"ranking": [["a", "c"]]}]


def drag(page, key, to):
    """Drag the row of an option by its handle over that of another."""
    grip = page.locator(f'[data-key="{key}"] [data-grip]').bounding_box()
    goal = page.locator(f'[data-key="{to}"]').bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + 5, goal["y"] + 2, steps=4)
    page.mouse.up()


def test_an_order_is_changed_by_dragging_and_a_row_between_equals_joins_them(chair):
    page = chair.open_poll("rank_schulze")
    tap("a", "b", "c", "d")(page)
    page.locator("[data-order]").scroll_into_view_if_needed()
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    drag(page, "c", "a")
    keys = page.locator("[data-order] li:visible").evaluate_all("(rows) => rows.map((row) => row.dataset.key)")
    assert keys == list("cabd")
    press(f"À égalité avec la précédente\u00a0: {TITLES[1]}")(page)
    drag(page, "d", "b")
    send_ballot(page)
    assert list(chair.close_poll().values()) == [{"ranking": [["c"], ["a", "b", "d"]]}]


def test_a_blank_ballot_puts_the_rest_aside_and_gives_it_back(chair):
    page = chair.open_poll("dots", points=5)
    step("a", 2)(page)
    page.check("[name=blank]")
    assert page.locator("[data-chosen]").inner_text() == "5 points à placer"
    page.uncheck("[name=blank]")
    assert page.locator('[name="mark:a"]').input_value() == "2"
    page.check("[name=blank]")
    page.fill('[name="mark:b"]', "9")
    assert not page.locator("[name=blank]").is_checked()
    assert page.locator('[name="mark:b"]').input_value() == "5"
    assert page.locator("[data-chosen]").inner_text() == "0 point à placer"
    page.get_by_role("button", name=f"Un point de plus\u00a0: {TITLES[3]}").dispatch_event("click")
    assert "Il ne reste aucun point" in page.locator("[data-note]").inner_text()
    send_ballot(page)
    assert list(chair.close_poll().values()) == [{"marks": {"b": 5}}]


def test_an_objection_without_a_reason_is_not_sent(chair):
    page = chair.open_poll("consent", options=None)
    page.check('[name=answer][value="agree"]')
    assert page.locator("[name=reason]").is_hidden()
    page.check('[name=answer][value="object"]')
    page.click("[data-ballot] button[type=submit]:visible")
    assert page.locator("[name=reason]:focus").get_attribute("aria-invalid") == "true"
    assert page.locator("[data-reason-fault]").inner_text() == "Écrivez la raison de votre objection."
    page.fill("[name=reason]", "Trop tôt.")
    assert page.locator("[data-typed]").inner_text() == "9 caractères sur 500"
    assert page.locator("[data-reason-fault]").is_hidden()
    send_ballot(page)
    assert list(chair.close_poll().values()) == [{"answer": "object", "reason": "Trop tôt."}]


def test_without_javascript_each_kind_of_ballot_is_refused_kept_and_recorded(chair):
    plain = chair.hall.plain_phone(expected=REFUSED)

    def vote():
        with plain.expect_navigation():
            plain.click("[data-ballot] button:visible")
        return plain.locator("[data-mine] li").all_text_contents()

    chair.open_poll("dots", points=3)
    plain.goto(chair.hall.room)
    plain.fill('[name="mark:a"]', "4")
    assert vote() == []
    assert plain.locator('[name="mark:a"][aria-invalid]:focus').input_value() == "4"
    plain.fill('[name="mark:a"]', "2")
    assert vote() == [f"{TITLES[0]}\u00a0: 2 points"]
    chair.close_poll()

    chair.open_poll("rank_irv")
    plain.goto(chair.hall.room)
    for key, rank in (("a", "2"), ("c", "2"), ("d", "1")):
        plain.select_option(f'[name="rank:{key}"]', rank)
    assert vote() == []
    assert plain.locator('[name="rank:d"]').input_value() == "1"
    plain.select_option('[name="rank:c"]', "")
    assert vote() == [f"1. {TITLES[3]}", f"2. {TITLES[0]}"]
    chair.close_poll()

    chair.open_poll("consent", options=None)
    plain.goto(chair.hall.room)
    plain.check('[value="object"]')
    assert vote() == []
    plain.fill("[name=reason]", "Trop tôt.")
    assert vote() == ["Objection\u00a0: Trop tôt."]
    chair.close_poll()

    chair.open_poll("judge")
    plain.goto(chair.hall.room)
    plain.check('[name="mark:b"][value="Bien"]')
    assert vote() == [f"{TITLES[1]}\u00a0: Bien"]
    plain.get_by_role("link", name="Modifier mon vote").click()
    expect(plain.locator('[name="mark:b"][value="Bien"]')).to_be_checked()
    chair.close_poll()
