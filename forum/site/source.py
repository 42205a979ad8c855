"""The program's own source as a file, for whoever uses the site: the licence gives them the right to it."""

import io
import tarfile
from functools import cache

from forum.core.config import ROOT

# what belongs to the program; everything else in the folder (data, keys, installed packages) is left out
OURS = ("forum", "templates", "static", "migrations", "tests", "benchmarks", "tools", "docs", "wsgi.py",
        "hatch_build.py", "babel.cfg", "pyproject.toml", "requirements.lock", "package.json", "package-lock.json",
        ".npmrc", "Makefile", "README.md",
        "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")
LEFT_OUT = ("/vendor", "/__pycache__", ".mo", ".pyc")


def _keep(entry):
    if entry.issym() or entry.islnk() or entry.name.endswith(LEFT_OUT):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


@cache
def pack_source():
    """Pack the source as it was at the first call; bytes of a .tar.gz."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as archive:
        for name in OURS:
            if (ROOT / name).exists():
                archive.add(ROOT / name, arcname=f"concertaction/{name}", filter=_keep)
    return packed.getvalue()
