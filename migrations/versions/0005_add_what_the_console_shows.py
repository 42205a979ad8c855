"""add what the console shows and keeps: announcements, messages, an announced end, templates, relief codes"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

WAITING = sa.text("used_at IS NULL AND revoked_at IS NULL")
NOT_OPEN = "removed_at IS NULL OR NOT is_open"


def upgrade():
    op.add_column("plenary_room", sa.Column("is_revealed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("plenary_room", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("plenary_room", sa.Column("message_fr", sa.String(length=200), nullable=True))
    op.add_column("plenary_room", sa.Column("message_en", sa.String(length=200), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE plenary_run_item ADD COLUMN removed_at DATETIME"
                   f" CONSTRAINT ck_plenary_run_item_removed_is_not_open CHECK ({NOT_OPEN})")
    else:
        op.add_column("plenary_run_item", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        op.create_check_constraint(op.f("ck_plenary_run_item_removed_is_not_open"), "plenary_run_item", NOT_OPEN)
    add_templates()
    add_reliefs()


def add_templates():
    op.create_table(
        "plenary_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events_event.id"],
                                name=op.f("fk_plenary_template_event_id_events_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_template")),
    )
    op.create_index("ix_plenary_template_event", "plenary_template", ["event_id"])


def add_reliefs():
    op.create_table(
        "plenary_relief",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=True),
        sa.Column("drawn_by", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(session_hash IS NULL) = (used_at IS NULL)",
                           name=op.f("ck_plenary_relief_session_when_used")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts_account.id"],
                                name=op.f("fk_plenary_relief_account_id_accounts_account"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["plenary_room.id"], name=op.f("fk_plenary_relief_room_id_plenary_room"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary_relief")),
        sa.UniqueConstraint("session_hash", name=op.f("uq_plenary_relief_session_hash")),
    )
    op.create_index("uq_plenary_relief_waiting", "plenary_relief", ["room_id", "account_id"], unique=True,
                    sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade():
    op.drop_index("uq_plenary_relief_waiting", "plenary_relief")
    op.drop_table("plenary_relief")
    op.drop_index("ix_plenary_template_event", "plenary_template")
    op.drop_table("plenary_template")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_plenary_run_item_removed_is_not_open"), "plenary_run_item")
    op.drop_column("plenary_run_item", "removed_at")
    for name in ("message_en", "message_fr", "ends_at", "is_revealed"):
        op.drop_column("plenary_room", name)
