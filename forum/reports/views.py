"""Doors: reading the editions of a day's report and brief, taking them away in each format, taking the open data."""

from flask import Blueprint, Response, render_template

from forum.accounts.sessions import current_viewer
from forum.core.i18n import current_language
from forum.core.web.pages import public_page, remember
from forum.events import policies as event_policies
from forum.events import queries as events
from forum.reports import files, opendata, presenters, queries
from forum.reports.rules import FILE_NAMES

LANG = "/<lang:lang>/journees/<slug>"
EDITION = f"{LANG}/<any(rapport, synthese):folder>/<int(max=99999):number>"
KINDS = {folder: kind for kind, folder in FILE_NAMES.items()}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
blueprint = Blueprint("reports", __name__)


def find_edition(slug, folder, number):
    """Give a day and one of its editions, if the viewer may see the day; raises Missing."""
    event = events.get_event(slug, current_viewer())
    return event, queries.get_edition(event.id, KINDS[folder], number)


@blueprint.get(f"{LANG}/rapports/")
@public_page("event:{slug}", "reports:{slug}")
def shelf(slug):
    viewer = current_viewer()
    event = events.get_event(slug, viewer)
    may_edit = event_policies.can_edit(viewer, events.roles_of(viewer, event.id))
    return render_template("reports/shelf.html", event=event, editions=queries.list_editions(event.id),
                           may_edit=may_edit, licence=queries.licence_of(event.id), words=presenters)


@blueprint.get(f"{EDITION}/")
@public_page("event:{slug}", "reports:{slug}")
def edition(slug, folder, number):
    event, row = find_edition(slug, folder, number)
    tree = row.trees[current_language()]
    return render_template("reports/edition.html", event=event, edition=row, tree=tree, words=presenters,
                           history=presenters.history_table(row, queries.list_versions(row)))


@blueprint.get(f"{EDITION}.<any(pdf, docx, odt):form>")
def paper(slug, folder, number, form):
    event, row = find_edition(slug, folder, number)
    language = current_language()
    body = queries.find_file(row.id, form, language) or kept(
        event, (folder, number, form, language), lambda: files.make_file(row, form, language))
    return as_file(body, TYPES[form], f"{folder}-{slug}-{number}-{current_language()}.{form}", keep=form != "pdf")


@blueprint.get(f"{LANG}/donnees.zip")
def archive(slug):
    viewer = current_viewer()
    event = events.get_event(slug, viewer)
    body = kept(event, ("data",), lambda: opendata.make_archive(slug, viewer))
    return as_file(body, "application/zip", f"donnees-{slug}.zip", keep=True)


def kept(event, name, make):
    """Give what was made of a day once, until something in it changes; of a draft nothing is kept."""
    if event.state != "published":
        return make()
    return remember(("report", event.slug, *name), (f"event:{event.slug}", f"reports:{event.slug}"), make)


def as_file(body, kind, name, keep):
    """Answer with a file to be kept, or shown by who can."""
    where = "attachment" if keep else "inline"
    return Response(body, content_type=kind, headers={"Content-Disposition": f'{where}; filename="{name}"'})
