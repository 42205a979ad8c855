"""import documents"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('imports_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('is_english', sa.Boolean(), nullable=False),
    sa.Column('lines', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added', sa.Integer(), nullable=True),
    sa.Column('known', sa.Integer(), nullable=True),
    sa.CheckConstraint('(done_at IS NULL) = (added IS NULL)', name=op.f('ck_imports_import_done_is_counted')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts_account.id'], name=op.f('fk_imports_import_account_id_accounts_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_imports_import_event_id_events_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports_import'))
    )
    with op.batch_alter_table('imports_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imports_import_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_imports_import_event_id'), ['event_id'], unique=False)



def downgrade():
    with op.batch_alter_table('imports_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imports_import_event_id'))
        batch_op.drop_index(batch_op.f('ix_imports_import_account_id'))

    op.drop_table('imports_import')
