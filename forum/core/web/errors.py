"""Errors as pages and as JSON: a clear sentence, nothing leaked."""

from flask import current_app, g, jsonify, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from forum.core import measures
from forum.core.database import db
from forum.core.errors import REFUSALS, Refusal
from forum.core.i18n import lazy

BY_STATUS = {
    401: "no_seat",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    409: "invalid",
    413: "too_large",
    422: "invalid",
    429: "too_many",
    500: "server_error",
}
PATIENCE = lazy("Votre page a attendu trop longtemps. Revenez en arrière, rechargez la page et recommencez.")


def wants_json():
    """Tell whether the caller speaks to the API."""
    return request.path.startswith("/api/")


def answer(refusal):
    """Show a refusal in the form that the caller expects."""
    g.shared_answer = False
    measures.REFUSALS.labels(refusal.code).inc()
    if wants_json():
        return jsonify(refusal.to_dict()), refusal.status
    return render_template("errors/error.html", refusal=refusal), refusal.status


def init_app(app):
    """Handle every way a request can fail."""

    @app.errorhandler(Refusal)
    def refused(refusal):
        return answer(refusal)

    @app.errorhandler(CSRFError)
    def forged(error):
        return answer(Refusal("forbidden", PATIENCE))

    @app.errorhandler(RateLimitExceeded)
    def limited(error):
        return answer(Refusal("too_many"))

    @app.errorhandler(HTTPException)
    def http_error(error):
        if error.code is not None and error.code < 400:
            return error
        code = BY_STATUS.get(error.code, "invalid")
        refusal = Refusal(code)
        if REFUSALS[code][0] != error.code:
            refusal.status = error.code or 500
        body = answer(refusal)
        response = app.make_response(body)
        if error.code == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @app.errorhandler(Exception)
    def failed(error):
        # No locals and no address: the body of a vote must never reach a log.
        current_app.logger.error("%s at %s", type(error).__name__, request.endpoint, exc_info=error, extra={
            "request": g.get("request_id"), "endpoint": request.endpoint})
        db.session.rollback()
        return answer(Refusal("server_error"))
