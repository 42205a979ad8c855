"""gather days in series"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('events_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title_fr', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=True),
    sa.Column('introduction_fr', sa.Text(), nullable=True),
    sa.Column('introduction_en', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events_series')),
    sa.UniqueConstraint('slug', name=op.f('uq_events_series_slug'))
    )
    with op.batch_alter_table('events_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('city_fr', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('city_en', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('series_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('submit_key', sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f('ix_events_event_series_id'), ['series_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_events_event_created_by_id_submit_key'), ['created_by_id', 'submit_key'])
        batch_op.create_foreign_key(batch_op.f('fk_events_event_series_id_events_series'), 'events_series', ['series_id'], ['id'], ondelete='SET NULL')



def downgrade():
    with op.batch_alter_table('events_event', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_events_event_series_id_events_series'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_events_event_created_by_id_submit_key'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_events_event_series_id'))
        batch_op.drop_column('submit_key')
        batch_op.drop_column('series_id')
        batch_op.drop_column('city_en')
        batch_op.drop_column('city_fr')

    op.drop_table('events_series')
