"""edition files"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('reports_edition_file',
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=5), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['reports_edition.id'], name=op.f('fk_reports_edition_file_edition_id_reports_edition'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', 'form', 'language', name=op.f('pk_reports_edition_file'))
    )


def downgrade():
    op.drop_table('reports_edition_file')
