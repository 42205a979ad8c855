"""An edition as a tagged PDF (PDF/UA-1): the same blocks, set by `templates/papers/report.typ`."""

from forum.core.i18n import _
from forum.plenary.papers.typesetting import typeset
from forum.reports.presenters import history_table, name_edition, standing_of


def write_pdf(edition, tree, editions):
    """Give the PDF of an edition in the language of its tree; `editions` are the lines of its table of versions."""
    return typeset("report.typ", {
        **tree, "author": edition.author, "keywords": [], "compact": edition.kind == "brief",
        "eyebrow": name_edition(tree, edition),
        "standing": standing_of(edition), "history": history_table(edition, editions),
        "contents": _("Table des matières"),
        "foot": f"{tree['title']} · {_('édition %(number)s', number=edition.number)} · {standing_of(edition)}",
    }, edition.validated_at or edition.at)
