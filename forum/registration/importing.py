"""A list of people from a spreadsheet: read whatever its encoding and separator, shown row by row, then taken whole.

Nothing is stored before the organiser has seen what becomes of each row.
"""

import base64
import binascii
import csv
import zlib
from dataclasses import dataclass, field
from io import StringIO

from forum.accounts.rules import clean_line
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.registration.reading import Reader, fold

LARGEST, MOST_ROWS, MOST_COLUMNS = 2 * 1024 * 1024, 5_000, 60
SEPARATORS = ";,\t"
HEADERS = {
    "name": {"nom", "name", "nom complet", "full name", "participant", "personne"},
    "email": {"courriel", "adresse de courriel", "adresse courriel", "email", "e-mail", "e-mail address", "mail"},
    "organisation": {"organisme", "organisation", "organization", "organisme ou entreprise", "affiliation"},
    "sector": {"milieu", "secteur", "sector"},
    "capacity": {"a quel titre", "titre", "capacity", "in what capacity"},
    "language": {"langue", "language", "langue des lettres", "language of the letters"},
}
CAPACITIES = {
    "personal": {"personal", "en son nom", "in their own name"},
    "organisation": {"organisation", "pour son organisme", "for their organisation", "organization"},
    "observer": {"observer", "observation", "en observation", "en observation, sans voter",
                 "as an observer, without voting"},
}
LANGUAGES = {"fr": {"fr", "francais", "french"}, "en": {"en", "anglais", "english"}}
COMPARED = ("name", "organisation", "sector", "capacity", "language")
TAKEN = ("new", "changed")


def refuse(sentence):
    """Refuse a file with a sentence beside its field."""
    return Refusal("invalid", fields={"file": sentence})


TOO_LARGE = lazy("Ce fichier est trop grand : au plus 2 Mo.")
TOO_MANY = lazy("Au plus 5 000 lignes à la fois : coupez le fichier en deux.")
NOT_TEXT = lazy("Ce fichier n’est pas une liste en texte : enregistrez la feuille en CSV.")
EMPTY = lazy("Ce fichier n’a pas d’autre ligne que ses titres.")
NEEDS_COLUMNS = lazy("Dites quelles colonnes portent le nom et l’adresse de courriel.")


def decode(data):
    """Give the text of a file: UTF-8, with or without its mark, else Windows-1252. Raises Refusal("invalid")."""
    if len(data) > LARGEST:
        raise refuse(TOO_LARGE)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse(NOT_TEXT)
    if "\x00" in text:
        raise refuse(NOT_TEXT)
    return text


def read_table(text):
    """Give (header, rows) of a text, its separator the one its first line holds most of; raises Refusal("invalid")."""
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = []
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            rows.append(row[:MOST_COLUMNS])
            if len(rows) > MOST_ROWS + 1:
                raise refuse(TOO_MANY)
    except csv.Error:
        raise refuse(NOT_TEXT) from None
    while rows and not any(cell.strip() for cell in rows[0]):
        del rows[0]
    if len(rows) < 2:
        raise refuse(EMPTY)
    return rows[0], rows[1:]


def pack(text):
    """Write a text so that a page carries it to its confirmation: nothing is stored meanwhile."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(packed):
    """Read such a text back, whoever sent it; raises Refusal("invalid")."""
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(base64.b64decode(packed, validate=True), 2 * LARGEST)
        if opened.unconsumed_tail:
            raise refuse(TOO_LARGE)
        return data.decode()
    except (ValueError, binascii.Error, zlib.error):
        raise refuse(NOT_TEXT) from None


def guess_columns(header):
    """Give {field: place of its column} by the French and English titles."""
    titles = [fold(title) for title in header]
    return {name: next(place for place, title in enumerate(titles) if title in known)
            for name, known in HEADERS.items() if known & set(titles)}


@dataclass
class Line:
    """Hold one row of a file: where it stands, what it says, what becomes of it, and why."""

    place: int
    values: dict = field(default_factory=dict)
    state: str = "blank"
    why: object = ""
    read: dict = field(default_factory=dict)


def judge(event_id, rows, columns, known):
    """Judge each row against a day; `known` holds {address: registration}. Raises Refusal("invalid")."""
    if not {"name", "email"} <= columns.keys():
        raise refuse(NEEDS_COLUMNS)
    reader, seen, lines = Reader(event_id), {}, []
    for place, row in enumerate(rows, 2):
        cells = {name: clean_line(row[column]) if column < len(row) else "" for name, column in columns.items()}
        line = Line(place, cells)
        if any(cell.strip() for cell in row):
            _judge_line(line, reader, seen, known)
        lines.append(line)
    return lines


def _judge_line(line, reader, seen, known):
    values = dict(line.values)
    said = values.get("sector")
    values["sector"] = reader.named.get(fold(said)) if said else None
    if said and values["sector"] is None:
        line.state, line.why = "unknown_sector", lazy("Aucun milieu de la journée ne s’appelle ainsi.")
        return
    for name, table in (("capacity", CAPACITIES), ("language", LANGUAGES)):
        folded = fold(values.get(name) or "")
        values[name] = next((key for key, words in table.items() if folded in words), "?") if folded else None
    try:
        line.read = reader.read(values, needs_sector=False)
    except Refusal as refusal:
        line.state = "bad_address" if set(refusal.fields) == {"email"} else "invalid"
        line.why = next(iter(refusal.fields.values()))
        return
    key = line.read["email_key"]
    if key in seen:
        line.state, line.why = "duplicate", lazy("Même adresse qu’à la ligne %(place)s.", place=seen[key])
        return
    seen[key] = line.place
    _compare(line, known.get(key))


def _compare(line, row):
    if row is None or row.state == "invited":
        line.state = "new"
        return
    # what the file does not say stays as it is
    told = [name for name in COMPARED if line.values.get(name)]
    line.read = {name: line.read[name] for name in told} | {"email_key": line.read["email_key"]}
    line.state = "changed" if any(getattr(row, name) != line.read[name] for name in told) else "known"
