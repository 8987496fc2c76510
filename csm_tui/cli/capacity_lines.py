"""The tables and sentences of `csm capacity`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column
from csm_tui.domain.capacity_moves import without_moves
from csm_tui.domain.capacity_time import fill_of
from csm_tui.domain.spoken import say as say_day
from csm_tui.formatting import heat, month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.formatting import Glyphs
    from csm_tui.cli.output import Row
    from csm_tui.cli.session import Session
    from csm_tui.domain.capacity_weeks import Week
    from csm_tui.queries.capacity import Capacity, KindHours, TierHours
    from csm_tui.queries.capacity_drivers import Driver
    from csm_tui.queries.capacity_proposals import Proposals

_SHOWN: Final = 5
_LISTED: Final = 40
_INKS: Final = {"room": "green", "tight": "yellow", "over": "red"}


def print_capacity(
    session: Session, found: Capacity, every: Sequence[Driver] | None, currency: str | None
) -> None:
    """Write the figures, the weeks, what drives them, and what would make them fit."""
    printer = session.printer
    for text, colour in _head(session, found):
        printer.paragraph(text, colour)
    if found.required is None:
        _print_missing(session, found)
        return
    printer.line()
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    printer.table(_WEEKS, [_week(week, signs, session) for week in found.weeks])
    if found.months:
        sums = (
            f"{month(one.first)} {_h(one.hours)} of {_h(one.available)}" for one in found.months
        )
        printer.paragraph(f"Months: {', '.join(sums)}.", "dim")
    printer.line()
    printer.table(_TIERS, [_tier(one, signs) for one in found.tiers])
    printer.line()
    if found.kinds:
        printer.table(_KINDS, [_kind(one, signs) for one in found.kinds])
    else:
        printer.paragraph(_NO_KINDS)
    if every is not None:
        printer.line()
        _print_accounts(session, every, currency, "Hours a month of every account", _LISTED)
    elif found.drivers:
        printer.line()
        _print_accounts(session, found.drivers, currency, _driving(found, session), _SHOWN)
    _print_proposals(session, found, currency)
    _print_missing(session, found)


def _head(session: Session, found: Capacity) -> list[tuple[str, str | None]]:
    if found.required is None:
        none = f"None of {formatting.plural(found.accounts, 'account')} has a level"
        return [(f"{none}: what the model asks for is not known.", None)]
    known = formatting.plural(found.accounts - found.unknown, "account")
    there = f"{_h(found.available)} ({_h(found.available_week)} a week)"
    asked = f"The model asks for {_h(found.required)} a month for {known}; you have {there}."
    lines: list[tuple[str, str | None]] = [(asked, None)]
    if found.utilisation is None:
        lines.append(("No hours are left for customers: see working_days and hours_a_day.", "red"))
        return lines
    beyond = found.required - found.available
    fits = (
        f"{_h(beyond)} too much; it takes {found.headcount or 0:,.1f} CSMs with these hours"
        if beyond > 0
        else f"{_h(-beyond)} left"
    )
    used = f"Utilisation {found.utilisation:,.0f} %: {fits}."
    lines.append((used, _INKS[fill_of(found.utilisation, found.model)]))
    if found.at_mix is not None:
        lines.append((f"At this mix {found.at_mix:,} accounts fit into your hours.", None))
    lines.append(_broken(session, found))
    return lines


def _broken(session: Session, found: Capacity) -> tuple[str, str | None]:
    week = found.first_over
    if week is None:
        count = formatting.plural(len(found.weeks), "week")
        by = "" if found.planned_until else ", by the model alone: nothing is planned"
        return f"Every one of the next {count} has room{by}.", "green"
    by = "" if week.hours is not None else " (by the model: the week is not planned)"
    off = f"; {', '.join(week.free)}" if week.free else ""
    hours = f"{_h(week.load)} of {_h(week.available)}"
    return f"First week over: {say_day(week.monday, session.today)}, {hours}{off}{by}.", "red"


_WEEKS: Final = (
    Column("Week from"),
    Column("Load"),
    Column("Calendar", right=True),
    Column("Reactive", right=True),
    Column("Hours", right=True),
    Column("Of", right=True),
    Column("Over", right=True),
    Column("Model", right=True),
    Column("Off", limit=18),
)
_TIERS: Final = (
    Column("Tier"),
    Column("Accounts", right=True),
    Column("Model/month", right=True),
    Column("Calendar/month", right=True),
    Column("Fit alone", right=True),
    Column("Fit at this mix", right=True),
)
_GAINS: Final = (
    Column("Gained", right=True),
    Column("Hours a month, by", limit=70, wrap=True),
)
_NO_KINDS: Final = (
    "No kind of touchpoint takes hours: the model asks for none of these accounts, and the calendar"
    " holds none. `csm model show` says what each level asks for, `csm model edit` changes it;"
    " `csm override ACCOUNT level low` gives an account more than its tier has."
)
_KINDS: Final = (
    Column("Kind"),
    Column("Model/month", right=True),
    Column("Calendar/month", right=True),
)


def _week(week: Week, signs: Glyphs, session: Session) -> Row:
    ink = "yellow" if week.over else None
    return (
        say_day(week.monday, session.today),
        Cell(heat(round(week.load * 60), round(week.available * 60), signs), ink),
        _known(week.planned, signs),
        _tenths(week.reactive),
        _known(week.hours, signs),
        _tenths(week.available),
        Cell(_tenths(week.over) if week.over else "", ink),
        _tenths(week.asked),
        ", ".join(week.free),
    )


def _tier(one: TierHours, signs: Glyphs) -> Row:
    return (
        one.tier,
        f"{one.accounts:,}",
        _known(one.asked, signs),
        _known(one.planned, signs),
        signs.unknown if one.tier == "unknown" else _bound(one.alone),
        signs.unknown if one.asked is None else _bound(one.at_mix),
    )


def _bound(accounts: int | None) -> str:
    return "no bound" if accounts is None else f"{accounts:,}"


def _kind(one: KindHours, signs: Glyphs) -> Row:
    return one.kind, _tenths(one.asked), _known(one.planned, signs)


def _h(hours: float) -> str:
    """Return hours in tenths: `127.5 h`."""
    return f"{_tenths(hours)} h"


def _tenths(hours: float) -> str:
    """Return hours in tenths for a table; a little is `<0.1`."""
    return "<0.1" if 0 < hours < 0.05 else f"{hours:,.1f}"


def _known(hours: float | None, signs: Glyphs) -> str:
    return signs.unknown if hours is None else _tenths(hours)


def _driving(found: Capacity, session: Session) -> str:
    week = found.first_over
    if week is None or week.planned is None:
        return "What takes most hours a month"
    return f"What drives the week of {say_day(week.monday, session.today)}"


def _print_accounts(
    session: Session, rows: Sequence[Driver], currency: str | None, title: str, limit: int
) -> None:
    printer = session.printer
    printer.line(title, "bold")
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    printer.table(
        (
            Column("Account", limit=28),
            Column("ARR", right=True),
            Column("Level"),
            Column("Calendar", right=True),
            Column("Model/month", right=True),
        ),
        [
            (
                one.account,
                formatting.money(one.arr, currency),
                formatting.level(one.tier, one.level, signs),
                _known(one.planned, signs),
                _known(one.asked, signs),
            )
            for one in rows[:limit]
        ],
    )
    printer.cut_off(limit, len(rows), "--json has all")


def _print_proposals(session: Session, found: Capacity, currency: str | None) -> None:
    printer, proposals = session.printer, found.proposals
    if found.first_over is None and not proposals.excess:
        return
    printer.line()
    printer.line("What would make it fit", "bold")
    printer.paragraph(_moves_said(found))
    moves = proposals.moves or ()
    for move in moves[:_SHOWN]:
        plan = move.plan
        was = f"{plan.kind}, {_h(plan.minutes / 60)}, was {say_day(plan.date, session.today)}"
        printer.line(f"  csm move {plan.id} {move.to.isoformat()}   {plan.account}: {was}")
    if len(moves) > _SHOWN:
        printer.line(f"  and {len(moves) - _SHOWN} more: --json has all", "dim")
    rows = [*_cadences(proposals), *_touches(proposals, currency)]
    if rows:
        printer.table(_GAINS, rows)
    if proposals.cadences:
        one = proposals.cadences[0]
        printer.paragraph(f"Try one: csm what-if {one.key}={one.slower}d", "dim")
    if proposals.accounts:
        touch = proposals.accounts[0]
        how = f"csm override ACCOUNT level {touch.to} --reason … --until …"
        printer.paragraph(f"Serve an account at another level: {how}", "dim")


def _cadences(proposals: Proposals) -> Iterator[Row]:
    for one in proposals.cadences:
        accounts = formatting.plural(one.accounts, "account")
        how = f"{one.what} of {one.level} touch every {one.slower} days, not {one.days}"
        yield _tenths(one.gained), f"{how} ({accounts})"


def _touches(proposals: Proposals, currency: str | None) -> Iterator[Row]:
    for one in proposals.accounts[:_SHOWN]:
        arr = formatting.money(one.arr, currency)
        how = f"{one.account} ({arr}) at {one.to}, not {one.level}: {one.reason}"
        yield _tenths(one.gained), how
    rest = proposals.accounts[_SHOWN:]
    if rest:
        more = formatting.plural(len(rest), "more account")
        yield _tenths(sum(one.gained for one in rest)), f"{more} like these: --json names them"


def _moves_said(found: Capacity) -> str:
    proposals, planned = found.proposals, found.planned_until is not None
    way = "leave the filter out"
    if why := without_moves(proposals.over, proposals.moves, planned=planned, way=way):
        return why
    weeks = formatting.plural(proposals.over, "week")
    hours = _h(sum(move.plan.minutes for move in proposals.moves or ()) / 60)
    return f"Moves take {hours} out of the {weeks} over; {proposals.cleared} of them would fit:"


def _print_missing(session: Session, found: Capacity) -> None:
    printer = session.printer
    told = []
    if found.unknown:
        told.append(
            f"{formatting.plural(found.unknown, 'account')} without ARR or level: their hours are"
            " not known. csm accounts level:unknown; csm edit ACCOUNT arr=…"
        )
    if found.without_health:
        told.append(
            f"{formatting.plural(found.without_health, 'account')} without health in low touch:"
            " taken to need no person's check-in. csm review"
        )
    if found.planned_until is None:
        told.append("Nothing is planned: csm plan makes the touchpoints the model asks for.")
    elif found.weeks[-1].planned is None:
        day = say_day(found.planned_until, session.today)
        told.append(f"Planned is up to {day}: csm plan --weeks {len(found.weeks)} plans on.")
    if found.other_days:
        told.append("The calendar was planned for other working days: csm plan adapts it.")
    if told:
        printer.line()
    for text in told:
        printer.paragraph(text, "dim")
