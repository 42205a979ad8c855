"""The brief of a day, two pages: priorities, exact wordings, figures with their base, reservations, who was absent,
what is asked of whom. It holds the first of each, and says where the rest is."""

from forum.core.i18n import _, bi, ngettext
from forum.deliberation import presenters, queries
from forum.deliberation.presenters import in_time, retained_word
from forum.plenary import queries as rooms
from forum.reports import ballots
from forum.reports import queries as written
from forum.reports.answers import brief_answers
from forum.reports.blocks import bullets, exact, heading, note, paragraph, run, say
from forum.reports.gathering import as_tree, opening, reader_of, title_of, written_before
from forum.reports.rules import BRIEF_MOST


def gather_brief(slug, viewer):
    """Give the brief of a day in the page's language; raises Missing."""
    page = queries.get_event_page(slug, viewer)
    reader = reader_of(page.event, viewer)
    if reader is not viewer:
        page = queries.get_event_page(slug, reader)
    texts, polls = written.list_narratives(page.event.id), rooms.list_published_polls(page.event.id)
    blocks = opening(page.event) + written_before(texts.get("brief_opening"))
    counted = _figures(polls) + brief_answers(page.event)
    for title, made in ((_("Priorités"), _priorities(page)), (_("Libellés exacts"), _wordings(page)),
                        (_("Chiffres"), counted), (_("Réserves"), _reservations(polls)),
                        (_("Qui était absent"), _absent(page)), (title_of("brief_asks"), _asks(page, texts))):
        blocks += [heading(1, title), *made]
    return as_tree(page.event, _("Synthèse"), blocks)


def _first(items, name, nothing):
    """Give the first items, and a word on the others or on there being none."""
    most = BRIEF_MOST[name]
    if not items:
        return [], [note(nothing)]
    left = len(items) - most
    return items[:most], [note(ngettext("Et %(num)s autre : voir le rapport.", "Et %(num)s autres : voir le rapport.",
                                        left))] if left > 0 else []


def _priorities(page):
    """List what was retained, in its exact words and with how: with or without a vote, indicative or not."""
    retained = [(row, item) for row in in_time(page.decisions) if not row.cancelled_at
                for item in row.items if item.is_retained and not item.recommendation]
    shown, rest = _first(retained, "priorities", _("Aucune priorité n’est inscrite."))
    items = [[run(f"{item.piste.code.partition('-')[2]}  " if item.piste else "", bold=True),
              run(bi(item, "text"), lang="" if item.text_en else "fr"),
              run(f" ({presenters.fact_of(item, row) or retained_word(row)})", italic=True)] for row, item in shown]
    return ([bullets(items)] if items else []) + rest


def _wordings(page):
    voted = [row for row in in_time(page.decisions) if row.kind == "vote" and row.text_fr and not row.cancelled_at]
    shown, rest = _first(voted, "wordings", _("Aucun libellé n’a été mis au vote."))
    found = []
    for row in shown:
        adopted = (row.figures or {}).get("adopted")
        found += [paragraph(run(bi(row, "title"), bold=True), run(
            f" ({_('adopté') if adopted else _('non adopté')})")), *exact(row.text_fr, row.text_en)]
    return found + rest


def _figures(polls):
    shown, rest = _first(polls, "votes", _("Aucun vote n’est publié."))
    found = []
    for poll in shown:
        found += [paragraph(run(bi(poll, "question"), bold=True)), ballots.figures_line(poll), *ballots.verdict(poll)]
        found += ballots.leading_figures(poll)
    return found + rest


def _reservations(polls):
    kept = [text for poll in polls for text in ballots.reservations(poll)]
    shown, rest = _first(kept, "reservations", _("Aucune réserve n’est inscrite."))
    return ([bullets(shown)] if shown else []) + rest


def _absent(page):
    """Say which sectors and organisations had no voice, as far as the site knows."""
    counted = rooms.count_by_sector(page.event.id)
    if not any(sum(row[1:]) for row in counted.values()):
        return [note(_("Aucune présence n’est tenue sur le site pour cette journée : il ne peut dire qui manquait."))]
    found = [[run(f"{_('Milieu sans personne présente')}{_(' : ')}"), *say(row, "label")]
             for row in page.event.sectors if not sum(counted.get(row.key, (0, 0, 0))[1:])]
    found += [f"{_('Organisme attendu et absent')}{_(' : ')}{name}"
              for name in rooms.list_absent_organisations(page.event.id)]
    return [bullets(found)] if found else [note(_("Chaque milieu de la journée avait au moins une personne."))]


def _asks(page, texts):
    asked = written_before(texts.get("brief_asks"))
    return asked or [note(_("Aucune demande n’est inscrite."))]
