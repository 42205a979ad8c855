"""Doors: what organisers do with the themes, findings, pistes and recommendations of a day."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _, lazy, ngettext
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.deliberation import policies, queries, services
from forum.deliberation.forms import (
    NEEDED,
    DuplicateForm,
    FindingForm,
    NewRecommendationForm,
    PasteForm,
    PisteForm,
    RecommendationForm,
    ThemeForm,
    WordingForm,
    read_points,
    write_points,
)
from forum.deliberation.neighbours import list_used
from forum.deliberation.pasting import MOST_ITEMS, parse_pasted_list
from forum.events import policies as event_policies
from forum.events import queries as events
from forum.events.presenters import moved, suggest_names, tell

blueprint = Blueprint("deliberation_editing", __name__, url_prefix="/<lang:lang>/journees/<slug>")
ACTS = {"monter": "up", "descendre": "down", "retirer": "remove"}
ACT = "<any(monter, descendre, retirer):act>"
KIND = "<any(constats, pistes):kind>"


@dataclass(frozen=True)
class Kind:
    """What differs between editing findings and editing pistes."""

    rows: str
    field: str
    form: type
    title: object
    add: object
    update: object
    remove: object
    reorder: object
    paste: object


KINDS = {
    "constats": Kind("findings", "text", FindingForm, lazy("Constats"), services.add_finding, services.update_finding,
                     services.remove_finding, services.reorder_findings, services.paste_findings),
    "pistes": Kind("pistes", "title", PisteForm, lazy("Pistes d’action"), services.add_piste, services.update_piste,
                   services.remove_piste, services.reorder_pistes, services.paste_pistes),
}


def get_editable(slug):
    """Give a day that the viewer may change; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = events.get_event(slug, viewer)
    require(event_policies.can_edit(viewer, events.roles_of(viewer, event.id)))
    return event


def get_theme(event, number):
    """Give the theme of this number with all it holds; raises Missing."""
    for theme in queries.list_themes(event.id):
        if theme.number == number:
            return theme
    raise Missing()


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


def show(template, slug, here, **more):
    """Show a page of the organiser's screens as the database now stands; 422 when a form of it was sent back."""
    forms = [form for form in more.values() if hasattr(form, "errors")]
    status = 422 if any(form.errors for form in forms) else 200
    return render_template(f"deliberation/edit/{template}.html", event=get_editable(slug), here=here, **more), status


@blueprint.route("/dupliquer/", methods=["GET", "POST"])
@limit("30/hour")
def duplicate(slug):
    event = get_editable(slug)
    form, made = DuplicateForm(data={name: getattr(event, name) for name in ("title_fr", "title_en", "place_fr")}), []
    values = suggest_names(form.data, *events.list_taken_names(), utc_now().date())
    done = _("La journée est dupliquée, en brouillon.")
    if attempt(form, lambda: made.append(services.duplicate_event(current_viewer(), slug, values)), done):
        return redirect(url_for("events.edit", slug=made[0].slug))
    return show("duplicate", slug, "", form=form)


# ---- themes ----

@blueprint.route("/modifier/volets/", methods=["GET", "POST"])
@limit("120/hour")
def themes(slug):
    form = ThemeForm()
    if attempt(form, lambda: services.add_theme(current_viewer(), slug, form.data), _("Volet ajouté.")):
        return redirect(url_for("deliberation_editing.themes", slug=slug))
    event = get_editable(slug)
    return show("themes", slug, "themes", form=form, themes=queries.list_themes(event.id),
                renumber=policies.can_renumber(event))


@blueprint.route("/modifier/volets/<int:number>/", methods=["GET", "POST"])
@limit("240/hour")
def theme(slug, number):
    found = get_theme(get_editable(slug), number)
    form, ident = ThemeForm(obj=found), found.id
    if attempt(form, lambda: services.update_theme(current_viewer(), ident, form.data), _("Enregistré.")):
        return redirect(url_for("deliberation_editing.theme", slug=slug, number=number))
    return show("theme", slug, "themes", form=form, theme=get_theme(get_editable(slug), number))


