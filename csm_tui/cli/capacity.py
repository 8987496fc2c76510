"""`csm capacity`: the hours the touch model asks for against those there are (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.cli.output import Record
    from csm_tui.cli.session import Session
    from csm_tui.domain.capacity_weeks import Week
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.capacity import Capacity
    from csm_tui.queries.capacity_drivers import Driver
    from csm_tui.queries.capacity_proposals import Proposals
    from csm_tui.store.database import Book

_LONGEST: Final = 520


@command(
    "capacity",
    shows=True,
    examples=(
        "csm capacity",
        "csm capacity --weeks 26",
        'csm capacity "owner:ana tier:high"     (as though these were the whole book)',
        "csm capacity --accounts                (the hours a month of every account)",
        "csm capacity --json",
    ),
)
@click.argument("filter", nargs=-1)
@click.option(
    "--weeks",
    type=click.IntRange(1, _LONGEST),
    metavar="N",
    help="How far ahead (default: the model's horizon).",
)
@click.option("--accounts", "listed", is_flag=True, help="Also the hours of every account.")
@click.pass_context
def capacity(
    context: click.Context, filter: tuple[str, ...], weeks: int | None, listed: bool
) -> None:
    """Show the hours that the touch model asks for and the calendar holds, against yours.

    Week by week, by tier, kind and account; which week breaks first and what drives it, and what
    would make it fit. Your hours: csm help planning.
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts, capacity_drivers

    session = session_of(context)
    wanted = parse(" ".join(filter))
    every: Sequence[Driver] | None = None
    with session.reading() as book:
        found = _found(session, book, wanted, weeks)
        if listed:
            every = capacity_drivers.every(
                book.connection, wanted, found.weeks, found.model, today=session.today
            )
        currency = accounts.currency(book.connection)
    if session.printer.is_json:
        session.printer.json(as_json(found, every))
    elif session.printer.is_plain:
        session.printer.records(_plain(found) if every is None else map(_plain_account, every))
    elif not found.accounts:
        _say_nobody(wanted)
    else:
        from csm_tui.cli.capacity_lines import print_capacity

        print_capacity(session, found, every, currency)


def _found(session: Session, book: Book, wanted: Filter, weeks: int | None) -> Capacity:
    from csm_tui.cli.working_hours import work_until
    from csm_tui.queries import capacity as queries

    connection, today = book.connection, session.today
    ahead = weeks or queries.horizon_weeks(connection)
    work = work_until(session, book, queries.last_day(today, ahead))
    return queries.capacity(connection, wanted, today=today, work=work, weeks=ahead)


def _say_nobody(wanted: Filter) -> None:
    if wanted.terms:
        say(f"No accounts with a stage match {wanted.text!r}.")
    else:
        say("There are no accounts yet: `csm import FILE`, or `csm add account name=… arr=…`.")


def as_json(found: Capacity, every: Sequence[Driver] | None) -> dict[str, Any]:
    """Return the figures with the keys that INTERFACE promises for `csm capacity --json`."""
    value: dict[str, Any] = {
        "available_hours_month": formatting.hundredths(found.available),
        "required_hours_month": formatting.hundredths(found.required),
        "utilisation_pct": formatting.tenths(found.utilisation),
        "weeks": [_week(week, known=found.required is not None) for week in found.weeks],
        "first_over": found.first_over and found.first_over.monday,
        "drivers": [_driver(one) for one in found.drivers],
        "accounts": found.accounts,
        "accounts_without_level": found.unknown,
        "accounts_without_health": found.without_health,
        "available_hours_week": formatting.hundredths(found.available_week),
        "headcount": formatting.hundredths(found.headcount),
        "accounts_possible": found.at_mix,
        "planned_until": found.planned_until,
        "planned_for_other_days": found.other_days,
        "months": [
            {"month": month.first.isoformat()[:7], "hours": formatting.hundredths(month.hours),
             "available": formatting.hundredths(month.available)}
            for month in found.months
        ],
        "tiers": [
            {
                "tier": one.tier,
                "accounts": one.accounts,
                "hours_month": formatting.hundredths(one.asked),
                "planned_hours_month": formatting.hundredths(one.planned),
                "accounts_possible_alone": one.alone,
                "accounts_possible": one.at_mix,
            }
            for one in found.tiers
        ],
        "kinds": [
            {
                "kind": one.kind,
                "hours_month": formatting.hundredths(one.asked),
                "planned_hours_month": formatting.hundredths(one.planned),
            }
            for one in found.kinds
        ],
        "proposals": _proposals(found.proposals),
    }  # fmt: skip
    if every is not None:
        value["every_account"] = [_driver(one) for one in every]
    return value


def _week(week: Week, *, known: bool) -> dict[str, Any]:
    return {
        "week": week.monday,
        "hours": formatting.hundredths(week.hours),
        "available": formatting.hundredths(week.available),
        "planned": formatting.hundredths(week.planned),
        "reactive": formatting.hundredths(week.reactive),
        "model_hours": formatting.hundredths(week.asked) if known else None,
        "over": formatting.hundredths(week.over),
        "free": list(week.free),
        "tiers": {tier: formatting.hundredths(hours) for tier, hours in week.by_tier.items()},
        "kinds": {kind: formatting.hundredths(hours) for kind, hours in week.by_kind.items()},
    }


def _driver(one: Driver) -> dict[str, Any]:
    return {
        "account": one.account,
        "account_id": one.account_id,
        "arr": formatting.number(one.arr),
        "tier": one.tier,
        "level": one.level,
        "hours": formatting.hundredths(one.planned),
        "hours_month": formatting.hundredths(one.asked),
    }


def _proposals(found: Proposals) -> dict[str, Any]:
    return {
        "hours_month_over": formatting.hundredths(found.excess),
        "weeks_over": found.over,
        "weeks_cleared_by_moves": found.cleared,
        "moves": None
        if found.moves is None
        else [
            {
                "id": move.plan.id,
                "account": move.plan.account,
                "account_id": move.plan.account_id,
                "kind": move.plan.kind,
                "date": move.plan.date,
                "to": move.to,
                "hours": formatting.hundredths(move.plan.minutes / 60),
            }
            for move in found.moves
        ],
        "cadences": [
            {
                "key": one.key,
                "level": one.level,
                "what": one.what,
                "days": one.days,
                "slower": one.slower,
                "accounts": one.accounts,
                "hours_month_gained": formatting.hundredths(one.gained),
            }
            for one in found.cadences
        ],
        "accounts": [
            {
                "account": one.account,
                "account_id": one.account_id,
                "arr": formatting.number(one.arr),
                "level": one.level,
                "to": one.to,
                "reason": one.reason,
                "hours_month_gained": formatting.hundredths(one.gained),
            }
            for one in found.accounts
        ],
    }


def _plain(found: Capacity) -> list[Record]:
    """Return a record for each week: its Monday, hours, available, calendar, reactive, model."""
    return [
        (
            week.monday,
            *(
                "" if value is None else f"{value:.2f}"
                for value in (week.hours, week.available, week.planned, week.reactive, week.asked)
            ),
            ", ".join(week.free),
        )
        for week in found.weeks
    ]


def _plain_account(one: Driver) -> Record:
    return _driver(one).values()
