"""A project engagement as a line, a record and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.domain.criteria import Check
    from csm_tui.queries.projects import ProjectRow

COLUMNS: Final = (
    Column("ID", right=True),
    Column("Account", limit=22),
    Column("Aim", limit=34),
    Column("State"),
    Column("Due"),
    Column("Until", limit=40),
)
_COLOURS: Final = {"overdue": "red", "met": "green", "closed": "dim"}


def line(row: ProjectRow, today: date) -> Row:
    """Return a project as a line of a table."""
    project, late = row.project, row.days_overdue(today)
    due = formatting.day(project.due, today)
    if row.state == "closed":
        due = f"closed {formatting.day(project.closed_on, today)}"
    return (
        str(project.id),
        row.account,
        project.aim,
        Cell(row.state, _COLOURS.get(row.state)),
        Cell(f"{due} !{late}d" if late else due, "red" if late else None),
        until(row),
    )


def until(row: ProjectRow) -> str:
    """Return the exit criterion with today's figures, `health >= 70 (58)`; closed, the outcome."""
    if row.state == "closed" and row.project.outcome:
        return row.project.outcome
    if not row.checks:
        return row.project.exit_criterion or ""
    return ", ".join(f"{check.condition.text} ({_value(check)})" for check in row.checks)


def _value(check: Check) -> str:
    value = check.value
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else figure(value)


def plain(row: ProjectRow, today: date) -> Record:
    """Return a project as a record of `--plain`."""
    project = row.project
    return (
        project.id,
        row.account,
        project.aim,
        row.state,
        project.start_date,
        project.due,
        row.days_overdue(today),
        project.exit_criterion,
        project.owner,
        project.closed_on,
        project.outcome,
    )


def as_json(row: ProjectRow, today: date) -> dict[str, Any]:
    """Return a project with the keys of `csm project list --json`."""
    project = row.project
    return {
        "id": project.id,
        "account": row.account,
        "account_id": row.account_id,
        "aim": project.aim,
        "owner": project.owner,
        "state": row.state,
        "start_date": project.start_date,
        "due": project.due,
        "days_overdue": row.days_overdue(today),
        "exit_criterion": project.exit_criterion,
        "conditions": [
            {
                "condition": check.condition.text,
                "value": check.value,
                "holds": check.holds,
            }
            for check in row.checks
        ],
        "closed_on": project.closed_on,
        "outcome": project.outcome,
    }
