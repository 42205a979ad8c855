"""The door of the operator's page."""

from flask import Blueprint, current_app, render_template

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.policies import require
from forum.operations.policies import can_watch
from forum.operations.presenters import operations_page
from forum.plenary.queries import has_part_in_live_day

PAGE = "/<lang:lang>/exploitation/"
blueprint = Blueprint("operations", __name__)


def show(template):
    viewer = current_viewer()
    require(can_watch(viewer, has_part_in_live_day(viewer)))
    return render_template(template, **operations_page(current_app._get_current_object()))


@blueprint.get(PAGE)
@signed_in
def page():
    return show("operations/page.html")


@blueprint.get(f"{PAGE}partie/")
@signed_in
def part():
    return show("operations/_part.html")
