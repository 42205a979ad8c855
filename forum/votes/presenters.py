"""A poll in words and lengths, for pages and screens: its rule, its verdict, the lines of its result.

Nothing of a result is shown before publication, to anyone. Numbers come from the stored result, never counted here.
"""

import json
import re
from dataclasses import dataclass

from forum.core.i18n import _, bi, format_number, ngettext
from forum.votes.explaining import EXPLAINED
from forum.votes.explaining.shapes import Measure, by_votes, name_all, order_keys, standing_of
from forum.votes.explaining.terms import ENTRIES, name_sectors, say_notices, say_terms
from forum.votes.explaining.terms import REMARKS as TERMS
from forum.votes.explaining.ties import say_open_tie, say_settled, say_settled_shortly, say_tie_rule
from forum.votes.majority import read_rule, write_fraction
from forum.votes.methods import METHODS, explain
from forum.votes.queries import shown_rule
from forum.votes.record import roll_of, rule_of
from forum.votes.rules import PUBLISHED

# share → the words that follow « Adopté si », for "at least" and for "more than"
SHARES = {
    "1/4": lambda: (_("au moins le quart"), _("plus du quart")),
    "1/3": lambda: (_("au moins le tiers"), _("plus du tiers")),
    "1/2": lambda: (_("au moins la moitié"), _("plus de la moitié")),
    "3/5": lambda: (_("au moins les trois cinquièmes"), _("plus des trois cinquièmes")),
    "2/3": lambda: (_("au moins les deux tiers"), _("plus des deux tiers")),
    "3/4": lambda: (_("au moins les trois quarts"), _("plus des trois quarts")),
    "4/5": lambda: (_("au moins les quatre cinquièmes"), _("plus des quatre cinquièmes")),
    "1/1": lambda: (_("la totalité"), _("la totalité")),
}
BASES = {
    "expressed": lambda share: _("Adopté si %(share)s des votes exprimés sont pour.", share=share),
    "cast": lambda share: _("Adopté si %(share)s de tous les bulletins sont pour.", share=share),
    "present": lambda share: _("Adopté si %(share)s des personnes présentes votent pour.", share=share),
    "entitled": lambda share: _("Adopté si %(share)s des personnes inscrites votent pour.", share=share),
}
QUORUMS = {
    "entitled": lambda share: _("Le vote vaut si %(share)s des personnes inscrites ont voté.", share=share),
    "present": lambda share: _("Le vote vaut si %(share)s des personnes présentes ont voté.", share=share),
}
NUMBER = re.compile(r"([\d\s,./–]*)(.*)")
OUTCOMES = {
    "no_result": lambda: _("Sans résultat"), "quorum_missed": lambda: _("Quorum non atteint"),
    "tie": lambda: _("Égalité"),
}
REMARKS = {
    "quorum_missed": lambda of: ngettext(
        "Le quorum n’est pas atteint : %(cast)s vote, il en fallait %(needed)s.",
        "Le quorum n’est pas atteint : %(cast)s votes, il en fallait %(needed)s.", of["count"], **of),
    "quorum_reached": lambda of: ngettext(
        "Le quorum est atteint : %(cast)s vote, il en fallait %(needed)s.",
        "Le quorum est atteint : %(cast)s votes, il en fallait %(needed)s.", of["count"], **of),
}


@dataclass(frozen=True)
class Bar:
    """One line of a result: `votes` of the `whole` cast and its standing, "won", "tied" or "".

    `measure` is what is compared, with its unit and the length of a bar; `share` a percentage in words, or "".
    """

    key: str
    label: str
    votes: int
    whole: int
    share: str
    standing: str
    measure: Measure


def share_words(share, strict):
    """Give a share as a rule says it: « au moins les deux tiers », « plus de la moitié », « plus de 7/10 »."""
    text = write_fraction(share)
    if text in SHARES:
        return SHARES[text]()[strict]
    return _("plus de %(share)s", share=text) if strict else _("au moins %(share)s", share=text)


