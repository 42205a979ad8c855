"""The confined process: `python -I -m forum.imports.reading.program KIND`, a document on its input, JSON on its output.

It takes its own limits before it reads a byte: 10 s of CPU, 768 MB of memory, no file written, few opened. It gives
{"blocks": [[kind, level, text], …]} or {"fault": key}.
"""

import json
import resource
import sys

from forum.imports.reading.blocks import Unread
from forum.imports.reading.office import read_docx, read_odt
from forum.imports.reading.pages import read_pdf
from forum.imports.reading.texts import read_text

READERS = {"docx": read_docx, "odt": read_odt, "pdf": read_pdf, "md": read_text, "txt": read_text}
CPU_SECONDS, MEMORY, MOST_FILES = 10, 768 * 1024 * 1024, 16


def confine():
    """Take the limits; they cannot be given back."""
    for limit, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0),
                        (resource.RLIMIT_NOFILE, MOST_FILES), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))


def main(kind):
    """Read the document of a kind from the standard input."""
    confine()
    try:
        found = {"blocks": [[block.kind, block.level, block.text] for block in READERS[kind](sys.stdin.buffer.read())]}
    except Unread as fault:
        found = {"fault": str(fault)}
    except (MemoryError, RecursionError):
        found = {"fault": "too_heavy"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
