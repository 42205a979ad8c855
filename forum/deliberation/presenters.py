"""What pages, trails and lists show of the things that a day deliberates."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from forum.core.i18n import _, bi, current_language, format_date, format_number, ngettext
from forum.core.web.pages import shows
from forum.deliberation.neighbours import find_neighbours
from forum.deliberation.outcomes import fact_of as fact_of
from forum.deliberation.outcomes import in_time as in_time
from forum.deliberation.outcomes import retained_pistes as retained_pistes
from forum.deliberation.outcomes import retained_word as retained_word
from forum.deliberation.outcomes import states_of as states_of
from forum.deliberation.queries import EventFigures, list_by_nodes, list_with_decisions
from forum.deliberation.results import view_vote
from forum.deliberation.rules import SHARED
from forum.events.presenters import hours
from forum.events.queries import list_series_days
from forum.events.rules import day_hours
from forum.texts.presenters import word_differences
from forum.trails.queries import get_trail
from forum.trails.registry import Card
from forum.votes.queries import list_polls, list_polls_by_node

# kind of thing → the folder of its pages, after the language
FOLDERS = {"event": "journees", "piste": "pistes", "finding": "constats", "recommendation": "recommandations",
           "poll": "votes"}


def address(kind, code, anchor=""):
    """Give the address of a thing's page in the page's language, without asking the router (lists hold hundreds)."""
    return f"/{current_language()}/{FOLDERS[kind]}/{code}/{'#' + anchor if anchor else ''}"


def event_url(event):
    """Give the address of a day's page."""
    return address("event", event.slug)


def shorten(text, longest):
    """Cut a text at a word for a trail, where the whole is one tap away."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def shown_code(code):
    """Write a code as people read it: 2007·1G."""
    return code.replace("-", "·", 1)


def shared_scale():
    """Give how many of five dots each level of agreement fills, and its word; "unsaid" has no dots."""
    words = (_("à l’unanimité"), _("presque tout le monde"), _("plusieurs personnes"), _("quelques personnes"),
             _("une personne"), _("le document ne dit pas combien"))
    return {"levels": dict(zip(SHARED, (5, 4, 3, 2, 1, 0), strict=True)),
            "words": dict(zip(SHARED, words, strict=True))}


def theme_word(theme):
    """Name a theme by its number: « Volet 1 », « Atelier 2 »."""
    if theme.kind == "workshop":
        return _("Atelier %(number)s", number=theme.number)
    return _("Volet %(number)s", number=theme.number)


def name_theme(theme):
    """Name a theme by its number and its title."""
    return _("%(theme)s : %(title)s", theme=theme_word(theme), title=bi(theme, "title"))


def short_name(event):
    """Name a day in a word or two, for the way back to it: its date, else its title."""
    return format_date(event.date) if event.date else bi(event, "title")


def host_of(url):
    """Give the site that an address leads to."""
    return urlsplit(url).hostname or ""


# ---- a day's page ----

def list_facts(figures, priorities=0, proposals=0, parked=0):
    """Give the large figures of a day: what it holds, in at most four numbers."""
    counted = (
        (figures.pistes, ngettext("piste d’action", "pistes d’action", figures.pistes)),
        (figures.findings, ngettext("constat", "constats", figures.findings)),
        (figures.recommendations, ngettext("recommandation", "recommandations", figures.recommendations)),
        (figures.organisations, ngettext("organisme", "organismes", figures.organisations)),
        (priorities, ngettext("priorité retenue sans vote", "priorités retenues sans vote", priorities)),
        (proposals, ngettext("proposition", "propositions", proposals)),
        (parked, ngettext("élément non discuté", "éléments non discutés", parked)),
    )
    return [(format_number(number), word) for number, word in counted if number][:4]


@dataclass(frozen=True)
class Section:
    """A section of a day’s page; `part` is the template that shows it, `inside` holds (anchor, title)."""

    anchor: str
    title: str
    part: str
    inside: tuple = ()


def list_contents(page, phase=None):
    """List the sections that a day's page has, in order: until it is over the programme comes before what was said."""
    event, themes = page.event, page.themes
    titles = tuple((f"theme-{theme.number}", name_theme(theme)) for theme in themes)
    sections = (
        (page.decisions, Section("decisions", _("Ce qui a été décidé"), "decisions")),
        (themes, Section("volets", _themes_title(themes), "themes", titles)),
        (_discussions(page, None), Section("ce-qui-s-est-dit", _("Ce qui s’est dit"), "said")),
        (page.recommendations, Section("recommandations", _("Recommandations"), "recommendations")),
        (any(theme.parked for theme in themes), Section("en-suspens", _("Ce qui n’a pas été discuté"), "parked")),
        (event.programme, Section("programme", _("Programme"), "programme")),
        (event.organisers or event.organisations, Section("organismes", _("Organismes"), "organisations")),
        (event.evaluation or event.verbatims, Section("evaluation", _("Ce qu’en ont pensé les gens"), "evaluation")),
        (event.discrepancies, Section("ecarts", _("Là où le document diverge"), "discrepancies")),
        (any(row.text_fr for row in event.sections), Section("rapport", _("Le texte du document"), "report")),
        (page.links, Section("liens", _("Liens utiles"), "links")),
        (event.versions or event.source_title_fr, Section("document", _("D’où vient cette page"), "document")),
    )
    there = [section for is_there, section in sections if is_there]
    if phase in ("before", "during"):
        there.sort(key=lambda section: section.part not in ("programme", "organisations"))
    return there