def method_title(poll):
    """Name a poll's way of voting."""
    return EXPLAINED[poll.method].title()


def rule_sentences(poll):
    """Say in sentences how to answer, what wins or adopts, what a tie becomes, and which quorum is needed."""
    rule, sentences = _known_rule(poll), [*EXPLAINED[poll.method].say_rules(poll.paper)]
    if METHODS[poll.method].TAKES_OPTIONS:
        sentences += say_tie_rule(rule.tie, labels_of(poll))
    if rule.majority is not None:
        sentences.append(BASES[rule.base](share_words(rule.majority, rule.strict)))
    if rule.quorum is not None:
        sentences.append(QUORUMS[rule.quorum.of](share_words(rule.quorum.share, rule.quorum.strict)))
    return sentences + say_terms(poll, rule)


def labels_of(poll):
    """Give the labels of a poll's options, in the page's language, by their keys."""
    return {option.key: bi(option, "label") for option in poll.options}


def _known_rule(poll):
    """Give the rule with what may be known of it now: the seed of a lot only once the result is published."""
    return read_rule(shown_rule(poll), METHODS[poll.method].TAKES_MAJORITY)


def notices(poll):
    """Say what everyone must know of a poll: whether it is indicative, secret or named, and what its shares mean."""
    sentences = []
    if poll.indicative or poll.entry:
        sentences.append(who_votes(poll.entry or "open"))
    if poll.secret:
        sentences.append(_("Vote secret : personne ne voit le décompte avant la publication."))
    else:
        sentences.append(_("Vote nominatif : chaque bulletin porte le nom de qui l’a émis."))
    return sentences + say_notices(poll) + _method_part(poll, "say_reading", _say_reading)(poll.paper)


def who_votes(entry):
    """Say in a sentence who may vote where those on the roll are admitted in this way."""
    return ENTRIES[entry]()


def _say_reading(paper):
    if METHODS[paper.method].TAKES_OPTIONS:
        return [_("Ces chiffres classent l’acceptation sans prouver une majorité.")]
    return []


def _method_part(poll, name, default):
    """Give what a method says in its own way, or what holds for those that say nothing of it."""
    return getattr(EXPLAINED[poll.method], name, default)


def quorum_needed(poll):
    """Give how many votes the quorum asks for, once the roll is known; None where there is no quorum or no roll yet."""
    quorum = rule_of(poll).quorum
    return None if quorum is None or poll.entitled is None else quorum.needed(roll_of(poll))


def outcome_word(poll):
    """Give the outcome of a published poll in a word or two; "" before."""
    if poll.state != PUBLISHED:
        return ""
    result = poll.result
    if result["status"] in OUTCOMES:
        return OUTCOMES[result["status"]]()
    if "adopted" in result:
        return _("Adopté") if result["adopted"] else _("Non adopté")
    return ngettext("%(num)s option retenue", "%(num)s options retenues", len(result["winners"]))


def verdict_sentences(poll):
    """Say in sentences, with their numbers, why the result of a published poll is what it is; none before."""
    if poll.state != PUBLISHED:
        return []
    result, rule, labels = poll.result, _known_rule(poll), labels_of(poll)
    words = REMARKS | TERMS | EXPLAINED[poll.method].REMARKS
    sentences = [words[remark.code](_write_params(remark.params, labels | name_sectors(poll)))
                 for remark in explain(result, poll.paper, rule, roll_of(poll), poll.turnout["voted"])]
    if "settled" in result and result["status"] != "quorum_missed":
        sentences += say_settled(result["settled"], rule.tie, labels, "rounds" in result)
    return sentences + say_open_tie(result, rule.tie)


def settled_line(poll):
    """Say in a line how a tie of a published result was settled; "" where there was none."""
    is_settled = poll.state == PUBLISHED and "settled" in poll.result and poll.result["status"] != "quorum_missed"
    return say_settled_shortly(poll.result["settled"]) if is_settled else ""


