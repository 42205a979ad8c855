"""The record of a vote in sections (relevé du vote): one list, shown by the poll's page and printed as a PDF.

A section is {"id", "title", "items"}; an item {"kind", …}: "sentences", "notes" and "words" (lists of texts), "lead",
"heading", "wording" and "code" (one text), "pairs" ([[what, how many]…]), "table" and "picture" (see
`votes/explaining/shapes.py`). Everything is a text in the language of the page.
"""

import json
import re
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import literal, select

from forum.core.database import db
from forum.core.i18n import _, bi, current_language, format_date, format_datetime, format_number, format_time, ngettext
from forum.votes.explaining import EXPLAINED
from forum.votes.explaining.terms import name_sectors
from forum.votes.methods import METHODS
from forum.votes.models import Poll
from forum.votes.presenters import (
    draw_pictures,
    explain_tables,
    labels_of,
    list_objections,
    method_title,
    notices,
    outcome_word,
    result_bars,
    rule_sentences,
    unanimity_notice,
    verdict_sentences,
)
from forum.votes.queries import get_record, list_acts, list_annex, list_reservations
from forum.votes.seal_words import words_of

MOST_ROUNDS = 20
HIDDEN = "–"
FIGURE = re.compile(r"|[0-9–−+][0-9\s.,/%–]*(?:[^\W\d]+)?")


def address_of(poll):
    """Give the address of a poll's page under the configured one: a request's could be anybody's."""
    return current_app.extensions["settings"].public_url + url_for("plenary.poll", poll_id=poll.id)


def print_record(poll, day):
    """Give what the printed record of a published poll names: see `templates/papers/record.typ`."""
    shown = [_("Vote indicatif")] if poll.indicative else []
    question = bi(poll, "question")
    return {
        "title": _("Relevé du vote : %(question)s", question=question), "author": "Concert’Action", "keywords": [],
        "lang": current_language(), "address": address_of(poll), "seal": poll.seal, "question": question,
        "eyebrow": " · ".join([_("Relevé du vote"), bi(day, "title"), format_date(poll.published_at)]),
        "tags": [method_title(poll), *shown, _("Vote secret") if poll.secret else _("Vote nominatif")],
        "sections": [_result(poll), *list_sections(poll)],
    }


def list_sections(poll):
    """List the sections of a published poll's record that follow its result."""
    record = json.loads(get_record(poll.id))
    made = (_objections(poll), _wording(poll), _rule(poll), _roll(poll, record), _channels(record),
            _breakdown(poll, record), _count(poll), _incidents(record), _reservations(poll), _annex(poll),
            _course(poll), _rounds(poll), _proof(poll, record))
    return [section for section in made if section["items"]]


def _section(name, title, *items):
    return {"id": name, "title": title, "items": [item for item in items if item]}


def _texts(kind, items):
    """Give an item that is a list of texts; None when there are none."""
    return {"kind": kind, "items": list(items)} if items else None


def _table(caption, head, rows, note=""):
    """Give a table; `numeric` tells which columns are of numbers, and stand to the right."""
    numeric = [place > 0 and all(FIGURE.fullmatch(row[place]) for row in rows) for place in range(len(head))]
    return {"kind": "table", "caption": caption, "head": list(head), "rows": [list(row) for row in rows],
            "numeric": numeric, "note": note}


def _result(poll):
    sentences = [sentence for sentence in (*verdict_sentences(poll), unanimity_notice(poll)) if sentence]
    return _section("result", _("Résultat"), {"kind": "lead", "text": outcome_word(poll)},
                    _texts("sentences", sentences), _bars(poll))


def _bars(poll):
    """Give the lines of the result as a table with bars: the length of each in thousandths of a whole one."""
    words, bars = {"won": _("retenu"), "tied": _("à égalité"), "": ""}, result_bars(poll)
    shown = [name for name in ("share", "standing") if any(getattr(bar, name) for bar in bars)]
    heads = {"share": _("Des votants"), "standing": _("Résultat")}
    rows = [{
        "cells": [bar.label, bar.measure.words, *({"share": bar.share, "standing": words[bar.standing]}[name]
                                                  for name in shown)],
        "length": 1000 * bar.measure.part // max(bar.measure.whole, 1),
        "mark": bar.standing or (bar.key if bar.key in ("yes", "no") else ""),
    } for bar in bars]
    return {"kind": "bars", "head": [_("Choix"), _("Compte"), *(heads[name] for name in shown)], "rows": rows}


def _objections(poll):
    return _section("objections", _("Motifs des objections"), _texts("notes", list_objections(poll)))


