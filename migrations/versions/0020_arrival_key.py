"""arrival key"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('arrival_key', sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_plenary_participant_event_id_arrival_key'), ['event_id', 'arrival_key'])



def downgrade():
    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_plenary_participant_event_id_arrival_key'), type_='unique')
        batch_op.drop_column('arrival_key')

