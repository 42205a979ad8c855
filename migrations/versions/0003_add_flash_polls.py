"""add flash polls"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ON_SCREEN = sa.text("state IN ('running', 'ended')")


def upgrade():
    op.create_table(
        "plenary_pulse",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("question_fr", sa.String(length=200), nullable=False),
        sa.Column("question_en", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('mood', 'words')", name=op.f("ck_plenary_pulse_kind")),
        sa.CheckConstraint("state IN ('prepared', 'running', 'ended', 'away')", name=op.f("ck_plenary_pulse_state")),
        sa.ForeignKeyConstraint(["room_id"], ["plenary_room.id"], name=op.f("fk_plenary_pulse_room_id_plenary_room"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_pulse")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_plenary_pulse_room_id_number")),
    )
    op.create_index("uq_plenary_pulse_on_screen", "plenary_pulse", ["room_id"], unique=True, sqlite_where=ON_SCREEN,
                    postgresql_where=ON_SCREEN)
    op.create_table(
        "plenary_pulse_answer",
        sa.Column("pulse_id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_plenary_pulse_answer_count_positive")),
        sa.ForeignKeyConstraint(["pulse_id"], ["plenary_pulse.id"],
                                name=op.f("fk_plenary_pulse_answer_pulse_id_plenary_pulse"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pulse_id", "key", name=op.f("pk_plenary_pulse_answer")),
        sqlite_with_rowid=False,
    )


def downgrade():
    op.drop_table("plenary_pulse_answer")
    op.drop_index("uq_plenary_pulse_on_screen", "plenary_pulse")
    op.drop_table("plenary_pulse")