def _count(poll):
    """Give the tables and pictures of the count; a picture repeats what a table says."""
    pictures = [{"kind": "picture", "title": picture.title, "svg": picture.svg} for picture in draw_pictures(poll)]
    tables = [_table(table.caption, table.head, table.rows, table.note) for table in explain_tables(poll)]
    return _section("count", _("Comment on a compté"), *pictures, *tables)


def _wording(poll):
    if not poll.wording_fr:
        return _section("wording", "")
    items = [{"kind": "wording", "text": poll.wording_fr, "lang": "fr"}]
    if current_language() == "en":
        items = [_texts("sentences", [_("Le texte voté est l’original français :")]), *items]
        if poll.wording_en:
            items += [{"kind": "heading", "text": _("Traduction du site")},
                      {"kind": "wording", "text": poll.wording_en, "lang": "en"}]
    return _section("wording", _("Le libellé voté"), *items)


def _rule(poll):
    return _section("rule", _("La règle"), _texts("sentences", [*rule_sentences(poll), *notices(poll)]))


def _roll(poll, record):
    roll, by_hand = record["roll"], sum(one["people"] for one in record.get("channels", ()))
    if poll.rule.get("weighted"):
        return _section("roll", _("La liste de vote"), {"kind": "pairs", "rows": [
            [what, format_number(number)] for what, number in _weighted_rows(poll, roll)]})
    rows = [(_("Personnes inscrites à l’ouverture"), poll.entitled - poll.admitted)]
    if poll.admitted > by_hand:
        rows.append((_("Admises après l’ouverture"), poll.admitted - by_hand))
    if by_hand:
        rows.append((_("Qui votent sur papier ou à main levée"), by_hand))
    opening, closing = _present_words(poll)
    rows += [(opening, poll.present_opening), (closing, poll.present_closing),
             (_("Bulletins déposés"), roll["voted"])]
    if roll["blank"]:
        rows.append((_("Dont bulletins blancs"), roll["blank"]))
    rows.append((_("N’ont pas voté"), poll.entitled - roll["voted"]))
    return _section("roll", _("La liste de vote"), {"kind": "pairs", "rows": [
        [what, format_number(number)] for what, number in rows]})


def _present_words(poll):
    """Say who is counted as present: those who are represented too, where the rule has proxies."""
    if poll.rule.get("proxies"):
        return _("Présentes ou représentées à l’ouverture"), _("Présentes ou représentées à la fermeture")
    return _("Personnes présentes à l’ouverture"), _("Personnes présentes à la fermeture")


def _weighted_rows(poll, roll):
    """Give the figures of a roll that is counted in votes, and how many ballots they are on."""
    return [(_("Voix inscrites à l’ouverture"), poll.entitled - poll.admitted),
            *([(_("Voix admises après l’ouverture"), poll.admitted)] if poll.admitted else []),
            (_("Voix présentes à l’ouverture"), poll.present_opening),
            (_("Voix présentes à la fermeture"), poll.present_closing),
            (_("Voix exprimées par les bulletins"), roll["voted"]),
            *([(_("Dont voix de bulletins blancs"), roll["blank"])] if roll["blank"] else []),
            (_("Voix qui n’ont pas servi"), poll.entitled - roll["voted"])]


def _channels(record):
    """Give what was counted by hand, who entered it and who confirmed it."""
    words = {"paper": _("Sur papier"), "hands": _("À main levée")}
    rows = [[words[one["channel"]], format_number(one["people"]), format_number(one["ballots"]),
             _sign(one["entered_by"], one["entered_at"]), _sign(one["confirmed_by"], one["confirmed_at"])]
            for one in record.get("channels", ())]
    head = (_("Voie"), _("Personnes"), _("Bulletins"), _("Saisi par"), _("Confirmé par"))
    return _section("channels", _("Décomptes faits à la main"), _table("", head, rows) if rows else None)


def _sign(name, moment):
    return _("%(name)s, %(time)s", name=name, time=format_time(datetime.fromisoformat(moment)))


def _breakdown(poll, record):
    """Give the table by sector, a column a sector; a dash stands for what would tell of too few people."""
    table = record.get("breakdown")
    if not table:
        return _section("breakdown", "")
    names, labels = name_sectors(poll), labels_of(poll) | answers_of(poll)
    columns = next(iter(table.values()))["figures"]
    rows = [[_("Ont voté"), *(_cell(row["voted"]) for row in table.values())]]
    rows += [[labels[key], *(_cell(row["figures"][key]) for row in table.values())] for key in columns]
    head = (_("Choix"), *(names.get(key) or _("Sans milieu") for key in table))
    hidden = any(cell == HIDDEN for row in rows for cell in row)
    note = _("Un tiret tait ce qui concerne moins de cinq personnes, ou le ferait deviner.") if hidden else ""
    return _section("breakdown", _("Par milieu"), _table("", head, rows, note))


