"""The first message of a piste's topic: its exact words, what was decided of it, its findings, what was said of it.

It says the record's own words, read as a visitor reads the day: what its pages hide is in no topic. It is written in
French, then in English.
"""

from dataclasses import dataclass

from flask import current_app

from forum.accounts.viewer import ANONYMOUS
from forum.core.i18n import LANGUAGES, _, bi, current_language, format_date, in_language
from forum.deliberation import presenters
from forum.deliberation.queries import EventPage, get_event_page
from forum.followup import rules
from forum.texts.rules import escape
from forum.trails.queries import get_trail
from forum.votes.presenters import result_bars


@dataclass(frozen=True)
class Seed:
    """Hold what a topic opens with; `piste` is the row it is about."""

    piste: object
    title: str
    body: str


@dataclass(frozen=True)
class Retained:
    """Hold a retained piste, its theme, the decisions that bear on it and the words that say how it was retained."""

    piste: object
    theme: object
    decided: tuple
    words: tuple


def list_retained(page):
    """List the pistes that a day's published decisions retained, in the order of the day."""
    words, decided = presenters.retained_pistes(page.decisions), {}
    for decision in presenters.in_time(page.decisions):
        for item in decision.items if not decision.cancelled_at else ():
            decided.setdefault(item.piste_id, []).append((item, decision))
    return [Retained(piste, theme, tuple(decided[piste.id]), tuple(words[piste.id]))
            for theme in page.themes for piste in theme.pistes if words.get(piste.id)]


def read_day(slug, viewer):
    """Give a day that is published as a visitor reads it, a draft as whoever may see it; raises Missing."""
    page = get_event_page(slug, viewer)
    if page.event.state != "published":
        return page
    public = get_event_page(slug, ANONYMOUS)
    return EventPage(**{name: getattr(public, name) for name in EventPage.__dataclass_fields__})


def make_seeds(page, retained):
    """Give the Seed of each of these retained pistes."""
    votes = {}
    for language in LANGUAGES:
        with in_language(language):
            votes[language] = presenters.view_votes([decision for row in retained for _item, decision in row.decided])
    return [make_seed(page, row, votes) for row in retained]


def make_seed(page, row, votes):
    """Give the Seed of one retained piste; `votes` are its polls as each language shows them."""
    halves = []
    for language in LANGUAGES:
        with in_language(language):
            halves.append(write_half(page, row, votes[language]))
    code = presenters.shown_code(row.piste.code)
    title, _cut = rules.cut(f"{code} · {' '.join(row.piste.title_fr.split())}", rules.LONGEST_TITLE)
    return Seed(row.piste, title, "\n\n---\n\n".join(halves))


def write_half(page, row, votes):
    """Write the message in the page's language, within its share of what a message may hold."""
    head = [*opening(page, row), *decisions(row, votes)]
    tail = [_("Le cheminement complet se lit sur la page de la piste : %(page)s",
              page=link(presenters.shown_code(row.piste.code), presenters.address("piste", row.piste.code)))]
    room = rules.LONGEST_HALF - sum(len(line) + 1 for line in (*head, *tail))
    kept, is_cut = rules.keep_within([*findings(page, row), *said(page, row)], room)
    if is_cut:
        kept += ["", _("La suite de ce texte est sur la page de la journée.")]
    return "\n".join([*head, *kept, "", *tail])


def plain(text):
    """Write somebody's words on one line so that they are shown as they are."""
    return escape(" ".join((text or "").split()))


def link(text, path):
    """Write a link to a page of this site."""
    return f"[{plain(text)}]({current_app.extensions['settings'].public_url}{path})"


def head(text):
    """Write a heading of the message."""
    return f"### {text}"


def bold(text):
    """Write words that stand out."""
    return f"**{text}**"


