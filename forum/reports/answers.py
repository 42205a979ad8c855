"""What a report, a brief and the open data say of a day's questionnaire: its figures, once they are published."""

from forum.core.i18n import _, format_number, format_percent, ngettext
from forum.questionnaires.presenters import list_facts, show_figures
from forum.questionnaires.queries import find_published_figures
from forum.questionnaires.rules import SCALE, TEXT
from forum.reports.blocks import bars, bullets, heading, note, paragraph, quote, run, table

BRIEF_MOST = 3


def answers(event):
    """Give the blocks of the questionnaire's figures as they were frozen, each rate with its base; none before that."""
    figures = find_published_figures(event.id)
    if figures is None:
        return []
    shown = show_figures(figures)
    found = [heading(2, _("Questionnaire de la journée")), _facts(figures),
             note(_("Chaque taux est donné avec sa base. Personne n’était obligé de répondre : ces chiffres disent "
                    "l’avis de celles et ceux qui l’ont fait."))]
    for item in shown["questions"]:
        if item["section"]:
            found.append(heading(3, item["section"]))
        found += _comments(item) if item["kind"] == TEXT else _rates(item)
    return found


def brief_answers(event):
    """Give a few lines for the brief: how many answered, and the first scales with their base."""
    figures = find_published_figures(event.id)
    if figures is None:
        return []
    scales = [item for item in show_figures(figures)["questions"] if item["kind"] == SCALE and item["base"]]
    lines = [[run(item["text"], bold=True), run(_(" : ")), run(_(
        "%(rate)s aux deux premiers échelons (base : %(base)s)",
        rate=format_percent(item["satisfied"], item["base"]), base=format_number(item["base"])))]
        for item in scales[:BRIEF_MOST]]
    return [_facts(figures), *([bullets(lines)] if lines else [])]


def list_asked(event_id):
    """List the questions of a published questionnaire, as they were frozen, each with its place and what answered."""
    figures = find_published_figures(event_id) or {"questions": (), "replies": 0}
    return [question | {"position": place, "replies": figures["replies"]}
            for place, question in enumerate(figures["questions"], 1)]


def _facts(figures):
    facts = ", ".join(f"{number} {words}" for number, words in list_facts(figures))
    return paragraph(run(_("Questionnaire"), bold=True), run(_(" : ")), run(f"{facts}."))


def _base_of(item):
    said = ngettext("%(num)s personne a répondu à cette question, sur %(of)s",
                    "%(num)s personnes ont répondu à cette question, sur %(of)s", item["answered"], of=item["of"])
    if item["aside"]:
        said += "; " + ngettext("%(num)s a dit « sans objet »", "%(num)s ont dit « sans objet »", item["aside"])
    return f"{said}."


def _rates(item):
    if not item["base"]:
        return [paragraph(run(item["text"], bold=True)), note(_base_of(item))]
    rows = [([row["label"], format_number(row["votes"]), format_percent(row["votes"], item["base"])],
             round(1000 * row["votes"] / item["base"]), "") for row in item["rows"]]
    found = [bars(item["text"], [_("Réponse"), _("Nombre"), _("Taux")], rows, _base_of(item))]
    return [*found, *_by_sector(item)]


def _by_sector(item):
    """Give the table by sector, one column a sector; what is hidden on the site is hidden here."""
    if not item["sectors"]:
        return [] if item["sectors"] is None else [note(_("Trop peu de réponses pour un tableau par milieu."))]
    hidden = _("caché")
    head = [_("Réponse"), *(f"{row['label']} ({hidden if row['base'] is None else row['base']})"
                            for row in item["sectors"])]
    rows = [[option["label"], *(row["cells"][place] or hidden for row in item["sectors"])]
            for place, option in enumerate(item["rows"])]
    return [table(_("Par milieu"), head, rows, range(1, len(head)), _(
        "Le nombre, et le taux parmi les réponses du milieu. Ce qui parlerait de moins de cinq personnes est caché, "
        "avec ce qui permettrait de le déduire."))]


def _comments(item):
    said = ngettext("%(num)s commentaire, sur %(of)s réponses au questionnaire.",
                    "%(num)s commentaires, sur %(of)s réponses au questionnaire.", item["answered"], of=item["of"])
    found = [paragraph(run(item["text"], bold=True)), note(said)]
    return found + [quote(text) for text in item["verbatims"]]
