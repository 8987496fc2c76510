"""The lines of Today, pure: what is to do, with its reason, and what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.curves import half_up
from csm_tui.domain.signals import SIGNAL_KINDS
from csm_tui.domain.terms import TOUCHPOINT_KINDS
from csm_tui.domain.wording import figure
from csm_tui.tui.pieces import Line, Piece, fit, line, width_of
from csm_tui.tui.targets import ANSWERED_BY, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from csm_tui.formatting import Glyphs
    from csm_tui.queries.agenda import Figures, TodayRow
    from csm_tui.queries.day_done import DoneRow
    from csm_tui.tui.setting import Setting

LANES: Final = {
    "promises": "Promises",
    "risk": "Risk",
    "renewal": "Renewal",
    "due": "Due",
    "grow": "Grow",
    "done": "Done today",
}
# An account's name takes so much, and less in a narrow list.
_ACCOUNT: Final = (20, 18)
_NARROW: Final = 78
_TAIL: Final = 10
_BAR: Final = 20
# The touchpoint of these is what was asked of us: mostly none that is to be held.
_ASKED: Final = ("escalation", "inbound")


def signal_kind(signal_id: int | None) -> str:
    """Return the kind of a signal by its id; "" for none."""
    number = (signal_id or 0) % 100
    return SIGNAL_KINDS[number - 1] if 0 < number <= len(SIGNAL_KINDS) else ""


def asked_of_us(rows: Iterable[TodayRow]) -> list[int]:
    """Return the touchpoints that are requests of customers."""
    return [
        row.touchpoint_id
        for row in rows
        if row.touchpoint_id is not None and signal_kind(row.signal_id) in _ASKED
    ]


def target(row: TodayRow, requests: Collection[int]) -> Target:
    """Return what the commands mean by a row; `requests` are touchpoints that are not planned."""
    signal = signal_kind(row.signal_id)
    kind = row.kind if row.kind in TOUCHPOINT_KINDS else ANSWERED_BY.get(signal, "")
    words = row.reason.partition(": ")[0]
    if row.task_id is not None:
        words = row.reason.rpartition(", mine")[0] or row.reason.rpartition(", theirs")[0]
    return Target(
        row.account_id,
        row.account,
        kind,
        words or row.reason,
        touchpoint_id=None if row.touchpoint_id in requests else row.touchpoint_id,
        task_id=row.task_id,
        signal_id=row.signal_id,
        signal=signal,
        day=row.due_on,
        request=signal in _ASKED,
    )


def figures_line(figures: Figures, more: int, selected: str, setting: Setting) -> Line:
    """Return the first line: `9 to do · 3 done · 4h10 planned of 6h`, and how full the day is.

    `more` accounts wait beyond the list; `selected` says what is.
    """
    glyphs = setting.glyphs
    dot = Piece(f" {glyphs.dot} ", "faint")
    left = [Piece(" "), Piece(f"{figures.to_do:,} to do", "strong")]
    left += [dot, Piece(f"{figures.done:,} done", "good" if figures.done else "muted")]
    if selected:
        left += [dot, Piece(selected, "accent")]
    elif more > 0:
        left += [dot, Piece(f"{more:,} more accounts wait", "muted")]
    planned = formatting.minutes(figures.minutes)
    if not figures.available:
        return Line(tuple(left), (Piece(f"{planned} planned, no working day ", "muted"),))
    left += [
        dot,
        Piece(planned),
        Piece(f" planned of {formatting.minutes(figures.available)}", "muted"),
    ]
    share = 100 * figures.minutes / figures.available
    ink = "bad" if share > 100 else "accent"
    full, rest = formatting.bar(share, _BAR, glyphs)
    return Line(
        tuple(left), (Piece(full, ink), Piece(rest, "faint"), Piece(f" {share:,.0f} % ", ink))
    )


def head_line(lane: str, count: int) -> Line:
    """Return the head of a lane."""
    return Line((Piece(LANES[lane], "strong"), Piece(f"  {count}", "muted")))


def row_line(row: TodayRow, width: int, setting: Setting) -> Line:
    """Return a thing to do: its sign, its reason, its account, and when or how much."""
    glyphs = setting.glyphs
    glyph, ink = _glyph(row, glyphs)
    right = _when(row, setting)
    tail = sum(width_of(piece.text) for piece in right)
    name = _ACCOUNT[width < _NARROW]
    room = max(10, width - width_of(glyph) - 2 - name - 2 - max(tail, _TAIL))
    return Line(
        (
            Piece(f"{glyph} ", ink),
            Piece(fit(row.reason, room, glyphs.cut)),
            Piece("  "),
            Piece(fit(row.account, name, glyphs.cut), "muted"),
        ),
        right,
    )


def _glyph(row: TodayRow, glyphs: Glyphs) -> tuple[str, str]:
    if row.lane == "risk":
        return glyphs.health["red"], "bad"
    if row.kind == "business-review":
        return glyphs.review, "accent"
    glyph = {
        "promises": glyphs.promise,
        "renewal": glyphs.renewal,
        "due": glyphs.due,
        "grow": glyphs.grow,
    }[row.lane]
    return glyph, "accent"


def _when(row: TodayRow, setting: Setting) -> tuple[Piece, ...]:
    if row.days_overdue > 0:
        return (Piece(f"{formatting.overdue(row.days_overdue)} ", "bad"),)
    if row.time:
        return (Piece(f"{row.time} ", "strong"),)
    if row.due_on is not None:
        return (Piece(f"{formatting.day(row.due_on, setting.today)} ", "muted"),)
    return (Piece(f"{setting.money(row.arr)} ", "muted"),)


def why_line(row: TodayRow, count: int, glyphs: Glyphs) -> Line:
    """Return what to do, and the arithmetic of the rank: of `count` lines."""
    do = f" {formatting.sentence(row.suggestion)}. " if row.suggestion else " "
    whole = sum(term.points for term in row.terms)
    sum_ = " + ".join(f"{term.name} {figure(term.points)}" for term in row.terms)
    if len(row.terms) > 1:
        sum_ = f"({sum_})"
    points = f"{half_up(row.score)} points"
    if whole:
        points = f"{points} = {sum_} × {figure(row.score / whole)} size"
    return line(
        Piece(do, "strong"),
        Piece(f"Rank {row.rank} of {count:,} {glyphs.dot} {points}", "muted"),
    )


def done_line(done: DoneRow, width: int, setting: Setting) -> Line:
    """Return a thing done: what it was, whose, and how long it took."""
    glyphs = setting.glyphs
    words = [
        done.time,
        formatting.minutes(done.minutes) if done.minutes else None,
        formatting.plural(done.action_items, "action") if done.action_items else None,
    ]
    right = f"{', '.join(word for word in words if word)} "
    name = _ACCOUNT[width < _NARROW]
    room = max(10, width - 3 - name - 2 - max(width_of(right), _TAIL))
    return line(
        Piece(f"{glyphs.done} ", "good"),
        Piece(fit(done_words(done), room, glyphs.cut), "muted"),
        Piece("  "),
        Piece(fit(done.account, name, glyphs.cut), "muted"),
        right=[Piece(right, "muted")],
    )


def done_words(done: DoneRow) -> str:
    """Return what was done."""
    if done.sort == "promise":
        return done.text or ""
    if done.sort == "signal":
        said = f": {done.text}" if done.text else ""
        return f"{formatting.sentence(done.kind.replace('-', ' '))}, acted on{said}"
    kind = formatting.sentence(done.kind.replace("-", " "))
    words = done.text or kind
    return f"{words}, {done.channel}" if done.channel else words
