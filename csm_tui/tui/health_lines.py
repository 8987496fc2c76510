"""The health of one account as a figure and as lines: pure, for the chart, its table and a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.health_moves import most_lost as lost_most
from csm_tui.domain.health_moves import wholes
from csm_tui.domain.terms import MEASURES
from csm_tui.domain.thresholds import bounds_words
from csm_tui.domain.wording import figure as shown_figure
from csm_tui.tui.charts.figures import Event, Series, Threshold, TimeFigure
from csm_tui.tui.health_choice import LINES, SCORE
from csm_tui.tui.pieces import Line, Piece, fit, fit_right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.thresholds import Bounds
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.health import AccountHealth
    from csm_tui.queries.health_events import HealthEvent
    from csm_tui.tui.keymap import KeyMap

_INKS: Final = {SCORE: "title", "adoption": "text", "engagement": "muted", "relationship": "text",
                "support": "muted", "sentiment": "text", "pulse": "muted"}  # fmt: skip
_EVENT_INKS: Final = {"touchpoint": "muted", "override": "warn", "renewal": "strong"}
_PLAIN_EVENTS: Final = {"touchpoint": "o", "override": "!", "renewal": "R"}
_SHORT: Final = ("score", "adopt", "engage", "relation", "support", "sentim", "pulse")
_WIDE: Final = 90
_NAME: Final = 13
_BAR: Final = 20
_NARROW_BAR: Final = 14


# The chart


def chart(found: AccountHealth, lines: set[str], glyphs: Glyphs) -> TimeFigure | None:
    """Return the chart of an account with these lines; None where nothing is known in any week."""
    series = [one for one in _series(found) if one.name in lines]
    if not any(y is not None for one in series for _, y in one.points):
        return None
    last = max((one.day for one in found.events), default=found.as_of)
    return TimeFigure(
        tuple(series),
        found.weeks[0].day,
        max(found.as_of, last),
        thresholds=tuple(thresholds(found.health.bounds)),
        events=tuple(_events(found, glyphs)),
    )


def _series(found: AccountHealth) -> Iterator[Series]:
    days = [week.day.toordinal() for week in found.weeks]
    scores = [week.score for week in found.weeks]
    yield Series(SCORE, tuple(zip(days, scores, strict=True)), _INKS[SCORE])
    for place, measure in enumerate(MEASURES):
        values = [week.values[place] for week in found.weeks]
        if any(value is not None for value in values):
            yield Series(measure, tuple(zip(days, values, strict=True)), _INKS[measure])


def thresholds(bounds: Bounds) -> Iterator[Threshold]:
    """Yield the thresholds in force today, with that of risk where it is one of its own."""
    yield Threshold(bounds.green_from, f"green from {shown_figure(bounds.green_from)}", "good")
    yield Threshold(bounds.yellow_from, f"yellow from {shown_figure(bounds.yellow_from)}", "warn")
    if bounds.at_risk_below != bounds.yellow_from:
        below = shown_figure(bounds.at_risk_below)
        yield Threshold(bounds.at_risk_below, f"at risk below {below}", "bad")


def _events(found: AccountHealth, glyphs: Glyphs) -> Iterator[Event]:
    # The rarest last: what stands on one day is drawn over what was drawn before.
    for one in found.events:
        glyph = event_glyph(one, glyphs)
        yield Event(one.day.toordinal(), glyph, one.kind, _EVENT_INKS[one.kind])


def event_glyph(event: HealthEvent, glyphs: Glyphs) -> str:
    """Return the sign of an event, of one cell."""
    if glyphs is formatting.ASCII:
        return _PLAIN_EVENTS[event.kind]
    return {"touchpoint": glyphs.due, "override": "!", "renewal": glyphs.renewal}[event.kind]


# Lines


def head_lines(
    found: AccountHealth, glyphs: Glyphs, span: str = "", *, narrow: bool = False
) -> list[Line]:
    """Return the name with its health and trends, and below it the thresholds in force."""
    health = found.health
    score = formatting.health(health.score, health.band, health.provisional, glyphs)
    pieces = [
        Piece(f" {found.account}", "strong"),
        Piece("  "),
        Piece(score, formatting.band_ink(health.band)),
    ]
    for weeks, trend in ((4, health.trend_28), (12, health.trend_84)):
        change, ink = formatting.trend(trend, glyphs)
        if change and not narrow:
            pieces += [Piece(f"  {change}", ink), Piece(f" in {weeks} weeks", "muted")]
    right = (Piece(f"{span} ", "strong"),) if span else ()
    about = [*_about(health, found, glyphs)]
    if not narrow or health.bounds.because:
        about += [Piece(f" {glyphs.dot} ", "faint"), Piece(bounds_words(health.bounds), "muted")]
    return [Line(tuple(pieces), right), Line((Piece(" "), *about))]


def _about(health: HealthResult, found: AccountHealth, glyphs: Glyphs) -> Iterator[Piece]:
    if health.override is not None:
        computed = formatting.score(health.computed, glyphs)
        yield Piece(f"set by hand, computed {computed}: {health.override.reason}", "warn")
    elif health.imported is not None:
        day = formatting.day(health.imported.date, found.as_of, glyphs)
        yield Piece(f"imported {day}, as it is", "muted")
    elif health.score is None:
        yield Piece("unknown: too little is known", "warn")
    else:
        alone = ", the pulse alone" if health.provisional else ""
        yield Piece(f"coverage {health.coverage} %{alone}", "muted")
    if health.stale_on is not None and health.stale_on <= found.as_of:
        yield Piece(f" {glyphs.dot} ", "faint")
        yield Piece("stale", "warn")


def toggles(found: AccountHealth | None, lines: set[str], keymap: KeyMap, width: int) -> Line:
    """Return the key of each line of the chart; those shown are bright, without data faint."""
    known = {one.name for one in _series(found)} if found is not None else set(LINES)
    names = LINES if width >= _WIDE else _SHORT
    pieces = [Piece(" ")]
    for name, said in zip(LINES, names, strict=True):
        on = name in lines
        ink = "faint" if name not in known else "strong" if on else "muted"
        key = keymap.shown(f"show-{name}")
        # Brackets say it where colours do not.
        pieces.append(Piece(f"[{key}]" if on else f" {key} ", "accent" if on else "muted"))
        pieces.append(Piece(f"{said} ", ink))
    return Line(tuple(pieces))


def contribution_lines(found: AccountHealth, glyphs: Glyphs, *, narrow: bool = False) -> list[Line]:
    """Return each measure as a bar: as long as its weight, full by its points of the score.

    Where no measure counts (an imported score), the bar is the measure's own value.
    """
    measures, counted = found.health.measures, found.contributions
    most = max((part.weight for part in measures), default=0.0)
    room = _NARROW_BAR if narrow else _BAR
    lines = []
    shares = wholes(found.health, counted)
    for part, points, whole in zip(measures, counted, shares, strict=True):
        ink = "text" if part.value is not None else "muted"
        if points is not None and whole is not None:
            # The longest bar is that of the greatest weight.
            cells = max(1, round(room * part.weight / most))
            full, rest = formatting.bar(points, cells, glyphs, whole)
            bar = [Piece(full, "accent"), Piece(rest, "faint"), Piece(" " * (room - cells))]
            said = f"{points:.1f} of {whole:.0f}"
        elif part.value is not None:
            full, rest = formatting.bar(part.value, room, glyphs)
            bar, said = [Piece(full, "muted"), Piece(rest, "faint")], "not counted"
        else:
            bar, said = [Piece(fit(part.basis if narrow else "unknown", room), "muted")], ""
        age = "" if part.on is None else formatting.day(part.on, found.as_of, glyphs)
        about = (
            Piece(f"  {fit(age, 10)}", "warn" if part.stale else "muted"),
            Piece(part.basis, "muted"),
        )
        lines.append(
            Line(
                (
                    Piece(f" {fit(part.measure, _NAME)}", ink),
                    *bar,
                    Piece(fit_right(said, 12), "text" if points is not None else "muted"),
                    Piece(fit_right(formatting.score(part.value, glyphs), 5), ink),
                    *(() if narrow else about),
                )
            )
        )
    return lines


def most_lost(found: AccountHealth) -> str:
    """Return in a sentence where the score comes from, and what it loses most by."""
    health, counted = found.health, found.contributions
    if health.override is not None:
        said = f"Set by hand: {health.override.reason}"
        return said if said.endswith(".") else f"{said}."
    if health.imported is not None:
        return "The score is as imported; the measures stand beside it and do not count."
    lost = lost_most(health, counted)
    if lost is None:
        return "Nothing to gain: every measure known is at its best."
    missing = [part.measure for part in health.measures if part.value is None and part.weight]
    words = f"{lost.measure.capitalize()} costs most: {lost.points:.0f} of its {lost.whole:.0f}"
    return f"{words} points." + (f" Without data: {', '.join(missing)}." if missing else "")


def event_line(event: HealthEvent, found: AccountHealth, glyphs: Glyphs) -> Line:
    """Return an event: its sign, its day and what it was."""
    day = formatting.day(event.day, found.as_of, glyphs)
    until = ""
    if event.until is not None:
        until = f" {glyphs.arrow} {formatting.day(event.until, found.as_of, glyphs)}"
    return Line(
        (
            Piece(f"{event_glyph(event, glyphs)} ", _EVENT_INKS[event.kind]),
            Piece(fit(day, 11), "muted"),
            Piece(f"{event.text}{until}"),
        )
    )


def latest_events(found: AccountHealth, most: int) -> list[HealthEvent]:
    """Return the events to name where there is room for so many: what comes, then the latest.

    Overrides and renewals go before touchpoints, of which there are many.
    """
    rare = [one for one in found.events if one.kind != "touchpoint"]
    common = [one for one in found.events if one.kind == "touchpoint"]
    kept = (
        [*rare[-most:], *common[-max(0, most - len(rare)) :]] if len(rare) < most else rare[-most:]
    )
    return sorted(kept, key=lambda one: one.day, reverse=True)


# The table


def week_titles() -> Line:
    """Return the titles of the weeks of the table."""
    titles = ["Adopt", "Engage", "Relat", "Supp", "Sentim", "Pulse"]
    return Line(
        (
            Piece("  "),
            Piece(fit("Week to", 12), "muted"),
            Piece(fit("Health", 18), "muted"),
            *(Piece(fit_right(title, 7), "muted") for title in titles),
        )
    )


def week_lines(found: AccountHealth, glyphs: Glyphs) -> Iterator[Line]:
    """Yield the weeks, the latest first: the score with its band, and each measure."""
    for week in reversed(found.weeks):
        score = formatting.health(week.score, week.band, week.provisional, glyphs)
        imported = " imported" if week.imported else ""
        values = (
            Piece(
                fit_right(formatting.score(value, glyphs), 7), "muted" if value is None else "text"
            )
            for value in week.values
        )
        yield Line(
            (
                Piece(fit(week.day.isoformat(), 12), "muted"),
                Piece(fit(score, 8), formatting.band_ink(week.band)),
                Piece(fit(imported, 10), "muted"),
                *values,
            )
        )
