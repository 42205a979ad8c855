"""Topic pages of the served application beside a bare Flask view of the same bytes: `python -m benchmarks.topic_pages`.

One run, one machine: the server under measure on the first core, 64 kept connections from another process on the
second, answers as they are (identity encoding), a reply posted every second that the next reading must show.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.forum_world import PASSWORD, make_forum
from benchmarks.reporting import Figure, format_table, say
from forum.core.config import ROOT
from tests.support.servers import serve_in_subprocess

TOPICS, SMALL, LARGE = 200, 50, 10_000
CONNECTIONS, SECONDS, ROUNDS = 64, 4, 3
CORES = sorted(os.sched_getaffinity(0))
TICKS = os.sysconf("SC_CLK_TCK")


def pinned(core):
    """Give the command that keeps a process on one core (nothing to keep apart on a machine with a single one)."""
    return ("taskset", "-c", str(CORES[core % len(CORES)]))


def read_cpu(process_id):
    """Give the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(server, paths, cookie="", seconds=SECONDS):
    """Read each page once, then load the server; gives pages a second and its CPU milliseconds a page."""
    host, port = server.address.removeprefix("http://").split(":")
    line = http.client.HTTPConnection(host, int(port))
    for path in paths[:TOPICS]:
        line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        line.getresponse().read()
    line.close()
    order = {
        "host": host,
        "port": int(port),
        "paths": paths,
        "connections": CONNECTIONS,
        "seconds": seconds,
        "cookie": cookie,
    }
    before = read_cpu(server.process.pid)
    run = subprocess.run(
        [*pinned(1), sys.executable, "-m", "benchmarks.page_load"],
        input=json.dumps(order),
        text=True,
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    told = json.loads(run.stdout)
    if told["faults"]:
        raise RuntimeError(f"{told['faults']} answers were no pages")
    return {**told, "cpu": (read_cpu(server.process.pid) - before) * 1000 / told["done"]}


class Member:
    """A signed-in browser, as small as can be."""

    def __init__(self, address, email):
        self.line = http.client.HTTPConnection(address.removeprefix("http://"))
        self.cookie = ""
        self.send("/fr/connexion/", email=email, password=PASSWORD)

    def read(self, path):
        self.line.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
        return self._take()

    def send(self, path, page=None, **fields):
        """Send the form of a page with its token."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.read(page or path))[1]
        self.line.request(
            "POST",
            path,
            urlencode({"csrf_token": token, **fields}),
            {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        self._take()
        if self.status != 302:
            raise RuntimeError(f"{path} answered {self.status}")

    def _take(self):
        answer = self.line.getresponse()
        self.status = answer.status
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session="):
                self.cookie = value.split(";")[0]
        return answer.read().decode()


@contextmanager
def replies_every_second(server, members):
    """Post a reply every second, and check that a visitor's next reading shows it."""
    over, faults, turn = threading.Event(), [], 0

    def write():
        nonlocal turn
        visitor = http.client.HTTPConnection(server.address.removeprefix("http://"))
        while not over.wait(1):
            topic, words, turn = f"/fr/sujets/{turn % TOPICS + 1}/", f"Réponse de mesure {time.time_ns()}", turn + 1
            try:
                members[turn % len(members)].send(f"{topic}repondre/", topic, body=words)
                visitor.request("GET", f"{topic}?page=2", headers={"Accept-Encoding": "identity"})
                if words not in visitor.getresponse().read().decode():
                    faults.append(f"{topic} did not show the reply")
            except Exception as fault:
                faults.append(repr(fault))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
    if faults or not turn:
        raise RuntimeError(f"replies: {faults or 'none was posted'}")


@contextmanager
def serve_bare(folder, body):
    """Serve the bytes of a page from a bare Flask view on the same server."""
    page = folder / "page.html"
    page.write_text(body)
    process = subprocess.Popen(
        [*pinned(0), sys.executable, "-m", "benchmarks.bare_page"],
        cwd=ROOT,
        text=True,
        env={**os.environ, "BARE_PAGE": str(page)},
        stdout=subprocess.PIPE,
    )

    class Bare:
        address = process.stdout.readline().split("listening on ")[1].strip()

    Bare.process = process
    try:
        yield Bare
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def middle(results, key):
    """Give the median of one figure over the rounds."""
    return median(result[key] for result in results)


def fastest(results):
    """Give the pages a second of the round that other work on the machine disturbed least."""
    return max(result["rate"] for result in results)


def cheapest(results):
    """Give the CPU milliseconds a page of the round that other work on the machine disturbed least."""
    return min(result["cpu"] for result in results)


def compare_with_bare(folder):
    """Measure visitors, members and members without caches against the bare view, turn by turn."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'forum.db'}"
    emails = make_forum(url, folder, TOPICS)
    paths = [f"/fr/sujets/{number}/" for number in range(1, TOPICS + 1)]
    with ExitStack() as stack:
        kept, off = (
            stack.enter_context(serve_in_subprocess(url, folder, caches=caches, prefix=pinned(0)))
            for caches in (True, False)
        )
        members = [Member(kept.address, email) for email in emails]
        visitor = http.client.HTTPConnection(kept.address.removeprefix("http://"))
        visitor.request("GET", paths[0])
        bare = stack.enter_context(serve_bare(folder, visitor.getresponse().read().decode()))
        ways = {
            "bare": (bare, ""),
            "visitor": (kept, ""),
            "member": (kept, members[0].cookie),
            "off": (off, members[0].cookie),
        }
        results = {name: [] for name in ways}
        for turn in range(ROUNDS):
            for name, (server, cookie) in ways.items():
                say(f"   topic pages, round {turn + 1} of {ROUNDS}: {name}")
                if name in ("visitor", "member"):
                    with replies_every_second(kept, members[1:]):
                        results[name].append(measure(server, paths, cookie))
                else:
                    results[name].append(measure(server, paths, cookie))
    return results


def compare_sizes(folder):
    """Measure a member's readings of any topic, caches off, in a forum of 1,000 posts and in one of 200,000."""
    results = {SMALL: [], LARGE: []}
    with ExitStack() as stack:
        servers = {}
        for topics in results:
            place = folder / str(topics)
            place.mkdir(parents=True)
            say(f"   making a forum of {topics * 20:,} posts")
            url = f"sqlite:///{place / 'forum.db'}"
            emails = make_forum(url, place, topics)
            server = stack.enter_context(serve_in_subprocess(url, place, caches=False, prefix=pinned(0)))
            servers[topics] = server, Member(server.address, emails[0]).cookie
        for turn in range(ROUNDS):
            for topics, (server, cookie) in servers.items():
                say(f"   size, round {turn + 1} of {ROUNDS}: {topics * 20:,} posts")
                paths = [f"/fr/sujets/{(number * 7919) % topics + 1}/" for number in range(max(topics // 4, SMALL))]
                results[topics].append(measure(server, paths, cookie))
    return results


def run():
    """Measure everything; gives the figures with their goals."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        pages, sizes = compare_with_bare(Path(place) / "pages"), compare_sizes(Path(place))
    bare = fastest(pages["bare"])

    def tell(way):
        half, most = middle(pages[way], "p50"), middle(pages[way], "p99")
        return f"p50 {half:.0f} ms, p99 {most:.0f} ms over {CONNECTIONS} connections"

    return [
        Figure("topic page, visitor", fastest(pages["visitor"]), "pages/s", bare, 0.5, note=tell("visitor")),
        Figure("topic page, member, warm", fastest(pages["member"]), "pages/s", bare, 0.2, note=tell("member")),
        Figure("topic page, member, caches off", fastest(pages["off"]), "pages/s", bare, note=tell("off")),
        Figure("CPU of a visitor's page", cheapest(pages["visitor"]), "ms", cheapest(pages["bare"])),
        Figure("CPU of a member's page, warm", cheapest(pages["member"]), "ms", cheapest(pages["bare"])),
        Figure(
            "CPU of a member's page, caches off",
            cheapest(pages["off"]),
            "ms",
            cheapest(pages["bare"]),
            8,
            goal_on="value",
            at_least=False,
        ),
        Figure(
            "member, caches off, 200,000 posts",
            fastest(sizes[LARGE]),
            "pages/s",
            fastest(sizes[SMALL]),
            0.85,
            note="beside the same in a forum of 1,000 posts",
        ),
    ]


if __name__ == "__main__":
    print("\n".join(format_table(run())))
