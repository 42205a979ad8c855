"""A published poll as blocks of a report: its question, its figures with their base, its rule, its record and seal."""

from flask import current_app

from forum.core.i18n import _, bi, current_language, format_date, ngettext
from forum.reports.blocks import bars, bullets, exact, heading, note, paragraph, run
from forum.votes.presenters import (
    method_title,
    notices,
    outcome_word,
    result_bars,
    rule_sentences,
    unanimity_notice,
    verdict_sentences,
)
from forum.votes.queries import list_reservations

MOST_LEADING = 6


def address_of(poll):
    """Give the address of a poll's record under the configured one: a request's could be anybody's."""
    return current_app.extensions["settings"].public_url + f"/{current_language()}/votes/{poll.id}/"


def tell_poll(poll):
    """Give a published poll whole."""
    blocks = [heading(2, question_of(poll)), figures_line(poll)]
    if poll.wording_fr:
        blocks += [paragraph(_("Le libellé voté :")), *exact(poll.wording_fr, poll.wording_en)]
    blocks += [paragraph(run(outcome_word(poll), bold=True)), *verdict(poll), chart(poll)]
    blocks += [paragraph(run(_("La règle"), bold=True)), bullets([*rule_sentences(poll), *notices(poll)])]
    kept = reservations(poll)
    if kept:
        blocks += [paragraph(run(_("Réserves"), bold=True)), bullets(kept)]
    address = address_of(poll)
    web = address if address.startswith("http") else ""
    return [*blocks, note(_("Relevé : "), run(address, url=web), run(f" · {poll.seal}"))]


def question_of(poll):
    """Give the question of a poll, and say when only the French is there."""
    return run(bi(poll, "question"), lang="fr" if current_language() == "en" and not poll.question_en else "")


def figures_line(poll):
    """Give in a line how the vote was held and how many voted, of how many."""
    turnout = ngettext("%(num)s vote sur %(entitled)s", "%(num)s votes sur %(entitled)s", poll.turnout["voted"],
                       entitled=poll.entitled)
    shown = [method_title(poll), _("Vote secret") if poll.secret else _("Vote nominatif"),
             *([_("Vote indicatif")] if poll.indicative else []), format_date(poll.published_at), turnout]
    return note(" · ".join(shown))


def verdict(poll):
    """Give in sentences, with their numbers and what they are shares of, why the result is what it is."""
    return [paragraph(sentence) for sentence in (*verdict_sentences(poll), unanimity_notice(poll)) if sentence]


def chart(poll):
    """Give the lines of a result, with their bars."""
    words, lines = {"won": _("retenu"), "tied": _("à égalité"), "": ""}, result_bars(poll)
    shown = [name for name in ("share", "standing") if any(getattr(line, name) for line in lines)]
    heads = {"share": _("Des votants"), "standing": _("Résultat")}
    rows = [([line.label, line.measure.words, *({"share": line.share, "standing": words[line.standing]}[name]
                                               for name in shown)],
             1000 * line.measure.part // max(line.measure.whole, 1),
             line.standing or (line.key if line.key in ("yes", "no") else "")) for line in lines]
    return bars(bi(poll, "question"), [_("Choix"), _("Compte"), *(heads[name] for name in shown)], rows)


def leading_figures(poll):
    """Give the figures of the options that a poll retained, or left tied, each with its share of the voters."""
    if not poll.options:
        return []
    shown = [line for line in result_bars(poll) if line.standing][:MOST_LEADING]
    return [bullets([[run(f"{line.label}{_(' : ')}"), run(line.measure.words, bold=True), run(
        _(" (%(share)s des votants)", share=line.share) if line.share else "")] for line in shown])] if shown else []


def reservations(poll):
    """Give the reservations that may be shown, each signed as its author wanted."""
    found = []
    for row in list_reservations(poll.id):
        who = ", ".join(part for part in (row.name, row.organisation) if part)
        found.append(f"{row.text} — {who}" if who else row.text)
    return found