def _themes_title(themes):
    if themes and all(theme.kind == "workshop" for theme in themes):
        return _("Ateliers")
    return _("Volets, constats et pistes d’action")


def _discussions(page, theme):
    wanted = theme.id if theme else None
    return [row for row in page.discussions if row.theme_id == wanted]


@dataclass(frozen=True)
class Group:
    """Figures of an evaluation printed together, the comments printed with them, their base and their place."""

    title: str
    rows: list
    verbatims: list
    base: str
    bases_differ: bool
    place: str

    @property
    def has_rates(self):
        return any(row.percent is not None for row in self.rows)


def group_evaluation(event):
    """Group the figures as the document prints them; a comment goes with the group or figure that its heading names."""
    waiting = {}
    for verbatim in event.verbatims:
        waiting.setdefault(verbatim.group_fr, []).append(verbatim)
    groups = []
    for _key, rows in groupby(event.evaluation, lambda row: (row.group_fr, row.location_fr)):
        rows = list(rows)
        headings = {rows[0].group_fr, *(row.label_fr for row in rows)} - {None}
        verbatims = [verbatim for heading in sorted(headings) for verbatim in waiting.pop(heading, ())]
        bases = {row.base_fr for row in rows}
        based = next((row for row in rows if row.base_fr), rows[0])
        groups.append(Group(bi(rows[0], "group"), rows, verbatims, bi(based, "base"), len(bases) > 1,
                            bi(rows[0], "location")))
    groups += [Group(bi(rows[0], "group"), [], rows, "", False, "") for rows in waiting.values()]
    return groups


def summary_of(item):
    """Say in a line what a recommendation holds: points of discussion, versions of its wording."""
    points = len(item.discussion.remarks) if item.discussion else 0
    parts = [ngettext("%(num)s point de discussion", "%(num)s points de discussion", points)] if points else []
    if len(item.wordings) > 1:
        parts.append(_("libellé, version %(number)s", number=item.wording.number))
    if item.proposals:
        parts.append(ngettext("%(num)s proposition", "%(num)s propositions", len(item.proposals)))
    return " · ".join(parts)


