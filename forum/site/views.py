"""The doors of the home page and of the pages that explain the site."""

from flask import Blueprint, Response, current_app, redirect, render_template
from markupsafe import Markup

from forum.accounts.viewer import ANONYMOUS
from forum.core.i18n import current_language, negotiate
from forum.core.web.pages import public_page, remember
from forum.events.queries import list_events
from forum.forums.queries import list_latest_topics
from forum.site.presenters import list_home_tags, present_home
from forum.site.source import pack_source

blueprint = Blueprint("site", __name__)
HOME_TAGS = ("events", "recommendations", "forums", "communities")


@blueprint.get("/")
def door():
    """Send a visitor to the home page in the language their browser asks for."""
    answer = redirect(f"/{negotiate()}/")
    answer.vary.add("Accept-Language")
    return answer


@blueprint.get("/<lang:lang>/")
@public_page(*HOME_TAGS)
def home():
    days, topics = list_events(ANONYMOUS), list_latest_topics(ANONYMOUS)
    body = remember(("home", current_language()), (*HOME_TAGS, *list_home_tags(days, topics)),
                    lambda: Markup(render_template("site/_home.html", home=present_home(days, topics))))  # noqa: S704 (a rendered template)
    return render_template("site/home.html", body=body)


@blueprint.get("/<lang:lang>/aide/")
@public_page("site")
def help_page():
    return render_template("site/help.html")


@blueprint.get("/<lang:lang>/aide/secret-du-vote/")
@public_page("site")
def secrecy():
    return render_template("site/secrecy.html")


@blueprint.get("/<lang:lang>/accessibilite/")
@public_page("site")
def accessibility():
    return render_template("site/accessibility.html", settings=current_app.extensions["settings"])


@blueprint.get("/<lang:lang>/vie-privee/")
@public_page("site")
def privacy():
    return render_template("site/privacy.html", settings=current_app.extensions["settings"])


@blueprint.get("/<lang:lang>/licence/")
@public_page("site")
def licence():
    return render_template("site/licence.html")


@blueprint.get("/source.tar.gz")
def source():
    """Hand out the program's own source, as its licence asks of whoever serves it."""
    return Response(pack_source(), mimetype="application/gzip",
                    headers={"Content-Disposition": "attachment; filename=concertaction-source.tar.gz"})
