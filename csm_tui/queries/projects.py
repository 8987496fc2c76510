"""Questions about project engagements: which run, how far they are, one by its id."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain import criteria
from csm_tui.domain.projects import Figures, ProjectState, figures_today, state_of
from csm_tui.domain.standing import assess
from csm_tui.domain.terms import QUADRANT_NAMES
from csm_tui.errors import InvalidValue
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.criteria import Check
    from csm_tui.domain.facts import Project
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.standing import Standing


class ProjectRow(NamedTuple):
    """One project engagement with its state of today and each condition of its exit criterion."""

    account_id: int
    account: str
    project: Project
    state: ProjectState
    checks: tuple[Check, ...]

    def days_overdue(self, today: date) -> int:
        """Return the days past its day, 0 where it is closed or not past."""
        due = self.project.due
        if due is None or self.state == "closed":
            return 0
        return max(0, (today - due).days)


def listing(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    closed: bool = False,
) -> list[ProjectRow]:
    """Return the projects of the accounts that `filter` keeps: overdue and met first, then by due.

    Those that are closed only with `closed`.
    """
    condition, parameters = filters.where(connection, filter, today)
    running = "" if closed else "AND (p.closed_on IS NULL OR p.closed_on > ?)"
    rows = connection.execute(
        "SELECT DISTINCT p.account_id FROM project p JOIN standing s ON s.account_id = p.account_id"
        " JOIN account a ON a.id = p.account_id"
        f" WHERE {filters.scope(filter)} AND ({condition}) {running}",
        [*parameters, *([] if closed else [today.isoformat()])],
    )
    ids = [row[0] for row in rows]
    _, model = current_model(connection)
    found: list[ProjectRow] = []
    for account, facts in facts_for(connection, ids, today):
        figures = figures_today(account, facts, assess(account, facts, model, today))
        found += [_row(account, project, figures, today) for project in facts.projects]
    return sorted((row for row in found if closed or row.state != "closed"), key=_order)


def of_standing(
    account: Account, projects: tuple[Project, ...], figures: Figures, today: date
) -> list[ProjectRow]:
    """Return the rows of one account's `projects`, those that are closed last."""
    return sorted((_row(account, project, figures, today) for project in projects), key=_order)


def _row(account: Account, project: Project, figures: Figures, today: date) -> ProjectRow:
    text = project.exit_criterion or ""
    return ProjectRow(
        account.id,
        account.name,
        project,
        state_of(project, figures.values, today),
        criteria.checks(text, figures.values) if text else (),
    )


_STATES = ("overdue", "met", "open", "closed")


def _order(row: ProjectRow) -> tuple[object, ...]:
    due = row.project.due
    return _STATES.index(row.state), due is None, due or 0, row.account.casefold(), row.project.id


class OpenProject(NamedTuple):
    """A project as an operation needs it."""

    id: int
    account_id: int
    account: str
    aim: str
    start_date: date
    due: date | None
    closed_on: date | None


def project(connection: sqlite3.Connection, project_id: int) -> OpenProject:
    """Return a project by its id; raises InvalidValue where there is none."""
    row = connection.execute(
        "SELECT p.id, p.account_id, a.name, p.aim, p.start_date, p.due, p.closed_on FROM project p"
        " JOIN account a ON a.id = p.account_id WHERE p.id = ?",
        (project_id,),
    ).fetchone()
    if row is None:
        raise InvalidValue(f"There is no project {project_id}. `csm project list` shows them.")
    days = (None if day is None else date_of(day) for day in row[4:])
    return OpenProject._make((*row[:4], *days))


def metrics_of(connection: sqlite3.Connection, account_id: int) -> frozenset[str]:
    """Return the names of the metrics that the book has of an account."""
    rows = connection.execute(
        "SELECT DISTINCT metric FROM metric WHERE account_id = ?", (account_id,)
    )
    return frozenset(row[0] for row in rows)


def after_closing(connection: sqlite3.Connection, account_id: int, *, today: date) -> str:
    """Return in a sentence where an account stands, one of its projects being closed."""
    _, model = current_model(connection)
    for account, facts in facts_for(connection, [account_id], today):
        standing = assess(account, facts, model, today)
        rest = [
            project
            for project in facts.projects
            if project.start_date <= today
            and (project.closed_on is None or project.closed_on > today)
        ]
        if rest:
            return f'Another project goes on: "{rest[0].aim}".'
        return _place(standing)
    return ""


def _place(standing: Standing) -> str:
    quadrant, level = standing.quadrant.quadrant, standing.level.level
    told = f"level {level}" if level else "no touch level"
    if quadrant == "digital-scale":
        return f"Back to digital scale: {told}."
    if quadrant is None:
        return f"It is {standing.quadrant.reason}; {told}."
    if quadrant == "project":
        need = standing.need.reason
        return f"It stays in {QUADRANT_NAMES[quadrant]}, {told}: {need}. Open the next project?"
    return f"It is in {QUADRANT_NAMES[quadrant]}: {told}."
