"""The days the user works, from the config and the touch model: what both faces plan with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NoReturn

from csm_tui.config import WEEKDAYS, days_off
from csm_tui.domain.capacity_time import available_month
from csm_tui.domain.days import after
from csm_tui.domain.work_time import WorkTime
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.config import Config
    from csm_tui.domain.touch_model import TouchModel

_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_TIME", "LANG")
_MONDAY: Final = 0
# Nobody names longer leave than this a day at a time.
_LONGEST_DAYS: Final = 3660


def work_time(config: Config, model: TouchModel, today: date, until: date) -> WorkTime:
    """Return the working days of the years from `today` to `until`, and the minutes of each.

    Holidays and time off carry their name. Without `hours_a_day` the model's week is shared among
    the working days; what internal work takes is left out. Raises UsageError for a country that is
    not known, naming the nearest.
    """
    weekdays = frozenset(WEEKDAYS.index(name) for name in config.working_days)
    free = _holidays(config.holidays, today.year, until.year) if config.holidays else {}
    for written in config.time_off:
        free |= dict.fromkeys(_days_of(written), "time off")
    hours = config.hours_a_day
    if hours is None:
        hours = model.hours.available_week / len(weekdays)
    minutes = round(hours * 60 * (100 - config.internal_share) / 100)
    return WorkTime(weekdays, free, minutes)


def available_under(config: Config, today: date) -> Callable[[TouchModel], float]:
    """Return what says the hours a month that the user has for customers under a touch model.

    It raises UsageError as `work_time` does.
    """
    return lambda model: available_month(work_time(config, model, today, today), model)


def available_or_model(config: Config, today: date) -> Callable[[TouchModel], float]:
    """Return what `available_under` does; where the config does not say them, the model's hours.

    Capacity tells what is wrong with the config.
    """
    said = available_under(config, today)

    def available(model: TouchModel) -> float:
        try:
            return said(model)
        except UsageError:
            return model.hours.available_month

    return available


def first_weekday(config: Config) -> int:
    """Return the day a week begins with, 0 (Monday) to 6: of the config, else of the locale."""
    if config.first_weekday != "auto":
        return WEEKDAYS.index(config.first_weekday)
    written = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None)
    if written is None or written.partition(".")[0] in ("C", "POSIX"):
        return _MONDAY
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(written.partition(".")[0].partition("@")[0]).first_week_day
    except (ValueError, UnknownLocaleError):
        return _MONDAY


def _days_of(written: str) -> list[date]:
    first, last = days_off(written)
    days = [first]
    while days[-1] < last and len(days) < _LONGEST_DAYS:
        following = after(days[-1], 1)
        if following is None:
            break
        days.append(following)
    return days


def _holidays(written: str, first_year: int, last_year: int) -> dict[date, str]:
    """Return the public holidays of a country or region, by their English names where known."""
    from holidays import country_holidays

    country, _, region = written.partition("-")
    try:
        found = country_holidays(
            country, region or None, years=range(first_year, last_year + 1), language="en_US"
        )
    except NotImplementedError:
        _unknown(written, country, region)
    return dict(sorted(found.items()))


def _unknown(written: str, country: str, region: str) -> NoReturn:
    import difflib

    from babel import Locale
    from holidays import list_supported_countries

    regions = list_supported_countries()
    if country in regions:
        near = difflib.get_close_matches(region, regions[country], 3, 0)
        hint = f"The nearest of {country}: {', '.join(near)}." if near else "It has no regions."
        raise UsageError(f"There are no holidays of {written!r} (setting holidays). {hint}")
    names = {
        name.upper(): code for code, name in Locale("en").territories.items() if code in regions
    }
    near = difflib.get_close_matches(written, [*names, *regions], 1, 0)
    code = names.get(near[0], near[0])
    name = Locale("en").territories.get(code, code)
    raise UsageError(
        f"There are no holidays of {written!r} (setting holidays). The nearest is {code} ({name})."
    )
