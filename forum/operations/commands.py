"""`forum backup TARGET`: copy this installation while it runs."""

from pathlib import Path

import click

from forum.operations.backup import BackupRefused, back_up


@click.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", default=14, show_default=True, type=click.IntRange(1, 1000), help="how many copies stay")
@click.option("--anyway", is_flag=True, help="even while a secret poll is open")
@click.pass_obj
def backup(open_app, target, keep, anyway):
    """Copy the database and the key into a new folder of TARGET, and open the copy to check it."""
    app = open_app()
    with app.app_context():
        try:
            folder, counts = back_up(app.extensions["settings"], target.resolve(), keep, anyway)
        except BackupRefused as refused:
            click.echo(str(refused), err=True)
            raise SystemExit(1) from None
    click.echo(f"{folder}  {sum(counts.values())} rows")
