"""What happened to an account while its health moved: touchpoints, overrides, renewals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.dated_back import enter
from csm_tui.domain.overrides import last_day
from csm_tui.domain.renewal_outcomes import Contract, Moved, Span, renewals_due
from csm_tui.queries.arr_history import maybe_day
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.touch_model import TouchModel

Kind = Literal["touchpoint", "override", "renewal"]
KINDS: Final[tuple[Kind, ...]] = ("touchpoint", "override", "renewal")


class HealthEvent(NamedTuple):
    """Something on a day, in words; `until` is the last day of an override, where it has one."""

    day: date
    kind: Kind
    text: str
    until: date | None = None


def events(
    connection: sqlite3.Connection,
    account: Account,
    facts: Facts,
    model: TouchModel,
    span: Span,
) -> tuple[HealthEvent, ...]:
    """Return the events of an account in the span, earliest first.

    Touchpoints are those done with a person of ours and those missed. Renewals stand on their day
    with their outcome, those to come too, as far as the span goes.
    """
    found = [
        *_touchpoints(connection, account.id, span),
        *_overrides(facts, model, span),
        *_renewals(connection, account, facts, model, span),
    ]
    return tuple(sorted(found, key=lambda one: (one.day, KINDS.index(one.kind), one.text)))


def first_day(connection: sqlite3.Connection, account_id: int, today: date) -> date | None:
    """Return the day of the first fact that health can stand on, None where there is none yet."""
    oldest = " UNION ALL ".join(
        f"SELECT min(date) AS day FROM {table} WHERE account_id = ?1 AND date <= ?2"  # noqa: S608
        for table in ("health", "metric", "survey", "touchpoint")
    )
    (day,) = connection.execute(
        f"SELECT min(day) FROM ({oldest})",  # noqa: S608
        (account_id, today.isoformat()),
    ).fetchone()
    return maybe_day(day)


def _touchpoints(
    connection: sqlite3.Connection, account_id: int, span: Span
) -> Iterator[HealthEvent]:
    rows = connection.execute(
        "SELECT date, kind || CASE WHEN channel <> kind THEN ', ' || channel ELSE '' END"
        " || CASE status WHEN 'done' THEN '' ELSE ', ' || status END"
        " || coalesce(': ' || subject, '')"
        " FROM touchpoint WHERE account_id = ? AND date BETWEEN ? AND ?"
        " AND status IN ('done', 'no-show') AND automated = 0 ORDER BY date, id",
        (account_id, span.from_.isoformat(), min(span.to, span.today).isoformat()),
    )
    for day, text in rows:
        yield HealthEvent(date_of(day), "touchpoint", text)


def _overrides(facts: Facts, model: TouchModel, span: Span) -> Iterator[HealthEvent]:
    for one in facts.overrides:
        if span.from_ <= one.set_on <= span.today:
            at_most = model.health.override_days if one.figure == "health" else None
            text = f"{one.figure} set to {one.value}: {one.reason}"
            yield HealthEvent(one.set_on, "override", text, last_day(one, at_most))


def _renewals(
    connection: sqlite3.Connection,
    account: Account,
    facts: Facts,
    model: TouchModel,
    span: Span,
) -> Iterator[HealthEvent]:
    if account.status == "prospect":
        return
    contract = Contract(
        account.start_date,
        account.renewal_date,
        account.auto_renew,
        account.churned_on,
        _moves(connection, account.id),
    )
    for one in renewals_due(facts.subscriptions, contract, span, model.lifecycle):
        product = f"{one.product} " if one.product else ""
        state = "" if one.outcome == "open" else f" {one.outcome.replace('-', ' ')},"
        yield HealthEvent(one.on, "renewal", f"{product}renewal{state} {one.reason}")


def _moves(connection: sqlite3.Connection, account_id: int) -> list[Moved]:
    """Return the changes of the renewal date that hold, in the order of their days."""
    undone = undone_operations(connection)
    rows = connection.execute(
        "SELECT o.id, o.as_of, json_extract(c.before, '$.renewal_date')"
        " FROM change c JOIN operation o ON o.id = c.operation_id"
        " WHERE c.account_id = ? AND c.table_name = 'account' AND c.action = 'update'"
        """ AND instr(c.before, '"renewal_date":') AND o.undoes IS NULL ORDER BY c.id""",
        (account_id,),
    )
    moves: list[tuple[date, date | None]] = []
    for id, day, was in rows:
        if id not in undone:
            enter(moves, date_of(day), maybe_day(was))
    return [Moved(*move) for move in moves]
