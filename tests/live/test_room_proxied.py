"""nginx or Caddy of deploy/ before one process: HTTPS, WebSockets and the client's address pass; the figures do not."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest
import requests
import socketio

from forum.core.config import ROOT
from forum.operations.way import examine_way
from tests.live.conftest import NAMESPACE, wait_until
from tests.support.databases import skip_or_fail

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(params=["nginx", "caddy"])
def proxied(request, own_site, tmp_path):
    """Give (site, https address, http address, folder) of a room behind a proxy of deploy/, ports and paths replaced.

    What the proxy writes comes into files of the folder.
    """
    if request.param == "nginx" and not (NGINX and shutil.which("openssl")):
        skip_or_fail("nginx or openssl is missing")
    if request.param == "caddy" and not shutil.which("caddy"):
        pytest.skip("caddy is missing")
    site, folder, plain, secure = own_site, tmp_path / request.param, free_port(), free_port()
    folder.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0concertaction-{plain}")
        site.server.env = {"FORUM_PROXIES": "1", "NOTIFY_SOCKET": f"@concertaction-{plain}"}
        site.server.start()
        systemd.settimeout(5)
        assert systemd.recv(100) == b"READY=1", "systemd is not told that the server listens"
    command = (prepare_nginx if request.param == "nginx" else prepare_caddy)(site, folder, plain, secure)
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said.log").open("w") as said, subprocess.Popen(
            command, stdout=said, stderr=said, env=environment) as process:
        yield site, f"https://localhost:{secure}", f"http://localhost:{plain}", folder
        process.terminate()


def prepare_nginx(site, folder, plain, secure):
    """Write and check what nginx needs; gives its command."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
                   check=True, capture_output=True)
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = re.sub(r"^user .*\n|^ +listen \[::\].*\n|^worker_rlimit.*\n", "", text, flags=re.MULTILINE)
    for old, new in (("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
                     ("/etc/letsencrypt/live/concertaction.example", str(folder)),
                     ("worker_connections 30000", "worker_connections 200"),
                     ("127.0.0.1:8000", site.address.removeprefix("http://")), ("/run/nginx.pid", f"{folder}/pid"),
                     ("/var/log/nginx/error.log", f"{folder}/error.log"), ("https://$host$", f"https://$host:{secure}$"),
                     ("Host $host;", "Host $host:$server_port;")):
        assert old in text, old
        text = text.replace(old, new)
    temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(text.replace("http {\n", "http {\n" + temporary, 1))
    command = [NGINX, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    return [*command, "-g", "daemon off;"]


def prepare_caddy(site, folder, plain, secure):
    """Write and check what Caddy needs; gives its command."""
    text = (ROOT / "deploy/Caddyfile").read_text()
    ours = (f"\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port {plain}\n\thttps_port {secure}\n\tskip_install_trust\n"
            f"\tstorage file_system {folder}/kept\n")
    for old, new in (("{\n\tlog", f"{{\n{ours}\tlog"),
                     ("\nconcertaction.example {\n", "\nlocalhost {\n\ttls internal\n"),
                     ("127.0.0.1:8000", site.address.removeprefix("http://"))):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text(text)
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    checked = subprocess.run(["caddy", "validate", *command[2:]], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    return command


def ask(address, **headers):
    """Give (status, headers, body); redirects are not followed."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *more):
            return None

    trusting = ssl._create_unverified_context()  # noqa: S323 - the certificate was drawn a moment ago
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=trusting))
    try:
        with opener.open(urllib.request.Request(address, headers=headers), timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()
    except urllib.error.URLError:
        return None, {}, ""


def test_a_room_behind_the_proxy_of_the_hosting_page(proxied, monkeypatch):
    site, secure, plain, folder = proxied
    wait_until(lambda: ask(f"{secure}/health")[0] == 200)
    found = examine_way(secure)
    assert [verdict for verdict, _ in found] == [False], "nobody vouches for the certificate"
    assert "HTTPS" in found[0][1]
    monkeypatch.setenv("SSL_CERT_FILE", str(next(folder.rglob("root.crt"), folder / "fullchain.pem")))
    assert [verdict for verdict, _ in examine_way(secure)] == [True, True], "the doctor finds the way sound"
    status, headers, _ = ask(f"{plain}/fr/aide/")
    assert status in (301, 308)
    assert headers["Location"] in (f"{secure}/fr/aide/", "https://localhost/fr/aide/")  # Caddy leaves its own port out
    assert ask(f"{secure}/fr/aide/")[0] == 200
    for forged in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        assert ask(f"{secure}/metrics", **forged)[0] == 404
    seat = site.sit()
    site.act("opening")
    session = requests.Session()
    session.verify = False
    client = socketio.Client(reconnection=False, handle_sigint=False, http_session=session)
    states = []
    client.on("state", states.append, namespace=NAMESPACE)
    client.connect(secure, auth={"seat": seat}, namespaces=[NAMESPACE], transports=["websocket"],
                   wait_timeout=15)
    answer = client.call("vote", {"poll": site.polls[0], "secret": "a" * 32, "choice": {"options": ["a"]}},
                         namespace=NAMESPACE)
    assert "receipt" in answer
    wait_until(lambda: states)
    assert states[0]["phase"] == "open"
    client.disconnect()
    site.server.stop()
    assert ask(f"{secure}/fr/salle/{site.code}/")[0] == 502
    found = examine_way(secure)
    assert [verdict for verdict, _ in found] == [False]
    assert "réponse 502" in found[0][1]
    left = "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
    assert site.code not in left, "what is asked while the server is away is written down"
    assert "127.0.0.1" not in left.replace('"addr":"127.0.0.1:', "")  # where Caddy listens
    assert os.listdir(folder).count("access.log") == 0
