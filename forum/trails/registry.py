"""Each kind of node is shown by the feature that owns it; the features say how, here."""

from dataclasses import dataclass, field

from forum.core.web.pages import shows


@dataclass(frozen=True)
class Card:
    """Hold what a trail shows of one thing; `state` is a word such as "retenue", `facts` sentences with numbers."""

    kind: str
    title: str
    url: str
    code: str = ""
    label: str = ""
    facts: tuple = ()
    state: str = ""
    theme: int | None = None
    indicative: bool = False
    order: tuple = field(default=())


_loaders = {}


def register(kind, loader):
    """Say how a kind is shown: loader(node_ids, viewer) → {node_id: Card}, in one query; hidden ones are left out."""
    _loaders[kind] = loader


def load_cards(ids_by_kind, viewer):
    """Load the cards of many nodes, one call a kind; a kept page that shows one is forgotten when its node changes."""
    cards = {}
    for kind, ids in ids_by_kind.items():
        shows(*(f"node:{node_id}" for node_id in ids))
        if ids and kind in _loaders:
            cards.update(_loaders[kind](sorted(ids), viewer))
    return cards
