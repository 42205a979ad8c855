"""The way from the public address to the server, asked as a phone would: the name, HTTPS, the proxy, WebSockets."""

import base64
import http.client
import json
import secrets
import socket
import ssl
from urllib.parse import urlsplit

from forum.core.i18n import _

SECONDS = 5
SOCKET = "/socket.io/?EIO=4&transport=websocket"
AWAY = (502, 503, 504)  # what a proxy answers when it does not find the server


def examine_way(public):
    """List findings about the public address, once the server itself answers; none where there is no such address."""
    parts = urlsplit(public)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return []
    said = {"public": public}
    try:
        status, body = _ask(parts, "/health")
        if status in AWAY and not _is_ours(body):
            return [(False, _("à %(public)s, le serveur mandataire ne trouve pas ce serveur (réponse %(status)s) : son "
                              "réglage doit nommer l’adresse où le serveur écoute", status=status, **said))]
        if not _is_ours(body):
            return [(False, _("autre chose que ce serveur répond à %(public)s : le nom de domaine mène-t-il à cette "
                              "machine, et le serveur mandataire à ce serveur?", **said))]
        return [_judge_proxy(_ask(parts, "/metrics")[0], said), _judge_socket(_ask_socket(parts), said)]
    except ssl.SSLError as error:
        return [(False, _("HTTPS échoue à %(public)s (%(reason)s) : les ports 80 et 443 sont-ils ouverts, et le "
                          "certificat obtenu?", reason=getattr(error, "verify_message", "") or error.reason, **said))]
    except socket.gaierror:
        return [(False, _("le nom de %(public)s ne mène nulle part : réglez-le chez qui vous l’a vendu", **said))]
    except ConnectionRefusedError:
        return [(False, _("rien ne répond à %(public)s : le serveur mandataire est-il démarré?", **said))]
    except (OSError, http.client.HTTPException):  # many a router does not let a machine reach its own public address
        return [(None, _("cette machine n’atteint pas %(public)s; un téléphone y arrive peut-être : essayez "
                         "« forum doctor --room »", **said))]


def _judge_proxy(status, said):
    """The figures are given on the machine alone: whoever gets them from outside was not told apart from it."""
    if status == 200:
        return False, _("à %(public)s, le serveur mandataire cache qui demande : toute une salle compte pour une seule "
                        "adresse, et /metrics est lisible de partout. Faites-lui envoyer X-Forwarded-For", **said)
    return True, _("l’adresse publique %(public)s mène à ce serveur, et dit qui demande", **said)


def _judge_socket(status, said):
    if status == 101:
        return True, _("les WebSockets passent par %(public)s", **said)
    return False, _("à %(public)s, le serveur mandataire arrête les WebSockets (réponse %(status)s) : faites-lui "
                    "envoyer Upgrade et Connection. On votera quand même, par la voie de secours", status=status,
                    **said)


def _open(parts):
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS)
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)


def _ask(parts, path):
    """Give (status, the beginning of the body)."""
    line = _open(parts)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read(100_000)
    finally:
        line.close()


def _ask_socket(parts):
    """Ask for a WebSocket and hang up; gives the status."""
    line = _open(parts)
    try:
        line.request("GET", SOCKET, headers={
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode()})
        return line.getresponse().status
    finally:
        line.close()


def _is_ours(body):
    """Tell whether an answer is that of /health."""
    try:
        return "checks" in json.loads(body)
    except (ValueError, TypeError):
        return False
