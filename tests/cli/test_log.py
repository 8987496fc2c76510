"""`csm log`: one line, many lines, options; what is told, and what stops it."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from csm_tui.cli.quick_lines import lines_of_stdin
from csm_tui.errors import InvalidValue
from tests.cli.conftest import Csm


def timeline(csm: Csm, account: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = csm("show", account, "--json", "--events", "50").json["timeline"]
    return found


def touchpoints(csm: Csm, account: str) -> list[tuple[str, str]]:
    return [
        (event["date"], event["text"])
        for event in timeline(csm, account)
        if event["kind"] == "touchpoint"
    ]


def test_a_line_is_taken_and_told_as_it_was_understood(book: Csm) -> None:
    ran = book("log", "aurora health video 25m check-in: agreed on 2 years next:14d")
    assert (ran.code, ran.out) == (0, "")
    first, second = ran.err.splitlines()
    assert first == ("Aurora Health: video check-in, 25m, today: agreed on 2 years · next 16 Feb")
    assert second.startswith("Logged: video, Aurora Health (id 1, 2), next 16 Feb.")
    assert second.endswith("`csm undo` takes it back.")
    assert touchpoints(book, "Aurora Health") == [
        ("2026-02-16", "check-in, video"),
        ("2026-02-02", "check-in, video, 25m"),
    ]
    book("undo")
    assert touchpoints(book, "Aurora Health") == []


def test_the_words_may_stand_apart(book: Csm) -> None:
    assert book("log", "acme", "call", "25m", "yesterday:", "all", "well").code == 0
    assert touchpoints(book, "acme") == [("2026-02-01", "check-in, phone, 25m")]


@pytest.mark.parametrize("word", ["owe:me:send deck:fri", 'owe:me:"send deck":fri'])
def test_quotes_that_the_shell_took_off_are_understood(book: Csm, word: str) -> None:
    assert book("log", "Aurora Health", "call", word, "with:Ana Ruiz,luis").code == 0
    (task,) = book("task", "list", "--json").json
    assert (task["title"], task["due"], task["side"]) == ("send deck", "2026-02-06", "mine")


def test_json_gives_the_line_as_it_was_understood(book: Csm) -> None:
    ran = book("log", "acme qbr email actions:1/2 with:ana,luis", "--json")
    assert list(ran.json) == ["operation", "name", "changes", "accounts", "ids", "lines"]
    (line,) = ran.json["lines"]
    assert line["account"] == "Acme, Inc."
    assert (line["kind"], line["channel"], line["action_items"], line["action_items_done"]) == (
        "business-review",
        "email",
        2,
        1,
    )
    assert line["contacts"] == ["ana", "luis"]
    assert line["advice"].endswith(".")


def test_the_advice_on_the_channel_is_a_remark(book: Csm) -> None:
    ran = book("log", "acme email: the price")
    assert ran.code == 0
    assert "The account is at risk: talk by phone or video rather than by email." in ran.err
    ran = book("log", "--account", "aurora health", "--channel", "email", "--kind", "kickoff")
    assert ran.code == 0
    assert "A kickoff begins the relationship" in ran.err


def test_what_is_booked_for_that_day_and_not_closed_is_said(book: Csm) -> None:
    assert book("log", "--account", "zulu", "--status", "planned", "--time", "11:30").code == 0
    ran = book("log", "zulu call 25m: all well")
    assert ran.code == 0
    assert ran.err.splitlines()[1] == (
        "The check-in booked for today, 11:30, still stands."
        " If this was it: `csm undo`, then `csm done 1`."
    )
    assert "still stands" not in book("log", "zulu qbr").err
    assert "still stands" not in book("log", "zulu call yesterday").err
    book("done", "1")
    assert "still stands" not in book("log", "zulu call").err


def test_a_dry_run_only_shows(book: Csm) -> None:
    before = book("history", "--json").json
    ran = book("log", "--dry-run", "acme", "video", "25m")
    assert (ran.code, ran.out) == (0, "Acme, Inc.: video check-in, 25m, today\n")
    ran = book("log", "-", "--dry-run", "--json", stdin="acme call\nzulu call\n")
    assert [line["account"] for line in ran.json] == ["Acme, Inc.", "Zulu"]
    assert book("history", "--json").json == before


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("acme vdeo", 2, "What is 'vdeo'? Did you mean video?"),
        ("auroa healt video", 1, "The nearest: “Aurora Health”"),
        ("nobody at all", 1, "There is no account 'nobody at all'"),
        ("aurora video", 1, "There is no account 'aurora'. The nearest: “Aurora Health”"),
        ("acme", 2, "Nothing is said of acme"),
        ("", 2, "The line is empty"),
        ('acme call "oops', 2, "A quote is not closed"),
        ("acme call\x1b]0;x", 2, "control character"),
        ("acme call\nzulu call", 2, "several lines"),
        ("acme call next:2026-01-01", 2, "is past"),
    ],
)
def test_a_line_that_does_not_fit_is_told_and_creates_nothing(
    book: Csm, line: str, code: int, told: str
) -> None:
    before = (book("history", "--json").json, len(book("accounts", "--json").json))
    ran = book("log", line)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert "\x1b" not in ran.err and len(ran.err.splitlines()) == 1
    assert (book("history", "--json").json, len(book("accounts", "--json").json)) == before


def test_many_lines_are_one_operation(book: Csm) -> None:
    text = "# Monday\n\nacme call: hi\r\n  zulu email next:7d\n"
    ran = book("log", "-", stdin=text)
    assert ran.code == 0
    assert "Logged: 2 lines, 2 accounts (id 1, 2, 3)" in ran.err
    assert len(book("history", "--json").json) == 4
    book("undo")
    assert touchpoints(book, "acme") == touchpoints(book, "zulu") == []


def test_the_ids_of_very_many_lines_are_told_by_the_first_and_last(book: Csm) -> None:
    ran = book("log", "-", stdin="acme call\n" * 13)
    assert "Logged: 13 lines, 1 account (id 1 to 13, 13 rows)" in ran.err


def test_of_many_lines_each_wrong_one_is_told_and_none_taken(book: Csm) -> None:
    ran = book("log", "-", stdin="acme call\n\nzulu vdeo\nnobody call\n")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "Line 3: What is 'vdeo'? Did you mean video?",
        "Line 4: There is no account 'nobody'. `csm accounts` lists them.",
        "csm: 2 of 3 lines do not fit. Nothing was logged.",
    ]
    ran = book("log", "-", stdin="acme call\n\nzulu vdeo\n")
    assert ran.err == "csm: Line 3: What is 'vdeo'? Did you mean video? Nothing was logged.\n"
    assert touchpoints(book, "acme") == []


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n"])
def test_no_lines_are_an_error(book: Csm, text: str) -> None:
    ran = book("log", "-", stdin=text)
    assert ran.code == 1
    assert "There is no line to log" in ran.err


def test_bytes_that_are_no_text_are_told_by_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"acme call\nzulu \xff\n"))
    monkeypatch.setattr(sys, "stdin", stream)
    with pytest.raises(InvalidValue, match="Line 2 is not UTF-8"):
        lines_of_stdin()


def test_the_options_take_texts_as_they_are(book: Csm) -> None:
    words = ("--notes", "agreed: yes", "--contacts", "ana;luis", "--subject", "Renewal")
    assert book("log", "--account", "zulu", "--channel", "phone", *words).code == 0
    assert touchpoints(book, "zulu") == [("2026-02-02", "check-in, phone: Renewal")]


def test_text_and_options_do_not_mix(book: Csm) -> None:
    for words in (
        ("acme call", "--minutes", "5"),
        ("acme", "--account", "zulu"),
        ("-", "--kind", "other"),
    ):
        ran = book("log", *words)
        assert ran.code == 2
        assert "not both" in ran.err
    assert book("log").code == 2
    assert book("log", "--minutes", "5").code == 2
    assert book("log", "--account", "acme", "--dry-run").code == 2
    assert touchpoints(book, "acme") == []


def test_a_planned_calendar_is_planned_anew_and_its_plans_are_not_told_as_logged(book: Csm) -> None:
    assert book("plan").code == 0
    ran = book("log", "acme video 25m", "--json")
    assert len(ran.json["ids"]) == 1


def test_read_only_logs_nothing(book: Csm) -> None:
    assert book("log", "acme call", "--read-only").code == 1
    assert touchpoints(book, "acme") == []
