"""Write the next step of the database from the models: `make migration MESSAGE="add …"`. Read it before committing."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from forum.app import create_app
from forum.core.config import ROOT, Settings
from forum.core.database.schema import alembic_config, migrate


def main(message):
    """Build the standing schema in a throw-away SQLite file and write the difference as a step."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url=f"sqlite:///{folder}/now.db", secret_key="-" * 32)
        with create_app(settings).app_context():
            migrate()
            number = len(list((ROOT / "migrations/versions").glob("*.py"))) + 1
            command.revision(alembic_config(), message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('say what the step does: make migration MESSAGE="add …"')
    main(sys.argv[1])
