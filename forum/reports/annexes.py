"""The annexes of a report: what was not discussed, links, figures that disagree, where the document comes from."""

from forum.core.i18n import _, bi
from forum.deliberation.presenters import theme_word
from forum.reports.blocks import bullets, heading, note, paragraph, run, running, say, table


def annexes(page, reader):
    """Give the annexes that a day has."""
    return [*_parked(page), *_links(page), *_disagreements(page), *_source(page)]


def _parked(page):
    found = []
    for theme in page.themes:
        if theme.parked:
            title = bi(theme, "parked_title") or theme_word(theme)
            found += [paragraph(run(title, bold=True)), bullets([say(item, "text") for item in theme.parked])]
    return [heading(2, _("Ce qui n’a pas été discuté")), *found] if found else []


def _links(page):
    if not page.links:
        return []
    items = [[*say(link, "label"), run(_(" : ")), run(link.url, url=link.url)] for link in page.links]
    return [heading(2, _("Liens utiles")), bullets(items)]


def _disagreements(page):
    if not page.event.discrepancies:
        return []
    found = [heading(2, _("Là où le document diverge"))]
    for row in page.event.discrepancies:
        found.append(table(bi(row, "subject"), [_("Ce qui est écrit"), _("Où")], [
            [bi(reading, "value"), bi(reading, "location")] for reading in row.readings]))
        found += [note(_("Note du site : "), say(row, "note"))] if row.note_fr else []
    return found


def _source(page):
    event = page.event
    if not event.source_title_fr and not event.versions:
        return []
    found = [heading(2, _("D’où viennent ces textes"))]
    found += [paragraph(run(bi(event, "source_title"), bold=True))] if event.source_title_fr else []
    for field in ("source_note", "date_note", "rights"):
        found += running(event, field) if getattr(event, f"{field}_fr") else []
    if event.versions:
        head = (_("Version"), _("Date"), _("Remarque"), _("Personne"))
        found.append(table(_("Évolution du document, telle qu’imprimée"), head, [
            [row.version, row.date or "–", bi(row, "remark") or "–", row.person or "–"] for row in event.versions]))
    return found
