"""`csm model check`: whether a model is complete, fits its purposes, and fits into the hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.formatting import UNKNOWN, plural, tenths
from csm_tui.cli.framework import Command, session_of
from csm_tui.cli.model_source import source_of
from csm_tui.cli.output import Cell, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.cli.model_source import Source
    from csm_tui.cli.output import Printer
    from csm_tui.cli.session import Session
    from csm_tui.domain.model_gaps import Finding
    from csm_tui.domain.model_review import FullLoad
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_figures import Figures


@click.command(
    "check",
    cls=Command,
    shows=True,
    examples=("csm model check", "csm model check mine.toml", "csm model check three-tier"),
)
@click.argument("name", required=False)
@click.pass_context
def check(context: click.Context, name: str | None) -> None:
    """Check the model in force, a version, a preset or a file against the field and this book.

    Every key and its value; the five questions for each tier; channels against their purpose;
    thresholds that overlap or leave gaps; the hours it asks for against those there are.
    """
    from csm_tui.cli.working_hours import available_under
    from csm_tui.domain.model_file import load, unanswered
    from csm_tui.domain.model_review import full_loads, review

    session = session_of(context)
    source = source_of(session, name)
    model = load(source.toml, file=source.label)
    found, loads = review(model), full_loads(model, available_under(session)(model))
    book = _demand(session, model)
    if session.printer.is_json:
        session.printer.json(
            {
                "file": source.label,
                "name": model.name,
                "ok": True,
                "complete": not any(one.question == "answers" for one in found),
                "unanswered": list(unanswered(model)),
                "findings": _json(source, found),
                "loads": [{**one._asdict(), "percent": tenths(one.percent)} for one in loads],
                "book": None if book is None else _book_json(book),
            }
        )
    elif session.printer.is_plain:
        session.printer.records(
            (one["question"], one["key"], one["line"] or None, one["text"])
            for one in _json(source, found)
        )
    else:
        _print(session.printer, source, model, found)
        _print_hours(session.printer, model, loads, book)


def _demand(session: Session, model: TouchModel) -> Figures | None:
    """Return what `model` asks of this book, None where there is no account in it."""
    if not session.path.exists():
        return None
    from csm_tui.cli.progress import about
    from csm_tui.cli.working_hours import available_under
    from csm_tui.queries.model_effects import figures_under

    with session.reading() as book:
        found = figures_under(
            book.connection,
            model,
            today=session.today,
            available=available_under(session),
            progress=about("Assessing"),
        )
    return found if found.whole.accounts else None


def _json(source: Source, found: Sequence[Finding]) -> list[dict[str, Any]]:
    from csm_tui.domain.model_lines import line_of

    return [{**one._asdict(), "line": line_of(source.toml, one.key)} for one in found]


def _book_json(book: Figures) -> dict[str, Any]:
    return {
        "accounts": book.whole.accounts,
        "hours_month": tenths(book.whole.hours),
        "available_month": book.available_month,
        "utilisation_pct": tenths(book.utilisation),
    }


def _print(printer: Printer, source: Source, model: TouchModel, found: Sequence[Finding]) -> None:
    from csm_tui.domain.model_gaps import FINE
    from csm_tui.domain.model_lines import line_of

    printer.paragraph(f"{source.label}: {model.title} ({model.name}) is a valid touch model.")
    for question, nothing in FINE.items():
        told = [one for one in found if one.question == question]
        if not told:
            printer.line(f"  {nothing}")
        for one in told:
            line = line_of(source.toml, one.key)
            where = f"line {line}, {one.key}" if line else one.key
            printer.paragraph(f"  {one.text} ({where})", "yellow")


def _share(load: FullLoad, model: TouchModel) -> Cell:
    if load.percent is None:
        return Cell(UNKNOWN)
    return Cell(f"{load.percent:,.0f} %", "yellow" if load.percent > model.hours.red_from else None)


def _print_hours(
    printer: Printer, model: TouchModel, loads: Sequence[FullLoad], book: Figures | None
) -> None:
    from csm_tui.domain.wording import figure

    printer.line()
    printer.table(
        (
            Column("A CSM with accounts of"),
            Column("Number", right=True),
            Column("Hours a month", right=True),
            Column("Of those there are", right=True),
            Column("Hours allow", right=True),
        ),
        [
            (
                model.tiers[one.tier].name,
                f"{one.accounts:,}",
                f"{one.hours:,.0f}",
                _share(one, model),
                "any number" if one.possible is None else f"{one.possible:,}",
            )
            for one in loads
        ],
    )
    printer.line()
    if book is None:
        printer.line("There is no account in this book to ask hours for.")
        return
    hours, available = book.whole.hours, book.available_month
    if hours is None:
        printer.paragraph(
            "This book: its hours are not known: no account has a level. `csm edit ACCOUNT arr=45k`"
            " gives one."
        )
        return
    share = "" if book.utilisation is None else f" ({book.utilisation:,.0f} %)"
    asks = "asks" if book.whole.accounts == 1 else "ask"
    said = (
        f"This book: {plural(book.whole.accounts, 'account')} {asks} for {hours:,.0f} h of"
        f" {figure(available)} h a month{share}"
    )
    if hours > available:
        printer.paragraph(
            f"{said}: {hours - available:,.0f} h more than there are. `csm capacity` says what"
            " drives it.",
            "yellow",
        )
    else:
        printer.line(f"{said}.")
