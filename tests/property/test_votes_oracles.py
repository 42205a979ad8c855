"""Our counts of rankings against those of libraries by others, on ballots drawn at random.

Compared where both decide without a tie: each has its own way with ties. The group `oracles` of pyproject.toml brings
one more library; where it is not installed its tests are not there.
"""

from importlib.util import find_spec

import pyrankvote
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.condorcet import Schulze
from votelib.evaluate.core import Tie as TheirTie
from votelib.evaluate.sequential import TransferableVoteSelector

from forum.votes.majority import Roll, Rule
from forum.votes.methods import Paper, count

# the same examples at each run, however busy the machine is
steady = settings(deadline=None, derandomize=True, max_examples=100)
KEYS = ("a", "b", "c", "d", "e")

complete = st.permutations(KEYS).map(tuple)
partial = st.builds(lambda keys, cut: keys[:cut], complete, st.integers(1, 5))


def drawn_from(orders):
    """Draw {order: votes}, with numbers uneven enough for ties to be rare."""
    return st.dictionaries(orders, st.integers(1, 97), min_size=5, max_size=12)


def tally(method, election, select=1):
    paper = Paper(method, KEYS, select=select, minimum=1, maximum=len(KEYS))
    ballots = [({"ranking": [[key] for key in order]}, votes) for order, votes in election.items()]
    result = count(ballots, paper, Rule(), Roll(10_000, 10_000))
    assume(result["status"] == "decided" and not any("tied" in entry for entry in result.get("rounds", ())))
    return result


def ask_votelib(election, select):
    """Give those whom votelib elects; it gives up at a tie, and counts wrongly once ballots are exhausted."""
    try:
        return TransferableVoteSelector("Gregory", quota_function="droop").evaluate(election, select)
    except NotImplementedError:
        return assume(False)


@steady
@given(drawn_from(partial))
def test_run_off_elects_whom_pyrankvote_elects(election):
    result = tally("rank_irv", election)
    theirs = {key: pyrankvote.Candidate(key) for key in KEYS}
    cast = [pyrankvote.Ballot([theirs[key] for key in order])
            for order, votes in election.items() for _ in range(votes)]
    winners = pyrankvote.instant_runoff_voting(list(theirs.values()), cast).get_winners()
    assert result["winners"] == [winner.name for winner in winners]


@steady
@given(drawn_from(complete))
def test_run_off_elects_whom_votelib_elects(election):
    assert tally("rank_irv", election)["winners"] == ask_votelib(election, 1)


@steady
@given(drawn_from(partial), st.integers(1, 3))
def test_schulze_elects_whom_votelib_elects(election, select):
    result = tally("rank_schulze", election, select)
    theirs = Schulze().evaluate(RankedToCondorcetVotes().convert(election), select)
    assume(not any(isinstance(winner, TheirTie) for winner in theirs))
    assert set(result["winners"]) == set(theirs)


@steady
@given(drawn_from(complete), st.integers(2, 3))
def test_transfers_elect_whom_votelib_elects(election, select):
    result = tally("rank_stv", election, select)
    # theirs moves the surpluses of a stage all at once: the same where no stage before the last elects two
    assume(all(len(entry.get("elected", ())) < 2 for entry in result["rounds"][:-1]))
    assert set(result["winners"]) == set(ask_votelib(election, select))


if find_spec("pref_voting"):
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish

    def profile_of(election):
        rankings = [{KEYS.index(key): rank for rank, key in enumerate(order)} for order in election]
        profile = ProfileWithTies(rankings, list(election.values()), candidates=list(range(len(KEYS))))
        profile.use_extended_strict_preference()
        return profile

    @steady
    @given(drawn_from(partial), st.integers(1, 3))
    def test_transfers_elect_whom_pref_voting_elects_by_the_same_order(election, select):
        result = tally("rank_stv", election, select)
        assert set(result["winners"]) == {KEYS[place] for place in stv_scottish(profile_of(election), num_seats=select)}

    @steady
    @given(drawn_from(partial))
    def test_schulze_elects_whom_pref_voting_elects(election):
        profile = profile_of(election)

        def winning_votes(one, other):
            votes = profile.support(one, other)
            return votes if votes > profile.support(other, one) else 0

        theirs = beat_path(profile, strength_function=winning_votes)
        assert tally("rank_schulze", election)["winners"] == [KEYS[place] for place in theirs]
