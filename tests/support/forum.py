"""Topics, guides and what they are about, for tests of the forums and the communities."""

import re
from contextlib import contextmanager

from sqlalchemy import event

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import Glance, db, transaction
from forum.forums import services as forums
from forum.forums.subjects import _Registry, register_resolver
from forum.trails.registry import Card, _loaders, register
from forum.trails.services import new_node


@contextmanager
def count_queries():
    """Collect the statements sent to the database; transaction marks are not counted."""
    statements = []

    def note(connection, cursor, statement, parameters, context, executemany):
        if not re.match(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)", statement, re.IGNORECASE):
            statements.append(statement)

    first = Glance.first

    def glance(self, **values):
        statements.append(str(self.statement))
        return first(self, **values)

    event.listen(db.engine, "before_cursor_execute", note)
    Glance.first = glance
    try:
        yield statements
    finally:
        Glance.first = first
        event.remove(db.engine, "before_cursor_execute", note)


def do(service, *args, **values):
    """Call a service in a transaction of its own."""
    with transaction():
        return service(*args, **values)


def open_topic(viewer, title="Un observatoire pour qui?", body="Premier message.", forum="contextes", **values):
    """Open a topic, with the forums made first."""
    do(forums.ensure_categories)
    return do(forums.open_topic, viewer, forum, title, body, **values)


def add_posts(viewer, topic_id, count):
    """Add that many replies."""
    with transaction():
        for number in range(count):
            forums.reply(viewer, topic_id, f"Réponse {number}")


@contextmanager
def subject(reference="piste:2007-2C", title="Observatoire de l’innovation sociale"):
    """Make one thing that topics and guides can be about, shown by a card, without the rooms above."""
    with transaction():
        node_id = new_node("piste").id
    kept, loader = (_Registry.find, _Registry.choices), _loaders.get("piste")
    card = Card(
        kind="piste",
        code=reference.split(":")[1].replace("-", "·"),
        title=title,
        url="/fr/pistes/2007-2C/",
        theme=2,
        state="retenue",
        facts=("38 voix sur 46",),
    )
    register_resolver(
        lambda ref, viewer: (node_id, reference) if ref == reference else None,
        lambda viewer: [("Pistes", [(reference, title)])],
    )
    register("piste", lambda ids, viewer: {node_id: card} if node_id in ids else {})
    try:
        yield node_id
    finally:
        _Registry.find, _Registry.choices = kept
        _loaders.pop("piste", None)
        if loader:
            register("piste", loader)


def csrf_of(client, address):
    """Give the CSRF token of a page."""
    page = client.get(address).get_data(as_text=True)
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def send(client, address, page=None, **fields):
    """Fill in the form of a page and send it, its hidden fields included."""
    text = client.get(page or address).get_data(as_text=True)
    hidden = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', text))
    hidden |= dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', text))
    return client.post(address, data=hidden | fields)


VISITOR = ANONYMOUS
