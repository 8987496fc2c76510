"""`csm model`: the touch model, its versions in the book, and models kept beside them."""

from __future__ import annotations

import click

from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.model_source import source_of
from csm_tui.cli.models_check import check
from csm_tui.cli.models_diff import diff
from csm_tui.cli.models_edit import edit
from csm_tui.cli.models_history import history
from csm_tui.cli.models_show import show
from csm_tui.cli.output import Cell, Column, say
from csm_tui.cli.target import opened, to_stdout


@click.group(
    "model",
    cls=Group,
    examples=(
        "csm model show",
        "csm model edit tiers.high.from=150k",
        "csm model diff three-tier",
        "csm model use three-tier",
    ),
    help="The touch model: how each tier is treated, and every number behind it.",
)
def model() -> None:
    """Hold what can be done with touch models."""


@model.command(
    "list",
    cls=Command,
    shows=True,
    examples=("csm model list", "csm model list --json"),
)
@click.pass_context
def list_(context: click.Context) -> None:
    """List what can be adopted: versions of this book, models kept in it, and presets."""
    from csm_tui.domain.wording import on
    from csm_tui.models import PRESETS
    from csm_tui.queries.touch_models import kept, versions

    session = session_of(context)
    adopted, own = [], []
    if session.path.exists():
        with session.reading() as book:
            adopted, own = versions(book.connection), kept(book.connection)
    if session.printer.is_json:
        session.printer.json(
            {
                "presets": list(PRESETS),
                "kept": [one.name for one in own],
                "versions": [version._asdict() for version in adopted],
            }
        )
        return
    session.printer.table(
        (Column("Model"), Column("From"), Column("")),
        [
            *(
                (
                    version.name,
                    f"version {version.id}, adopted {on(version.adopted_on)}",
                    Cell("in force", "bold") if version.in_force else "",
                )
                for version in adopted
            ),
            *((one.name, "kept in this book", "") for one in own),
            *((name, "preset", "") for name in PRESETS),
        ],
    )


model.add_command(show)
model.add_command(check)
model.add_command(edit)


@model.command(
    "use",
    cls=Command,
    tells=True,
    examples=(
        'csm model use three-tier --note "post-sale team"',
        "csm model use mine.toml",
        "csm model use 3               (a version of this book, again)",
    ),
)
@click.argument("name")
@click.option("--note", metavar="TEXT", help="Why; kept with the version.")
@click.pass_context
def use(context: click.Context, name: str, note: str | None) -> None:
    """Adopt a preset, a version, a kept model or a file; every account is assessed again."""
    from csm_tui.cli.models_adopted import adopt_text

    session = session_of(context)
    session.require_writing()
    label, toml = source_of(session, name)
    with session.writing() as book:
        adopt_text(session, book, toml, file=label, note=note)


model.add_command(diff)
model.add_command(history)


@model.command(
    "export",
    cls=Command,
    examples=(
        "csm model export -o mine.toml",
        "csm model export 2 -o before.toml",
        "csm model export > mine.toml",
    ),
)
@click.argument("name", required=False)
@click.option("-o", "--output", metavar="FILE", help="Where to (default: -, stdout).")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.pass_context
def export(context: click.Context, name: str | None, output: str | None, force: bool) -> None:
    """Write a model as its TOML file, remarks and all (default: the one in force)."""
    session = session_of(context)
    toml = source_of(session, name).toml.encode()
    with opened(session, output, force=force) as target:
        target.write(toml)
    if not to_stdout(output):
        say(f"Written to {output}. `csm model use {output}` adopts it once you have changed it.")


@model.command(
    "import",
    cls=Command,
    tells=True,
    examples=(
        "csm model import mine.toml --name mine",
        'csm model import mine.toml --use --note "post-sale team"',
    ),
)
@click.argument("file")
@click.option("--name", metavar="NAME", help="What to call it (default: its own `name`).")
@click.option("--use", "adopted", is_flag=True, help="Adopt it at once instead of keeping it.")
@click.option("--note", metavar="TEXT", help="Why, with --use; kept with the version.")
@click.pass_context
def import_(
    context: click.Context, file: str, name: str | None, adopted: bool, note: str | None
) -> None:
    """Keep a model file in this book, to show, compare and use by its name; `-` is stdin.

    The model in force stays, unless --use is given. One kept under the same name is replaced.
    """
    from csm_tui.cli.models_adopted import adopt_text
    from csm_tui.cli.notices import tell
    from csm_tui.domain.model_changes import apply
    from csm_tui.errors import UsageError
    from csm_tui.operations import touch_models as operations

    session = session_of(context)
    session.require_writing()
    if note is not None and not adopted:
        raise UsageError("--note goes with --use: it says why a model was adopted.")
    label, toml = source_of(session, file)
    today, now = session.today, session.now()
    if name is not None:
        toml = apply(toml, {"name": name}, file=label)
    with session.writing() as book:
        if adopted:
            adopt_text(session, book, toml, file=label, note=note)
        else:
            tell(session, book, operations.keep(book, toml, file=label, today=today, now=now))


@model.command("remove", cls=Command, tells=True, examples=("csm model remove mine", "csm undo"))
@click.argument("name")
@click.pass_context
def remove(context: click.Context, name: str) -> None:
    """Remove a model that is kept in this book; versions stay."""
    from csm_tui.cli.notices import tell
    from csm_tui.operations import touch_models as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.remove(book, name, today=session.today, now=session.now())
        tell(session, book, changes)
