"""What a page loads of scripts, every import followed: a phone in a hall must not wait for them."""

import re

import pytest

from forum.core.config import ROOT
from forum.core.web.assets import AssetStore

CORE = "js/core/app.js"
MOST = 30_000  # compressed, third parties included
TEMPLATES = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
PAGES = sorted(set(re.findall(r'asset\("(js/[^"]+)"\)', TEMPLATES)))
IMPORT = re.compile(r"(?:from|import)\s*[\"'](\.[^\"']+)[\"']")


def closure(files, name, seen):
    """Add a script and everything it imports to `seen`."""
    if name not in seen:
        seen.add(name)
        for target in IMPORT.findall(files[name][1].decode()):
            path = (ROOT / "static" / name).parent.joinpath(target).resolve()
            closure(files, path.relative_to(ROOT / "static").as_posix(), seen)
    return seen


@pytest.mark.parametrize("script", PAGES)
def test_a_page_loads_few_scripts(script):
    files = AssetStore().files
    loaded = closure(files, script, closure(files, CORE, set()))
    assert sum(len(files[name][2]) for name in loaded) <= MOST


def test_only_the_rooms_pages_load_socket_io():
    files = AssetStore().files
    heavy = [script for script in PAGES if "vendor/socket.io.esm.min.js" in closure(files, script, set())]
    assert all(script.startswith("js/plenary/") for script in heavy)
    assert "js/plenary/phone.js" in heavy
