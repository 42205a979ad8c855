"""What the pages of a questionnaire show: its form, filled in or not, its figures, its table as a file."""

import csv
import secrets
from io import StringIO

from forum.core.i18n import _, bi, current_language, format_number, format_percent, lazy
from forum.core.web.pages import remember
from forum.questionnaires import queries, rules
from forum.questionnaires.ready import NA
from forum.questionnaires.rules import CHOICE, CHOICES, CLOSED, DRAFT, OPEN, PUBLISHED, SCALE, TEXT, THEMES, YESNO

KIND_NAMES = {
    SCALE: lazy("Échelle de satisfaction"), YESNO: lazy("Oui ou non"), CHOICE: lazy("Une réponse parmi plusieurs"),
    CHOICES: lazy("Plusieurs réponses possibles"), THEMES: lazy("Thèmes d’intérêt : les volets de la journée"),
    TEXT: lazy("Texte libre, avec accord pour citer"),
}
STATE_NAMES = {DRAFT: lazy("en préparation"), OPEN: lazy("ouvert"), CLOSED: lazy("fermé"),
               PUBLISHED: lazy("résultats publiés")}
DONE = {"open": lazy("Le questionnaire est ouvert."), "prepare": lazy("Le questionnaire est revenu en préparation."),
        "close": lazy("Le questionnaire est fermé."), "reopen": lazy("Le questionnaire est rouvert."),
        "publish": lazy("Les résultats sont publiés.")}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SEPARATOR = "|"


def show_form(found, sent=None, faults=None):
    """Give what the form of the answers names: questions with what was typed, {field: [texts]}, and what is wrong."""
    sent, faults = sent or {}, faults or {}
    asked, section = [], ""
    for question in queries.list_asked(found):
        name, here = rules.field_of(question["id"]), bi(question, "section")
        given = sent.get(name, ())
        asked.append({
            "name": name, "kind": question["kind"], "text": bi(question, "text"), "section": here != section and here,
            "is_single": question["kind"] in rules.SINGLE, "typed": given[0] if given else "",
            "may_quote": bool(sent.get(f"{name}-quote")), "error": faults.get(name),
            "options": [(option["key"], bi(option, "label"), option["key"] in given)
                        for option in [*question["options"], *([NA] if question["has_na"] else [])]]})
        section = here
    sectors, declared = queries.sector_options(found), (sent.get("sector") or [""])[0]
    return {
        "asked": asked, "sectors": [(sector["key"], bi(sector, "label"), sector["key"] == declared)
                                    for sector in sectors], "sector_error": faults.get("sector"),
        "faults": [(name, sentence, next((item["text"] for item in asked if item["name"] == name), ""))
                   for name, sentence in faults.items()],
        "key": draw_key(sent), "longest": rules.LENGTHS["comment"], "intro": bi(found, "intro"),
    }


def draw_key(sent):
    """Give the key of the form that was sent, so that sending it again is one answer; a new one otherwise."""
    key = (sent.get("key") or [""])[0]
    return key if rules.is_key(key) else secrets.token_hex(16)


def fill_from(reply, comments):
    """Give a sheet that was typed in as it was sent: {field: [texts]}."""
    sent = {rules.field_of(int(number)): keys for number, keys in reply.answers.items()}
    for question_id, comment in comments.items():
        name = rules.field_of(question_id)
        sent[name] = [comment.text]
        if comment.may_quote:
            sent[f"{name}-quote"] = ["1"]
    return sent | {"sector": [reply.sector or ""]}


def write_options(options):
    """Write answers as lines to edit: « Satisfaisant | Satisfactory »."""
    return "\n".join(f"{row['label_fr']} {SEPARATOR} {row['label_en']}" if row.get("label_en") else row["label_fr"]
                     for row in options)


def read_options(text):
    """Read such lines back: [{label_fr, label_en}], blank lines left out."""
    rows = []
    for line in (text or "").splitlines():
        french, _bar, english = line.partition(SEPARATOR)
        if line.strip():
            rows.append({"label_fr": french.strip(), "label_en": english.strip()})
    return rows


# ---- figures ----


