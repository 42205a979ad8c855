"""What methods that count rankings have in common: how to answer, what happens at each round, tables, a picture."""

from fractions import Fraction

from forum.core.i18n import _, current_language, format_number, ngettext
from forum.votes.explaining.lanes import Lane, Move, draw_lanes
from forum.votes.explaining.shapes import Table, name_all

DIGITS = 5


def say_how_to_rank(paper):
    """Say how to answer, and between which limits."""
    said = [_("Classez les options, la préférée d’abord; vous pouvez n’en classer que quelques-unes.")]
    if paper.minimum > 1 or paper.maximum < len(paper.options):
        said.append(_("De %(minimum)s à %(maximum)s rangs à remplir.", minimum=paper.minimum, maximum=paper.maximum))
    return said


def say_paper_rule(ties):
    """Say what is done with a paper ballot that is not numbered as asked."""
    if ties:
        return _("Sur papier, un rang sauté est ignoré et la suite remonte; une option répétée garde son meilleur "
                 "rang; des options au même rang sont à égalité.")
    return _("Sur papier, un rang sauté est ignoré et la suite remonte; une option répétée garde son meilleur rang; "
             "deux options au même rang arrêtent le bulletin à cet endroit : ce qui suit ne compte pas.")


def say_ranking(choice, labels):
    """Write a ranking, a text for each rank: « 1. A », « 2. B et C, à égalité »."""
    said = []
    for rank, group in enumerate(choice["ranking"], 1):
        names = name_all([labels[key] for key in group])
        said.append(f"{rank}. {names}" if len(group) == 1 else
                    _("%(rank)s. %(names)s, à égalité", rank=rank, names=names))
    return said


def read_votes(value):
    """Read a number of votes of a result, an int or "n/d"."""
    return Fraction(value)


def write_votes(value, digits=DIGITS):
    """Write a number of votes of a result, an int or "n/d", with the decimals it has, five at most."""
    whole, rest = divmod(round(Fraction(value) * 10**digits), 10**digits)
    point = "." if current_language() == "en" else ","
    return format_number(whole) + (f"{point}{rest:0{digits}}".rstrip("0") if rest else "")


def say_written_votes(value):
    """Say a number of votes that may be a fraction."""
    number = Fraction(value)
    return ngettext("%(written)s voix", "%(written)s voix", -(-number.numerator // number.denominator),
                    written=write_votes(value))


def order_options(result):
    """Put the options in the order in which they matter: winners, tied, then from the last that left to the first."""
    rounds = result["rounds"]
    first = [*result["winners"], *result["tied"]]
    stayed = {key: sum(key in entry["votes"] for entry in rounds) for key in result["figures"]}
    rest = [key for key in result["figures"] if key not in first]
    final = {key: read_votes(result["figures"][key]["final"]) for key in rest}
    return first + sorted(rest, key=lambda key: (-stayed[key], -final[key], key))


def list_moves(entry, after):
    """Give where votes go after a round: (source key, [(key or None, votes)…]); None stands for exhausted ballots."""
    source = (entry.get("surplus") or entry.get("eliminated"))[0]
    gains = [(key, read_votes(votes) - read_votes(entry["votes"][key])) for key, votes in after["votes"].items()]
    gains.append((None, read_votes(after["exhausted"]) - read_votes(entry["exhausted"])))
    return source, [(key, votes) for key, votes in gains if votes > 0]


def table_rounds(result, labels, caption, extra):
    """Give the table of the votes, a column a round; `extra` are more rows, (name, function of a round → text)."""
    rounds = result["rounds"]
    rows = [(labels[key], *(write_votes(entry["votes"][key]) if key in entry["votes"] else "–" for entry in rounds))
            for key in order_options(result)]
    rows += [(name, *(write(entry) for entry in rounds)) for name, write in extra]
    return Table(caption, (_("Option"), *(_("Tour %(number)s", number=number) for number in range(1, len(rounds) + 1))),
                 tuple(rows))


def table_events(result, labels, say):
    """Give the table of what happens at each round; `say(entry, after)` gives its sentences, `after` may be None."""
    rounds = result["rounds"]
    rows = [(str(number), " ".join(say(entry, after)))
            for number, (entry, after) in enumerate(zip(rounds, [*rounds[1:], None], strict=True), 1)]
    return Table(_("Ce qui se passe à chaque tour"), (_("Tour"), _("Ce qui se passe")), tuple(rows))


def say_moves(entry, after, labels):
    """Say where the votes of an option go."""
    said = [_("%(votes)s à « %(option)s »", votes=write_votes(votes), option=labels[key]) if key else
            _("%(votes)s à personne, faute d’une autre option classée", votes=write_votes(votes))
            for key, votes in sorted(list_moves(entry, after)[1], key=lambda move: (move[0] is None, -move[1]))]
    return [_("Ses voix vont ainsi : %(list)s.", list=", ".join(said))] if said else []


def say_tied(entry, labels, result):
    """Say that options were equal at this round, if any were, and what that does."""
    if "tied" not in entry:
        return []
    if "settled" in result and result["settled"]["by"] in ("lot", "criterion"):
        then = _("L’ordre annoncé les départage.")
    elif "eliminated" in entry or "surplus" in entry:
        then = _("Laquelle passe d’abord ne change rien au résultat.")
    else:
        then = _("Le résultat en dépend.")
    return [_("%(options)s sont à égalité.", options=quote_all(entry["tied"], labels)), then]


def quote_all(keys, labels):
    """Name options between quotation marks: « A », « B » et « C »."""
    return name_all([_("« %(option)s »", option=labels[key]) for key in keys])


def draw_rounds(result, labels, limit, limits):
    """Draw the votes of each option from round to round, and where they go; `limit` says what `limits` are."""
    rounds, order = result["rounds"], order_options(result)
    places = {key: place for place, key in enumerate([*order, None])}
    standing = dict.fromkeys(result["winners"], "won") | dict.fromkeys(result["tied"], "tied")
    lanes = [Lane(labels[key], _say_fate(key, result),
                  tuple(read_votes(entry["votes"][key]) for entry in rounds if key in entry["votes"]),
                  standing.get(key, "")) for key in order]
    exhausted = tuple(read_votes(entry["exhausted"]) for entry in rounds)
    if any(exhausted):
        lanes.append(Lane(_("Bulletins épuisés"), write_votes(rounds[-1]["exhausted"], 1), exhausted, "spent"))
    moves = []
    for number, (entry, after) in enumerate(zip(rounds, rounds[1:], strict=False)):
        source, gains = list_moves(entry, after)
        before = Fraction(0)
        for key, votes in sorted(gains, key=lambda move: places[move[0]]):
            moves.append(Move(number, places[source], places[key], votes, before))
            before += votes
    title = _("Les voix de chaque option, tour après tour, et où elles vont")
    return draw_lanes(title, (_("Tour"), limit), lanes, moves, limits)


def _say_fate(key, result):
    for number, entry in enumerate(result["rounds"], 1):
        votes = write_votes(entry["votes"].get(key, 0), 1)
        if key in entry.get("elected", ()):
            return _("retenue, tour %(number)s : %(votes)s", number=number, votes=votes)
        if key in entry.get("eliminated", ()):
            return _("sort, tour %(number)s : %(votes)s", number=number, votes=votes)
    votes = write_votes(result["figures"][key]["final"], 1)
    return _("à égalité : %(votes)s", votes=votes) if key in result["tied"] else votes
