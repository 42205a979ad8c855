"""Headers that every answer carries, errors and downloads included."""

from flask import g, request

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# a file is no page: it may load nothing, and needs fewer words on each of the many answers of a first visit
FILE_CSP = "default-src 'none'; frame-ancestors 'none'"


def init_app(app):
    """Add the headers; answers that depend on a person are never stored."""
    settings = app.extensions["settings"]
    secure = settings.public_url.startswith("https://")

    @app.after_request
    def add_headers(response):
        headers, is_file = response.headers, request.path.startswith("/assets/")
        headers["Content-Security-Policy"] = FILE_CSP if is_file else CSP
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        if not is_file:
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in headers:
            is_shared = g.get("shared_answer") and response.status_code == 200
            headers["Cache-Control"] = "no-cache" if is_shared else "no-store"
        if not is_file:
            response.vary.add("Cookie")
        return response