def show_figures(figures):
    """Give the figures as the page shows them: for each question its base, its bars and its table by sector."""
    questions, section = [], ""
    for question in figures["questions"]:
        here = bi(question, "section")
        shown = {"id": question["id"], "kind": question["kind"], "text": bi(question, "text"),
                 "section": here != section and here, "answered": question["answered"], "of": figures["replies"]}
        section = here
        if question["kind"] == TEXT:
            shown["verbatims"] = question["verbatims"]
        else:
            shown |= _show_rates(question)
        questions.append(shown)
    return {"questions": questions, "replies": figures["replies"], "paper": figures["paper"],
            "participants": figures["participants"]}


def _show_rates(question):
    base = question["base"]
    return {
        "base": base, "aside": question["answered"] - base,
        "satisfied": question["satisfied"] if base else None,
        "rows": [{"label": bi(option, "label"), "votes": option["count"]} for option in question["options"]],
        "sectors": [{"label": bi(row, "label") or _("Milieu non précisé"), "base": row["base"],
                     "cells": [_say_cell(count, row["base"]) for count in row["counts"]]}
                    for row in question["sectors"]] if question["sectors"] else question["sectors"],
    }


def _say_cell(count, base):
    return None if count is None else f"{format_number(count)} ({format_percent(count, base)})"


def list_facts(figures):
    """List the large numbers at the head of the figures."""
    facts = [(format_number(figures["replies"]), _("réponses")),
             (format_number(figures["paper"]), _("dont sur papier"))]
    if figures["participants"]:
        facts.append((format_percent(figures["replies"], figures["participants"]),
                      _("des %(people)s personnes présentes", people=format_number(figures["participants"]))))
    return facts


def write_table(figures):
    """Give the rates as a table (CSV, RFC 4180): a line an answer; no line is a person's."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_("question"), _("choix offert"), _("nombre"), _("taux en %"), _("base"), _("ont répondu"),
                     _("réponses au questionnaire")])
    for question in figures["questions"]:
        name = _(" : ").join(part for part in (bi(question, "section"), bi(question, "text")) if part)
        for option in question.get("options", ()):
            rate = round(100 * option["count"] / question["base"], 1) if question["base"] else ""
            writer.writerow([_safe(name), _safe(bi(option, "label")), option["count"], rate, question["base"],
                             question["answered"], figures["replies"]])
        if question["kind"] == TEXT:
            writer.writerow([_safe(name), _("commentaires"), question["answered"], "", "", question["answered"],
                             figures["replies"]])
    return out.getvalue().encode()


def _safe(cell):
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


# ---- elsewhere ----


def day_questionnaire(event):
    """Tell the page of a day what it may lead to: "open", "published" or nothing."""
    state = remember(("day-questionnaire", event.id), (f"event:{event.slug}",),
                     lambda: queries.find_state(event.id) or "none")
    return state if state in (OPEN, PUBLISHED) else None


def print_paper(found):
    """Give what the paper form names."""
    event, shown = found.event, show_form(found)
    day, title = bi(event, "title"), _("Questionnaire de la journée")
    return {
        "title": f"{title} : {day}" if current_language() == "fr" else f"{title}: {day}", "author": "Concert’Action",
        "keywords": [], "lang": current_language(), "heading": title, "day": day, "intro": shown["intro"],
        "how": _("Cochez ce que vous voulez; rien n’est obligatoire. N’écrivez pas votre nom."),
        "asked": [{"section": item["section"] or "", "text": item["text"], "kind": item["kind"],
                   "hint": _hint(item), "options": [label for _key, label, _is_on in item["options"]]}
                  for item in shown["asked"]],
        "sector_title": _("Votre milieu (facultatif)"), "sectors": [label for _key, label, _is_on in shown["sectors"]],
        "quote": _("J’accepte d’être cité·e, sans mon nom."), "number": _("Feuille numéro"),
        "number_hint": _("(à remplir par l’accueil, une fois les feuilles ramassées et mêlées)"),
        "foot": _("Les réponses ne sont liées à aucun nom. Les résultats sont publiés en taux; un commentaire n’est "
                  "cité qu’avec votre accord."),
    }


def _hint(item):
    return _("Plusieurs réponses possibles.") if item["kind"] in (CHOICES, THEMES) else ""
