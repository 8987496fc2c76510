from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from csm_tui.queries.account_plan import plans
from csm_tui.store.database import open_book
from tests.tui.driving import TODAY, small_book
from tests.tui.planned import plan


def test_plans_of_the_account_from_today_on_are_listed_and_nothing_that_was_booked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.db"
    small_book(path)
    later = plan(path, 2, TODAY + timedelta(days=9), kind="email", automated=1, effort=None)
    first = plan(path, 2, TODAY, window_from=None)
    plan(path, 2, TODAY - timedelta(days=1))
    plan(path, 1, TODAY)
    plan(path, 2, TODAY, booked=1)
    with open_book(path) as book:
        found = plans(book.connection, 2, today=TODAY)
    assert [one.id for one in found] == [first, later]
    assert found[0].window is None
    assert found[1].window == (date(2026, 2, 8), date(2026, 2, 15))
    assert (found[1].kind, found[1].automated, found[1].effort) == ("email", True, None)
    assert found[1].reason == "high: every 14 days"
