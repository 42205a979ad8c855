"""Serve one database in a process of its own, whatever its schema: `python -m tests.support.serve` (see servers.py)."""

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import json  # noqa: E402 - the sockets must be patched before anything imports them
import os  # noqa: E402
from pathlib import Path  # noqa: E402

from forum.app import create_app  # noqa: E402
from forum.core import watch  # noqa: E402
from forum.core.config import Settings, normalise_database_url  # noqa: E402
from forum.serving import serve  # noqa: E402
from tests.support.compiled import share_compiled  # noqa: E402


def main():
    """Serve what FORUM_TEST_SERVER says."""
    wanted = json.loads(os.environ["FORUM_TEST_SERVER"])
    watch.EVERY_SECONDS = wanted["watch_seconds"]
    settings = Settings(
        data=Path(wanted["data"]), database_url=normalise_database_url(wanted["database_url"]), testing=True,
        secret_key=wanted["secret_key"], argon2_memory_kib=8, public_url=wanted["public_url"], caches=wanted["caches"],
        smtp_url=os.environ.get("SMTP_URL", ""), mail_from=os.environ.get("MAIL_FROM", ""),
        log=os.environ.get("FORUM_LOG", ""), redis_url=os.environ.get("REDIS_URL", ""),
        fast_broadcast=os.environ.get("FORUM_FAST_BROADCAST") != "0",
        proxies=int(os.environ.get("FORUM_PROXIES", "0")))
    serve(share_compiled(create_app(settings)), "127.0.0.1", wanted["port"])


if __name__ == "__main__":
    main()
