"""A day that nobody held: other numbers, longer names, other sectors, so that nothing is wired to the first."""

import random

import yaml

WORDS = ("quai", "forêt", "horaire", "atelier", "voisinage", "énergie", "cuisine", "transport", "bibliothèque", "œuvre",
         "îlot", "garde", "récolte", "semence", "patinoire", "accès", "ruelle", "logement", "chœur", "hôpital")
LEVELS = {"unanimous": "Tous les participants", "nearly_all": "Presque tous", "several": "Plusieurs personnes",
          "a_few": "Quelques personnes", "one": "Une personne"}
HOURS = (("welcome", "8:05", "8:40"), ("session", "8:40", "10:00"), ("break", "10:00", "10:20"),
         ("workshop", "10:20", "12:00"), ("meal", "12:00", "13:10"), ("workshop", "13:10", "15:45"),
         ("closing", "15:45", "16:00"))


def make_day(seed, themes=None, pistes=None, remarks=None, code=None):
    """Write the file of an invented day, the same for the same seed; a number that is given is that of every theme."""
    draw = random.Random(seed)
    code = code or f"Z{seed}"

    def words(least, most):
        return " ".join(draw.choice(WORDS) for _ in range(draw.randint(least, most)))

    def both(least, most, ending="", lead=""):
        text = f"{lead} {words(least, most)}".strip() + ending
        return {"fr": text[0].upper() + text[1:], **({"en": f"{text} (in English)"} if draw.random() < 0.7 else {})}

    def discussion():
        return {"title": both(2, 5), "remarks": [remark() for _ in range(remarks or draw.randint(1, 6))]}

    def remark():
        level = draw.choice([*LEVELS, None])
        return {**both(8, 60, ".", LEVELS.get(level, "")), "point": draw.random() < 0.5,
                **({"shared": {"fr": LEVELS[level]}} if level else {})}

    def theme(number):
        findings = [{"letter": letter(place), **both(3, 30),
                     "points": [both(3, 20) for _ in range(draw.randint(0, 3))]} for place in range(draw.randint(0, 7))]
        return {"number": number, "title": both(2, 12), "questions": both(5, 50, "?"), "findings": findings,
                "pistes": [{"letter": letter(place), **both(2, 40)} for place in range(pistes or draw.randint(1, 9))],
                "discussion": discussion()}

    dated = {"date": f"20{draw.randint(10, 39)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"}
    themes = [theme(number) for number in range(1, (themes or draw.choice((1, 2, 4, 5, 6))) + 1)]
    day = {
        "format": "concertaction-day/1",
        "event": {"code": code, "slug": f"journee-inventee-{code.lower()}", "state": "published",
                  "title": both(4, 16, lead=f"Journée {seed}"), "place": both(2, 6),
                  **(dated if seed % 3 else {"date_note": both(3, 9, ".")})},
        "organisers": [{"fr": f"Comité {seed}"}],
        "organisations": [{"fr": f"Regroupement {place} de la {words(4, 14)}"[:200]}
                          for place in range(draw.randint(2, 25))],
        "sectors": [{"key": f"sector_{place}", "fr": f"Secteur {place} {words(1, 4)}"[:80]}
                    for place in range(draw.randint(2, 9))],
        "programme": [{"kind": kind, "starts": starts, "ends": ends, "title": both(2, 10)}
                      for kind, starts, ends in HOURS],
        "themes": themes,
        "recommendations": [
            {"number": f"{draw.randint(3, 9)}.{place}", "theme": draw.randint(1, len(themes)), "title": both(3, 10),
             "wording": both(20, 90, "."), "discussion": discussion()} for place in range(1, draw.randint(2, 5))],
        "links": [{"from": f"finding:{code}-{theme['number']}{theme['findings'][0]['letter']}",
                   "to": f"piste:{code}-{theme['number']}{theme['pistes'][0]['letter']}", "relation": "leads_to",
                   "drawn_by": draw.choice(("source", "team"))} for theme in themes if theme["findings"]],
    }
    return yaml.safe_dump(day, allow_unicode=True, sort_keys=False, width=110)


def letter(place):
    """Give the letter of a place past Z too: AA, AB …"""
    return chr(65 + place) if place < 26 else letter(place // 26 - 1) + letter(place % 26)
