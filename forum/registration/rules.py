"""Pure decisions about registration: when it is open, whether there is room, who of those in line comes next."""

MODES = ("closed", "invited", "public")
STATES = ("invited", "registered", "waiting", "cancelled")
CAPACITIES = ("personal", "organisation", "observer")
KINDS = ("confirmed", "waiting", "promoted", "cancelled", "invited", "again")
LENGTHS = {"name": 80, "organisation": 200, "sector": 40, "email": 254, "private": 500, "officer": 120}
MOST_PLACES = 5_000
MOST_INVITED = 1_000  # addresses in one list
MOST_REMINDED = 3  # letters that say again what is the case, to one address in a day, whoever asks
# a letter that waits to be sent is dropped once it no longer says what is the case
HOLDS_IN = {"confirmed": ("registered",), "promoted": ("registered",), "waiting": ("waiting",),
            "cancelled": ("cancelled",), "invited": ("invited",), "again": STATES}


def is_within(opens_on, closes_on, today):
    """Tell whether a day lies between two others, both included; one that is missing bounds nothing."""
    return (opens_on is None or opens_on <= today) and (closes_on is None or today <= closes_on)


class Places:
    """Hold how many places there are, in all and by sector, and how many are taken; None is without bound."""

    def __init__(self, total, by_sector, taken):
        self.total, self.by_sector, self.taken = total, by_sector, dict(taken)

    def is_full(self):
        """Tell whether no place is left, whatever the sector."""
        return self.total is not None and sum(self.taken.values()) >= self.total

    def has_room(self, sector):
        """Tell whether somebody of this sector can have a place."""
        most = self.by_sector.get(sector)
        return not self.is_full() and (most is None or self.taken.get(sector, 0) < most)

    def take(self, sector):
        """Note that somebody of this sector has a place."""
        self.taken[sector] = self.taken.get(sector, 0) + 1

    def leave(self, sector):
        """Note that somebody of this sector gave their place back."""
        self.taken[sector] = self.taken.get(sector, 0) - 1


def next_in_line(line, places):
    """Give those of a line who now have a place: [(who, sector)…] in order; `places` is taken from."""
    chosen = []
    for who, sector in line:
        if places.has_room(sector):
            places.take(sector)
            chosen.append(who)
    return chosen
