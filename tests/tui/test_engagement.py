"""Engagement on the screen: lines and charts of rates that are honest about their counts."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.domain.engagement import Rate
from csm_tui.domain.outcomes import outcome
from csm_tui.formatting import ASCII, UNICODE
from csm_tui.queries.engagement import Group, Trend
from csm_tui.tui import engagement_figures as figures
from csm_tui.tui import engagement_lines as lines

LAST = date(2026, 2, 2)
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02")


def rate(
    part: float, base: float, metric: str = "email-open", benchmark: float | None = 20
) -> Rate:
    small = base < 20
    share = 100 * part / base if base else None
    verdict = None if benchmark is None or not base else "too-few" if small else "met"
    return Rate(metric, part, base, share, benchmark, verdict, small)  # type: ignore[arg-type]


def trend(*rates: Rate) -> Trend:
    return Trend("all", tuple((month, (one,)) for month, one in zip(MONTHS, rates, strict=False)))


def test_months_of_too_few_stand_apart_and_those_without_any_are_gaps() -> None:
    found = figures.over_months(
        trend(rate(10, 40), rate(0, 0), rate(3, 4), rate(12, 40)),
        "email-open",
        MONTHS,
        LAST,
        "all",
        20,
    )
    enough, few = found.series
    assert [y for _, y in enough.points] == [25, None, None, 30]
    assert [y for _, y in few.points] == [None, None, 75, None]
    assert (few.name, few.ink) == ("under 20: too few", "muted")
    assert (enough.points[-1][0], found.thresholds[0].y) == (LAST.toordinal(), 20)


@pytest.mark.parametrize(("most", "high"), [(4, 5), (30, 50), (48, 100), (96, 100)])
def test_the_scale_fits_the_rate(most: float, high: float) -> None:
    found = figures.over_months(
        trend(rate(most, 100, benchmark=None)), "email-open", MONTHS, LAST, "all", 20
    )
    assert found.high == high


def test_bars_of_too_few_have_no_length_and_say_so() -> None:
    found = figures.rate_bars(
        [("phone", rate(3, 4)), ("video", rate(30, 40)), ("chat", rate(0, 0))]
    )
    assert [(bar.name, bar.value, bar.shown) for bar in found.bars] == [
        ("video", 75, "75.0 % of 40"),
        ("phone", None, "3 of 4, too few"),
    ]
    few, many = outcome([3, 5], 20), outcome([1.0, 2.0] * 10, 20)
    shown = figures.outcome_bars([("training", few), ("check-in", many)], UNICODE)
    assert [bar.value for bar in shown.bars] == [None, 1.5]
    assert shown.bars[0].shown == "+4.0 ±2.0 of 2, too few"
    plain = figures.outcome_bars([("training", few)], ASCII)
    assert plain.bars[0].shown == "+4.0 +/-2.0 of 2, too few"


def test_a_rate_stands_with_counts_benchmark_and_verdict() -> None:
    known = trend(rate(10, 40))
    shown = lines.rate_line(rate(3, 4), None, known, MONTHS, 77, UNICODE).plain
    assert shown.split() == "emails opened 75.0 % 3 of 4 20 % ? too few".split()
    wide = lines.rate_line(rate(10, 40), rate(5, 50), known, MONTHS, 117, UNICODE).plain
    assert "✓ met" in wide and "10.0 % of 50" in wide and wide.endswith("▅···")
    why = lines.rate_why(rate(10, 40), rate(5, 10)).plain
    assert why == ("10 of 40 emails sent; benchmark more than 20 %; before: 5 of 10, too few.")


def test_what_became_of_touchpoints_never_is_a_share_of_too_few() -> None:
    group = Group("phone", (rate(3, 4, "completion", None), rate(5, 50, "no-show", None)))
    shown = lines.manner_line(group, 77).plain
    assert shown.split() == "phone 3 of 4 few 10 % of 50 none none".split()
    assert lines.manners_why(group).plain == "done 3 of 4; no-show 5 of 50."


def test_outcomes_say_whether_they_may_be_chance() -> None:
    words = {
        lines.outcome_line("training", outcome(changes, 20), UNICODE).plain.split("  ")[-1]
        for changes in ([3.0], [1.0, 2.0] * 10, [1.0, -1.0] * 10, [None])
    }
    assert words == {"too few to tell", "beyond chance", "may be chance", "unknown"}


def test_the_best_channel_is_named_only_of_those_with_enough() -> None:
    assert "No channel has enough" in lines.channels_why([]).plain
    found = lines.channels_why([("phone", rate(30, 40)), ("email", rate(10, 40))]).plain
    assert found == "Answers best: phone 75.0 % of 40; least: email 25.0 % of 40."


def test_a_month_that_is_not_over_says_to_which_day() -> None:
    assert figures.month_name("2026-02", LAST) == "Feb 2026, to day 2"
    assert figures.month_name("2026-01", LAST) == "Jan 2026"
