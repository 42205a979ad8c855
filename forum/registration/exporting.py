"""The list of who is registered as a CSV file, which no spreadsheet may take for formulas."""

import csv
from io import StringIO

from forum.core.i18n import _, bi
from forum.registration.presenters import CAPACITY_NAMES, STATE_NAMES

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def make_harmless(cell):
    """Give a cell that a spreadsheet reads as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_csv(rows, sectors, is_private=False):
    """Give the bytes of the file, in the page's language; what was said in private only when that is asked for."""
    words = {row.key: bi(row, "label") for row in sectors}
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [_("Nom"), _("Adresse de courriel"), _("Organisme"), _("Milieu"), _("À quel titre"), _("Langue"), _("État")]
    if is_private:
        head += [_("Accord pour être contacté"), _("Besoins d’accès"), _("Repas")]
    writer.writerow(head)
    for row in rows:
        cells = [row.name, row.email or "", row.organisation, words.get(row.sector, row.sector or ""),
                 str(CAPACITY_NAMES[row.capacity]), row.language, str(STATE_NAMES[row.state])]
        if is_private:
            cells += [_("oui") if row.may_contact else _("non"), row.access_needs or "", row.meal or ""]
        writer.writerow([make_harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
