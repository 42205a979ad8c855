"""Door of long work: the page that says how far it is, and goes on by itself once it is done."""

from flask import Blueprint, redirect, render_template

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.jobs import queries, rules, working

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/<lang:lang>/travaux/<job_id>/")
@signed_in
def job(job_id):
    found = queries.get_job(current_viewer(), job_id)
    if found.state == "done":
        return redirect(found.result, 303)
    return render_template("jobs/job.html", job=found, title=working.title_of(found.kind),
                           percent=rules.percent(found.done, found.total))
