"""Load what a day deliberates: themes, recommendations, decisions and the links of their trails."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.core.database import db
from forum.core.database.matching import assign, both, match, numbered
from forum.deliberation.marked_yaml import Fault, Unreadable
from forum.deliberation.models import (
    Decision,
    DecisionItem,
    Discussion,
    Finding,
    FindingPoint,
    ParkedItem,
    Piste,
    Proposal,
    Recommendation,
    Remark,
    Theme,
    WordingVersion,
)
from forum.deliberation.queries import RECOMMENDATION_PARTS, is_used, list_themes
from forum.deliberation.removing import (
    nodes_of_recommendation,
    remove_recommendation_with_nodes,
    remove_theme_with_nodes,
    remove_with_node,
    rows_of_theme,
)
from forum.deliberation.rules import level_of
from forum.notifications import services as letters
from forum.trails.models import Link
from forum.trails.services import link, new_node, unlink

_THEME_COLUMNS = ["number", "kind", *both("title", "context", "programme_title", "questions", "parked_title")]
_RECOMMENDATION_COLUMNS = ["number", "kind", *both("title", "proposals_lead")]
_DECISION_COLUMNS = ["key", "kind", *both("title", "text", "location")]


def load_themes(event, record, nodes, changes):
    """Load the themes of a day with their findings, pistes and discussions; notes the nodes by ref."""
    themes = {theme.number: theme for theme in list_themes(event.id)}
    for wanted in record["themes"]:
        values = {column: wanted[column] for column in _THEME_COLUMNS}
        theme = themes.pop(wanted["number"], None)
        if theme is None:
            theme = Theme(event_id=event.id, **values)
            db.session.add(theme)
            db.session.flush()
            changes.added += 1
        else:
            assign(theme, values, changes)
        _load_lettered(event, theme, wanted, nodes, changes)
        match(theme.parked, [{**values, "is_point": row["point"]} for values, row in zip(
            numbered(wanted["parked"], both("text")), wanted["parked"], strict=True)], "position",
            lambda values: ParkedItem(**values), changes)
        ref = f"discussion:{event.code}-{theme.number}"
        _load_discussion(ref, wanted["discussion"], changes, nodes, event_id=event.id, theme_id=theme.id,
                         recommendation_id=None, position=theme.number)
    for theme in themes.values():
        _retire_theme(event, theme, record.line_of("themes"), changes)


def _load_lettered(event, theme, wanted, nodes, changes):
    for kind, model, rows, columns in (("finding", Finding, theme.findings, ["letter", *both("text")]),
                                       ("piste", Piste, theme.pistes, ["letter", *both("title")])):
        found = match(rows, numbered(wanted[f"{kind}s"], columns), "letter",
                      lambda values, kind=kind, model=model: model(node_id=new_node(kind).id, **values), changes,
                      lambda row, kind=kind: _retire(row, f"{event.code}-{theme.number}{row.letter}",
                                                     wanted.line_of(f"{kind}s")))
        nodes.update({f"{kind}:{event.code}-{theme.number}{row.letter}": row.node_id for row in found})
    for finding, values in zip(sorted(theme.findings, key=lambda row: row.position), wanted["findings"], strict=True):
        match(finding.points, numbered(values["points"], both("text", "remark")), "position",
              lambda values: FindingPoint(**values), changes)


def _refuse_if_used(node_id, code, line):
    if is_used(node_id):
        raise Unreadable(Fault(line, "cannot_remove", {"value": code}))


def _retire(row, code, line):
    """Let go of a row with a node, unless a decision or something on the site bears on it."""
    _refuse_if_used(row.node_id, code, line)
    remove_with_node(row)


def _retire_theme(event, theme, line, changes):
    for row in rows_of_theme(theme):
        _refuse_if_used(row.node_id, f"{event.code}-{theme.number}{getattr(row, 'letter', '')}", line)
    remove_theme_with_nodes(theme)
    changes.removed += 1


def _load_discussion(ref, wanted, changes, nodes, node_id=None, **place):
    same = (Discussion.recommendation_id == place["recommendation_id"] if place["recommendation_id"] else
            (Discussion.theme_id == place["theme_id"]) & Discussion.recommendation_id.is_(None))
    # a workshop's own notes of the same theme come after what the file says
    row = db.session.scalar(select(Discussion).where(same).order_by(Discussion.position).limit(1)
                            .options(selectinload(Discussion.remarks)))
    if wanted is None:
        if row is not None and node_id is None:
            _retire(row, ref, 1)
            changes.removed += 1
        return
    values = {**place, **{column: wanted[column] for column in both("title")}}
    if row is None:
        row = Discussion(node_id=node_id or new_node("discussion").id, **values)
        db.session.add(row)
        changes.added += 1
    else:
        assign(row, values, changes)
    match(row.remarks, number_remarks(wanted["remarks"]), "position", lambda values: Remark(**values), changes)
    db.session.flush()
    nodes[ref] = row.node_id


def number_remarks(records):
    """Number the remarks and their paragraphs: a point is one of its own, prose goes on unless the file says so."""
    paragraph, after_point = 0, True
    for values, record in zip(numbered(records, both("text")), records, strict=True):
        if record["paragraph"]:
            paragraph = record["paragraph"]
        elif record["point"] or after_point:
            paragraph += 1
        after_point = record["point"]
        shared = record["shared"] or {}
        words = shared.get("fr")
        yield {**values, "paragraph": paragraph, "is_point": record["point"], "shared_words_fr": words,
               "shared_words_en": shared.get("en"),
               "shared": (shared.get("level") or level_of(words)) if words else "unsaid"}


def load_recommendations(event, record, nodes, changes):
    """Load the numbered items of a day: a changed wording is added as a version; notes the nodes by ref."""
    found = db.session.scalars(select(Recommendation).where(Recommendation.event_id == event.id).options(
        *RECOMMENDATION_PARTS)).unique().all()
    left = {row.number: row for row in found}
    themes = dict(db.session.execute(select(Theme.number, Theme.id).where(Theme.event_id == event.id)).all())
    for position, wanted in enumerate(record["recommendations"], 1):
        values = {**{column: wanted[column] for column in _RECOMMENDATION_COLUMNS}, "position": position,
                  "theme_id": themes.get(wanted["theme"]), "is_title_original": wanted["title_by"] == "document"}
        row = left.pop(wanted["number"], None)
        if row is None:
            node = new_node("recommendation" if wanted["kind"] == "recommendation" else "discussion")
            row = Recommendation(event_id=event.id, node_id=node.id, **values)
            db.session.add(row)
            db.session.flush()
            changes.added += 1
        else:
            assign(row, values, changes)
        ref = f"recommendation:{event.code}-{row.number}"
        nodes[ref] = row.node_id
        _load_wording(row, wanted, changes)
        shared_node = row.node_id if row.kind == "discussion" else None
        _load_discussion(f"discussion:{ref}", wanted["discussion"], changes, nodes, node_id=shared_node,
                         event_id=event.id, theme_id=row.theme_id, recommendation_id=row.id, position=100 + position)
        for place, proposal in enumerate(match(
                row.proposals, numbered(wanted["proposals"], both("text")), "position",
                lambda values: Proposal(node_id=new_node("proposal").id, **values), changes,
                lambda proposal, ref=ref: _retire(proposal, ref, record.line_of("recommendations"))), 1):
            nodes[f"proposal:{event.code}-{row.number}-{place}"] = proposal.node_id
    for row in left.values():
        for node_id in nodes_of_recommendation(row):
            _refuse_if_used(node_id, f"{event.code}-{row.number}", record.line_of("recommendations"))
        remove_recommendation_with_nodes(row)
        changes.removed += 1
    db.session.flush()


def _load_wording(row, wanted, changes):
    if not wanted["wording_fr"]:
        return
    same = [version for version in row.wordings if version.text_fr == wanted["wording_fr"]]
    if same:
        assign(same[-1], {"text_en": wanted["wording_en"]}, changes)
    else:
        row.wordings.append(WordingVersion(number=len(row.wordings) + 1, text_fr=wanted["wording_fr"],
                                           text_en=wanted["wording_en"]))
        changes.added += 1


def load_decisions(event, record, nodes, changes):
    """Load the decisions that the document tells; a decision made by a poll is never touched."""
    found = db.session.scalars(select(Decision).where(
        Decision.event_id == event.id, Decision.kind == "without_vote").options(selectinload(Decision.items))).all()
    left, fresh = {row.key: row for row in found}, []
    pistes = {f"{row.theme.event.code}-{row.theme.number}{row.letter}": row.id for row in db.session.scalars(
        select(Piste).join(Piste.theme).where(Theme.event_id == event.id))}
    recommendations = {f"{event.code}-{number}": ident for number, ident in db.session.execute(
        select(Recommendation.number, Recommendation.id).where(Recommendation.event_id == event.id))}
    for wanted in record["decisions"]:
        values = {**{column: wanted[column] for column in _DECISION_COLUMNS}, "is_ranked": wanted["ranked"],
                  "is_published": True}
        row = left.pop(wanted["key"], None)
        if row is None:
            row = Decision(event_id=event.id, node_id=new_node("decision").id, **values)
            db.session.add(row)
            changes.added += 1
            fresh.append(wanted)
        else:
            assign(row, values, changes)
        items = [{**values, "drawn_by": item["drawn_by"], "piste_id": pistes.get(item["piste"]),
                  "recommendation_id": recommendations.get(item["recommendation"])}
                 for values, item in zip(numbered(wanted["items"], both("text", "note")), wanted["items"], strict=True)]
        match(row.items, items, "position", lambda values: DecisionItem(**values), changes)
        nodes[f"decision:{event.code}-{row.key}"] = row.node_id
    for row in left.values():
        _retire(row, row.key, record.line_of("decisions"))
        changes.removed += 1
    db.session.flush()
    _announce(event, fresh, nodes)


def _announce(event, fresh, nodes):
    """Tell those who follow what a new decision bears on that it is written down."""
    for wanted in fresh if event.state == "published" else ():
        meant = [nodes.get(f"{kind}:{item[kind]}") for item in wanted["items"] for kind in ("piste", "recommendation")]
        letters.announce("decision", f"{event.code}-{wanted['key']}", event.id,
                         [nodes[f"decision:{event.code}-{wanted['key']}"], *meant],
                         (wanted["title_fr"], wanted["title_en"]), f"journees/{event.slug}/")


def load_links(record, nodes, changes):
    """Draw the links of the file and of its structure; take away links to this day that it no longer draws."""
    wanted = {(nodes[row["from"]], nodes[row["to"]], row["relation"]): row["drawn_by"] for row in record["links"]}
    wanted.update(_structural_links(record, nodes))
    own = {node_id for ref, node_id in nodes.items() if ref.split(":")[-1].split("-")[0] == record["event"]["code"]}
    drawn = {(row.source_id, row.target_id, row.relation): row.drawn_by for row in db.session.scalars(
        select(Link).where(Link.target_id.in_(own), Link.drawn_by.in_(("source", "team"))))}
    for key, drawn_by in wanted.items():
        if drawn.get(key) != drawn_by:
            link(*key, drawn_by)
            changes.added += 1
    for key in drawn.keys() - wanted.keys():
        unlink(*key)
        changes.removed += 1


def _structural_links(record, nodes):
    code = record["event"]["code"]
    for row in record["recommendations"]:
        here = nodes[f"recommendation:{code}-{row['number']}"]
        discussion = nodes.get(f"discussion:recommendation:{code}-{row['number']}", here)
        if discussion != here:
            yield (here, discussion, "discussed_in"), "source"
        for place in range(1, len(row["proposals"]) + 1):
            yield (discussion, nodes[f"proposal:{code}-{row['number']}-{place}"], "proposes"), "source"
    for row in record["decisions"]:
        decision = nodes[f"decision:{code}-{row['key']}"]
        for item in row["items"]:
            for kind in ("piste", "recommendation"):
                if item[kind]:
                    yield (nodes[f"{kind}:{item[kind]}"], decision, "retained"), item["drawn_by"]
