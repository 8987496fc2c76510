"""The satisfaction view: scores with their counts, the chart that follows, detractors who wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.config import Config
from csm_tui.domain.model_file import load
from csm_tui.domain.satisfaction import Answers, Satisfaction, inversions, score
from csm_tui.formatting import ASCII, UNICODE
from csm_tui.models import preset
from csm_tui.queries.satisfaction import Asked, Group
from csm_tui.store.database import open_book
from csm_tui.tui import satisfaction_rows as rows
from csm_tui.tui.pieces import Line
from tests.operations.files import bring
from tests.tui.driving import TODAY, Driver, drive

RULE = load(preset("four-tier"), file="four-tier").benchmarks
SETTING = rows.Setting(TODAY, UNICODE)


def of(survey: str, *answers: float) -> Satisfaction:
    return score(survey, [Answers(answer, None, 1) for answer in answers], RULE)


def text(shown: Line) -> str:
    return "".join(piece.text for piece in shown.left)


def test_a_score_stands_with_its_count_and_few_answers_are_marked() -> None:
    shown = text(rows.score_line("high", of("nps", 9, 9, 10, 7, 0, 3), SETTING, 78, first=True))
    assert shown.split() == ["high", "NPS", "6", "+16.7", "few", *"▲ 3 ■ 1 ▼ 2".split()]
    shown = text(rows.score_line(None, of("csat", 5, 4, 3, 1, 5), SETTING, 78, first=True))
    assert shown.split()[:4] == ["–", "CSAT", "5", "60.0"]
    assert "3 of 5 in the top two" in shown


def test_under_five_answers_the_answers_stand_instead_of_a_score() -> None:
    shown = text(rows.score_line("low", of("nps", 9, 3, 9), SETTING, 78, first=True))
    assert shown.split()[:4] == ["low", "NPS", "3", "–"]
    assert "3, 9 ×2 (too few for a score)" in shown
    assert "too few for a score" in text(rows.caption("low", of("nps", 9, 3, 9), SETTING))


def test_the_bars_run_from_0_to_10_and_are_told_apart_without_colour() -> None:
    figure = rows.answers_figure(of("nps", 9, 9, 10, 7, 0, 3), UNICODE)
    assert figure is not None
    assert [bar.name for bar in figure.bars[5:]] == ["▼ 5", "▼ 6", "■ 7", "■ 8", "▲ 9", "▲ 10"]
    assert [bar.value for bar in figure.bars] == [1, 0, 0, 1, 0, 0, 0, 1, 0, 2, 1]
    assert figure.bars[9].shown.split() == ["2", "33", "%"]
    assert figure.bars[1].shown.split() == ["0"]
    assert rows.answers_figure(of("nps"), UNICODE) is None


def test_a_group_with_too_few_answers_has_an_unknown_bar_and_its_count() -> None:
    groups = (
        Group("all", (of("nps", 10, 10, 10, 10, 10, 1, 1),)),
        Group("2026-01", (of("nps", 1, 1),)),
        *(Group(f"2025-{month:02}", (of("nps", *[9] * 5),)) for month in range(1, 13)),
    )
    figure = rows.groups_figure(Asked(groups, TODAY, TODAY, ()), "tier", "nps", UNICODE)
    assert figure is not None
    assert (figure.bars[1].value, figure.bars[1].shown.split()) == (
        None, ["too", "few", "2", "answers"],
    )  # fmt: skip
    assert len(figure.bars) == 14
    latest = rows.groups_figure(Asked(groups, TODAY, TODAY, ()), "month", "nps", ASCII)
    assert latest is not None
    assert [bar.name for bar in latest.bars][:2] == ["all", "2025-02"]


def test_the_alert_wraps_and_says_whether_it_may_be_chance() -> None:
    by_tier = {"high": of("nps", 9, 9, 10, 7, 0, 3), "low": of("nps", *[9] * 5)}
    (found,) = inversions(by_tier, ["high", "low"])
    lines = rows.alert_lines(found, 60)
    assert len(lines) > 1
    assert " ".join(text(line) for line in lines).endswith("it may be chance.")


ANSWERS = (
    "account,date,type,score,respondent,comment\n"
    "Aurora Cooperative,2026-01-10,nps,3,ines@aurora.example,[/nope] Too slow\n"
    "Aurora Cooperative,2025-12-10,nps,10,ines@aurora.example,\n"
    "José Médico,2026-01-12,nps,9,,\n"
    "José Médico,2026-01-13,nps,8,,\n"
    "Contoso Retail,2026-01-14,nps,9,,\n"
    "Contoso Retail,2026-01-14,csat,5,,Fine\n"
)


@pytest.fixture
def answered(book: Path) -> Path:
    """Return the small book with answers; Aurora's detractor was called before he answered."""
    with open_book(book) as opened:
        opened.connection.execute("UPDATE touchpoint SET date = '2026-01-05' WHERE account_id = 1")
        bring(opened, {"surveys.csv": ANSWERS}, today=TODAY)
    return book


def test_a_touchpoint_logged_from_a_detractor_takes_the_row_away(answered: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "v")
        assert "[Satisfaction]" in driver.lines()[1]
        assert "NPS, all · +40.0 · 5 answers" in driver.lines()[2]
        assert driver.shows("1 detractor waits")
        await driver.press("J", "j")
        assert "▼ 3" in driver.cursor_line()
        assert "[/nope] Too slow" in driver.cursor_line()
        assert "NPS 3, 23 days ago, no touchpoint since" in driver.lines()[-2]
        await driver.press("n")
        assert driver.shows("Log a touchpoint: Aurora Cooperative")
        await driver.press("tab", "tab")
        await driver.type("phone")
        await driver.press("enter")
        assert not driver.shows("waits")
        assert not driver.shows("Detractors awaiting")
        await driver.press("u")
        assert driver.shows("1 detractor waits")
        await driver.press("g", "J", "j", "L")
        assert driver.shows("Aurora Cooperative ")
        await driver.type("phone 10m")
        await driver.press("enter")
        assert not driver.shows("waits")

    drive(answered, script)


def test_groups_the_latest_of_each_person_and_the_chart_change_by_keys(answered: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "v", "o")
        assert driver.line_of("By tier").rstrip().endswith("the latest of each person")
        assert driver.line_of(">").split()[:3] == [">", "all", "NPS"]
        assert "NPS, all - 4 answers, too few for a score" in driver.lines()[2]
        await driver.press("j")
        assert "CSAT, all - 1 answer, too few for a score" in driver.lines()[2]
        await driver.press("o", "b", "b")
        assert driver.line_of("Ana").split()[1] == "NPS"
        await driver.press("g", "c")
        assert driver.lines()[2].startswith(" NPS by owner, all answers")
        await driver.press("c", "T")
        assert driver.shows("40 %")
        assert driver.screen().replace("é", "e").isascii()

    drive(answered, script, config=Config(ascii=True))
