"""open what follows a day"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('followup_mailing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=False),
    sa.CheckConstraint('letters >= 1', name=op.f('ck_followup_mailing_letters')),
    sa.ForeignKeyConstraint(['author_id'], ['accounts_account.id'], name=op.f('fk_followup_mailing_author_id_accounts_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_followup_mailing_event_id_events_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_followup_mailing'))
    )
    with op.batch_alter_table('followup_mailing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followup_mailing_event_id'), ['event_id'], unique=False)

    op.create_table('followup_opening',
    sa.Column('piste_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_followup_opening_event_id_events_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mailing_id'], ['followup_mailing.id'], name=op.f('fk_followup_opening_mailing_id_followup_mailing'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['piste_id'], ['deliberation_piste.id'], name=op.f('fk_followup_opening_piste_id_deliberation_piste'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['forums_topic.id'], name=op.f('fk_followup_opening_topic_id_forums_topic'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('piste_id', name=op.f('pk_followup_opening')),
    sa.UniqueConstraint('topic_id', name=op.f('uq_followup_opening_topic_id'))
    )
    with op.batch_alter_table('followup_opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followup_opening_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_followup_opening_mailing_id'), ['mailing_id'], unique=False)



def downgrade():
    with op.batch_alter_table('followup_opening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_followup_opening_mailing_id'))
        batch_op.drop_index(batch_op.f('ix_followup_opening_event_id'))

    op.drop_table('followup_opening')
    with op.batch_alter_table('followup_mailing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_followup_mailing_event_id'))

    op.drop_table('followup_mailing')
