"""Have a document read by a process that may do nothing else, and wait for it without freezing the others."""

import json
import subprocess
import sys
from threading import BoundedSemaphore

from forum.imports import rules
from forum.imports.faults import SENTENCES, refuse

SECONDS = 15
# each may take a core and 768 MB: a third waits for its turn
SLOTS = BoundedSemaphore(2)
PATIENCE_SECONDS = 30


def convert(name, data):
    """Give the blocks [(kind, level, text)] of a document by its name and bytes; raises Refusal."""
    if len(data) > rules.LARGEST:
        refuse("too_large")
    kind = rules.kind_of(name, data[:16])
    if kind is None:
        refuse("kind")
    if not SLOTS.acquire(timeout=PATIENCE_SECONDS):
        refuse("busy")
    try:
        # gevent's own subprocess lets the others go on while this one waits, and knows no other thread than the loop's
        found = _run(kind, data)
    finally:
        SLOTS.release()
    if "fault" in found:
        refuse(found["fault"] if found["fault"] in SENTENCES else "broken")
    if not found["blocks"]:
        refuse("nothing")
    return [tuple(block) for block in found["blocks"]]


def _run(kind, data):
    """Run the confined process; one that is cut short by its limits was given too much to do."""
    command = [sys.executable, "-I", "-m", "forum.imports.reading.program", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env={}, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired:
        return {"fault": "too_heavy"}
    try:
        return json.loads(done.stdout) if done.returncode == 0 else {"fault": "too_heavy"}
    except ValueError:
        return {"fault": "too_heavy"}
