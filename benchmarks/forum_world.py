"""A forum full of topics for the benchmarks: invented words, rendered once, laid down in bulk."""

import random
from datetime import timedelta

from forum.accounts import services as accounts
from forum.app import create_app
from forum.core.config import Settings
from forum.core.database import db, transaction, utc_now
from forum.core.database.schema import migrate
from forum.forums import services as forums
from forum.forums.models import Category, Post, Topic
from forum.forums.rules import PAGE_SIZE
from forum.texts.presenters import render
from forum.trails.models import Node
from tests.support.servers import SECRET_KEY

PASSWORD = "une phrase pour les mesures"  # noqa: S105 - of accounts that live as long as a benchmark
WORDS = (
    *("milieu", "preneur", "accompagnement", "durable", "indicateur", "simple", "observatoire", "sociale"),
    *("innovation", "recherche", "terrain", "organisme", "communautaire", "financement", "évaluation", "démarche"),
    *("appropriation", "transfert", "connaissance", "territoire"),
)
LETTERS_A_POST = 900
BATCH = 2000


def write_post(draw):
    """Write about 900 characters of Markdown: paragraphs, a list, emphasis, a link."""
    lines, length = [], 0
    while length < LETTERS_A_POST:
        line = " ".join(draw.choice(WORDS) for _ in range(draw.randrange(14, 30)))
        line = draw.choice(["{}.", "**{}** suffit.", "- {}", "{} ([source](https://exemple.test/))."]).format(line)
        lines.append(line)
        length += len(line)
    return "\n\n".join(lines)[:LETTERS_A_POST]


def make_forum(database_url, data, topics, members=8):
    """Make a database of that many topics of 20 posts; gives the addresses of the members' accounts."""
    app = create_app(
        Settings(data=data, database_url=database_url, secret_key=SECRET_KEY, testing=True, argon2_memory_kib=8)
    )
    emails = [f"membre{number}@mesures.test" for number in range(members)]
    with app.app_context():
        migrate()
        with transaction():
            ids = [accounts.sign_up(email, f"Membre {email[6]}", PASSWORD, sector="community").id for email in emails]
            forums.ensure_categories()
        fill(topics, ids)
        db.session.remove()
        db.engine.dispose()
    return emails


def fill(topics, authors):
    """Lay topics down in bulk, PAGE_SIZE posts each."""
    draw, now = random.Random(1), utc_now() - timedelta(days=1)
    texts = [(body, render(body)) for body in (write_post(draw) for _ in range(40))]
    categories = db.session.scalars(db.select(Category.id)).all()
    for first in range(1, topics + 1, BATCH):
        numbers = range(first, min(first + BATCH, topics + 1))
        with transaction():
            db.session.execute(Node.__table__.insert(), [{"id": n, "kind": "topic"} for n in numbers])
            db.session.execute(
                Topic.__table__.insert(),
                [
                    {
                        "id": n,
                        "node_id": n,
                        "category_id": categories[n % 3],
                        "title": f"Sujet de mesure {n}",
                        "author_id": authors[0],
                        "last_author_id": authors[1],
                        "created_at": now,
                        "last_post_at": now + timedelta(seconds=n),
                        "post_count": PAGE_SIZE,
                        "author_count": len(authors),
                        "version": 1,
                        "hidden_reason": "",
                    }
                    for n in numbers
                ],
            )
            db.session.execute(
                Post.__table__.insert(),
                [
                    {
                        "topic_id": n,
                        "number": number,
                        "author_id": authors[number % len(authors)],
                        "body": body,
                        "html": html,
                        "renderer": 1,
                        "created_at": now,
                        "hidden_reason": "",
                    }
                    for n in numbers
                    for number in range(1, PAGE_SIZE + 1)
                    for body, html in (draw.choice(texts),)
                ],
            )
