"""The hours a month that the user has for customers, by the config file and a touch model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.cli.session import Session
    from csm_tui.domain.touch_model import TouchModel


def available_under(session: Session) -> Callable[[TouchModel], float]:
    """Return what says the hours a month that the user has for customers under a model."""
    from csm_tui.domain.capacity_time import available_month
    from csm_tui.work_days import work_time

    today = session.today
    return lambda model: available_month(work_time(session.config, model, today, today), model)
