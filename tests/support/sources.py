"""What the templates, scripts and style sheets are made of, for the tests that hold them together."""

import ast
import re
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from forum.core.config import ROOT

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".svg", ".txt", ".xml"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
MODULES = sorted((ROOT / "forum").rglob("*.py"))
TRANSLATORS = {"_", "lazy", "ngettext", "gettext"}
# stands where a template has an expression or a statement, so that words on its two sides do not run together
GAP = "\ue000"
READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "aria-roledescription", "label"}
_environment = Environment()  # noqa: S701 - it parses templates and renders none


def name_of(path):
    """Give a path as it is written in messages: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def parse_template(path):
    """Give the syntax tree of a template."""
    return _environment.parse(path.read_text())


@cache
def markup_of(path):
    """Give the HTML of a template with a GAP for everything that is not HTML."""
    parts, inside = [], False
    for _line, kind, value in _environment.lex(path.read_text()):
        if kind == "data":
            parts.append(value)
        elif kind.endswith("_end"):
            inside = False
        elif kind.endswith("_begin") and not inside:
            inside = True
            # a comment is nothing; a statement or a value is something unknown
            parts.append("" if kind == "comment_begin" else GAP)
    # `<{{ name }}` opens an element whose name is not known
    return re.sub(rf"(</?){GAP}", r"\1x", "".join(parts))


class Reader(HTMLParser):
    """Collect what a person reads or hears, and the classes, of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.texts = []
        self.classes = []
        self.silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("style", "script")
        for name, value in attributes:
            if name in READ_ALOUD and value:
                self.texts.append(value)
            if name == "class" and value:
                self.classes.append(value)

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


@cache
def read_html(path):
    """Read the HTML of a template; see Reader."""
    return Reader(markup_of(path))


def constants_outside_translation(tree):
    """Yield the string constants of a template that no translator takes."""
    def walk(node, is_translated):
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and not is_translated:
            yield node
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATORS:
            is_translated = True
        for child in node.iter_child_nodes():
            yield from walk(child, is_translated)
    yield from walk(tree, False)


def all_constants(path):
    """Give every string constant of a template."""
    return [node.value for node in parse_template(path).find_all(nodes.Const) if isinstance(node.value, str)]


def calls_of(path, function):
    """Give the calls of a named function in a template."""
    return [node for node in parse_template(path).find_all(nodes.Call)
            if isinstance(node.node, nodes.Name) and node.node.name == function]


@cache
def parse_module(path):
    """Give the syntax tree of a Python module."""
    return ast.parse(path.read_text())


def strings_of(path):
    """Give every string constant of a Python module, docstrings included."""
    return [node.value for node in ast.walk(parse_module(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def strings_outside_translation(path):
    """Yield (line, text) of the string constants of a module that no translator takes; docstrings left out."""
    def walk(node, is_translated):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not is_translated:
            yield node.lineno, node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATORS:
            is_translated = True
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                yield from walk(child, is_translated)
    yield from walk(parse_module(path), False)


SCRIPT_TOKENS = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`", re.DOTALL)


def strings_of_script(path):
    """Give the string literals of a script, its comments left out."""
    return [token[1:-1] for token in SCRIPT_TOKENS.findall(path.read_text()) if token[0] in "\"'`"]


def rules_of_sheet(path):
    """Give a style sheet without its comments, strings and addresses."""
    text = re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.DOTALL)
    return re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", " ", text)


def classes_of_sheet(path):
    """Give the class names that a style sheet has rules for."""
    selectors = re.findall(r"([^{};]*)\{", rules_of_sheet(path))
    return {name for selector in selectors for name in re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selector)}
