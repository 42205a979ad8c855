"""Files and seals: any value has one canonical form, any bytes are read or refused with a line, nothing breaks."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.recount import judge
from forum.votes.sealing import canonical_json, seal_of
from forum.votes.strict_json import JsonText, Unreadable

# the same examples at each run, however busy the machine is
steady = settings(deadline=None, derandomize=True, max_examples=200)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=20)

WHOLE = {
    "format": "concertaction-poll/1",
    "poll": {"id": "p", "question": "Quoi?", "method": "approve", "select": 1, "minimum": 1, "maximum": 2,
             "options": [{"id": key, "label": key} for key in "abc"], "rule": {}, "secret": True, "indicative": False},
    "roll": {"entitled": 5, "present": 5, "voted": 3},
    "ballots": [{"id": f"{number:064x}", "choice": {"options": ["a"]}} for number in range(3)],
    "result": {"status": "decided", "winners": ["a"], "tied": [],
               "figures": {"a": {"votes": 3}, "b": {"votes": 0}, "c": {"votes": 0}}},
    "incidents": [],
}
TEXT = json.dumps({**WHOLE, "seal": seal_of(WHOLE)}, indent=1)


def write(value):
    """Write a value in its canonical form by the letter of RFC 8785, sections 3.2.1 to 3.2.3, without json's help."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(write_character(character) for character in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    names = sorted(value, key=lambda name: [int.from_bytes(pair) for pair in pairs_of(name.encode("utf-16-be"))])
    return "{" + ",".join(write(name) + ":" + write(value[name]) for name in names) + "}"


def pairs_of(data):
    return [data[start:start + 2] for start in range(0, len(data), 2)]


def write_character(character):
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    if character in short:
        return short[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


@steady
@given(values)
def test_canonical_form_is_the_one_of_the_standard(value):
    assert canonical_json(value) == write(value).encode()


@steady
@given(values)
def test_canonical_form_is_read_back_and_does_not_depend_on_the_order_of_writing(value):
    assert JsonText(canonical_json(value)).value == value
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@steady
@given(values, st.none() | st.integers(0, 3), st.booleans())
def test_strict_reader_reads_every_way_of_writing_a_value(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert JsonText(text.encode()).value == value


@steady
@given(values, values)
def test_two_values_have_one_seal_only_when_they_are_the_same(one, two):
    same = json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)
    assert (seal_of({"value": one}) == seal_of({"value": two})) is same


@steady
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_with_a_line(data):
    assert 1 <= line_refused(data) <= data.count(b"\n") + 1
    assert judge(data).code == 2


def line_refused(data):
    """Give the line in which a file is refused; 1 when it is read."""
    try:
        JsonText(data)
    except Unreadable as refusal:
        return refusal.line
    return 1


@steady
@given(st.integers(0, len(TEXT)), st.integers(0, 6), st.text('{}[]",:\\0189.-eabtfn \n', max_size=4))
def test_damaged_file_never_holds_and_never_breaks_the_recount(start, length, patch):
    damaged = TEXT[:start] + patch + TEXT[start + length:]
    verdict = judge(damaged.encode())
    try:
        is_same = json.loads(damaged) == json.loads(TEXT)
    except ValueError:
        is_same = False
    assert verdict.code == 0 if is_same and verdict.code != 2 else verdict.code in (1, 2)
    assert all(isinstance(difference, str) and len(difference) < 1000 for difference in verdict.differences)


def test_whole_file_holds():
    assert judge(TEXT.encode()).code == 0
