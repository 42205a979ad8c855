"""Make and read what is long: a report of sixty pages as a tagged PDF, one of two hundred chapters, 2,000 people.

Each is done in a process of its own, whose clock starts once its programs are loaded.
"""

import io
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from docx import Document
from pypdf import PdfReader

from benchmarks.reporting import Figure, say
from forum.accounts.viewer import ANONYMOUS
from forum.app import create_app
from forum.core.config import ROOT, Settings
from forum.core.database import db, utc_now
from forum.deliberation.loading import load_file
from forum.imports.converting import convert
from forum.imports.rules import recognise
from forum.plenary.entry.mixing import Guest, spread
from forum.reports.gathering import gather_report
from forum.reports.papers import write_pdf

TRIES, MEGABYTES = 3, 768


def make_report(clock):
    """Set the founding day's report, said six times over, as a tagged PDF; gives its pages."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), database_url=f"sqlite:///{folder}/day.db", secret_key="k" * 64,
                                  testing=True))
        with app.test_request_context("/fr/"):
            db.create_all()
            load_file(ROOT / "forum/days/2007-01-18.yaml")
            tree = gather_report("18-janvier-2007", ANONYMOUS)
            edition = SimpleNamespace(author="Ana", kind="report", number=1, at=utc_now(), validated_at=None,
                                      validated_by=None, remark="")
            tree["blocks"] *= 6
            with clock:
                made = write_pdf(edition, tree, [edition])
    return len(PdfReader(io.BytesIO(made)).pages)


def read_document(clock):
    """Read and recognise a DOCX of two hundred chapters; gives how many are found."""
    held, document = io.BytesIO(), Document()
    for chapter in range(200):
        document.add_heading(f"{chapter + 1}. Chapitre {chapter}", 2)
        for line in range(20):
            document.add_paragraph(f"Une phrase {chapter}.{line} qui dit ce que la journée a retenu, avec ses mots.")
    document.save(held)
    with clock:
        lines = recognise(convert("rapport.docx", held.getvalue()))
    return sum(line.role == "section" for line in lines)


def spread_people(clock):
    """Deal 2,000 people over three workshops, by eight; gives how many sit."""
    guests = [Guest(id=number, sector=f"s{number % 7}", organisation=f"o{number % 400}") for number in range(2_000)]
    with clock:
        seated = spread(guests, (1, 2, 3), 8)
    return len(seated)


# name → (what is done, seconds at most, how much of it at least)
PARTS = {
    "report as a tagged PDF, pages": (make_report, 5, 60),
    "document read, chapters": (read_document, 15, 200),
    "tables mixed, people": (spread_people, 15, 2_000),
}


class Clock:
    """Time what is done within."""

    def __enter__(self):
        self.began = time.perf_counter()

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self.began


def measure(name):
    """Do a part in a process of its own, the best of three; gives seconds, megabytes and how much was done."""
    found = []
    for _ in range(TRIES):
        done = subprocess.run([sys.executable, "-m", "benchmarks.documents", name], cwd=ROOT, capture_output=True,
                              text=True, check=True)
        found.append(tuple(map(float, done.stdout.split())))
    return min(found)


def run():
    """Measure each part and give the figures."""
    figures = []
    for name, (_do, most, least) in PARTS.items():
        seconds, megabytes, count = measure(name)
        say(f"{name}: {count:.0f} in {seconds:.2f} s, {megabytes:.0f} MB")
        figures += [Figure(name, count, "", goal=least, goal_on="value"),
                    Figure(f"{name}: time", seconds, "s", goal=most, goal_on="value", at_least=False),
                    Figure(f"{name}: memory", megabytes, "MB", goal=MEGABYTES, goal_on="value", at_least=False)]
    return figures


def main(name):
    """Do one part, and print what it took: the memory is that of this process or of the one that it started."""
    clock = Clock()
    count = PARTS[name][0](clock)
    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(clock.seconds, max(int(own[1]), children) / 1024, count)


if __name__ == "__main__":
    main(sys.argv[1])
