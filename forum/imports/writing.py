"""Write an outline into a day, beside what it holds: nothing is overwritten, nothing is said twice.

Each in the caller's transaction. Others call services.py.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from forum.core.database import db
from forum.deliberation import services as deliberation
from forum.deliberation.models import Discussion, ParkedItem, Proposal, Recommendation, Remark, Theme, UsefulLink
from forum.deliberation.queries import RECOMMENDATION_PARTS, list_themes
from forum.deliberation.rules import LENGTHS, THEME_FIELDS, WORDING_FIELDS
from forum.events import services as events
from forum.events.faults import clean_values, take_fields
from forum.events.models import ReportSection
from forum.events.presenters import programme_row
from forum.imports.placing import is_new
from forum.imports.rules import find_shared, fold, part_kind
from forum.trails.services import link, new_node


class Writing:
    """Write into one day for one person; counts what was added and what was there already.

    What a document in English says stands in both languages until somebody translates it.
    """

    def __init__(self, viewer, event, is_english=False):
        self.viewer, self.event, self.is_english = viewer, event, is_english
        self.added = self.known = 0
        self.themes = {str(theme.number): theme for theme in list_themes(event.id)}

    def write(self, outline):
        """Write all that an outline holds; raises Refusal when a thing of the day takes no more."""
        if outline.date and self.event.date is None:
            events.update_event(self.viewer, self.event.slug, {"date": outline.date})
            self.added += 1
        self._organisations(outline.organisations)
        self._programme(outline.parts)
        self._sections(outline.sections)
        for number in sorted(outline.themes, key=int):
            self._theme(number, outline.themes[number])
        for number, item in outline.recommendations.items():
            self._recommendation(number, item)
        self._links(outline.links)
        events.touch(self.event)

    def both(self, name, text):
        """Give a text for the columns of a field."""
        return {f"{name}_fr": text, f"{name}_en": text if self.is_english and text else None}

    def new(self, texts, known, text_of=str):
        """Give those of the texts that the day does not hold, and count both."""
        held = {fold(text) for text in known}
        texts = list(texts)
        fresh = [text for text in texts if is_new(text_of(text), held)]
        self.added += len(fresh)
        self.known += len(texts) - len(fresh)
        return fresh

    # ---- the day ----

    def _organisations(self, names):
        rows = [{"name_fr": row.name_fr, "name_en": row.name_en} for row in self.event.organisations]
        fresh = self.new(names, [row["name_fr"] for row in rows])
        if fresh:
            events.replace_organisations(self.viewer, self.event.slug,
                                         rows + [self.both("name", name) for name in fresh])

    def _programme(self, parts):
        rows = [programme_row(item) for item in self.event.programme]
        fresh = self.new(parts, [row["title_fr"] for row in rows], lambda part: part["title"])
        if fresh:
            events.replace_programme(self.viewer, self.event.slug, rows + [{
                "kind": part_kind(part["title"]), "starts_at": part["starts"], "ends_at": part["ends"],
                **self.both("title", part["title"]), **self.both("speakers", "\n".join(part["speakers"]) or None),
                **self.both("description", "\n".join(part["text"]) or None)} for part in fresh])

    def _sections(self, sections):
        sections = [section for section in sections if section["text"]]  # a bare heading says nothing by itself
        taken = {row.number for row in self.event.sections}
        for section in self.new(sections, [row.title_fr for row in self.event.sections], lambda one: one["title"]):
            number = section["number"] if section["number"] and section["number"] not in taken else next(
                str(one) for one in range(1, len(taken) + 2) if str(one) not in taken)
            taken.add(number)
            values = clean_values({**self.both("title", section["title"]),
                                   **self.both("text", "\n".join(section["text"]))})
            self.event.sections.append(ReportSection(
                number=number, position=max((row.position for row in self.event.sections), default=0) + 1, **values))
            db.session.flush()

    def _links(self, links):
        rows = db.session.scalars(select(UsefulLink).where(UsefulLink.event_id == self.event.id)).all()
        last = max((row.position for row in rows), default=0)
        for place, (label, address) in enumerate(self.new(links, [row.url for row in rows], lambda one: one[1]), 1):
            db.session.add(UsefulLink(event_id=self.event.id, position=last + place, url=address,
                                      **clean_values(self.both("label", label))))

    # ---- its themes ----

    def _theme(self, number, wanted):
        theme = self.themes.get(number)
        title = wanted["title"] or wanted["programme_title"] or (wanted["talks"][0]["title"] if wanted["talks"] else "")
        texts = {**self.both("programme_title", wanted["programme_title"] or None),
                 **self.both("context", "\n".join(wanted["context"]) or None),
                 **self.both("questions", "\n".join(wanted["questions"]) or None)}
        if theme is None:
            theme = self.themes[number] = Theme(
                event_id=self.event.id, number=int(number), kind="theme",
                **take_fields({**self.both("title", title or number), **texts}, THEME_FIELDS))
            db.session.add(theme)
            db.session.flush()
            self.added += 1
        else:
            empty = {name: text for name, text in texts.items() if text and not getattr(theme, name)}
            if empty:
                deliberation.update_theme(self.viewer, theme.id, empty)
        for finding in self.new(wanted["findings"], [row.text_fr for row in theme.findings], lambda one: one["text"]):
            deliberation.add_finding(self.viewer, theme.id, self.both("text", finding["text"]),
                                     [self.both("text", point) for point in finding["points"]])
        for piste in self.new(wanted["pistes"], [row.title_fr for row in theme.pistes]):
            deliberation.add_piste(self.viewer, theme.id, self.both("title", piste))
        for talk in wanted["talks"]:
            self._talk(talk, theme)
        if wanted["parked_title"] and not theme.parked_title_fr:
            theme.parked_title_fr = clean_values({"title": wanted["parked_title"]})["title"]
            theme.parked_title_en = theme.parked_title_fr if self.is_english else None
        for text in self.new(wanted["parked"], [row.text_fr for row in theme.parked]):
            theme.parked.append(ParkedItem(position=max((row.position for row in theme.parked), default=0) + 1,
                                           **clean_values(self.both("text", text))))

    # ---- what was said ----

    def _talk(self, talk, theme=None, item=None):
        """Write a discussion of a theme or of a recommendation, its remarks after those that are there."""
        row = self._find_talk(talk, theme, item)
        if row is None:
            last = db.session.scalar(select(func.max(Discussion.position)).where(
                Discussion.event_id == self.event.id, Discussion.recommendation_id.is_(None))) or 0
            shares = item is not None and item.kind == "discussion"
            row = Discussion(
                node_id=item.node_id if shares else new_node("discussion").id, event_id=self.event.id,
                theme_id=theme.id if theme else item.theme_id, recommendation_id=item.id if item else None,
                position=100 + item.position if item else last + 1, **clean_values(self.both("title", talk["title"])))
            db.session.add(row)
            db.session.flush()
            self.added += 1
            if item is not None and not shares:
                link(item.node_id, row.node_id, "discussed_in", "source")
        fresh = self.new(talk["remarks"], said_in(row.remarks), lambda one: one[0])
        last = max(row.remarks, key=lambda remark: remark.position, default=None)
        for place, (text, is_point) in enumerate(fresh, 1):
            row.remarks.append(Remark(position=(last.position if last else 0) + place,
                                      paragraph=(last.paragraph if last else 0) + place, is_point=is_point,
                                      **self._shared(text), **clean_values(self.both("text", text))))
        db.session.flush()
        return row

    def _find_talk(self, talk, theme, item):
        if item is not None:
            return item.discussion
        rows = db.session.scalars(select(Discussion).where(
            Discussion.theme_id == theme.id, Discussion.recommendation_id.is_(None)).options(
            selectinload(Discussion.remarks))).all()
        return next((row for row in rows if fold(row.title_fr) == fold(talk["title"])), None)

    def _shared(self, text):
        level, words = find_shared(text) or ("unsaid", None)
        words = words and words[:LENGTHS["words"]]
        return {"shared": level, "shared_words_fr": words, "shared_words_en": words if self.is_english else None}

    # ---- recommendations ----

    def _recommendation(self, number, wanted):
        row = db.session.scalar(select(Recommendation).where(
            Recommendation.event_id == self.event.id, Recommendation.number == number).options(*RECOMMENDATION_PARTS))
        theme = self.themes.get(wanted["theme"] or "")
        if row is None:
            row = self._add_item(number, wanted, theme)
            self.added += 1
        elif wanted["wording"] and row.kind == "recommendation":
            self._add_wording(row, wanted["wording"])
        if wanted["talk"]:
            self._talk(wanted["talk"], item=row)
        if wanted["lead"] and not row.proposals_lead_fr:
            for name, text in clean_values(self.both("proposals_lead", wanted["lead"])).items():
                setattr(row, name, text)
        self._proposals(row, wanted["proposals"])

    def _add_item(self, number, wanted, theme):
        title = self.both("title", wanted["title"][:LENGTHS["title"]])
        if wanted["wording"]:
            row = deliberation.add_recommendation(self.viewer, self.event.slug, {
                "number": number, "theme_id": theme.id if theme else None, **title,
                **self.both("text", wanted["wording"])})
        else:
            last = db.session.scalar(select(func.max(Recommendation.position)).where(
                Recommendation.event_id == self.event.id)) or 0
            row = Recommendation(node_id=new_node("discussion").id, event_id=self.event.id, kind="discussion",
                                 number=number, position=last + 1, theme_id=theme.id if theme else None,
                                 **clean_values(title))
            db.session.add(row)
        db.session.flush()
        return row

    def _add_wording(self, row, text):
        read = take_fields(self.both("text", text), {name: WORDING_FIELDS[name] for name in ("text_fr", "text_en")})
        if self.new([read["text_fr"]], [version.text_fr for version in row.wordings]):
            deliberation.add_wording(self.viewer, row.id, read)

    def _proposals(self, row, texts):
        for text in self.new(texts, [proposal.text_fr for proposal in row.proposals]):
            proposal = Proposal(node_id=new_node("proposal").id,
                                position=max((one.position for one in row.proposals), default=0) + 1,
                                **clean_values(self.both("text", text)))
            row.proposals.append(proposal)
            db.session.flush()
            link(row.discussion.node_id if row.discussion else row.node_id, proposal.node_id, "proposes", "source")


def said_in(remarks):
    """Give what a discussion holds, remark by remark and paragraph by paragraph: a document has only the latter."""
    paragraphs = {}
    for remark in remarks:
        paragraphs.setdefault(remark.paragraph, []).append(remark.text_fr)
    return [remark.text_fr for remark in remarks] + [" ".join(texts) for texts in paragraphs.values()]
