"""Our style sheets and scripts, served as they are: joined and compressed once at start, cached for ever by version."""

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from forum.core.config import ROOT
from forum.core.web.encoding import takes_gzip

STATIC = ROOT / "static"
COMPRESSIBLE = {".css", ".js", ".mjs", ".svg", ".json", ".webmanifest", ".txt"}
TYPES = {
    ".woff2": "font/woff2",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
}
# a comment is a whole line of a script, and everything between the marks of a sheet
COMMENTS = {".js": re.compile(rb"^[ ]*//.*", re.MULTILINE), ".css": re.compile(rb"/\*.*?\*/", re.DOTALL)}
blueprint = Blueprint("assets", __name__)


class AssetStore:
    """Hold every static file, its type and its compressed form in memory, under one version."""

    def __init__(self, folder=STATIC):
        self.folder = folder
        self.files = {}
        self.load()

    def load(self):
        """Read the folder again; the version is a hash of all of it."""
        files = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        for sheet in ("app", "screen"):
            order = files.get(f"css/{'order' if sheet == 'app' else sheet}.txt")
            if order is not None:
                names = [line.strip() for line in order.decode().splitlines() if line.strip()]
                files[f"{sheet}.css"] = b"\n".join(files[f"css/{name}"] for name in names)
        files["app.js"], files["writing.js"] = join_modules(files, "js/core/"), join_modules(files, "js/writing/")
        for name in [name for name in files if name.endswith(tuple(COMMENTS)) and not name.startswith("vendor/")]:
            files[name] = bare(files[name], Path(name).suffix)
        digest = hashlib.sha256()
        for name, body in files.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
        self.version = digest.hexdigest()[:12]
        self.files = {name: self._prepare(name, body) for name, body in files.items()}
        self.stamp = self._newest()

    def _prepare(self, name, body):
        suffix = Path(name).suffix
        kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        return kind, body, pack(body) if suffix in COMPRESSIBLE else None

    def _newest(self):
        return max((path.stat().st_mtime for path in self.folder.rglob("*")), default=0)

    def refresh(self):
        """Reload when a file changed: only while developing."""
        if self._newest() != self.stamp:
            self.load()


@lru_cache(maxsize=400)
def pack(body):
    """Compress a file; one that did not change since it was last read is not compressed again."""
    return gzip.compress(body, 9)


def join_modules(files, folder):
    """Put the modules that `app.js` of a folder imports in their place, each in a scope of its own."""
    return re.sub(
        rb'^import "\./([\w-]+\.js)";$',
        lambda found: b"{\n" + files[folder + found[1].decode()] + b"}",
        files[folder + "app.js"],
        flags=re.MULTILINE,
    )


def bare(text, suffix):
    """Leave comments, indentation and empty lines out of a script or a sheet, a sixth of what travels."""
    text = COMMENTS[suffix].sub(b"", text)
    return re.sub(rb"\n\s+", b"\n", b"\n" + text).lstrip()


@blueprint.get("/assets/<version>/<path:name>")
def asset(version, name):
    store = current_app.extensions["assets"]
    entry = store.files.get(name)
    if entry is None:
        abort(404)
    kind, body, packed = entry
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if version == store.version else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if packed is not None and takes_gzip(request.headers.get("Accept-Encoding", "")):
        body, headers["Content-Encoding"] = packed, "gzip"
    return Response(body, headers=headers, content_type=kind)


def init_app(app):
    """Serve the assets and give templates `asset("app.css")`."""
    store = app.extensions["assets"] = AssetStore()
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = lambda name: f"/assets/{store.version}/{name}"
    if app.debug:
        app.before_request(store.refresh)

    @app.get("/favicon.ico")
    def favicon():
        return asset(store.version, "img/favicon.svg")
