"""Rows of what a day deliberates; each thing that a trail can reach points to its node."""

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, inspect
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import JsonText, UtcDateTime, db, one_of
from forum.deliberation.rules import DECISION_KINDS, ITEM_KINDS, LENGTHS, SHARED, THEME_KINDS
from forum.events.models import Event, event_key
from forum.trails.rules import DRAWN_BY


def node_key():
    """Build the column by which a row is the thing that a node of the trail stands for."""
    return mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), unique=True)


def theme_key():
    """Build the column by which a row belongs to a theme and disappears with it."""
    return mapped_column(ForeignKey("deliberation_theme.id", ondelete="CASCADE"))


class Theme(db.Model):
    """A theme (volet) or workshop (atelier) of a day; its number is also its colour."""

    __tablename__ = "deliberation_theme"
    __table_args__ = (
        UniqueConstraint("event_id", "number"), one_of("kind", THEME_KINDS),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12), default="theme")
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    context_fr: Mapped[str | None] = mapped_column(Text)
    context_en: Mapped[str | None] = mapped_column(Text)
    programme_title_fr: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    programme_title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    questions_fr: Mapped[str | None] = mapped_column(Text)
    questions_en: Mapped[str | None] = mapped_column(Text)
    parked_title_fr: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    parked_title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))

    event: Mapped[Event] = relationship()
    findings: Mapped[list["Finding"]] = relationship(
        back_populates="theme", order_by="Finding.position", cascade="all, delete-orphan", passive_deletes=True)
    pistes: Mapped[list["Piste"]] = relationship(
        back_populates="theme", order_by="Piste.position", cascade="all, delete-orphan", passive_deletes=True)
    parked: Mapped[list["ParkedItem"]] = relationship(
        order_by="ParkedItem.position", cascade="all, delete-orphan", passive_deletes=True)


