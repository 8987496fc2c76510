"""Today beside what is supposed, in figures: the lines beside the fields of the what-if, the bars.

Pure; widths are those of the column beside the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.capacity_time import fill_of
from csm_tui.domain.terms import QUADRANT_NAMES
from csm_tui.tui.charts.figures import BarFigure, BarItem
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csm_tui.domain.what_if_figures import Figures, Part
    from csm_tui.queries.what_if import WhatIf
    from csm_tui.tui.setting import Setting

    Shown = Callable[[float | None], str]

_ROOMY: Final = 56
_NARROW: Final = (16, 8, 8, 8)
_WIDE: Final = (26, 11, 12, 12)
_EACH_NARROW: Final = (11, 6, 8, 7, 8)
_EACH_WIDE: Final = (22, 9, 9, 10, 10)
_WHOLE_FROM: Final = 1_000
_MANY: Final = 100
# No such share needs its last figures.
_BEYOND: Final = 10_000
# What is left out first where there is too little room.
_SPARE: Final = ("CSMs by hours", "ARR")


class Row(NamedTuple):
    """A figure today and then, each as it is shown; `ink` is that of what it would be."""

    name: str
    before: float | None
    after: float | None
    shown: Shown
    ink: str = "strong"


def figure_lines(found: WhatIf, setting: Setting, room: int, height: int) -> list[Line]:
    """Return the sums of the book, then accounts by tier and quadrant, in at most `height` lines.

    Where that is too few, sums that follow from others are left out.
    """
    head = line(*_head(room))
    sums = [*_sums(found, setting)]
    tiers = [*_accounts(found)]
    for spare in _SPARE:
        if 1 + len(sums) + len(tiers) > height:
            sums = [row for row in sums if row.name != spare]
    return [head, *(_line(row, setting, room) for row in (*sums, *tiers))]


def _head(room: int) -> list[Piece]:
    name, *widths = _widths(room)
    titles = zip(("today", "then", "change"), widths, strict=True)
    return [
        Piece(" " * name),
        *(Piece(fit_right(title, width), "muted") for title, width in titles),
    ]


def _widths(room: int) -> tuple[int, ...]:
    return _WIDE if room >= _ROOMY else _NARROW


def _sums(found: WhatIf, setting: Setting) -> Iterator[Row]:
    today, then = found.today, found.then
    was, now = today.whole, then.whole
    money = _money(setting)
    fill = None if then.utilisation is None else fill_of(then.utilisation, found.model)
    yield Row("ARR", was.arr, now.arr, money)
    yield Row("Hours a month", was.hours, now.hours, _tenth)
    ink = "strong" if fill is None else formatting.fill_ink(fill)
    yield Row("Utilisation", today.utilisation, then.utilisation, _percent, ink)
    yield Row("CSMs needed", today.headcount, then.headcount, _heads)
    yield Row("CSMs by hours", today.headcount_by_hours, then.headcount_by_hours, _heads)
    yield Row("Cost a year", was.cost, now.cost, money)
    yield Row("Cost, of ARR", today.blended_share, then.blended_share, _share)
    yield Row("Over-served", today.over_served, then.over_served, _count)
    yield Row("Under-served", today.under_served, then.under_served, _count)


def _accounts(found: WhatIf) -> Iterator[Row]:
    today, then = found.today, found.then
    yield Row("Accounts", today.whole.accounts, then.whole.accounts, _count)
    for tier, (was, now) in _tier_pairs(today, then).items():
        yield Row(f" {tier}", _number(was), _number(now), _count)
    for quadrant in (*QUADRANT_NAMES, None):
        was, now = today.quadrants.get(quadrant), then.quadrants.get(quadrant)
        if _number(was) or _number(now) or quadrant is not None:
            yield Row(f" {formatting.quadrant_name(quadrant)}", _number(was), _number(now), _count)


def _tier_pairs(today: Figures, then: Figures) -> dict[str, tuple[Part | None, Part | None]]:
    """Return each tier with its part today and then; without accounts only those of the model."""
    pairs = {tier: (today.tiers.get(tier), then.tiers.get(tier)) for tier in then.tiers}
    pairs |= {tier: (part, then.tiers.get(tier)) for tier, part in today.tiers.items()}
    return {
        tier: pair
        for tier, pair in pairs.items()
        if tier != "unknown" or any(_number(part) for part in pair)
    }


def _number(part: Part | None) -> int:
    return part.accounts if part else 0


def _line(row: Row, setting: Setting, room: int) -> Line:
    name, first, second, third = _widths(room)
    before, after = (row.shown(value) for value in (row.before, row.after))
    moved = before != after
    return line(
        Piece(fit(row.name, name, setting.glyphs.cut), "text" if row.name[0] != " " else "muted"),
        Piece(fit_right(_known(before, setting), first), "muted" if moved else "text"),
        Piece(
            fit_right(_known(after, setting), second),
            row.ink if moved or row.ink != "strong" else "text",
        ),
        Piece(fit_right(_change(row, setting) if moved else "", third), "accent"),
    )


def _change(row: Row, setting: Setting) -> str:
    if row.before is None or row.after is None:
        return ""
    minus = "-" if setting.glyphs is formatting.ASCII else "−"
    return formatting.difference(row.before, row.after, row.shown, minus)


def _known(shown: str, setting: Setting) -> str:
    return shown or setting.glyphs.unknown


def _money(setting: Setting) -> Shown:
    return lambda cents: "" if cents is None else setting.money(int(cents))


def _count(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"


def _tenth(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= _WHOLE_FROM else f"{number:,.1f}"


def _heads(number: float | None) -> str:
    if number is None or number >= _MANY:
        return _tenth(number)
    return f"{number:,.2f}"


def _percent(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f} %" if number < _BEYOND else f"{number / 1_000:,.0f}K %"


def _share(number: float | None) -> str:
    return "" if number is None else f"{number:,.1f} %"


# Each tier and quadrant


def each_lines(found: WhatIf, setting: Setting, room: int) -> list[Line]:
    """Return each tier and quadrant with accounts, hours, cost and ARR; then, where it changes."""
    widths = _EACH_WIDE if room >= _ROOMY else _EACH_NARROW
    titles = ("", "accs." if room < _ROOMY else "accounts", "hours", "cost", "ARR")
    lines = [
        line(
            *(
                Piece(fit_right(title, width), "muted")
                for title, width in zip(titles, widths, strict=True)
            )
        )
    ]
    for tier, pair in _tier_pairs(found.today, found.then).items():
        lines += _each(tier, pair, setting, widths)
    for quadrant in (*QUADRANT_NAMES, None):
        pair = found.today.quadrants.get(quadrant), found.then.quadrants.get(quadrant)
        if any(_number(part) for part in pair):
            name = formatting.quadrant_name(quadrant)
            lines += _each(name[:2] if quadrant and room < _ROOMY else name, pair, setting, widths)
    return lines


def _each(
    name: str, pair: tuple[Part | None, Part | None], setting: Setting, widths: Sequence[int]
) -> Iterator[Line]:
    cells = [_cells(part, setting) for part in pair]
    for place, (title, shown) in enumerate(zip((name, "  then"), cells, strict=True)):
        if place == 0 or cells[0] != cells[1]:
            ink = "muted" if place == 0 and cells[0] != cells[1] else "text"
            numbers = zip(shown, widths[1:], strict=True)
            yield line(
                Piece(fit(title, widths[0], setting.glyphs.cut), "text" if place == 0 else "muted"),
                *(Piece(fit_right(_known(text, setting), width), ink) for text, width in numbers),
            )


def _cells(part: Part | None, setting: Setting) -> tuple[str, ...]:
    money = _money(setting)
    if part is None:
        return ("0", "0.0", money(0), money(0))
    return (
        _count(part.accounts),
        _tenth(part.hours),
        money(part.cost),
        money(part.arr),
    )


# The bars


def hours_figure(found: WhatIf) -> BarFigure:
    """Return the hours a month of each tier as bars: today's, and under it what they would be."""
    bars = []
    for tier, (was, now) in _tier_pairs(found.today, found.then).items():
        before, after = (part.hours_month if part else 0.0 for part in (was, now))
        moved = _tenth(before) != _tenth(after)
        bars.append(BarItem(tier, before, _tenth(before), "muted" if moved else "accent"))
        if moved:
            bars.append(BarItem("  then", after, _tenth(after), "accent"))
    return BarFigure(tuple(bars))


def hours_caption(found: WhatIf) -> Line:
    """Return what the bars show."""
    there = f", {found.then.available_month:,.0f} there are"
    return line(Piece("  Hours a month by tier", "strong"), Piece(there, "muted"))
