"""Make the database of the room's load: a day, an open room, two prepared polls; prints what reaches them as JSON."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from forum.accounts.queries import find_account, find_viewer
from forum.accounts.services import make_api_token
from forum.app import create_app
from forum.core.config import Settings, normalise_database_url
from forum.core.database import db, transaction
from forum.core.database.schema import migrate
from tests.support.cast import PEOPLE, load_cast
from tests.support.rooms import APPROVE, make_day, open_room, prepare


def make(database, folder, polls=2):
    """Make the world; gives (code, facilitator's token, first poll, second poll…)."""
    app = create_app(Settings(data=Path(folder), database_url=normalise_database_url(database), secret_key="k" * 64,
                              testing=True, argon2_memory_kib=8))
    with app.app_context():
        migrate()
        db.create_all()
        if find_account(PEOPLE["fred"][0]) is None:
            load_cast()
        cast = SimpleNamespace(**{name: find_viewer(find_account(person[0]).id) for name, person in PEOPLE.items()})
        room = open_room(cast, make_day(cast))
        ids = [prepare(cast, room, APPROVE).id for _ in range(int(polls))]
        with transaction():
            token = make_api_token(find_account(PEOPLE["fred"][0]))
        return room.code, token, *ids


if __name__ == "__main__":
    print(json.dumps(make(*sys.argv[1:])))
