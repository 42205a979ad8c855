"""long work"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('jobs_job',
    sa.Column('id', sa.String(length=22), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('back', sa.String(length=400), nullable=False),
    sa.Column('params', sa.Text(), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('fault', sa.Text(), nullable=True),
    sa.Column('result', sa.String(length=400), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'failed') = (fault IS NOT NULL)", name=op.f('ck_jobs_job_fault_of_a_failure')),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_jobs_job_state')),
    sa.CheckConstraint("state NOT IN ('done', 'failed') OR payload IS NULL", name=op.f('ck_jobs_job_nothing_kept')),
    sa.CheckConstraint('done >= 0 AND total >= 0', name=op.f('ck_jobs_job_steps')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts_account.id'], name=op.f('fk_jobs_job_account_id_accounts_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs_job'))
    )
    with op.batch_alter_table('jobs_job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_jobs_job_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_jobs_job_state'), ['state'], unique=False)



def downgrade():
    with op.batch_alter_table('jobs_job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_jobs_job_state'))
        batch_op.drop_index(batch_op.f('ix_jobs_job_account_id'))

    op.drop_table('jobs_job')
