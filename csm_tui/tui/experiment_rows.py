"""Lines and chart of the experiments view: pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.experiments import ERRORS, OUTCOMES, TEST
from csm_tui.domain.treatments import treatment_words
from csm_tui.domain.wording import figure
from csm_tui.tui.charts.figures import BarFigure, BarItem
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.experiments import SideResult
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.experiments import Experiment, Member, Result

STATES: Final = {"running": "Running", "planned": "To come", "over": "Over"}
_NAME: Final = 20
_WIDE_NAME: Final = 28
_TIER: Final = 7
_AGAINST: Final = 28
_COUNT: Final = 9
_WIDE: Final = 100
_FIGURE: Final = 14
_CELL: Final = 12
_FULL: Final = 100.0


def row_line(found: Result, today: date, glyphs: Glyphs, width: int) -> Line:
    """Return an experiment: its name, tier, treatments, accounts, and what may be said of it."""
    row = found.experiment
    wide = width >= _WIDE
    name = _WIDE_NAME if wide else _NAME
    pieces = [
        Piece(f"{fit(row.name, name, glyphs.cut)} "),
        Piece(fit(row.tier, _TIER), "muted"),
        Piece(f"{fit(against(row), _AGAINST, glyphs.cut)} "),
        Piece(fit_right(f"{row.accounts_a} + {row.accounts_b}", _COUNT), "muted"),
    ]
    if wide:
        pieces.append(Piece(f"   {when(row, today, glyphs)}", "muted"))
    word, ink = verdict_word(found)
    return Line(tuple(pieces), (Piece(f"{word} ", ink),))


def against(row: Experiment) -> str:
    """Return both treatments in short: "30 / 14 days", "review video / in-person"."""
    days = " days" if row.aspect == "cadence" else ""
    kind = "review " if row.kind == "business-review" else ""
    return f"{kind}{row.treatment_a} / {row.treatment_b}{days}"


def when(row: Experiment, today: date, glyphs: Glyphs) -> str:
    """Return the days of an experiment: "2 Feb to 26 Apr"."""
    last = row.closed_on or row.end
    return f"{formatting.day(row.start, today, glyphs)} to {formatting.day(last, today, glyphs)}"


def verdict_word(found: Result) -> tuple[str, str]:
    """Return what may be said of an experiment in a word or two, and its ink."""
    verdict = found.verdict
    if verdict.better is not None:
        words = f"{verdict.better.upper()} better"
        return (f"{words} so far", "warn") if verdict.interim else (words, "good")
    words = {"not-begun": "to come", "too-few": "too few", "chance": "no difference"}[verdict.word]
    return words, "muted"


def why_line(found: Result, today: date, glyphs: Glyphs) -> Line:
    """Return what an experiment compares, and how its accounts came to their sides."""
    row = found.experiment
    drawn = "chosen" if row.seed is None else f"drawn (seed {row.seed})"
    said = f"{OUTCOMES[row.outcome][0]}, {when(row, today, glyphs)}, {drawn}"
    return line(Piece(f" {row.name}", "strong"), Piece(f": {said}", "muted"))


def head_line(state: str, number: int) -> Line:
    """Return the head of the experiments of a state."""
    return line(
        Piece(STATES[state], "strong"), right=[Piece(f"{formatting.plural(number, 'experiment')} ")]
    )


def caption(found: Result, today: date, glyphs: Glyphs) -> Line:
    """Return the line above the bars: which experiment, what is measured, over which days."""
    row = found.experiment
    word, ink = verdict_word(found)
    name, unit = OUTCOMES[row.outcome]
    points = " in points" if unit == "points" else ""
    shown = f"  {name}{points}, {when(row, today, glyphs)}"
    return line(
        Piece(f" {row.name}", "strong"), Piece(shown, "muted"), right=[Piece(f"{word} ", ink)]
    )


def sides_figure(found: Result, glyphs: Glyphs) -> BarFigure:
    """Return both sides as bars, each with its margin and how many accounts it is of."""
    row = found.experiment
    bars = tuple(_bar(row, side, found, glyphs) for side in (found.a, found.b))
    if found.verdict.word == "too-few":
        bars = tuple(bar._replace(ink="muted") for bar in bars)
    return BarFigure(bars, high=_FULL if OUTCOMES[row.outcome][1] == "%" else None)


def _bar(row: Experiment, side: SideResult, found: Result, glyphs: Glyphs) -> BarItem:
    days = f"every {side.treatment} days" if row.aspect == "cadence" else side.treatment
    name = f"{side.side.upper()}  {days}"
    most = max(len(f"{one.known:,}") for one in (found.a, found.b))
    of = f"n {side.known:>{most},}"
    if side.figure is None:
        return BarItem(name, None, f"{glyphs.unknown}  {of}", "muted")
    unit = OUTCOMES[row.outcome][1]
    # A third of the line is for this: points are points of what the caption names.
    shown = _tenths(side.figure, "" if unit == "points" else unit)
    margin = _margin(side)
    shown += f" {glyphs.margin} {margin}" if margin else ""
    ink = "good" if side.side == found.verdict.better else "accent"
    return BarItem(name, side.figure, f"{shown}  {of}", ink)


def _tenths(number: float, unit: str) -> str:
    """Return a figure with one decimal and its unit, aligned with others in a column."""
    return f"{round(number, 1) + 0.0:.1f} {unit}".strip()


def table_lines(found: Result, glyphs: Glyphs) -> Iterator[Line]:
    """Yield both sides as a table under its titles."""
    row, unit = found.experiment, OUTCOMES[found.experiment.outcome][1]
    titles = ("accounts", "figure of", "figure", f"{glyphs.margin} {unit}".strip())
    yield _table_line("", *titles, ink="muted")
    for side in (found.a, found.b):
        words = f"{side.side.upper()}  {treatment_words(row.aspect, row.kind, side.treatment)}"
        known = side.figure is not None
        shown = _tenths(side.figure or 0, unit) if known else glyphs.unknown
        margin = _margin(side) or glyphs.unknown
        counts = f"{side.accounts:,}", f"{side.known:,}"
        yield _table_line(fit(words, _AGAINST, glyphs.cut), *counts, shown, margin)


def _table_line(name: str, *cells: str, ink: str = "text") -> Line:
    shown = "".join(fit_right(cell, _CELL) for cell in cells)
    return line(Piece(fit(name, _AGAINST)), Piece(shown, ink))


def _margin(side: SideResult) -> str:
    """Return two standard errors of a side's figure, "" where they are not known."""
    return "" if side.error is None else _tenths(ERRORS * side.error, "")


