"""The tables of `csm what-if`: today and then side by side, and who moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.formatting import quadrant_name
from csm_tui.cli.output import Cell, Column, Row, room
from csm_tui.domain.what_if import of_book
from csm_tui.domain.what_if_words import missing
from csm_tui.formatting import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.cli.what_if import Asked
    from csm_tui.domain.terms import Quadrant
    from csm_tui.domain.what_if_figures import Figures, Move, Part, Turn
    from csm_tui.queries.what_if import WhatIf

TABLE_ROWS: Final = 40
_GROUPED: Final = 10_000
_OTHER_COLUMNS: Final = 24 + 29 + 3 * 2
_LEAST_WORDS: Final = 24
_MOVES: Final = (
    Column("Account", limit=24),
    Column("ARR", right=True),
    Column("Tier"),
    Column("Level"),
    Column("Quadrant"),
)


def show(session: Session, asked: Asked) -> None:
    """Write what is supposed, the figures of today and of each step, and who moves at the last."""
    printer, last = session.printer, asked.last
    if not any(step.changes or of_book(step.wish) for step in asked.steps):
        printer.line("Nothing is supposed: then is today.", "bold")
    for number, step in enumerate(asked.steps, start=1):
        many = len(asked.steps) > 1
        title = f"{number}  " if many else ""
        for line in said(step, asked.currency):
            printer.line(f"{title}{line}", "bold")
            title = " " * len(title)
    printer.line()
    figures = [last.today, *(step.then for step in asked.steps)]
    printer.table(_columns("", asked), list(_sums(figures, asked)))
    for title, parts in (
        ("Tier", [_by_tier(one) for one in figures]),
        ("Quadrant", [_by_quadrant(one) for one in figures]),
    ):
        printer.line()
        printer.table(_columns(title, asked), list(_parts(parts, asked)))
    _show_moves(session, last, asked.currency)
    _show_turns(session, last)
    lacks = missing(last.then, last.model)
    if lacks:
        printer.line()
    for lack in lacks:
        printer.paragraph(lack, "dim")


def said(found: WhatIf, currency: str | None) -> list[str]:
    """Return what is supposed, a line for each key: `tiers.high.from 100,000 → 150,000`."""
    lines = [f"{one.key} {value(one.before)} → {value(one.after)}" for one in found.changes]
    today, then = found.today.whole, found.then.whole
    for key in of_book(found.wish):
        if key == "accounts":
            lines.append(f"accounts {today.accounts:,} → {then.accounts:,}, of the same mix")
        elif key == "growth":
            lines.append(f"growth {float(found.growth.arr):g}× of every ARR")
        else:
            before, after = (formatting.money(part.arr, currency) for part in (today, then))
            lines.append(f"arr {before} → {after}, {float(found.growth.arr):.3g}× of every ARR")
    return lines


def value(given: Any) -> str:
    """Return a value of the model as a person reads it."""
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int | float):
        return f"{given:,}" if abs(given) >= _GROUPED else f"{given:g}"
    if isinstance(given, list):
        return f"[{', '.join(map(value, given))}]"
    return str(given)


def _columns(title: str, asked: Asked) -> list[Column]:
    many = len(asked.steps) > 1
    names = [f"{number}" for number in range(1, len(asked.steps) + 1)] if many else ["Then"]
    change = [] if many else [Column("Change", right=True)]
    return [
        Column(title),
        Column("Today", right=True),
        *(Column(name, right=True) for name in names),
        *change,
    ]


def _sums(figures: Sequence[Figures], asked: Asked) -> Iterator[Row]:
    """Yield the sums of the book, a line each."""

    def money(cents: float | None) -> str:
        return formatting.money(None if cents is None else int(cents), asked.currency)

    whole = [one.whole for one in figures]
    yield _line("Accounts", [one.accounts for one in whole], _count)
    yield _line("ARR", [one.arr for one in whole], money)
    yield _line("Hours a month", [one.hours for one in whole], _tenth)
    yield _line("Of hours there are", [one.available_month for one in figures], _tenth)
    yield _line("Utilisation", [one.utilisation for one in figures], _percent)
    yield _line("Cost a year", [one.cost for one in whole], money)
    yield _line("Share of ARR", [one.blended_share for one in figures], _share)
    yield _line("CSMs, by accounts", [one.headcount for one in figures], _tenth)
    yield _line("CSMs, by hours", [one.headcount_by_hours for one in figures], _tenth)
    yield _line("Over-served", [one.over_served for one in figures], _count)
    yield _line("Under-served", [one.under_served for one in figures], _count)


def _line(title: str, values: Sequence[float | None], shown: Callable[[float | None], str]) -> Row:
    cells = [title, *map(shown, values)]
    if len(values) > 2:
        return cells
    before, after = values
    if before is None or after is None or shown(before) == shown(after):
        return [*cells, ""]
    return [*cells, difference(before, after, shown)]


def _by_tier(figures: Figures) -> Mapping[str, Part]:
    return {str(tier): part for tier, part in figures.tiers.items()}


def _by_quadrant(figures: Figures) -> Mapping[str, Part]:
    return {
        formatting.quadrant_name(quadrant): part for quadrant, part in figures.quadrants.items()
    }


def _parts(parts: Sequence[Mapping[str, Part]], asked: Asked) -> Iterator[Row]:
    """Yield of each tier or quadrant its accounts, then indented ARR, hours and cost."""

    def money(cents: float | None) -> str:
        return formatting.money(None if cents is None else int(cents), asked.currency)

    for name in dict.fromkeys(key for part in parts for key in part):
        of_name = [part.get(name) for part in parts]
        if not any(part is not None and part.accounts for part in of_name):
            continue
        yield _line(name, [part.accounts if part else 0 for part in of_name], _count)
        yield _line("  ARR", [part.arr if part else None for part in of_name], money)
        yield _line("  hours a month", [part.hours if part else None for part in of_name], _tenth)
        yield _line("  cost a year", [part.cost if part else None for part in of_name], money)


def _count(number: float | None) -> str:
    return formatting.UNKNOWN if number is None else f"{number:,.0f}"


def _tenth(number: float | None) -> str:
    return formatting.UNKNOWN if number is None else f"{number:,.1f}"


def _percent(number: float | None) -> str:
    return formatting.UNKNOWN if number is None else f"{number:,.0f} %"


def _share(number: float | None) -> str:
    return formatting.UNKNOWN if number is None else f"{number:,.1f} %"


def _show_moves(session: Session, found: WhatIf, currency: str | None) -> None:
    printer, count = session.printer, len(found.moves)
    printer.line()
    if not count:
        printer.line("Nobody moves to another tier, level or quadrant.", "dim")
        return
    verb = "moves" if count == 1 else "move"
    printer.line(f"{formatting.plural(count, 'account')} {verb}", "bold")
    printer.table(_MOVES, [_move_line(move, found, currency) for move in found.moves[:TABLE_ROWS]])
    printer.cut_off(TABLE_ROWS, count, "--json has all")


def _move_line(move: Move, found: WhatIf, currency: str | None) -> Row:
    return (
        found.names[move.account_id],
        formatting.money(move.arr, currency),
        _to(move.tier_from, move.tier_to),
        _to(move.level_from or "none", move.level_to or "none"),
        _to(_short(move.quadrant_from), _short(move.quadrant_to)),
    )


def _short(quadrant: Quadrant | None) -> str:
    return quadrant_name(quadrant)[:2]


def _to(before: str, after: str) -> str:
    return "" if before == after else f"{before} → {after}"


def _show_turns(session: Session, found: WhatIf) -> None:
    count = len(found.turns)
    if not count:
        return
    printer = session.printer
    printer.line()
    printer.line(f"{formatting.plural(count, 'account')} served otherwise", "bold")
    words = Column("Why", limit=room(_OTHER_COLUMNS, _LEAST_WORDS), wrap=True)
    printer.table(
        (Column("Account", limit=24), Column("Was"), Column("Is"), words),
        [_turn_line(turn, found) for turn in found.turns[:TABLE_ROWS]],
    )
    printer.cut_off(TABLE_ROWS, count, "--json has all")


def _turn_line(turn: Turn, found: WhatIf) -> Row:
    worse = turn.flag_to is not None
    why = "; ".join(turn.reasons)
    return (
        found.names[turn.account_id],
        turn.flag_from or "as it should be",
        Cell(turn.flag_to or "as it should be", "yellow" if worse else "green"),
        why if worse else f"no longer: {why}",
    )
