from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.errors import InvalidValue
from csm_tui.operations import tasks, touchpoints, undo
from csm_tui.operations.together import together
from csm_tui.store.database import Book, open_book
from tests.tui.driving import NOW, TODAY, small_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.db"
    small_book(path)
    return path


def test_several_operations_are_one_entry_and_one_undo(book: Path) -> None:
    with open_book(book) as opened:
        before = opened.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
        changes = together(
            opened,
            name="Done: 2",
            steps=[
                (tasks.done, {"task_id": 1}),
                (touchpoints.no_show, {"touchpoint_id": _planned_today(opened)}),
            ],
            today=TODAY,
            now=NOW,
        )
        assert changes.name == "Done: 2"
        assert changes.accounts == {1, 3}
        after = opened.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
        assert after == before + 2
        undo.undo(opened, today=TODAY, now=NOW)
        assert _states(opened) == ("open", "planned")
    with open_book(book) as opened:
        assert _states(opened) == ("open", "planned")


def test_what_one_of_them_refuses_takes_back_the_others(book: Path) -> None:
    with open_book(book) as opened:
        planned = _planned_today(opened)
        with pytest.raises(InvalidValue, match="is done already"):
            together(
                opened,
                name="Done: 2",
                steps=[
                    (touchpoints.done, {"touchpoint_id": planned}),
                    (touchpoints.done, {"touchpoint_id": planned}),
                ],
                today=TODAY,
                now=NOW,
            )
        assert _states(opened) == ("open", "planned")
        # The next operation is one of its own again.
        assert tasks.done(opened, 1, today=TODAY, now=NOW).operation is not None


def _planned_today(opened: Book) -> int:
    values = {"date": TODAY, "status": "planned", "channel": "video"}
    touchpoints.log(opened, 3, values, today=TODAY, now=NOW)
    found = opened.connection.execute("SELECT max(id) FROM touchpoint").fetchone()
    return int(found[0])


def _states(opened: Book) -> tuple[str, str]:
    task = opened.connection.execute("SELECT status FROM task WHERE id = 1").fetchone()[0]
    touchpoint = opened.connection.execute(
        "SELECT status FROM touchpoint ORDER BY id DESC LIMIT 1"
    ).fetchone()[0]
    return task, touchpoint
