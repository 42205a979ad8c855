"""remember which device drives a room"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("plenary_room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("controller_session", sa.String(length=64), nullable=True))


def downgrade():
    with op.batch_alter_table("plenary_room", schema=None) as batch_op:
        batch_op.drop_column("controller_session")
