"""`forum recount` and `forum tally`: anyone redoes the sum, without a database."""

import json

import click

from forum.votes.files import LARGEST_FILE, read_file
from forum.votes.methods import METHODS
from forum.votes.recount import UNREADABLE, judge
from forum.votes.strict_json import Unreadable


@click.command()
@click.argument("file", type=click.File("rb"))
def recount(file):
    """Recount a sealed FILE: exit 0 if seal and result hold, 1 if they do not, 2 if it cannot be read."""
    verdict = judge(file.read())
    if verdict.code == UNREADABLE:
        click.echo(verdict.differences[0], err=True)
    elif verdict.differences:
        click.echo("The file does not hold:")
        for difference in verdict.differences:
            click.echo(f"- {difference}")
    else:
        click.echo(f"The seal and the result hold: {verdict.ballots} ballots, {verdict.result['status']}.")
        click.echo(verdict.seal)
    raise SystemExit(verdict.code)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--method", type=click.Choice(list(METHODS)), help="Count by this method, whatever the file says.")
@click.option("--select", type=click.IntRange(1, 10_000), help="How many are to be chosen.")
def tally(file, method, select):
    """Count the ballots of FILE and print the result as JSON; exit 2 with a line number if it is malformed.

    FILE is a poll file (JSON), a table of rankings or marks (CSV), a .blt, a PrefLib .soc .soi .toc .toi or .cat, or a
    Pabulib .pb; - stands for the standard input. Where FILE names no method: .blt by rank_stv with its seats; other
    rankings by rank_irv, or rank_stv with --select above 1; .cat and grades by judge; marks by score; .pb by
    equal_shares where that is its rule, else by the type of its votes (approve, choose, dots, score, rankings).
    """
    try:
        result = read_file(file.read(LARGEST_FILE + 1), getattr(file, "name", ""), method, select).count()
    except Unreadable as error:
        click.echo(error, err=True)
        raise SystemExit(UNREADABLE) from None
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))
