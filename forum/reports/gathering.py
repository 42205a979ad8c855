"""Gather a day into the tree of its report, through the reads that its pages use: what they hide is not in it.

A published day is read as a visitor reads it, whoever asks; a draft, as who may see it.
"""

from itertools import groupby

from flask import current_app

from forum.accounts.viewer import ANONYMOUS
from forum.core.i18n import LANGUAGES, _, bi, current_language, format_date, in_language
from forum.deliberation import presenters, queries
from forum.deliberation.neighbours import list_decisions_by_recommendation
from forum.deliberation.presenters import in_time, states_of
from forum.events.presenters import hours, where_of
from forum.events.rules import paragraphs_of, speakers_of
from forum.plenary import queries as rooms
from forum.reports import annexes, answers, ballots
from forum.reports import queries as written
from forum.reports.blocks import (
    bars,
    bullets,
    exact,
    heading,
    note,
    paragraph,
    quote,
    run,
    running,
    say,
    table,
)
from forum.reports.narrative import read_narrative
from forum.reports.rules import REPORT_PARTS, shown_count


def reader_of(event, viewer):
    """Give whose eyes a day is gathered with."""
    return ANONYMOUS if event.state == "published" else viewer


def gather_report(slug, viewer):
    """Give the report of a day in the page's language: {"title", "subtitle", "lang", "blocks"…}; raises Missing."""
    page = queries.get_event_page(slug, viewer)
    reader = reader_of(page.event, viewer)
    if reader is not viewer:
        page = queries.get_event_page(slug, reader)
    narratives, blocks = written.list_narratives(page.event.id), opening(page.event)
    for part in REPORT_PARTS:
        text = narratives.get(part)
        if text is not None and text.is_left_out:
            blocks += [heading(1, title_of(part)), note(_("Section retirée : %(reason)s", reason=text.reason))]
            continue
        made = [*written_before(text), *GATHERED[part](page, reader)]
        if made:
            blocks += [heading(1, title_of(part)), *made]
    return as_tree(page.event, _("Rapport d’activité"), blocks)


def gather_both(make, slug, viewer):
    """Give {"fr", "en"}: what `make` gathers in each language."""
    made = {}
    for language in LANGUAGES:
        with in_language(language):
            made[language] = make(slug, viewer)
    return made


def as_tree(event, what, blocks):
    """Give a tree: its names, and its blocks with the marks by which a page leads to its headings."""
    for place, block in enumerate(block for block in blocks if block["kind"] == "heading"):
        block["id"] = f"partie-{place + 1}"
    shown = [format_date(event.date)] if event.date else []
    place = where_of(event)
    return {"lang": current_language(), "title": f"{what}{_(' : ')}{bi(event, 'title')}", "what": what,
            "day": bi(event, "title"), "when": " · ".join([*shown, *([place] if place else [])]), "blocks": blocks}


def opening(event):
    """Give what stands before the first part: what the words are, and whether all this is a demonstration."""
    found = []
    if current_app.extensions["settings"].demo:
        found.append(note(_("Démonstration : ce document ne parle au nom de personne.")))
    if event.state != "published":
        found.append(note(_("La journée est un brouillon.")))
    if current_language() == "en":
        found.append(note(_("Les textes de la journée ont été écrits en français; l’anglais est une traduction du "
                            "site.")))
    if event.subtitle_fr:
        found.append(paragraph(say(event, "subtitle")))
    if event.series:
        found.append(paragraph(_("Journée de la série « %(title)s ».", title=bi(event.series, "title"))))
    return found + (running(event, "summary") if event.summary_fr else [])


def written_before(text):
    """Give what the organiser wrote before a part, in the page's language or, failing that, in French."""
    if text is None:
        return []
    body = bi(text, "text")
    is_french = current_language() == "en" and not text.text_en
    return read_narrative(body, "fr" if is_french else "") if body else []


def title_of(part):
    """Give the title of a part."""
    return {
        "organisation": _("Organisation"), "registration": _("Inscription"), "programme": _("Programme"),
        "account": _("Récit de la journée"), "themes": _("Constats et pistes d’action"),
        "workshops": _("Discussions des ateliers"), "votes": _("Votes"), "decisions": _("Priorités et décisions"),
        "recommendations": _("Recommandations"), "evaluation": _("Évaluation"), "annexes": _("Annexes"),
        "brief_opening": _("Mot d’ouverture"), "brief_asks": _("Ce qui est demandé, et à qui"),
    }[part]


