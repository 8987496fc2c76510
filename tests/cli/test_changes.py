"""Changes from the command line: what they say, what they leave, and the way back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Csm


def account(csm: Csm, name: str) -> dict[str, object]:
    rows: list[dict[str, object]] = csm("accounts", "--json").json
    return next(row for row in rows if row["name"] == name)


def test_a_change_says_what_happened_and_how_to_take_it_back(book: Csm) -> None:
    ran = book("pulse", "acme", "4")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Pulse 4 of 5: Acme, Inc.")
    assert ran.err.endswith("`csm undo` takes it back.\n")
    assert ".." not in ran.err


def test_a_name_with_a_full_stop_does_not_double_it(book: Csm) -> None:
    for words in (["add", "account", "name=Dot Inc."], ["undo"], ["redo"]):
        assert ".." not in book(*words).err


def test_a_change_with_json_gives_the_operation_and_the_accounts(book: Csm) -> None:
    ran = book("edit", "zulu", "arr=9k", "--json")
    assert list(ran.json) == ["operation", "name", "changes", "accounts", "ids"]
    assert ran.json["accounts"] == [3]


def test_edit_reads_values_as_an_import_does(book: Csm) -> None:
    assert book("edit", "zulu", "arr=45k", "renewal_date=2026-09-30", "auto_renew=yes").code == 0
    zulu = account(book, "Zulu")
    assert (zulu["arr"], zulu["renewal_date"]) == (45000, "2026-09-30")


def test_edit_without_a_difference_changes_nothing(book: Csm) -> None:
    before = book("history", "--json").json
    ran = book("edit", "zulu", "owner=Ana")
    assert "Nothing changed" in ran.err
    assert book("history", "--json").json == before


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("arrr=5", "Did you mean arr?"),
        ("arr=much", "arr"),
        ("strategic=9", "strategic"),
        ("status=happy", "status"),
        ("renewal_date=31/31/2026", "renewal_date"),
        ("name=", "name cannot be empty"),
        ("nonsense", "FIELD=VALUE"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(book: Csm, value: str, told: str) -> None:
    ran = book("edit", "acme", "owner=Someone", value)
    assert ran.code == 1
    assert told in ran.err
    assert account(book, "Acme, Inc.")["owner"] == "José"


def test_adding_an_account_twice_is_refused(book: Csm) -> None:
    ran = book("add", "account", "name=ACME")
    assert ran.code == 1
    assert "in the book already" in ran.err


def test_an_override_needs_reason_and_end(book: Csm) -> None:
    assert "--reason" in book("override", "zulu", "tier", "high").err
    assert "--until" in book("override", "zulu", "tier", "high", "--reason", "logo").err
    ran = book("override", "zulu", "tier", "high", "--reason", "logo", "--until", "+60d")
    assert ran.code == 0
    assert account(book, "Zulu")["tier"] == "high"
    lapsed = book("accounts", "zulu", "--as-of", "2026-05-01", "--json").json
    assert lapsed[0]["tier"] == "unknown"


@pytest.mark.parametrize(
    ("figure", "value", "key", "expected", "after"),
    [
        ("level", "high", "level", "high", "unknown"),
        ("health", "20", "health", 20, None),
        ("at-risk", "yes", "at_risk", True, False),
        ("tier", "low", "tier", "low", "unknown"),
    ],
)
def test_an_override_holds_until_it_is_ended(
    book: Csm, figure: str, value: str, key: str, expected: object, after: object
) -> None:
    book("override", "zulu", figure, value, "--reason", "seen", "--until", "2026-03-01")
    assert account(book, "Zulu")[key] == expected
    book("override", "zulu", figure, "none")
    assert account(book, "Zulu")[key] == after


def test_a_health_override_ends_within_the_days_of_the_model(book: Csm) -> None:
    ran = book("override", "zulu", "health", "50", "--reason", "x", "--until", "+91d")
    assert ran.code == 1
    assert "2026-05-03" in ran.err


@pytest.mark.parametrize("value", ["0", "6", "four"])
def test_a_pulse_is_one_to_five(book: Csm, value: str) -> None:
    assert book("pulse", "acme", value).code in (1, 2)
    assert account(book, "Acme, Inc.")["health"] == 0


def test_logging_gives_the_id_and_moves_the_clock(book: Csm) -> None:
    ran = book("log", "--account", "acme", "--channel", "video", "--minutes", "25", "--json")
    assert ran.json["ids"] == [1]
    assert account(book, "Acme, Inc.")["last_touchpoint_on"] == "2026-02-02"


def test_an_unanswered_mail_is_logged_and_is_no_touchpoint(book: Csm) -> None:
    book("log", "--account", "acme", "--channel", "email", "--no-answered")
    assert account(book, "Acme, Inc.")["last_touchpoint_on"] is None


def test_a_date_ahead_plans_and_next_books_the_one_after(book: Csm) -> None:
    ran = book("log", "--account", "acme", "--date", "fri", "--time", "9:30")
    assert ran.err.startswith("Planned: check-in, Acme, Inc. (id 1), next Fri 6 Feb")
    book("done", "1", "--date", "today", "--minutes", "20")
    ran = book("log", "--account", "acme", "--channel", "phone", "--next", "+14d")
    assert "(id 2, 3), next 16 Feb" in ran.err


def test_a_touchpoint_can_be_moved_missed_skipped_and_done_once(book: Csm) -> None:
    for _ in range(3):
        book("log", "--account", "zulu", "--date", "2026-02-10")
    assert book("move", "1", "2026-02-01").code == 0
    assert book("no-show", "1").code == 0
    assert book("no-show", "2").code == 1
    assert book("skip", "2", "--reason", "holiday").code == 0
    assert book("done", "3").code == 0
    ran = book("done", "3")
    assert ran.code == 1
    assert "done already" in ran.err
    assert book("done", "99").code == 1


def test_done_in_the_future_is_refused(book: Csm) -> None:
    assert book("log", "--account", "zulu", "--date", "+3d", "--status", "done").code == 1


@pytest.mark.parametrize("time", ["25:00", "noon", "9", "9:75", "9:5x"])
def test_a_time_must_be_one(book: Csm, time: str) -> None:
    assert book("log", "--account", "zulu", "--date", "fri", "--time", time).code == 2


def test_a_promise_is_made_and_kept(book: Csm) -> None:
    ran = book("task", "add", "acme", "Send the deck", "--due", "yesterday", "--json")
    (task_id,) = ran.json["ids"]
    rows = book("today", "--json").json
    assert [row["task_id"] for row in rows if row["task_id"]] == [task_id]
    assert book("task", "done", str(task_id)).code == 0
    assert book("task", "done", str(task_id)).code == 1
    assert not [row for row in book("today", "--json").json if row["task_id"]]


def test_history_has_exactly_the_promised_keys_newest_first(book: Csm) -> None:
    rows = book("history", "--json").json
    keys = ["operation", "at", "name", "changes", "undone_by", "undoes"]
    assert [list(row) for row in rows] == [keys] * 3
    assert [row["name"] for row in rows] == [
        "Added Zulu",
        "Added Aurora Health",
        "Added Acme, Inc.",
    ]


def test_history_of_an_account_is_its_own(book: Csm) -> None:
    book("pulse", "zulu", "3")
    names = [row["name"] for row in book("history", "zulu", "--json").json]
    assert names == ["Pulse 3 of 5: Zulu", "Added Zulu"]


def test_undo_prints_account_field_old_and_new_then_does_it(book: Csm) -> None:
    """T057."""
    book("edit", "zulu", "arr=9k", "owner=Bo")
    ran = book("undo")
    assert ran.code == 0
    assert [line.split() for line in ran.out.splitlines()[1:]] == [
        ["Zulu", "arr", "9,000", "→", "–"],
        ["Zulu", "owner", "Bo", "→", "Ana"],
    ]
    assert account(book, "Zulu")["arr"] is None
    assert book("redo").code == 0
    assert account(book, "Zulu")["arr"] == 9000


def test_undo_of_an_old_operation_by_its_id(book: Csm) -> None:
    book("pulse", "zulu", "2")
    book("edit", "acme", "owner=Bo")
    assert book("undo", "4").code == 0
    assert account(book, "Acme, Inc.")["owner"] == "Bo"
    assert account(book, "Zulu")["health"] is None


def test_undo_is_refused_where_the_row_has_changed_since(book: Csm) -> None:
    book("edit", "zulu", "owner=Bo")
    book("edit", "zulu", "owner=Cy")
    ran = book("undo", "4")
    assert ran.code == 1
    assert "Zulu" in ran.err
    assert "owner" in ran.err
    assert account(book, "Zulu")["owner"] == "Cy"


def test_undo_dry_run_changes_nothing(book: Csm, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").read_bytes()
    assert "Zulu" in book("undo", "--dry-run").out
    assert (tmp_path / "book.db").read_bytes() == before


def test_nothing_to_undo_is_said_with_exit_0_and_an_untouched_file(
    book: Csm, tmp_path: Path
) -> None:
    for _ in range(3):
        assert book("undo").code == 0
    before = (tmp_path / "book.db").read_bytes()
    ran = book("undo")
    assert (ran.code, ran.out, ran.err) == (0, "", "Nothing to undo.\n")
    assert (tmp_path / "book.db").read_bytes() == before
    assert book("accounts", "--json").json == []


def test_a_model_is_adopted_shown_and_undone(book: Csm) -> None:
    assert book("model", "show", "--json").json["name"] == "four-tier"
    assert book("model", "use", "three-tier", "--note", "trying").code == 0
    assert book("model", "show", "--json").json["name"] == "three-tier"
    assert [version["name"] for version in book("model", "list", "--json").json["versions"]] == [
        "three-tier",
        "four-tier",
    ]
    book("undo")
    assert book("model", "show", "--json").json["name"] == "four-tier"


def test_a_model_shows_its_thresholds_of_health_and_its_lines_of_licence_use(
    book: Csm, tmp_path: Path
) -> None:
    shown = book("model", "show").out
    assert re.search(r"all accounts +70 +40 +40\n", shown)
    assert "all accounts  0 % → 100, 50 % → 60, 80 % → 0, 100 % → 0\n" in shown
    (tmp_path / "mine.toml").write_text(
        book("model", "show", "--toml").out
        + '\n[[health.thresholds]]\nstage = "onboarding"\ntier = "low"\ngreen_from = 62.5\n'
        + '[[need.licence_use_when]]\nuntil = "60d"\nline = [[0, 50], [20, 0]]\n'
    )
    shown = book("model", "show", "mine.toml").out
    assert re.search(r"stage onboarding, tier low +62\.5 +40 +40\nall others +70 +40 +40", shown)
    assert re.search(r"to day 60 +0 % → 50, 20 % → 0\nall others +0 % → 100, 50 %", shown)
    told = book("model", "show", "mine.toml", "--json").json
    assert told["health"][0] == {
        "for": "stage onboarding, tier low",
        "green_from": 62.5,
        "yellow_from": 40,
        "at_risk_below": 40,
    }
    assert told["health"][1]["for"] == ""
    assert told["licence_use"][0] == {"for": "to day 60", "line": [[0, 50], [20, 0]]}


def test_a_wrong_model_file_is_told_by_file_and_key(book: Csm, tmp_path: Path) -> None:
    toml = book("model", "show", "--toml").out
    (tmp_path / "mine.toml").write_text(toml.replace("strategic_from", "strategic_form"))
    ran = book("model", "check", "mine.toml")
    assert ran.code == 1
    assert "mine.toml" in ran.err
    assert "strategic_from" in ran.err
    (tmp_path / "good.toml").write_text(toml)
    assert book("model", "check", "good.toml").code == 0
    assert book("model", "use", "no-such-model").code == 1
