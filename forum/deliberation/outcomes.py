"""What decisions made of pistes and recommendations, in the short words that pages and trails show."""

from datetime import date

from flask import current_app

from forum.core.i18n import _, ngettext


def in_time(decisions):
    """Put decisions in the order they were made; one that only its day dates comes at the start of that day."""
    return sorted(decisions, key=lambda row: row.at.date() if row.at else row.event.date or date.min)


def retained_pistes(decisions):
    """Say of each piste that published decisions retained how it was: {piste id: [words]}, each said once."""
    found = {}
    for decision in in_time(decisions):
        word = retained_word(decision)
        for item in decision.items if not decision.cancelled_at else ():
            said = found.setdefault(item.piste_id, [])
            if item.is_retained and word not in said:
                said.append(word)
    return found


def retained_word(decision):
    """Say how a piste was retained, never leaving out that there was no vote or that it was indicative."""
    if decision.kind == "without_vote":
        return _("priorité décidée sans vote")
    return _("retenue par un vote indicatif") if decision.is_indicative else _("retenue par un vote")


def fact_of(item, decision):
    """Say what one decision made of a piste, with its votes; empty when it decided nothing."""
    if item.is_retained:
        word = retained_word(decision)
    elif (decision.figures or {}).get("status") == "tie" and item.option_key in decision.figures.get("tied", ()):
        word = _("à égalité dans un vote indicatif") if decision.is_indicative else _("à égalité dans un vote")
    elif (decision.figures or {}).get("status") in ("decided", "tie"):
        word = _("non retenue par un vote indicatif") if decision.is_indicative else _("non retenue par un vote")
    else:
        return ""
    # where votes are not what decided (grades, rankings, points, a budget), their number alone would mislead
    figures = (decision.figures or {}).get("figures", {}).get(item.option_key, {})
    if figures.keys() != {"votes"} or "rounds" in decision.figures:
        return word
    return word + " · " + ngettext("%(num)s voix", "%(num)s voix", item.votes)


def states_of(decisions):
    """Say in short words what became of a recommendation, from its latest published decision: [(word, kind of tag)]."""
    last = next((row for row in reversed(decisions) if not row.cancelled_at), None)
    if last is None:
        return []
    if last.kind == "without_vote":
        return [(_("décision sans vote"), "decided")]
    adopted = (last.figures or {}).get("adopted")
    word = _("Adoptée, version %(number)s", number=last.wording.number) if adopted and last.wording else _("Adoptée")
    states = [(word, "decided") if adopted else (_("Non adoptée"), "rejected")]
    if last.is_indicative:
        states.append((_("vote indicatif"), "note"))
    if current_app.extensions["settings"].demo:
        states.append((_("démonstration"), "note"))
    return states
