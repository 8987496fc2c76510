"""`csm task`: promises listed, added, kept, dropped and moved."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Csm


@pytest.fixture
def promised(book: Csm) -> Csm:
    """Return a book with a promise of ours, overdue, and one of Zulu's."""
    assert book("task", "add", "acme", "Send the deck", "--due", "2026-01-30").code == 0
    assert book("task", "add", "zulu", "Sign", "--side", "theirs", "--due", "fri").code == 0
    return book


def test_open_promises_are_listed_with_how_late_they_are(promised: Csm) -> None:
    ran = promised("task", "list")
    assert [line.split() for line in ran.out.splitlines()] == [
        ["ID", "Account", "Promise", "Whose", "Due"],
        ["1", "Acme,", "Inc.", "Send", "the", "deck", "mine", "30", "Jan", "!3d"],
        ["2", "Zulu", "Sign", "theirs", "Fri", "6", "Feb"],
    ]
    assert promised("task", "list", "zulu", "--plain").out == (
        "2\tZulu\tSign\ttheirs\t2026-02-06\topen\t0\n"
    )
    assert [row["id"] for row in promised("task", "list", "--side", "mine", "--json").json] == [1]
    assert [row["id"] for row in promised("task", "list", "--where", "zulu", "--json").json] == [2]


def test_promises_are_moved_kept_and_dropped(promised: Csm) -> None:
    assert "due 9 Feb 2026" in promised("task", "move", "1", "2", "mon").err
    assert promised("task", "done", "1").code == 0
    assert promised("task", "drop", "2").code == 0
    assert "No promises are open." in promised("task", "list").err
    rows = promised("task", "list", "--all", "--json").json
    assert {(row["id"], row["status"], row["closed_on"]) for row in rows} == {
        (1, "done", "2026-02-02"),
        (2, "dropped", "2026-02-02"),
    }
    assert promised("task", "done", "1").code == 1
    assert promised("task", "done", "7").code == 1


def test_several_promises_are_one_step(promised: Csm) -> None:
    assert promised("task", "done", "1", "2").err.startswith("Done: 2 promises")
    promised("undo")
    assert len(promised("task", "list", "--json").json) == 2
