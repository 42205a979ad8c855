"""What is noted of each request: how long it took, by group; and a line with its endpoint, never who or what.

A vote leaves no line: its time would stand beside a cast.
"""

import hmac
import logging
import secrets
from time import perf_counter

from flask import Blueprint, Response, abort, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from forum.core import measures, watch
from forum.core.i18n import negotiate

# a line of these would stand beside a cast, or they come by thousands; the others say nothing
SILENT = frozenset({"api.cast_ballot", "plenary.vote", "api.take_seat", "plenary.take_seat", "api.answer_pulse",
                    "flash.answer", "api.get_voter", "api.get_room", "plenary.room", "assets.asset", "observing.health",
                    "observing.alive", "observing.metrics"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
log = logging.getLogger("forum.request")
blueprint = Blueprint("observing", __name__)


def init_app(app):
    """Time every request, and write a line for those that may have one."""

    @app.before_request
    def begin():
        g.begun = perf_counter()
        g.request_id = secrets.token_hex(4)

    def end(response):
        took = perf_counter() - g.get("begun", perf_counter())
        measures.request_took(request.blueprint or "other", took)
        if response.status_code >= 500:
            response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint not in SILENT and request.endpoint is not None:
            log.info("%s %s %d %d ms", request.method, request.endpoint, response.status_code, took * 1000, extra={
                "request": g.get("request_id"), "endpoint": request.endpoint, "method": request.method,
                "status": response.status_code, "ms": round(took * 1000, 1)})
        return response

    app.after_request_funcs.setdefault(None, []).insert(0, end)


def is_direct():
    """Tell whether a request comes from this machine itself, and not through a proxy that stands on it."""
    environ = request.environ
    address = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR", "")
    return address in ("127.0.0.1", "::1") and not any(name in environ for name in FORWARDED)


def has_token():
    """Tell whether the caller shows FORUM_METRICS_TOKEN."""
    wanted = current_app.extensions["settings"].metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(shown.encode(), wanted.encode())


@blueprint.get("/metrics")
def metrics():
    if not (is_direct() or has_token()):
        abort(404)
    return Response(generate_latest(measures.REGISTRY), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/health/live")
def alive():
    return jsonify({"status": "ok"})


@blueprint.get("/health")
def health():
    checks = watch.of(current_app).checks()
    is_ready = all(check.is_good for check in checks)
    told = {"status": "ok" if is_ready else "failing", "live": True, "ready": is_ready, "checks": {
        check.name: {"ok": check.is_good, "words": str(check.words)} for check in checks}}
    answer = jsonify(told)
    answer.headers["Content-Language"] = negotiate()
    answer.vary.add("Accept-Language")
    return answer, 200 if is_ready else 503
