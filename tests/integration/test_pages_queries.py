"""What the reading pages ask of the database at 10 and at 1,000 rows. A pin may fall; raising one needs its reason."""

import pytest
from sqlalchemy import insert

from forum.accounts.models import Account
from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction, utc_now
from forum.deliberation.loading import load_file
from forum.deliberation.models import (
    Decision,
    DecisionItem,
    Discussion,
    Finding,
    ParkedItem,
    Piste,
    Proposal,
    Recommendation,
    Remark,
    Theme,
    UsefulLink,
    WordingVersion,
)
from forum.deliberation.queries import get_piste, get_recommendation
from forum.events.models import EvaluationItem, Organiser, ProgrammeItem, Verbatim
from forum.events.rules import MAXIMUM_ROWS
from forum.forums import services as forums
from forum.forums.models import Category, Topic
from forum.trails.models import Link, Node
from forum.trails.services import new_node
from tests.support.forum import count_queries
from tests.support.second_day import make_day
from tests.support.sites import opened_app

PINS = {
    "days": 3,  # days, what they hold, rooms open now
    "day": 29,  # the day and its nine lists, themes and their five, workshops and remarks, recommendations and their
                # four, decisions and their items, links, its questionnaire, whether it takes people in,
                # what follows it, rooms open now
    "piste": 12,  # piste, decisions, their items, the trail both ways, the kind of this node, one query for each of
                  # three kinds on it, the piste before and after, rooms open now
    "finding": 11,  # the same but decisions, and the points
    "recommendation": 16,  # as for a piste, and wordings, proposals, discussion, remarks
    "recommendations": 4,  # recommendations with day and theme, wordings, what was decided of each, rooms open now
}


def add(model, rows):
    db.session.execute(insert(model), rows)


def nodes(kind, first, count):
    """Make nodes of a kind with ids from `first`; gives the ids."""
    add(Node, [{"id": first + n, "kind": kind} for n in range(count)])
    return range(first, first + count)


@pytest.fixture(scope="module", params=[10, 1000])
def filled(request, backend, tmp_path_factory):
    """Give an application with a day whose every list has that many rows, and things with that long a trail."""
    path = tmp_path_factory.mktemp("long") / "day.yaml"
    path.write_text(make_day(5, themes=3, pistes=3, remarks=3, code="LONG"))
    with opened_app(backend.fresh_url("long"), backend.folder) as app:
        load_file(path)
        with transaction():
            forums.ensure_categories()
        with transaction():
            fill_lists(get_piste("LONG-1A", ANONYMOUS).theme, request.param)
            fill_trails(request.param)
        app.addresses = {
            "days": "/fr/journees/", "day": "/fr/journees/journee-inventee-long/", "piste": "/fr/pistes/LONG-1A/",
            "finding": "/fr/constats/LONG-1AA/", "recommendation": f"/fr/recommandations/{long_item().code}/",
            "recommendations": "/fr/recommandations/",
        }
        yield app


def long_item():
    found = db.session.query(Recommendation).order_by(Recommendation.id).first()
    return get_recommendation(f"LONG-{found.number}", ANONYMOUS)


def fill_lists(theme, count):
    event_id, places, now = theme.event_id, range(100, 100 + count), utc_now()
    letters = [f"{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}" for n in range(min(count, MAXIMUM_ROWS))]
    item, said = long_item(), db.session.query(Discussion).filter(Discussion.recommendation_id.is_(None)).first()
    for model, fields in ((Finding, "text_fr"), (Piste, "title_fr")):
        kind = model.__name__.lower()
        idents = nodes(kind, 10_000 if model is Finding else 20_000, len(letters))
        add(model, [{"node_id": ident, "theme_id": theme.id, "letter": letter, "position": 100 + n, fields: "Texte"}
                    for n, (ident, letter) in enumerate(zip(idents, letters, strict=True))])
    add(Theme, [{"event_id": event_id, "number": n, "title_fr": f"Volet {n}"} for n in range(10, 10 + min(count, 85))])
    add(Remark, [{"discussion_id": ident, "position": n, "paragraph": 1, "shared": "unsaid", "text_fr": "Dit"}
                 for ident in (said.id, item.discussion.id) for n in places])
    add(WordingVersion, [{"recommendation_id": item.id, "number": n, "text_fr": f"Texte {n}", "at": now}
                         for n in places])
    add(Proposal, [{"node_id": ident, "recommendation_id": item.id, "position": ident, "text_fr": "Proposé"}
                   for ident in nodes("proposal", 30_000, count)])
    capped = nodes("recommendation", 40_000, min(count, MAXIMUM_ROWS))
    add(Recommendation, [{"node_id": ident, "event_id": event_id, "number": f"9.{ident - 40_000}", "position": ident,
                          "title_fr": "Titre", "theme_id": theme.id} for ident in capped])
    for model, values in (
            (ParkedItem, {"theme_id": theme.id, "text_fr": "Plus tard"}),
            (UsefulLink, {"event_id": event_id, "label_fr": "Lien", "url": "https://exemple.test/"}),
            (ProgrammeItem, {"event_id": event_id, "kind": "session", "title_fr": "Partie"}),
            (EvaluationItem, {"event_id": event_id, "label_fr": "Taux", "value_fr": "1", "location_fr": "p. 1"}),
            (Verbatim, {"event_id": event_id, "text_fr": "Bravo"})):
        add(model, [{**values, "position": n} for n in places])
    decision = Decision(node_id=new_node("decision").id, event_id=event_id, kind="without_vote", title_fr="Décidé",
                        is_published=True)
    db.session.add(decision)
    db.session.flush()
    piste = get_piste("LONG-1A", ANONYMOUS)
    add(DecisionItem, [{"decision_id": decision.id, "position": n, "text_fr": "Retenu", "drawn_by": "team",
                        "piste_id": piste.id, "recommendation_id": item.id} for n in places])
    add(Organiser, [{"event_id": event_id, "name_fr": f"Comité {n}", "position": n} for n in places])


def fill_trails(count):
    """Draw that many findings to the piste, and from it and the recommendation that many topics."""
    piste, item, now = get_piste("LONG-1A", ANONYMOUS), long_item(), utc_now()
    author, category = db.session.query(Account).first().id, db.session.query(Category).first().id
    idents = nodes("topic", 50_000, count)
    add(Topic, [{"node_id": ident, "category_id": category, "title": f"Sujet {ident}", "author_id": author,
                 "created_at": now, "last_post_at": now} for ident in idents])
    add(Link, [{"source_id": source, "target_id": ident, "relation": "about", "drawn_by": "platform", "created_at": now}
               for source in (piste.node_id, item.node_id) for ident in idents])
    add(Link, [{"source_id": 10_000 + n, "target_id": piste.node_id, "relation": "leads_to", "drawn_by": "team",
                "created_at": now} for n in range(min(count, MAXIMUM_ROWS))])


@pytest.mark.parametrize("page", PINS)
def test_a_first_reading_asks_as_much_whatever_the_rows_and_a_second_asks_nothing(filled, page):
    client, address = filled.test_client(), filled.addresses[page]
    filled.extensions["pages"].clear()
    with count_queries() as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= PINS[page], "\n".join(statement[:160] for statement in asked)
    with count_queries() as asked:
        assert client.get(address).status_code == 200
    assert asked == []
