"""say who may vote: entries, passes, participants, electorates, seats that move, shared stations"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

SEAT_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENTRY = "entry IN ('open', 'slips', 'checked_in', 'accounts')"
CHECKS = (("entry", ENTRY), ("entry_by_pass", "entry NOT IN ('slips', 'checked_in') OR pass_id IS NOT NULL"))
KEYS = (("pass_id", "plenary_pass", "RESTRICT"), ("account_id", "accounts_account", "SET NULL"),
        ("workshop_id", "events_programme_item", "SET NULL"))


def upgrade():
    add_passes()
    add_moves_and_stations()
    add_entry("plenary_room", f" DEFAULT 'open' NOT NULL CONSTRAINT ck_plenary_room_entry CHECK ({ENTRY})")
    add_entry("votes_poll", f" CONSTRAINT ck_votes_poll_entry CHECK ({ENTRY})")
    op.add_column("votes_poll", sa.Column("electorate", sa.Text(), nullable=True))
    op.add_column("votes_poll", sa.Column("stations", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("plenary_seat") as batch:
        batch.add_column(sa.Column("generation", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("entry", sa.String(length=12), nullable=False, server_default="open"))
        for name, target, gone in KEYS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_plenary_seat_{name}_{target}"), target, [name], ["id"], ondelete=gone)
        for name, check in CHECKS:
            batch.create_check_constraint(op.f(f"ck_plenary_seat_{name}"), check)
    for name in ("pass_id", "account_id"):
        op.create_index(f"uq_plenary_seat_room_id_{name}", "plenary_seat", ["room_id", name], unique=True)


def add_entry(table, rest):
    """Add how somebody was admitted; both databases take the column and its checks as one statement."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN entry VARCHAR(12){rest}")


def key_to(table, column, target, gone="CASCADE"):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"),
                                   ondelete=gone)


def add_passes():
    op.create_table(
        "plenary_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=22), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        key_to("plenary_pass", "event_id", "events_event"),
        key_to("plenary_pass", "room_id", "plenary_room"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_pass")),
        sa.UniqueConstraint("event_id", "code_hash", name=op.f("uq_plenary_pass_event_id_code_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_plenary_pass_key_hash")),
    )
    op.create_index("ix_plenary_pass_room_id", "plenary_pass", ["room_id", "id"])
    op.create_table(
        "plenary_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("capacity", sa.String(length=12), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("capacity IN ('personal', 'organisation', 'observer')",
                           name=op.f("ck_plenary_participant_capacity")),
        key_to("plenary_participant", "event_id", "events_event"),
        key_to("plenary_participant", "pass_id", "plenary_pass"),
        key_to("plenary_participant", "workshop_id", "events_programme_item", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_participant")),
        sa.UniqueConstraint("event_id", "folded", name=op.f("uq_plenary_participant_event_id_folded")),
        sa.UniqueConstraint("pass_id", name=op.f("uq_plenary_participant_pass_id")),
    )


def add_moves_and_stations():
    op.create_table(
        "plenary_seat_move",
        sa.Column("seat_id", SEAT_ID, autoincrement=False, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        key_to("plenary_seat_move", "seat_id", "plenary_seat"),
        key_to("plenary_seat_move", "room_id", "plenary_room"),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_plenary_seat_move")),
        sa.UniqueConstraint("room_id", "code_hash", name=op.f("uq_plenary_seat_move_room_id_code_hash")),
    )
    op.create_table(
        "plenary_station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        key_to("plenary_station", "room_id", "plenary_room"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_station")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_plenary_station_key_hash")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_plenary_station_room_id_number")),
    )


def downgrade():
    for table in ("plenary_station", "plenary_seat_move", "plenary_participant"):
        op.drop_table(table)
    for name in ("pass_id", "account_id"):
        op.drop_index(f"uq_plenary_seat_room_id_{name}", "plenary_seat")
    columns = [("plenary_seat", ("entry", "pass_id", "account_id", "workshop_id", "generation")),
               ("votes_poll", ("entry", "electorate", "stations")), ("plenary_room", ("entry",))]
    for table, names in columns:
        drop_columns(table, names)
    op.drop_table("plenary_pass")


def drop_columns(table, names):
    """Take columns back with their checks and keys; SQLite builds the table anew without them."""
    if op.get_bind().dialect.name == "postgresql":
        for name in names:
            op.drop_column(table, name)
        return
    gone = [(f"ck_{table}_entry", "check")] if "entry" in names else []
    if table == "plenary_seat":
        gone += [("ck_plenary_seat_entry_by_pass", "check")]
        gone += [(f"fk_plenary_seat_{name}_{target}", "foreignkey") for name, target, _ in KEYS]
    with op.batch_alter_table(table) as batch:
        for name, kind in gone:
            batch.drop_constraint(op.f(name), type_=kind)
        for name in names:
            batch.drop_column(name)
