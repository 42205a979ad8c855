"""What `forum doctor` looks at besides the installation: the machine, its limits, its clock, its backups, the server.

A finding is (verdict, sentence): True is right, False is wrong, None is worth knowing and no fault.
"""

import json
import resource
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from forum.core.i18n import _, current_language, format_number
from forum.operations.backup import STAMP
from forum.operations.way import examine_way

MEGABYTE = 1024 * 1024
SEATS = 2000
SEAT_BYTES = 100 * 1024
SPARE_FILES = 500
LEAST_DISK, GOOD_DISK = 100 * MEGABYTE, 1024 * MEGABYTE
OLDEST_BACKUP = 2 * 86400


def examine_machine(settings, address):
    """List findings about the machine for a hall of two thousand; `address` is where the server listens."""
    server = examine_server(address)
    return [examine_disk(settings.data), examine_files(), examine_memory(), examine_proxies(settings), examine_time(),
            examine_backup(settings.data), server, *(examine_way(settings.public_url) if server[0] else [])]


def examine_disk(folder):
    """Look at the room left on the disk of a folder."""
    free = shutil.disk_usage(folder).free
    said = {"free": format_number(free // MEGABYTE), "folder": folder}
    if free < LEAST_DISK:
        return False, _("il ne reste que %(free)s Mo sur le disque de %(folder)s : les votes sont refusés quand il est "
                        "plein", **said)
    if free < GOOD_DISK:
        return None, _("il reste %(free)s Mo sur le disque de %(folder)s : faites de la place avant une journée",
                       **said)
    return True, _("il reste %(free)s Mo sur le disque de %(folder)s", **said)


def examine_files(limit=None):
    """Look at how many files a process may open: each phone holds one."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if limit is None else limit
    if most == resource.RLIM_INFINITY:
        return True, _("aucune limite aux fichiers ouverts")
    phones = max(0, most - SPARE_FILES)
    said = {"most": format_number(most), "phones": format_number(phones)}
    if phones < SEATS:
        return False, _("%(most)s fichiers ouverts sont permis, assez pour %(phones)s téléphones : mettez "
                        "LimitNOFILE=65536 dans le service (deploy/concertaction.service l’a)", **said)
    return True, _("%(most)s fichiers ouverts sont permis, assez pour %(phones)s téléphones", **said)


def examine_memory(source=Path("/proc/meminfo")):
    """Look at the memory that is available."""
    try:
        lines = dict(line.split(":", 1) for line in source.read_text().splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None, _("le système ne dit pas combien de mémoire est libre")
    seats = max(0, available - 300 * MEGABYTE) // SEAT_BYTES
    said = {"free": format_number(available // MEGABYTE), "phones": format_number(min(seats, 20_000))}
    if seats < SEATS:
        return False, _("seuls %(free)s Mo de mémoire sont libres, assez pour quelque %(phones)s téléphones : arrêtez "
                        "ce qui tourne à côté, ou prenez une machine plus grande", **said)
    return True, _("%(free)s Mo de mémoire sont libres, assez pour quelque %(phones)s téléphones", **said)


def examine_proxies(settings):
    """Hold the number of proxies against the public address: something ends HTTPS before this server."""
    if settings.public_url.startswith("https://") and not settings.proxies:
        return False, _("PUBLIC_URL est en https:// et FORUM_PROXIES vaut 0 : le serveur mandataire qui porte HTTPS "
                        "n’est pas cru, et toute une salle compte pour une seule adresse. Réglez FORUM_PROXIES=1")
    if settings.proxies and not settings.public_url:
        return False, _("FORUM_PROXIES est réglé et PUBLIC_URL ne l’est pas : les codes QR porteraient la mauvaise "
                        "adresse")
    return True, _("serveurs mandataires de confiance devant le serveur : %(number)s", number=settings.proxies)


def examine_time():
    """Ask the system whether its clock is set from the network; times on records are the server's."""
    if shutil.which("timedatectl"):
        try:
            asked = subprocess.run(["timedatectl", "show", "--property=NTPSynchronized", "--value"],
                                   capture_output=True, text=True, timeout=5)
        except subprocess.TimeoutExpired:
            asked = None
        if asked and asked.stdout.strip() == "yes":
            return True, _("l’horloge est réglée par le réseau")
        if asked and asked.stdout.strip() == "no":
            return None, _("l’horloge n’est pas réglée par le réseau : timedatectl set-ntp true")
    return None, _("rien ne dit que l’horloge est réglée par le réseau; elle marque %(time)s",
                   time=time.strftime("%Y-%m-%d %H:%M %Z"))


def examine_backup(folder):
    """Look at when the last copy was made."""
    stamp = folder / STAMP
    if not stamp.exists():
        return None, _("aucune sauvegarde n’a encore été faite : forum backup DOSSIER")
    age = time.time() - stamp.stat().st_mtime
    hours = format_number(int(age // 3600))
    if age < OLDEST_BACKUP:
        return True, _("âge de la dernière sauvegarde : %(hours)s h", hours=hours)
    return None, _("âge de la dernière sauvegarde : %(hours)s h. La minuterie marche-t-elle?", hours=hours)


def examine_server(address):
    """Ask the server, if it runs, whether it is ready; what is wrong is said in its own words."""
    question = urllib.request.Request(f"{address}/health", headers={"Accept-Language": current_language()})  # noqa: S310
    try:
        with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310 - our own server
            json.load(answer)
            return True, _("le serveur répond à %(address)s, et il est prêt", address=address)
    except urllib.error.HTTPError as error:
        with error:
            try:
                checks = json.load(error)["checks"].values()
            except (ValueError, KeyError):
                return None, _("autre chose que ce serveur répond à %(address)s", address=address)
        return False, _("le serveur à %(address)s : %(words)s", address=address,
                        words=" ".join(one["words"] for one in checks if not one["ok"]))
    except (OSError, ValueError):
        return None, _("aucun serveur ne répond à %(address)s; s’il doit tourner, « systemctl status concertaction » "
                       "dit pourquoi il ne le fait pas", address=address)
