"""Reads about accounts."""

import hashlib
from datetime import timedelta

from sqlalchemy import bindparam, select

from forum.accounts.models import Account, ApiToken, Organisation, SignInSession
from forum.accounts.rules import SESSION_DAYS, normalise_email
from forum.accounts.viewer import Viewer
from forum.core.database import Glance, db, utc_now
from forum.core.errors import Missing

VIEWER_COLUMNS = (
    Account.id,
    Account.name,
    Account.email,
    Account.language,
    Account.sector,
    Account.organisation_id,
    Organisation.name.label("organisation"),
    Account.is_admin,
)


def hash_token(token):
    """Give the form under which a random token is stored: lower-case hex SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _viewer(row, **more):
    return Viewer(
        row.id,
        row.name,
        row.email,
        row.language,
        row.sector,
        row.organisation_id,
        row.organisation or "",
        row.is_admin,
        **more,
    )


def _viewers():
    return (
        select(*VIEWER_COLUMNS)
        .outerjoin(Organisation, Account.organisation_id == Organisation.id)
        .where(Account.suspended_at.is_(None))
    )


# built once: every signed-in request asks it
_BY_SESSION = (
    _viewers()
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(SignInSession.id == bindparam("ident"), SignInSession.created_at > bindparam("oldest"))
)
_AT_A_GLANCE = Glance(_BY_SESSION)


def find_viewer_by_session(token):
    """Give the viewer of a sign-in session that is alive, in one query, or None."""
    if not token:
        return None
    asked = _session_asked(token)
    row = db.session.execute(_BY_SESSION, asked).first()
    return _viewer(row, session_id=asked["ident"], token=token) if row else None


def recognise(token):
    """Give the viewer of a request's session token, or None: as `find_viewer_by_session`, outside any transaction."""
    asked = _session_asked(token)
    row = _AT_A_GLANCE.first(**asked)
    if row is None:
        return None
    *start, organisation, is_admin = row
    return Viewer(*start, organisation or "", bool(is_admin), asked["ident"], token)


def _session_asked(token):
    return {"ident": hash_token(token), "oldest": utc_now() - timedelta(days=SESSION_DAYS)}


def find_viewer_by_api_token(token):
    """Give the viewer of an API token, or None."""
    row = db.session.execute(
        _viewers().join(ApiToken, ApiToken.account_id == Account.id).where(ApiToken.id == hash_token(token))
    ).first()
    return _viewer(row) if row else None


def find_viewer(account_id):
    """Give the viewer of an account, or None when it is gone or suspended."""
    row = db.session.execute(_viewers().where(Account.id == account_id)).first()
    return _viewer(row) if row else None


def find_account(email):
    """Give the account of an address, or None."""
    return db.session.scalar(select(Account).where(Account.email == normalise_email(email)))


def get_account(email):
    """Give the account of an address; raises Missing."""
    account = find_account(email)
    if account is None:
        raise Missing()
    return account


def list_sessions(viewer):
    """List the viewer's own sign-in sessions that are alive, newest first."""
    oldest = utc_now() - timedelta(days=SESSION_DAYS)
    return db.session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == viewer.id, SignInSession.created_at > oldest)
        .order_by(SignInSession.created_at.desc())
    ).all()


def list_organisation_names():
    """List the names of organisations, for completion."""
    return db.session.scalars(select(Organisation.name).order_by(Organisation.name)).all()
