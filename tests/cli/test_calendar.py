"""`csm calendar`, and `csm export calendar`: touchpoints by date, and as .ics."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.conftest import Csm

KEYS = "id date account kind channel purpose owner status reason".split()


@pytest.fixture
def booked(book: Csm) -> Csm:
    """Return the book with three touchpoints to come and one done."""
    for account, arguments in (
        ("acme", ("--date", "fri", "--time", "10:00", "--channel", "video")),
        ("aurora health", ("--date", "2026-02-10", "--kind", "training", "--owner", "Ben")),
        (
            "acme",
            (
                "--date",
                "2026-03-20",
            ),
        ),
        ("acme", ("--date", "-3d", "--minutes", "20")),
    ):
        assert book("log", "--account", account, *arguments).code == 0
    return book


def parsed(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def events(text: str) -> list[tuple[str, str]]:
    return [(str(event["summary"]), event["dtstart"].dt.isoformat()) for event in parsed(text)]


def test_json_has_the_promised_keys_first(booked: Csm) -> None:
    rows = booked("calendar", "--json").json
    assert all(list(row)[: len(KEYS)] == KEYS for row in rows)
    assert [(row["id"], row["date"], row["account"], row["status"]) for row in rows] == [
        (1, "2026-02-06", "Acme, Inc.", "planned"),
        (2, "2026-02-10", "Aurora Health", "planned"),
    ]


def test_the_span_is_two_weeks_unless_it_is_said(booked: Csm) -> None:
    def days(*arguments: str) -> list[str]:
        return [row["date"] for row in booked("calendar", "--json", *arguments).json]

    assert days() == ["2026-02-06", "2026-02-10"]
    assert days("--weeks", "1") == ["2026-02-06"]
    assert days("--weeks", "7") == ["2026-02-06", "2026-02-10", "2026-03-20"]
    assert days("--to", "2026-02-09") == ["2026-02-06"]
    assert days("--from", "-1w", "--to", "today") == ["2026-01-30"]
    assert days("--from", "2026-02-10") == ["2026-02-10"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--weeks", "2", "--to", "fri"), "leave one out"),
        (("--to", "2026-01-01"), "say --from too"),
        (("knd:x",), "did you mean `kind`?"),
        (("kind:checkin",), "did you mean `check-in`?"),
        (("--weeks", "0"), "--weeks"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(
    booked: Csm, arguments: tuple[str, ...], told: str
) -> None:
    ran = booked("calendar", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""


def test_a_filter_speaks_of_accounts_and_touchpoints(booked: Csm) -> None:
    for text, wanted in (
        ("kind:training", ["Aurora Health"]),
        ("-kind:training", ["Acme, Inc."]),
        ("channel:video", ["Acme, Inc."]),
        ("owner:josé", ["Acme, Inc."]),
        ("booked", ["Acme, Inc.", "Aurora Health"]),
        ("automated", []),
    ):
        rows = booked("calendar", "--json", text).json
        assert [row["account"] for row in rows] == wanted, text


def test_the_table_has_a_day_a_section_with_its_hours(booked: Csm) -> None:
    lines = booked("calendar").out.splitlines()
    assert lines[0].split() == ["Time", "What", "Account", "ID", "Why"]
    assert lines[1] == "Fri 6 Feb  1h00 of 6h00"
    assert lines[2].split() == ["10:00", "check-in,", "video", "Acme,", "Inc.", "1", "booked"]
    assert lines[3] == "Tue 10 Feb  1h45 of 6h00"
    assert all(len(line) <= 80 for line in lines)


def test_a_wide_terminal_has_room_for_the_minutes(
    booked: Csm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    lines = booked("calendar").out.splitlines()
    assert lines[0].split() == ["Time", "What", "Account", "Takes", "ID", "Why"]
    assert "  1h   1  booked" in lines[2]


def test_today_is_marked_and_what_is_too_much_is_said(book: Csm) -> None:
    for _ in range(7):
        book("log", "--account", "acme", "--status", "planned")
    assert "Mon 2 Feb, today  7h00 of 6h00, 1h over" in book("calendar").out
    book("log", "--account", "acme", "--date", "2026-02-07")
    assert "Sat 7 Feb  1h, weekend" in book("calendar").out


def test_what_is_overdue_stands_first_until_from_is_said(booked: Csm) -> None:
    later = ("--as-of", "2026-02-09")
    rows = booked("calendar", "--json", *later).json
    assert [(row["id"], row["days_overdue"]) for row in rows] == [(1, 3), (2, 0)]
    out = booked("calendar", *later).out
    assert out.index("Overdue  1") < out.index("!3d 6 Feb") < out.index("Tue 10 Feb")
    ran = booked("calendar", "--from", "2026-02-10", *later)
    assert "Overdue" not in ran.out
    assert "1 overdue: csm calendar lists them first" in ran.out
    assert [row["id"] for row in booked("calendar", "--from", "today", "--json", *later).json] == [
        2
    ]


def test_a_day_in_words_is_counted_from_as_of_wherever_that_stands(booked: Csm) -> None:
    rows = booked("calendar", "--from", "tomorrow", "--as-of", "2026-02-05", "--json").json
    assert [row["date"] for row in rows] == ["2026-02-06", "2026-02-10"]
    assert booked("calendar", "--to", "today", "--as-of", "2026-02-06", "--json").json


def test_an_account_past_its_clock_is_due_without_an_id(csm: Csm) -> None:
    csm("add", "account", "name=Silent", "arr=500k", "start_date=2020-01-01")
    csm("log", "--account", "silent", "--channel", "phone", "--date", "2025-12-01")
    (row,) = csm("calendar", "--json").json
    assert (row["id"], row["status"], row["date"]) == (None, "due", "2025-12-15")
    assert "nothing is planned" in row["reason"]


def test_plain_is_one_record_a_line(booked: Csm) -> None:
    lines = booked("calendar", "--plain").out.splitlines()
    assert [line.split("\t")[:4] for line in lines] == [
        ["2026-02-06", "10:00", "Acme, Inc.", "check-in"],
        ["2026-02-10", "", "Aurora Health", "training"],
    ]
    assert {line.count("\t") for line in lines} == {10}


def test_nothing_says_why_and_names_the_command(book: Csm) -> None:
    assert "`csm plan` makes the touchpoints" in book("calendar").err
    assert 'No touchpoints match "zulu"'.replace('"', "'") in book("calendar", "zulu").err
    assert book("calendar", "--json").out == "[]\n"
    book("plan", "--weeks", "2")
    ran = book("calendar", "--from", "2026-08-01", "--to", "2026-08-02")
    assert "planned is up to" in ran.err


def test_without_automation_only_people_are_listed(book: Csm) -> None:
    book("add", "account", "name=Tiny", "arr=1000", "start_date=2026-01-20")
    book("plan", "--weeks", "4")
    rows = book("calendar", "--weeks", "4", "--json").json
    assert {row["automated"] for row in rows} == {True, False}
    rows = book("calendar", "--weeks", "4", "--json", "--no-automated").json
    assert {row["automated"] for row in rows} == {False}


def test_load_gives_days_and_weeks(booked: Csm) -> None:
    load = booked("calendar", "--load", "--json").json
    assert [day["minutes"] for day in load["days"]] == [0] * 4 + [60] + [0] * 3 + [105] + [0] * 5
    assert load["days"][4] == {
        "day": "2026-02-06",
        "minutes": 60,
        "available": 360,
        "kinds": {"check-in": 1},
        "automated": 0,
        "over": 0,
        "free": None,
    }
    assert load["weeks"] == [
        {"monday": "2026-02-02", "minutes": 60, "available": 1800},
        {"monday": "2026-02-09", "minutes": 105, "available": 1800},
    ]
    out = booked("calendar", "--load", "--weeks", "1").out
    assert "Fri 6 Feb 2026" in out
    assert "weekend" in out
    assert len(booked("calendar", "--load", "--plain").out.splitlines()) == 14


def test_the_last_day_of_the_calendar_does_no_harm(book: Csm) -> None:
    book("log", "--account", "acme", "--date", "9999-12-31", "--time", "23:30")
    assert len(book("calendar", "--from", "9999-12-30", "--weeks", "9", "--json").json) == 1
    assert book("calendar", "--from", "9999-12-20", "--load").code == 0
    assert events(book("export", "calendar").out) == [
        ("Check-in: Acme, Inc.", "9999-12-31T23:30:00")
    ]


def test_the_calendar_goes_to_stdout_as_ics_from_today_on(booked: Csm) -> None:
    ran = booked("export", "calendar")
    assert ran.code == 0
    assert events(ran.out) == [
        ("Check-in: Acme, Inc.", "2026-02-06T10:00:00"),
        ("Training: Aurora Health", "2026-02-10"),
        ("Check-in: Acme, Inc.", "2026-03-20"),
    ]


def test_a_span_a_filter_and_an_alarm_narrow_the_calendar(booked: Csm) -> None:
    def days(*arguments: str) -> list[str]:
        return [day for _, day in events(booked("export", "calendar", *arguments).out)]

    assert days("--to", "2026-02-10") == ["2026-02-06T10:00:00", "2026-02-10"]
    assert days("--from", "2026-02-07", "--to", "2026-02-28") == ["2026-02-10"]
    assert days("--from", "2026-01-01", "--to", "today") == ["2026-01-30"]
    assert days("--where", "aurora") == ["2026-02-10"]
    assert days("--where", "kind:check-in") == ["2026-02-06T10:00:00", "2026-03-20"]
    assert booked("export", "calendar", "--alarm", "15m").out.count("TRIGGER:-PT15M") == 1


def test_touchpoints_as_ics_are_those_of_people_of_all_time(booked: Csm) -> None:
    booked("plan")
    ran = booked("export", "touchpoints", "--format", "ics")
    assert len(events(ran.out)) == 4
    assert len(events(booked("export", "calendar").out)) > 4


def test_an_ics_file_is_private_and_only_replaced_by_force(booked: Csm, tmp_path: Path) -> None:
    file = tmp_path / "mine.ics"
    ran = booked("export", "calendar", "-o", str(file))
    assert (ran.code, ran.out) == (0, "")
    assert "calendar: 3 rows" in ran.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert b"\r\n" in before
    booked("move", "1", "2026-02-09")
    refused = booked("export", "calendar", "-o", str(file))
    assert refused.code == 1
    assert "--force" in refused.err
    assert file.read_bytes() == before
    assert booked("export", "calendar", "-o", str(file), "--force").code == 0
    assert file.read_bytes() != before
    assert [path.name for path in tmp_path.glob("*.ics*")] == ["mine.ics"]


def test_what_a_move_and_a_skip_make_of_an_event(booked: Csm) -> None:
    def event(summary: str) -> tuple[str, int, str]:
        found = parsed(booked("export", "calendar").out)
        (one,) = [one for one in found if str(one["summary"]).startswith(summary)]
        return str(one["uid"]), int(one["sequence"]), str(one["status"])

    uid, sequence, status = event("Training")
    assert (sequence, status) == (0, "CONFIRMED")
    booked("move", "2", "2026-02-11")
    assert event("Training") == (uid, 1, "CONFIRMED")
    booked("undo")
    assert event("Training") == (uid, 2, "CONFIRMED")
    booked("skip", "2", "--reason", "on leave")
    assert event("Training") == (uid, 3, "CANCELLED")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("calendar", "--format", "csv"), "A calendar is written as .ics"),
        (("calendar", "-o", "x.csv"), "A calendar is written as .ics"),
        (("tasks", "--format", "ics"), "Only calendar and touchpoints"),
        (("all", "--format", "ics", "-o", "x"), "Only calendar and touchpoints"),
        (("touchpoints", "--alarm", "15m"), "go with --format ics"),
        (("accounts", "--from", "today"), "go with --format ics"),
        (("calendar", "--alarm", "soon"), "15m, 2h or 1d"),
        (("calendar", "--from", "fri", "--to", "today"), "--to is before --from"),
        (("calendar", "--columns", "date"), "--columns goes with rows"),
        (("calendar", "--excel"), "--excel is a way to write CSV"),
        (("touchpoints", "--where", "kind:training"), "not a filter key"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    booked: Csm, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = booked("export", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert not list(tmp_path.glob("x*"))


def test_hostile_names_come_out_as_text(csm: Csm) -> None:
    name = "A\x1b]0;x\x07 [/red] END:VEVENT; x, \\n"
    csm("add", "account", f"name={name}", "arr=1000")
    csm("log", "--account", name, "--date", "fri", "--notes", "a\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    assert "\x1b" not in csm("calendar").out
    assert "\x1b" not in csm("calendar", "--plain").out
    (row,) = csm("calendar", "--json").json
    assert row["account"] == name
    out = csm("export", "calendar").out
    assert "\x1b" not in out
    assert events(out) == [("Check-in: A]0;x [/red] END:VEVENT; x, \\n", "2026-02-06")]
