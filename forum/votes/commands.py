"""`forum recount` and `forum tally`: anyone redoes the sum, without a database."""

import json

import click

from forum.core.commands import Option
from forum.core.i18n import _, format_number, lazy
from forum.votes.files import LARGEST_FILE, read_file
from forum.votes.methods import METHODS
from forum.votes.recount import UNREADABLE, judge
from forum.votes.strict_json import Unreadable


@click.command(help=lazy("Recompter un fichier scellé FILE : code 0 si le sceau et le résultat tiennent, 1 sinon, 2 "
                         "s’il ne peut pas être lu."))
@click.argument("file", type=click.File("rb"))
def recount(file):
    """Recount a sealed FILE: exit 0 if seal and result hold, 1 if they do not, 2 if it cannot be read."""
    verdict = judge(file.read())
    if verdict.code == UNREADABLE:
        click.echo(verdict.differences[0], err=True)
    elif verdict.differences:
        click.echo(_("Le fichier ne tient pas :"))
        for difference in verdict.differences:
            click.echo(f"- {difference}")
    else:
        click.echo(_("Le sceau et le résultat tiennent : %(ballots)s bulletins, %(status)s.",
                     ballots=format_number(verdict.ballots), status=verdict.result["status"]))
        click.echo(verdict.seal)
    raise SystemExit(verdict.code)


@click.command(help=lazy(
    "Compter les bulletins de FILE et afficher le résultat en JSON; code 2, avec un numéro de ligne, s’il est mal "
    "fait.\n\n"
    "FILE est un fichier de vote (JSON), un tableau de rangs ou de notes (CSV), un .blt, un .soc .soi .toc .toi ou "
    ".cat de PrefLib, ou un .pb de Pabulib; - est l’entrée standard. Quand FILE ne nomme pas de méthode : .blt par "
    "rank_stv avec ses sièges; d’autres rangs par rank_irv, ou par rank_stv avec --select au-dessus de 1; .cat et "
    "mentions par judge; notes par score; .pb par equal_shares si c’est sa règle, sinon selon la sorte de ses votes "
    "(approve, choose, dots, score, rangs)."))
@click.argument("file", type=click.File("rb"))
@click.option("--method", cls=Option, type=click.Choice(list(METHODS)),
              says=lazy("Compter par cette méthode, quoi que dise le fichier."))
@click.option("--select", cls=Option, type=click.IntRange(1, 10_000), says=lazy("Combien sont à choisir."))
def tally(file, method, select):
    """Count the ballots of a file and print the result as JSON."""
    try:
        result = read_file(file.read(LARGEST_FILE + 1), getattr(file, "name", ""), method, select).count()
    except Unreadable as error:
        click.echo(error, err=True)
        raise SystemExit(UNREADABLE) from None
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))
