"""What a method says of a result beside its sentences: tables, and pictures of them."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """Hold a table of texts: `rows` are tuples as long as `head`, the first cell of each names its row.

    `note` is a sentence below it, or "".
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """Hold a drawing whose numbers all stand in a table beside it; `title` says in a sentence what it shows."""

    title: str
    svg: Markup
