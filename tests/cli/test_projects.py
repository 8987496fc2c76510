"""`csm project`: opened with a criterion, listed with its figures, closed back to digital scale."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Csm


@pytest.fixture
def opened(book: Csm) -> Csm:
    """Return a book with one project of Tulip, a small account of health 60."""
    book("add", "account", "name=Tulip", "arr=8k", "health=60", "seats=50", "seats_used=45")
    words = ("--until", "health >= 70", "--due", "+60d", "--owner", "Ana")
    ran = book("project", "open", "tulip", "Win the night shift", *words)
    assert ran.code == 0
    assert ran.err.startswith("Project for Tulip: Win the night shift (id 1)")
    return book


def test_a_project_is_listed_with_the_figures_of_its_criterion(opened: Csm) -> None:
    (row,) = opened("project", "list", "--json").json
    assert (row["account"], row["state"], row["due"], row["conditions"]) == (
        "Tulip",
        "open",
        "2026-04-03",
        [{"condition": "health >= 70", "value": 60.0, "holds": False}],
    )
    assert "health >= 70 (60)" in opened("project", "list").out
    assert "No projects are open" in opened("project", "list", "owner:zoe").err
    assert opened("project", "list", "-tulip", "--json").json == []


def test_an_aim_that_is_reached_already_is_said_when_it_is_opened(opened: Csm) -> None:
    ran = opened("project", "open", "tulip", "Keep the seats", "--until", "seats_used >= 45")
    assert "Its exit criterion holds already" in ran.err
    ran = opened("project", "open", "tulip", "More seats", "--until", "seats_used >= 46")
    assert "holds already" not in ran.err


def test_a_project_becomes_met_and_overdue(opened: Csm) -> None:
    late = opened("project", "list", "--json", "--as-of", "2026-04-10").json
    assert [(row["state"], row["days_overdue"]) for row in late] == [("overdue", 7)]
    opened("edit", "tulip", "health=71")
    assert [row["state"] for row in opened("project", "list", "--json").json] == ["met"]


def test_closing_says_that_the_account_is_back_to_digital_scale(opened: Csm) -> None:
    ran = opened("project", "close", "1", "--outcome", "they run it themselves")
    assert ran.code == 0
    assert ran.err.splitlines()[1] == "Back to digital scale: level low."
    (row,) = opened("project", "list", "--all", "--json").json
    assert (row["state"], row["outcome"], row["closed_on"]) == (
        "closed",
        "they run it themselves",
        "2026-02-02",
    )
    assert opened("project", "close", "1").code == 1
    opened("undo")
    ran = opened("project", "close", "1", "--json")
    assert ran.json["now"] == "Back to digital scale: level low."


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--until", "healht >= 70"), 1, "Did you mean health?"),
        (("--due", "2026-01-01"), 1, "before it begins"),
        (("--due", "soon"), 2, "is no day"),
    ],
)
def test_what_does_not_fit_opens_nothing(
    opened: Csm, words: tuple[str, ...], code: int, told: str
) -> None:
    ran = opened("project", "open", "tulip", "another", *words)
    assert ran.code == code
    assert told in ran.err
    assert len(opened("project", "list", "--json").json) == 1


def test_a_project_is_edited(opened: Csm) -> None:
    assert opened("project", "edit", "1", "--due", "+30d", "--owner", "").code == 0
    (row,) = opened("project", "list", "--json").json
    assert (row["due"], row["owner"]) == ("2026-03-04", None)
    assert opened("project", "edit", "1").code == 2


def test_show_has_the_projects_of_the_account(opened: Csm) -> None:
    assert "Win the night shift  open" in opened("show", "tulip").out
    assert [row["aim"] for row in opened("show", "tulip", "--json").json["projects"]] == [
        "Win the night shift"
    ]
    assert opened("show", "zulu", "--json").json["projects"] == []


def test_tables_and_records_have_the_closed_ones_too(opened: Csm) -> None:
    opened("project", "open", "acme", "Another", "--until", "-risk tickets<3")
    assert "-risk (yes), tickets < 3 (?)" in opened("project", "list").out
    assert opened("project", "list", "tulip", "--plain").out == (
        "1\tTulip\tWin the night shift\topen\t2026-02-02\t2026-04-03\t0\thealth >= 70\tAna\t\t\n"
    )
    opened("project", "close", "1", "--outcome", "they run it")
    closed = opened("project", "list", "--all").out.splitlines()[-1]
    assert "closed today" in closed and "they run it" in closed
    assert "!7d" not in closed
