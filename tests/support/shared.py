"""What one worker makes for all the workers of a run: the others wait for it, and take it as it is."""

import fcntl
import pickle
import uuid
from contextlib import contextmanager

LASTING = "forum-test-lasting"  # the name of the connections that stay open from one test to the next


class Shared:
    """Hold the folder that the workers of a run have in common."""

    def __init__(self, folder):
        self.folder = folder

    @contextmanager
    def alone(self, name):
        """Let one worker at a time do what has this name."""
        with open(self.folder / f"{name}.lock", "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def once(self, name, make):
        """Give what `make()` gave to the first worker that asked for this name."""
        kept = self.folder / f"{name}.pickle"
        with self.alone(name):
            if not kept.exists():
                made = pickle.dumps(make())
                kept.write_bytes(made)
            return pickle.loads(kept.read_bytes())  # noqa: S301 - we wrote it ourselves

    def run(self):
        """Give a word that no other run has."""
        return self.once("run", lambda: uuid.uuid4().hex[:8])


def folder_of_run(config, factory):
    """Give the folder that is the same for all the workers of a run."""
    base = factory.getbasetemp()
    return base.parent if hasattr(config, "workerinput") else base
