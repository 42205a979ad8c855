"""Commands that speak the language of the terminal, their help too."""

import os

import click

from forum.core.i18n import language_of, speaking


class Option(click.Option):
    """An option whose help, `says`, is a sentence of the catalogues; click would read it once and for all."""

    def __init__(self, *args, says=None, **more):
        super().__init__(*args, **more)
        self.says = says

    def get_help_record(self, ctx):
        self.help = str(self.says)
        return super().get_help_record(ctx)


class Commands(click.Group):
    """Commands that are run, and explained, in the language of the terminal."""

    def main(self, *args, **more):
        with speaking(language_of(os.environ)):
            return super().main(*args, **more)
