"""Sign-in: the cookie holds a random token, the row behind it says whose it is and can be revoked."""

from flask import g, request, session
from flask_login import LoginManager, login_user, logout_user
from flask_login.utils import _get_user
from flask_wtf.csrf import generate_csrf

from forum.accounts.queries import find_viewer_by_session, recognise
from forum.accounts.services import close_session, open_session
from forum.accounts.viewer import ANONYMOUS

manager = LoginManager()
manager.session_protection = None
manager.anonymous_user = lambda: ANONYMOUS
manager.user_loader(recognise)


def current_viewer():
    """Give who is looking; a request without a session cookie asks the database nothing."""
    viewer = g.get("viewer")
    if viewer is None:
        viewer = _get_user() if request.cookies.get("session") else ANONYMOUS
        g.viewer = viewer
    return viewer


def sign_in(account_id):
    """Start a session of its own for this browser: what the visitor's cookie held is dropped, nothing stays."""
    token = open_session(account_id, describe_browser(request.user_agent.string))
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    viewer = find_viewer_by_session(token)
    login_user(viewer)
    generate_csrf()
    g.viewer = viewer
    return viewer


def sign_out(viewer):
    """End this browser's session."""
    close_session(viewer, viewer.session_id)
    logout_user()
    session.clear()
    g.viewer = ANONYMOUS


def describe_browser(agent):
    """Name a browser and its system roughly enough to be recognised in a list by its owner."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    names = [next((name for mark, name in table if mark in agent), "") for table in (browsers, systems)]
    return " · ".join(name for name in names if name)
