"""Doors of the communities."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.communities import policies, presenters, queries, services
from forum.communities.forms import CommunityForm, GuideEditForm, GuideForm
from forum.core.database import transaction
from forum.core.errors import Missing
from forum.core.i18n import _, current_language
from forum.core.policies import require
from forum.core.web.forms import carry_out
from forum.core.web.limits import limit
from forum.core.web.pages import NOT_KEPT, NUMBER, public_page, shows
from forum.texts.queries import list_versions

blueprint = Blueprint("communities", __name__, url_prefix="/<lang:lang>")
IDENT = "int(max=2147483647)"


@blueprint.get("/communautes/")
@public_page("communities")
def index():
    rows = queries.list_communities(current_viewer())
    return render_template(
        "communities/index.html",
        communities=[presenters.view_community(row) for row in rows],
        may_found=policies.can_found(current_viewer()),
    )


@blueprint.route("/communautes/nouvelle/", methods=["GET", "POST"])
@limit("30/hour")
def found():
    viewer = current_viewer()
    require(policies.can_found(viewer))
    form = CommunityForm()
    if form.validate_on_submit():
        values = {name: text or "" for name, text in form.data.items() if name != "csrf_token"}
        slug = carry_out(form, lambda: services.create_community(viewer, **values).slug)
        if slug:
            flash(_("La communauté est fondée."), "success")
            return redirect(url_for("communities.community", slug=slug))
    return render_template("communities/found.html", form=form), 422 if form.errors else 200


@blueprint.get("/communautes/<slug>/")
@public_page("community:{slug}", page=NOT_KEPT)
def community(slug):
    viewer, row = current_viewer(), queries.get_community(slug)
    page = queries.list_guides(row.Community.id, viewer, request.args.get("page"))
    membership = queries.find_membership(viewer, row.Community.id)
    return render_template(
        "communities/community.html",
        community=row.Community,
        members=row.members,
        membership=membership,
        guides=presenters.view_guides(page.rows, viewer),
        older=page.older,
        may_publish=policies.can_publish(viewer, membership),
    )


@blueprint.post("/communautes/<slug>/<any(rejoindre, quitter):act>/")
@limit("20/minute")
def belong(slug, act):
    viewer, row = current_viewer(), queries.get_community(slug)
    service = services.join if act == "rejoindre" else services.leave
    with transaction():
        service(viewer, row.Community.id)
    flash(
        _("Vous êtes membre de la communauté.")
        if act == "rejoindre"
        else _("Vous n’êtes plus membre de la communauté.")
    )
    return redirect(url_for("communities.community", slug=slug))


@blueprint.route("/communautes/<slug>/guides/nouveau/", methods=["GET", "POST"])
@limit("10/minute")
def new_guide(slug):
    viewer, row = current_viewer(), queries.get_community(slug)
    require(policies.can_publish(viewer, queries.find_membership(viewer, row.Community.id)))
    form = GuideForm(
        language=current_language(),
        authors=viewer.name,
        submit_key=presenters.draw_submit_key(),
        subjects=request.args.getlist("sujet")[:1],
    )
    form.offer(viewer)
    if wants_to_send(form):
        made = attempt(
            form,
            lambda: services.publish_guide(viewer, row.Community.id, submit_key=form.submit_key.data, **typed(form)).id,
        )
        if made:
            flash(_("Le guide est publié."))
            return redirect(url_for("communities.guide", guide_id=made))
    return show_form("communities/new_guide.html", form, community=row.Community)


@blueprint.get(f"/guides/<{IDENT}:guide_id>/")
@public_page("guide:{guide_id}", version=NUMBER)
def guide(guide_id):
    viewer = current_viewer()
    shown = presenters.guide_page(guide_id, version_asked(), viewer)
    membership = queries.find_membership(viewer, shown.guide.community_id)
    return render_template(
        "communities/guide.html",
        shown=shown,
        guide=shown.guide,
        may_edit=policies.can_publish(viewer, membership),
        may_remove=policies.can_remove(viewer, membership),
    )


@blueprint.get(f"/guides/<{IDENT}:guide_id>/versions/")
@public_page("guide:{guide_id}", version=NUMBER)
def versions(guide_id):
    found = queries.get_guide(guide_id, current_viewer())
    number = version_asked() or found.version
    after, before = queries.get_words(found, number), queries.get_words(found, number - 1) if number > 1 else None
    listed = list_versions(found.text_id)
    shows(*(f"account:{version.author_id}" for version in listed if version.author_id))
    parts = presenters.word_differences(before.body, after.body) if before else None
    return render_template(
        "communities/versions.html", guide=found, versions=listed, after=after, number=number, parts=parts
    )


@blueprint.route(f"/guides/<{IDENT}:guide_id>/modifier/", methods=["GET", "POST"])
@limit("20/minute")
def edit_guide(guide_id):
    viewer = current_viewer()
    found = queries.get_guide(guide_id, viewer)
    require(policies.can_publish(viewer, queries.find_membership(viewer, found.community_id)))
    words = queries.get_words(found)
    form = GuideEditForm(
        title=found.title,
        authors=found.authors,
        language=found.language,
        rights=found.rights,
        body=words.body,
        base=str(found.version),
        subjects=list(found.subjects),
    )
    form.offer(viewer)
    if wants_to_send(form):
        made = attempt(
            form,
            lambda: (
                services.edit_guide(
                    viewer, guide_id, base=form.base_number, note=form.note.data or "", **typed(form)
                ).id
            ),
        )
        if made:
            flash(_("La nouvelle version est publiée."))
            return redirect(url_for("communities.guide", guide_id=made))
        if form.base.errors:
            return show_conflict(found.id, viewer, form)
    return show_form("communities/edit_guide.html", form, guide=found)


@blueprint.post(f"/guides/<{IDENT}:guide_id>/retirer/")
def remove_guide(guide_id):
    viewer = current_viewer()
    found = queries.get_guide(guide_id, viewer)
    with transaction():
        services.remove_guide(viewer, guide_id)
    flash(_("Le guide est retiré."))
    return redirect(url_for("communities.community", slug=found.slug))


def typed(form):
    """Give what a guide's form holds, as the services take it."""
    return {
        "title": form.title.data,
        "body": form.body.data,
        "rights": form.rights.data,
        "language": form.language.data,
        "authors": form.authors.data or "",
        "subjects": form.subjects.data or (),
    }


def attempt(form, act):
    """Check and render the words first, so that the database does not wait for it, then carry the act out."""
    return carry_out(form, act, before=lambda: services.check_words(form.body.data))


def wants_to_send(form):
    """Tell whether a form was sent to be carried out, and not only to be previewed."""
    return form.validate_on_submit() and request.form.get("act") != "preview"


def show_form(template, form, **values):
    """Show a form: again with its faults, or with the preview that was asked for without script."""
    asked = request.form.get("act") == "preview" and not form.errors
    preview = presenters.preview(services.check_words(form.body.data)[0]) if asked else ""
    return render_template(template, form=form, preview=preview, **values), 422 if form.errors else 200


def show_conflict(guide_id, viewer, form):
    """Show both texts when another version came in between; sending again starts from the latest."""
    latest = queries.get_guide(guide_id, viewer)
    words = queries.get_words(latest)
    form.base.data = str(latest.version)
    parts = presenters.word_differences(words.body, services.check_words(form.body.data)[0])
    return render_template(
        "communities/edit_guide.html", form=form, guide=latest, preview="", theirs=words, parts=parts
    ), 409


def version_asked():
    """Give the version number of the address, or None; raises Missing when it is no number."""
    text = request.args.get("version")
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise Missing()
    return int(text)