# ---- who, when ----

def organisation(page, reader):
    event, found = page.event, []
    for title, rows in ((_("Qui a organisé"), event.organisers), (_("Organismes représentés"), event.organisations)):
        if rows:
            found += [heading(2, title), bullets([say(row, "name") for row in rows])]
    return found


def registration(page, reader):
    """Give the figures by sector, without those of too few people to be told."""
    counted = rooms.count_by_sector(page.event.id)
    names = {row.key: bi(row, "label") for row in page.event.sectors}
    keys = [*names, *sorted((key for key in counted if key not in names), key=lambda key: key or "")]
    shown = [place for place in range(3) if any(row[place] for row in counted.values())]
    if not shown:
        return [paragraph(_("Milieux de la journée :")), bullets([say(row, "label") for row in page.event.sectors]),
                note(_("Aucune inscription ni aucune présence n’est tenue sur le site pour cette journée."))
                ] if names else []
    heads = (_("Personnes attendues"), _("Personnes accueillies"), _("Sièges de vote pris"))
    rows = [[names.get(key) or _("Sans milieu"), *(_told(counted.get(key, (0, 0, 0))[place]) for place in shown)]
            for key in keys]
    remark = _("Un nombre de moins de cinq personnes n’est pas dit. Les sièges sont ceux de la salle où le milieu en a "
               "pris le plus.")
    return [table(_("Par milieu"), [_("Milieu"), *(heads[place] for place in shown)], rows,
                  range(1, len(shown) + 1), remark)]


def _told(number):
    return shown_count(number) or _("moins de 5")


def programme(page, reader):
    rows, has_rooms = [], any(item.room_fr for item in page.event.programme)
    for item in page.event.programme:
        said = [bi(item, "title"), *paragraphs_of(bi(item, "description"))]
        rows.append([hours(item) or "–", *([bi(item, "room") or "–"] if has_rooms else []), "\n".join(said),
                     "\n".join(speakers_of(bi(item, "speakers"))) or "–"])
    head = [_("Heure"), *([_("Salle")] if has_rooms else []), _("Activité"), _("Qui parle ou anime")]
    return [table("", head, rows)] if rows else []


def account(page, reader):
    found = []
    for section in page.event.sections:
        if section.text_fr:
            found += [heading(2, [run(f"{section.number}. "), *say(section, "title")]), *running(section, "text")]
    return found


# ---- what was said ----

def themes(page, reader):
    found = []
    for theme in page.themes:
        found.append(heading(2, [run(f"{presenters.theme_word(theme)}{_(' : ')}"), *say(theme, "title")]))
        if theme.programme_title_fr and theme.programme_title_fr != theme.title_fr:
            found.append(note(_("Au programme : %(title)s", title=bi(theme, "programme_title"))))
        for field in ("context", "questions"):
            found += running(theme, field) if getattr(theme, f"{field}_fr") else []
        found += _findings(theme) + _pistes(theme)
    return found


def _findings(theme):
    if not theme.findings:
        return []
    found = [heading(3, _("Constats"))]
    for row in theme.findings:
        found.append(paragraph(run(f"{theme.number}{row.letter}  ", bold=True), say(row, "text")))
        points = [say(point, "text") + ([run(" ("), *say(point, "remark"), run(")")] if point.remark_fr else [])
                  for point in row.points]
        found += [bullets(points)] if points else []
    return found


def _pistes(theme):
    if not theme.pistes:
        return []
    items = [[run(f"{theme.number}{row.letter}  ", bold=True), *say(row, "title")] for row in theme.pistes]
    return [heading(3, _("Pistes d’action")), bullets(items)]


def workshops(page, reader):
    found = []
    for row in page.discussions:
        found += [heading(2, say(row, "title")), *remarks(row)]
    return found


def remarks(discussion):
    """Give what was said, with how widely the document says it was shared, in its own words."""
    words, found = presenters.shared_scale()["words"], []
    for is_point, rows in groupby(discussion.remarks, lambda row: row.is_point):
        items = [say(row, "text") + _shared(row, words) for row in rows]
        found += [bullets(items)] if is_point else [paragraph(item) for item in items]
    return found


