"""Editions in words: what they are called, where they stand, the table of versions that each shows."""

from forum.core.i18n import _, current_language, format_date, lazy
from forum.reports.blocks import table

KIND_NAMES = {"report": lazy("Rapport d’activité"), "brief": lazy("Synthèse")}
LICENCE_NAMES = {"none": lazy("Aucune licence : tous droits réservés"), "cc-by-4.0": "CC BY 4.0",
                 "cc0-1.0": lazy("CC0 1.0 (domaine public)")}
LICENCE_ADDRESSES = {"cc-by-4.0": "https://creativecommons.org/licenses/by/4.0/",
                     "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
FOLDERS = {"report": "rapport", "brief": "synthese"}


def standing_of(edition):
    """Say whether an edition is a working version, or who validated it and when."""
    if edition.validated_at is None:
        return _("Version de travail")
    return _("Validée par %(name)s, %(date)s", name=edition.validated_by, date=format_date(edition.validated_at))


def name_edition(tree, edition):
    """Name an edition in a line: what it is, and its number."""
    return f"{tree['what']} · {_('édition %(number)s', number=edition.number)}"


def history_table(edition, editions):
    """Give the versions of a document up to an edition as a table, as the founding report prints its own.

    It says of the earlier ones what was so when this one was issued: what comes later changes no edition.
    """
    head = (_("Version"), _("Date"), _("Remarque"), _("Auteur"), _("Validation"))
    lines = sorted((row for row in editions if row.number <= edition.number), key=lambda row: row.number)
    return table(_("Évolution du document"), head, [
        [str(row.number), format_date(row.at), row.remark or "–", row.author,
         _("Version de travail") if _is_later(row, edition) else standing_of(row)] for row in lines])


def _is_later(row, edition):
    """Tell whether another edition was validated after this one was issued."""
    return row.number != edition.number and row.validated_at is not None and row.validated_at > edition.at


def edition_url(event, edition):
    """Give the address of an edition's page in the page's language."""
    return f"/{current_language()}/journees/{event.slug}/{FOLDERS[edition.kind]}/{edition.number}/"
