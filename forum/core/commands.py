"""Commands that speak the language of the terminal, their help too."""

import os

import click
from sqlalchemy.exc import OperationalError

from forum.core.i18n import _, language_of, speaking


class Option(click.Option):
    """An option whose help, `says`, is a sentence of the catalogues; click would read it once and for all."""

    def __init__(self, *args, says=None, **more):
        super().__init__(*args, **more)
        self.says = says

    def get_help_record(self, ctx):
        self.help = str(self.says)
        return super().get_help_record(ctx)


class Commands(click.Group):
    """Commands that are run, and explained, in the language of the terminal.

    A database that does not answer ends each of them with a sentence.
    """

    def main(self, *args, **more):
        with speaking(language_of(os.environ)):
            try:
                return super().main(*args, **more)
            except OperationalError as error:
                why = " ".join(str(error.orig).split())
                click.echo(_("la base de données ne répond pas (voyez DATABASE_URL) : %(why)s", why=why), err=True)
                raise SystemExit(1) from None
