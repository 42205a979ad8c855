"""The clock that libraries measure with: some take the time of day, which jumps when somebody sets the machine's clock.

An hour forward, Engine.IO would think every phone gone whose pong it waits for; an hour back, a limit of one minute
would hold for an hour.
"""

import time
from types import SimpleNamespace

from engineio import base_socket
from engineio import socket as engine_socket
from limits.storage import memory

STEADY = SimpleNamespace(time=time.monotonic, sleep=time.sleep)


def steady_libraries():
    """Let them measure by the clock that never jumps."""
    for module in (base_socket, engine_socket, memory):
        module.time = STEADY
