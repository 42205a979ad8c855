"""Refuse the one character that no text of ours holds and that PostgreSQL cannot store: NUL."""

from flask import request

from forum.core.errors import Missing, Refusal

NUL = "\0"


def init_app(app):
    """Look at the address and at a form's fields before anybody else does; bodies of the API have their own reader."""

    @app.before_request
    def refuse_nul():
        if NUL in request.path:
            raise Missing()
        if b"%00" in request.query_string or b"\0" in request.query_string:
            raise Refusal("invalid")
        if request.method == "POST" and any(NUL in value for _, value in request.form.items(multi=True)):
            raise Refusal("invalid")
