"""What can be done with an account."""

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app
from sqlalchemy import delete, select

from forum.accounts.models import Account, ApiToken, Organisation, SignInSession
from forum.accounts.queries import find_account, hash_token
from forum.accounts.rules import NAME_LENGTH, PASSWORD_LONGEST, PASSWORD_SHORTEST, SECTORS, clean_line, normalise_email
from forum.core.database import db, lock, off_loop
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.web.pages import changed


@lru_cache
def _hasher(memory_kib):
    return PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1)


def hash_password(password):
    """Hash a password with argon2id (RFC 9106), in a native thread under gevent."""
    return off_loop(_hasher(current_app.extensions["settings"].argon2_memory_kib).hash, password)


@lru_cache
def _hash_of_nobody(memory_kib):
    return _hasher(memory_kib).hash(secrets.token_hex(16))


def check_password(account, password):
    """Tell whether the password is the account's; an unknown account takes the same time."""
    memory = current_app.extensions["settings"].argon2_memory_kib
    stored = account.password_hash if account else _hash_of_nobody(memory)
    try:
        return off_loop(_hasher(memory).verify, stored, password[:PASSWORD_LONGEST]) and account is not None
    except VerificationError:
        return False


def find_or_add_organisation(name):
    """Give the organisation of this name, added when it is new; None for an empty name."""
    name = clean_line(name)[:200]
    if not name:
        return None
    found = db.session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name)
        db.session.add(found)
        db.session.flush()
    return found


def sign_up(email, name, password, sector=None, organisation="", language="fr", **more):
    """Make an account; raises Refusal("invalid") with sentences by field."""
    faults = {}
    email, name = normalise_email(email), clean_line(name)
    if not name or len(name) > NAME_LENGTH:
        faults["name"] = lazy("Écrivez votre nom, en 80 caractères au plus.")
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        faults["password"] = lazy("Le mot de passe doit avoir de 10 à 200 caractères.")
    if sector is not None and sector not in SECTORS:
        faults["sector"] = lazy("Choisissez un milieu de la liste.")
    if "@" not in email or len(email) > 254:
        faults["email"] = lazy("Écrivez une adresse de courriel complète.")
    elif find_account(email) is not None:
        faults["email"] = lazy("Un compte existe déjà avec cette adresse. Connectez-vous.")
    if faults:
        raise Refusal("invalid", fields=faults)
    organisation = find_or_add_organisation(organisation)
    account = Account(
        email=email,
        name=name,
        password_hash=hash_password(password),
        sector=sector,
        language=language,
        organisation_id=organisation.id if organisation else None,
        **more,
    )
    db.session.add(account)
    db.session.flush()
    return account


def open_session(account_id, label):
    """Open a sign-in session; gives the token for the cookie, which is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignInSession(id=hash_token(token), account_id=account_id, label=clean_line(label)[:80]))
    db.session.flush()
    return token


def close_session(viewer, session_id):
    """Close one of the viewer's own sessions; closing one that is gone changes nothing."""
    db.session.execute(
        delete(SignInSession).where(SignInSession.id == session_id, SignInSession.account_id == viewer.id)
    )


def close_other_sessions(viewer):
    """Close every session of the viewer but the present one."""
    db.session.execute(
        delete(SignInSession).where(
            SignInSession.account_id == viewer.id, SignInSession.id != (viewer.session_id or "")
        )
    )


def update_profile(viewer, name, sector, organisation, language):
    """Change what the viewer says of themselves; raises Refusal("invalid") with sentences by field."""
    account = lock(Account, viewer.id)
    name = clean_line(name)
    if not name or len(name) > NAME_LENGTH:
        raise Refusal("invalid", fields={"name": lazy("Écrivez votre nom, en 80 caractères au plus.")})
    if sector is not None and sector not in SECTORS:
        raise Refusal("invalid", fields={"sector": lazy("Choisissez un milieu de la liste.")})
    organisation = find_or_add_organisation(organisation)
    account.name, account.sector, account.language = name, sector, language
    account.organisation_id = organisation.id if organisation else None
    changed(f"account:{viewer.id}")


def change_password(viewer, current, new):
    """Change the viewer's password and close every other session; raises Refusal("invalid")."""
    account = lock(Account, viewer.id)
    if not check_password(account, current):
        raise Refusal("invalid", fields={"current": lazy("Ce n’est pas votre mot de passe actuel.")})
    if not PASSWORD_SHORTEST <= len(new) <= PASSWORD_LONGEST:
        raise Refusal("invalid", fields={"new": lazy("Le mot de passe doit avoir de 10 à 200 caractères.")})
    account.password_hash = hash_password(new)
    close_other_sessions(viewer)


def make_api_token(account):
    """Make a token for the API; it is shown once and stored as a hash."""
    token = "t_" + secrets.token_urlsafe(32)
    db.session.add(ApiToken(id=hash_token(token), account_id=account.id))
    return token
