"""What is done with a questionnaire: one function an intention, each inside the caller's transaction."""

import hashlib
import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.database import db, lock
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events.faults import clean_values, refuse, take_fields
from forum.events.policies import can_edit
from forum.events.queries import get_event, roles_of
from forum.events.rules import Field, in_both
from forum.events.services import lock_event
from forum.questionnaires import policies, queries, rules
from forum.questionnaires.models import AskedQuestion, Comment, Questionnaire, Reply
from forum.questionnaires.ready import STEPS, YES_NO, ask_as_in_2007
from forum.texts.rules import clean

FIELDS = {**in_both("text", rules.LENGTHS["text"], required=True), **in_both("section", rules.LENGTHS["section"])}
OPTION_FIELDS = in_both("label", rules.LENGTHS["option"], required=True)
INTRO_FIELDS = {name: Field(rules.LENGTHS["intro"], is_line=False) for name in ("intro_fr", "intro_en")}
INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
SENTENCES = {
    "steps": lazy("Une échelle a quatre ou cinq échelons, un par ligne."),
    "options": lazy("Écrivez de deux à vingt réponses, une par ligne."),
    "as_many": lazy("Le questionnaire a été ouvert : gardez le même nombre de lignes, dans le même ordre."),
    "twice": lazy("Deux lignes disent la même chose."),
    "too_long": lazy("Écrivez au plus 2 000 caractères."),
    "not_in_list": lazy("Choisissez dans la liste."),
    "one_only": lazy("Choisissez une seule réponse."),
    "empty": lazy("Répondez au moins à une question."),
    "sheet": lazy("Écrivez le numéro de la feuille, de 1 à 9 999."),
    "sheet_taken": lazy("Cette feuille est déjà saisie : corrigez-la plutôt, ou vérifiez son numéro."),
    "key": lazy("Cette page ne peut plus être envoyée : rechargez-la et recommencez."),
    "people": lazy("Écrivez un nombre de personnes, de 1 à 100 000."),
}


# ---- making it ----


def create(viewer, slug, with_model):
    """Begin the questionnaire of a day, empty or with the questions of 2007; one that has questions stays as it is."""
    event = lock_event(viewer, slug)
    found = queries.find_questionnaire(event.id)
    if found is None:
        found = Questionnaire(event_id=event.id, state=rules.DRAFT, asks_sector=True)
        db.session.add(found)
        db.session.flush()
    if with_model and found.state == rules.DRAFT and not found.questions:
        for values in ask_as_in_2007():
            _append(found, values, values["options"])
    _touch(event)
    return found


def _lock(viewer, slug):
    """Load a day and its questionnaire for whoever organises it, for writing: nobody answers meanwhile."""
    event = get_event(slug, viewer)
    require(can_edit(viewer, roles_of(viewer, event.id)))
    return event, _lock_row(event)


def _lock_row(event, is_shared=False):
    row = db.session.scalar(select(Questionnaire).where(Questionnaire.event_id == event.id).with_for_update(
        read=is_shared).execution_options(populate_existing=True))
    if row is None:
        raise Missing()
    db.session.expire(row, ["questions"])
    return row


def _touch(event):
    db.session.flush()
    changed(f"event:{event.slug}")


def change_settings(viewer, slug, values):
    """Change the words at the head, whether the sector is asked, how many took part (a number, a text or nothing)."""
    event, found = _lock(viewer, slug)
    require(policies.can_correct(found))
    read = take_fields({name: getattr(found, name) for name in INTRO_FIELDS} | values, INTRO_FIELDS)
    people = str(values.get("participants") or "").strip()
    if people and not (people.isascii() and people.isdigit() and 1 <= int(people[:9]) <= rules.MOST_PEOPLE):
        raise Refusal("invalid", fields={"participants": SENTENCES["people"]})
    found.intro_fr, found.intro_en, found.participants = read["intro_fr"], read["intro_en"], int(people or 0) or None
    if found.state == rules.DRAFT:
        found.asks_sector = bool(values.get("asks_sector"))
    _touch(event)


def add_question(viewer, slug, values, options):
    """Add a question at the end: `options` are rows of {label_fr, label_en}; an empty scale takes the usual steps."""
    event, found = _lock(viewer, slug)
    require(policies.can_change_questions(found))
    if len(found.questions) >= rules.MOST_QUESTIONS:
        refuse("text_fr", "too_many", rules.MOST_QUESTIONS)
    question = _append(found, *_take(values, options))
    _touch(event)
    return question


