"""open the ways of voting"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

FIRST_METHODS = ("approve", "yesno")
METHODS = ("choose", "approve", "yesno", "dots", "score", "judge", "consent", "rank_irv", "rank_schulze", "rank_stv",
           "equal_shares")
# SQLite rebuilds a table to change a check, and forgets those that are not named again
CHECKS = {
    "closed_is_counted": "state NOT IN ('closed', 'published') OR (record IS NOT NULL AND result IS NOT NULL"
                         " AND turnout IS NOT NULL AND seal IS NOT NULL)",
    "maximum_not_below": "maximum IS NULL OR minimum IS NULL OR maximum >= minimum",
    "minimum_positive": "minimum IS NULL OR minimum >= 1",
    "places_positive": "places >= 1",
    "published_has_time": "state <> 'published' OR published_at IS NOT NULL",
    "cancelled_has_reason": "state <> 'cancelled' OR cancel_reason IS NOT NULL",
    "state": "state IN ('prepared', 'open', 'closed', 'published', 'cancelled')",
}


def method_check(methods):
    return f"method IN ({', '.join(repr(name) for name in methods)})"


def change_poll(methods):
    """Open votes_poll for changes, its checks kept and that of the method written anew."""
    if op.get_bind().dialect.name == "sqlite":
        checks = CHECKS | {"method": method_check(methods)}
        return op.batch_alter_table("votes_poll", recreate="always", table_args=[
            sa.CheckConstraint(text, name=op.f(f"ck_votes_poll_{name}")) for name, text in checks.items()])
    op.drop_constraint(op.f("ck_votes_poll_method"), "votes_poll")
    op.create_check_constraint(op.f("ck_votes_poll_method"), "votes_poll", method_check(methods))
    return op.batch_alter_table("votes_poll")


def upgrade():
    op.add_column("votes_option", sa.Column("cost", sa.BigInteger(), nullable=True))
    with change_poll(METHODS) as batch_op:
        batch_op.add_column(sa.Column("points", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("grades", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("budget", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("lot_seed", sa.String(length=32), nullable=True))


def downgrade():
    with change_poll(FIRST_METHODS) as batch_op:
        batch_op.drop_column("lot_seed")
        batch_op.drop_column("budget")
        batch_op.drop_column("grades")
        batch_op.drop_column("points")
    op.drop_column("votes_option", "cost")
