"""The charts of engagement: a rate over months, bars by kind, channel, step (DOMAIN §8)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.engagement_words import FEW, LOST, counts, number, percent
from csm_tui.tui.charts.figures import BarFigure, BarItem, Series, Threshold, TimeFigure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csm_tui.domain.engagement import Rate
    from csm_tui.domain.outcomes import Outcome
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.engagement import Group, Trend

_SCALES: Final = (5.0, 10.0, 20.0, 50.0)
_MIDDLE: Final = 15


def of_month(trend: Trend, metric: str) -> dict[str, Rate]:
    """Return a rate by the months in which it has a base."""
    return {
        period: rate
        for period, rates in trend.periods
        for rate in rates
        if rate.metric == metric and rate.base
    }


def over_months(
    trend: Trend, metric: str, months: Sequence[str], last: date, name: str, least: float
) -> TimeFigure:
    """Return a rate over the months; those of too few stand apart, those without any are gaps."""
    rates = of_month(trend, metric)
    known = [rate for rate in rates.values() if rate.rate_pct is not None]
    benchmark = next((rate.benchmark_pct for rate in known if rate.benchmark_pct is not None), None)
    points = [(_day(month, last), rates.get(month)) for month in months]
    enough = Series(
        name,
        tuple((day, rate.rate_pct if rate and not rate.small else None) for day, rate in points),
        "accent",
    )
    few = Series(
        f"under {number(least)}: too few",
        tuple((day, rate.rate_pct if rate and rate.small else None) for day, rate in points),
        "muted",
    )
    series = [one for one in (enough, few) if any(y is not None for _, y in one.points)]
    levels = [rate.rate_pct or 0.0 for rate in known]
    return TimeFigure(
        tuple(series),
        date.fromisoformat(f"{months[0]}-01"),
        last,
        high=_scale([*levels, benchmark or 0.0]),
        thresholds=()
        if benchmark is None
        else (Threshold(benchmark, f"benchmark {number(benchmark)} %", "good"),),
        unit="%",
    )


def rate_bars(rates: Iterable[tuple[str, Rate]]) -> BarFigure:
    """Return a rate of several groups as bars, the greatest first; too few have no bar."""
    known = [(name, rate) for name, rate in rates if rate.base]
    known.sort(key=lambda pair: (pair[1].small, -(pair[1].rate_pct or 0.0), pair[0]))
    return BarFigure(
        tuple(
            BarItem(
                name,
                None if rate.small else rate.rate_pct,
                shown_share(rate),
                "accent",
            )
            for name, rate in known
        ),
        high=100.0,
    )


def shown_share(rate: Rate) -> str:
    """Return a rate with its n: "80.0 % of 45"; of too few the counts, and that they are."""
    if rate.small:
        return f"{counts(rate)}, {FEW}"
    return f"{percent(rate)} of {number(rate.base)}"


def lost_bars(lost: Iterable[Rate]) -> BarFigure:
    """Return the share of customers lost at each step."""
    return BarFigure(
        tuple(
            BarItem(
                LOST[rate.metric],
                100.0 - rate.rate_pct,
                f"{100.0 - rate.rate_pct:.1f} % of {number(rate.base)}",
                "warn",
            )
            for rate in lost
            if rate.rate_pct is not None
        ),
        high=100.0,
    )


def outcome_bars(outcomes: Iterable[tuple[str, Outcome]], glyphs: Glyphs) -> BarFigure:
    """Return the change of health after each kind of touchpoint; too few have no bar."""
    return BarFigure(
        tuple(
            BarItem(
                name,
                None if one.small else one.mean,
                f"{changed(one, glyphs)} of {one.known}" + (f", {FEW}" if one.small else ""),
                "good" if (one.mean or 0.0) > 0 else "bad",
            )
            for name, one in outcomes
            if one.mean is not None
        )
    )


def changed(one: Outcome, glyphs: Glyphs) -> str:
    """Return a change of health with what chance alone may do: "+3.2 ±1.1"."""
    if one.mean is None:
        return ""
    return formatting.signed(one.mean, 1) + (
        "" if one.margin is None else f" {glyphs.margin}{one.margin:.1f}"
    )


def named(group: Group, metric: str) -> tuple[str, Rate] | None:
    """Return the name of a group and its rate of a metric; None where nothing of it is counted."""
    found = next((rate for rate in group.rates if rate.metric == metric), None)
    return None if found is None or not found.base else (group.key or "not told", found)


def _day(month: str, last: date) -> float:
    # A month stands in its middle, the last one no later than the day that is looked at.
    day = date.fromisoformat(f"{month}-{_MIDDLE}")
    return min(day, last).toordinal()


def _scale(values: Iterable[float]) -> float:
    most = max(values, default=0.0)
    return next((scale for scale in _SCALES if most <= scale * 0.95), 100.0)


def month_name(month: str, last: date) -> str:
    """Return "2026-01" as "Jan 2026", with its last day where that is still to come."""
    first = date.fromisoformat(f"{month}-01")
    whole = first.replace(day=monthrange(first.year, first.month)[1])
    shown = formatting.month(first)
    return f"{shown}, to day {last.day}" if first <= last < whole else shown
