"""The factory: configuration, kernel, features, wiring."""

import importlib.util
import logging
from datetime import timedelta
from importlib import import_module

from flask import Flask, has_request_context, request
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.accounts.sessions import current_viewer
from forum.accounts.sessions import manager as login_manager
from forum.core import i18n
from forum.core.config import ROOT, Settings
from forum.core.database import engine
from forum.core.web import assets, errors, headers, limits, pages

LARGEST_BODY = 512 * 1024

MODELS = ("core", "accounts", "trails", "texts", "votes", "forums", "events", "communities", "deliberation", "plenary")
DOORS = ("accounts.views", "texts.views", "site.views", "events.views", "deliberation.views", "deliberation.editing",
         "forums.views", "communities.views", "plenary.views", "plenary.console", "plenary.api", "plenary.live",
         "plenary.docs")


def create_app(settings=None, **overrides):
    """Build the application from the settings (by default the environment's)."""
    settings = settings or Settings.from_environment(**overrides)
    app = Flask("forum", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key, SQLALCHEMY_DATABASE_URI=settings.database_url, TESTING=settings.testing,
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=2000, MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False, PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for part in (headers, i18n, assets, errors, limits, engine, pages):
        part.init_app(app)
    login_manager.init_app(app)
    app.extensions["identify"] = lambda: current_viewer().id  # who is counted by the limits of the kernel
    csrf = CSRFProtect(app)
    give_templates_their_words(app)
    for name in (*(f"{feature}.models" for feature in MODELS), *DOORS):
        module = _module(f"forum.{name}")
        blueprint = getattr(module, "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
            if getattr(module, "USES_BEARER_TOKENS", False):
                csrf.exempt(blueprint)
    wiring = _module("forum.wiring")
    if wiring:
        wiring.init_app(app)
    return app


def _module(name):
    # while the house is being built: a room that is not there yet is passed over
    try:
        return import_module(name) if importlib.util.find_spec(name) else None
    except ImportError as error:
        if error.name and error.name.startswith("forum."):
            logging.getLogger("forum").warning("%s: %s", name, error)
            return None
        raise


def engine_options(settings):
    """Size the pool: SQLite's connections are files, PostgreSQL's are processes. No error may print a ballot."""
    if settings.is_sqlite:
        return {"hide_parameters": True, "connect_args": {"timeout": 5}}
    return {"hide_parameters": True, "pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def give_templates_their_words(app):
    """Set what every template may name."""
    words = app.jinja_env.globals
    words["current_language"] = i18n.current_language
    words["csrf"] = lambda: Markup('<input type="hidden" name="csrf_token" value="{}">').format(words["csrf_token"]())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def page_words():
        language = i18n.current_language()
        if not has_request_context():
            return {"lang": language}
        return {"lang": language, "viewer": current_viewer(), "other_lang_url": other_language_url}


def other_language_url():
    """Give the address of the present page in the other language."""
    language = i18n.current_language()
    other = "en" if language == "fr" else "fr"
    path = request.full_path if request.query_string else request.path
    return f"/{other}{path[3:]}" if path[1:3] in i18n.LANGUAGES and path[3:4] == "/" else f"/{other}/"
