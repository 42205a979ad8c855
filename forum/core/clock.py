"""The clocks of the libraries: some measure with the time of day, which jumps when somebody sets the machine's clock.

An hour forward, Engine.IO would think every phone gone whose pong it waits for; an hour back, a limit of one minute
would hold for an hour.
"""

import time
from types import SimpleNamespace

from engineio import base_socket
from engineio import socket as engine_socket
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner
from limits.storage import memory

STEADY = SimpleNamespace(time=time.monotonic, sleep=time.sleep)


def steady_libraries():
    """Let them measure by the clock that never jumps."""
    for module in (base_socket, engine_socket, memory):
        module.time = STEADY


class PatientSigner(TimestampSigner):
    """Read a session that was signed in the future, as it seems once the machine's clock was set back.

    itsdangerous takes it for expired, and would sign out whoever runs the room. The signature holds all the same; how
    long somebody stays signed in is also for the database to say.
    """

    def unsign(self, value, max_age=None, return_timestamp=False):
        try:
            return super().unsign(value, max_age, return_timestamp)
        except SignatureExpired as expired:
            if expired.date_signed is None or expired.date_signed.timestamp() <= self.get_timestamp():
                raise
            return super().unsign(value, None, return_timestamp)


class PatientSessions(SecureCookieSessionInterface):
    """Keep Flask's sessions in their cookie, signed patiently; the signer is made once, not twice a request."""

    def __init__(self):
        self.made = {}

    def get_signing_serializer(self, app):
        keys = (app.secret_key, *(app.config.get("SECRET_KEY_FALLBACKS") or ()))
        if keys not in self.made:
            made = self.made[keys] = super().get_signing_serializer(app)
            if made is not None:
                made.signer = PatientSigner
        return self.made[keys]
