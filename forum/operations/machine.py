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

from limits.errors import ConfigurationError as MissingLibrary
from limits.storage import storage_from_string

from forum.operations.backup import STAMP

MEGABYTE = 1024 * 1024
SEATS = 2000
SEAT_BYTES = 100 * 1024
SPARE_FILES = 500
LEAST_DISK, GOOD_DISK = 100 * MEGABYTE, 1024 * MEGABYTE
OLDEST_BACKUP = 2 * 86400


def examine_machine(settings, address):
    """List findings about the machine for a hall of two thousand; `address` is where the server listens."""
    return [examine_disk(settings.data), examine_files(), examine_memory(), examine_proxies(settings),
            *([examine_redis(settings.redis_url)] if settings.redis_url else []), examine_time(),
            examine_backup(settings.data), examine_server(address)]


def examine_disk(folder):
    """Look at the room left on the disk of a folder."""
    free = shutil.disk_usage(folder).free
    said = f"{free // MEGABYTE} MB are left on the disk of {folder}"
    if free < LEAST_DISK:
        return False, f"only {said}: votes are refused once it is full"
    return (True, said) if free >= GOOD_DISK else (None, f"{said}: make room before a day")


def examine_files(limit=None):
    """Look at how many files a process may open: each phone holds one."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if limit is None else limit
    if most == resource.RLIM_INFINITY:
        return True, "no limit on open files"
    phones = max(0, most - SPARE_FILES)
    if phones < SEATS:
        return False, (f"{most} open files are allowed, enough for {phones} phones: set LimitNOFILE=65536 in the "
                       "service (deploy/concertaction.service has it)")
    return True, f"{most} open files are allowed, enough for {phones} phones"


def examine_memory(source=Path("/proc/meminfo")):
    """Look at the memory that is available."""
    try:
        lines = dict(line.split(":", 1) for line in source.read_text().splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None, "the system does not say how much memory is available"
    seats = max(0, available - 300 * MEGABYTE) // SEAT_BYTES
    said = f"{available // MEGABYTE} MB of memory are available, enough for some {min(seats, 20_000)} phones"
    if seats < SEATS:
        return False, f"only {said}: stop what runs beside it, or take a larger machine"
    return True, said


def examine_proxies(settings):
    """Hold the number of proxies against the public address: something ends HTTPS before this server."""
    if settings.public_url.startswith("https://") and not settings.proxies:
        return False, ("PUBLIC_URL is https:// and FORUM_PROXIES is 0: the proxy that ends HTTPS is not believed, so a "
                       "whole hall counts as one address. Set FORUM_PROXIES=1")
    if settings.proxies and not settings.public_url:
        return False, "FORUM_PROXIES is set and PUBLIC_URL is not: QR codes would carry the wrong address"
    return True, f"{settings.proxies} trusted proxies before the server"


def examine_redis(url):
    """Ask Redis whether it is there."""
    try:
        is_there = storage_from_string(url, socket_connect_timeout=3).check()
    except MissingLibrary:
        return False, "REDIS_URL is set and the redis package is missing: install requirements.lock"
    except Exception as error:  # whichever way it does not answer
        return False, f"Redis does not answer: {type(error).__name__}"
    return (True, "Redis answers") if is_there else (False, "Redis does not answer at REDIS_URL")


def examine_time():
    """Ask the system whether its clock is set from the network; times on records are the server's."""
    if shutil.which("timedatectl"):
        try:
            asked = subprocess.run(["timedatectl", "show", "--property=NTPSynchronized", "--value"],
                                   capture_output=True, text=True, timeout=5)
        except subprocess.TimeoutExpired:
            asked = None
        if asked and asked.stdout.strip() == "yes":
            return True, "the clock is set from the network"
        if asked and asked.stdout.strip() == "no":
            return None, "the clock is not set from the network: timedatectl set-ntp true"
    return None, f"nothing says that the clock is set from the network; it reads {time.strftime('%Y-%m-%d %H:%M %Z')}"


def examine_backup(folder):
    """Look at when the last copy was made."""
    stamp = folder / STAMP
    if not stamp.exists():
        return None, "no backup was made yet: forum backup TARGET"
    age = time.time() - stamp.stat().st_mtime
    said = f"the last backup is {int(age // 3600)} hours old"
    return (True, said) if age < OLDEST_BACKUP else (None, f"{said}: does the timer run?")


def examine_server(address):
    """Ask the server, if it runs, whether it is ready; what is wrong is said in its own words."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310 - our own server
            json.load(answer)
            return True, f"the server answers at {address} and is ready"
    except urllib.error.HTTPError as error:
        with error:
            try:
                checks = json.load(error)["checks"].values()
            except (ValueError, KeyError):
                return None, f"something else than this server answers at {address}"
        return False, f"the server at {address}: " + " ".join(one["words"] for one in checks if not one["ok"])
    except (OSError, ValueError):
        return None, f"no server answers at {address}"
