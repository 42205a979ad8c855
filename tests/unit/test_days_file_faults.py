"""A day's file that is wrong is told where and why, in both languages, whatever it holds."""

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core import i18n
from forum.deliberation.day_file import read_day
from forum.deliberation.faults import SENTENCES, sentence
from forum.deliberation.marked_yaml import LARGEST_FILE, Fault, Unreadable
from tests.support.second_day import make_day

DAY = """format: concertaction-day/1
event:
  code: "2030"
  slug: une-journee
  date: 2030-02-28
  title: { fr: Une journée, en: A day }
programme:
  - kind: session
    starts: 9 h 30
    ends: 10:15
    title: { fr: Une présentation }
themes:
  - number: 1
    title: { fr: Un volet }
    findings:
      - letter: A
        fr: Un constat
    pistes:
      - letter: A
        fr: Une piste
      - letter: B
        fr: Une autre
    discussion:
      title: { fr: Un atelier }
      remarks:
        - fr: Plusieurs personnes ont parlé.
          shared: { fr: Plusieurs personnes }
recommendations:
  - number: "1.1"
    theme: 1
    title: { fr: Un titre }
    wording: { fr: Il faudrait. }
links:
  - { from: finding:2030-1A, to: piste:2030-1B, relation: leads_to, drawn_by: team }
"""


def faults(text):
    with pytest.raises(Unreadable) as raised:
        read_day(text if isinstance(text, bytes) else text.encode())
    return [(fault.line, fault.code) for fault in raised.value.faults]


def test_the_example_is_right():
    record = read_day(DAY.encode())
    assert record["programme"][0]["starts"].minute == 30
    assert record["themes"][0]["discussion"]["remarks"][0]["shared"]["fr"] == "Plusieurs personnes"


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("themes:", "thèmes:", (12, "unknown_key")),
    ("    starts:", "    begins:", (9, "unknown_key")),
    ("  slug: une-journee\n", "", (3, "missing_key")),
    ("{ fr: Un volet }", "{ en: A theme }", (14, "missing_key")),
    ("{ fr: Un volet }", "Un volet", (14, "not_group")),
    ("{ fr: Un volet }", "{ fr: [Un volet] }", (14, "not_text")),
    ("{ fr: Un volet }", "{ fr: }", (14, "empty")),
    ("{ fr: Un volet }", "{ fr: ' ' }", (14, "empty")),
    ("{ fr: Un volet }", f"{{ fr: {'x' * 301} }}", (14, "too_long")),
    ("{ fr: Un volet }", '{ fr: "Un\\nvolet" }', (14, "several_lines")),
    ("{ fr: Un volet }", '{ fr: "Un \\u202Evolet" }', (14, "bad_characters")),
    ("2030-02-28", "2030-02-29", (5, "bad_date")),
    ("2030-02-28", "28 février", (5, "bad_date")),
    ("9 h 30", "25 h", (9, "bad_time")),
    ("9 h 30", "[9, 30]", (9, "bad_time")),
    ("10:15", "9:15", (10, "ends_before")),
    ("kind: session", "kind: party", (8, "not_one_of")),
    ("slug: une-journee", "slug: Une Journée", (4, "bad_form")),
    ("slug: une-journee", "slug: nouvelle", (4, "bad_form")),
    ("letter: B", "letter: A", (21, "taken")),
    ("letter: B", "letter: b", (21, "bad_form")),
    ("number: 1\n", "number: un\n", (13, "not_whole")),
    ("    theme: 1\n", "    theme: 2\n", (30, "unknown_ref")),
    ("    wording: { fr: Il faudrait. }\n", "", (29, "no_wording")),
    ("shared: { fr: Plusieurs personnes }", "shared: { fr: Tous les participants }", (27, "words_absent")),
    ("shared: { fr: Plusieurs personnes }", "shared: { fr: ont parlé }", (27, "no_level")),
    ("to: piste:2030-1B", "to: piste:2030-1C", (34, "unknown_ref")),
    ("to: piste:2030-1B", "to: piste:2007-1A", (34, "foreign_target")),
    ("from: finding:2030-1A", "from: constat", (34, "unknown_ref")),
    ("themes:\n", "themes: none\nmore:\n", (12, "not_list")),
    ("format: concertaction-day/1", "format: concertaction-day/2", (1, "not_one_of")),
])
def test_a_fault_is_named_with_its_line(before, after, expected):
    assert before in DAY
    assert expected in faults(DAY.replace(before, after, 1))


