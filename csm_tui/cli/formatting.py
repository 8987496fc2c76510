"""Figures as people read them on a line: short, honest about the unknown (SCREENS, The language).

Amounts are cents, scores 0–100, dates dates. Unknown is `–` or `?`, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.cli.output import Cell
from csm_tui.domain.wording import MONTHS

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.queries.accounts import AccountRow

UNKNOWN: Final = "–"
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}
_INITIALS: Final = {"high": "H", "medium": "M", "low": "L", "tech": "T", "unknown": "?"}
_ORDER: Final = ("unknown", "tech", "low", "medium", "high")
_COLOURS: Final = {"green": "green", "yellow": "yellow", "red": "red"}


class Glyphs(NamedTuple):
    """The signs of a line; each stands beside a figure or a word."""

    health: dict[str, str]
    spark: str
    blank: str
    up: str
    down: str


_UNICODE: Final = Glyphs(
    {"green": "▲", "yellow": "■", "red": "▼", "unknown": "?"}, "▁▁▂▃▄▅▅▆▇█", "·", "↑", "↓"
)
_ASCII: Final = Glyphs(
    {"green": "+", "yellow": "=", "red": "-", "unknown": "?"}, "0123456789", ".", "^", "v"
)


def glyphs(*, ascii_only: bool) -> Glyphs:
    """Return the signs to use."""
    return _ASCII if ascii_only else _UNICODE


def number(cents: int | None) -> int | float | None:
    """Return an amount as JSON has it: whole units where it is whole (`44350`, `15.5`)."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def rounded(value: float | None) -> int | None:
    """Return a score rounded half up, as DOMAIN §11 rounds health."""
    return None if value is None else int(value + 0.5)


def tenths(value: float | None) -> float | None:
    """Return a figure with one decimal."""
    return None if value is None else round(value, 1)


def symbol(currency: str | None) -> str:
    """Return what stands before an amount: "$" where the book names no currency."""
    if not currency:
        return "$"
    return _SYMBOLS.get(currency.upper(), f"{currency.upper()} ")


def money(cents: int | None, currency: str | None = None) -> str:
    """Return an amount in short: `$512K`, `$6.42M`, `$950`."""
    if cents is None:
        return UNKNOWN
    units = (abs(cents) + 50) // 100
    sign = "-" if cents < 0 else ""
    for size, suffix in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        # 999,500 is a million when three digits are shown.
        if units * 2 >= size * 2 - size // 1_000:
            return f"{sign}{symbol(currency)}{_short(units / size, suffix)}{suffix}"
    return f"{sign}{symbol(currency)}{units}"


def _short(value: float, suffix: str) -> str:
    if value >= 99.95 or (suffix == "K" and value >= 9.95):
        return f"{value:.0f}"
    text = f"{value:.1f}" if value >= 9.995 or suffix == "K" else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def exact(cents: int | None, currency: str | None = None) -> str:
    """Return an amount in full: `$512,000`, `$15.50`."""
    if cents is None:
        return UNKNOWN
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{symbol(currency)}{whole:,}" + (f".{rest:02}" if rest else "")


def day(when: date | None, today: date) -> str:
    """Return a date as people say it: `today`, `Fri 6 Feb` within a week, `14 Feb`, `Mar 2027`."""
    if when is None:
        return UNKNOWN
    away = (when - today).days
    if away == 0:
        return "today"
    short = f"{when.day} {MONTHS[when.month]}"
    if 0 < away < 7:
        return f"{WEEKDAYS[when.weekday()]} {short}"
    return short if abs(away) < 300 else f"{MONTHS[when.month]} {when.year}"


def full_day(when: date | None, today: date) -> str:
    """Return a date in full with its distance: `17 Mar 2026, in 43 days`."""
    if when is None:
        return UNKNOWN
    days = (when - today).days
    distance = (
        "today"
        if days == 0
        else f"in {plural(days, 'day')}"
        if days > 0
        else f"{plural(-days, 'day')} ago"
    )
    return f"{when.day} {MONTHS[when.month]} {when.year}, {distance}"


def plural(count: int, noun: str) -> str:
    """Return `1 account` or `1,204 accounts`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def health_text(value: float | None, band: str, *, provisional: bool, signs: Glyphs) -> str:
    """Return glyph and figure: `▲ 82`, `? –`; a provisional one carries `~`."""
    figure = UNKNOWN if value is None else f"{rounded(value)}{'~' if provisional else ''}"
    return f"{signs.health[band]} {figure}"


def spark(weeks: str, width: int, signs: Glyphs) -> str:
    """Return the last `width` weeks of a standing's `spark` as a line of blocks."""
    shown = weeks[-width:].rjust(width)
    return "".join(signs.spark[int(week)] if week.isdigit() else signs.blank for week in shown)


def health_cell(row: AccountRow, signs: Glyphs, *, weeks: int = 6) -> Cell:
    """Return the health column: glyph, figure and the last weeks, in the band's colour."""
    text = health_text(row.health, row.health_band, provisional=row.provisional, signs=signs)
    return Cell(f"{text:<6}{spark(row.spark, weeks, signs)}", _COLOURS.get(row.health_band))


def level(tier: str, effective: str | None, signs: Glyphs) -> str:
    """Return the level with how the journey moved it: `M↑H` is medium raised to high."""
    if effective is None:
        return UNKNOWN
    if tier == effective:
        return _INITIALS[effective]
    raised = _ORDER.index(effective) > _ORDER.index(tier)
    return f"{_INITIALS[tier]}{signs.up if raised else signs.down}{_INITIALS[effective]}"


def stage(row: AccountRow, today: date) -> str:
    """Return the stage with the day that matters in it: `renew 43d`, `onb d34`, `growth`."""
    if row.stage is None:
        return "prospect"
    if row.stage == "renewal" and row.renewal_date is not None:
        days = (row.renewal_date - today).days
        return f"renew {days}d" if days >= 0 else f"renew !{-days}d"
    if row.stage == "onboarding" and row.start_on is not None:
        days = (today - row.start_on).days
        return f"onb d{days}" if days >= 0 else f"starts {-days}d"
    return row.stage


def next_cell(row: AccountRow, today: date) -> Cell:
    """Return the next touchpoint, or how long it is overdue."""
    if row.days_overdue:
        return Cell(f"!{row.days_overdue}d", "red")
    return Cell(
        day(row.next_touchpoint_on, today), "yellow" if row.next_touchpoint_on == today else None
    )