def count_page(page):
    """Give the large figures of a day from what its page holds."""
    recommendations = [item for item in page.recommendations if item.kind == "recommendation"]
    figures = EventFigures(len(page.themes), sum(len(theme.findings) for theme in page.themes),
                           sum(len(theme.pistes) for theme in page.themes), len(recommendations),
                           len(page.event.organisations))
    return list_facts(
        figures, sum(len(row.items) for row in page.decisions if row.kind == "without_vote"),
        sum(len(item.proposals) for item in page.recommendations),
        sum(item.is_point for theme in page.themes for item in theme.parked))


def day_page(page, phase=None):
    """Give what the template of a day's page names, all in hand: nothing is read from the database after this."""
    known = day_hours(page.event.programme)
    return {
        "phase": phase, "day_hours": hours(dict(zip(("starts_at", "ends_at"), known, strict=True))) if known else "",
        "contents": list_contents(page, phase), "evaluation": group_evaluation(page.event), "scale": shared_scale(),
        "decisions": in_time(page.decisions), "retained": retained_pistes(page.decisions),
        "votes": view_votes(page.decisions),
        "discussions_of": lambda theme: _discussions(page, theme),
        "in_runs": lambda items: [(key, list(rows)) for key, rows in groupby(items, lambda item: item.is_point)],
        "figures": count_page(page), "hours": hours, "host_of": host_of, "summary_of": summary_of,
    }


def series_url(series):
    """Give the address of a series' page."""
    return f"/{current_language()}/series/{series.slug}/"


def day_neighbours(event, viewer):
    """Give the days before and after one in its series, as the viewer sees it, and note what that depends on."""
    if event.series is None:
        return None, None
    days, slugs = list_series_days(event.series_id, viewer)
    shows(f"series:{event.series.slug}", *(f"event:{slug}" for slug in slugs))
    place = [day.id for day in days].index(event.id)
    return days[place - 1] if place else None, next(iter(days[place + 1:]), None)


# ---- the trail ----

def follow_trail(node_id, viewer):
    """Give the trail of a thing, and note everything on it, so that a kept page is forgotten when any of it changes."""
    trail = get_trail(node_id, viewer)
    # a day that is published or hidden may add steps to trails of other days, which this page cannot name yet
    shows("events", f"node:{node_id}", *(f"node:{step.node_id}" for step in (*trail.upstream, *trail.downstream)))
    return trail


def list_about(trail, kind):
    """List the topics or guides that are about the thing itself, not about something further along its trail."""
    return [step.card for step in trail.downstream if step.card.kind == kind and step.distance == 1]


@dataclass(frozen=True)
class Neighbour:
    """Name the thing before or after, for the way from one to the next."""

    url: str
    code: str
    title: str


def _neighbour(row):
    if row is None:
        return None
    kind = {"Piste": "piste", "Finding": "finding", "Recommendation": "recommendation"}[type(row).__name__]
    title = bi(row, "text" if kind == "finding" else "title")
    return Neighbour(address(kind, row.code), row.code.partition("-")[2], title)


def thing_page(thing, decisions, viewer):
    """Give what the pages of findings, pistes and recommendations have in common, whatever the number of rows."""
    trail = follow_trail(thing.node_id, viewer)
    before, after = find_neighbours(thing)
    return {
        "trail": trail, "topics": list_about(trail, "topic"), "guides": list_about(trail, "guide"),
        "decisions": decisions, "votes": view_votes(decisions),
        "shown": shown_code(thing.code), "scale": shared_scale(),
        "before": _neighbour(before), "after": _neighbour(after),
    }


def view_votes(decisions):
    """Give {poll id: Vote} of the polls that made these decisions."""
    polls = {decision.poll_id for decision in decisions if decision.poll_id}
    return {poll.id: view_vote(poll) for poll in list_polls(polls)} if polls else {}


def changes_of(item):
    """Give the words changed between the original wording and the last: [(op, text)]."""
    return word_differences(item.original.text_fr, item.wording.text_fr)


def _order(event, *more):
    return (event.date.isoformat() if event.date else "", event.code, *more)


def _theme_number(row):
    return row.theme.number if row.theme else None


