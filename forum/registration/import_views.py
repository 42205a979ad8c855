"""The door of a list from a spreadsheet: chosen, shown row by row with its columns, then imported."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.web.limits import limit
from forum.registration import importing, policies, presenters, queries, services
from forum.registration.list_views import LIST, day_of

# two megabytes, and what a form adds; what a page carries back is smaller
LARGEST_REQUEST = 3 * 1024 * 1024
MOST_SHOWN = 500
blueprint = Blueprint("registrations_import", __name__)


@blueprint.url_value_preprocessor
def allow_a_file(_endpoint, _values):
    """Let this door alone take a body as large as a list may be, before any of it is read."""
    request.max_content_length = request.max_form_memory_size = LARGEST_REQUEST


def read_columns(header):
    """Give the columns: as chosen on the page, else by their titles."""
    if "packed" not in request.form:
        return importing.guess_columns(header)
    chosen = {name: request.form.get(f"column_{name}", "", type=str) for name in importing.HEADERS}
    return {name: int(place) for name, place in chosen.items() if place.isascii() and place.isdigit()
            and int(place) < len(header)}


def read_upload():
    if "packed" in request.form:
        return importing.unpack(request.form["packed"])
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise importing.refuse(_("Choisissez un fichier."))
    return importing.decode(sent.stream.read(importing.LARGEST + 1))


@blueprint.route(f"{LIST}importer/", methods=["GET", "POST"])
@signed_in
@limit("60/hour")
def page(slug):
    event, _roles = day_of(slug, policies.can_read_private)
    shown, fault = {}, ""
    if request.method == "POST":
        try:
            text = read_upload()
            header, rows = importing.read_table(text)
            columns = read_columns(header)
            shown = {"header": header, "columns": columns, "packed": importing.pack(text)}
            if request.form.get("act") == "import":
                with transaction():
                    done = services.import_people(current_viewer(), event.id, rows, columns)
                flash(_("Ajoutées : %(new)s · en attente : %(waiting)s · changées : %(changed)s · laissées : %(left)s",
                        **done), "success")
                return redirect(url_for("registrations.people", slug=slug), 303)
            shown["lines"] = importing.judge(event.id, rows, columns, queries.map_addresses(event.id))
        except Refusal as refusal:
            if "file" not in refusal.fields:
                raise
            fault = refusal.fields["file"]
    answer = render_template(
        "registration/import.html", event=event, fault=fault, counts=presenters.count_lines(shown.get("lines", ())),
        line_names=presenters.LINE_NAMES, column_names=presenters.COLUMN_NAMES, most=MOST_SHOWN, **shown)
    return answer, 422 if fault else 200
