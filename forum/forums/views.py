"""Doors of the forums."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction
from forum.core.errors import Missing
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.forms import carry_out
from forum.core.web.limits import limit
from forum.core.web.pages import NOT_KEPT, NUMBER, public_page
from forum.forums import policies, presenters, queries, services
from forum.forums.forms import PostForm, RemovalForm, ReplyForm, TopicForm
from forum.forums.rules import page_of, parse_page
from forum.texts.presenters import word_differences
from forum.texts.queries import get_version, list_versions

blueprint = Blueprint("forums", __name__, url_prefix="/<lang:lang>")
# what both databases hold as a key
IDENT = "int(max=2147483647)"


@blueprint.get("/forums/")
@public_page("forums")
def index():
    viewer = current_viewer()
    forums = [presenters.view_category(row) for row in queries.list_categories(viewer)]
    latest = presenters.view_topics(queries.list_latest_topics(viewer), viewer)
    return render_template("forums/index.html", forums=forums, latest=latest)


@blueprint.get("/forums/<slug>/")
@public_page("forum:{slug}", page=NOT_KEPT)
def forum(slug):
    viewer, category = current_viewer(), queries.get_category(slug)
    page = queries.list_topics(category.id, viewer, request.args.get("page"))
    return render_template(
        "forums/forum.html",
        category=category,
        topics=presenters.view_topics(page.rows, viewer),
        older=page.older,
        is_first="page" not in request.args,
    )


@blueprint.get(f"/sujets/<{IDENT}:topic_id>/")
@public_page("topic:{topic_id}", page=NUMBER, numero=NOT_KEPT)
def topic(topic_id):
    if "numero" in request.args:
        return post(topic_id=topic_id, number=parse_page(request.args["numero"]) or 0)
    viewer, page = current_viewer(), parse_page(request.args.get("page", "1"))
    if page is None:
        raise Missing()
    return presenters.topic_page(topic_id, page, viewer)


@blueprint.get(f"/sujets/<{IDENT}:topic_id>/<{IDENT}:number>/")
def post(topic_id, number):
    found = queries.get_topic(topic_id, current_viewer())
    if not 1 <= number <= found.post_count:
        raise Missing()
    return redirect_to_post(topic_id, number)


@blueprint.route("/sujets/nouveau/", methods=["GET", "POST"])
@limit("10/minute;60/hour")
def new_topic():
    viewer = current_viewer()
    if not viewer.is_signed_in:
        return ask_to_sign_in()
    form = TopicForm(
        forum=request.args.get("forum"), subject=request.args.get("sujet"), submit_key=presenters.draw_submit_key()
    )
    form.offer(viewer)
    if wants_to_send(form):

        def act():
            return services.open_topic(
                viewer,
                form.forum.data,
                form.title.data,
                form.body.data,
                form.subject.data or None,
                form.submit_key.data,
            ).id

        made = attempt(form, act)
        if made:
            return redirect(url_for("forums.topic", topic_id=made))
    return show_form("forums/new_topic.html", form)


@blueprint.route(f"/sujets/<{IDENT}:topic_id>/repondre/", methods=["GET", "POST"])
@limit("20/minute;200/hour")
def reply(topic_id):
    viewer, found = current_viewer(), queries.get_topic(topic_id, current_viewer())
    if not viewer.is_signed_in:
        return ask_to_sign_in()
    require(policies.can_reply(viewer, found))
    form = ReplyForm(submit_key=presenters.draw_submit_key(), **quoted(topic_id, viewer))
    if wants_to_send(form):

        def act():
            return services.reply(viewer, topic_id, form.body.data, form.replied_number, form.submit_key.data).number

        number = attempt(form, act)
        if number:
            return redirect_to_post(topic_id, number)
    return show_form("forums/reply.html", form, topic=found)


@blueprint.route(f"/messages/<{IDENT}:post_id>/modifier/", methods=["GET", "POST"])
@limit("20/minute")
def edit_post(post_id):
    viewer = current_viewer()
    written, found = queries.get_post(post_id, viewer)
    require(policies.can_edit(viewer, written, found))
    form = PostForm(body=written.body)
    if wants_to_send(form):
        number = attempt(form, lambda: services.edit_post(viewer, post_id, form.body.data).number)
        if number:
            return redirect_to_post(found.id, number)
    return show_form("forums/edit_post.html", form, topic=found, post=written)


@blueprint.route(f"/messages/<{IDENT}:post_id>/retirer/", methods=["GET", "POST"])
@limit("20/minute")
def remove_post(post_id):
    viewer = current_viewer()
    written, found = queries.get_post(post_id, viewer)
    require(policies.can_remove(viewer, written))
    form = RemovalForm()
    if form.validate_on_submit():
        number = attempt(form, lambda: services.remove_post(viewer, post_id, form.reason.data or "").number)
        if number:
            flash(_("Le message est retiré."))
            return redirect_to_post(found.id, number)
    return show_form("forums/remove.html", form, topic=found, post=written)


@blueprint.get(f"/messages/<{IDENT}:post_id>/historique/")
def history(post_id):
    viewer = current_viewer()
    written, found = queries.get_post(post_id, viewer)
    versions = list_versions(written.text_id) if written.text_id else []
    wanted = request.args.get("version", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else len(versions)
    after = get_version(written.text_id, number) if written.text_id else None
    before = get_version(written.text_id, number - 1) if number > 1 and after else None
    return render_template(
        "forums/history.html",
        topic=found,
        post=written,
        versions=versions,
        number=number,
        after=after,
        parts=word_differences(before.body, after.body) if before else None,
    )


@blueprint.route(f"/sujets/<{IDENT}:topic_id>/retirer/", methods=["GET", "POST"])
def remove_topic(topic_id):
    viewer, found = current_viewer(), queries.get_topic(topic_id, current_viewer())
    require(policies.can_moderate(viewer))
    form = RemovalForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.remove_topic(viewer, topic_id, form.reason.data or "").id
    ):
        return redirect(url_for("forums.topic", topic_id=topic_id))
    return show_form("forums/remove.html", form, topic=found, post=None)


@blueprint.post(f"/sujets/<{IDENT}:topic_id>/<any(fermer, rouvrir, retablir):act>/")
def moderate(topic_id, act):
    service = {"fermer": services.close_topic, "rouvrir": services.reopen_topic, "retablir": services.restore_topic}[
        act
    ]
    with transaction():
        service(current_viewer(), topic_id)
    return redirect(url_for("forums.topic", topic_id=topic_id))


def ask_to_sign_in():
    """Send a visitor to sign in, and back here afterwards."""
    return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))


def wants_to_send(form):
    """Tell whether a form was sent to be carried out, and not only to be previewed."""
    return form.validate_on_submit() and request.form.get("act") != "preview"


def attempt(form, act):
    """Check and render the words first, so that the database does not wait for it, then carry the act out."""
    return carry_out(form, act, before=(lambda: services.check_body(form.body.data)) if "body" in form else None)


def show_form(template, form, **values):
    """Show a form: again with its faults, or with the preview that was asked for without script."""
    preview = ""
    if request.form.get("act") == "preview" and not form.errors:
        preview = presenters.preview(services.check_body(form.body.data)[0])
    return render_template(template, form=form, preview=preview, **values), 422 if form.errors else 200


def quoted(topic_id, viewer):
    """Give the first values of a reply that cites a message (?cite=3) or answers one (?a=3)."""
    number = parse_page(request.args.get("cite") or request.args.get("a"))
    found = queries.find_quoted(topic_id, number, viewer) if number else None
    if found is None:
        return {}
    return {
        "reply_to": str(number),
        **({"body": presenters.quote_post(found, topic_id)} if "cite" in request.args else {}),
    }


def redirect_to_post(topic_id, number):
    """Send the browser to a message on its page."""
    page = page_of(number)
    return redirect(
        url_for("forums.topic", topic_id=topic_id, page=page if page > 1 else None, _anchor=f"message-{number}")
    )