def _write_params(params, labels):
    """Write the numbers of a remark, all but `count`, and name the options it speaks of."""
    written = {name: format_number(value) if name != "count" and isinstance(value, int) else value
               for name, value in params.items()}
    for name in ("option", "other", "college"):
        if name in written:
            written[name] = labels[written[name]]
    if "options" in written:
        written["options"] = name_all([labels[key] for key in written["options"]])
    return written


def explain_tables(poll):
    """Give the tables that explain the result of a published poll; [] before."""
    if poll.state != PUBLISHED:
        return []
    return EXPLAINED[poll.method].list_tables(poll.result, poll.paper, labels_of(poll))


def draw_pictures(poll):
    """Give the pictures of the result of a published poll, every number of which stands in a table; [] before."""
    if poll.state != PUBLISHED:
        return []
    return EXPLAINED[poll.method].draw(poll.result, poll.paper, labels_of(poll))


def choice_words(poll, choice):
    """Give the texts of a canonical choice: the labels it names, an answer, marks with their options."""
    if "blank" in choice:
        return [_("Bulletin blanc")]
    return EXPLAINED[poll.method].say_choice(choice, labels_of(poll))


def list_objections(poll):
    """Give the reasons of the objections to a published proposal, each once, in the order of the alphabet; [] before.

    They stand in the record, not in the result that every phone is sent.
    """
    if poll.state != PUBLISHED or not poll.result["figures"].get("object"):
        return []
    reasons = {ballot["choice"].get("reason") for ballot in json.loads(poll.record)["ballots"]}
    return sorted(reason for reason in reasons if reason)


def unanimity_notice(poll):
    """Say that a unanimous secret vote hides nobody's answer; "" when it does not apply or is not published."""
    if poll.state != PUBLISHED or not poll.secret or poll.turnout["voted"] < 1:
        return ""
    if _method_part(poll, "is_unanimous", _is_unanimous)(poll.result, poll.paper, poll.turnout["voted"]):
        return _("Tous les bulletins disent la même chose : chacun sait donc ce que les autres ont voté.")
    return ""


def _is_unanimous(result, paper, cast):
    """Tell whether everybody named the same, which the votes alone tell where they are all that a ballot says."""
    votes = [figure["votes"] if isinstance(figure, dict) else figure for figure in result["figures"].values()]
    return METHODS[paper.method].BALLOT in ("options", "answer") and set(votes) <= {0, cast}


def result_bars(poll):
    """Give the lines of a published result, best first (a question's answers in their own order); [] before.

    Shares are shares of voters, of all ballots cast, blank ones included, unless the method measures something else.
    """
    if poll.state != PUBLISHED:
        return []
    result, whole = poll.result, poll.turnout["voted"]
    if not METHODS[poll.method].TAKES_OPTIONS:
        figures = {key: {"votes": votes} for key, votes in result["figures"].items()}
        counted, answers = by_votes({"figures": figures}, poll.paper, whole), EXPLAINED[poll.method].ANSWERS
        return [_bar(key, word(), counted[key].part, whole, "", counted[key]) for key, word in answers.items()]
    measures = _method_part(poll, "measure", by_votes)(result, poll.paper, whole)
    labels = labels_of(poll)
    return [_bar(key, labels[key], result["figures"][key]["votes"], whole, standing_of(result, key), measures[key])
            for key in order_keys(result, measures)]


def split_measure(bar):
    """Give the number of a bar's measure, to be set large, and its unit; "" for shares of voters, which are votes."""
    number, unit = NUMBER.match(bar.measure.words).groups()
    return {"number": number.strip(), "unit": "" if bar.share else unit.strip()}


def _bar(key, label, votes, whole, standing, measure):
    return Bar(key, label, votes, whole, measure.share, standing, measure)
