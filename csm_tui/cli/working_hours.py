"""The user's working days and hours for customers, by the config file and a touch model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.work_time import WorkTime
    from csm_tui.store.database import Book


def work_until(session: Session, book: Book, last: date) -> WorkTime:
    """Return the user's working days from today through `last`, under the model in force."""
    from csm_tui.store.standings import current_model
    from csm_tui.work_days import work_time

    _, model = current_model(book.connection)
    return work_time(session.config, model, session.today, last)


def available_under(session: Session) -> Callable[[TouchModel], float]:
    """Return what says the hours a month that the user has for customers under a model."""
    from csm_tui.work_days import available_under as under

    return under(session.config, session.today)
