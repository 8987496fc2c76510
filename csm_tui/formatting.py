"""Figures as people read them in a dense table: short, aligned, honest about the unknown (SCREENS).

Everything here is pure; amounts are cents, scores 0–100, dates dates. Unknown is `–` or `?`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.terms import QUADRANT_NAMES
from csm_tui.domain.wording import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.domain.capacity_time import Fill
    from csm_tui.domain.terms import Quadrant

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_INITIALS = {"high": "H", "medium": "M", "low": "L", "tech": "T", "unknown": "?"}
_TOUCH = ("unknown", "tech", "low", "medium", "high")
STAGE_NAMES = {
    "onboarding": "onboarding",
    "growth": "growth",
    "renewal": "renewal",
    "churned": "churned",
}


class Glyphs(NamedTuple):
    """The signs of the screens; every sign stands beside a figure or a word."""

    health: dict[str, str]
    spark: str
    heat: str
    no_spark: str
    unknown: str
    dot: str
    up: str
    down: str
    rises: str
    falls: str
    level: str
    open: str
    closed: str
    cut: str
    cursor: str
    mark: str
    promise: str
    due: str
    review: str
    renewal: str
    grow: str
    done: str
    bar: str
    bar_rest: str
    arrow: str
    enter: str
    rule: str
    divider: str
    margin: str


UNICODE = Glyphs(
    health={"green": "▲", "yellow": "■", "red": "▼", "unknown": "?"},
    spark="▁▁▂▃▄▅▅▆▇▇",
    heat="▁▂▃▄▅▆▇█",
    no_spark="·",
    unknown="–",
    dot="·",
    up="↑",
    down="↓",
    rises="↗",
    falls="↘",
    level="→",
    open="▾",
    closed="▸",
    cut="…",
    cursor="▌",
    mark="✓",
    promise="●",
    due="○",
    review="▣",
    renewal="◆",
    grow="◇",
    done="✓",
    bar="━",
    bar_rest="─",
    arrow="→",
    enter="⏎",
    rule="─",
    divider="│",
    margin="±",
)
ASCII = Glyphs(
    health={"green": "+", "yellow": "=", "red": "-", "unknown": "?"},
    spark="0123456789",
    heat="12345678",
    no_spark=".",
    unknown="-",
    dot="-",
    up="^",
    down="v",
    rises="^",
    falls="v",
    level="=",
    open="v",
    closed=">",
    cut="~",
    cursor=">",
    mark="*",
    promise="*",
    due="o",
    review="#",
    renewal="<>",
    grow="<",
    done="x",
    bar="=",
    bar_rest="-",
    arrow="->",
    enter="Enter",
    rule="-",
    divider="|",
    margin="+/-",
)


def money(cents: int | None, currency: str | None = None, glyphs: Glyphs = UNICODE) -> str:
    """Return an amount in at most three digits: `$512K`, `$6.42M`, `$950`; unknown is `–`.

    Without a currency it has no sign: which one it is in is not guessed.
    """
    if cents is None:
        return glyphs.unknown
    sign = "-" if cents < 0 else ""
    units = (abs(cents) + 50) // 100
    for size, suffix in (
        (1_000_000_000_000, "T"),
        (1_000_000_000, "B"),
        (1_000_000, "M"),
        (1_000, "K"),
    ):
        # 999,500 is a million when only three digits are shown.
        if units * 2 >= size * 2 - size // 1_000:
            return f"{sign}{_symbol(currency)}{_three_digits(units / size, suffix)}{suffix}"
    return f"{sign}{_symbol(currency)}{units}"


def money_exact(cents: int | None, currency: str | None = None, glyphs: Glyphs = UNICODE) -> str:
    """Return an amount in full: `$512,000`, `$15.50`; unknown is `–`."""
    if cents is None:
        return glyphs.unknown
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{_symbol(currency)}{whole:,}" + (f".{rest:02}" if rest else "")


def money_moved(
    before: int | None, after: int | None, currency: str | None = None, glyphs: Glyphs = UNICODE
) -> tuple[str, str]:
    """Return an amount before and after, short; in full where short they would look the same."""
    shown = money(before, currency, glyphs), money(after, currency, glyphs)
    if before == after or shown[0] != shown[1]:
        return shown
    return money_exact(before, currency, glyphs), money_exact(after, currency, glyphs)


def _symbol(currency: str | None) -> str:
    if not currency:
        return ""
    return SYMBOLS.get(currency.upper(), f"{currency.upper()} ")


def _three_digits(value: float, suffix: str) -> str:
    if value >= 99.95 or (suffix == "K" and value >= 9.95):
        return f"{value:.0f}"
    text = f"{value:.1f}" if value >= 9.995 or suffix == "K" else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def day(when: date | None, today: date, glyphs: Glyphs = UNICODE) -> str:
    """Return a date as people say it: `today`, `Fri 6 Feb` this week, `14 Feb`, else `Mar 2027`."""
    if when is None:
        return glyphs.unknown
    away = (when - today).days
    if away == 0:
        return "today"
    if 0 < away < 7:
        return f"{_WEEKDAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]}"
    if abs(away) < 300:
        return f"{when.day} {_MONTHS[when.month - 1]}"
    return f"{_MONTHS[when.month - 1]} {when.year}"


def full_day(when: date | None, glyphs: Glyphs = UNICODE) -> str:
    """Return a date in full: `Fri 6 Feb 2026`."""
    if when is None:
        return glyphs.unknown
    return f"{_WEEKDAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def plain_day(when: date) -> str:
    """Return a date without its weekday: `6 Feb 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """Return a month in full: `February 2026` is `Feb 2026`."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def long_month(when: date) -> str:
    """Return a month with its whole name: `February 2026`."""
    return f"{_LONG_MONTHS[when.month - 1]} {when.year}"


def away(when: date | None, today: date) -> str:
    """Return the distance of a date in words: `in 4 days`, `today`, `3 days ago`; "" for None."""
    if when is None:
        return ""
    days = (when - today).days
    if days == 0:
        return "today"
    words = plural(abs(days), "day")
    return f"in {words}" if days > 0 else f"{words} ago"


def overdue(days: int) -> str:
    """Return `!14d` for a thing fourteen days overdue."""
    return f"!{days}d"


def next_day(
    next_on: date | None, overdue_from: date | None, today: date, glyphs: Glyphs = UNICODE
) -> tuple[str, str]:
    """Return the next touchpoint's date, or how long it is overdue, with its ink."""
    if overdue_from is not None and overdue_from < today:
        return overdue((today - overdue_from).days), "bad"
    if next_on is None:
        return glyphs.unknown, "muted"
    return day(next_on, today, glyphs), "warn" if next_on <= today else "text"


def score(value: float | None, glyphs: Glyphs = UNICODE) -> str:
    """Return a score rounded half up, as the domain rounds; unknown is `–`."""
    return glyphs.unknown if value is None else str(int(value + 0.5))


def health(
    value: float | None, band: str, provisional: bool = False, glyphs: Glyphs = UNICODE
) -> str:
    """Return the glyph and figure of a health: `▲ 82`, `? –`; provisional ones carry a `~`."""
    figure = f"{score(value, glyphs)}~" if provisional else score(value, glyphs)
    return f"{glyphs.health[band]} {figure}"


def band_ink(band: str) -> str:
    """Return the ink of a health band."""
    return {"green": "good", "yellow": "warn", "red": "bad"}.get(band, "muted")


def fill_ink(fill: Fill) -> str:
    """Return the ink of how full the hours are."""
    return {"room": "good", "tight": "warn", "over": "bad"}[fill]


def spark(weeks: str, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Return the last `width` weeks of a standing's `spark` as a line of blocks."""
    shown = weeks[-width:].rjust(width)
    return "".join(glyphs.spark[int(week)] if week.isdigit() else glyphs.no_spark for week in shown)


def level(tier: str, effective: str | None, glyphs: Glyphs = UNICODE) -> str:
    """Return the level with how the journey moved it: `M↑H` is medium raised to high."""
    if effective is None:
        return glyphs.unknown
    if tier == effective:
        return _INITIALS[effective]
    if tier == "unknown":
        return f"?{glyphs.up}{_INITIALS[effective]}"
    raised = _TOUCH.index(effective) > _TOUCH.index(tier)
    return f"{_INITIALS[tier]}{glyphs.up if raised else glyphs.down}{_INITIALS[effective]}"


def stage(value: str | None, today: date, start_on: date | None, renewal_on: date | None) -> str:
    """Return a stage with the day that matters in it: `renew 43d`, `onb d34`, `growth`."""
    if value is None:
        return "prospect"
    if value == "renewal" and renewal_on is not None:
        days = (renewal_on - today).days
        return f"renew {days}d" if days >= 0 else f"renew {overdue(-days)}"
    if value == "onboarding" and start_on is not None:
        days = (today - start_on).days
        return f"onb d{days}" if days >= 0 else f"starts {-days}d"
    return STAGE_NAMES[value]


def percent(part: float, whole: float) -> str:
    """Return a share as `67 %`; a small one that is not nothing is `<1 %`."""
    if whole <= 0:
        return ""
    share = 100 * part / whole
    return "<1 %" if 0 < share < 0.5 else f"{share:,.0f} %"


def ratio(value: float | None) -> str:
    """Return a ratio as percent: `85.0 %`; what is short of the whole does not round up to it."""
    if value is None:
        return "n/a"
    shown = min(100 * value, 99.9) if value < 1 else 100 * value
    return f"{shown:,.1f} %"


def signed(value: float, digits: int = 0) -> str:
    """Return a change with its sign: `+3`, `-1,204.5`; what rounds to nothing is `0`."""
    shown = f"{value:+,.{digits}f}"
    return shown if shown.strip("+-0.") else "0"


def difference(before: float, after: float, shown: Callable[[float], str], minus: str = "−") -> str:
    """Return how far `after` is from `before`, as `shown` writes it: `+3.2`, `−0.4 pt`.

    A difference of two shares is one of points; one too small to be written is `<0.1`.
    """
    text = shown(abs(after - before)).replace(" %", " pt")
    if not re.search("[1-9]", text):
        return f"<{re.sub(r'0(?=[^0-9]*$)', '1', text)}"
    return f"{'+' if after > before else minus}{text}"


def quadrant_name(quadrant: Quadrant | None) -> str:
    """Return a quadrant as people say it: `Q2 Project engagement`; `not placed` for None."""
    return QUADRANT_NAMES[quadrant] if quadrant else "not placed"


def plural(count: int, noun: str) -> str:
    """Return `1 account` or `1,204 accounts`."""
    if count == 1:
        return f"1 {noun}"
    ending = "ies" if noun.endswith("y") and noun[-2:] not in ("ay", "ey", "oy") else "s"
    return f"{count:,} {noun[:-1] if ending == 'ies' else noun}{ending}"


def bar(
    value: float | None, width: int, glyphs: Glyphs = UNICODE, whole: float = 100.0
) -> tuple[str, str]:
    """Return the full and the empty part of a bar of `width` cells."""
    if value is None:
        return "", glyphs.no_spark * width
    full = min(width, max(0, round(width * value / whole)))
    if value > 0 and full == 0 and width:
        full = 1
    return glyphs.bar * full, glyphs.bar_rest * (width - full)


def minutes(value: float | None, glyphs: Glyphs = UNICODE) -> str:
    """Return a duration: `45m`, `1h`, `4h10`."""
    if value is None:
        return glyphs.unknown
    hours, rest = divmod(round(value), 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"


def hours(value: int) -> str:
    """Return minutes short enough for a narrow cell: `45m`, `4h10`, from a hundred hours `104h`."""
    return minutes(value) if value < 6_000 else f"{round(value / 60)}h"


def heat(load: int, available: int, glyphs: Glyphs = UNICODE) -> str:
    """Return minutes of load as one block: nothing is a dot, only what is over is full."""
    if load <= 0:
        return glyphs.no_spark
    if load > available:
        return glyphs.heat[-1]
    steps = len(glyphs.heat) - 1
    return glyphs.heat[-(-steps * load // available) - 1]


def trend(points: float | None, glyphs: Glyphs = UNICODE) -> tuple[str, str]:
    """Return a change in points as `↘ 24`, with its ink; unknown is empty."""
    if points is None:
        return "", "muted"
    rounded = round(points)
    if rounded == 0:
        return f"{glyphs.level} 0", "muted"
    arrow, ink = (glyphs.rises, "good") if rounded > 0 else (glyphs.falls, "bad")
    return f"{arrow} {abs(rounded)}", ink


def sentence(text: str) -> str:
    """Return words as a sentence begins, nothing else changed."""
    return text[:1].upper() + text[1:]


def week_of(when: date) -> date:
    """Return the Monday of a date's week."""
    return when - timedelta(days=when.weekday())
