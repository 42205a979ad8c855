"""The third-party files of the pages: listed once, installed from packages, never committed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from forum.core import assets_install

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
LISTING = json.loads((ROOT / "package.json").read_text())["assets"]


def test_installed_assets_are_those_of_the_lock():
    assert assets_install.is_current(ROOT), "run `forum assets`"
    assert [name for name in LISTING["files"] if not (VENDOR / name).is_file()] == []


def test_sprite_holds_each_listed_icon_once():
    sprite = (VENDOR / LISTING["sprite"]["target"]).read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == LISTING["sprite"]["icons"]
    assert "style=" not in sprite


def test_nothing_from_npm_is_committed():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in tracked if "vendor/" in name or "node_modules/" in name or name.endswith(".woff2")] == []


def make_project(folder):
    for name in assets_install.NPM_FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_missing_npm_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv(assets_install.SKIP_VARIABLE, raising=False)
    monkeypatch.setattr(assets_install.shutil, "which", lambda name: None)
    monkeypatch.setattr(assets_install.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(assets_install.AssetsError, match=r"^npm is missing: .*\.$"):
        assets_install.install_assets(make_project(tmp_path))
    assert not (tmp_path / "static" / "vendor").exists()


def test_build_asks_for_node_only_when_npm_is_missing(tmp_path, monkeypatch):
    monkeypatch.delenv(assets_install.SKIP_VARIABLE, raising=False)
    project = make_project(tmp_path)
    monkeypatch.setattr(assets_install.shutil, "which", lambda name: "/usr/bin/npm")
    assert assets_install.list_build_requirements(project) == []
    monkeypatch.setattr(assets_install.shutil, "which", lambda name: None)
    assert assets_install.list_build_requirements(project) == [assets_install.NODE_WHEEL]


def test_assets_can_be_skipped(tmp_path, monkeypatch):
    monkeypatch.setenv(assets_install.SKIP_VARIABLE, "1")
    monkeypatch.setattr(assets_install.shutil, "which", lambda name: None)
    project = make_project(tmp_path)
    assert assets_install.list_build_requirements(project) == []
    assert assets_install.install_assets(project) is False
