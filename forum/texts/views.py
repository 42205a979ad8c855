"""The preview of a text that is being written."""

from flask import Blueprint, request

from forum.accounts.sessions import current_viewer
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import lazy
from forum.core.web.limits import limit
from forum.texts.presenters import render, render_guide
from forum.texts.rules import GUIDE_LONGEST, POST_LONGEST, is_too_long

blueprint = Blueprint("texts", __name__, url_prefix="/<lang:lang>")
KINDS = {"message": (render, POST_LONGEST), "guide": (render_guide, GUIDE_LONGEST)}


@blueprint.post("/apercu/<any(message, guide):kind>/")
@limit("40/minute")
def preview(kind):
    """Give exactly the HTML that the page would show for the text sent."""
    if not current_viewer().is_signed_in:
        raise Forbidden(lazy("Connectez-vous pour écrire."))
    make, longest = KINDS[kind]
    text = request.form.get("text", "")
    if is_too_long(text, longest):
        raise Refusal("too_large")
    return make(text)
