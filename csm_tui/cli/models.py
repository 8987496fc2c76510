"""`csm model list|show|use|check`: the touch model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.output import Cell, Column, say
from csm_tui.errors import FileProblem

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.touch_model import TouchModel


@click.group(
    "model",
    cls=Group,
    examples=("csm model show", "csm model use three-tier", "csm model check mine.toml"),
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
    """List the presets, and the versions that the book has adopted."""
    from csm_tui.domain.wording import on
    from csm_tui.models import PRESETS
    from csm_tui.queries.touch_models import versions

    session = session_of(context)
    adopted = []
    if session.path.exists():
        with session.reading() as book:
            adopted = versions(book.connection)
    if session.printer.is_json:
        session.printer.json(
            {
                "presets": list(PRESETS),
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
                    f"adopted {on(version.adopted_on)}",
                    Cell("in force", "bold") if version.in_force else "",
                )
                for version in adopted
            ),
            *((name, "preset", "") for name in PRESETS),
        ],
    )


@model.command(
    "show",
    cls=Command,
    shows=True,
    examples=("csm model show", "csm model show three-tier", "csm model show --toml > mine.toml"),
)
@click.argument("name", required=False)
@click.option("--toml", is_flag=True, help="The whole model in its file format.")
@click.pass_context
def show(context: click.Context, name: str | None, toml: bool) -> None:
    """Show the model in force, a preset, or a file."""
    from csm_tui.domain.model_file import load

    session = session_of(context)
    label, text = _text(session, name)
    if toml:
        sys.stdout.write(text)
        return
    _print_model(session, load(text, file=label))


@model.command(
    "use",
    cls=Command,
    tells=True,
    examples=('csm model use three-tier --note "post-sale team"', "csm model use mine.toml"),
)
@click.argument("name")
@click.option("--note", metavar="TEXT", help="Why; kept with the version.")
@click.pass_context
def use(context: click.Context, name: str, note: str | None) -> None:
    """Adopt a preset or a model file; every account is assessed again."""
    from csm_tui.cli.notices import tell
    from csm_tui.operations import touch_models as operations
    from csm_tui.queries.touch_models import versions

    session = session_of(context)
    label, text = _text(session, name)
    with session.writing() as book:
        before = versions(book.connection)
        changes = operations.use(
            book, text, file=label, note=note, today=session.today, now=session.now()
        )
        tell(session, book, changes)
    _warn_early(session, text, label, [version.adopted_on for version in before])


@model.command("check", cls=Command, shows=True, examples=("csm model check mine.toml",))
@click.argument("file")
@click.pass_context
def check(context: click.Context, file: str) -> None:
    """Check a model file: every key, and the five questions for each tier."""
    from csm_tui.domain.model_file import load, unanswered

    session = session_of(context)
    label, text = _text(session, file)
    found = load(text, file=label)
    gaps = unanswered(found)
    if session.printer.is_json:
        session.printer.json(
            {"file": label, "name": found.name, "ok": True, "unanswered": list(gaps)}
        )
        return
    session.printer.line(f"{label}: {found.title} ({found.name}) is a valid touch model.")
    for gap in gaps:
        session.printer.line(f"  {gap}", "yellow")


def _text(session: Session, name: str | None) -> tuple[str, str]:
    """Return a label and the TOML text of a preset, a file, or (None) the model in force."""
    from csm_tui.models import PRESETS, preset

    if name is None:
        if not session.path.exists():
            return "four-tier", preset("four-tier")
        from csm_tui.queries.touch_models import text_in_force

        with session.reading() as book:
            return text_in_force(book.connection)
    if name in PRESETS:
        return name, preset(name)
    from csm_tui.exchange.sources import read_source

    if not Path(name).exists():
        raise FileProblem(
            f"There is no preset and no file {name!r}. Presets: {', '.join(PRESETS)}."
        )
    try:
        return name, read_source(Path(name)).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileProblem(f"{name} is not UTF-8 text (byte {error.start}).") from None


def _print_model(session: Session, shown: TouchModel) -> None:
    from csm_tui.cli.formatting import exact
    from csm_tui.domain.thresholds import all_bounds, all_licence_lines

    printer = session.printer
    tiers = [
        {
            "tier": tier,
            "name": rule.name,
            "from": rule.from_ // 100,
            "frequency": rule.frequency,
            "accounts_per_csm": rule.accounts_per_csm,
            "channels": list(rule.channels),
            "delivery": list(rule.delivery),
            "outcomes": list(rule.outcomes),
            "cadence": rule.cadence,
        }
        for tier, rule in shown.tiers.items()
    ]
    if printer.is_json:
        printer.json(
            {
                "name": shown.name,
                "title": shown.title,
                "description": shown.description,
                "tiers": tiers,
                "health": [
                    {
                        "for": one.because,
                        "green_from": one.green_from,
                        "yellow_from": one.yellow_from,
                        "at_risk_below": one.at_risk_below,
                    }
                    for one in all_bounds(shown)
                ],
                "licence_use": [
                    {"for": one.because, "line": one.line} for one in all_licence_lines(shown)
                ],
            }
        )
        return
    if not printer.is_plain:
        printer.line(f"{shown.title} ({shown.name})", "bold")
        printer.line(shown.description)
        printer.line()
    printer.table(
        (
            Column("Tier"),
            Column("ARR from", right=True),
            Column("How often"),
            Column("Accounts per CSM", limit=30),
        ),
        [
            (
                rule.name,
                exact(rule.from_),
                rule.frequency,
                rule.accounts_per_csm,
            )
            for rule in shown.tiers.values()
        ],
    )
    if not printer.is_plain:
        _print_thresholds(session, shown)


def _print_thresholds(session: Session, shown: TouchModel) -> None:
    """Print which health is green, yellow and at risk, and what use of licences says of need."""
    from csm_tui.domain.thresholds import all_bounds, all_licence_lines
    from csm_tui.domain.wording import figure

    printer = session.printer
    bounds, lines = all_bounds(shown), all_licence_lines(shown)
    printer.line()
    printer.table(
        (
            Column("Health"),
            Column("Green from", right=True),
            Column("Yellow from", right=True),
            Column("At risk below", right=True),
        ),
        [
            (
                _for_whom(one.because, len(bounds)),
                figure(one.green_from),
                figure(one.yellow_from),
                figure(one.at_risk_below),
            )
            for one in bounds
        ],
    )
    printer.line()
    printer.table(
        (Column("Licence use"), Column("Seats used → points of need")),
        [
            (
                _for_whom(one.because, len(lines)),
                ", ".join(f"{figure(x)} % → {figure(y)}" for x, y in one.line),
            )
            for one in lines
        ],
    )


def _for_whom(because: str, entries: int) -> str:
    return because or ("all others" if entries > 1 else "all accounts")


def _warn_early(session: Session, text: str, label: str, adopted: list[date]) -> None:
    # DOMAIN §2: changing the model too often is itself a mistake; commit for 12–18 months.
    from csm_tui.domain.model_file import load

    months = load(text, file=label).tiering.commit_months
    if len(adopted) > 1:
        last = adopted[0]
        age = (session.today.year - last.year) * 12 + session.today.month - last.month
        if age < months:
            say(
                f"The model before was in force for {age} months; commit to one for"
                f" {months} or more."
            )
