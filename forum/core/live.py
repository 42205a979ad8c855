"""The Socket.IO server; features register their messages on it."""

from flask_socketio import SocketIO

socketio = SocketIO()
NAMESPACE = "/plenary"
