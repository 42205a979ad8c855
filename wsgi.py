"""The served application: `python wsgi.py` runs it on gevent, as `forum serve` does."""

from gevent import monkey

monkey.patch_all()

from forum.app import create_app  # noqa: E402 - the sockets must be patched before anything imports them
from forum.serving import serve_from_environment  # noqa: E402

app = create_app()

if __name__ == "__main__":
    serve_from_environment(app)
