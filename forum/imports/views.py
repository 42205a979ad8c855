"""Doors of the imports: a document is sent or pasted, confirmed line by line, then written into the day."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _, ngettext
from forum.core.web.limits import limit
from forum.imports import presenters, queries, rules, services
from forum.imports.faults import refuse
from forum.imports.rules import Line

BASE = "/<lang:lang>/journees/<slug>/import/"
ONE = f"{BASE}<int(max=2147483647):import_id>/"
LARGEST_REQUEST = rules.LARGEST + 1024 * 1024
blueprint = Blueprint("imports", __name__)


@blueprint.url_value_preprocessor
def allow_a_document(_endpoint, _values):
    """Let this door alone take a body as large as a document may be, before any of it is read."""
    request.max_content_length = request.max_form_memory_size = LARGEST_REQUEST


def read_upload():
    """Give the name and the bytes of what was sent: a file, or what was pasted."""
    sent, pasted = request.files.get("file"), request.form.get("pasted", "")
    if sent is not None and sent.filename:
        return sent.filename, sent.stream.read(rules.LARGEST + 1)
    if not pasted.strip():
        refuse("no_file")
    return _("Texte collé") + ".txt", pasted.encode("utf-8", "replace")


@blueprint.route(BASE, methods=["GET", "POST"])
@signed_in
@limit("30/hour")
def documents(slug):
    event, fault = queries.get_importing_event(slug, current_viewer()), ""
    if request.method == "POST":
        try:
            name, data = read_upload()
            with transaction():
                job = services.begin_reading(current_viewer(), slug, name, data, request.form.get("language") == "en",
                                             request.path)
            return redirect(url_for("jobs.job", job_id=job.id), 303)
        except Refusal as refusal:
            if refusal.code != "invalid":
                raise
            fault, event = refusal.fields["file"], queries.get_importing_event(slug, current_viewer())
    page = render_template("imports/documents.html", event=event, rows=queries.list_imports(event.id), fault=fault,
                           pasted=request.form.get("pasted", ""), kept_days=rules.KEPT_DAYS)
    return page, 422 if fault else 200


def read_lines():
    """Give what the page sends of its lines: {place: (mark, Line)}, and the places that are ticked."""
    changes, ticked = {}, set()
    for name in request.form:
        kind, _dash, place = name.partition("-")
        if kind == "was" and place.isascii() and place.isdigit() and len(place) < 6:
            changes[int(place)] = request.form[name], Line(*(
                request.form.get(f"{part}-{place}", "") for part in ("role", "text", "number")))
            if f"tick-{place}" in request.form or "all" in request.form:
                ticked.add(int(place))
    role = request.form.get("role", "")
    if request.form.get("act") == "retype":
        changes = {place: (mark, Line(role, line.text, line.number) if place in ticked else line)
                   for place, (mark, line) in changes.items()}
    return changes


@blueprint.route(ONE, methods=["GET", "POST"])
@signed_in
@limit("600/hour")
def document(slug, import_id):
    event = queries.get_importing_event(slug, current_viewer())
    row = queries.get_import(event, import_id)
    wanted, page = request.values.get("filter", ""), request.values.get("page", 1, type=int)
    wanted = wanted if wanted in presenters.FILTERS else ""
    late, fault = {}, ""
    if request.method == "POST":
        try:
            late, done = act_on(slug, import_id, request.form.get("act", "save"))
            if not late:
                flash(done, "success") if done else None
                page += request.form.get("act") == "next"
                return redirect(url_for("imports.document", slug=slug, import_id=import_id, filter=wanted or None,
                                        page=page if page > 1 else None), 303)
        except Refusal as refusal:
            if refusal.code != "invalid":
                raise
            fault = next(iter(refusal.fields.values()))
        event = queries.get_importing_event(slug, current_viewer())
        row = queries.get_import(event, import_id)
    shown = presenters.confirmation(event, row, wanted, page, late)
    page = render_template("imports/document.html", event=event, row=row, fault=fault, has_late=bool(late), **shown)
    return page, 422 if fault or late else 200


def act_on(slug, import_id, act):
    """Save the page's lines, then do what its button says; gives (lines that others had changed, what to say)."""
    viewer, changes = current_viewer(), read_lines()
    with transaction():
        late = {place: changes[place][1] for place in services.correct(viewer, slug, import_id, changes)}
    if late or act in ("save", "next", "retype"):
        return late, _("Enregistré.")
    with transaction():
        if act == "leave":
            left = services.leave_faults(viewer, slug, import_id)
            return late, ngettext("%(num)s ligne laissée de côté.", "%(num)s lignes laissées de côté.", left)
        row = services.import_document(viewer, slug, import_id)
        return late, _("Importé. Ajoutées : %(added)s · déjà là : %(known)s", added=row.added, known=row.known)


@blueprint.post(f"{ONE}abandonner/")
@signed_in
def abandon(slug, import_id):
    with transaction():
        services.abandon(current_viewer(), slug, import_id)
    flash(_("L’importation est abandonnée. Rien n’a changé dans la journée."), "success")
    return redirect(url_for("imports.documents", slug=slug), 303)
