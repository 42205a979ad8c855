"""Templates, style sheets, icons, scripts and addresses name each other, and what they name is there."""

import json
import re

import pytest
from jinja2 import nodes

from forum.app import create_app
from forum.core.config import ROOT, Settings
from forum.core.web.assets import AssetStore
from tests.support import sources

ICONS = json.loads((ROOT / "package.json").read_text())["assets"]["sprite"]["icons"]
# classes that carry no rule of their own, and why they stand in a template all the same
UNSTYLED = {}
# classes with a rule that no template, script or module names, and why
UNNAMED = {}


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare")
    return create_app(Settings(data=folder, database_url="sqlite://", secret_key="k" * 64, testing=True))


def first_argument(call):
    return call.args[0].value if call.args and isinstance(call.args[0], nodes.Const) else None


def words_of(texts):
    return {word for text in texts for word in re.findall(r"[A-Za-z_][\w-]*", text)}


def all_strings():
    """Give every string that could name an icon or a class, by file."""
    for path in sources.TEMPLATES:
        yield path, [*sources.all_constants(path), *sources.read_html(path).classes, sources.markup_of(path)]
    for path in sources.SCRIPTS:
        yield path, sources.strings_of_script(path)
    for path in sources.MODULES:
        yield path, sources.strings_of(path)


def test_every_template_parses_and_names_templates_that_exist(application):
    there, missing = set(application.jinja_env.list_templates()), []
    for path in sources.TEMPLATES:
        named = sources.parse_template(path).find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport))
        missing += [f"{sources.name_of(path)}: {node.template.value}" for node in named
                    if isinstance(node.template, nodes.Const) and node.template.value not in there]
    assert not missing


def test_every_address_that_a_template_builds_exists(application):
    unknown = []
    for path in sources.TEMPLATES:
        for call in sources.calls_of(path, "url_for"):
            endpoint = first_argument(call)
            if endpoint and endpoint not in application.view_functions:
                unknown.append(f"{sources.name_of(path)}:{call.lineno}: {endpoint}")
    assert not unknown


def test_every_address_that_a_template_spells_out_exists(application):
    address = re.compile(r'(?:href|action|data-\w+)="/(?:\x00|fr|en)(/[\w./-]*)"')
    routes = application.url_map.bind("localhost")
    unknown = []
    for path in sources.TEMPLATES:
        for found in address.findall(sources.markup_of(path)):
            if not any(routes.test(f"/fr{found}", method) for method in ("GET", "POST")):
                unknown.append(f"{sources.name_of(path)}: {found}")
    assert not unknown


def test_every_asset_that_a_template_names_exists(application):
    files = application.extensions["assets"].files
    named = [(path, first_argument(call)) for path in sources.TEMPLATES for call in sources.calls_of(path, "asset")]
    assert not [f"{sources.name_of(path)}: {name}" for path, name in named if name and name not in files]


def test_every_import_of_a_script_exists(application):
    files, missing = application.extensions["assets"].files, []
    for path in sources.SCRIPTS:
        for call, target in re.findall(r"(?:from|import)\s*(\()?\s*[\"'](\.[^\"']+)[\"']", path.read_text()):
            # what every page gets is served joined, at the top: from there it asks for what comes later
            is_joined = path == ROOT / "static/js/core/app.js" and call
            if not (target.removeprefix("./") in files if is_joined else (path.parent / target).resolve().is_file()):
                missing.append(f"{sources.name_of(path)}: {target}")
    assert not missing


def test_the_modules_of_every_page_can_be_joined():
    entry = (ROOT / "static/js/core/app.js").read_text()
    names = re.findall(r'^import "\./([\w-]+\.js)";$', entry, re.MULTILINE)
    others = {path.name: path.read_text() for path in (ROOT / "static/js/core").glob("*.js") if path.name != "app.js"}
    assert set(names) == set(others), "each module of the folder is loaded by app.js"
    assert not [name for name, text in others.items() if re.search(r"^(import|export)\b", text, re.MULTILINE)]
    joined = AssetStore().files["app.js"][1].decode()
    assert "import " not in joined
    assert joined.count("\n}") >= len(names)


def test_every_icon_that_is_named_is_in_the_sprite():
    unknown = []
    for path in sources.TEMPLATES:
        called = [first_argument(call) for call in sources.calls_of(path, "icon")]
        keywords = [pair.value.value for pair in sources.parse_template(path).find_all(nodes.Keyword)
                    if pair.key in ("icon_name", "after") and isinstance(pair.value, nodes.Const)]
        unknown += [f"{sources.name_of(path)}: {name}" for name in called + keywords if name and name not in ICONS]
    assert not unknown


def test_every_icon_of_the_sprite_is_named_somewhere():
    named = {text for _path, texts in all_strings() for text in texts}
    assert not [name for name in ICONS if name not in named], "take it out of package.json"


def test_every_class_that_a_template_writes_has_a_rule():
    # a page that is kept as a file, or a letter, brings its own sheet: what shows it knows none of the site's
    sheets = [*sources.SHEETS, *(ROOT / "templates").rglob("*.css"), *(ROOT / "static/letters").glob("*.css")]
    styled = set().union(*(sources.classes_of_sheet(path) for path in sheets))
    hooks = words_of(text for path in sources.SCRIPTS for text in sources.strings_of_script(path) if "." in text)
    known = styled | hooks | set(UNSTYLED)
    faults = []
    for path in sources.TEMPLATES:
        for text in sources.read_html(path).classes:
            # what touches a gap is half a name: `theme-{{ n }}`
            whole = [word for word in re.split(r"\s+", text) if word and sources.GAP not in word]
            faults += [f"{sources.name_of(path)}: .{word}" for word in whole if word not in known]
    assert not faults, "\n".join(sorted(set(faults)))


def test_every_class_that_has_a_rule_is_named_somewhere():
    named = words_of(text for _path, texts in all_strings() for text in texts)
    unused = []
    for path in sources.SHEETS:
        for name in sorted(sources.classes_of_sheet(path)):
            is_numbered = re.fullmatch(r"(.+-)\d+", name)
            if name not in named | set(UNNAMED) and not (is_numbered and is_numbered[1] in named):
                unused.append(f"{sources.name_of(path)}: .{name}")
    assert not unused, "\n".join(unused)
