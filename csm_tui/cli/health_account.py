"""How `csm health ACCOUNT` shows the health of one account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, Record, Row
from csm_tui.domain.health_moves import WeekScore, tenths
from csm_tui.domain.terms import MEASURES
from csm_tui.domain.thresholds import bounds_words
from csm_tui.formatting import signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.health_result import HealthResult, MeasureValue
    from csm_tui.queries.health import AccountHealth
    from csm_tui.queries.health_events import HealthEvent


def as_json(found: AccountHealth, today: date) -> dict[str, Any]:
    """Return the health of an account with the keys of `csm health ACCOUNT --json`."""
    health = found.health
    override = health.override
    return {
        "account": found.account,
        "account_id": found.account_id,
        "as_of": today,
        "health": formatting.rounded(health.score),
        "health_band": health.band,
        "health_coverage_pct": health.coverage,
        "provisional": health.provisional,
        "basis": health.basis,
        "computed": formatting.tenths(health.computed),
        "override": None
        if override is None
        else {"value": override.value, "reason": override.reason, "until": override.until},
        "health_trend_28d": formatting.tenths(health.trend_28),
        "health_trend_84d": formatting.tenths(health.trend_84),
        "stale_on": health.stale_on,
        "measures": [
            _measure(part, points, today)
            for part, points in zip(health.measures, found.contributions, strict=True)
        ],
        "thresholds": {
            "green_from": health.bounds.green_from,
            "yellow_from": health.bounds.yellow_from,
            "at_risk_below": health.bounds.at_risk_below,
            "holds_for": health.bounds.because or None,
        },
        "weeks": [_week(week) for week in found.weeks],
        "events": [_event(event) for event in found.events],
    }


def _event(event: HealthEvent) -> dict[str, Any]:
    return {"date": event.day, "kind": event.kind, "text": event.text, "until": event.until}


def _measure(part: MeasureValue, points: float | None, today: date) -> dict[str, Any]:
    return {
        "measure": part.measure,
        "weight": part.weight,
        "value": formatting.tenths(part.value),
        "contribution": formatting.tenths(points),
        "on": part.on,
        "age_days": None if part.on is None else (today - part.on).days,
        "stale": part.stale,
        "basis": part.basis,
    }


def _week(week: WeekScore) -> dict[str, Any]:
    return {
        "date": week.day,
        "health": formatting.rounded(week.score),
        "health_band": week.band,
        "imported": week.imported,
        "provisional": week.provisional,
        **{
            measure: formatting.tenths(value)
            for measure, value in zip(MEASURES, week.values, strict=True)
        },
    }


def plain(found: AccountHealth, today: date) -> Iterator[Record]:
    """Yield records: the health, each measure, week and event, each beginning with what it is."""
    health = found.health
    score = formatting.rounded(health.score)
    yield "health", found.account, score, health.band, health.coverage, health.basis
    for part, points in zip(health.measures, found.contributions, strict=True):
        yield "measure", *_measure(part, points, today).values()
    for week in found.weeks:
        yield "week", *_week(week).values()
    for event in found.events:
        yield "event", *_event(event).values()


def print_account(session: Session, found: AccountHealth) -> None:
    """Write the score, its measures with their part in it, and the weeks."""
    printer, today, health = session.printer, session.today, found.health
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    score = formatting.health_text(
        health.score, health.band, provisional=health.provisional, signs=signs
    )
    printer.line(found.account, "bold")
    printer.line(
        f"Health {score} · {' · '.join(_about(health, today))}", formatting.band_colour(health.band)
    )
    printer.line(f"{bounds_words(health.bounds).capitalize()}.", "dim")
    printer.line()
    printer.table(
        (
            Column("Measure"),
            Column("Weight", right=True),
            Column("Value", right=True),
            Column("Points", right=True),
            Column("Age", right=True),
            Column("Stands on", limit=38, wrap=True),
        ),
        [
            _measure_line(part, points, today)
            for part, points in zip(health.measures, found.contributions, strict=True)
        ],
    )
    printer.line()
    spark = formatting.spark(tenths(found.weeks), len(found.weeks), signs)
    printer.line(f"{formatting.plural(len(found.weeks), 'week')}, as computed", "bold")
    for start in range(0, len(spark), 60):
        printer.line(f"  {spark[start : start + 60]}")
    titles = ("Adopt", "Engage", "Relat", "Supp", "Sentim", "Pulse")
    printer.table(
        (Column("Date"), Column("Health"), *(Column(title, right=True) for title in titles)),
        [_week_line(week, signs) for week in found.weeks],
    )
    if found.events:
        printer.line()
        printer.line(formatting.plural(len(found.events), "event"), "bold")
        printer.table(
            (Column("Date"), Column("Kind"), Column("What", limit=60, wrap=True)),
            [_event_line(event) for event in found.events],
        )


def _event_line(event: HealthEvent) -> Row:
    until = f" (until {event.until.isoformat()})" if event.until is not None else ""
    return event.day.isoformat(), event.kind, f"{event.text}{until}"


def _about(health: HealthResult, today: date) -> Iterator[str]:
    yield health.band
    yield f"coverage {health.coverage} %"
    if health.provisional:
        yield "provisional, the pulse alone"
    if health.imported is not None:
        yield f"imported score of {formatting.day(health.imported.date, today)}"
    if health.override is not None:
        yield formatting.by_hand(health)
    if health.trend_28 is not None:
        yield f"{signed(health.trend_28)} in 4 weeks"
    if health.trend_84 is not None:
        yield f"{signed(health.trend_84)} in 12 weeks"
    if health.stale_on is not None and health.stale_on <= today:
        yield "stale"


def _measure_line(part: MeasureValue, points: float | None, today: date) -> Row:
    unknown = formatting.UNKNOWN
    age = unknown if part.on is None else f"{(today - part.on).days}d"
    return (
        part.measure,
        f"{part.weight:g}",
        unknown if part.value is None else f"{part.value:.0f}",
        unknown if points is None else f"{points:.1f}",
        Cell(f"{age} stale" if part.stale else age, "yellow" if part.stale else None),
        Cell(part.basis, "dim" if part.value is None else None),
    )


def _week_line(week: WeekScore, signs: formatting.Glyphs) -> Row:
    health = formatting.band_cell(week.score, week.band, provisional=week.provisional, signs=signs)
    values = (formatting.UNKNOWN if value is None else f"{value:.0f}" for value in week.values)
    imported = " imported" if week.imported else ""
    return week.day.isoformat(), health._replace(text=f"{health.text}{imported}"), *values
