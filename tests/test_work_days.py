"""The user's working days: from the config, holidays by country, time off, the first weekday."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from csm_tui.config import Config, load_config
from csm_tui.domain.model_file import load
from csm_tui.domain.work_time import DEFAULT
from csm_tui.errors import UsageError
from csm_tui.models import preset
from csm_tui.work_days import first_weekday, work_time

TODAY = date(2026, 2, 2)
UNTIL = date(2026, 5, 4)
MODEL = load(preset("four-tier"), file="four-tier")


def days(**settings: Any) -> Any:
    return work_time(Config(**settings), MODEL, TODAY, UNTIL)


def test_without_a_setting_they_are_those_of_the_model() -> None:
    assert days() == DEFAULT


def test_the_hours_of_the_models_week_are_shared_among_the_days_worked() -> None:
    work = days(working_days=("mon", "tue", "wed"))
    assert (work.minutes_a_day, work.minutes_on(date(2026, 2, 5))) == (600, 0)


def test_hours_a_day_are_the_users_own() -> None:
    assert days(hours_a_day=4.5).minutes_on(TODAY) == 270


def test_what_internal_work_takes_is_left_out() -> None:
    assert days(internal_share=25.0).minutes_on(TODAY) == 270
    # 1,560 hours a year of six a day, a quarter of them internal.
    work = days(hours_a_day=6.0, internal_share=25.0)
    assert work.minutes_of_week(TODAY) * 52 == 1_170 * 60


def test_public_holidays_are_free_and_have_their_names() -> None:
    work = days(holidays="US")
    assert work.free[date(2026, 2, 16)] == "Washington's Birthday"
    assert work.minutes_on(date(2026, 2, 16)) == 0
    assert work.works_on(date(2026, 2, 17))


def test_a_region_has_its_own() -> None:
    saint_george = date(2026, 4, 23)
    assert saint_george in days(holidays="ES-AR").free
    assert saint_george not in days(holidays="ES-CT").free


def test_they_cover_every_year_of_the_plan() -> None:
    work = work_time(Config(holidays="US"), MODEL, date(2026, 11, 2), date(2027, 2, 1))
    assert {day.year for day in work.free} == {2026, 2027}


def test_years_that_no_calendar_knows_do_no_harm() -> None:
    late = date(9999, 12, 30)
    assert work_time(Config(holidays="US"), MODEL, late, date.max).free == {}


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("UX", "The nearest is "),
        ("SPAIN", r"The nearest is ES \(Spain\)\."),
        ("US-XX", r"The nearest of US: "),
    ],
)
def test_an_unknown_country_or_region_names_the_nearest(written: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        days(holidays=written)


def test_time_off_is_free_from_its_first_to_its_last_day() -> None:
    work = days(time_off=("2026-03-02..2026-03-04", "2026-04-07"))
    assert sorted(work.free) == [
        date(2026, 3, 2),
        date(2026, 3, 3),
        date(2026, 3, 4),
        date(2026, 4, 7),
    ]
    assert set(work.free.values()) == {"time off"}


def test_time_off_to_the_end_of_the_calendar_ends_there() -> None:
    assert date.max in days(time_off=("9999-12-30..9999-12-31",)).free


@pytest.mark.parametrize(
    ("locale", "first"),
    [
        ("en_US.UTF-8", 6),
        ("de_DE.UTF-8", 0),
        ("ar_EG", 5),
        ("sr_RS@latin", 0),
        ("C.UTF-8", 0),
        ("POSIX", 0),
        ("xx_nonsense", 0),
        ("", 0),
    ],
)
def test_a_week_begins_as_the_locale_has_it(
    locale: str, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "")
    monkeypatch.setenv("LC_TIME", locale)
    monkeypatch.setenv("LANG", "")
    assert first_weekday(Config()) == first


def test_lc_all_goes_before_lc_time_and_the_config_before_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("LC_TIME", "de_DE.UTF-8")
    assert first_weekday(Config()) == 6
    assert first_weekday(Config(first_weekday="wed")) == 2


def test_the_config_file_says_it_all(tmp_path: Any) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        'working_days = ["Fri", "mon"]\nhours_a_day = 7\nholidays = "es-ct"\n'
        'time_off = ["2026-03-02..2026-03-04", "2026-05-04"]\nfirst_weekday = "sun"\n',
        encoding="utf-8",
    )
    config = load_config(file)
    assert config.working_days == ("mon", "fri")
    assert (config.hours_a_day, config.holidays, config.first_weekday) == (7.0, "ES-CT", "sun")
    assert config.time_off == ("2026-03-02..2026-03-04", "2026-05-04")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("working_days = []", 'a list of days like \\["mon", "tue"\\]'),
        ('working_days = ["mon", "mon"]', "a list of days"),
        ('working_days = ["monday"]', "a list of days"),
        ("hours_a_day = 25", "hours like 6 or 4.5, at most 24"),
        ("hours_a_day = 0", "hours like 6"),
        ("hours_a_day = true", "hours like 6"),
        ("hours_a_day = nan", "hours like 6"),
        ("holidays = 3", "a country like"),
        ('time_off = "2026-03-02"', "a list like"),
        ('time_off = ["2026-03-04..2026-03-02"]', "made of days and spans"),
        ('time_off = ["soon"]', "not 'soon'"),
        ('first_weekday = "monday"', "one of auto, mon"),
    ],
)
def test_what_cannot_be_meant_says_what_would_fit(tmp_path: Any, text: str, expected: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=expected):
        load_config(file)
