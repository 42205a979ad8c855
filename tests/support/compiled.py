"""What applications and servers of the tests compile once for all: the templates."""

import tempfile
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

COMPILED = Path(tempfile.gettempdir()) / "concertaction-test-templates"


def share_compiled(app):
    """Let an application take the templates that another has compiled."""
    COMPILED.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED))
    return app