def _append(found, values, options):
    question = AskedQuestion(questionnaire_id=found.id, position=len(found.questions) + 1, kind=values["kind"],
                        has_na=values["has_na"], options=_number(values["kind"], options),
                        **{name: values[name] for name in FIELDS})
    found.questions.append(question)
    return question


def _number(kind, options):
    """Give each answer its key: its place."""
    if kind == rules.YESNO:
        return list(YES_NO)
    return [{"key": str(place), **option} for place, option in enumerate(options, 1)]


def _take(values, options):
    """Judge a question as it was typed: (its texts, kind and has_na, its answers)."""
    kind = values.get("kind")
    if kind not in rules.KINDS:
        refuse("kind", "not_in_list")
    read = dict.fromkeys(FIELDS) | take_fields(values, FIELDS)
    read |= {"kind": kind, "has_na": kind == rules.SCALE and bool(values.get("has_na"))}
    if kind == rules.SCALE and not options:
        return read, [{"label_fr": fr, "label_en": en} for fr, en in STEPS]
    return read, _take_options(kind, options)


def _take_options(kind, options):
    if kind not in rules.LISTED:
        return []
    fault = rules.judge_options(kind, len(options))
    if fault:
        raise Refusal("invalid", fields={"options": SENTENCES[fault]})
    taken = [dict.fromkeys(OPTION_FIELDS) | clean_values(row) for row in options]
    for row in taken:
        for text in row.values():
            if text and len(text) > rules.LENGTHS["option"]:
                refuse("options", "too_long", rules.LENGTHS["option"])
        if not row["label_fr"]:
            refuse("options", "required")
    if len({row["label_fr"].casefold() for row in taken}) < len(taken):
        raise Refusal("invalid", fields={"options": SENTENCES["twice"]})
    return [{name: row[name] or None for name in OPTION_FIELDS} for row in taken]


def edit_question(viewer, slug, place, values, options):
    """Change a question: all of it before opening, its words alone afterwards."""
    event, found = _lock(viewer, slug)
    require(policies.can_correct(found))
    question = queries.find_question(found, place)
    is_free = bool(policies.can_change_questions(found))
    values = {name: getattr(question, name) for name in FIELDS} | values
    if not is_free:
        values = {**values, "kind": question.kind, "has_na": question.has_na}
        if question.kind in rules.LISTED and len(options) != len(question.options):
            raise Refusal("invalid", fields={"options": SENTENCES["as_many"]})
    read, taken = _take(values, options)
    for name in (*FIELDS, "kind", "has_na"):
        setattr(question, name, read[name])
    if is_free or question.kind in rules.LISTED:
        question.options = _number(question.kind, taken)
    _touch(event)


def move_question(viewer, slug, place, act):
    """Move a question "up" or "down", or "remove" it."""
    event, found = _lock(viewer, slug)
    require(policies.can_change_questions(found))
    question, ordered = queries.find_question(found, place), list(found.questions)
    if act == "remove":
        ordered.remove(question)
        db.session.delete(question)
        db.session.flush()
    else:
        ordered = rules.moved(ordered, place - 1, act)
    for shift in (rules.MOST_QUESTIONS + 1, 0):  # no two are ever at one place
        for position, row in enumerate(ordered, 1):
            row.position = position + shift
        db.session.flush()
    _touch(event)


def move(viewer, slug, act):
    """Open, take back, close, open again or publish; done a second time it changes nothing."""
    event, found = _lock(viewer, slug)
    if found.state == rules.MOVES[act][1]:
        return found
    replies = sum(queries.count_replies(found.id))
    require(policies.can_move(found, act, event.state, len(found.questions), replies))
    if act == "open":
        _freeze(found)
    if act == "publish":
        found.results = queries.count_figures(found, by_sector=True)
        _cut_ties(found)
    found.state = rules.MOVES[act][1]
    _touch(event)
    return found


def _freeze(found):
    """Keep what the day offers as answers as it is now."""
    found.sectors = queries.sector_options(found)
    for question in found.questions:
        if question.kind == rules.THEMES:
            question.options = queries.theme_options(found.event_id)
            if not question.options:
                raise Refusal("invalid", lazy("La journée n’a pas de volet : retirez la question sur les thèmes."))


def _cut_ties(found):
    """Forget what still led from a form or a sheet of paper to what it said."""
    for ident in db.session.scalars(select(Reply.id).where(Reply.questionnaire_id == found.id)).all():
        db.session.execute(update(Reply).where(Reply.id == ident).values(id=secrets.token_hex(32), sheet=None))
    db.session.execute(update(Comment).where(Comment.questionnaire_id == found.id).values(sheet=None))


