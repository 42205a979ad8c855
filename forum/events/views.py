"""Doors: what organisers do with a day itself."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events import policies, presenters, queries, services
from forum.events.forms import BodiesForm, EventForm, NewEventForm, ProgrammeForm, RoleForm, SectorsForm

blueprint = Blueprint("events", __name__, url_prefix="/<lang:lang>/journees")
ACTS = {"monter": "up", "descendre": "down", "retirer": "remove"}


def get_editable(slug, parts=False):
    """Give a day that the viewer may change; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = (queries.get_event_with_parts if parts else queries.get_event)(slug, viewer)
    require(policies.can_edit(viewer, queries.roles_of(viewer, event.id)))
    return event


def attempt(form, act, done, rows=None):
    """Do an act in a transaction when a sound form was sent; tell whether it was done, faults beside the fields."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            act()
    except Refusal as refusal:
        presenters.tell(form, refusal, rows)
        return False
    flash(done, "success")
    return True


def show(template, event, here, **more):
    """Show a page of the organiser's screens; 422 when a form of it was sent back."""
    forms = [form for form in more.values() if hasattr(form, "errors")]
    status = 422 if any(form.errors for form in forms) else 200
    return render_template(template, event=event, here=here, **more), status


@blueprint.route("/nouvelle/", methods=["GET", "POST"])
@limit("30/hour")
def new():
    viewer = current_viewer()
    require(policies.can_create(viewer, queries.organises_a_day(viewer)))
    form, made = NewEventForm(), []
    values = presenters.suggest_names(form.data, *queries.list_taken_names(), utc_now().date())
    done = _("La journée est créée, en brouillon.")
    if attempt(form, lambda: made.append(services.create_event(viewer, values)), done):
        return redirect(url_for("events.edit", slug=made[0].slug))
    return render_template("events/new.html", form=form), 422 if form.errors else 200


@blueprint.route("/<slug>/modifier/", methods=["GET", "POST"])
@limit("120/hour")
def edit(slug):
    event = get_editable(slug)
    form, made = EventForm(obj=event), []
    if attempt(form, lambda: made.append(services.update_event(current_viewer(), slug, form.data)), _("Enregistré.")):
        return redirect(url_for("events.edit", slug=made[0].slug))
    return show("events/details.html", event, "details", form=form)


@blueprint.post("/<slug>/modifier/etat/")
@limit("60/hour")
def set_state(slug):
    state = request.form.get("state", "")
    with transaction():
        services.update_event(current_viewer(), slug, {"state": state})
    published = state == "published"
    flash(_("La journée est publiée.") if published else _("La journée est redevenue un brouillon."), "success")
    return redirect(url_for("events.edit", slug=slug))


@blueprint.route("/<slug>/modifier/organismes/", methods=["GET", "POST"])
@limit("120/hour")
def bodies(slug):
    event = get_editable(slug, parts=True)
    form = BodiesForm(data={"organisers": presenters.write_pairs(event.organisers, "name"),
                            "organisations": presenters.write_pairs(event.organisations, "name")})

    def act():
        replace = {"organisers": services.replace_organisers, "organisations": services.replace_organisations}
        for name, service in replace.items():
            service(current_viewer(), slug, presenters.read_pairs(form[name].data, "name"))

    if attempt(form, act, _("Enregistré."), "organisations"):
        return redirect(url_for("events.bodies", slug=slug))
    return show("events/bodies.html", event, "bodies", form=form)


@blueprint.route("/<slug>/modifier/milieux/", methods=["GET", "POST"])
@limit("120/hour")
def sectors(slug):
    event = get_editable(slug)
    known = queries.list_sectors(event.id)
    form = SectorsForm(data={"sectors": presenters.write_pairs(known, "label")})
    rows = presenters.keep_keys(presenters.read_pairs(form.sectors.data, "label"), known)
    if attempt(form, lambda: services.replace_sectors(current_viewer(), slug, rows), _("Enregistré."), "sectors"):
        return redirect(url_for("events.sectors", slug=slug))
    return show("events/sectors.html", event, "sectors", form=form)


# ---- the programme ----

@blueprint.route("/<slug>/modifier/programme/", methods=["GET", "POST"])
@limit("240/hour")
def programme(slug):
    event = get_editable(slug, parts=True)
    form = ProgrammeForm()
    rows = [presenters.programme_row(item) for item in event.programme]
    if attempt(form, lambda: services.replace_programme(current_viewer(), slug, [*rows, form.data]), _("Ajouté.")):
        return redirect(url_for("events.programme", slug=slug))
    return show("events/programme.html", event, "programme", form=form, rows=rows, hours=presenters.hours)


def get_item(event, place):
    """Give the place, from 0, of a part of the programme named from 1; raises Missing."""
    if not 1 <= place <= len(event.programme):
        raise Missing()
    return place - 1


@blueprint.route("/<slug>/modifier/programme/<int:place>/", methods=["GET", "POST"])
@limit("240/hour")
def programme_item(slug, place):
    event = get_editable(slug, parts=True)
    index = get_item(event, place)
    form = ProgrammeForm(obj=event.programme[index])
    rows = [presenters.programme_row(item) for item in event.programme]
    rows[index] = form.data
    if attempt(form, lambda: services.replace_programme(current_viewer(), slug, rows), _("Enregistré.")):
        return redirect(url_for("events.programme", slug=slug))
    return show("events/programme_item.html", event, "programme", form=form, place=place)


@blueprint.post("/<slug>/modifier/programme/<int:place>/<any(monter, descendre, retirer):act>/")
@limit("600/hour")
def move_programme_item(slug, place, act):
    event = get_editable(slug, parts=True)
    index = get_item(event, place)
    rows = presenters.moved([presenters.programme_row(item) for item in event.programme], index, ACTS[act])
    with transaction():
        services.replace_programme(current_viewer(), slug, rows)
    return redirect(url_for("events.programme", slug=slug))


# ---- roles ----

@blueprint.route("/<slug>/modifier/roles/", methods=["GET", "POST"])
@limit("60/hour")
def roles(slug):
    event = get_editable(slug)
    form = RoleForm()
    holders = queries.list_role_holders(event.id)

    def act():
        services.name_to_role(current_viewer(), slug, form.email.data, form.role.data)

    if attempt(form, act, _("Ajouté.")):
        return redirect(url_for("events.roles", slug=slug))
    return show("events/roles.html", event, "roles", form=form, holders=holders, role_names=presenters.ROLE_NAMES,
                last_stays=policies.LAST_ORGANISER)


@blueprint.post("/<slug>/modifier/roles/<int:account_id>/<role>/retirer/")
@limit("60/hour")
def remove_role(slug, account_id, role):
    with transaction():
        services.remove_from_role(current_viewer(), slug, account_id, role)
    flash(_("Retiré."), "success")
    return redirect(url_for("events.roles", slug=slug))
