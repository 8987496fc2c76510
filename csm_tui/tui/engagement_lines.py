"""The lines of engagement: rates with counts, by kind and channel, outcomes, accounts lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.engagement_words import (
    FEW,
    LOST,
    NAMES,
    OF,
    benchmark,
    beyond_chance,
    counts,
    number,
    percent,
    verdict,
)
from csm_tui.domain.wording import on
from csm_tui.tui.engagement_figures import changed, named, of_month, shown_share
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.engagement import Rate
    from csm_tui.domain.outcomes import Outcome
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.disengaging import Disengaging
    from csm_tui.queries.engagement import Group, Trend
    from csm_tui.queries.outcomes import Outcomes

_NAME: Final = 26
_PERCENT: Final = 8
_COUNTS: Final = 19
_BENCHMARK: Final = 7
_VERDICT: Final = 12
_WIDE: Final = 100
_SPARK: Final = 13
_KIND: Final = 15
_MANNERS: Final = {
    "completion": "done",
    "no-show": "no-show",
    "skip": "skipped",
    "answer": "answered",
}
INKS: Final = {"met": "good", "below": "warn", FEW: "muted"}


def judged(rate: Rate, glyphs: Glyphs) -> Piece:
    """Return the verdict on a rate, its glyph and words first, its colour last."""
    word = verdict(rate)
    sign = {"met": glyphs.done, "below": glyphs.falls, FEW: "?"}.get(word, " ")
    return Piece(f"{sign} {word}" if word else "", INKS.get(word, "muted"))


def rate_titles(title: str, width: int) -> Line:
    """Return the names of the columns after a section's title; a cell to the right of its lines."""
    pieces = [
        Piece(fit(title, _NAME - 1), "strong"),
        Piece(fit_right("", _PERCENT)),
        Piece(fit_right("counted", _COUNTS), "muted"),
        Piece(fit_right("bench", _BENCHMARK), "muted"),
    ]
    if width >= _WIDE:
        pieces.append(Piece(f"  {fit('verdict', _VERDICT)}{fit('before', 20)}by month", "muted"))
    return Line(tuple(pieces))


def rate_line(
    rate: Rate, before: Rate | None, trend: Trend, months: Sequence[str], width: int, glyphs: Glyphs
) -> Line:
    """Return a rate with its counts, benchmark and verdict, and where there is room its past."""
    pieces = [Piece(fit(NAMES[rate.metric], _NAME)), *month_pieces(rate, glyphs)]
    if width >= _WIDE:
        sign, ink = pieces.pop()
        pieces += [Piece(fit(sign, _VERDICT), ink), Piece(fit(before_words(before), 20), "muted")]
        pieces.append(Piece(spark(trend, rate.metric, months, glyphs), "spark"))
    return Line(tuple(pieces))


def month_pieces(rate: Rate, glyphs: Glyphs) -> tuple[Piece, ...]:
    """Return the rate of a month as cells under those of `rate_line`."""
    mark = "" if rate.benchmark_pct is None else f"{number(rate.benchmark_pct)} %"
    return (
        Piece(fit_right(percent(rate), _PERCENT), "muted" if rate.small else "strong"),
        Piece(fit_right(counts(rate), _COUNTS), "muted"),
        Piece(fit_right(mark, _BENCHMARK), "muted"),
        Piece("  "),
        judged(rate, glyphs),
    )


def spark(trend: Trend, metric: str, months: Sequence[str], glyphs: Glyphs) -> str:
    """Return the last months of a rate as blocks; a dot where none is known."""
    rates = of_month(trend, metric)
    shown = [rates.get(month) for month in months[-_SPARK:]]
    # A rate that stays the same is a calm line, not a wall.
    top = 1.5 * max((rate.rate_pct or 0.0 for rate in shown if rate), default=0.0) or 1.0
    steps = len(glyphs.spark) - 1
    return "".join(
        glyphs.no_spark if rate is None else glyphs.spark[round(steps * (rate.rate_pct or 0) / top)]
        for rate in shown
    )


def before_words(before: Rate | None) -> str:
    """Return a rate of the days before: "28.4 % of 3,998", "3 of 4 few"; "" where none is known."""
    if before is None or not before.base:
        return ""
    if before.small:
        return f"{counts(before)} few"
    return f"{percent(before)} of {number(before.base)}"


def rate_why(rate: Rate, before: Rate | None) -> Line:
    """Return a rate as a sentence: of what it is, what it should be, what it was before."""
    said = [f"{number(rate.part)} of {number(rate.base)} {OF[rate.metric]}"]
    if benchmark(rate):
        said.append(f"benchmark {benchmark(rate)}")
    if before is not None and before.base:
        said.append(f"before: {shown_share(before)}")
    if rate.left_out:
        said.append(f"{number(rate.left_out)} without a denominator left out")
    return line(Piece(f" {'; '.join(said)}.", "muted"))


