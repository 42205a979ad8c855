"""What the home page shows: the day in front, its themes and pistes, one real trail, and what goes on elsewhere."""

from dataclasses import dataclass, field

from forum.accounts.viewer import ANONYMOUS
from forum.communities.presenters import view_community
from forum.communities.queries import list_communities
from forum.core.i18n import _, bi, current_language, format_date, format_number, ngettext
from forum.deliberation.presenters import retained_word
from forum.deliberation.queries import count_by_event, list_pistes, list_recommendations
from forum.events.presenters import where_of
from forum.forums.presenters import view_topics
from forum.site.queries import count_findings_by_theme, count_topics_by_theme, list_retained
from forum.site.rules import number_in_words, split_title
from forum.trails.queries import get_trail

SHOWN_RECOMMENDATIONS = 6
SHOWN_COMMUNITIES = 4
SHOWN_DAYS = 4
# by theme; those that were retained are always shown
SHOWN_PISTES = 8
# what an example trail shows, in this order, when it has it
STORY = ("finding", "piste", "discussion", "decision", "poll", "recommendation", "topic")
STORY_LENGTH = 5


@dataclass(frozen=True)
class ThemeColumn:
    """A theme with its pistes, each with the words of the decisions that retained it, and how many are left out."""

    theme: object
    counts: str
    pistes: list
    left: int


@dataclass(frozen=True)
class Home:
    """Everything on the home page; `event` is None while there is no day."""

    event: object = None
    title: tuple = ("", "")
    eyebrow: str = ""
    lede: str = ""
    facts: list = field(default_factory=list)
    heading: str = ""
    columns: list = field(default_factory=list)
    story: list = field(default_factory=list)
    others: list = field(default_factory=list)
    recommendations: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    communities: list = field(default_factory=list)


def list_home_tags(events, topics):
    """List what the home page shows, besides lists: its days, and the people whose names stand on it."""
    people = {ident for row in topics for ident in (row.author_id, row.last_author_id) if ident}
    return [*(f"event:{event.slug}" for event in events), *(f"account:{ident}" for ident in sorted(people))]


def present_home(events, topics):
    """Gather the home page of these days and topics as everyone may see it; its queries do not depend on the rows."""
    talk = view_topics(topics, ANONYMOUS)
    communities = [view_community(row) for row in list_communities(ANONYMOUS)[:SHOWN_COMMUNITIES]]
    if not events:
        return Home(topics=talk, communities=communities)
    figures = count_by_event(ANONYMOUS)
    event = events[0]
    retained = list_retained(event.id, ANONYMOUS)
    pistes = list_pistes(ANONYMOUS, event_id=event.id)
    columns = list_columns(event, pistes, retained)
    return Home(
        event=event, title=split_title(bi(event, "title")), eyebrow=describe_place_and_date(event),
        lede=bi(event, "summary") or describe_figures(figures[event.id]),
        facts=list_facts(figures[event.id], len(retained)),
        heading=count_in_words(len(columns), len(pistes)), columns=columns, story=tell_story(pistes, retained),
        others=[(other, figures[other.id]) for other in events[1:1 + SHOWN_DAYS]],
        recommendations=list_recommendations(ANONYMOUS)[:SHOWN_RECOMMENDATIONS], topics=talk, communities=communities)


def describe_place_and_date(event):
    """Say when and where a day took place, as far as it is known."""
    when = format_date(event.date) if event.date else bi(event, "subtitle")
    return " · ".join(part for part in (when, where_of(event)) if part)


def _findings(number):
    return ngettext("%(num)s constat", "%(num)s constats", number)


def _pistes(number):
    return ngettext("%(num)s piste d’action", "%(num)s pistes d’action", number)


def describe_figures(figures):
    """Say in a sentence or two what a day discussed, when nobody wrote a summary of it."""
    if figures.findings and figures.pistes:
        return _("Une journée pour discuter %(findings)s et %(pistes)s. "
                 "Ici, la discussion continue, et chaque résultat garde sa trace.",
                 findings=_findings(figures.findings), pistes=_pistes(figures.pistes))
    return _("Ici, la discussion continue, et chaque résultat garde sa trace.")


def list_facts(figures, retained):
    """List the large figures of a day as (number, what it counts); what counts nothing is left out."""
    facts = (
        (figures.pistes, ngettext("piste d’action", "pistes d’action", figures.pistes)),
        (retained, ngettext("piste retenue", "pistes retenues", retained)),
        (figures.findings, ngettext("constat", "constats", figures.findings)),
        (figures.recommendations, ngettext("recommandation", "recommandations", figures.recommendations)),
        (figures.organisations, ngettext("organisme représenté", "organismes représentés", figures.organisations)),
    )
    return [(format_number(number), words) for number, words in facts if number][:4]


def count_in_words(themes, pistes):
    """Write the heading « Trois volets, dix-sept pistes » from the numbers themselves."""
    if not pistes:
        return ""
    language = current_language()
    heading = ", ".join((
        ngettext("%(word)s volet", "%(word)s volets", themes, word=number_in_words(themes, language)),
        ngettext("%(word)s piste", "%(word)s pistes", pistes, word=number_in_words(pistes, language, feminine=True))))
    return heading[:1].upper() + heading[1:]


def list_columns(event, pistes, retained):
    """Group the pistes by theme, each with the words of what retained it."""
    findings, topics = count_findings_by_theme(event.id), count_topics_by_theme(event.id)
    grouped = {}
    for piste in pistes:
        words = dict.fromkeys(retained_word(one) for one in retained.get(piste.id, ()))
        grouped.setdefault(piste.theme, []).append((piste, list(words)))
    columns = []
    for theme, rows in grouped.items():
        counts = describe_theme(findings.get(theme.id, 0), len(rows), topics.get(theme.id, 0))
        shown = [row for place, row in enumerate(rows) if place < SHOWN_PISTES or row[1]]
        columns.append(ThemeColumn(theme, counts, shown, len(rows) - len(shown)))
    return columns


def describe_theme(findings, pistes, topics):
    """Count what a theme holds, in one line."""
    counts = [_findings(findings) if findings else "", ngettext("%(num)s piste", "%(num)s pistes", pistes),
              ngettext("%(num)s discussion", "%(num)s discussions", topics) if topics else ""]
    return " · ".join(part for part in counts if part)


def tell_story(pistes, retained):
    """Choose one real trail and give it as steps, from what was observed to what came of it; [] when none has three."""
    chosen = [piste for piste in pistes if piste.id in retained]
    if not chosen:
        return []
    # what a day decided by itself tells more than a vote held on the site afterwards
    chosen = min(chosen, key=lambda piste: retained[piste.id][0].kind != "without_vote")
    trail = get_trail(chosen.node_id, ANONYMOUS)
    near = {}
    for step in [*reversed(trail.upstream), *trail.downstream]:
        near.setdefault(step.card.kind, step)
    story = []
    for kind in STORY:
        if kind == "piste":
            story.append((trail.here, ""))
        elif kind in near:
            story.append((near[kind].card, near[kind].drawn_by))
    return story[:STORY_LENGTH] if len(story) >= 3 else []
