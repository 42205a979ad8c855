"""What the database says of itself."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import db


class Mark(db.Model):
    """Hold a fact about this database as a whole, such as that it is a demonstration."""

    __tablename__ = "core_mark"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


def find_mark(name):
    """Give the value of a mark, or None."""
    mark = db.session.get(Mark, name)
    return mark.value if mark else None


def set_mark(name, value):
    """Write a mark, inside the caller's transaction."""
    db.session.merge(Mark(name=name, value=value))
