"""Take registrations for a day, and the letters of other features."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('registration_quota',
    sa.Column('event_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sector', sa.String(length=40), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.CheckConstraint('places >= 0', name=op.f('ck_registration_quota_places')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_registration_quota_event_id_events_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'sector', name=op.f('pk_registration_quota'))
    )
    op.create_table('registration_registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('email_key', sa.String(length=254), nullable=True),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('sector', sa.String(length=40), nullable=True),
    sa.Column('capacity', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('may_contact', sa.Boolean(), nullable=False),
    sa.Column('access_needs', sa.String(length=500), nullable=True),
    sa.Column('meal', sa.String(length=500), nullable=True),
    sa.Column('folded', sa.String(length=400), nullable=False),
    sa.Column('nonce', sa.String(length=22), nullable=True),
    sa.Column('key_hash', sa.String(length=64), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('reminded', sa.Integer(), nullable=False),
    sa.CheckConstraint("capacity IN ('personal', 'organisation', 'observer')", name=op.f('ck_registration_registration_capacity')),
    sa.CheckConstraint("language IN ('fr', 'en')", name=op.f('ck_registration_registration_language')),
    sa.CheckConstraint("state <> 'waiting' OR queued_at IS NOT NULL", name=op.f('ck_registration_registration_queued')),
    sa.CheckConstraint("state IN ('invited', 'registered', 'waiting', 'cancelled')", name=op.f('ck_registration_registration_state')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_registration_registration_event_id_events_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_registration')),
    sa.UniqueConstraint('event_id', 'email_key', name=op.f('uq_registration_registration_event_id_email_key')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_registration_registration_key_hash'))
    )
    with op.batch_alter_table('registration_registration', schema=None) as batch_op:
        batch_op.create_index('ix_registration_registration_line', ['event_id', 'state', 'queued_at'], unique=False)

    op.create_table('registration_setting',
    sa.Column('event_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('officer_name', sa.String(length=120), nullable=False),
    sa.Column('officer_email', sa.String(length=254), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=True),
    sa.CheckConstraint("mode = 'closed' OR (officer_name <> '' AND officer_email <> '' AND erase_on IS NOT NULL)", name=op.f('ck_registration_setting_officer')),
    sa.CheckConstraint("mode IN ('closed', 'invited', 'public')", name=op.f('ck_registration_setting_mode')),
    sa.CheckConstraint('places >= 0', name=op.f('ck_registration_setting_places')),
    sa.ForeignKeyConstraint(['event_id'], ['events_event.id'], name=op.f('fk_registration_setting_event_id_events_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_registration_setting'))
    )
    with op.batch_alter_table('registration_setting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_setting_erase_on'), ['erase_on'], unique=False)

    with op.batch_alter_table('notifications_letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sender', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('about', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=True))
        batch_op.alter_column('subscription_id',
               existing_type=sa.VARCHAR(length=22),
               nullable=True)
        batch_op.create_index('ix_notifications_letter_about', ['sender', 'about'], unique=False)
        batch_op.create_check_constraint(op.f('ck_notifications_letter_sender'), '(subscription_id IS NULL) = (sender IS NOT NULL)')
        batch_op.create_check_constraint(op.f('ck_notifications_letter_about'), '(sender IS NULL) = (about IS NULL) AND (sender IS NULL) = (kind IS NULL)')

    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('registration_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_plenary_participant_registration_id'), ['registration_id'])
        batch_op.create_foreign_key('fk_plenary_participant_registration', 'registration_registration', ['registration_id'], ['id'], ondelete='SET NULL')


def downgrade():
    with op.batch_alter_table('plenary_participant', schema=None) as batch_op:
        batch_op.drop_constraint('fk_plenary_participant_registration', type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_plenary_participant_registration_id'), type_='unique')
        batch_op.drop_column('registration_id')

    op.execute("DELETE FROM notifications_letter WHERE sender IS NOT NULL")
    with op.batch_alter_table('notifications_letter', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_notifications_letter_sender'), type_='check')
        batch_op.drop_constraint(op.f('ck_notifications_letter_about'), type_='check')
        batch_op.drop_index('ix_notifications_letter_about')
        batch_op.alter_column('subscription_id',
               existing_type=sa.VARCHAR(length=22),
               nullable=False)
        batch_op.drop_column('kind')
        batch_op.drop_column('about')
        batch_op.drop_column('sender')

    with op.batch_alter_table('registration_setting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_setting_erase_on'))

    op.drop_table('registration_setting')
    with op.batch_alter_table('registration_registration', schema=None) as batch_op:
        batch_op.drop_index('ix_registration_registration_line')

    op.drop_table('registration_registration')
    op.drop_table('registration_quota')
