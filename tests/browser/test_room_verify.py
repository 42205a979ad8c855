"""« Vérifier mon vote »: the browser finds a ballot, redoes seal and count, online and from a file."""

import json
import random
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from forum.votes.methods import METHODS
from forum.votes.seal_words import words_of
from tests.support.axe import assert_accessible
from tests.support.browsers import next_step, prepare_priorities, send_ballot, wait_state
from tests.support.elections import draw_election

pytestmark = pytest.mark.browser

ELECTIONS = 60  # of each method
COUNT = """async ([address, elections]) => {
  const { count } = await import(address.replace("plenary/verify.js", "recount/index.js"));
  return Promise.all(elections.map((election) => count(election).catch((error) => ({ error: String(error) }))));
}"""
HASH = """async (address) => {
  const { digest, sha256 } = await import(address.replace("plenary/verify.js", "recount/sha256.js"));
  const texts = ["", "abc", "é😀", ...Array.from({ length: 130 }, (_, size) => "x".repeat(size))];
  return Promise.all(texts.map(async (text) => digest(new TextEncoder().encode(text)) === await sha256(text)));
}"""


def script_of(page):
    """Give the address of the page's own script."""
    return page.locator("script[src*='verify.js']").evaluate("(script) => script.src")


def test_the_browser_counts_every_method_as_the_server_does(open_page, site):
    page = open_page(f"/fr/votes/{site.world.published_choice}/verifier/")
    draw = random.Random(20310506)
    elections = [draw_election(draw, method) for method in METHODS for _ in range(ELECTIONS)]
    counted = page.evaluate(COUNT, [script_of(page), elections])
    for election, found in zip(elections, counted, strict=True):
        stated = election["result"]
        for part in ("status", "winners", "tied", "figures", "adopted", "quorum"):
            assert found.get(part) == stated.get(part), (election["poll"]["method"], found, stated)
    assert sum(election["result"]["status"] == "tie" for election in elections) > 10


def test_a_page_that_is_not_served_safely_hashes_by_itself(open_page, site):
    page = open_page(f"/fr/votes/{site.world.published_choice}/verifier/")
    same = page.evaluate(HASH, script_of(page))
    assert all(same)


def test_a_voter_finds_their_ballot_and_sees_it_counted(hall):
    console, phone = hall.console(), hall.phone()
    prepare_priorities(console)
    next_step(console)
    wait_state(phone, "open")
    phone.check("[name=options] >> nth=1")
    send_ballot(phone)
    next_step(console)
    wait_state(phone, "closed")
    words = phone.locator(".seal-words span").all_inner_texts()
    assert len(words) == 4
    screen = hall.screen()
    assert screen.locator(".stage-seal .seal-words span").all_inner_texts() == words
    next_step(console)
    wait_state(phone, "published")
    phone.get_by_role("link", name="Vérifier mon vote").click()
    phone.wait_for_selector('[data-verdict="found"]:visible')
    phone.wait_for_selector('[data-sealed="same"]:visible')
    phone.wait_for_selector('[data-counted="same"]:visible')
    assert phone.locator(".seal-words span").all_inner_texts() == words
    expect(phone.locator("[data-result] tbody tr")).to_have_count(5)
    code = phone.locator("[data-code]").inner_text()
    assert re.fullmatch("([0-9a-f]{4} ){3}[0-9a-f]{4}", code)
    assert_accessible(phone)

    other = hall.open(phone.url)  # another device, where the code of a paper slip is typed
    other.wait_for_selector('[data-counted="same"]:visible')
    expect(other.locator('[data-verdict="none"]')).to_be_visible()
    for typed, verdict in ((code[:9], "short"), ("0" * 16, "missing"), (code.upper().replace("0", "O"), "found")):
        other.fill("[name=recu]", typed)
        other.get_by_role("button", name="Chercher ce bulletin").click()
        other.wait_for_selector(f'[data-verdict="{verdict}"]:visible')
    assert other.locator("[data-mine] li").all_inner_texts() == phone.locator("[data-mine] li").all_inner_texts()

    plain = hall.open(f"{phone.url}?recu={code.replace(' ', '%20')}", java_script_enabled=False)
    assert plain.locator('[data-verdict="found"]').is_visible()
    assert plain.locator("[data-mine] li").count() == 1


@pytest.mark.parametrize(("language", "holds", "differs"), [
    ("fr", "Tout se tient.", "Ce relevé ne se tient pas."), ("en", "Everything holds.", "This record does not hold.")])
def test_the_verifier_works_from_a_file_without_a_network(chromium, site, tmp_path, language, holds, differs):
    page_file, record_file, changed_file = (tmp_path / name for name in ("v.html", "record.json", "changed.json"))
    page_file.write_bytes(urllib.request.urlopen(f"{site.address}/{language}/verificateur.html").read())  # noqa: S310
    address = f"{site.address}/api/v1/polls/{site.world.published_choice}/record"
    record = json.loads(urllib.request.urlopen(address).read())  # noqa: S310
    record_file.write_text(json.dumps(record))
    context, said = chromium.new_context(offline=True), []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(page_file.as_uri())
    page.set_input_files("[name=file]", record_file)
    page.wait_for_selector(f'[data-counted="same"]:visible >> text={holds}')
    assert page.locator("[data-words]").inner_text() == " · ".join(words_of(record["seal"]))
    assert page.locator("[data-seal]").inner_text() == record["seal"]
    page.fill("[name=code]", record["ballots"][0]["id"][:16])
    page.wait_for_selector('[data-verdict="found"]:visible')
    expect(page.locator("[data-mine] li")).to_have_count(len(record["ballots"][0]["choice"]["options"]))
    assert_accessible(page)

    record["ballots"][0]["choice"]["options"] = record["ballots"][0]["choice"]["options"][:1]
    record["result"]["figures"]["o0"]["votes"] += 1
    changed_file.write_text(json.dumps(record))
    page.set_input_files("[name=file]", changed_file)
    page.wait_for_selector(f'[data-counted="different"]:visible >> text={differs}')
    assert page.locator("[data-differences] li").count() >= 2  # the seal, the figures
    broken_file = tmp_path / "broken.json"
    broken_file.write_text("[1, 2")
    page.set_input_files("[name=file]", broken_file)
    page.wait_for_selector('[data-state="unreadable"]:visible')
    context.close()
    assert said == []
