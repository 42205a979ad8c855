"""Rate limits, by account when signed in, else by address."""

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address


def caller():
    """Name who is counted: the account, or the address for a visitor."""
    account = current_app.extensions["identify"]()
    return f"account:{account}" if account else f"address:{get_remote_address()}"


class Counter(Limiter):
    """Count acts only: reading is neither counted nor looked up among the limits, which took a tenth of its time."""

    def _check_request_limit(self, callable_name=None, in_middleware=True):
        if request.method not in READING:
            super()._check_request_limit(callable_name, in_middleware)


READING = frozenset({"GET", "HEAD", "OPTIONS"})
limiter = Counter(key_func=caller, default_limits=[], headers_enabled=False)
limit = limiter.limit  # a view: @limit("30/minute")


def init_app(app):
    """Keep the counters in memory, or in Redis when several processes share them; in memory again while it is away."""
    redis_url = app.extensions["settings"].redis_url
    app.config.update(RATELIMIT_STORAGE_URI=redis_url or "memory://", RATELIMIT_STRATEGY="fixed-window")
    if redis_url:
        app.config.update(RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True, RATELIMIT_KEY_PREFIX="concertaction",
                          RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1})
    limiter.init_app(app)
