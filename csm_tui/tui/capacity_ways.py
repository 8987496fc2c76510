"""The lines of capacity that say what would make the plan fit, and what is missing; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.capacity_moves import without_moves
from csm_tui.domain.spoken import say
from csm_tui.tui.capacity_rows import hours
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.capacity_moves import Move
    from csm_tui.queries.capacity import Capacity
    from csm_tui.queries.capacity_proposals import Cadence, Touch
    from csm_tui.tui.setting import Setting

_GAINED: Final = 8
_ACCOUNT: Final = 22
_WIDE_ACCOUNT: Final = 30
_WIDE: Final = 100
_ARR: Final = 8
_HOW: Final = 18


def is_over(found: Capacity) -> bool:
    """Return whether anything is to be proposed: a week is over, or the month."""
    return found.first_over is not None or found.proposals.excess > 0


def head() -> Line:
    """Return the head of the proposals."""
    return line(
        Piece("What would make it fit", "strong"), Piece("  hours gained, and how", "muted")
    )


def moves_words(found: Capacity, setting: Setting) -> str:
    """Return what moves inside their windows would do."""
    ways = found.proposals
    moves, planned = ways.moves or (), found.planned_until is not None
    if why := without_moves(ways.over, ways.moves, planned=planned, way="clear the filter"):
        return why
    weeks = formatting.plural(ways.over, "week")
    gained = sum(move.plan.minutes for move in moves) / 60
    last = say(max(move.to for move in moves), setting.today)
    return (
        f"{formatting.plural(len(moves), 'move')} until {last} take {hours(gained)} h out of"
        f" the {weeks} over: {ways.cleared:,} of them would fit."
    )


def move_line(move: Move, setting: Setting, width: int) -> Line:
    """Return a touchpoint that could stand in another week."""
    plan, today = move.plan, setting.today
    return line(
        _gained(plan.minutes / 60),
        _account(plan.account, setting, width),
        Piece(fit(f"{say(plan.date, today)} {setting.glyphs.arrow} {say(move.to, today)}", _HOW)),
        Piece(f" {plan.kind}", "muted"),
    )


def move_why(move: Move, setting: Setting, opens: str) -> Line:
    """Return in which window a touchpoint may stand, and where it is moved."""
    plan, today = move.plan, setting.today
    window = f"its window is {say(plan.window_from, today)} to {say(plan.window_to, today)}"
    return line(
        Piece(f" {plan.kind}: ", "strong"),
        Piece(f"{window}; {opens} opens the account, its plan moves it", "muted"),
    )


def cadence_line(one: Cadence, setting: Setting) -> Line:
    """Return a clock of a level that runs slower."""
    how = f"{one.level} touch: {one.what}, {one.days} {setting.glyphs.arrow} {one.slower} days"
    accounts = formatting.plural(one.accounts, "account")
    return line(_gained(one.gained), Piece(how), Piece(f"  {accounts}", "muted"))


def cadence_why(one: Cadence) -> Line:
    """Return how a slower clock is tried."""
    return line(
        Piece(" Try it: ", "strong"), Piece(f"csm what-if {one.key}={one.slower}d", "muted")
    )


def touch_line(one: Touch, setting: Setting, width: int) -> Line:
    """Return an account served at a lower level."""
    how = f"{one.level} {setting.glyphs.arrow} {one.to}"
    return line(
        _gained(one.gained),
        _account(one.account, setting, width),
        Piece(fit(how, _HOW)),
        Piece(fit_right(setting.money(one.arr), _ARR), "muted"),
        Piece(f"  {one.reason}", "muted"),
    )


def touch_why(one: Touch, override: str) -> Line:
    """Return why an account may be served at less, and how."""
    way = f"; in the account {override} sets its level by hand" if override else ""
    return line(Piece(f" {one.account}: ", "strong"), Piece(f"{one.reason}{way}", "muted"))


def _gained(gained: float) -> Piece:
    return Piece(f"{fit_right(hours(gained), _GAINED - 2)}  ", "good")


def _account(name: str, setting: Setting, width: int) -> Piece:
    room = _WIDE_ACCOUNT if width >= _WIDE else _ACCOUNT
    return Piece(f"{fit(name, room - 1, setting.glyphs.cut)} ")


# What is missing


def missing(found: Capacity, setting: Setting, plan: str) -> Iterator[str]:
    """Yield a sentence for what is missing, and how to give it; `plan` is how to plan.

    That nothing is planned stands among the figures where there are any.
    """
    if found.planned_until is None:
        if found.required is None:
            yield f"Nothing is planned: {plan} to plan what the model asks for."
    elif found.weeks and found.weeks[-1].planned is None:
        day = say(found.planned_until, setting.today)
        yield f"Planned is up to {day}: csm plan --weeks {len(found.weeks)} plans on."
    if found.other_days:
        yield f"The calendar was planned for other working days: {plan} to adapt it."
    if found.required is not None and found.utilisation is None:
        yield (
            "No hours are left for customers: give working_days, hours_a_day and internal_share in"
            " the config (csm config path)."
        )
    if found.unknown:
        yield (
            f"Hours unknown of {formatting.plural(found.unknown, 'account')} without ARR or level:"
            " filter level:unknown, then give an ARR by hand or by an import."
        )
    if found.without_health:
        yield (
            f"{formatting.plural(found.without_health, 'account')} without health in low touch:"
            " taken to need no person's check-in. The review gives them a pulse."
        )


def missing_line(text: str) -> Line:
    """Return a line of what is missing."""
    return line(Piece(text, "muted")) if text else BLANK