def test_every_fault_is_told_not_the_first_alone():
    broken = DAY.replace("2030-02-28", "hier").replace("kind: session", "kind: party").replace("letter: B", "letter: 2")
    assert faults(broken) == [(5, "bad_date"), (8, "not_one_of"), (21, "bad_form")]


def test_words_that_the_table_does_not_know_can_be_given_their_level():
    stated = DAY.replace("shared: { fr: Plusieurs personnes }", "shared: { fr: ont parlé, level: a_few }")
    assert read_day(stated.encode())["themes"][0]["discussion"]["remarks"][0]["shared"]["level"] == "a_few"


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True))


@pytest.mark.parametrize(("data", "expected"), [
    (b"", [(1, "empty_file")]),
    (b"# nothing\n", [(1, "empty_file")]),
    (b"format: concertaction-day/1\n\xe9", [(2, "not_utf8")]),
    (DAY.encode("utf-16"), [(1, "not_utf8")]),
    (b"\x00", [(1, "bad_file_characters")]),
    (b"x" * 10_000_000, [(1, "too_large")]),
    (b"x: " + b"y" * LARGEST_FILE, [(1, "too_large")]),
    (BOMB.encode(), [(1, "alias")]),
    (b"a: 1\nb: *a", [(2, "alias")]),
    (b"a: !!python/object/apply:os.system [ls]", [(1, "tag")]),
    (b"[" * 100_000, [(1, "too_deep")]),
    (b"- " * 50 + b"x", [(1, "too_deep")]),
    (b"{" * 100_000, [(1, "too_deep")]),
    (b"a: 1\n---\nb: 2", [(2, "several_documents")]),
    (b"a: 1\nb: 2\na: 3", [(3, "same_key")]),
    (b"? [a]\n: b", [(1, "bad_key")]),
    (b"a: 'x\n\nb: 1", [(3, "broken")]),
    (b"a:\n\t- b", [(2, "broken")]),
])
def test_a_file_that_is_no_day_gets_one_clear_fault(data, expected):
    assert faults(data) == expected


@pytest.mark.parametrize("data", [b"text", b"- a\n- b", b"12", b"null"])
def test_a_file_that_is_not_a_group_is_refused(data):
    assert faults(data)[0][1] in ("not_group", "empty_file")


LINES = make_day(1, themes=1, pistes=2, remarks=2).split("\n")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_does_more_than_name_faults(data):
    lines = LINES[:]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(st.sampled_from((
            "", "  " + lines[place], lines[place].lstrip(), lines[place] + ": x", "- " + lines[place], "{", "]", "'",
            lines[place].replace(":", ""), lines[place].replace("-", "", 1), "key: null", "a: &b 1", "\t", "%TAG ! x",
        )))
    found = []
    try:
        read_day("\n".join(lines).encode())
    except Unreadable as unreadable:
        found = unreadable.faults
    assert all(1 <= fault.line <= len(lines) + 1 and fault.code in SENTENCES for fault in found)


def test_a_fault_is_a_sentence_in_both_languages(monkeypatch):
    app = Flask("faults")
    i18n.init_app(app)
    params = {"key": "x", "value": "y", "known": "a, b", "limit": 2, "first": 1, "low": 0, "high": 9}
    with app.app_context():
        for code in SENTENCES:
            french, english = (sentence(Fault(7, code, params), language) for language in ("fr", "en"))
            assert french.startswith("ligne 7\u00a0: ")
            assert "%(" not in french + english
            assert len(french) > 12
