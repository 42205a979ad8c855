"""add the floor and questions from the room"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

CURRENT = sa.text("state IN ('open', 'closed')")
LIVE = sa.text("state IN ('waiting', 'speaking')")
SPEAKING = sa.text("state = 'speaking'")


def upgrade():
    op.create_table('plenary_floor',
        sa.Column('id', sa.String(length=22), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('is_open', sa.Boolean(), nullable=False),
        sa.Column('turn_order', sa.String(length=10), nullable=False),
        sa.Column('has_labels', sa.Boolean(), nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint("turn_order <> 'labels' OR has_labels", name=op.f('ck_plenary_floor_order_has_labels')),
        sa.CheckConstraint("turn_order IN ('request', 'sectors', 'labels')", name=op.f('ck_plenary_floor_turn_order')),
        sa.CheckConstraint('seconds BETWEEN 15 AND 1800', name=op.f('ck_plenary_floor_seconds_in_bounds')),
        sa.ForeignKeyConstraint(['room_id'], ['plenary_room.id'], name=op.f('fk_plenary_floor_room_id_plenary_room'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plenary_floor')),
        sa.UniqueConstraint('room_id', name=op.f('uq_plenary_floor_room_id'))
    )
    op.create_table('plenary_question_round',
        sa.Column('id', sa.String(length=22), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('subject_fr', sa.String(length=200), nullable=False),
        sa.Column('subject_en', sa.String(length=200), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('allows_anonymous', sa.Boolean(), nullable=False),
        sa.Column('needs_approval', sa.Boolean(), nullable=False),
        sa.Column('on_screen', sa.String(length=10), nullable=False),
        sa.Column('screen_question_id', sa.String(length=22), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("(on_screen = 'one') = (screen_question_id IS NOT NULL)", name=op.f('ck_plenary_question_round_one_is_named')),
        sa.CheckConstraint("on_screen IN ('', 'shortlist', 'one')", name=op.f('ck_plenary_question_round_on_screen')),
        sa.CheckConstraint("state IN ('open', 'closed', 'away')", name=op.f('ck_plenary_question_round_state')),
        sa.ForeignKeyConstraint(['room_id'], ['plenary_room.id'], name=op.f('fk_plenary_question_round_room_id_plenary_room'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plenary_question_round')),
        sa.UniqueConstraint('room_id', 'number', name=op.f('uq_plenary_question_round_room_id_number'))
    )
    op.create_index('uq_plenary_question_round_current', 'plenary_question_round', ['room_id'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)

    op.create_table('plenary_question',
        sa.Column('id', sa.String(length=22), nullable=False),
        sa.Column('round_id', sa.String(length=22), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=300), nullable=False),
        sa.Column('author', sa.String(length=80), nullable=False),
        sa.Column('seat_number', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('merged_into_id', sa.String(length=22), nullable=True),
        sa.Column('support', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=True),
        sa.Column('answered', sa.String(length=10), nullable=False),
        sa.Column('answer', sa.String(length=1000), nullable=True),
        sa.Column('asker', sa.String(length=43), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answered = 'written') = (answer IS NOT NULL)", name=op.f('ck_plenary_question_written_answer_is_there')),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f('ck_plenary_question_merged_into_one')),
        sa.CheckConstraint("answered IN ('', 'live', 'written')", name=op.f('ck_plenary_question_answered')),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'hidden', 'merged')", name=op.f('ck_plenary_question_state')),
        sa.CheckConstraint('merged_into_id <> id', name=op.f('ck_plenary_question_merged_into_another')),
        sa.CheckConstraint('support >= 0', name=op.f('ck_plenary_question_support_not_negative')),
        sa.ForeignKeyConstraint(['merged_into_id'], ['plenary_question.id'], name=op.f('fk_plenary_question_merged_into_id_plenary_question'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['round_id'], ['plenary_question_round.id'], name=op.f('fk_plenary_question_round_id_plenary_question_round'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plenary_question')),
        sa.UniqueConstraint('round_id', 'number', name=op.f('uq_plenary_question_round_id_number'))
    )
    op.create_table('plenary_turn',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('seat_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('sector', sa.String(length=40), nullable=False),
        sa.Column('label', sa.String(length=10), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'done') = (ended_at IS NOT NULL)", name=op.f('ck_plenary_turn_who_is_done_ended')),
        sa.CheckConstraint("(state IN ('speaking', 'done')) = (began_at IS NOT NULL)", name=op.f('ck_plenary_turn_who_speaks_began')),
        sa.CheckConstraint("label IN ('', 'for', 'against', 'procedure')", name=op.f('ck_plenary_turn_label')),
        sa.CheckConstraint("state IN ('waiting', 'speaking', 'done', 'withdrawn', 'removed')", name=op.f('ck_plenary_turn_state')),
        sa.ForeignKeyConstraint(['room_id'], ['plenary_room.id'], name=op.f('fk_plenary_turn_room_id_plenary_room'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['seat_id'], ['plenary_seat.id'], name=op.f('fk_plenary_turn_seat_id_plenary_seat'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plenary_turn'))
    )
    op.create_index('ix_plenary_turn_room_state', 'plenary_turn', ['room_id', 'state'])
    op.create_index('uq_plenary_turn_live_seat', 'plenary_turn', ['seat_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index('uq_plenary_turn_speaking', 'plenary_turn', ['room_id'], unique=True, sqlite_where=SPEAKING, postgresql_where=SPEAKING)

    op.create_table('plenary_question_support',
        sa.Column('question_id', sa.String(length=22), nullable=False),
        sa.Column('supporter', sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(['question_id'], ['plenary_question.id'], name=op.f('fk_plenary_question_support_question_id_plenary_question'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('question_id', 'supporter', name=op.f('pk_plenary_question_support')),
        sqlite_with_rowid=False
    )


def downgrade():
    op.drop_table('plenary_question_support')
    op.drop_index('uq_plenary_turn_speaking', 'plenary_turn')
    op.drop_index('uq_plenary_turn_live_seat', 'plenary_turn')
    op.drop_index('ix_plenary_turn_room_state', 'plenary_turn')

    op.drop_table('plenary_turn')
    op.drop_table('plenary_question')
    op.drop_index('uq_plenary_question_round_current', 'plenary_question_round')

    op.drop_table('plenary_question_round')
    op.drop_table('plenary_floor')