# ---- answering ----


def send_reply(viewer, slug, key, sent):
    """Take what one person answered, {field: [texts]}; tells whether it counts: a form sent again is one answer.

    Raises Missing, Refusal("questionnaire_closed"), Refusal("invalid") with a sentence by field.
    """
    event = get_event(slug, viewer)
    found = _lock_row(event, is_shared=True)
    if found.state == rules.DRAFT:
        raise Missing()
    if found.state != rules.OPEN:
        raise Refusal("questionnaire_closed")
    return _write(found, key, _read(found, sent), "device", None)


def _read(found, sent):
    sectors = [sector["key"] for sector in queries.sector_options(found)]
    answers, comments, sector, faults = rules.read_reply(queries.list_asked(found), sectors, sent, clean)
    if faults:
        raise Refusal("invalid", fields={name: SENTENCES[fault] for name, fault in faults.items()})
    if not answers and not comments:
        raise Refusal("invalid", fields={"all": SENTENCES["empty"]})
    return answers, comments, sector


def _write(found, key, read, channel, sheet):
    if not rules.is_key(key):
        raise Refusal("invalid", fields={"all": SENTENCES["key"]})
    answers, comments, sector = read
    ident = hashlib.sha256(f"{found.id}\n{key}".encode()).hexdigest()
    insert = INSERTS[db.engine.dialect.name](Reply).values(
        id=ident, questionnaire_id=found.id, channel=channel, sheet=sheet, sector=sector, answers=answers)
    if db.session.scalar(insert.on_conflict_do_nothing(index_elements=["id"]).returning(Reply.id)) is None:
        return False
    _add_comments(found, comments, sheet)
    return True


def _add_comments(found, comments, sheet):
    db.session.add_all([
        Comment(id=secrets.token_urlsafe(16), questionnaire_id=found.id, question_id=question_id, text=text,
                may_quote=may_quote, is_approved=False, sheet=sheet) for question_id, text, may_quote in comments])
    db.session.flush()


# ---- from paper ----


def _lock_to_type(viewer, slug):
    event = get_event(slug, viewer)
    require(policies.can_type(viewer, roles_of(viewer, event.id)))
    found = _lock_row(event)
    require(policies.can_type_now(found))
    return found


def type_sheet(viewer, slug, key, number, sent):
    """Type in a sheet of paper under its number (a text); gives it. One that is there already is refused."""
    found, sheet = _lock_to_type(viewer, slug), rules.read_sheet(number)
    if sheet is None:
        raise Refusal("invalid", fields={"sheet": SENTENCES["sheet"]})
    if sheet in queries.list_sheets(found.id):
        raise Refusal("invalid", fields={"sheet": SENTENCES["sheet_taken"]})
    if not _write(found, key, _read(found, sent), "paper", sheet):
        raise Refusal("invalid", fields={"all": SENTENCES["key"]})
    return sheet


def correct_sheet(viewer, slug, sheet, sent):
    """Put right what was typed in from a sheet; a comment that changes is to be approved again."""
    found = _lock_to_type(viewer, slug)
    reply, known = queries.find_sheet(found.id, sheet)
    reply.answers, comments, reply.sector = _read(found, sent)
    kept = {(comment.question_id, comment.text, comment.may_quote) for comment in known.values()} & set(comments)
    for comment in known.values():
        if (comment.question_id, comment.text, comment.may_quote) not in kept:
            db.session.delete(comment)
    db.session.flush()
    _add_comments(found, [comment for comment in comments if comment not in kept], sheet)


def remove_sheet(viewer, slug, sheet):
    """Take out what was typed in from a sheet."""
    found = _lock_to_type(viewer, slug)
    reply, _known = queries.find_sheet(found.id, sheet)
    db.session.execute(delete(Comment).where(Comment.questionnaire_id == found.id, Comment.sheet == sheet))
    db.session.delete(reply)
    db.session.flush()


# ---- what was written ----


def judge_comment(viewer, slug, comment_id, is_approved):
    """Let a comment be quoted, or not after all, until publication; only one whose writer agreed."""
    _event, found = _lock(viewer, slug)
    require(policies.can_correct(found))
    if db.session.scalar(select(Comment.questionnaire_id).where(Comment.id == comment_id)) != found.id:
        raise Missing()
    comment = lock(Comment, comment_id)
    if is_approved and not comment.may_quote:
        raise Refusal("forbidden", lazy("La personne n’a pas accepté d’être citée."))
    comment.is_approved = is_approved
    db.session.flush()
