"""An experiment as lines, a record and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column
from csm_tui.domain.experiments import OUTCOMES, TEST, figure_words
from csm_tui.domain.treatments import treatment_words
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.domain.experiments import SideResult
    from csm_tui.queries.experiments import Experiment, Member, Result

COLUMNS: Final = (
    Column("ID", right=True),
    Column("Experiment", limit=24),
    Column("Tier"),
    Column("A against B", limit=30),
    Column("Accounts", right=True),
    Column("State"),
    Column("Until"),
)
SIDE_COLUMNS: Final = (
    Column("Side"),
    Column("Treatment", limit=34),
    Column("Accounts", right=True),
    Column("With a figure", right=True),
    Column("Of", right=True),
    Column("Figure", right=True),
    Column("±", right=True),
)
MEMBER_COLUMNS: Final = (
    Column("Side"),
    Column("Account", limit=40),
    Column("Figure", right=True),
)
_COLOURS: Final = {"running": "green", "over": "dim"}


def line(row: Experiment, today: date) -> Row:
    """Return an experiment as a line of the list."""
    end = row.closed_on or row.end
    return (
        str(row.id),
        row.name,
        row.tier,
        against(row),
        f"{row.accounts_a} + {row.accounts_b}",
        Cell(row.state, _COLOURS.get(row.state)),
        formatting.day(end, today),
    )


def against(row: Experiment) -> str:
    """Return both treatments in short: "check-in 30 / 14 days", "check-in phone / email"."""
    days = " days" if row.aspect == "cadence" else ""
    return f"{row.kind} {row.treatment_a} / {row.treatment_b}{days}"


def side_line(row: Experiment, side: SideResult, currency: str | None) -> Row:
    """Return a side with its counts and its figure."""
    unit = OUTCOMES[row.outcome][1]
    shown = formatting.UNKNOWN if side.figure is None else figure_words(side.figure, unit)
    margin = formatting.UNKNOWN if side.error is None else figure(round(2 * side.error, 1))
    return (
        side.side.upper(),
        treatment_words(row.aspect, row.kind, side.treatment),
        str(side.accounts),
        str(side.known),
        base_words(row, side.base, currency),
        shown,
        margin,
    )


def side_plain(row: Experiment, side: SideResult) -> Record:
    """Return a side as a record of `--plain`."""
    return _side_json(row, side).values()


def base_words(row: Experiment, base: float, currency: str | None) -> str:
    """Return what a figure is of: touchpoints, answers, accounts, ARR."""
    if row.outcome == "arr-kept":
        return formatting.money(int(base), currency)
    return figure(base)


def member_line(row: Experiment, member: Member) -> Row:
    """Return an account of a side with its own figure."""
    unit = OUTCOMES[row.outcome][1]
    known = member.figure is not None
    shown = figure_words(member.figure or 0, unit) if known else formatting.UNKNOWN
    return member.side.upper(), member.account, shown


def plain(row: Experiment) -> Record:
    """Return an experiment as a record of `--plain`."""
    return as_json(row).values()


def as_json(row: Experiment) -> dict[str, Any]:
    """Return an experiment with the keys of `csm experiment list --json`."""
    return {
        "id": row.id,
        "name": row.name,
        "tier": row.tier,
        "aspect": row.aspect,
        "kind": row.kind,
        "treatment_a": row.treatment_a,
        "treatment_b": row.treatment_b,
        "outcome": row.outcome,
        "seed": row.seed,
        "start_date": row.start,
        "end_date": row.end,
        "closed_on": row.closed_on,
        "state": row.state,
        "accounts_a": row.accounts_a,
        "accounts_b": row.accounts_b,
        "conclusion": row.conclusion,
    }


def result_json(found: Result) -> dict[str, Any]:
    """Return an experiment with both sides, with the keys of `csm experiment show --json`."""
    row, verdict = found.experiment, found.verdict
    return {
        **as_json(row),
        "sides": [_side_json(row, side) for side in (found.a, found.b)],
        "difference": formatting.hundredths(verdict.difference),
        "margin": formatting.hundredths(verdict.margin),
        "verdict": verdict.word,
        "better": verdict.better,
        "interim": verdict.interim,
        "least": found.least,
        "test": TEST,
        "sentence": verdict.sentence,
        "members": [
            {
                "account": one.account,
                "account_id": one.account_id,
                "side": one.side,
                "base": _base(row, one.base),
                "figure": formatting.hundredths(one.figure),
            }
            for one in found.members
        ],
    }


def _side_json(row: Experiment, side: SideResult) -> dict[str, Any]:
    return {
        "side": side.side,
        "treatment": side.treatment,
        "accounts": side.accounts,
        "known": side.known,
        "base": _base(row, side.base),
        "figure": formatting.hundredths(side.figure),
        "error": formatting.hundredths(side.error),
    }


def _base(row: Experiment, base: float) -> float | None:
    return formatting.number(int(base)) if row.outcome == "arr-kept" else int(base)