class Finding(db.Model):
    """A finding (constat): a text, or a heading with its points; letters follow the document."""

    __tablename__ = "deliberation_finding"
    __table_args__ = (UniqueConstraint("theme_id", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    theme_id: Mapped[int] = theme_key()
    letter: Mapped[str] = mapped_column(String(2))
    position: Mapped[int]
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)

    theme: Mapped[Theme] = relationship(back_populates="findings")
    points: Mapped[list["FindingPoint"]] = relationship(
        order_by="FindingPoint.position", cascade="all, delete-orphan", passive_deletes=True)

    @property
    def code(self):
        return f"{self.theme.event.code}-{self.theme.number}{self.letter}"


class FindingPoint(db.Model):
    """A point under a finding; the remark is what the document prints in italics and in brackets after it."""

    __tablename__ = "deliberation_finding_point"
    __table_args__ = (UniqueConstraint("finding_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("deliberation_finding.id", ondelete="CASCADE"))
    position: Mapped[int]
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    remark_fr: Mapped[str | None] = mapped_column(Text)
    remark_en: Mapped[str | None] = mapped_column(Text)


class Piste(db.Model):
    """A course of action (piste d'action)."""

    __tablename__ = "deliberation_piste"
    __table_args__ = (UniqueConstraint("theme_id", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    theme_id: Mapped[int] = theme_key()
    letter: Mapped[str] = mapped_column(String(2))
    position: Mapped[int]
    title_fr: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)

    theme: Mapped[Theme] = relationship(back_populates="pistes")

    @property
    def code(self):
        return f"{self.theme.event.code}-{self.theme.number}{self.letter}"


class Recommendation(db.Model):
    """A numbered item of a day: a recommendation with its wordings, or a discussion without original recommendation.

    Such a discussion shares its node with its `Discussion`. The title is the site's unless `is_title_original`.
    """

    __tablename__ = "deliberation_recommendation"
    __table_args__ = (UniqueConstraint("event_id", "number"), one_of("kind", ITEM_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    event_id: Mapped[int] = event_key()
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_theme.id", ondelete="SET NULL"), index=True)
    number: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16), default="recommendation")
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    is_title_original: Mapped[bool] = mapped_column(default=True)
    proposals_lead_fr: Mapped[str | None] = mapped_column(Text)
    proposals_lead_en: Mapped[str | None] = mapped_column(Text)

    event: Mapped[Event] = relationship()
    theme: Mapped[Theme | None] = relationship()
    wordings: Mapped[list["WordingVersion"]] = relationship(
        back_populates="recommendation", order_by="WordingVersion.number", passive_deletes="all")
    proposals: Mapped[list["Proposal"]] = relationship(
        back_populates="recommendation", order_by="Proposal.position", cascade="all, delete-orphan",
        passive_deletes=True)
    discussion: Mapped["Discussion | None"] = relationship(back_populates="recommendation", passive_deletes=True)

    @property
    def code(self):
        return f"{self.event.code}-{self.number}"

    @property
    def original(self):
        return self.wordings[0] if self.wordings else None

    @property
    def wording(self):
        return self.wordings[-1] if self.wordings else None


class WordingVersion(db.Model):
    """The exact text of a recommendation, added to and never changed; number 1 is the original.

    `at` is None when the text comes from a document that gives no moment.
    """

    __tablename__ = "deliberation_wording"
    __table_args__ = (UniqueConstraint("recommendation_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("deliberation_recommendation.id", ondelete="CASCADE"))
    number: Mapped[int]
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    note_fr: Mapped[str | None] = mapped_column(Text)
    note_en: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))

    recommendation: Mapped[Recommendation] = relationship(back_populates="wordings")


@listens_for(WordingVersion, "before_update")
def refuse_rewriting(mapper, connection, row):
    """Keep the French of a version as it was; only its translation and its note may be mended."""
    if any(inspect(row).attrs[name].history.has_changes() for name in ("text_fr", "number", "recommendation_id")):
        raise ValueError("a wording is added to, never rewritten")


class Proposal(db.Model):
    """What a discussion proposes, in its own words."""

    __tablename__ = "deliberation_proposal"
    __table_args__ = (UniqueConstraint("recommendation_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("deliberation_recommendation.id", ondelete="CASCADE"))
    position: Mapped[int]
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)

    recommendation: Mapped[Recommendation] = relationship(back_populates="proposals")

    @property
    def code(self):
        return f"{self.recommendation.code}-{self.position}"


class Discussion(db.Model):
    """What was said: in a workshop of the day, or under a recommendation."""

    __tablename__ = "deliberation_discussion"
    __table_args__ = (UniqueConstraint("recommendation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    event_id: Mapped[int] = event_key()
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_theme.id", ondelete="SET NULL"), index=True)
    recommendation_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliberation_recommendation.id", ondelete="CASCADE"))
    position: Mapped[int]
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))

    event: Mapped[Event] = relationship()
    theme: Mapped[Theme | None] = relationship()
    recommendation: Mapped[Recommendation | None] = relationship(back_populates="discussion")
    remarks: Mapped[list["Remark"]] = relationship(
        order_by="Remark.position", cascade="all, delete-orphan", passive_deletes=True)


class Remark(db.Model):
    """One thing that was said, verbatim, with how widely the document itself says it was shared and in which words.

    Remarks of the same paragraph, joined by a space, give back the document's paragraph.
    """

    __tablename__ = "deliberation_remark"
    __table_args__ = (
        UniqueConstraint("discussion_id", "position"), one_of("shared", SHARED),
        CheckConstraint("(shared = 'unsaid') = (shared_words_fr IS NULL)", name="shared_in_its_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    discussion_id: Mapped[int] = mapped_column(ForeignKey("deliberation_discussion.id", ondelete="CASCADE"))
    position: Mapped[int]
    paragraph: Mapped[int]
    is_point: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[str] = mapped_column(String(12))
    shared_words_fr: Mapped[str | None] = mapped_column(String(LENGTHS["words"]))
    shared_words_en: Mapped[str | None] = mapped_column(String(LENGTHS["words"]))
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)


class ParkedItem(db.Model):
    """Something written down and never discussed."""

    __tablename__ = "deliberation_parked_item"
    __table_args__ = (UniqueConstraint("theme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = theme_key()
    position: Mapped[int]
    is_point: Mapped[bool] = mapped_column(default=True)
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)


class UsefulLink(db.Model):
    """An address that the document gives."""

    __tablename__ = "deliberation_useful_link"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    label_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    label_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    url: Mapped[str] = mapped_column(String(LENGTHS["url"]))


class Decision(db.Model):
    """What a day decided: without a vote, in the document's words, or by a poll, with its numbers and its seal.

    A decision by vote is made at closing and can be seen only once published; `figures` is the poll's stored result.
    """

    __tablename__ = "deliberation_decision"
    __table_args__ = (
        one_of("kind", DECISION_KINDS),
        CheckConstraint("(kind = 'vote') = (poll_id IS NOT NULL)", name="poll_of_a_vote"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = node_key()
    event_id: Mapped[int] = event_key()
    key: Mapped[str | None] = mapped_column(String(LENGTHS["key"]))
    kind: Mapped[str] = mapped_column(String(16))
    poll_id: Mapped[str | None] = mapped_column(ForeignKey("votes_poll.id", ondelete="RESTRICT"), unique=True)
    title_fr: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    location_fr: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    location_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    is_ranked: Mapped[bool] = mapped_column(default=False)
    is_indicative: Mapped[bool] = mapped_column(default=False)
    is_published: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    figures: Mapped[dict | None] = mapped_column(JsonText)
    seal: Mapped[str | None] = mapped_column(String(80))
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_wording.id", ondelete="RESTRICT"))

    event: Mapped[Event] = relationship()
    wording: Mapped[WordingVersion | None] = relationship()
    items: Mapped[list["DecisionItem"]] = relationship(
        back_populates="decision", order_by="DecisionItem.position", cascade="all, delete-orphan", passive_deletes=True)


class DecisionItem(db.Model):
    """One thing a decision bears on: in the document's words when there was no vote, and the thing it is here.

    `drawn_by` says who recognised the piste in the words; `position` is the order of printing, a rank only in a ranked
    decision; `is_retained` is false for what was put to a vote and not retained.
    """

    __tablename__ = "deliberation_decision_item"
    __table_args__ = (UniqueConstraint("decision_id", "position"), one_of("drawn_by", DRAWN_BY))

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("deliberation_decision.id", ondelete="CASCADE"))
    position: Mapped[int]
    option_key: Mapped[str | None] = mapped_column(String(40))
    votes: Mapped[int | None]
    is_retained: Mapped[bool] = mapped_column(default=True)
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    note_fr: Mapped[str | None] = mapped_column(Text)
    note_en: Mapped[str | None] = mapped_column(Text)
    drawn_by: Mapped[str] = mapped_column(String(10))
    piste_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_piste.id", ondelete="RESTRICT"), index=True)
    recommendation_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliberation_recommendation.id", ondelete="RESTRICT"), index=True)

    decision: Mapped[Decision] = relationship(back_populates="items")
    piste: Mapped[Piste | None] = relationship()
    recommendation: Mapped[Recommendation | None] = relationship()