def _shared(row, words):
    return [run(f"  [{words[row.shared]}]", italic=True)] if row.shared != "unsaid" else []


# ---- what was decided ----

def votes(page, reader):
    found = []
    for poll in rooms.list_published_polls(page.event.id):
        found += ballots.tell_poll(poll)
    return found


def decisions(page, reader):
    found = []
    for row in in_time(page.decisions):
        found.append(heading(2, say(row, "title")))
        found.append(note(_("Décision sans vote") if row.kind == "without_vote" else _("Décision par vote"),
                          run(f" · {_('vote indicatif')}" if row.is_indicative else ""),
                          run(f" · {_('annulée')}" if row.cancelled_at else ""),
                          run(f" · {bi(row, 'location')}" if row.location_fr else "")))
        if row.text_fr:
            found += exact(row.text_fr, row.text_en) if row.wording else running(row, "text")
        if row.items and row.kind == "without_vote" and not row.is_ranked:
            found.append(note(_("sans ordre entre elles")))
        for item in row.items:
            found += decided_item(item, row)
    return found


def decided_item(item, decision):
    """Give one thing that was decided in its exact words, what it is here and who recognised it."""
    word = presenters.fact_of(item, decision)
    thing = item.piste or item.recommendation
    code = run(f"{thing.code.partition('-')[2]}  " if thing else "", bold=True)
    found = [paragraph(code, word or _("mis au vote"))]
    found += exact(item.text_fr, item.text_en)
    return found + ([note(say(item, "note"))] if item.note_fr else [])


def recommendations(page, reader):
    decided = list_decisions_by_recommendation(reader, [row.id for row in page.recommendations])
    found = []
    for row in page.recommendations:
        found.append(heading(2, [run(f"{row.number}  "), *say(row, "title")]))
        if row.original:
            found += exact(row.original.text_fr, row.original.text_en)
        if len(row.wordings) > 1:
            found.append(paragraph(_("Libellé, version %(number)s :", number=row.wording.number)))
            found += exact(row.wording.text_fr, row.wording.text_en)
            found += [note(say(row.wording, "note"))] if row.wording.note_fr else []
        states = [word for word, _kind in states_of(in_time(decided.get(row.id, ())))]
        found.append(note(_("Ce qui en est advenu : %(states)s", states=" · ".join(states))) if states else
                     note(_("Aucune décision n’est inscrite à son sujet.")))
        found += _talk(row)
    return found


def _talk(row):
    found = [heading(3, _("Discussion")), *remarks(row.discussion)] if row.discussion else []
    if row.proposals:
        found += [heading(3, _("Propositions"))] + ([paragraph(say(row, "proposals_lead"))] if row.proposals_lead_fr
                                                    else [])
        found.append(bullets([say(proposal, "text") for proposal in row.proposals], ordered=True))
    return found


def evaluation(page, reader):
    found = []
    for group in presenters.group_evaluation(page.event):
        if group.title:
            found.append(heading(2, group.title))
        if group.rows:
            found.append(_chart_of(group))
            if group.has_rates and not group.base:
                found.append(note(_("base non précisée par le document")))
        if group.verbatims:
            found.append(paragraph(run(_("Commentaires, tels qu’écrits"), bold=True)))
            found += [quote(bi(row, "text"), "" if bi(row, "text") == row.text_en else "fr")
                      for row in group.verbatims]
    return found + answers.answers(page.event)


def _chart_of(group):
    """Give the figures of a group with their bars, or as a table where none is a rate."""
    caption, head = "" if group.bases_differ else group.base, [_("Question"), _("Valeur du document")]
    rows = [[_based(item, group), bi(item, "value")] for item in group.rows]
    if not group.has_rates:
        return table(caption, head, rows, (1,), group.place)
    lengths = [None if item.percent is None else item.percent * 10 for item in group.rows]
    return bars(caption, head, [(row, length, "") for row, length in zip(rows, lengths, strict=True)], group.place)


def _based(item, group):
    return f"{bi(item, 'label')} ({bi(item, 'base')})" if group.bases_differ and item.base_fr else bi(item, "label")


GATHERED = {
    "organisation": organisation, "registration": registration, "programme": programme, "account": account,
    "themes": themes, "workshops": workshops, "votes": votes, "decisions": decisions,
    "recommendations": recommendations, "evaluation": evaluation, "annexes": annexes.annexes,
}
