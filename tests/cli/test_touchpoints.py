"""`csm done`, `no-show`, `skip`, `move`: one, and several as one step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Csm


@pytest.fixture
def planned(book: Csm) -> Csm:
    """Return a book with three touchpoints booked for Zulu, on 10 to 12 February."""
    for day in (10, 11, 12):
        assert book("log", f"zulu video 2026-02-{day}").code == 0
    return book


def states(csm: Csm) -> dict[int, str]:
    events: list[dict[str, Any]] = csm("show", "zulu", "--json", "--events", "50").json["timeline"]
    return {event["id"]: event["status"] for event in events if event["kind"] == "touchpoint"}


def test_several_are_done_in_one_step(planned: Csm) -> None:
    ran = planned("done", "1", "2", "--minutes", "20", "--next", "+14d")
    assert ran.code == 0
    assert ran.err.startswith("Done: 2 touchpoints, next")
    assert [states(planned)[number] for number in (1, 2, 3)] == ["done", "done", "planned"]
    planned("undo")
    assert set(states(planned).values()) == {"planned"}


def test_who_attended_and_what_was_agreed_is_kept(planned: Csm) -> None:
    words = ("--attended", "ana;luis", "--action-items", "3", "--action-items-done", "1")
    assert planned("done", "1", *words).code == 0
    exported = planned("export", "touchpoints").out.splitlines()
    assert any("ana;luis,3,1" in line for line in exported)


def test_one_that_does_not_fit_fails_all(planned: Csm) -> None:
    for words in (
        ("done", "1", "99"),
        ("no-show", "1", "2"),
        ("skip", "1", "99", "--reason", "x"),
        ("move", "1", "99", "fri"),
    ):
        ran = planned(*words)
        assert ran.code == 1, words
        assert len(ran.err.splitlines()) == 1
    assert set(states(planned).values()) == {"planned"}


def test_several_are_moved_skipped_and_missed(planned: Csm) -> None:
    ran = planned("move", "1", "2", "2026-02-01", "--time", "10:00")
    assert ran.err.startswith("Moved: 2 touchpoints, to 1 Feb 2026")
    assert planned("no-show", "1", "2").code == 0
    assert planned("skip", "3", "--reason", "holiday").code == 0
    assert states(planned) == {1: "no-show", 2: "no-show", 3: "skipped"}


def test_a_move_outside_the_window_is_said_and_done(book: Csm) -> None:
    book("edit", "acme", "last_contact_on=2026-01-30")
    made = book("plan", "--json").json
    plan = next(row for row in made if row["account"] == "Acme, Inc." and row["kind"] == "check-in")
    ran = book("move", str(plan["id"]), "2026-04-30")
    assert ran.code == 0
    assert "(outside its window " in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("done",),
        ("done", "x"),
        ("done", "0"),
        ("skip", "1"),
        ("move", "1"),
        ("move", "1", "someday"),
        ("move", "1", "fri", "--time", "25:00"),
        ("no-show",),
    ],
)
def test_words_that_do_not_fit_are_a_usage_error(planned: Csm, words: tuple[str, ...]) -> None:
    assert planned(*words).code == 2
    assert set(states(planned).values()) == {"planned"}
