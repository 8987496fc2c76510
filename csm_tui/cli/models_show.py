"""`csm model show`: the five answers of each tier, and the thresholds behind the figures."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from csm_tui.cli.framework import Command, session_of
from csm_tui.cli.model_source import source_of
from csm_tui.cli.output import Cell, Column, terminal_width

if TYPE_CHECKING:
    from csm_tui.cli.output import Row
    from csm_tui.cli.session import Session
    from csm_tui.domain.touch_model import TierRule, TouchModel

# From so many columns on the tiers stand side by side.
_WIDE: Final = 100
_OPEN: Final = "not answered"


@click.command(
    "show",
    cls=Command,
    shows=True,
    examples=(
        "csm model show",
        "csm model show three-tier",
        "csm model show 3              (a version of this book)",
        "csm model show --toml > mine.toml",
    ),
)
@click.argument("name", required=False)
@click.option("--toml", is_flag=True, help="The whole model in its file format.")
@click.pass_context
def show(context: click.Context, name: str | None, toml: bool) -> None:
    """Show how the model in force (or a version, a preset, a file) treats each tier."""
    from csm_tui.domain.model_file import load

    session = session_of(context)
    source = source_of(session, name)
    if toml:
        sys.stdout.write(source.toml)
        return
    model = load(source.toml, file=source.label)
    if session.printer.is_json:
        _print_json(session, model)
    elif session.printer.is_plain:
        currency = session.currency()
        session.printer.records(_record(rule, currency) for rule in model.tiers.values())
    else:
        _print(session, model)


def _print_json(session: Session, model: TouchModel) -> None:
    from csm_tui.cli.models_json import tier_json
    from csm_tui.domain.thresholds import all_bounds, all_licence_lines

    session.printer.json(
        {
            "name": model.name,
            "title": model.title,
            "description": model.description,
            "tiers": [tier_json(tier, rule) for tier, rule in model.tiers.items()],
            "health": [
                {
                    "for": one.because,
                    "green_from": one.green_from,
                    "yellow_from": one.yellow_from,
                    "at_risk_below": one.at_risk_below,
                }
                for one in all_bounds(model)
            ],
            "licence_use": [
                {"for": one.because, "line": one.line} for one in all_licence_lines(model)
            ],
        }
    )


def _record(rule: TierRule, currency: str | None) -> list[str]:
    return [name.replace(_OPEN, "") for name in (rule.name, *_answers(rule, currency))]


def _answers(rule: TierRule, currency: str | None) -> list[str]:
    """Return what a tier says, in the order of `_QUESTIONS`."""
    from csm_tui.cli.formatting import exact

    lists = (rule.channels, rule.interaction_types, rule.delivery, rule.outcomes)
    return [
        exact(rule.from_, currency),
        rule.frequency or _OPEN,
        rule.accounts_per_csm,
        *(", ".join(one) or _OPEN for one in lists),
    ]


_QUESTIONS: Final = (
    "ARR from",
    "How often",
    "Accounts per CSM",
    "Channels",
    "What we do",
    "Who delivers",
    "What it drives",
)


def _print(session: Session, model: TouchModel) -> None:
    printer = session.printer
    printer.line(f"{model.title} ({model.name})", "bold")
    printer.paragraph(model.description.strip())
    rules = list(model.tiers.values())
    currency = session.currency()
    answers = [_answers(rule, currency) for rule in rules]
    printer.line()
    width = terminal_width()
    if width >= _WIDE:
        label = max(map(len, _QUESTIONS))
        each = (width - label) // len(rules) - 2
        printer.table(
            (Column(""), *(Column(rule.name, limit=each, wrap=True) for rule in rules)),
            [
                (question, *map(_cell, said))
                for question, *said in zip(_QUESTIONS, *answers, strict=True)
            ],
        )
    else:
        rows: list[tuple[str, list[Row]]] = [
            (
                rule.name,
                [
                    (f"  {question}", _cell(said))
                    for question, said in zip(_QUESTIONS, said_of_it, strict=True)
                ],
            )
            for rule, said_of_it in zip(rules, answers, strict=True)
        ]
        label = max(map(len, _QUESTIONS)) + 2
        columns = (Column(""), Column("", limit=width - label - 2, wrap=True))
        printer.sections(columns, rows, header=False)
    _print_thresholds(session, model)


def _cell(said: str) -> Cell:
    return Cell(said, "yellow" if said == _OPEN else None)


def _print_thresholds(session: Session, model: TouchModel) -> None:
    """Print which health is green, yellow and at risk, and what use of licences says of need."""
    from csm_tui.domain.thresholds import all_bounds, all_licence_lines
    from csm_tui.domain.wording import figure

    printer = session.printer
    bounds, lines = all_bounds(model), all_licence_lines(model)
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
