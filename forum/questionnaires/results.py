"""The figures of a questionnaire, counted from its answers; the same whether they are looked at or frozen.

A rate is always given with its base: who answered that question, of how many that answered anything. By sector a figure
that would tell about fewer than five people is hidden, and others beside it, as in the votes.
"""

from collections import Counter

from forum.questionnaires.rules import NOT_APPLICABLE, SATISFIED, SCALE, TEXT
from forum.votes.suppression import suppress

WORDS = ("kind", "section_fr", "section_en", "text_fr", "text_en")


def count_all(questions, replies, comments, sectors, participants, quoted):
    """Give the figures as they are shown and kept.

    `questions` are dicts of what is asked, `replies` [(channel, sector or None, answers)…], `comments` {question's id:
    how many}, `sectors` [{"key", "label_fr", "label_en"}…] or None to leave the tables by sector out, `quoted`
    {question's id: [texts]}.
    """
    return {
        "replies": len(replies), "paper": sum(channel == "paper" for channel, _sector, _answers in replies),
        "participants": participants,
        "questions": [{name: question[name] for name in WORDS} | {"id": question["id"]} | (
            {"answered": comments.get(question["id"], 0), "verbatims": quoted.get(question["id"], [])}
            if question["kind"] == TEXT else _count(question, replies, sectors)) for question in questions],
    }


def _count(question, replies, sectors):
    given = [(sector or "", answers[str(question["id"])]) for _channel, sector, answers in replies
             if answers.get(str(question["id"]))]
    kept = [(sector, keys) for sector, keys in given if NOT_APPLICABLE not in keys or not question["has_na"]]
    counts = Counter(key for _sector, keys in kept for key in keys)
    options = [option | {"count": counts[option["key"]]} for option in question["options"]]
    found = {"answered": len(given), "base": len(kept), "options": options, "satisfied": None, "sectors": None}
    if question["kind"] == SCALE:
        found["satisfied"] = sum(option["count"] for option in options[:SATISFIED])
    if sectors is not None:
        found["sectors"] = _break_down(kept, options, sectors)
    return found


def _break_down(kept, options, sectors):
    """Give a row for each sector that answered, with None for what is hidden; nothing when all would be."""
    table = {}
    for sector, keys in kept:
        table.setdefault(sector, Counter())[frozenset(keys)] += 1
    if len(table) < 2:
        return []
    shown = suppress(table)
    if not any(count for _size, counts in shown.values() for count in counts.values()):
        return []
    known = [*sectors, {"key": "", "label_fr": None, "label_en": None}]
    return [sector | {"base": size, "counts": [None if size is None else counts.get(option["key"], 0)
                                               for option in options]}
            for sector in known if sector["key"] in shown for size, counts in [shown[sector["key"]]]]
