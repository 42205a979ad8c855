"""A bare Flask view of given bytes on the same server, to measure pages against: no database, template or session."""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402 - the sockets must be patched before anything imports them
from pathlib import Path  # noqa: E402

from flask import Flask, Response  # noqa: E402

from forum.core.transport import Server  # noqa: E402

app = Flask(__name__)
BODY = Path(os.environ["BARE_PAGE"]).read_bytes()


@app.get("/<path:anything>")
def page(anything):
    return Response(BODY, content_type="text/html; charset=utf-8")


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), app, may_upgrade=lambda environ: False)
    server.start()
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