@blueprint.post(f"/modifier/volets/<int:number>/{ACT}/")
@limit("600/hour")
def move_theme(slug, number, act):
    rows = queries.list_themes(get_editable(slug).id)
    places = [row.number for row in rows]
    if number not in places:
        raise Missing()
    ids = [row.id for row in rows]
    with transaction():
        if act == "retirer":
            services.remove_theme(current_viewer(), ids[places.index(number)])
        else:
            services.reorder_themes(current_viewer(), slug, moved(ids, places.index(number), ACTS[act]))
    return redirect(url_for("deliberation_editing.themes", slug=slug))


# ---- findings and pistes ----

def read_thing(form):
    """Give what was typed of a finding or piste as its service takes it: each text is one paragraph."""
    values = {name: " ".join((value or "").split()) for name, value in form.data.items()
              if name.startswith(("text_", "title_"))}
    return (values, read_points(form.points.data)) if "points" in form else (values,)


@blueprint.route(f"/modifier/volets/<int:number>/{KIND}/", methods=["GET", "POST"])
@limit("240/hour")
def things(slug, number, kind):
    what = KINDS[kind]
    form, ident = what.form(), get_theme(get_editable(slug), number).id
    if attempt(form, lambda: what.add(current_viewer(), ident, *read_thing(form)), _("Ajouté.")):
        return redirect(url_for("deliberation_editing.things", slug=slug, number=number, kind=kind))
    event = get_editable(slug)
    found = get_theme(event, number)
    rows = getattr(found, what.rows)
    return show("things", slug, "themes", form=form, theme=found, rows=rows, kind=kind, what=what,
                used=list_used([row.node_id for row in rows]), stays=policies.can_remove(True).reason,
                renumber=policies.can_renumber(event))


def get_thing(slug, number, kind, letter):
    """Give a theme, its findings or pistes, and the place of the one of this letter; raises Missing."""
    found = get_theme(get_editable(slug), number)
    rows = getattr(found, KINDS[kind].rows)
    letters = [row.letter for row in rows]
    if letter not in letters:
        raise Missing()
    return found, rows, letters.index(letter)


@blueprint.route(f"/modifier/volets/<int:number>/{KIND}/<letter>/", methods=["GET", "POST"])
@limit("240/hour")
def thing(slug, number, kind, letter):
    what = KINDS[kind]
    _theme, rows, place = get_thing(slug, number, kind, letter)
    row, ident = rows[place], rows[place].id
    form = what.form(obj=row)
    if "points" in form and not form.is_submitted():
        form.points.data = write_points(row.points)
    if attempt(form, lambda: what.update(current_viewer(), ident, *read_thing(form)), _("Enregistré.")):
        return redirect(url_for("deliberation_editing.things", slug=slug, number=number, kind=kind))
    return show("thing", slug, "themes", form=form, number=number, kind=kind, letter=letter, what=what)


@blueprint.post(f"/modifier/volets/<int:number>/{KIND}/<letter>/{ACT}/")
@limit("600/hour")
def move_thing(slug, number, kind, letter, act):
    what = KINDS[kind]
    found, rows, place = get_thing(slug, number, kind, letter)
    theme_id, ids = found.id, [row.id for row in rows]
    with transaction():
        if act == "retirer":
            what.remove(current_viewer(), ids[place])
        else:
            what.reorder(current_viewer(), theme_id, moved(ids, place, ACTS[act]))
    return redirect(url_for("deliberation_editing.things", slug=slug, number=number, kind=kind))


