"""What a run of the planner would change, as lines: few of each sort, however many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.operations.plan_report import PlanLine, PlanReport
    from csm_tui.tui.calendar_rows import Setting
    from csm_tui.tui.dialogs.lists import Group

# So many lines of each sort are kept; nobody reads further.
MOST: Final = 300
_NAMED: Final = 5
_TITLES: Final = (("~", "Changed"), ("-", "No longer"), ("+", "New"))
_INKS: Final = {"+": "good", "-": "bad", "~": "warn"}


class Digest(NamedTuple):
    """A report without its mass of lines: those of each sign that are shown."""

    report: PlanReport
    lines: dict[str, list[PlanLine]]


def digest(report: PlanReport) -> Digest:
    """Return a report with the first lines of each sign only."""
    lines: dict[str, list[PlanLine]] = {sign: [] for sign, _ in _TITLES}
    missing = sum(min(MOST, number) for number in _numbers(report).values())
    for one in report.lines:
        # Lines are made as they are looked at, and there may be half a million.
        if missing == 0:
            break
        if len(lines[one.sign]) < MOST:
            lines[one.sign].append(one)
            missing -= 1
    return Digest(report._replace(lines=()), lines)


def _numbers(report: PlanReport) -> dict[str, int]:
    return {"+": report.added, "-": report.removed, "~": report.changed}


def summary_lines(report: PlanReport, setting: Setting) -> list[Line]:
    """Return the figures: how much changes, what stays, and what is over the hours."""
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    pieces: list[Piece] = [Piece(" ")]
    for number, word, ink in (
        (report.added, "new", "good"),
        (report.changed, "changed", "warn"),
        (report.removed, "no longer", "bad"),
        (report.kept, "as they are", "muted"),
    ):
        if number:
            pieces += [dot] if len(pieces) > 1 else []
            pieces += [Piece(f"{number:,} ", "strong"), Piece(word, ink)]
    if len(pieces) == 1:
        pieces.append(Piece("no touchpoint is asked for", "muted"))
    until = formatting.full_day(report.until)
    lines = [Line(tuple(pieces), (Piece(f"to {until} ", "muted"),))]
    if report.over:
        lines += _over_lines(report, setting)
    return lines


def _over_lines(report: PlanReport, setting: Setting) -> list[Line]:
    over = formatting.minutes(report.over_minutes)
    weeks = formatting.plural(len(report.over_weeks), "week")
    named = ", ".join(
        f"{_short(week.monday, setting.today)} {formatting.hours(week.minutes)}"
        for week in report.over_weeks[:_NAMED]
    )
    more = " …" if len(report.over_weeks) > _NAMED else ""
    touchpoints = formatting.plural(report.over, "touchpoint")
    return [
        line(
            Piece(f" {over} over the hours available", "warn"),
            Piece(f" in {weeks}, of {named}{more}", "muted"),
        ),
        line(Piece(f" {touchpoints} stand there on the day they are due, flagged.", "muted")),
    ]


def groups(
    found: Digest, setting: Setting, group: Callable[[str, Line, tuple[Line, ...]], Group]
) -> list[Group]:
    """Return the sections: changed, no longer, new, and the accounts without a plan."""
    report = found.report
    numbers = _numbers(report)
    made = []
    for sign, title in _TITLES:
        if found.lines[sign]:
            lines = [plan_line(one, setting) for one in found.lines[sign]]
            made.append(group(sign, _head(title, numbers[sign]), _with_rest(lines, numbers[sign])))
    if report.without:
        lines = without_lines(report.without)
        made.append(group("without", _head("Without a plan", len(report.without)), tuple(lines)))
    return made


def _head(title: str, number: int) -> Line:
    return line(Piece(title, "strong"), Piece(f"  {number:,}", "muted"))


def _with_rest(lines: list[Line], number: int) -> tuple[Line, ...]:
    rest = number - len(lines)
    return (*lines, line(Piece(f"and {rest:,} more", "muted"))) if rest else tuple(lines)


def plan_line(one: PlanLine, setting: Setting) -> Line:
    """Return one touchpoint of the difference: its day, whose it is, what, and why."""
    cut, today = setting.glyphs.cut, setting.today
    when = _day(one.date, today)
    return Line(
        (
            Piece(f"{one.sign} ", _INKS[one.sign]),
            Piece(fit(when, 12), "text" if one.sign != "-" else "muted"),
            Piece(fit(one.account, 20, cut), "text" if one.sign != "-" else "muted"),
            Piece(f" {fit(one.kind, 15, cut)}", "muted"),
            Piece(fit_right(formatting.hours(one.effort) if one.effort else "", 5), "muted"),
            Piece("  "),
            *_why(one, today),
        )
    )


def _day(when: date, today: date) -> str:
    full = formatting.full_day(when)
    return full.rsplit(" ", 1)[0] if when.year == today.year else full.split(" ", 1)[1]


def _short(when: date, today: date) -> str:
    full = formatting.full_day(when).split(" ", 1)[1]
    return full.rsplit(" ", 1)[0] if when.year == today.year else full


def _why(one: PlanLine, today: date) -> list[Piece]:
    pieces = []
    if one.was_date is not None and one.was_date != one.date:
        pieces.append(Piece(f"was {_short(one.was_date, today)}; ", "warn"))
    if one.over:
        pieces.append(Piece("over the hours; ", "warn"))
    return [*pieces, Piece(one.reason or "", "muted")]


def without_lines(without: Sequence[tuple[str, str]]) -> list[Line]:
    """Return the accounts for which a person has nothing planned; many of them by their reason."""
    if len(without) <= MOST:
        return [
            line(Piece(f"{fit(account, 26)} "), Piece(reason, "muted"))
            for account, reason in without
        ]
    counts = Counter(reason for _, reason in without).most_common(MOST)
    return [
        line(Piece(f"{fit_right(f'{number:,}', 8)} "), Piece(reason, "muted"))
        for reason, number in counts
    ] or [BLANK]
