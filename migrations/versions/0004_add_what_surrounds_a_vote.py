"""add what surrounds a vote: colleges, breakdowns, proxies, hand counts, problems, reservations"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

STANDING = sa.text("revoked_at IS NULL")
SEAT_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANOTHER = "holder_key <> voter_key"


def upgrade():
    op.add_column("votes_poll", sa.Column("breakdown", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("votes_poll", sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("votes_poll", sa.Column("sectors", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":  # the table stands as it was made, without row numbers
        op.execute("ALTER TABLE votes_roll ADD COLUMN holder_key VARCHAR(64)"
                   f" CONSTRAINT ck_votes_roll_holder_is_another CHECK ({ANOTHER})")
    else:
        op.add_column("votes_roll", sa.Column("holder_key", sa.String(length=64), nullable=True))
        op.create_check_constraint(op.f("ck_votes_roll_holder_is_another"), "votes_roll", ANOTHER)
    add_proxies()
    add_counts()
    add_aftermath()


def add_proxies():
    op.create_table(
        "plenary_proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", SEAT_ID, nullable=False),
        sa.Column("seat_id", SEAT_ID, nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seat_id <> holder_id", name=op.f("ck_plenary_proxy_holder_is_another")),
        sa.ForeignKeyConstraint(["holder_id"], ["plenary_seat.id"],
                                name=op.f("fk_plenary_proxy_holder_id_plenary_seat"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["plenary_room.id"], name=op.f("fk_plenary_proxy_room_id_plenary_room"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seat_id"], ["plenary_seat.id"], name=op.f("fk_plenary_proxy_seat_id_plenary_seat"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_proxy")),
    )
    op.create_index("uq_plenary_proxy_standing", "plenary_proxy", ["room_id", "key"], unique=True,
                    sqlite_where=STANDING, postgresql_where=STANDING)


def add_counts():
    op.create_table(
        "votes_count",
        sa.Column("poll_id", sa.String(length=22), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("entered_key", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_key", sa.String(length=64), nullable=True),
        sa.Column("confirmed_by", sa.String(length=200), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('paper', 'hands')", name=op.f("ck_votes_count_channel")),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)",
                           name=op.f("ck_votes_count_confirmed_has_time")),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_key <> entered_key",
                           name=op.f("ck_votes_count_confirmed_by_another")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_votes_count_people_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["votes_poll.id"], name=op.f("fk_votes_count_poll_id_votes_poll"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "channel", name=op.f("pk_votes_count")),
    )


def add_aftermath():
    op.create_table(
        "votes_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("answered_by", sa.String(length=200), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('upheld', 'redone', 'cancelled', 'not_upheld')",
                           name=op.f("ck_votes_incident_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_votes_incident_answer_has_time")),
        sa.CheckConstraint("(answer IS NULL) = (reason IS NULL)", name=op.f("ck_votes_incident_answer_has_reason")),
        sa.ForeignKeyConstraint(["poll_id"], ["votes_poll.id"], name=op.f("fk_votes_incident_poll_id_votes_poll"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes_incident")),
    )
    op.create_index("ix_votes_incident_poll_at", "votes_incident", ["poll_id", "at"])
    op.create_table(
        "votes_reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("moderated_by", sa.String(length=200), nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'hidden')", name=op.f("ck_votes_reservation_state")),
        sa.ForeignKeyConstraint(["poll_id"], ["votes_poll.id"], name=op.f("fk_votes_reservation_poll_id_votes_poll"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes_reservation")),
    )
    op.create_index("ix_votes_reservation_poll_at", "votes_reservation", ["poll_id", "at"])


def downgrade():
    for table in ("votes_reservation", "votes_incident", "votes_count", "plenary_proxy"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_votes_roll_holder_is_another"), "votes_roll")
    op.drop_column("votes_roll", "holder_key")
    for column in ("sectors", "rehearsal", "breakdown"):
        op.drop_column("votes_poll", column)