def opening(page, row):
    """Say what this topic is, and the exact words of the piste."""
    day = link(bi(page.event, "title"), presenters.event_url(page.event))
    if current_language() == "en":
        yield head("In English")
        yield ""
    if current_app.extensions["settings"].demo:
        yield bold(_("Démonstration : ce sujet ne parle au nom de personne."))
        yield ""
    if page.event.date:
        yield _("L’équipe de la journée %(day)s, du %(date)s, ouvre ce sujet pour donner suite à cette piste "
                "d’action :", day=day, date=format_date(page.event.date))
    else:
        yield _("L’équipe de la journée %(day)s ouvre ce sujet pour donner suite à cette piste d’action :", day=day)
    yield ""
    yield f"> **{presenters.shown_code(row.piste.code)}** {plain(bi(row.piste, 'title'))}"
    yield ""


def decisions(row, votes):
    """Say what was decided of the piste: by whom it was retained, its votes and their base, the rule, the record."""
    yield head(_("Ce qui a été décidé"))
    yield ""
    for item, decision in row.decided:
        word = presenters.fact_of(item, decision)
        yield bold(plain(bi(decision, "title"))) + _(" : ") + plain(word or _("mise au vote")) + "."
        if decision.kind == "vote":
            yield from say_vote(item, votes[decision.poll_id])
        else:
            yield ""
            yield f"> {plain(bi(item, 'text'))}"
            yield ""
            yield _("Décision sans vote, dans les mots du document.")
        yield ""


def say_vote(item, vote):
    """Say a published vote: what the piste got of what was cast, who voted, the verdict and the rule in its words."""
    poll = vote.poll
    yield ""
    if poll.indicative:
        yield "- " + bold(_("Vote indicatif"))
    mine = next((row for row, option in zip(vote.rows, ordered_keys(poll), strict=True) if option == item.option_key),
                None)
    if mine:
        share = f" ({plain(mine['share'])})" if mine["share"] else ""
        yield "- " + _("Cette piste : %(measure)s%(share)s", measure=plain(mine["measure"]), share=share)
    elif vote.legend:
        yield f"- {plain(vote.facts[0])}"
    yield f"- {plain(vote.turnout)}"
    for sentence in (*vote.sentences, *vote.warnings, *vote.reading):
        yield f"- {plain(sentence)}"
    yield "- " + _("Relevé du vote et empreinte : %(link)s", link=link(bi(poll, "question"), vote.url))


def ordered_keys(poll):
    """Give the keys of a poll's options in the order of its result's lines."""
    return [bar.key for bar in result_bars(poll)]


def findings(page, row):
    """Give the findings that lead to the piste; those of its theme where none is drawn to it."""
    upstream = {step.node_id for step in get_trail(row.piste.node_id, ANONYMOUS).upstream if step.distance == 1}
    rows = [found for theme in page.themes for found in theme.findings if found.node_id in upstream]
    for place, found in enumerate(rows or row.theme.findings):
        if not place:
            yield head(_("Les constats"))
            yield ""
        yield f"- **{row.theme.number if not rows else found.theme.number}{found.letter}** {plain(bi(found, 'text'))}"
        for point in found.points:
            remark = bi(point, "remark")
            yield f"  - {plain(bi(point, 'text'))}" + (f" ({plain(remark)})" if remark else "")


def said(page, row):
    """Give what the groups said: the discussions drawn to the piste, and those of its theme."""
    trail = get_trail(row.piste.node_id, ANONYMOUS)
    near = {step.node_id for step in (*trail.upstream, *trail.downstream) if step.distance == 1}
    words = presenters.shared_scale()["words"]
    for talk in page.discussions:
        if (talk.node_id not in near and talk.theme_id != row.theme.id) or not talk.remarks:
            continue
        yield ""
        yield head(_("Ce qui s’est dit") + _(" : ") + plain(bi(talk, "title")))
        yield ""
        for remark in talk.remarks:
            shared = f" *[{words[remark.shared]}]*" if remark.shared != "unsaid" else ""
            yield f"- {plain(bi(remark, 'text'))}{shared}"


def seal_of(seeds, words):
    """Give the mark of what would go, topics and letter, so that nothing goes that was not read."""
    return rules.seal_of([*(f"{seed.title}\n{seed.body}" for seed in seeds),
                          *(f"{letter.subject}\n{letter.paragraphs}\n{letter.links}" for letter in words)])
