"""What a topic or a guide can be about is known higher up: the wiring says how a reference is looked up."""

from dataclasses import dataclass

from forum.core.errors import Refusal
from forum.core.i18n import lazy

LONGEST = 80
UNKNOWN = lazy("Rien ne porte ce code. Écrivez par exemple piste:2007-2C ou recommendation:2021-2.1.")


@dataclass(frozen=True)
class Subject:
    """Name a node of the trail and the tag of the page that shows it."""

    node_id: int
    tag: str


class _Registry:
    find = None
    choices = None


def register_resolver(find, choices=None):
    """Say how subjects are found: find("piste:2007-2C", viewer) → (node id, page tag) or None.

    `choices(viewer)` → [(group, [(reference, label)…])…] lists what a form may offer.
    """
    _Registry.find, _Registry.choices = staticmethod(find), staticmethod(choices) if choices else None


def find_subject(reference, viewer):
    """Give the subject of a reference such as "piste:2007-2C" ("·" is read as "-"); None when there is none."""
    reference = (reference or "").strip().replace("·", "-")
    if not reference or len(reference) > LONGEST or _Registry.find is None:
        return None
    found = _Registry.find(reference, viewer)
    return Subject(*found) if found else None


def choose_subject(reference, viewer):
    """Give the subject of a reference; raises Refusal("invalid") with the sentence for the field."""
    subject = find_subject(reference, viewer)
    if subject is None:
        raise Refusal("invalid", UNKNOWN, fields={"subject": UNKNOWN})
    return subject


def list_subjects(viewer):
    """List what a form may offer: [(group, [(reference, label)…])…]."""
    return _Registry.choices(viewer) if _Registry.choices else []
