"""`csm demo`, `csm config` and `csm help`: the program itself."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, NoReturn

import click

from csm_tui import paths
from csm_tui.cli.framework import Command, Group, command, session_of
from csm_tui.cli.output import Column
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from csm_tui.cli.session import Session


@command("demo", examples=("csm demo", "csm demo --as-of 2026-02-02"))
@click.pass_context
def demo(context: click.Context) -> int:
    """Show the screens on an invented book; your own book is not touched."""
    session = session_of(context)
    if session.screens_possible():
        return session.screens(
            as_of=session.today,
            known_on=session.known_on,
            demo=True,
            read_only=session.read_only,
        )
    from csm_tui.cli.today import print_home

    session.db = paths.demo_file()
    _renew_demo(session)
    session.printer.line("DEMO: an invented book", "bold")
    print_home(session)
    return 0


def _renew_demo(session: Session) -> None:
    """Make the demo book for today where there is none, or one of another day."""
    from csm_tui.operations.demo.build import create_demo
    from csm_tui.queries.settings import setting
    from csm_tui.store.database import open_book

    if session.path.exists():
        with open_book(session.path, read_only=True) as book:
            told_on = setting(book.connection, "demo")
        if told_on == session.today.isoformat():
            return
        session.path.unlink()
    create_demo(session.path, today=session.today)


@click.group(
    "config",
    cls=Group,
    examples=("csm config show", "csm config path"),
    help="Settings of look and keys; the program never writes them.",
)
def config() -> None:
    """Hold what can be asked of the settings."""


@config.command(
    "show", cls=Command, shows=True, examples=("csm config show", "csm config show --json")
)
@click.pass_context
def show(context: click.Context) -> None:
    """List every setting with its value and where that came from."""
    from csm_tui.config import SETTINGS

    session = session_of(context)
    rows = [
        (
            setting.name,
            _value(getattr(session.config, setting.name)),
            session.config.origins.get(setting.name, "default"),
            setting.help,
        )
        for setting in SETTINGS
    ]
    if session.printer.is_json:
        names = ("name", "value", "origin", "help")
        session.printer.json([dict(zip(names, row, strict=True)) for row in rows])
        return
    session.printer.table(
        (
            Column("Setting"),
            Column("Value"),
            Column("From"),
            Column("What it is", limit=50, wrap=True),
        ),
        [(name, _shown(value), origin, text) for name, value, origin, text in rows],
    )


def _value(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


@config.command("path", cls=Command, examples=("csm config path",))
@click.pass_context
def path(context: click.Context) -> None:
    """Print where the config file is, or would be."""
    session_of(context).printer.line(str(paths.config_file()))


@command("help", examples=("csm help", "csm help importing", "csm help filters"))
@click.argument("topic", required=False)
@click.pass_context
def help_(context: click.Context, topic: str | None) -> None:
    """Print a TOPIC, or the list of topics."""
    printer = session_of(context).printer
    if topic is None:
        printer.table((Column("Topic"), Column("")), [(name, _title(name)) for name in topics()])
        return
    if topic not in topics():
        _unknown(context, topic)
    for line in _text(topic).splitlines():
        printer.line(line, "bold" if line.startswith("#") else None)


def topics() -> list[str]:
    """Return the names of the help texts in the package."""
    files = (resources.files("csm_tui") / "help").iterdir()
    return sorted(file.name.removesuffix(".md") for file in files if file.name.endswith(".md"))


def _text(topic: str) -> str:
    return (resources.files("csm_tui") / "help" / f"{topic}.md").read_text(encoding="utf-8")


def _title(topic: str) -> str:
    return _text(topic).split("\n", 1)[0].removeprefix("# ")


def _unknown(context: click.Context, topic: str) -> NoReturn:
    import difflib

    root = context.find_root().command
    if isinstance(root, click.Group) and topic in root.list_commands(context):
        raise UsageError(f"`csm {topic} -h` explains that command; `csm help` lists the topics.")
    near = difflib.get_close_matches(topic, topics(), 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else "`csm help` lists the topics."
    raise UsageError(f"There is no help on {topic!r}. {hint}")
