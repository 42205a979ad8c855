"""Bound what reading a form may cost: as many fields in one kind of body as in the other."""

from io import BytesIO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MOST_FIELDS = 2000


class BoundedForms(FormDataParser):
    """Count the fields of an encoded form before any is read: Werkzeug bounds the parts of the other kind alone."""

    def parse(self, stream, mimetype, content_length, options=None):
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge()
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """Read a request's form within bounds."""

    form_data_parser_class = BoundedForms


def init_app(app):
    """Let the application read its forms so."""
    app.request_class = BoundedRequest
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
