"""Pure decisions about a questionnaire: what may be asked, what an answer may hold, when its state may change."""

import re

SCALE, YESNO, CHOICE, CHOICES, THEMES, TEXT = KINDS = ("scale", "yesno", "choice", "choices", "themes", "text")
SINGLE = (SCALE, YESNO, CHOICE)
LISTED = (SCALE, CHOICE, CHOICES)  # whose answers the organiser writes
DRAFT, OPEN, CLOSED, PUBLISHED = STATES = ("draft", "open", "closed", "published")
CHANNELS = ("device", "paper")
# act → (the states it may be done in, the state it leads to)
MOVES = {"open": ((DRAFT,), OPEN), "prepare": ((OPEN,), DRAFT), "close": ((OPEN,), CLOSED),
         "reopen": ((CLOSED,), OPEN), "publish": ((CLOSED,), PUBLISHED)}
LENGTHS = {"text": 300, "section": 200, "option": 200, "intro": 1_000, "comment": 2_000, "sector": 40}
SCALE_STEPS = (4, 5)
SATISFIED = 2  # the first steps of a scale that count as satisfied
MOST_QUESTIONS, MOST_OPTIONS, MOST_SHEET, MOST_PEOPLE = 40, 20, 9_999, 100_000
NOT_APPLICABLE = "na"
KEY = re.compile(r"[0-9a-f]{32}")
SHEET = re.compile(r"[0-9]{1,4}")


def is_key(text):
    """Tell whether a text is a key as forms bear one: 32 hexadecimal digits."""
    return bool(KEY.fullmatch(text))


def read_sheet(text):
    """Give the number of a sheet of paper, from 1 to 9,999, or None."""
    text = text.strip()
    number = int(text) if SHEET.fullmatch(text) else 0
    return number or None


def field_of(question_id):
    """Name the field in which a question is answered."""
    return f"q{question_id}"


def keys_of(question):
    """List what a question with {"kind", "options", "has_na"} may be answered."""
    keys = [option["key"] for option in question["options"]]
    return [*keys, NOT_APPLICABLE] if question["has_na"] else keys


def read_reply(questions, sectors, sent, clean):
    """Read what was sent, {field: [texts]}: (answers, comments, sector, {field: fault}).

    Answers are {question's id as text: keys in the question's own order}, comments [(question's id, text, may quote)].
    What stands in no field of the questions is passed over.
    """
    answers, comments, faults = {}, [], {}
    for question in questions:
        name = field_of(question["id"])
        given = [text for text in sent.get(name, ()) if text.strip()]
        if question["kind"] == TEXT:
            text = clean(given[0]).strip() if given else ""
            if len(text) > LENGTHS["comment"]:
                faults[name] = "too_long"
            elif text:
                comments.append((question["id"], text, bool(sent.get(f"{name}-quote"))))
        elif given:
            known = keys_of(question)
            if set(given) - set(known):
                faults[name] = "not_in_list"
            elif question["kind"] in SINGLE and len(set(given)) > 1:
                faults[name] = "one_only"
            else:
                answers[str(question["id"])] = [key for key in known if key in given]
    sector = next((text for text in sent.get("sector", ()) if text), None)
    if sector and sector not in sectors:
        faults["sector"] = "not_in_list"
    return answers, comments, sector, faults


def judge_options(kind, count):
    """Give what is wrong with the number of answers that a question offers, or None."""
    if kind == SCALE and count not in SCALE_STEPS:
        return "steps"
    if kind in (CHOICE, CHOICES) and not 2 <= count <= MOST_OPTIONS:
        return "options"
    return None


def moved(items, place, act):
    """Give a list with one of its elements moved "up" or "down"; at an end nothing moves."""
    items, other = list(items), place + (-1 if act == "up" else 1)
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    return items
