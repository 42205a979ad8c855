"""What docs/record.md and docs/methods.md say is all there: every method, every field of a record, every procedure."""

import ast
import random
import re

import pytest

from forum.core.config import ROOT
from forum.votes.majority import BASES, FIELDS, QUORUM_FIELDS
from forum.votes.methods import METHODS
from forum.votes.rules import CHANNELS
from forum.votes.ties import FIELDS as TIE_FIELDS
from forum.votes.ties import PROCEDURES
from tests.support.elections import draw_election
from tests.support.sources import MODULES, parse_module

RECORD, METHODS_TEXT = ((ROOT / "docs" / name).read_text() for name in ("record.md", "methods.md"))


def named(text):
    """Give every word that a text writes as code."""
    return set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text))))


def section_of(method):
    """Give what is said of a method."""
    return re.search(rf"^## `{method}` – .+?(?=^## |\Z)", METHODS_TEXT, re.DOTALL | re.MULTILINE)[0]


@pytest.mark.parametrize("method", METHODS)
def test_each_method_has_its_section_its_figures_and_its_rounds(method):
    said = named(section_of(method))
    draw = random.Random(1)
    for _ in range(20):
        result = draw_election(draw, method)["result"]
        figures = result["figures"] if METHODS[method].TAKES_OPTIONS else {"": dict.fromkeys(result["figures"])}
        fields = {name for figure in figures.values() for name in figure}
        fields |= {name for entry in result.get("rounds", ()) for name in entry}
        fields |= set(result) - {"status", "winners", "tied", "figures", "adopted", "settled", "quorum", "rounds"}
        assert fields <= said, fields - said


def test_each_method_names_a_source_or_needs_none():
    for method in METHODS.keys() - {"choose", "yesno"}:
        assert re.search(r"\b(?:1[89]|20)\d\d\b|12th ed", section_of(method)), method


def test_every_procedure_and_every_field_of_a_rule_is_named():
    assert set(PROCEDURES) <= named(METHODS_TEXT)
    rule = {*FIELDS, *QUORUM_FIELDS, *PROCEDURES, *BASES, *(name for names in TIE_FIELDS.values() for name in names)}
    assert rule <= named(RECORD), rule - named(RECORD)


def test_every_field_that_the_record_is_composed_of_is_named():
    (path,) = [path for path in MODULES if path.name == "record.py" and path.parent.name == "votes"]
    literals = [node for node in ast.walk(parse_module(path)) if isinstance(node, ast.Dict)]
    keys = {key.value for node in literals for key in node.keys if isinstance(key, ast.Constant)}
    keys = {key for key in keys if isinstance(key, str)} | {"seal", "adopted", "settled", "rounds", *CHANNELS}
    assert keys <= named(RECORD), keys - named(RECORD)
