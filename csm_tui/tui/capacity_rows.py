"""The lines of capacity: weeks as bars and as a table, figures, tiers, kinds, accounts; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui import formatting
from csm_tui.domain.capacity_time import fill_of
from csm_tui.domain.spoken import say
from csm_tui.tui.charts.figures import BarFigure, BarItem
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.words import SECTION_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csm_tui.domain.capacity_time import Fill
    from csm_tui.domain.capacity_weeks import Week
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.capacity import Capacity, KindHours, TierHours
    from csm_tui.queries.capacity_drivers import Driver
    from csm_tui.tui.setting import Setting

# Beyond so many hours a week tenths say nothing.
_MANY: Final = 1000
_WHOLE: Final = 100
_THOUSANDS: Final = 10_000
_WIDE: Final = 100
_NAME: Final = 17
_TIER: Final = 23
_COUNT: Final = 10
_HOURS: Final = 10
_FIT: Final = 11
_MIX: Final = 12
_WEEK: Final = 13
_CELL: Final = 10
_ACCOUNT: Final = 37
_ARR: Final = 9
_LEVEL: Final = 7
# A fill of the hours there are: the band whose sign it has, its ink and its word.
_FILLS: Final[dict[Fill, tuple[str, str, str]]] = {
    "room": ("green", "good", "room"),
    "tight": ("yellow", "warn", "tight"),
    "over": ("red", "bad", "over"),
}
_FIRST: Final = "first over"
# Marks the hours of a week that the model asks for, where nothing is planned.
_BY_MODEL: Final = "~"


def hours(value: float) -> str:
    """Return hours in tenths; a little is `<0.1`, of very many there are none."""
    if 0 < value < 0.05:
        return "<0.1"
    return f"{value:,.0f}" if value >= _MANY else f"{value:,.1f}"


def known(value: float | None, glyphs: Glyphs) -> str:
    """Return hours, unknown ones as such."""
    return glyphs.unknown if value is None else hours(value)


def fill(percent: float, found: Capacity, setting: Setting) -> Piece:
    """Return what a utilisation means, by sign and word."""
    band, ink, word = _FILLS[fill_of(percent, found.model)]
    return Piece(f"{setting.glyphs.health[band]} {word}", ink)


# The weeks


def week_fill(week: Week, found: Capacity) -> Fill:
    """Return how far a week is filled: over only where there is not enough for it."""
    if week.over:
        return "over"
    if not week.available:
        return "room"
    filled = fill_of(100 * week.load / week.available, found.model)
    return "tight" if filled == "over" else filled


def weeks_figure(found: Capacity, setting: Setting) -> BarFigure | None:
    """Return the weeks as bars, planned hours first, reactive ones behind; None without any."""
    if found.required is None or not found.accounts or not found.weeks:
        return None
    # All figures alike, and narrow enough to stand beside the bars of a small screen.
    most = max(max(week.load, week.available) for week in found.weeks)
    places = 0 if most >= _WHOLE else 1
    return BarFigure(
        tuple(_bar(week, found, setting, places) for week in found.weeks),
        split=found.available_week or None,
    )


def _bar(week: Week, found: Capacity, setting: Setting, places: int) -> BarItem:
    band, ink, word = _FILLS[week_fill(week, found)]
    if week == found.first_over:
        word = _FIRST
    said = f"{setting.glyphs.health[band]} {word}"
    by_model = _BY_MODEL if week.hours is None else ""
    shown = f"{by_model}{_short(week.load, places)} of {_short(week.available, places)}"
    if found.first_over is not None:
        said = fit(said, len(_FIRST) + 2)
    planned = max(0.0, week.load - week.reactive)
    more = week.load - planned
    return BarItem(say(week.monday, setting.today), planned, f"{shown} {said}", ink, more)


def _short(value: float, places: int) -> str:
    return f"{value / 1000:,.0f}K" if value >= _THOUSANDS else f"{value:,.{places}f}"


def caption(found: Capacity, width: int, plain: bool) -> Line:
    """Return what the bars are, and what stands across them."""
    signs = ("=", "+", ":") if plain else ("━", "╍", "┊")
    left = [Piece(" Hours a week", "strong"), Piece(f"  {signs[0]} planned  {signs[1]} reactive")]
    if found.available_week:
        left.append(Piece(f"  {signs[2]} {hours(found.available_week)} available", "muted"))
    right = []
    if any(week.hours is None for week in found.weeks):
        more = ": nothing is planned" if width >= _WIDE else ""
        right = [Piece(f"{_BY_MODEL} by the model{more} ", "muted")]
    return line(*left, right=right)


def week_titles() -> Line:
    """Return the titles of the table of the weeks."""
    titles = ("calendar", "reactive", "hours", "of", "over", "model")
    return line(
        Piece(fit("Week from", _WEEK), "muted"),
        *(Piece(fit_right(title, _CELL), "muted") for title in titles),
    )


def week_line(week: Week, found: Capacity, setting: Setting) -> Line:
    """Return a week in figures, with what is off in it."""
    glyphs = setting.glyphs
    band, ink, _ = _FILLS[week_fill(week, found)]
    over = f"{glyphs.health[band]} {hours(week.over)}" if week.over else ""
    return line(
        Piece(fit(say(week.monday, setting.today), _WEEK)),
        Piece(fit_right(known(week.planned, glyphs), _CELL)),
        Piece(fit_right(hours(week.reactive), _CELL)),
        Piece(fit_right(known(week.hours, glyphs), _CELL), "strong"),
        Piece(fit_right(hours(week.available), _CELL)),
        Piece(fit_right(over, _CELL), ink),
        Piece(fit_right(hours(week.asked), _CELL), "muted"),
        Piece(f"  {', '.join(week.free)}", "muted"),
    )


def week_why(week: Week, setting: Setting) -> Line:
    """Return what a week consists of."""
    name = Piece(f" {say(week.monday, setting.today)}: ", "strong")
    if week.planned is None:
        words = f"not planned; the model asks for {hours(week.asked)} h a week on average"
        return line(name, Piece(words, "muted"))
    said = (", ".join(week.free), _parts(week.by_tier) or "nothing planned", _parts(week.by_kind))
    return line(name, Piece("; ".join(filter(None, said)), "muted"))


def _parts(of: Mapping[Any, float]) -> str:
    ordered = sorted(of.items(), key=lambda part: (-part[1], part[0]))
    return ", ".join(f"{name} {hours(spent)}" for name, spent in ordered)


# The figures


def figures_head(found: Capacity, setting: Setting) -> Line:
    """Return the utilisation by sign, figure and word."""
    title = Piece("Utilisation  ", "strong")
    if found.utilisation is None:
        return line(title, Piece(f"{setting.glyphs.unknown} no hours for customers", "bad"))
    rule = found.model.hours
    return line(
        title,
        Piece(f"{found.utilisation:,.0f} % ", "strong"),
        fill(found.utilisation, found, setting),
        Piece(f"  green to {rule.green_to:g} %, red from {rule.red_from:g} %", "muted"),
    )


def figures(found: Capacity, setting: Setting, plan: str) -> Iterator[tuple[str, Line]]:
    """Yield each figure with its key: asked, available, what is left, first week over, accounts.

    `plan` is how to plan, where nothing is planned yet.
    """
    required = found.required or 0.0
    placed = formatting.plural(found.accounts - found.unknown, "account")
    said = f"a month by the model, for {placed}"
    yield "asked", _figure("Asked for", f"{hours(required)} h", said)
    if found.planned_until is None:
        said = f"{plan} to plan what the model asks for"
        yield "planned", _figure("Planned", "nothing", said, "warn")
    week = f"a month, {hours(found.available_week)} h a week"
    yield "available", _figure("Available", f"{hours(found.available)} h", week)
    if found.utilisation is not None:
        beyond = required - found.available
        if beyond > 0:
            csms = f"a month: it takes {found.headcount or 0:,.1f} CSMs with these hours"
            yield "left", _figure("Too much", f"{hours(beyond)} h", csms, "bad")
        else:
            yield "left", _figure("Left", f"{hours(-beyond)} h", "a month", "good")
    yield "first over", _first_over(found, setting)
    if found.at_mix is not None:
        now = f"fit at this mix, now {found.accounts - found.unknown:,}"
        yield "fit", _figure("Accounts", f"{found.at_mix:,}", now)
    if found.months:
        sums = (
            f"{formatting.month(one.first).partition(' ')[0]} {hours(one.hours)} of"
            f" {hours(one.available)}"
            for one in found.months
        )
        yield "months", _figure("By month", "", f"{'; '.join(sums)} h")


def _figure(name: str, value: str, said: str, ink: str = "strong") -> Line:
    cells = [Piece(fit(name, _NAME)), Piece(fit_right(value, _COUNT), ink), Piece("  ")]
    return line(*(cells if value else cells[:1]), Piece(said, "muted"))


def _first_over(found: Capacity, setting: Setting) -> Line:
    week = found.first_over
    if week is None:
        count = formatting.plural(len(found.weeks), "week")
        return _figure("First week over", "none", f"all {count} have room", "good")
    sign = setting.glyphs.health["red"]
    said = f"{hours(week.load)} h of {hours(week.available)}"
    if week.free:
        said += f", {', '.join(week.free)}"
    if week.hours is None:
        said += ", by the model: not planned"
    return _figure("First week over", f"{sign} {say(week.monday, setting.today)}", said, "bad")


# Tiers and kinds


def tier_head() -> Line:
    """Return the head of the tiers with the titles of its columns."""
    cells = (
        ("accounts", _COUNT), ("model", _HOURS), ("calendar", _HOURS), ("fit alone", _FIT),
        ("fit in mix", _MIX),
    )  # fmt: skip
    return _head("Hours a month by tier", cells)


def tier_line(one: TierHours, setting: Setting) -> Line:
    """Return a tier: its accounts, its hours a month, how many accounts fit."""
    glyphs = setting.glyphs
    unknown = glyphs.unknown
    return line(
        Piece(fit(SECTION_TITLES["tier"].get(one.tier, one.tier).partition(":")[0], _TIER)),
        Piece(fit_right(f"{one.accounts:,}", _COUNT)),
        Piece(fit_right(known(one.asked, glyphs), _HOURS), "strong"),
        Piece(fit_right(known(one.planned, glyphs), _HOURS)),
        Piece(fit_right(unknown if one.tier == "unknown" else bound(one.alone), _FIT), "muted"),
        Piece(fit_right(unknown if one.asked is None else bound(one.at_mix), _MIX), "muted"),
    )


def tier_why(one: TierHours, opens: str) -> Line:
    """Return what fills the month of a tier; `opens` is the key that looks at it alone."""
    if one.asked is None:
        words = "hours not known: no ARR"
    elif one.alone is None:
        words = "it takes no hours of its own"
    else:
        words = f"{one.alone:,} plain accounts of it fill your month"
    more = f"; {opens} looks at it alone"
    return line(Piece(f" {one.tier}: ", "strong"), Piece(f"{words}{more}", "muted"))


def bound(accounts: int | None) -> str:
    """Return how many accounts fit."""
    return "no bound" if accounts is None else f"{accounts:,}"


def kind_head() -> Line:
    """Return the head of the kinds."""
    return _head("Hours a month by kind", (("", _COUNT), ("model", _HOURS), ("calendar", _HOURS)))


def kind_line(one: KindHours, setting: Setting) -> Line:
    """Return a kind of touchpoint: its hours a month."""
    return line(
        Piece(fit(one.kind, _TIER + _COUNT)),
        Piece(fit_right(hours(one.asked), _HOURS), "strong"),
        Piece(fit_right(known(one.planned, setting.glyphs), _HOURS)),
    )


def _head(title: str, cells: tuple[tuple[str, int], ...]) -> Line:
    return line(
        Piece(fit(title, _TIER - 1), "strong"),
        *(Piece(fit_right(name, room), "muted") for name, room in cells),
    )


# The accounts that take the hours


def driver_head(found: Capacity, setting: Setting) -> Line:
    """Return of which week, or of a month, the accounts are that take most."""
    week = found.first_over
    by_week = week is not None and week.planned is not None
    title = "What takes most hours a month"
    if week is not None and by_week:
        title = f"What drives the week of {say(week.monday, setting.today)}"
    cells = (
        ("ARR", _ARR), ("level", _LEVEL), ("that week" if by_week else "calendar", _HOURS),
        ("a month", _HOURS),
    )  # fmt: skip
    return line(
        Piece(fit(title, _ACCOUNT - 1), "strong"),
        *(Piece(fit_right(name, room), "muted") for name, room in cells),
    )


def driver_line(one: Driver, setting: Setting) -> Line:
    """Return an account with its hours of the calendar, and those a month by the model."""
    glyphs = setting.glyphs
    return line(
        Piece(fit(one.account, _ACCOUNT, glyphs.cut)),
        Piece(fit_right(setting.money(one.arr), _ARR)),
        Piece(fit_right(formatting.level(one.tier, one.level, glyphs), _LEVEL)),
        Piece(fit_right(known(one.planned, glyphs), _HOURS), "strong"),
        Piece(fit_right(known(one.asked, glyphs), _HOURS), "muted"),
    )


def driver_why(one: Driver) -> Line:
    """Return an account's hours in words."""
    if one.asked is None:
        return BLANK
    words = f"the model asks for {hours(one.asked)} h a month"
    if one.planned is not None:
        words += f", the calendar holds {hours(one.planned)} h"
    return line(Piece(f" {one.account}: ", "strong"), Piece(words, "muted"))


def driver_copied(one: Driver) -> str:
    """Return an account as tab-separated cells."""
    figures = ("" if value is None else f"{value:.2f}" for value in (one.planned, one.asked))
    arr = "" if one.arr is None else f"{one.arr / 100:g}"
    return "\t".join((one.account, arr, one.level or "", *figures))
