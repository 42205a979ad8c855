"""Language: the page's, from its address; French catalogues first, and Québec's way of writing dates and numbers.

A command speaks the language of its terminal.
"""

import os
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import g, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel.speaklater import LazyString
from markupsafe import escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.routing import BaseConverter

__all__ = [
    "LANGUAGES",
    "_",
    "bi",
    "current_language",
    "format_date",
    "format_datetime",
    "format_number",
    "format_percent",
    "format_time",
    "in_language",
    "language_of",
    "lazy",
    "negotiate",
    "ngettext",
    "speaking",
]

LANGUAGES = ("fr", "en")
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
TIME_ZONE = ZoneInfo("America/Toronto")
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
NBSP = "\u00a0"

spoken = ContextVar("spoken", default="fr")  # where no page asks


class LanguageConverter(BaseConverter):
    """Match the language prefix of an address."""

    regex = "fr|en"


def negotiate(accept=None):
    """Choose the language of an address that names none, from Accept-Language; French when in doubt."""
    wanted = accept if accept is not None else request.accept_languages
    if not isinstance(wanted, LanguageAccept):
        wanted = LanguageAccept(wanted)
    # "en-GB, fr;q=0.1" is someone who reads English: the region does not matter here
    spoken = LanguageAccept([(tag.partition("-")[0].lower(), weight) for tag, weight in wanted])
    return spoken.best_match(LANGUAGES, default="fr") or "fr"


def current_language():
    """Give "fr" or "en": the forced language, else the address's, else the negotiated one; no page, what is spoken."""
    if has_app_context():
        forced = g.get("forced_language")
        if forced:
            return forced
    if not has_request_context():
        return spoken.get()
    language = g.get("language")
    if language is None:
        prefix = request.path[1:3] if request.path[3:4] in ("/", "") else ""
        language = g.language = prefix if prefix in LANGUAGES else negotiate()
    return language


def language_of(environ):
    """Give the language of a terminal as its environment says, in gettext's order; French when in doubt."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "C")
    is_chosen = said.partition(".")[0] not in ("C", "POSIX")
    wishes = [*environ.get("LANGUAGE", "").split(":"), said] if is_chosen else [said]
    return next((wish[:2] for wish in wishes if wish[:2] in LANGUAGES and not wish[2:3].isalpha()), "fr")


@contextmanager
def speaking(language):
    """Speak this language wherever no page asks: a command, in the language of its terminal."""
    before = spoken.set(language)
    try:
        yield
    finally:
        spoken.reset(before)


@contextmanager
def in_language(language):
    """Render what stands inside in this language, whatever the request says (mail, live parts, records)."""
    before = g.get("forced_language")
    g.forced_language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.forced_language = before


@cache
def _catalogue(language):
    return Translations.load(TRANSLATIONS, [language])


def _(text, **values):
    """Say a sentence of the interface in the page's language, its %(placeholders)s filled in.

    A page asks this a hundred times: the catalogue is found at once, where Flask-Babel looks for it each time.
    """
    found = _catalogue(current_language()).ugettext(text)
    return found % values if values else found


class Sentence(LazyString):
    """A sentence said when it is read; in a page it is text, as any other: what it quotes may be anybody's words."""

    def __html__(self):
        return escape(str(self))


def lazy(text, **values):
    """Give a sentence of the interface that is said, each time, in the language of whoever reads it then."""
    return Sentence(_, text, **values)


def ngettext(singular, plural, num, **values):
    """Say a sentence for a number, which is also the placeholder %(num)s."""
    return _catalogue(current_language()).ungettext(singular, plural, num) % {"num": num, **values}


def bi(thing, field):
    """Give a bilingual field in the page's language; the original stands in when there is no translation."""
    language = current_language()
    get = thing.get if isinstance(thing, dict) else lambda name: getattr(thing, name)
    return get(f"{field}_{language}") or get(f"{field}_fr") or ""


def list_stale_catalogues():
    """List (source, target) of each catalogue that must be compiled."""
    sources = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    return [(source, source.with_suffix(".mo")) for source in sources if is_stale(source.with_suffix(".mo"), source)]


def is_stale(target, source):
    """Tell whether a file made from another is missing, or older."""
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def compile_catalogues():
    """Compile each .po that is newer than its .mo, where it can be written; the .mo are not committed."""
    for source, target in list_stale_catalogues():
        if os.access(target.parent, os.W_OK):
            with source.open("rb") as handle:
                catalogue = read_po(handle, locale=source.parts[-3])
            part = target.with_suffix(".mo.part")
            with part.open("wb") as handle:
                write_mo(handle, catalogue)
            part.replace(target)


def _local(moment):
    return moment.astimezone(TIME_ZONE) if isinstance(moment, datetime) else moment


def format_date(value, language=None, weekday=False):
    """Write a date: « 18 janvier 2007 », "January 18, 2007"; 1ᵉʳ for the first in French."""
    value = _local(value)
    day = value if isinstance(value, date) else value.date()
    if (language or current_language()) == "en":
        return f"{MONTHS_EN[day.month - 1]} {day.day}, {day.year}"
    number = "1ᵉʳ" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS_FR[day.month - 1]}{NBSP}{day.year}"


def format_time(value, language=None):
    """Write a time of day: « 15 h 42 », "3:42 p.m."."""
    value = _local(value)
    if (language or current_language()) == "en":
        return f"{(value.hour - 1) % 12 + 1}:{value.minute:02d}{NBSP}{'a.m.' if value.hour < 12 else 'p.m.'}"
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")


def format_datetime(value, language=None):
    """Write a moment: « 18 janvier 2007, 15 h 42 », "January 18, 2007, 3:42 p.m."."""
    value = _local(value)
    return f"{format_date(value, language)}, {format_time(value, language)}"


def format_number(value, language=None):
    """Write a whole number with its thousands apart: « 12 400 », "12,400"."""
    text = f"{value:,}"
    return text if (language or current_language()) == "en" else text.replace(",", NBSP)


def format_percent(part, whole, language=None, digits=0):
    """Write part ÷ whole as a rate, rounded half up: « 66,7 % », "66.7%"; a dash when the whole is nothing."""
    if not whole:
        return "–"
    rate = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if (language or current_language()) == "en":
        return f"{rate}%"
    return f"{str(rate).replace('.', ',')}{NBSP}%"


def init_app(app):
    """Give the application its languages: the address decides, and url_for puts the language back in."""
    compile_catalogues()
    app.config.update(BABEL_DEFAULT_LOCALE="fr", BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS))
    app.url_map.converters["lang"] = LanguageConverter
    Babel(app, locale_selector=current_language, default_locale="fr")

    @app.url_value_preprocessor
    def take_language(endpoint, values):
        if values and "lang" in values:
            g.language = values.pop("lang")

    @app.url_defaults
    def put_language(endpoint, values):
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_language()

    app.jinja_env.filters.update(
        bi=bi, date=format_date, time=format_time, datetime=format_datetime, number=format_number
    )
    app.jinja_env.globals.update(percent=format_percent, ngettext=ngettext, _=_)
