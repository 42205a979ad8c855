"""The rules of the house that a machine can hold."""

import ast
import re
import subprocess

import pytest

from forum.core.config import ROOT

MODULES = sorted((ROOT / "forum").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# smells, not laws: each longer file says why
LONG = {}
# an import inside a function hides a circle, except these
LATE_IMPORTS = {}


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def test_only_the_transaction_commits():
    own = "forum/core/database/transaction.py"
    others = [name_of(path) for path in MODULES if re.search(r"\.commit\(", path.read_text()) and name_of(path) != own
              and not name_of(path).endswith("database/engine.py")]
    assert not others


def test_no_import_hides_inside_a_function():
    hidden = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [name_of(path) for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
    assert set(hidden) <= set(LATE_IMPORTS)


def test_no_room_is_called_after_nothing():
    assert not [name_of(path) for path in MODULES if re.search(r"(utils?|helpers?|managers?)\.py$", path.name)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_no_inline_script_style_or_handler(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>{}]*\son[a-z]+\s*=", text)
    assert "|safe" not in text or name_of(path) in SAFE_MARKUP, "markup is made safe in Python, not in a template"


SAFE_MARKUP = set()


def test_modules_keep_to_one_idea():
    limits = {".py": 400, ".js": 150, ".css": 300, ".html": 150}
    long = {}
    for path in tracked():
        name = name_of(path)
        most = limits.get(path.suffix)
        if most and name.startswith(("forum/", "static/", "templates/")):
            lines = len(path.read_text().splitlines())
            if lines > most and lines > LONG.get(name, 0):
                long[name] = lines
    assert not long


def test_nothing_committed_names_a_registry_or_a_machine():
    forbidden = re.compile("|".join(["p" + "ypi\\.org", "p" + "ythonhosted", "registry\\.n" + "pmjs", "deb\\.d" + "ebian\\.org", "/w" + "ork/"]))
    faults = []
    for path in tracked():
        if path.suffix in (".png", ".woff2"):
            continue
        found = forbidden.search(path.read_text(errors="replace"))
        if found:
            faults.append(f"{name_of(path)}: {found[0]}")
    assert not faults