def finding_cards(node_ids, viewer):
    """Show findings on a trail: {node_id: Card}."""
    return {row.node_id: Card(
        "finding", shorten(bi(row, "text").rstrip(" \u00a0:"), 160), address("finding", row.code),
        shown_code(row.code), _("Constat"), theme=row.theme.number,
        order=_order(row.theme.event, row.theme.number, row.position))
        for row in list_by_nodes("finding", node_ids, viewer)}


def piste_cards(node_ids, viewer):
    """Show pistes on a trail: {node_id: Card}."""
    return {row.node_id: Card(
        "piste", bi(row, "title"), address("piste", row.code), shown_code(row.code), _("Piste d’action"),
        tuple(filter(None, dict.fromkeys(fact_of(*decided) for decided in decisions))),
        theme=row.theme.number, order=_order(row.theme.event, row.theme.number, row.position))
        for row, decisions in list_with_decisions("piste", node_ids, viewer)}


def recommendation_cards(node_ids, viewer):
    """Show recommendations on a trail: {node_id: Card}."""
    return {row.node_id: Card(
        "recommendation", bi(row, "title"), address("recommendation", row.code), shown_code(row.code),
        _("Recommandation"), tuple(words for words in [_adoption(decisions)] if words), theme=_theme_number(row),
        order=_order(row.event, row.position))
        for row, decisions in list_with_decisions("recommendation", node_ids, viewer)}


def _adoption(decisions):
    """Say in a line what the last decision made of a recommendation; empty when there is none."""
    return " · ".join(word for word, _kind in states_of([decision for _item, decision in decisions]))


def discussion_cards(node_ids, viewer):
    """Show discussions on a trail, where they stand: under their recommendation or in their day: {node_id: Card}."""
    cards = {}
    for row in list_by_nodes("discussion", node_ids, viewer):
        url = address("event", row.event.slug, f"discussion-{row.position}")
        if row.recommendation:
            url = address("recommendation", f"{row.event.code}-{row.recommendation.number}", "ce-qui-s-est-dit")
        cards[row.node_id] = Card("discussion", bi(row, "title"), url, "", _("Ce qui s’est dit"),
                                  theme=_theme_number(row), order=_order(row.event, row.position))
    return cards


def proposal_cards(node_ids, viewer):
    """Show proposals on a trail: {node_id: Card}."""
    return {row.node_id: Card(
        "proposal", shorten(bi(row, "text"), 110),
        address("recommendation", row.recommendation.code, f"proposition-{row.position}"),
        shown_code(row.code), _("Proposition"), order=_order(row.recommendation.event, row.position))
        for row in list_by_nodes("proposal", node_ids, viewer)}


def decision_cards(node_ids, viewer):
    """Show published decisions on a trail, in the document's words when there was no vote: {node_id: Card}."""
    cards = {}
    for row in list_by_nodes("decision", node_ids, viewer):
        without_vote = row.kind == "without_vote"
        facts = [format_date(row.at or row.event.date)] if row.at or row.event.date else []
        if without_vote and not row.is_ranked:
            facts.append(_("sans ordre entre elles"))
        url = address("event", row.event.slug, f"decision-{row.id}") if without_vote else address("poll", row.poll_id)
        cards[row.node_id] = Card(
            "decision", bi(row, "title"), url, "", _("Décision sans vote") if without_vote else _("Décision par vote"),
            tuple(facts), _("annulée") if row.cancelled_at else "", indicative=row.is_indicative,
            order=_order(row.event, row.id))
    return cards


def poll_cards(node_ids, viewer):
    """Show polls on a trail, with the stored result once published: {node_id: Card}."""
    cards = {}
    for poll in list_polls_by_node(node_ids):
        vote = view_vote(poll)
        cards[poll.node_id] = Card("poll", bi(poll, "question"), vote.url, "", _("Vote"), vote.facts, vote.outcome,
                                   indicative=poll.indicative, order=(poll.created_at.isoformat(),))
    return cards

