"""What is said of a person who registers, read against the day's sectors: the same for a form, a hand and a file."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from forum.accounts.rules import clean_line, normalise_email
from forum.core.errors import Refusal
from forum.core.i18n import LANGUAGES, lazy
from forum.events.queries import list_sectors
from forum.registration.rules import CAPACITIES, LENGTHS

NEEDS_NAME = lazy("Écrivez le nom de la personne.")
NEEDS_ADDRESS = lazy("Écrivez une adresse de courriel complète.")
TOO_LONG = {name: lazy("Écrivez au plus %(limit)s caractères.", limit=limit) for name, limit in LENGTHS.items()}
NEEDS_SECTOR = lazy("Choisissez un milieu de la journée.")
NEEDS_CAPACITY = lazy("Choisissez à quel titre cette personne participe.")
NEEDS_LANGUAGE = lazy("Choisissez une langue.")
UNSAFE = re.compile(r"[\r\n\"<>(),;:\\ ]")


def fold(text):
    """Give the form under which names are looked for: without accents or case."""
    bare = (sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join("".join(bare).replace("’", "'").casefold().split())


def read_address(text):
    """Give an address as it is written to, or None when no letter could reach it."""
    text = (text or "").strip()
    if len(text) > LENGTHS["email"] or not text.isascii() or UNSAFE.search(text):
        return None
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


class Reader:
    """Read what is said of people against the sectors of one day."""

    def __init__(self, event_id):
        rows = list_sectors(event_id)
        self.sectors = {row.key for row in rows}
        self.named = {fold(name): row.key for row in rows for name in (row.key, row.label_fr, row.label_en or row.key)}

    def read(self, values, needs_sector=True, needs_address=True):
        """Give the columns of a registration; raises Refusal("invalid") with the faults by field."""
        read = {name: clean_line(values.get(name)) for name in ("name", "organisation")}
        read |= {name: " ".join(clean_line(values.get(name)).split()) or None for name in ("access_needs", "meal")}
        faults = {name: TOO_LONG[kind] for name, kind in (
            ("name", "name"), ("organisation", "organisation"), ("access_needs", "private"), ("meal", "private"))
            if len(read[name] or "") > LENGTHS[kind]}
        if not read["name"]:
            faults["name"] = NEEDS_NAME
        if needs_address:
            read["email"] = read_address(values.get("email"))
            if read["email"] is None:
                faults["email"] = NEEDS_ADDRESS
            else:
                read["email_key"] = normalise_email(read["email"])
        self._read_choices(values, read, faults, needs_sector)
        if faults:
            raise Refusal("invalid", fields=faults)
        return read | {"folded": f"{fold(read['name'])}\n{fold(read['organisation'])}"[:400]}

    def _read_choices(self, values, read, faults, needs_sector):
        read["sector"] = values.get("sector") or None
        read["capacity"] = values.get("capacity") or "personal"
        read["language"] = values.get("language") or "fr"
        read["may_contact"] = values.get("may_contact") is True
        if read["sector"] not in self.sectors and (read["sector"] or (needs_sector and self.sectors)):
            faults["sector"] = NEEDS_SECTOR
        if read["capacity"] not in CAPACITIES:
            faults["capacity"] = NEEDS_CAPACITY
        if read["language"] not in LANGUAGES:
            faults["language"] = NEEDS_LANGUAGE