@blueprint.route(f"/modifier/volets/<int:number>/{KIND}/coller/", methods=["GET", "POST"])
@limit("60/hour")
def paste(slug, number, kind):
    """Show what was understood of a pasted list, and add it only once that was confirmed."""
    what = KINDS[kind]
    form, ident, understood = PasteForm(), get_theme(get_editable(slug), number).id, None
    if request.form.get("do") == "add":
        if attempt(form, lambda: what.paste(current_viewer(), ident, form.pasted.data), _("Liste ajoutée.")):
            return redirect(url_for("deliberation_editing.things", slug=slug, number=number, kind=kind))
    elif form.validate_on_submit():
        try:
            understood = parse_pasted_list(form.pasted.data)
        except ValueError:
            form.pasted.errors = [ngettext("Au plus %(num)s élément.", "Au plus %(num)s éléments.", MOST_ITEMS)]
        if understood == []:
            form.pasted.errors = [NEEDED]
    return show("paste", slug, "themes", form=form, understood=understood, number=number, kind=kind, what=what)


# ---- recommendations ----

def with_themes(form, event):
    """Give the theme field of a form the themes of the day."""
    form.theme_id.choices = [SelectChoice("", _("Aucun volet")), *(
        SelectChoice(str(row.id), f"{row.number}. {row.title_fr}") for row in queries.list_themes(event.id))]
    return form


@blueprint.route("/modifier/recommandations/", methods=["GET", "POST"])
@limit("120/hour")
def recommendations(slug):
    form = with_themes(NewRecommendationForm(), get_editable(slug))
    done = _("Recommandation ajoutée.")
    if attempt(form, lambda: services.add_recommendation(current_viewer(), slug, form.data), done):
        return redirect(url_for("deliberation_editing.recommendations", slug=slug))
    rows = queries.list_recommendations(current_viewer(), get_editable(slug).id)
    return show("recommendations", slug, "recommendations", form=form, rows=rows,
                used=list_used([row.node_id for row in rows]), stays=policies.can_remove(True).reason)


def get_item(slug, number):
    """Give the recommendations of a day, and the place of the one of this number; raises Missing."""
    rows = queries.list_recommendations(current_viewer(), get_editable(slug).id)
    numbers = [row.number for row in rows]
    if number not in numbers:
        raise Missing()
    return rows, numbers.index(number)


@blueprint.route("/modifier/recommandations/<number>/", methods=["GET", "POST"])
@limit("240/hour")
def recommendation(slug, number):
    rows, place = get_item(slug, number)
    item, ident = rows[place], rows[place].id
    form = with_themes(RecommendationForm(obj=item), item.event)
    if attempt(form, lambda: services.update_recommendation(current_viewer(), ident, form.data), _("Enregistré.")):
        return redirect(url_for("deliberation_editing.recommendation", slug=slug, number=form.number.data.strip()))
    rows, place = get_item(slug, number)
    return show("recommendation", slug, "recommendations", form=form, item=rows[place],
                renumber=policies.can_renumber(rows[place].event))


@blueprint.route("/modifier/recommandations/<number>/libelle/", methods=["GET", "POST"])
@limit("120/hour")
def wording(slug, number):
    rows, place = get_item(slug, number)
    item, ident = rows[place], rows[place].id
    latest = item.wording
    form = WordingForm(data={"text_fr": latest.text_fr, "text_en": latest.text_en} if latest else None)
    done = _("Nouvelle version enregistrée.")
    if attempt(form, lambda: services.add_wording(current_viewer(), ident, form.data), done):
        return redirect(url_for("deliberation_editing.recommendation", slug=slug, number=number))
    rows, place = get_item(slug, number)
    return show("wording", slug, "recommendations", form=form, item=rows[place])


@blueprint.post(f"/modifier/recommandations/<number>/{ACT}/")
@limit("600/hour")
def move_recommendation(slug, number, act):
    rows, place = get_item(slug, number)
    ids = [row.id for row in rows]
    with transaction():
        if act == "retirer":
            services.remove_recommendation(current_viewer(), ids[place])
        else:
            services.reorder_recommendations(current_viewer(), slug, moved(ids, place, ACTS[act]))
    return redirect(url_for("deliberation_editing.recommendations", slug=slug))
