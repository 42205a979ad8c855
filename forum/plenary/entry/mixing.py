"""Spread people over workshops and tables so that sectors mix. Pure: the same people always get the same tables.

A greedy deal, the largest sectors first, each person to the table that has fewest of their organisation and of their
sector; then exchanges of two people as long as one makes the tables more mixed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

LEAST, MOST = 2, 50
EXCHANGES = 60_000  # how many exchanges are looked at, so that thousands of people take no more than a second or two
ORGANISATION_WEIGHT = 3  # two of one organisation at a table are worse than two of one sector
APART_WEIGHT = 1_000  # and nothing is worse than two who must be kept apart


@dataclass(frozen=True)
class Guest:
    """Somebody to be seated: `workshop` was chosen, `at` is (workshop, table) where they are now, pinned or not.

    `apart` holds the ids of those with whom they must not sit.
    """

    id: int
    sector: str = ""
    organisation: str = ""
    workshop: int | None = None
    at: tuple | None = None
    is_pinned: bool = False
    apart: frozenset = frozenset()


def spread(guests, workshops, size, keep=False):
    """Give {guest's id: (workshop, table)}; `size` is the most at a table, `keep` moves as few people as can be.

    Tables are numbered from 1 in each workshop, and differ by at most one person where nobody is pinned. A pinned guest
    stays at their table whatever its size. Without workshops all sit in one place, None.
    """
    sizes = Counter(guest.sector for guest in guests)
    order = sorted(guests, key=lambda guest: (-sizes[guest.sector], guest.sector, guest.organisation, guest.id))
    groups = _deal_workshops(order, list(workshops) or [None], keep)
    return {guest.id: (workshop, number)
            for workshop, members in groups.items() if members
            for number, seated in _Tables(workshop, members, size, keep).tables.items() for guest in seated}


def _deal_workshops(order, workshops, keep):
    """Give {workshop: guests}: chosen ones stand, the others even out each sector, then the numbers."""
    if workshops == [None]:
        return {None: order}
    groups, of_sector = {workshop: [] for workshop in workshops}, Counter()

    def put(guest, workshop):
        groups[workshop].append(guest)
        of_sector[workshop, guest.sector] += 1

    waiting = []
    for guest in order:
        wanted = guest.workshop or (guest.at[0] if guest.at and (keep or guest.is_pinned) else None)
        if wanted in groups:
            put(guest, wanted)
        else:
            waiting.append(guest)
    for guest in waiting:
        put(guest, min(groups, key=lambda one: (of_sector[one, guest.sector], len(groups[one]))))
    return groups


class _Tables:
    """The tables of one workshop while they fill."""

    def __init__(self, workshop, members, size, keep):
        pinned = [guest for guest in members if guest.is_pinned and guest.at and guest.at[0] == workshop]
        count = max([-(-len(members) // size), *(guest.at[1] for guest in pinned)])
        self.tables = {number: [] for number in range(1, count + 1)}
        self.sectors, self.organisations = defaultdict(Counter), defaultdict(Counter)
        self.least, self.larger = divmod(len(members), count)
        fixed = set()
        for guest in pinned:
            self._sit(guest, guest.at[1])
            fixed.add(guest.id)
        if keep:
            for guest in members:
                if (guest.id not in fixed and guest.at and guest.at[0] == workshop and guest.at[1] in self.tables
                        and self._has_room(guest.at[1]) and not self._count_apart(guest, guest.at[1])):
                    self._sit(guest, guest.at[1])
                    fixed.add(guest.id)
        for guest in members:
            if guest.id not in fixed:
                self._sit(guest, min(self.tables, key=lambda number: self._cost_of(guest, number)))
        self._exchange({guest.id for guest in pinned}, only_apart=keep)

    def _has_room(self, number):
        """Tell whether one more leaves the tables even."""
        taken = len(self.tables[number])
        if taken < self.least:
            return True
        return taken == self.least and sum(len(table) > self.least for table in self.tables.values()) < self.larger

    def _cost_of(self, guest, number):
        same = self.organisations[number][guest.organisation] if guest.organisation else 0
        return (not self._has_room(number), self._count_apart(guest, number), same,
                self.sectors[number][guest.sector], len(self.tables[number]), number)

    def _sit(self, guest, number, by=1):
        if by > 0:
            self.tables[number].append(guest)
        else:
            self.tables[number].remove(guest)
        self.sectors[number][guest.sector] += by
        if guest.organisation:
            self.organisations[number][guest.organisation] += by

    def _count_apart(self, guest, number):
        """Count those of a table with whom a guest must not sit."""
        return sum(other.id in guest.apart for other in self.tables[number]) if guest.apart else 0

    def _crowding(self, guest, number, others=0):
        """Give how many of a table are like a guest, who would sit there with `others` alike fewer."""
        same = self.organisations[number][guest.organisation] if guest.organisation else 0
        return (self.sectors[number][guest.sector] + ORGANISATION_WEIGHT * same
                + APART_WEIGHT * self._count_apart(guest, number) - others)

    def _alike(self, one, other):
        same = bool(one.organisation) and one.organisation == other.organisation
        return (one.sector == other.sector) + ORGANISATION_WEIGHT * same + APART_WEIGHT * (other.id in one.apart)

    def _exchange(self, pinned, only_apart=False):
        """Exchange two people of two tables as long as fewer alike sit together, or only those who must not."""
        left = EXCHANGES
        improved = True
        while improved and left > 0:
            improved = False
            for number in self.tables:
                for guest in [one for one in self.tables[number] if one.id not in pinned]:
                    if only_apart and not self._count_apart(guest, number):
                        continue
                    alone = self._alike(guest, guest)
                    if self._crowding(guest, number, alone) == 0:
                        continue  # nobody here is like them
                    found = self._better(guest, number, pinned)
                    left -= found[1]
                    if found[0]:
                        other, there = found[0]
                        for one, frm, to in ((guest, number, there), (other, there, number)):
                            self._sit(one, frm, -1)
                            self._sit(one, to)
                        improved = True
                    if left <= 0:
                        return

    def _better(self, guest, number, pinned):
        """Give ((other, their table) or None, how many were looked at): the first exchange that mixes more."""
        looked = 0
        now = self._crowding(guest, number, self._alike(guest, guest))
        for there in self.tables:
            if there == number or self._crowding(guest, there) >= now + ORGANISATION_WEIGHT:
                continue
            for other in self.tables[there]:
                looked += 1
                if other.id in pinned:
                    continue
                alike = self._alike(guest, other)
                before = now + self._crowding(other, there, self._alike(other, other))
                after = self._crowding(guest, there, alike) + self._crowding(other, number, alike)
                if after < before:
                    return (other, there), looked
        return None, looked
