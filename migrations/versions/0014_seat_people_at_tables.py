"""Seat people at tables."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('table_number', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_pinned', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('is_dealt', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_plenary_participant_table_positive'), 'table_number >= 1')
        batch_op.create_check_constraint(
            batch_op.f('ck_plenary_participant_pinned_somewhere'), 'NOT is_pinned OR table_number IS NOT NULL')



def downgrade():
    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_plenary_participant_pinned_somewhere'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_plenary_participant_table_positive'), type_='check')
        batch_op.drop_column('is_dealt')
        batch_op.drop_column('is_pinned')
        batch_op.drop_column('table_number')