def answers_of(poll):
    """Give the words of the answers of a poll without options."""
    if METHODS[poll.method].TAKES_OPTIONS:
        return {}
    return {key: word() for key, word in EXPLAINED[poll.method].ANSWERS.items()}


def _cell(number):
    return HIDDEN if number is None else format_number(number)


def _incidents(record):
    return _section("incidents", _("Incidents"), _texts("notes", [_say_incident(one) for one in record["incidents"]]))


def _say_incident(incident):
    moment = datetime.fromisoformat(incident["at"])
    if incident["act"] == "problem":
        return _say_problem(moment, incident["text"], incident.get("name"), incident.get("answer"),
                            incident.get("reason"))
    return _("%(time)s : un siège admis après l’ouverture, liste de vote portée de %(before)s à %(after)s.",
             time=format_time(moment), before=incident["before"], after=incident["after"])


def _say_problem(moment, text, name, answer, reason):
    """Say a problem that was told, and what the chair answered."""
    words = {"upheld": _("problème retenu"), "redone": _("vote refait"), "cancelled": _("vote annulé"),
             "not_upheld": _("non retenu")}
    who = name or _("sans nom")
    said = [_("%(time)s, problème signalé (%(who)s) : %(problem)s", time=format_time(moment), who=who,
              problem=text)]
    if answer:
        said.append(_("Réponse de la présidence, %(answer)s : %(reason)s", answer=words[answer], reason=reason))
    return "\n".join(said)


def _reservations(poll):
    """Give the reservations that may be shown, each signed as its author wanted."""
    notes = []
    for row in list_reservations(poll.id):
        who = ", ".join(part for part in (row.name, row.organisation) if part)
        notes.append(f"{row.text}\n— {who}" if who else row.text)
    return _section("reservations", _("Réserves"), _texts("notes", notes))


def _annex(poll):
    """Give what was told or answered after the record was sealed."""
    rows = [_say_problem(row.at, row.text, row.name, row.answer, row.reason) for row in list_annex(poll.id)]
    return _section("after", _("Annexe : après la clôture"), _texts("notes", rows))


def _course(poll):
    """Give who opened, closed and published, and when."""
    words = {"opened": _("Ouverture"), "closed": _("Fermeture et compte"), "published": _("Publication")}
    rows = [[words[act.act], format_datetime(act.at), act.actor] for act in list_acts(poll.id) if act.act in words]
    return _section("course", _("Déroulement"), _table("", (_("Acte"), _("Moment"), _("Par")), rows))


def _rounds(poll):
    states = {"open": _("vote ouvert"), "closed": _("fermé, à publier"), "published": _("publié"),
              "cancelled": _("annulé")}
    rows = [[bi(earlier, "question"), states[earlier.state], outcome_word(earlier) or earlier.cancel_reason or ""]
            for earlier in list_rounds(poll)]
    head = (_("Question"), _("État"), _("Issue"))
    return _section("rounds", _("Tours précédents"), _table("", head, rows) if rows else None)


def list_rounds(poll):
    """List the earlier rounds of a question that were opened, latest first, in one query."""
    walked = (
        select(Poll.previous_id.label("id"), literal(1).label("back")).where(Poll.id == poll.id).cte(recursive=True)
    )
    earlier = select(Poll.previous_id, walked.c.back + 1).join(walked, Poll.id == walked.c.id)
    walked = walked.union_all(earlier.where(walked.c.back < MOST_ROUNDS))
    query = select(Poll).join(walked, walked.c.id == Poll.id).where(Poll.opened_at.is_not(None))
    return db.session.scalars(query.order_by(walked.c.back)).all()


def _proof(poll, record):
    ballots = ngettext("Le relevé scellé contient %(num)s bulletin.", "Le relevé scellé contient %(num)s bulletins.",
                       len(record["ballots"]))
    return _section(
        "proof", _("Preuve"),
        _texts("sentences", [
            _("L’empreinte change si un seul caractère du relevé scellé change. Ses quatre mots se comparent d’un coup "
              "d’œil avec ceux que l’écran de la salle a montrés à la fermeture."), ballots]),
        {"kind": "words", "words": words_of(poll.seal)},
        {"kind": "code", "text": poll.seal},
        _texts("sentences", [
            _("Chacun peut refaire le compte : sur la page « Vérifier mon vote », dans le vérificateur qui fonctionne "
              "hors ligne, ou avec la commande forum recount.")]))
