"""Each kind of node is shown by the feature that owns it; the features say how, here."""

from dataclasses import dataclass, field


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
    """Load the cards of many nodes, one call a kind."""
    cards = {}
    for kind, ids in ids_by_kind.items():
        if ids and kind in _loaders:
            cards.update(_loaders[kind](sorted(ids), viewer))
    return cards