def said_lines(found: Result, width: int) -> Iterator[Line]:
    """Yield the sentence of the verdict, the test behind it, and what was concluded."""
    ink = "text" if found.verdict.better is None else "strong"
    for text in wrap(found.verdict.sentence, width):
        yield line(Piece(text, ink))
    for text in wrap(f"{TEST}.", width):
        yield line(Piece(text, "muted"))
    if found.note:
        for text in wrap(found.note, width):
            yield line(Piece(text, "muted"))
    if found.experiment.conclusion:
        for text in wrap(f"Concluded: {found.experiment.conclusion}", width):
            yield line(Piece(text))


def side_head(found: Result, side: SideResult) -> Line:
    """Return the head of a side: its treatment, its accounts and how many have a figure."""
    row = found.experiment
    words = treatment_words(row.aspect, row.kind, side.treatment)
    counts = f"{formatting.plural(side.accounts, 'account')}, {side.known} with a figure "
    return line(
        Piece(f"Side {side.side.upper()}", "strong"),
        Piece(f"  {words}", "muted"),
        right=[Piece(counts)],
    )


def member_line(found: Result, member: Member, currency: str | None, glyphs: Glyphs) -> Line:
    """Return an account of a side with its own figure and what it is of."""
    unit = OUTCOMES[found.experiment.outcome][1]
    if member.figure is None:
        return line(Piece(member.account), right=[Piece(f"{glyphs.unknown} ", "muted")])
    shown = _tenths(member.figure, unit)
    of = base_words(found.experiment, member, currency, glyphs)
    return line(
        Piece(member.account),
        right=[Piece(f"{of}  ", "muted"), Piece(f"{fit_right(shown, _FIGURE)} ")],
    )


def base_words(row: Experiment, member: Member, currency: str | None, glyphs: Glyphs) -> str:
    """Return what an account's own figure is of: touchpoints, answers, ARR."""
    if row.outcome == "health":
        return ""
    if row.outcome == "arr-kept":
        return f"of {formatting.money(int(member.base), currency, glyphs)}"
    if row.outcome == "nps":
        return formatting.plural(int(member.base), "answer")
    return f"{figure(member.part)} of {figure(member.base)}"
