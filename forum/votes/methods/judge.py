"""Majority judgment: each voter gives the options grades; the `select` with the highest majority grades win.

An option's majority grade is its median, the lower of the two in the middle where their number is even. Between
options whose majority grades are equal, one such grade is taken away from each, again and again, until they differ.
Method: M. Balinski and R. Laraki, "A theory of measuring, electing, and ranking", 2007; "Majority Judgment", 2011.
"""

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate

from forum.votes.faults import Fault, Invalid
from forum.votes.methods.paper import Remark
from forum.votes.methods.places import check_select, explain_places, read_marks
from forum.votes.ties import cut

NAME = "judge"
BALLOT = "marks"
SETTINGS = ("select", "grades")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
GRADES = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")
FEWEST_GRADES, MOST_GRADES = 2, 12


def grades_of(paper):
    """Give the grades, best first: the paper's own, or the seven."""
    return paper.grades or GRADES


def check(paper):
    """Return the faults of the paper's settings, by field: 2 to 12 different grades, 1 ≤ select ≤ options."""
    grades, faults = grades_of(paper), check_select(paper)
    if not FEWEST_GRADES <= len(grades) <= MOST_GRADES:
        faults["grades"] = Fault("wrong_number_of_grades", {"low": FEWEST_GRADES, "high": MOST_GRADES})
    elif len(set(grades)) < len(grades):
        faults["grades"] = Fault("grade_twice")
    elif not all(grade.strip() for grade in grades):
        faults["grades"] = Fault("empty")
    return faults


def settle(paper):
    """Give the paper with its grades spelled out."""
    return replace(paper, grades=grades_of(paper))


def read_choice(choice, paper):
    """Give the choice in its one canonical form, graded options in the paper's order; raises Invalid("choice").

    At least one option is graded.
    """
    marks, grades = read_marks(choice, paper), grades_of(paper)
    if not marks:
        raise Invalid.at("choice", "nothing_marked")
    for grade in marks.values():
        if not isinstance(grade, str) or grade not in grades:
            raise Invalid.at("choice", "unknown_grade")
    return {"marks": {key: marks[key] for key in paper.options if key in marks}}


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `votes` are the ballots that graded an option above the lowest grade, `grades` how many gave each grade, best first,
    an option that a ballot does not grade having its lowest one, and `median` the majority grade, null where there is
    no ballot. An option that nobody graded above the lowest never wins.
    """
    grades = grades_of(paper)
    given, cast = {key: dict.fromkeys(grades, 0) for key in paper.options}, 0
    for choice, weight in ballots:
        marks = choice.get("marks")
        if marks is None:
            continue
        cast += weight
        for key, grade in marks.items():
            given[key][grade] += weight
    profiles = {}
    for key in paper.options:
        counts = list(given[key].values())
        counts[-1] += cast - sum(counts)
        profiles[key] = counts
    figures = {key: {"votes": cast - counts[-1], "grades": counts,
                     "median": grades[median_of(counts)] if cast else None} for key, counts in profiles.items()}
    wanted = {key: counts for key, counts in profiles.items() if counts[-1] < cast}
    return cut(rank_profiles(wanted), paper.select, rule.tie) | {"figures": figures}


def median_of(counts):
    """Give the place of the majority grade among the grades, 0 for the best; there is at least one vote."""
    return bisect_right(list(accumulate(counts)), sum(counts) // 2)


def rank_profiles(profiles):
    """Put {option: [votes for each grade, best first]}, all of as many votes, in groups of equal ones, best first."""
    values = majority_values(profiles) if profiles else {}
    groups = {}
    for key, value in values.items():
        groups.setdefault(value, []).append(key)
    return [groups[value] for value in sorted(groups)]


def majority_values(profiles):
    """Give for each option what its median grades are as they are taken away one by one: the lower value is better.

    Taking away the median walks from the middle outwards, one step down and one step up in turn. The two grades at a
    distance from the middle change at few distances, which are those where some option's do: only these are looked at,
    so that a hundred thousand ballots take no longer than a hundred.
    """
    sums = {key: list(accumulate(counts)) for key, counts in profiles.items()}
    distances = list_distances(sums.values())
    return {key: tuple(grade for distance in distances for grade in grades_at(reached, distance))
            for key, reached in sums.items()}


def separate(first, second):
    """Say what parts two different profiles: (grades taken away from each, the next of the first, of the second)."""
    sums = list(accumulate(first)), list(accumulate(second))
    is_odd = sum(first) % 2
    for distance in list_distances(sums):
        one_grades, other_grades = (grades_at(reached, distance) for reached in sums)
        for step, (one, other) in enumerate(zip(one_grades, other_grades, strict=True)):
            if one != other:
                return max(0, 2 * distance + step - is_odd), one, other
    return None


def list_distances(sums):
    """List the distances from the middle at which the grades of some profile change, nearest first."""
    places = {0}
    for reached in sums:
        lower, upper = middle_of(reached[-1])
        for count in reached:
            places |= {count - lower, upper - count + 1}
    return sorted(place for place in places if 0 <= place <= max(upper, 0))


def middle_of(votes):
    """Give the places of the lower and of the upper middle among votes that stand best grade first."""
    return votes // 2, (votes - 1) // 2


def grades_at(reached, distance):
    """Give the grades that stand at a distance below and above the middle of a profile of running sums."""
    lower, upper = middle_of(reached[-1])
    return bisect_right(reached, lower + distance), bisect_right(reached, upper - distance)


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    if result["tied"]:
        winners, tied = result["winners"], result["tied"]
        return [Remark("tied_profiles", {"count": len(tied), "places": paper.select - len(winners), "options": tied})]
    return explain_places(result, paper) + _explain_last_place(result, grades_of(paper))


def _explain_last_place(result, grades):
    """Say by which majority grade the last place is won, and what parts the next option where it has the same."""
    figures = result["figures"]
    if not result["winners"]:
        return []
    last = result["winners"][-1]
    profiles = {key: figure["grades"] for key, figure in figures.items()}
    behind = [key for group in rank_profiles(profiles) for key in group if key not in result["winners"]]
    remarks = [Remark("majority_grade", {"option": last, "grade": figures[last]["median"]})]
    parted = separate(profiles[last], profiles[behind[0]]) if behind else None
    if parted and figures[last]["median"] == figures[behind[0]]["median"]:
        removed, one, other = parted
        remarks.append(Remark("parted", {"count": removed, "option": last, "other": behind[0], "grade": grades[one],
                                         "other_grade": grades[other]}))
    return remarks
