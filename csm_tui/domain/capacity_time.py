"""The hours a CSM has for customers, and how far those asked for fill them (DOMAIN §9 and §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.work_time import WorkTime

Fill = Literal["room", "tight", "over"]

_WEEK: Final = 7


def available_week(work: WorkTime) -> float:
    """Return the hours for customers of a week without holidays or time off."""
    return len(work.weekdays) * work.minutes_a_day / 60


def available_month(work: WorkTime, model: TouchModel) -> float:
    """Return the hours for customers of such a month.

    That is the model's month, in proportion where the week worked is not the model's.
    """
    hours = model.hours
    week = available_week(work)
    # Whole minutes a day may differ by one from the model's week.
    if abs(week - hours.available_week) * 60 < len(work.weekdays):
        return hours.available_month
    return hours.available_month * week / hours.available_week


def hours_a_week(hours_a_month: float, model: TouchModel) -> float:
    """Return the share of a week of 7 days in the hours of a month of the model."""
    return hours_a_month * _WEEK / model.hours.month_days


def hours_a_month(hours_a_week: float, model: TouchModel) -> float:
    """Return the hours of a month of the model, of those of a week."""
    return hours_a_week * model.hours.month_days / _WEEK


def utilisation(required: float, available: float) -> float | None:
    """Return the hours required as percent of those available, None where there are none."""
    return 100 * required / available if available else None


def fill_of(percent: float, model: TouchModel) -> Fill:
    """Return what a utilisation means: room to the model's green, over from its red."""
    if percent >= model.hours.red_from:
        return "over"
    return "room" if percent <= model.hours.green_to else "tight"


def accounts_at_mix(accounts: int, required: float, available: float) -> int | None:
    """Return how many accounts fit where all kinds of them grow or shrink alike.

    None where they ask for no hours: then there is no bound.
    """
    # The hours of a sum may miss a whole by the last bit.
    return int(accounts * available / required + 1e-9) if required else None
