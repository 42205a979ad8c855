"""What a column may hold, said to the database."""

from sqlalchemy import CheckConstraint


def one_of(column, values):
    """Build the CHECK constraint that holds a column to a list of words; an empty column passes."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)
