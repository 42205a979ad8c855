"""The days' files are loaded whole, once, on both databases."""

from forum.core.config import ROOT
from forum.core.database import transaction, utc_now
from forum.deliberation.day_file import read_day
from forum.deliberation.loading import load_day, load_file

DAYS = ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml")


def test_a_second_load_changes_nothing(app):
    for name in DAYS:
        _, changes = load_file(ROOT / "forum/days" / name)
        assert changes.added
    for name in DAYS:
        _, changes = load_file(ROOT / "forum/days" / name)
        assert not changes, (name, changes)
