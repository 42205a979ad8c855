"""What the organiser's screens show of a day, and how what they type becomes rows."""

from forum.core.i18n import _, bi, format_time, lazy
from forum.events.rules import LENGTHS, PROGRAMME_FIELDS
from forum.texts.rules import slug_of

PROGRAMME_KIND_NAMES = {
    "welcome": lazy("Arrivée et accueil"), "session": lazy("Présentation ou échange"), "workshop": lazy("Atelier"),
    "break": lazy("Pause"), "meal": lazy("Repas"), "closing": lazy("Mot de la fin"),
}
ROLE_NAMES = {
    "organiser": lazy("Organisation de la journée"), "facilitator": lazy("Animation"), "chair": lazy("Présidence"),
    "teller": lazy("Scrutateur"), "desk": lazy("Table d’accueil"), "note_taker": lazy("Secrétariat"),
}
SEPARATOR = "|"


def tell(form, refusal, rows=None):
    """Put a refusal's sentences beside the fields of a form that they are about.

    `rows` names the field in which a list was typed: "organisations.3.name_fr" is then about its fourth line.
    A sentence about no field of the form goes to the first.
    """
    if not refusal.fields:
        raise refusal
    for name, sentence in refusal.fields.items():
        parts = name.split(".")
        if rows and len(parts) == 3:
            field = form[parts[0]] if parts[0] in form else form[rows]
            sentence = _("Ligne %(number)s : %(sentence)s", number=int(parts[1]) + 1, sentence=sentence)
        else:
            field = form[parts[-1]] if parts[-1] in form else form[rows] if rows else next(iter(form))
        field.errors = [*field.errors, sentence]


def write_pairs(rows, name):
    """Write bilingual rows as lines to edit: « Milieu communautaire | Community sector »."""
    return "\n".join(f"{row_fr} {SEPARATOR} {row_en}" if row_en else row_fr for row_fr, row_en in (
        (getattr(row, f"{name}_fr"), getattr(row, f"{name}_en")) for row in rows))


def read_pairs(text, name):
    """Read such lines back: [{name_fr, name_en}], blank lines left out."""
    rows = []
    for line in (text or "").splitlines():
        french, _bar, english = line.partition(SEPARATOR)
        if line.strip():
            rows.append({f"{name}_fr": french.strip(), f"{name}_en": english.strip()})
    return rows


def keep_keys(rows, known):
    """Give each sector its key: the one its label had, else the one of the sector it replaces, else a new one.

    `known` holds the sectors of the day as they stand: seats already taken hold their keys.
    """
    by_label = {sector.label_fr: sector.key for sector in known}
    kept = {by_label[row["label_fr"]] for row in rows if row["label_fr"] in by_label}
    used = set(kept)
    for place, row in enumerate(rows):
        if row["label_fr"] in by_label:
            row["key"] = by_label[row["label_fr"]]
            continue
        replaced = known[place].key if len(rows) == len(known) and known[place].key not in kept else ""
        row["key"] = replaced or _new_key(row["label_fr"], used)
        used.add(row["key"])
    return rows


def _new_key(label, used):
    made = slug_of(label).replace("-", "_")[:LENGTHS["sector_key"] - 3].rstrip("_") or "x"
    made = made if made[0].isalpha() else f"x_{made}"
    key, number = made, 1
    while key in used:
        number += 1
        key = f"{made}_{number}"
    return key


def where_of(event):
    """Say where a day is held: its place, and its city unless the place names it already."""
    place, city = bi(event, "place"), bi(event, "city")
    return place if city.casefold() in place.casefold() else ", ".join(filter(None, (place, city)))


def suggest_names(values, taken_slugs, taken_codes, today):
    """Fill the address and the letters' prefix of a new day where they were left empty, with what nobody has."""
    year = str((values.get("date") or today).year)
    slug = values.get("slug") or free_name(slug_of(values.get("title_fr") or "") or year, taken_slugs)
    code = values.get("code") or free_name(year, taken_codes, "n{}")
    return {**values, "slug": slug, "code": code}


def free_name(wanted, taken, more="-{}"):
    """Give a name that is not taken: the one wanted, or with a number after it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = wanted[:LENGTHS["slug"] - 4] + more.format(number)
    return name


def programme_row(item):
    """Give a part of the programme as a row for `replace_programme`, to be put back as it was."""
    return {name: getattr(item, name) for name in ("kind", "starts_at", "ends_at", *PROGRAMME_FIELDS)}


def moved(rows, place, act):
    """Give a list with one of its elements moved up or down, or taken out; at an end nothing moves."""
    rows = list(rows)
    if act == "remove":
        del rows[place]
    else:
        other = place + (-1 if act == "up" else 1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return rows


def hours(item):
    """Write the hours of a part of the programme: « 9 h 30 – 10 h », "9:30 – 10:00 a.m."."""
    get = item.get if isinstance(item, dict) else lambda name: getattr(item, name)
    written = [format_time(time) for time in (get("starts_at"), get("ends_at")) if time]
    if len(written) == 2 and written[0][-4:] == written[1][-4:] in ("a.m.", "p.m."):
        written[0] = written[0][:-5]
    return " – ".join(written)