def standing(rates: Sequence[Rate]) -> list[Piece]:
    """Return how many benchmarks are met, missed and not to be judged."""
    words = [verdict(rate) for rate in rates if rate.benchmark_pct is not None and rate.base]
    found = [
        (words.count("met"), "met", "good"),
        (words.count("below"), "below", "warn"),
        (words.count(FEW), FEW, "muted"),
    ]
    pieces: list[Piece] = []
    for count, word, ink in found:
        if count:
            pieces.append(Piece(f"{'  ' if pieces else ''}{count} {word}", ink))
    return pieces or [Piece("not benchmarked", "muted")]


def manner_titles(title: str, width: int) -> Line:
    """Return the names of what became of touchpoints, after a section's title."""
    names = (Piece(fit_right(_MANNERS[one], _share(width)), "muted") for one in _MANNERS)
    return Line((Piece(fit(title, _KIND - 1), "strong"), *names))


def manner_line(group: Group, width: int) -> Line:
    """Return what became of the touchpoints of a kind or channel; of too few only the counts."""
    pieces = [Piece(fit(group.key or "not told", _KIND))]
    for metric in _MANNERS:
        found = named(group, metric)
        rate = found[1] if found else None
        ink = "text" if rate and not rate.small else "muted"
        pieces.append(Piece(fit_right(_manner(rate, width), _share(width)), ink))
    return Line(tuple(pieces))


def _manner(rate: Rate | None, width: int) -> str:
    if rate is None:
        return "none"
    if rate.small:
        return f"{counts(rate)} few"
    if width >= _WIDE:
        return f"{percent(rate)}  {counts(rate)}"
    return f"{rate.rate_pct:.0f} % of {number(rate.base)}"


def _share(width: int) -> int:
    return 23 if width >= _WIDE else 15


def manners_why(group: Group) -> Line:
    """Return what became of the touchpoints of a kind or channel, with all counts."""
    said = []
    for metric in _MANNERS:
        found = named(group, metric)
        if found:
            said.append(f"{_MANNERS[metric]} {counts(found[1])}")
    return line(Piece(f" {'; '.join(said)}.", "muted"))


def channels_why(channels: Sequence[tuple[str, Rate]]) -> Line:
    """Return which channel answers best and which least; those of too few are in neither."""
    if not channels:
        return line(Piece(" No channel has enough to tell which answers best.", "muted"))
    words = [f"{name} {percent(rate)} of {number(rate.base)}" for name, rate in channels]
    least = f"; least: {words[-1]}" if len(words) > 1 else ""
    return line(Piece(f" Answers best: {words[0]}{least}.", "muted"))


def lost_why(steps: Sequence[Rate]) -> Line:
    """Return where most customers drop out."""
    words = [f"{LOST[rate.metric]} ({number(rate.base - rate.part)})" for rate in steps[:2]]
    return line(Piece(f" Most drop out at: {', '.join(words)}." if words else "", "muted"))


def outcome_titles(title: str) -> Line:
    """Return the head of the outcomes."""
    return Line(
        (
            Piece(fit(title, 24), "strong"),
            Piece(fit_right("change", 13), "muted"),
            Piece(fit_right("known", 8), "muted"),
            Piece(fit_right("better", 8), "muted"),
            Piece(fit_right("worse", 7), "muted"),
        )
    )


def outcome_line(name: str, one: Outcome, glyphs: Glyphs) -> Line:
    """Return how health changed after touchpoints of a kind, with n, and whether that says much."""
    word = beyond_chance(one)
    ink = "muted"
    if word == "beyond chance":
        ink = "good" if (one.mean or 0.0) > 0 else "bad"
    return line(
        Piece(fit(name, 25)),
        Piece(
            fit_right(changed(one, glyphs) or glyphs.unknown, 13),
            "muted" if one.small else "strong",
        ),
        Piece(fit_right(f"{one.known:,}", 8), "muted"),
        Piece(fit_right(f"{one.better:,}", 8), "muted"),
        Piece(fit_right(f"{one.worse:,}", 7), "muted"),
        Piece(f"  {word}", ink),
    )


def outcomes_why(found: Outcomes) -> Line:
    """Return of which days and accounts the outcomes are, and what they do not prove."""
    words = f"{on(found.from_)} to {on(found.to)}"
    if found.accounts < found.of:
        words += f", {found.accounts:,} accounts drawn evenly from {found.of:,}"
    return line(Piece(f" {words}. What goes together need not be cause and effect.", "muted"))


def lost_line(rate: Rate) -> Line:
    """Return a step with the share of customers that it loses."""
    lost = 100.0 - (rate.rate_pct or 0.0)
    return line(
        Piece(fit(LOST[rate.metric], 37)),
        Piece(fit_right(f"{lost:.1f} %", _PERCENT), "strong"),
        Piece(f"   {number(rate.base - rate.part)} of {number(rate.base)}", "muted"),
    )


def silent_line(row: Disengaging, today: date, glyphs: Glyphs) -> Line:
    """Return an account that stopped taking part."""
    since = (
        f"last took part {formatting.day(row.answered_on, today, glyphs)}"
        if row.answered_on
        else "not once in this span"
    )
    times = formatting.plural(row.unanswered, "invitation")
    return line(
        Piece(fit(row.account, 28)),
        Piece(f" {times} in a row unanswered", "warn"),
        Piece(f", {since}", "muted"),
        right=[Piece(f"of {row.asked:,} ", "muted")],
    )
