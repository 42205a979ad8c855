"""Take notes in workshops."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('notes_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=True),
    sa.Column('title_fr', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('validated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('discussion_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('people IS NULL OR people >= 1', name=op.f('ck_notes_sheet_people_positive')),
    sa.CheckConstraint('validated_at IS NULL OR discussion_id IS NOT NULL', name=op.f('ck_notes_sheet_validated_is_published')),
    sa.ForeignKeyConstraint(['discussion_id'], ['deliberation_discussion.id'], name=op.f('fk_notes_sheet_discussion_id_deliberation_discussion'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_notes_sheet_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['deliberation_theme.id'], name=op.f('fk_notes_sheet_theme_id_deliberation_theme'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notes_sheet')),
    sa.UniqueConstraint('discussion_id', name=op.f('uq_notes_sheet_discussion_id'))
    )
    with op.batch_alter_table('notes_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notes_sheet_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notes_sheet_theme_id'), ['theme_id'], unique=False)

    op.create_table('notes_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('shared', sa.String(length=12), nullable=False),
    sa.Column('text_fr', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('carried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('parked_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind <> 'parked' OR carried_at IS NULL", name=op.f('ck_notes_line_parked_stays')),
    sa.CheckConstraint("kind IN ('said', 'proposal', 'parked')", name=op.f('ck_notes_line_kind')),
    sa.CheckConstraint("shared IN ('unanimous', 'nearly_all', 'several', 'a_few', 'one', 'unsaid')", name=op.f('ck_notes_line_shared')),
    sa.ForeignKeyConstraint(['parked_id'], ['deliberation_parked_item.id'], name=op.f('fk_notes_line_parked_id_deliberation_parked_item'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['sheet_id'], ['notes_sheet.id'], name=op.f('fk_notes_line_sheet_id_notes_sheet'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notes_line')),
    sa.UniqueConstraint('key', name=op.f('uq_notes_line_key')),
    sa.UniqueConstraint('sheet_id', 'position', name=op.f('uq_notes_line_sheet_id_position'))
    )


def downgrade():
    op.drop_table('notes_line')
    with op.batch_alter_table('notes_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notes_sheet_theme_id'))
        batch_op.drop_index(batch_op.f('ix_notes_sheet_event_id'))

    op.drop_table('notes_sheet')
