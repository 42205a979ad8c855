"""say in which room each part of a day is"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('events_programme_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room_fr', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('room_en', sa.String(length=200), nullable=True))


def downgrade():
    with op.batch_alter_table('events_programme_item', schema=None) as batch_op:
        batch_op.drop_column('room_en')
        batch_op.drop_column('room_fr')
