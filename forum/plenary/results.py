"""A result in words, numbers and lengths, for phones, screens, consoles and the page of its poll."""

from itertools import accumulate, pairwise

from forum.core.i18n import _, format_number, format_percent, ngettext
from forum.votes.explaining.charts import colour
from forum.votes.presenters import (
    outcome_word,
    result_bars,
    settled_line,
    split_measure,
    unanimity_notice,
    verdict_sentences,
)
from forum.votes.seal_words import words_of

# with more lines than that the hall's screen sets those that won apart, unless they are many themselves
MOST_LINES, MOST_REVEALED = 8, 6


def show_result(row, poll):
    """Give a published result in words, numbers and lengths: the same for the phone, the screen and the poll's page.

    `parts` are there for an answer for or against, `rows` for everything else, best first; `has_shares` tells whether
    these bear shares of voters, `overlaps` whether a voter may be in several.
    """
    cast, headline, bars = row.turnout["voted"], outcome_word(row), result_bars(row)
    sentences = [sentence for sentence in (*verdict_sentences(row), unanimity_notice(row)) if sentence]
    shown = {
        "status": row.result["status"],
        "adopted": row.result.get("adopted"),
        "headline": headline,
        "sentences": [sentence for sentence in sentences if sentence.rstrip(".") != headline],
        "settled": settled_line(row),
        "cast": cast,
        "turnout": ngettext("%(num)s voix sur %(entitled)s", "%(num)s voix sur %(entitled)s", cast,
                            entitled=row.entitled) if row.rule.get("weighted") else ngettext(
            "%(num)s vote sur %(entitled)s personnes inscrites",
            "%(num)s votes sur %(entitled)s personnes inscrites",
            cast,
            entitled=row.entitled,
        ),
        "seal": row.seal,
        "seal_words": words_of(row.seal),
    }
    if poll["method"] == "yesno":
        return shown | _split(row, bars)
    rows = _rank(bars, poll, row.result["figures"])
    return shown | {
        "rows": rows,
        "is_reveal": len(rows) > MOST_LINES and 1 <= len(row.result["winners"]) <= MOST_REVEALED,
        "has_shares": any(bar.share for bar in bars),
        "overlaps": sum(bar.votes for bar in bars) > cast,
    }


def _rank(bars, poll, figures):
    """Give the lines of a result; `votes` of `whole` is the length of a bar, `number` what is set large.

    `gauge` holds the grades of an option end to end, `cost` what it costs, where the method has them.
    """
    places = {option["id"]: option for option in poll["options"]}
    words = {"won": _("retenu"), "tied": _("à égalité"), "": ""}
    return [
        {
            "key": bar.key,
            "label": bar.label,
            "votes": bar.measure.part,
            "whole": bar.measure.whole,
            **split_measure(bar),
            "share": bar.share,
            "won": bar.standing == "won",
            "standing": bar.standing,
            "standing_word": words[bar.standing],
            "gauge": gauge_of(figures[bar.key]),
            "cost": cost_of(figures[bar.key]) if poll.get("budget") else None,
            "code": places.get(bar.key, {}).get("code"),
            "theme": places.get(bar.key, {}).get("theme"),
        }
        for bar in bars
    ]


def gauge_of(figure):
    """Give the grades of an option end to end: [(class of its colour, start, length)…] in hundredths of the whole."""
    counts = figure.get("grades") if isinstance(figure, dict) else None
    if not counts or not sum(counts):
        return None
    ends = [0, *accumulate(counts)]
    return [(colour(place, len(counts)), f"{100 * start / ends[-1]:.2f}", f"{100 * (end - start) / ends[-1]:.2f}")
            for place, (start, end) in enumerate(pairwise(ends)) if end > start]


def cost_of(figure):
    """Say what an option costs."""
    return format_number(figure["cost"])


def _split(row, bars):
    """Give the parts of the one bar of a yes or no, whose whole is what the majority is measured on."""
    base, figures, cast = row.rule["base"], row.result["figures"], row.turnout["voted"]
    whole = {
        "expressed": figures["yes"] + figures["no"],
        "cast": cast,
        "present": row.turnout["present"],
        "entitled": row.entitled,
    }[base]
    parts = [
        (key, figures[key]) for key in (("yes", "no") if base == "expressed" else ("yes", "no", "abstain", "blank"))
    ]
    above, below = (int(number) for number in row.rule["majority"].split("/"))
    legend = [(bar.key, bar.votes, bar.label) for bar in bars if bar.votes or bar.key != "blank"]
    words = {
        "expressed": _("sur les votes exprimés"),
        "cast": _("sur tous les bulletins"),
        "present": _("sur les personnes présentes"),
        "entitled": _("sur les personnes inscrites"),
    }
    return {
        "parts": [*parts, ("rest", max(0, whole - sum(number for _key, number in parts)))],
        "tally": legend,
        "share": format_percent(figures["yes"], whole),
        "base": words[base],
        "threshold": _("seuil : %(share)s", share=row.rule["majority"]),
        "need": f"{100 * above / below:.2f}" if whole else None,
    }
