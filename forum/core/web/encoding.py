"""Which compressed forms a browser takes."""

import re

REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


def takes_gzip(accept_encoding):
    """Tell whether a browser takes gzip: it says so, and not with the weight 0 (RFC 9110, 12.5.3)."""
    return "gzip" in accept_encoding and ("q=0" not in accept_encoding or not REFUSED.search(accept_encoding))
