"""The factory: configuration, kernel, features, wiring."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask, has_request_context, request
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import wiring
from forum.accounts import views as accounts
from forum.accounts.sessions import current_viewer
from forum.accounts.sessions import manager as login_manager
from forum.communities import views as communities
from forum.core import bus, clock, i18n, logs
from forum.core.config import ROOT, Settings
from forum.core.database import engine
from forum.core.web import assets, bodies, characters, errors, headers, limits, observing, pages
from forum.deliberation import editing as deliberation_editing
from forum.deliberation import views as deliberation
from forum.events import views as events
from forum.followup import team_views as followup_team
from forum.followup import views as followup
from forum.forums import views as forums
from forum.imports import views as imports
from forum.jobs import views as jobs
from forum.jobs.queue import queue_of
from forum.notes import views as notes
from forum.notifications import queries as letter_queries
from forum.notifications import views as letters
from forum.operations import views as operations
from forum.plenary import trial as room_trial
from forum.plenary import views as room_pages
from forum.plenary.after import follow_views as room_follow
from forum.plenary.after import views as room_aftermath
from forum.plenary.console import relief_views as room_relief
from forum.plenary.console import views as room_console
from forum.plenary.contract import api as room_api
from forum.plenary.contract import docs as room_docs
from forum.plenary.entry import move_views as room_moving
from forum.plenary.entry import reception_views as room_reception
from forum.plenary.entry import station_views as room_stations
from forum.plenary.entry import table_views as room_tables
from forum.plenary.entry import views as room_gate
from forum.plenary.floor import views as room_floor
from forum.plenary.papers import kit_views as room_kit
from forum.plenary.papers import views as room_papers
from forum.plenary.polls import template_views as room_templates
from forum.plenary.pulses import views as room_flash
from forum.plenary.questions import views as room_questions
from forum.plenary.screen import twin as room_twin
from forum.plenary.screen import views as room_showing
from forum.plenary.tellers import views as room_tellers
from forum.questionnaires import editing as questionnaires_editing
from forum.questionnaires import paper_views as questionnaires_paper
from forum.questionnaires import views as questionnaires
from forum.registration import import_views as registrations_import
from forum.registration import list_views as registrations
from forum.registration import team_views as registration_setup
from forum.registration import views as registration
from forum.reports import editing as report_editing
from forum.reports import views as reports
from forum.series import views as series
from forum.site import views as site
from forum.texts import views as texts

LARGEST_BODY = 512 * 1024

DOORS = (
    observing,
    accounts,
    texts,
    site,
    operations,
    events,
    deliberation,
    deliberation_editing,
    series,
    forums,
    communities,
    letters,
    registration,
    registration_setup,
    registrations,
    registrations_import,
    notes,
    imports,
    jobs,
    room_pages,
    room_console,
    room_showing,
    room_relief,
    room_templates,
    room_flash,
    room_floor,
    room_questions,
    room_tellers,
    room_trial,
    room_aftermath,
    room_docs,
    room_papers,
    room_kit,
    room_follow,
    room_twin,
    room_gate,
    room_moving,
    room_reception,
    room_tables,
    room_stations,
    questionnaires,
    questionnaires_editing,
    questionnaires_paper,
    reports,
    report_editing,
    followup,
    followup_team,
)


class Forum(Flask):
    """A Flask application none of whose functions is asynchronous: to look into each at each request takes time."""

    def ensure_sync(self, func):
        return func


def create_app(settings=None, **overrides):
    """Build the application from the settings (by default the environment's)."""
    settings = settings or Settings.from_environment(**overrides)
    app = Forum("forum", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    logs.configure(settings.log)
    clock.steady_libraries()
    app.session_interface = clock.PatientSessions()
    for part in (bus, bodies, headers, i18n, assets, errors, characters, limits, engine, pages, observing):
        part.init_app(app)
    login_manager.init_app(app)
    app.extensions["say_job"] = lambda job_id: queue_of(app).say(job_id)
    app.extensions["identify"] = lambda: current_viewer().id  # who is counted by the limits of the kernel
    csrf = CSRFProtect(app)
    give_templates_their_words(app)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    app.register_blueprint(room_api.blueprint)
    csrf.exempt(room_api.blueprint)  # its callers bear a token, and no cookie is accepted there
    csrf.exempt(followup.leave)
    csrf.exempt(letters.leave)  # it asks for the token itself, except of one click in a mail program
    wiring.init_app(app)
    return app


def engine_options(settings):
    """Size the pool: SQLite's connections are files, PostgreSQL's are processes. No error may print a ballot."""
    if settings.is_sqlite:
        return {"hide_parameters": True, "connect_args": {"timeout": 5}}
    return {"hide_parameters": True, "pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def give_templates_their_words(app):
    """Set what every template may name."""
    words = app.jinja_env.globals
    words["current_language"] = i18n.current_language
    words["letters_leave"] = letter_queries.are_set_up
    words["is_demo"] = app.extensions["settings"].demo
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
    path = f"{request.path}?{urlencode(list(request.args.items(multi=True)))}" if request.args else request.path
    return f"/{other}{path[3:]}" if path[1:3] in i18n.LANGUAGES and path[3:4] == "/" else f"/{other}/"
