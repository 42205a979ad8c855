"""Who is looking: a plain value that can be passed down, compared and forgotten."""

from dataclasses import dataclass

from forum.accounts.rules import initials


@dataclass(frozen=True)
class Viewer:
    """Hold what decisions about a person need; `id` is None for a visitor."""

    id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "fr"
    sector: str | None = None
    organisation_id: int | None = None
    organisation: str = ""
    is_admin: bool = False
    session_id: str | None = None
    token: str | None = None

    # flask-login's four words
    @property
    def is_authenticated(self):
        return self.id is not None

    @property
    def is_anonymous(self):
        return self.id is None

    is_active = is_authenticated

    def get_id(self):
        return self.token

    @property
    def is_signed_in(self):
        return self.id is not None

    @property
    def initials(self):
        return initials(self.name)


ANONYMOUS = Viewer()
