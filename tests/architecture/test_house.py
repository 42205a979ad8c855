"""The rules of the house that a machine can hold."""

import ast
import re
import subprocess
import sys

import pytest

from forum.core.config import ROOT
from forum.core.web.assets import AssetStore
from tests.support.sources import MODULES, name_of, parse_module

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# smells, not laws: each longer file, and each longer function, says why
LONG = {}
LONG_FUNCTIONS = {}
# an import inside a function hides a circle, except these
LATE_IMPORTS = {}
# what one feature may import from another; everything else is its own business
SHARED = {"rules", "facts", "models", "policies", "queries", "services", "presenters"}
# and the modules beyond it that are made to be shared, with the reason
SHARED_TOO = {
    "forum.accounts.viewer": "the value that says who is looking; it depends on nothing",
    "forum.accounts.sessions": "doors ask it who is looking",
    "forum.accounts.views": "signed_in and add_faults, for other doors",
    "forum.trails.registry": "each feature registers how its kind is shown",
    "forum.forums.subjects": "who knows what a topic may be about registers it",
    "forum.votes.methods": "a ballot's form hangs on the kind of answer that its method takes",
    "forum.votes.explaining": "the words of the answers that a ballot's form offers",
    "forum.votes.faults": "what is wrong with a ballot, before there are words for it",
    "forum.votes.seal_words": "the words of a seal are a pure function, as it is",
    "forum.votes.sealing": "a seal and a receipt are pure functions of the contract",
    "forum.votes.suppression": "what a table by sector may show is said once, whatever is counted",
    "forum.plenary.papers": "a paper of any room is typeset from its data in one way",
    "forum.votes.spec": "the shape of a poll as it is prepared",
    "forum.events.faults": "the fields of a day are judged in the same sentences whoever changes them",
    "forum.deliberation.neighbours": "reads for lists of things",
    "forum.deliberation.loading": "the demonstration is the days' files, loaded",
}
# what stands above the features and ties them together
ABOVE = {"app.py", "cli.py", "serving.py", "wiring.py"}


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_only_the_transaction_commits():
    own = "forum/core/database/transaction.py"
    others = [name_of(path) for path in MODULES if re.search(r"\.commit\(", path.read_text())]
    assert set(others) <= {own, "forum/core/database/engine.py"}


def test_no_import_hides_inside_a_function():
    hidden = []
    for path in MODULES:
        for node in ast.walk(parse_module(path)):
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
    # spelt in two halves, so that this file does not name them either
    halves = [("p", "ypi\\.org"), ("p", "ythonhosted"), ("registry\\.n", "pmjs"), ("deb\\.d", "ebian\\.org"),
              ("/w", "ork/")]
    forbidden = re.compile("|".join(first + second for first, second in halves))
    faults = []
    for path in tracked():
        if path.suffix in (".png", ".woff2"):
            continue
        found = forbidden.search(path.read_text(errors="replace"))
        if found:
            faults.append(f"{name_of(path)}: {found[0]}")
    assert not faults


def imports_of(path):
    """Give what a module imports, as dotted names."""
    found = []
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_a_feature_uses_only_what_another_shares():
    faults = []
    for path in MODULES:
        own = path.relative_to(ROOT / "forum").parts[0]
        for name in imports_of(path):
            room, feature, module = (*name.split("."), "", "")[:3]
            if (room == "forum" and own not in ABOVE and feature not in (own, "core") and module not in SHARED
                    and f"forum.{feature}.{module}" not in SHARED_TOO):
                faults.append(f"{name_of(path)} imports {name}")
    assert not faults


def test_rules_are_pure():
    faults = []
    for path in MODULES:
        if path.name in ("rules.py", "facts.py"):
            faults += [f"{name_of(path)}: {name}" for name in imports_of(path)
                       if name.split(".")[0] not in sys.stdlib_module_names
                       and not re.match(r"forum(\.\w+)+\.(rules|facts)\b", name)]
            faults += [f"{name_of(path)}: reads the clock" for node in ast.walk(parse_module(path))
                       if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")]
    assert not faults


def test_services_and_reads_know_no_request():
    faults = []
    doors = re.compile(r"flask\.(request|session|flash|redirect|render_template|g|make_response|abort)$")
    for path in MODULES:
        if path.name in ("services.py", "queries.py", "policies.py", "models.py", "rules.py", "facts.py"):
            faults += [f"{name_of(path)}: {name}" for name in imports_of(path) if doors.match(name)]
    assert not faults


def test_functions_fit_on_a_screen():
    long = {}
    for path in MODULES:
        for node in ast.walk(parse_module(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines, name = node.end_lineno - node.lineno + 1, f"{name_of(path)}: {node.name}"
                if lines > 40 and name not in LONG_FUNCTIONS:
                    long[name] = lines
    assert not long


def test_nothing_is_left_for_later():
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]))
    left = [name_of(path) for path in tracked() if path.suffix in (".py", ".html", ".css", ".js", ".md", ".toml")
            and marks.search(path.read_text())]
    assert not left


def test_style_sheets_and_scripts_stay_light():
    files = AssetStore().files
    packed = {name: len(entry[2] or entry[1]) for name, entry in files.items()}
    sheets = {name: size for name, size in packed.items() if re.fullmatch(r"\w+\.css", name)}
    assert sheets
    assert not {name: size for name, size in sheets.items() if size > 24_000}
    # the independent count is fetched only when a reader asks for it, or downloaded with the verifier
    ours = sum(size for name, size in packed.items() if name.startswith("js/") and not name.startswith("js/recount/"))
    # the desk goes on through a cut of the network: 4 kB of its own
    assert ours <= 44_000, "the scripts of all our pages together; what one page may load is held in the browser"
    assert sum(size for name, size in packed.items() if name.startswith("js/recount/")) <= 25_000
    fonts = sum(size for name, size in packed.items() if name.endswith(".woff2") and "italic" not in name)
    assert fonts <= 85_000
