"""What the methods that rank have in common: a ballot that puts options in order, all of them or the first few.

A ranking is a list of groups of options, best first; a group of several is a tie. Options that are not named come
after those that are, all equal.
"""

from forum.votes.faults import Invalid
from forum.votes.methods.paper import BLANK
from forum.votes.methods.places import least, most


def read_ranking(choice, paper, ties):
    """Give {"ranking": groups} with each group in the paper's order; raises Invalid("choice") for anything else.

    `ties` tells whether options may share a rank. A hall's file holds millions of ranks: each is looked at as a whole
    ballot where that can be, and groups of one are given back as they came.
    """
    groups = choice.get("ranking") if len(choice) == 1 else None
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise Invalid.at("choice", "not_a_choice")
    if not all(groups):
        raise Invalid.at("choice", "empty_rank")
    keys = [key for group in groups for key in group]
    if not all(isinstance(key, str) for key in keys) or not paper.keys.issuperset(keys):
        raise Invalid.at("choice", "foreign_option")
    if len(set(keys)) < len(keys):
        raise Invalid.at("choice", "option_twice")
    if len(keys) > len(groups) and not ties:
        raise Invalid.at("choice", "tie_not_allowed")
    if len(groups) > most(paper):
        raise Invalid.at("choice", "too_many_ranks", maximum=most(paper), given=len(groups))
    if len(groups) < least(paper):
        raise Invalid.at("choice", "too_few_ranks", minimum=least(paper), given=len(groups))
    return {"ranking": [group if len(group) == 1 else sorted(group, key=paper.options.index) for group in groups]}


def close_up(ranks, ties):
    """Read a paper where ranks may be skipped, repeated or given twice: the options at each rank, best first → groups.

    Skipped (empty) ranks close up; an option that is there again keeps its best rank; then a rank with several options
    is a tie where the method takes them (`ties`), and elsewhere ends the ballot: neither it nor what follows counts.
    No group at all is a ballot that ranks nothing, to be counted as blank (see `write_choice`).
    """
    groups, ranked = [], set()
    for rank in ranks:
        group = [key for key in dict.fromkeys(rank) if key not in ranked]
        if len(group) > 1 and not ties:
            break
        if group:
            groups.append(group)
            ranked.update(group)
    return groups


def write_choice(groups):
    """Give the choice of a ballot read by `close_up`: its ranking, or a blank ballot when it ranks nothing."""
    return {"ranking": groups} if groups else BLANK


def fold(ballots):
    """Count identical rankings together: [(choice, votes)…] → {(groups, each a tuple of keys…): votes}, blanks out."""
    folded = {}
    for choice, votes in ballots:
        if votes and "ranking" in choice:
            order = tuple(map(tuple, choice["ranking"]))
            folded[order] = folded.get(order, 0) + votes
    return folded


def fold_strict(ballots):
    """Count identical rankings without ties together: [(choice, votes)…] → {(keys…): votes}, blanks left out."""
    folded = {}
    for choice, votes in ballots:
        if votes and "ranking" in choice:
            order = tuple(key for key, in choice["ranking"])
            folded[order] = folded.get(order, 0) + votes
    return folded


def say_settled(tie, keys):
    """Give the result's `settled` where `tie` put all these keys in order at one or more places of a count."""
    return {"settled": {"by": tie.by, "tied": sorted(keys), "order": tie.rank(keys)}} if keys else {}
