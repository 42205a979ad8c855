"""weigh seats: what a seat counts for in the polls that count by weight"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "plenary_weight",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 2 AND 1000", name=op.f("ck_plenary_weight_weight_in_bounds")),
        sa.ForeignKeyConstraint(["room_id"], ["plenary_room.id"], name=op.f("fk_plenary_weight_room_id_plenary_room"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seat_id"], ["plenary_seat.id"], name=op.f("fk_plenary_weight_seat_id_plenary_seat"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_plenary_weight")),
    )
    op.create_index(op.f("ix_plenary_weight_room_id"), "plenary_weight", ["room_id"])


def downgrade():
    op.drop_index(op.f("ix_plenary_weight_room_id"), table_name="plenary_weight")
    op.drop_table("plenary_weight")
