"""Serve on gevent, one process."""

import os

from forum.core.live import socketio


def serve_from_environment(app):
    """Serve on FORUM_HOST and FORUM_PORT until told to stop."""
    socketio.init_app(app, async_mode="gevent")
    socketio.run(app, host=os.environ.get("FORUM_HOST", "127.0.0.1"), port=int(os.environ.get("FORUM_PORT", "8000")))
