"""keep two people apart"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('plenary_apart',
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_plenary_apart_in_order')),
    sa.ForeignKeyConstraint(['one_id'], ['plenary_participant.id'], name=op.f('fk_plenary_apart_one_id_plenary_participant'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['plenary_participant.id'], name=op.f('fk_plenary_apart_other_id_plenary_participant'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('one_id', 'other_id', name=op.f('pk_plenary_apart'))
    )
    with op.batch_alter_table('plenary_apart', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plenary_apart_other_id'), ['other_id'], unique=False)



def downgrade():
    with op.batch_alter_table('plenary_apart', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plenary_apart_other_id'))

    op.drop_table('plenary_apart')
