"""Configuration read from the environment, once, at start."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from forum.core.i18n import _

ROOT = Path(__file__).resolve().parents[2]
KEY_FILE = "secret.key"


class ConfigurationError(Exception):
    """Say in one sentence why the application cannot start."""


@dataclass(frozen=True)
class Settings:
    """Everything the deployment decides; see docs/operations.md for the variables."""

    data: Path
    database_url: str
    secret_key: str
    public_url: str = ""
    redis_url: str = ""
    demo: bool = False
    testing: bool = False
    caches: bool = True
    fast_broadcast: bool = True
    argon2_memory_kib: int = 19456
    proxies: int = 0
    smtp_url: str = ""
    mail_from: str = ""
    contact: str = ""
    privacy_officer: str = ""
    metrics_token: str = field(default="", repr=False)
    log: str = ""
    worker: str = "none"

    @property
    def is_sqlite(self):
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environ=None, **overrides):
        """Build the settings from FORUM_DATA, DATABASE_URL, PUBLIC_URL, REDIS_URL and their siblings.

        Raises ConfigurationError when a number is not one, or when the data folder or its key cannot be used.
        """
        env = os.environ if environ is None else environ
        data = Path(overrides.pop("data", None) or env.get("FORUM_DATA") or ROOT / "data").resolve()
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(_("FORUM_DATA : %(path)s ne peut pas être fait (%(reason)s)", path=data,
                                       reason=error.strerror)) from None
        values = {
            "data": data,
            "database_url": normalise_database_url(env.get("DATABASE_URL") or f"sqlite:///{data / 'forum.db'}"),
            "public_url": env.get("PUBLIC_URL", "").rstrip("/"),
            "redis_url": env.get("REDIS_URL", ""),
            "demo": env.get("FORUM_DEMO") == "1",
            "caches": env.get("FORUM_CACHES", "1") != "0",
            "fast_broadcast": env.get("FORUM_FAST_BROADCAST", "1") != "0",
            "proxies": whole_number(env, "FORUM_PROXIES", 0),
            "smtp_url": env.get("SMTP_URL", ""),
            "mail_from": env.get("MAIL_FROM", ""),
            "contact": env.get("FORUM_CONTACT", ""),
            "privacy_officer": env.get("FORUM_PRIVACY_OFFICER", ""),
            "metrics_token": env.get("FORUM_METRICS_TOKEN", ""),
            "log": env.get("FORUM_LOG", ""),
            "worker": one_of(env, "FORUM_WORKER", ("child", "apart", "none")),
        }
        values.update(overrides)
        if "secret_key" not in values:
            values["secret_key"] = load_key(data)
        return cls(**values)


def normalise_database_url(url):
    """Name the driver explicitly, so that every spelling of a PostgreSQL address works."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def has_key(data):
    """Tell whether the data folder holds a key of its own."""
    return (Path(data) / KEY_FILE).exists()


def load_key(data):
    """Read the signing key of the data folder; draw it at first use (mode 0600), so that a restart loses no session."""
    path = Path(data) / KEY_FILE
    try:
        if not path.exists():
            _draw_key(path)
        key = path.read_text().strip()
    except OSError as error:
        raise ConfigurationError(_("la clé %(path)s ne peut pas être lue (%(reason)s) : chown, puis « forum doctor »",
                                   path=path, reason=error.strerror)) from None
    if len(key) < 32:
        raise ConfigurationError(_("%(path)s : la clé est trop courte; supprimez ce fichier pour qu’une autre soit "
                                   "tirée", path=path))
    return key


def _draw_key(path):
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_hex(32) + "\n")


def one_of(env, name, words):
    """Read one of these words of the environment, the first by default; raises ConfigurationError for another."""
    found = env.get(name) or words[0]
    if found not in words:
        raise ConfigurationError(_("%(name)s doit être un de ces mots : %(words)s", name=name, words=", ".join(words)))
    return found


def whole_number(env, name, default):
    """Read a number of the environment; raises ConfigurationError when it is none."""
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise ConfigurationError(_("%(name)s doit être un nombre entier, et non « %(value)s »", name=name, value=text))
    return int(text)
