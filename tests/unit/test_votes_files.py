"""Poll files: counted when parts are missing, recounted when sealed, refused with a line when malformed."""

import copy
import json

import pytest
from click.testing import CliRunner

from forum.votes.commands import recount, tally
from forum.votes.sealing import seal_of

pytestmark = pytest.mark.usefixtures("english")


def approve_file(*groups, **poll):
    return {
        "format": "concertaction-poll/1",
        "poll": {"id": "p", "question": "Quelles pistes?", "method": "approve", "select": 1, "minimum": 1, "maximum": 2,
                 "options": [{"id": key, "label": key.upper()} for key in "abc"], "rule": {}, "secret": True,
                 "indicative": False, **poll},
        "ballots": [{"choice": {"options": list(group)}} for group in groups],
    }


def yesno_file(yes, no, rule, **more):
    ballots = [{"choice": {"answer": "yes"}}] * yes + [{"choice": {"answer": "no"}}] * no
    return {"format": "concertaction-poll/1", "ballots": ballots,
            "poll": {"id": "p", "question": "?", "method": "yesno", "options": [], "rule": rule, "secret": True,
                     "indicative": False}, **more}


def sealed_file():
    record = approve_file("a", "ab", "b", "a")
    for place, ballot in enumerate(record["ballots"]):
        ballot["id"] = f"{place:064x}"
    record |= {"roll": {"entitled": 9, "present": 8, "voted": 4}, "incidents": [],
               "result": {"status": "decided", "winners": ["a"], "tied": [],
                          "figures": {"a": {"votes": 3}, "b": {"votes": 2}, "c": {"votes": 0}}}}
    return {**record, "seal": seal_of(record)}


