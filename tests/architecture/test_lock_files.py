"""The lock files name packages and hashes, never the address of a registry."""

import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON_LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "package-lock.json"


def read_node_packages():
    return json.loads(NODE_LOCK.read_text())["packages"]


def list_addresses(value, path=()):
    """Yield (path, text) for every string of a JSON value that holds an address."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from list_addresses(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from list_addresses(inner, path)
    elif isinstance(value, str) and "://" in value:
        yield path, value


def test_python_lock_holds_no_address():
    assert "://" not in PYTHON_LOCK.read_text()
    assert "--index" not in PYTHON_LOCK.read_text()
    assert "--find-links" not in PYTHON_LOCK.read_text()


def test_every_python_package_is_pinned_with_hashes():
    entries = [line for line in PYTHON_LOCK.read_text().splitlines() if line and line[0] not in " #"]
    assert len(entries) > 40
    assert [line for line in entries if "==" not in line or not line.endswith("\\")] == []


def test_every_direct_python_dependency_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    locked = {line.split("==")[0].split("[")[0] for line in PYTHON_LOCK.read_text().splitlines() if "==" in line}
    names = {requirement.split(">")[0].split("=")[0].split("[")[0] for requirement in wanted}
    assert names - locked == set()


def test_node_lock_holds_no_address_outside_funding():
    assert [found for found in list_addresses(read_node_packages()) if "funding" not in found[0]] == []


def test_no_node_package_says_where_it_was_resolved():
    assert [name for name, package in read_node_packages().items() if "resolved" in package] == []


def test_every_node_package_has_its_hash():
    assert [name for name, package in read_node_packages().items() if name and "integrity" not in package] == []


@pytest.mark.parametrize("name", ["dependencies", "devDependencies"])
def test_node_dependencies_are_exact_versions(name):
    versions = json.loads((ROOT / "package.json").read_text()).get(name, {})
    assert [version for version in versions.values() if not version[0].isdigit()] == []
