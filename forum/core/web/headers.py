"""Headers that every answer carries, errors and downloads included."""

from flask import g, request

CSP = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
])


def init_app(app):
    """Add the headers; answers that depend on a person are never stored."""
    settings = app.extensions["settings"]
    secure = settings.public_url.startswith("https://")

    @app.after_request
    def add_headers(response):
        headers = response.headers
        headers["Content-Security-Policy"] = CSP
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-cache" if g.get("shared_answer") and response.status_code == 200 else "no-store"
        if not request.path.startswith("/assets/"):
            response.vary.add("Cookie")
        return response
