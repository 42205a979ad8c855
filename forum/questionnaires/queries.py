"""Reads of the questionnaires."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, undefer

from forum.core.database import db
from forum.core.errors import Missing
from forum.deliberation.models import Theme
from forum.events.queries import list_sectors
from forum.questionnaires.models import Comment, Questionnaire, Reply
from forum.questionnaires.results import count_all
from forum.questionnaires.rules import DRAFT, MOST_SHEET, PUBLISHED, THEMES


def find_questionnaire(event_id):
    """Give the questionnaire of a day with its questions, or None."""
    return db.session.scalar(select(Questionnaire).where(Questionnaire.event_id == event_id).options(
        selectinload(Questionnaire.questions)))


def get_questionnaire(event_id):
    """Give the questionnaire of a day; raises Missing."""
    found = find_questionnaire(event_id)
    if found is None:
        raise Missing()
    return found


def find_state(event_id):
    """Give the state of the questionnaire of a day, or None."""
    return db.session.scalar(select(Questionnaire.state).where(Questionnaire.event_id == event_id))


def list_asked(questionnaire):
    """List what is asked, as dicts; before opening the themes of interest are those that the day has now."""
    themes = (theme_options(questionnaire.event_id) if questionnaire.state == DRAFT
              and any(question.kind == THEMES for question in questionnaire.questions) else [])
    names = ("id", "kind", "section_fr", "section_en", "text_fr", "text_en", "has_na", "options")
    asked = [{name: getattr(question, name) for name in names} for question in questionnaire.questions]
    return [question | {"options": themes} if themes and question["kind"] == THEMES else question
            for question in asked]


def theme_options(event_id):
    """List the themes of a day as answers."""
    rows = db.session.execute(select(Theme.number, Theme.title_fr, Theme.title_en).where(
        Theme.event_id == event_id).order_by(Theme.number)).all()
    return [{"key": f"t{number}", "label_fr": fr, "label_en": en} for number, fr, en in rows]


def sector_options(questionnaire):
    """List the sectors that may be declared: the day's, or as they were at opening; none when not asked."""
    if not questionnaire.asks_sector:
        return []
    if questionnaire.state != DRAFT:
        return questionnaire.sectors or []
    return [{"key": sector.key, "label_fr": sector.label_fr, "label_en": sector.label_en}
            for sector in list_sectors(questionnaire.event_id)]


def count_replies(questionnaire_id):
    """Give (answers by phone, answers from paper)."""
    counts = dict(db.session.execute(select(Reply.channel, func.count()).where(
        Reply.questionnaire_id == questionnaire_id).group_by(Reply.channel)).all())
    return counts.get("device", 0), counts.get("paper", 0)


def list_sheets(questionnaire_id):
    """List the numbers of the sheets typed in."""
    return db.session.scalars(select(Reply.sheet).where(
        Reply.questionnaire_id == questionnaire_id, Reply.sheet.is_not(None)).order_by(Reply.sheet)).all()


def find_sheet(questionnaire_id, sheet):
    """Give (the answer typed in from a sheet, {question's id: comment}); raises Missing."""
    reply = db.session.scalar(select(Reply).where(
        Reply.questionnaire_id == questionnaire_id, Reply.sheet == sheet)) if sheet <= MOST_SHEET else None
    if reply is None:
        raise Missing()
    comments = db.session.scalars(select(Comment).where(
        Comment.questionnaire_id == questionnaire_id, Comment.sheet == sheet)).all()
    return reply, {comment.question_id: comment for comment in comments}


def list_comments(questionnaire_id):
    """List what was written, in an order that tells nothing."""
    return db.session.scalars(select(Comment).where(Comment.questionnaire_id == questionnaire_id).order_by(
        Comment.id)).all()


def count_unread(questionnaire_id):
    """Count the comments that may be quoted and are not approved."""
    return db.session.scalar(select(func.count()).select_from(Comment).where(
        Comment.questionnaire_id == questionnaire_id, Comment.may_quote, ~Comment.is_approved))


def find_figures(questionnaire):
    """Give the figures: those that were frozen, or as they stand.

    By sector only once frozen: two tables between which one answer came would tell what it is.
    """
    if questionnaire.state == PUBLISHED:
        return db.session.scalar(select(Questionnaire).where(Questionnaire.id == questionnaire.id).options(
            undefer(Questionnaire.results))).results
    return count_figures(questionnaire, by_sector=False)


def find_published_figures(event_id):
    """Give the figures of a day's questionnaire as they were frozen, or None before they are published."""
    found = db.session.scalar(select(Questionnaire).where(
        Questionnaire.event_id == event_id, Questionnaire.state == PUBLISHED).options(undefer(Questionnaire.results)))
    return found.results if found else None


def count_figures(questionnaire, by_sector):
    """Count the figures from the answers."""
    mine = Reply.questionnaire_id == questionnaire.id
    replies = [tuple(row) for row in db.session.execute(select(Reply.channel, Reply.sector, Reply.answers).where(mine))]
    comments, quoted = {}, {}
    for comment in list_comments(questionnaire.id):
        comments[comment.question_id] = comments.get(comment.question_id, 0) + 1
        if comment.is_approved:
            quoted.setdefault(comment.question_id, []).append(comment.text)
    sectors = sector_options(questionnaire) if by_sector and questionnaire.asks_sector else None
    return count_all(list_asked(questionnaire), replies, comments, sectors, questionnaire.participants, quoted)


def find_question(questionnaire, place):
    """Give the question at a place, from 1; raises Missing."""
    if not 1 <= place <= len(questionnaire.questions):
        raise Missing()
    return questionnaire.questions[place - 1]


