"""Rate limits, by account when signed in, else by address."""

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address


def caller():
    """Name who is counted: the account, or the address for a visitor."""
    account = current_app.extensions["identify"]()
    return f"account:{account}" if account else f"address:{get_remote_address()}"


limiter = Limiter(key_func=caller, default_limits=[], headers_enabled=False)


@limiter.request_filter
def is_reading():
    """Tell whether a request only reads: acts are counted, reading is not, nor looked up among the limits."""
    return request.method in ("GET", "HEAD", "OPTIONS")


limit = limiter.limit  # a view: @limit("30/minute")


def init_app(app):
    """Keep the counters in memory, or in Redis when several processes share them; in memory again while it is away."""
    redis_url = app.extensions["settings"].redis_url
    app.config.update(RATELIMIT_STORAGE_URI=redis_url or "memory://", RATELIMIT_STRATEGY="fixed-window")
    if redis_url:
        app.config.update(RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True, RATELIMIT_KEY_PREFIX="concertaction",
                          RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1})
    limiter.init_app(app)
