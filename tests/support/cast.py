"""The people of the tests: always the same, invented."""

from forum.accounts import services as accounts
from forum.core.database import transaction

PASSWORD = "phrase de passe d’essai"
PEOPLE = {
    "admin": ("admin@essai.test", "Administration", "other", {"is_admin": True}),
    "ana": ("ana@essai.test", "Ana Organise", "community", {}),
    "fred": ("fred@essai.test", "Fred Anime", "community", {}),
    "sol": ("sol@essai.test", "Sol Seconde", "university", {}),
    "paul": ("paul@essai.test", "Paul Participe", "university", {}),
    "mia": ("mia@essai.test", "Mia Membre", "government", {}),
}


def load_cast():
    """Make the accounts of the cast: ana organises, fred facilitates with sol as his second, paul and mia take part."""
    with transaction():
        for email, name, sector, more in PEOPLE.values():
            accounts.sign_up(email, name, PASSWORD, sector=sector, **more)
