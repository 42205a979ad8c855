"""A poll in words and lengths, for pages and screens: its rule, its verdict, the lines of its result.

Nothing of a result is shown before publication, to anyone. Numbers come from the stored result, never counted here.
"""

from dataclasses import dataclass

from forum.core.i18n import _, bi, format_number, format_percent, ngettext
from forum.votes.majority import Roll, write_fraction
from forum.votes.methods import METHODS, explain
from forum.votes.record import rule_of
from forum.votes.rules import PUBLISHED

# share → the words that follow « Adopté si », for "at least" and for "more than"
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
ANSWERS = {
    "yes": lambda: _("Pour"), "no": lambda: _("Contre"), "abstain": lambda: _("Abstention"),
    "blank": lambda: _("Bulletin blanc"),
}
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
    "no_choice": lambda of: _("Aucune option n’a reçu de voix : il n’y a pas de résultat."),
    "no_answer": lambda of: _("Personne n’a voté pour ni contre : il n’y a pas de résultat."),
    "adopted": lambda of: _("Adopté : %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
    "rejected": lambda of: _("Non adopté : %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
    "selected": lambda of: ngettext("%(num)s option retenue.", "%(num)s options retenues.", of["count"]),
    "tied": lambda of: _("%(count)s options à égalité, avec %(votes)s voix; places à pourvoir : %(places)s.", **of),
}


@dataclass(frozen=True)
class Bar:
    """One line of a result: `votes` of `whole`, the share in words, and "won", "tied" or "" for its standing."""

    key: str
    label: str
    votes: int
    whole: int
    share: str
    standing: str


def share_words(share, strict):
    """Give a share as a rule says it: « au moins les deux tiers », « plus de la moitié », « plus de 7/10 »."""
    text = write_fraction(share)
    if text in SHARES:
        return SHARES[text]()[strict]
    return _("plus de %(share)s", share=text) if strict else _("au moins %(share)s", share=text)


def rule_sentences(poll):
    """Say in sentences how to answer, what wins or adopts, and which quorum is needed."""
    rule, sentences = rule_of(poll), []
    if METHODS[poll.method].TAKES_OPTIONS:
        sentences.append(_say_limits(poll.minimum, poll.maximum))
        sentences.append(ngettext("L’option qui a le plus de voix est retenue.",
                                  "Les %(num)s options qui ont le plus de voix sont retenues.", poll.select))
        sentences.append(_("Une égalité à la dernière place n’est tranchée ni par l’ordre ni par le hasard."))
    if rule.majority is not None:
        sentences.append(BASES[rule.base](share_words(rule.majority, rule.strict)))
    if rule.quorum is not None:
        sentences.append(QUORUMS[rule.quorum.of](share_words(rule.quorum.share, rule.quorum.strict)))
    return sentences


def _say_limits(minimum, maximum):
    if minimum == maximum:
        return ngettext("%(num)s seul choix.", "%(num)s choix, ni plus ni moins.", maximum)
    if minimum > 1:
        return _("De %(minimum)s à %(maximum)s choix.", minimum=minimum, maximum=maximum)
    return ngettext("Jusqu’à %(num)s choix.", "Jusqu’à %(num)s choix.", maximum)


def notices(poll):
    """Say what everyone must know of a poll: whether it is indicative, secret or named, and what its shares mean."""
    sentences = []
    if poll.indicative:
        sentences.append(_("Vote indicatif : salle ouverte, un siège par appareil; le résultat ne lie personne."))
    if poll.secret:
        sentences.append(_("Vote secret : personne ne voit le décompte avant la publication."))
    else:
        sentences.append(_("Vote nominatif : chaque bulletin porte le nom de qui l’a émis."))
    if METHODS[poll.method].TAKES_OPTIONS:
        sentences.append(_("Ces chiffres classent l’adhésion sans prouver une majorité."))
        sentences.append(_("Les parts sont celles des votants : ensemble, elles peuvent dépasser cent pour cent."))
    return sentences


def quorum_needed(poll):
    """Give how many votes the quorum asks for, once the roll is known; None where there is no quorum or no roll yet."""
    quorum = rule_of(poll).quorum
    return None if quorum is None or poll.entitled is None else quorum.needed(_roll_of(poll))


def _roll_of(poll):
    return Roll(poll.entitled, poll.present_opening + poll.admitted)


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
    remarks = explain(poll.result, poll.paper, rule_of(poll), _roll_of(poll), poll.turnout["voted"])
    return [REMARKS[remark.code]({name: format_number(value) if name != "count" and isinstance(value, int) else value
                                  for name, value in remark.params.items()}) for remark in remarks]


def unanimity_notice(poll):
    """Say that a unanimous secret vote hides nobody's answer; "" when it does not apply or is not published."""
    if poll.state != PUBLISHED or not poll.secret or poll.turnout["voted"] < 1:
        return ""
    voted = poll.turnout["voted"]
    if all(bar.votes in (0, voted) for bar in result_bars(poll)):
        return _("Tous les bulletins disent la même chose : chacun sait donc ce que les autres ont voté.")
    return ""


def result_bars(poll):
    """Give the lines of a published result, best first (a question's answers in their own order); [] before.

    Shares are shares of voters: of all ballots cast, blank ones included.
    """
    if poll.state != PUBLISHED:
        return []
    whole, figures = poll.turnout["voted"], poll.result["figures"]
    if not METHODS[poll.method].TAKES_OPTIONS:
        return [_bar(key, word(), figures[key], whole, "") for key, word in ANSWERS.items()]
    standings = dict.fromkeys(poll.result["winners"], "won") | dict.fromkeys(poll.result["tied"], "tied")
    bars = [_bar(option.key, bi(option, "label"), figures[option.key]["votes"], whole, standings.get(option.key, ""))
            for option in poll.options]
    return sorted(bars, key=lambda bar: -bar.votes)


def _bar(key, label, votes, whole, standing):
    return Bar(key, label, votes, whole, format_percent(votes, whole), standing)

