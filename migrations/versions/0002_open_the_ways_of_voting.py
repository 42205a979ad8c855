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


def allow(batch_op, methods):
    """Write the check of the method anew; the others are carried over where SQLite makes the table again."""
    batch_op.drop_constraint(op.f("ck_votes_poll_method"), type_="check")
    batch_op.create_check_constraint(op.f("ck_votes_poll_method"), f"method IN ({', '.join(map(repr, methods))})")


def upgrade():
    op.add_column("votes_option", sa.Column("cost", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("votes_poll") as batch_op:
        allow(batch_op, METHODS)
        batch_op.add_column(sa.Column("points", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("grades", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("budget", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("lot_seed", sa.String(length=32), nullable=True))


def downgrade():
    with op.batch_alter_table("votes_poll") as batch_op:
        allow(batch_op, FIRST_METHODS)
        batch_op.drop_column("lot_seed")
        batch_op.drop_column("budget")
        batch_op.drop_column("grades")
        batch_op.drop_column("points")
    op.drop_column("votes_option", "cost")
