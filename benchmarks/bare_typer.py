"""The least that a Typer program does: the measure of `scorecard --help`."""

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def hello(name: str) -> None:
    """Greet somebody."""
    typer.echo(name)


@app.command()
def bye(name: str) -> None:
    """Take leave."""
    typer.echo(name)


if __name__ == "__main__":
    app()