def run(command, content, *arguments):
    """Run a command on a file with this content: bytes, text, or a value to be written as JSON, a line each item."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content, indent=1, ensure_ascii=False)
    data = content.encode() if isinstance(content, str) else content
    outcome = CliRunner().invoke(command, ["-", *arguments], input=data)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    return outcome


# ---- tally ----

def test_file_without_result_seal_roll_or_ids_is_counted():
    outcome = run(tally, approve_file("a", "ab", "b", "a"))
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == {"status": "decided", "winners": ["a"], "tied": [],
                                          "figures": {"a": {"votes": 3}, "b": {"votes": 2}, "c": {"votes": 0}}}


def test_count_and_weight_multiply():
    document = approve_file()
    document["ballots"] = [{"choice": {"options": ["a"]}, "count": 4},
                           {"choice": {"options": ["b"]}, "weight": 3, "count": 2}]
    figures = json.loads(run(tally, document).stdout)["figures"]
    assert figures == {"a": {"votes": 4}, "b": {"votes": 6}, "c": {"votes": 0}}


def test_number_to_select_and_method_can_be_given():
    document = approve_file("ab", "a", "b", "c")
    assert json.loads(run(tally, document).stdout)["status"] == "tie"
    assert json.loads(run(tally, document, "--select", "2").stdout)["winners"] == ["a", "b"]
    del document["poll"]["method"]
    assert run(tally, document).exit_code == 2
    assert json.loads(run(tally, document, "--method", "approve").stdout)["tied"] == ["a", "b"]


def test_settings_of_the_files_own_method_do_not_bind_another_one():
    document = approve_file("ab", "a", "b", "a", minimum=1, maximum=2)
    assert json.loads(run(tally, document, "--method", "equal_shares").stdout)["winners"] == ["a"]
    assert "more than the 1 allowed" in run(tally, document, "--method", "choose").stderr
    assert "not an answer of this method" in run(tally, document, "--method", "rank_irv").stderr


def test_costs_are_there_for_all_options_or_for_none():
    document = approve_file("a", "b", "b", method="equal_shares", budget=10)
    assert "costs: it is missing" in run(tally, document).stderr
    for option in document["poll"]["options"][:2]:
        option["cost"] = 5
    text = json.dumps(document, indent=1)
    line = text[:text.index('"id": "c"')].count("\n")
    assert f"line {line}: this option has no cost" in run(tally, text).stderr
    document["poll"]["options"][2]["cost"] = 5
    assert json.loads(run(tally, document).stdout)["winners"] == ["b", "a"]
    del document["poll"]["budget"]
    assert "budget: it is missing" in run(tally, document).stderr


def test_identical_ballots_are_judged_once_and_the_first_wrong_one_is_told():
    text = json.dumps(approve_file(*["a"] * 50, "z", *["z"] * 3), indent=1)
    lines = text.splitlines()
    wrong = next(number for number, line in enumerate(lines, 1) if '"z"' in line)
    assert f"line {wrong - 2}: choice: it names an option that is not in the poll" in run(tally, text).stderr


@pytest.mark.parametrize("method", ["borda", "APPROVE", ""])
def test_unknown_method_is_refused(method):
    assert run(tally, approve_file("a", method=method)).exit_code == 2
    assert run(tally, approve_file("a"), "--method", method).exit_code == 2


def test_file_needs_nothing_but_what_is_counted():
    document = {"format": "concertaction-poll/1", "poll": {"method": "approve", "options": [{"id": "a"}, {"id": "b"}]},
                "ballots": [{"choice": {"options": ["b"]}}, {"choice": {"blank": True}}]}
    assert json.loads(run(tally, document).stdout)["winners"] == ["b"]
    document["poll"] = {"method": "yesno"}
    document["ballots"] = [{"choice": {"answer": "yes"}}]
    assert json.loads(run(tally, document).stdout)["adopted"] is True


def test_majority_is_measured_against_the_roll_of_the_file():
    rule = {"majority": "1/2", "strict": True, "base": "entitled"}
    roll = {"entitled": 12, "present": 9, "voted": 7}
    assert json.loads(run(tally, yesno_file(7, 0, rule, roll=roll)).stdout)["adopted"] is True
    assert json.loads(run(tally, yesno_file(6, 0, rule, roll=roll)).stdout)["adopted"] is False
    outcome = run(tally, yesno_file(7, 0, rule))
    assert outcome.exit_code == 2
    assert "roll.entitled: it is missing" in outcome.stderr


def test_byte_order_mark_is_read_over():
    assert run(tally, b"\xef\xbb\xbf" + json.dumps(approve_file("a")).encode()).exit_code == 0


@pytest.mark.parametrize(("change", "needle"), [
    (lambda file: file.update(format="concertaction-poll/2"), '"format"'),
    (lambda file: file["poll"].update(options=5), '"options": 5'),
    (lambda file: file["poll"].update(maximum=7), '"maximum"'),
    (lambda file: file["poll"].update(minimum=0), '"minimum"'),
    (lambda file: file["poll"].update(maximum=True), '"maximum"'),
    (lambda file: file["poll"].update(select="2"), '"select"'),
    (lambda file: file["poll"].update(rule={"quorum": {"share": "3/2"}}), '"rule"'),
    (lambda file: file["poll"]["options"][1].update(id="a"), '"id": "a",\n    "label": "B"'),
    (lambda file: file["poll"]["options"][1].update(id=7), '"id": 7'),
    (lambda file: file["ballots"].insert(1, 5), "  5,\n"),
    (lambda file: file["ballots"][1].update(choice={"options": ["zz"]}), '"choice": {\n    "options": [\n     "zz"'),
    (lambda file: file["ballots"][1].update(choice=["zz"]), '"choice": [\n    "zz"'),
    (lambda file: file["ballots"][1].update(weight=-1), '"weight": -1'),
    (lambda file: file["ballots"][1].update(count=0), '"count": 0'),
    (lambda file: file["ballots"][1].update(weight="1"), '"weight": "1"'),
    (lambda file: file["ballots"][1].update(weight=None), '"weight": null'),
    (lambda file: file["ballots"][1].update(id=5), '"id": 5'),
    (lambda file: file.update(roll={"entitled": -1}), '"entitled": -1'),
    (lambda file: file.update(roll=[]), '"roll": []'),
])
def test_malformed_file_is_refused_with_its_line(change, needle):
    document = approve_file("a", "b", "c")
    change(document)
    text = json.dumps(document, indent=1, ensure_ascii=False)
    outcome = run(tally, text)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert f"line {text.count(chr(10), 0, text.index(needle)) + 1}:" in outcome.stderr


@pytest.mark.parametrize(("text", "line", "reason"), [
    ("", 1, "ends too early"),
    ("{", 1, "key"),
    ('{\n"a": 1,\n"a": 2}', 3, "twice"),
    ('{\n"a":\n1.5}', 3, "integers"),
    ('{\n"a": 1e5}', 2, "integers"),
    ('{\n"a": NaN}', 2, "not a JSON value"),
    ('{\n"a": Infinity}', 2, "not a JSON value"),
    ('{\n"a": -Infinity}', 2, "not a JSON value"),
    ('{\n"a": 9007199254740992}', 2, "2⁵³"),
    ('{\n"a": ' + "9" * 5000 + "}", 2, "2⁵³"),
    ('{\n"a": 01}', 2, "comma"),
    ('{\n"a": "x\ny"}', 2, "string"),
    ('{\n"a": "\\ud800"}', 2, "surrogate"),
    ('{\n"a": "\\x41"}', 2, "string"),
    ("[" * 20_000, 1, "nested"),
    ('{"a":' * 20_000, 1, "nested"),
    ("[]", 1, "object"),
    ("null", 1, "object"),
    ('{"a": 1}\n{"b": 2}', 2, "follows"),
    ('{"a": [1,\n]}', 2, "not a JSON value"),
    ('{"a": 1,\n}', 2, "key"),
    ("{'a': 1}", 1, "key"),
    ('{"a" 1}', 1, "colon"),
    ('{"a": [1 2]}', 1, "comma"),
    ("\n\n// no", 3, "not a JSON value"),
])
def test_text_that_is_not_strict_json_is_refused_with_its_line(text, line, reason):
    for command in (tally, recount):
        outcome = run(command, text)
        assert outcome.exit_code == 2
        assert f"line {line}:" in outcome.stderr
        assert reason in outcome.stderr


def test_bytes_that_are_not_utf_8_are_refused_with_their_line():
    outcome = run(tally, b'{\n"a": "\xe9"}')
    assert outcome.exit_code == 2
    assert "line 2: this is not UTF-8" in outcome.stderr


def test_votes_that_add_up_to_more_than_can_be_sealed_are_refused():
    document = approve_file("a", "b")
    for ballot in document["ballots"]:
        ballot.update(weight=2**52, count=1)
    assert run(tally, document).exit_code == 2


def test_missing_file_is_unreadable():
    assert CliRunner().invoke(tally, ["/nowhere/at/all.json"]).exit_code == 2
    assert CliRunner().invoke(recount, ["/"]).exit_code == 2


# ---- recount ----

def test_sealed_file_holds():
    outcome = run(recount, sealed_file())
    assert outcome.exit_code == 0
    assert "4 ballots" in outcome.stdout


def test_layout_and_order_of_keys_do_not_break_a_seal():
    document = dict(reversed(sealed_file().items()))
    assert run(recount, json.dumps(document)).exit_code == 0
    assert run(recount, json.dumps(document, indent=7, ensure_ascii=True)).exit_code == 0


@pytest.mark.parametrize(("change", "told"), [
    (lambda file: file["ballots"][0].update(choice={"options": ["c"]}), "figures of c"),
    (lambda file: file["ballots"].pop(), "the ballots make 3"),
    (lambda file: file["ballots"].reverse(), "order of their ids"),
    (lambda file: file["poll"].update(question="Autre"), "the seal does not hold"),
    (lambda file: file["roll"].update(entitled=3), "more votes"),
    (lambda file: file["roll"].update(voted=5), "the roll says that 5 voted"),
    (lambda file: file.pop("roll"), "no roll"),
    (lambda file: file.pop("seal"), "no seal"),
    (lambda file: file.update(seal="sha256:" + "0" * 64), "the seal does not hold"),
    (lambda file: file.update(seal=7), "the seal does not hold"),
    (lambda file: file.pop("result"), "no result"),
    (lambda file: file.update(result="decided"), "no result"),
    (lambda file: file["result"].update(winners=["b"]), "winners: the file says ['b']"),
    (lambda file: file["result"].update(adopted=True), "adopted"),
    (lambda file: file["result"]["figures"]["a"].update(votes=True), "figures of a"),
    (lambda file: file["result"]["figures"].update(z={"votes": 1}), "figures of z"),
    (lambda file: file["ballots"][0].pop("id"), "no id"),
    (lambda file: file["ballots"][0].update(voter="Ana"), "names its voter"),
    (lambda file: file["ballots"][0].update(choice={"options": ["zz"]}), "cannot be counted: line"),
    (lambda file: file["ballots"][0].update(choice={"options": ["a", "b", "c"]}), "more than the 2 allowed"),
])
def test_file_that_was_changed_does_not_hold_and_says_in_what(change, told):
    document = copy.deepcopy(sealed_file())
    change(document)
    outcome = run(recount, document)
    assert outcome.exit_code == 1
    assert told in outcome.stdout


def test_changed_file_does_not_hold_even_when_it_is_sealed_again():
    document = sealed_file()
    document["result"]["winners"] = ["b"]
    document["seal"] = seal_of(document)
    outcome = run(recount, document)
    assert outcome.exit_code == 1
    assert "seal" not in outcome.stdout


def test_file_that_is_no_poll_file_is_unreadable():
    whole = sealed_file()
    for document in ({}, {"format": "concertaction-poll/1"}, {**whole, "ballots": 5}, {**whole, "poll": None}):
        assert run(recount, document).exit_code == 2
