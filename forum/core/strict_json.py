"""JSON as clients may send it, in a packet or as a body."""

import json


class StrictJson:
    """Read and write JSON as `json` does, but refuse a key written twice, NaN and endless nesting too (ValueError)."""

    @staticmethod
    def loads(text):
        try:
            return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("nested too deep") from None

    @staticmethod
    def dumps(value, **options):
        return json.dumps(value, ensure_ascii=False, **options)


def _each_once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is written twice")
    return found


def _no_constant(name):
    raise ValueError(name)
