"""Doors: what organisers do with the report of a day: write, leave out, see the whole, issue, validate."""

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events import policies as event_policies
from forum.events import queries as events
from forum.events.presenters import tell
from forum.reports import brief, gathering, presenters, queries, services
from forum.reports.forms import EditionForm, LicenceForm, PartForm, ValidationForm
from forum.reports.rules import BRIEF_PARTS, FILE_NAMES, PARTS, REPORT_PARTS

blueprint = Blueprint("report_editing", __name__, url_prefix="/<lang:lang>/journees/<slug>/modifier/rapport")
KINDS = {folder: kind for kind, folder in FILE_NAMES.items()}
FOLDER = "<any(rapport, synthese):folder>"
GATHER = {"report": gathering.gather_report, "brief": brief.gather_brief}


def get_editable(slug):
    """Give a day that the viewer may change; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = events.get_event(slug, viewer)
    require(event_policies.can_edit(viewer, events.roles_of(viewer, event.id)))
    return event


def attempt(form, act, done):
    """Do an act in a transaction when a sound form was sent; tell whether it was done, faults beside the fields."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            act()
    except Refusal as refusal:
        tell(form, refusal)
        return False
    flash(done, "success")
    return True


def show(template, slug, status=200, **more):
    """Show a page of the organiser's report as the database now stands."""
    return render_template(f"reports/edit/{template}.html", event=get_editable(slug), here="report", words=presenters,
                           **more), status


@blueprint.get("/")
def report(slug):
    return show_report(slug)


def show_report(slug, status=200, **forms):
    """Show what is written, what may be issued and what was; a form that was sent back stands in its place."""
    event = get_editable(slug)
    name = current_viewer().name
    ready = {"report": EditionForm(formdata=None, prefix="report-", author=name),
             "brief": EditionForm(formdata=None, prefix="brief-", author=name),
             "licence": LicenceForm(formdata=None, licence=queries.licence_of(event.id)),
             "validation": ValidationForm(formdata=None, validated_by=name)}
    return show("report", slug, status, forms=ready | forms, parts=REPORT_PARTS, brief_parts=BRIEF_PARTS,
                title_of=gathering.title_of, narratives=queries.list_narratives(event.id),
                editions=queries.list_editions(event.id))


@blueprint.route("/section/<part>/", methods=["GET", "POST"])
@limit("240/hour")
def part(slug, part):
    event = get_editable(slug)
    if part not in PARTS:
        raise Missing()
    row = queries.list_narratives(event.id).get(part)
    form = PartForm(obj=row)
    done = _("Enregistré.")
    if attempt(form, lambda: services.write_part(current_viewer(), slug, part, form.data), done):
        return redirect(url_for("report_editing.report", slug=slug))
    return show("part", slug, 422 if form.errors else 200, form=form, part=part, title=gathering.title_of(part),
                may_leave_out=part in REPORT_PARTS)


@blueprint.get(f"/apercu/{FOLDER}/")
def preview(slug, folder):
    event = get_editable(slug)
    tree = GATHER[KINDS[folder]](slug, current_viewer())
    return render_template("reports/edition.html", event=event, edition=None, tree=tree, words=presenters, history=None)


@blueprint.post(f"/{FOLDER}/etablir/")
@limit("30/hour")
def issue(slug, folder):
    get_editable(slug)
    kind, made = KINDS[folder], []
    form = EditionForm(prefix=f"{kind}-")
    # read before the transaction: gathering a whole day must hold up nobody's vote
    trees = gathering.gather_both(GATHER[kind], slug, current_viewer())

    def act():
        row = services.issue_edition(current_viewer(), slug, kind, form.data, trees)
        made.append(services.make_files(current_viewer(), slug, row, url_for("report_editing.report", slug=slug)))

    if attempt(form, act, _("L’édition est établie.")):
        return redirect(url_for("jobs.job", job_id=made[0].id), 303)
    return show_report(slug, 422, **{kind: form})


@blueprint.post(f"/{FOLDER}/<int(max=99999):number>/valider/")
@limit("60/hour")
def validate(slug, folder, number):
    get_editable(slug)
    form, kind, made = ValidationForm(), KINDS[folder], []

    def act():
        row = services.validate_edition(current_viewer(), slug, kind, number, form.data)
        made.append(services.make_files(current_viewer(), slug, row, url_for("report_editing.report", slug=slug)))

    if attempt(form, act, _("L’édition est validée.")):
        return redirect(url_for("jobs.job", job_id=made[0].id), 303)
    return show_report(slug, 422, validation=form)


@blueprint.post("/licence/")
@limit("60/hour")
def licence(slug):
    get_editable(slug)
    form = LicenceForm()
    if attempt(form, lambda: services.choose_licence(current_viewer(), slug, form.licence.data), _("Enregistré.")):
        return redirect(url_for("report_editing.report", slug=slug))
    return show_report(slug, 422, licence=form)
