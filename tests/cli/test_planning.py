"""`csm plan`: the difference, the totals, and what a script gets."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from tests.cli.conftest import Csm

KEYS = ["id", "date", "account", "kind", "channel", "purpose", "owner", "status", "reason"]


def test_a_dry_run_shows_the_difference_and_changes_nothing(book: Csm, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").read_bytes()
    ran = book("plan", "--dry-run")
    assert ran.code == 0
    assert "+  " in ran.out
    assert "check-in, video" in ran.out
    assert "Planned to 4 May: " in ran.out
    assert "Nothing was changed: `csm plan` does it." in ran.err
    assert (tmp_path / "book.db").read_bytes() == before


def test_at_most_forty_lines_are_shown(book: Csm) -> None:
    book("add", "account", "name=Bistro", "arr=900000", "start_date=2026-01-20")
    ran = book("plan", "--weeks", "40", "--dry-run")
    assert sum(line.startswith("+  ") for line in ran.out.splitlines()) == 40
    rest = len(book("plan", "--weeks", "40", "--dry-run", "--json").json) - 40
    assert f"and {rest} more; --json lists them all" in ran.out


def test_it_plans_at_once_says_how_much_and_how_to_take_it_back(book: Csm) -> None:
    ran = book("plan")
    assert ran.code == 0
    assert " added." in ran.out
    assert "`csm undo` takes it back" in ran.err
    again = book("plan")
    assert "nothing to change" in again.out
    assert again.err == ""
    assert "Undo: Plan" in book("undo").err
    assert " added." in book("plan").out


def test_json_has_the_rows_made_by_this_run(book: Csm) -> None:
    preview = book("plan", "--dry-run", "--json").json
    made = book("plan", "--json").json
    assert list(made[0])[: len(KEYS)] == KEYS
    assert all(row["id"] is None for row in preview)
    assert all(isinstance(row["id"], int) for row in made)
    assert [{**row, "id": None} for row in made] == preview
    assert {row["sign"] for row in made} == {"+"}
    assert book("plan", "--json").json == []


def test_json_of_a_dry_run_tells_what_would_go_and_what_would_change(book: Csm) -> None:
    book("plan")
    book("override", "Acme", "level", "low", "--reason", "merged", "--until", "2026-04-01")
    preview = book("plan", "--dry-run", "--json").json
    assert {row["sign"] for row in preview} >= {"-", "~"}
    made = book("plan", "--json").json
    wanted = [row for row in preview if row["sign"] != "-"]
    assert [{**row, "id": None} for row in made] == [{**row, "id": None} for row in wanted]


def test_plain_has_one_record_a_line(book: Csm) -> None:
    first = book("plan", "--dry-run", "--plain").out.splitlines()[0].split("\t")
    assert len(first) == 6
    assert first[0] == "+"
    assert first[1].startswith("2026-")


def test_accounts_without_a_plan_are_named_with_the_reason(book: Csm) -> None:
    book("add", "account", "name=Comet", "status=prospect")
    book("add", "account", "name=Nebula")
    out = book("plan").out.replace("\n ", "")
    assert "Nebula (level unknown: without ARR or an override there is no cadence)" in out
    assert "Comet" not in out


def test_many_accounts_without_a_plan_are_counted_by_their_reason(book: Csm) -> None:
    for number in range(7):
        book("add", "account", f"name=Nebula {number}")
    assert "8 level unknown" in book("plan").out


def test_what_does_not_fit_is_said_with_its_weeks(
    book: Csm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_HOURS_A_DAY", "0.5")
    out = book("plan").out
    assert " over in " in out
    assert "stands on its due working day" in out.replace("\n ", "")


def test_holidays_of_the_config_are_left_free(book: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_HOLIDAYS", "US")
    made = book("plan", "--json").json
    human = {row["date"] for row in made if not row["automated"]}
    assert human
    assert "2026-02-16" not in human
    monkeypatch.setenv("CSM_HOLIDAYS", "XQ")
    refused = book("plan")
    assert refused.code == 2
    assert "There are no holidays of 'XQ' (setting holidays)." in refused.err


def test_weeks_beyond_the_calendar_end_with_it(book: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_AS_OF", "9999-12-20")
    assert book("plan", "--weeks", "520").code == 0


def test_without_a_book_a_dry_run_makes_none(csm: Csm, tmp_path: Path) -> None:
    ran = csm("plan", "--dry-run")
    assert ran.code == 0
    assert "Nothing to do." in ran.err
    assert not (tmp_path / "book.db").exists()


def test_a_read_only_session_can_look_but_not_plan(book: Csm) -> None:
    assert book("--read-only", "plan", "--dry-run").code == 0
    refused = book("--read-only", "plan")
    assert refused.code == 1
    assert "--read-only was given" in refused.err


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Jakarta", "Pacific/Kiritimati"])
def test_today_is_the_local_date_of_the_zone(zone: str, tmp_path: Path) -> None:
    """T104."""
    from zoneinfo import ZoneInfo

    variables = {
        **{name: value for name, value in os.environ.items() if name != "CSM_AS_OF"},
        "TZ": zone,
        "CSM_DB": str(tmp_path / "book.db"),
    }

    def csm(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "csm_tui", *arguments],
            env=variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout + done.stderr

    csm("add", "account", "name=Acme", "arr=150000", "start_date=2024-01-01")
    csm("log", "--account", "Acme", "--channel", "video")
    before = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    said = csm("plan", "--dry-run", "--plain")
    after = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    due = [line.split("\t")[1] for line in said.splitlines() if "\tcheck-in\t" in line]
    # A check-in every 14 days, from a touchpoint logged today; both ends of its window.
    allowed = {
        (today + timedelta(14 + days)).isoformat()
        for today in (before, after)
        for days in range(-3, 5)
    }
    assert due[0] in allowed


def test_the_clock_of_every_zone_gives_its_own_date(tmp_path: Path) -> None:
    """T104."""
    code = "from csm_tui import clock; print(clock.today().isoformat())"
    for zone in ("America/Sao_Paulo", "Asia/Jakarta", "Pacific/Kiritimati"):
        from zoneinfo import ZoneInfo

        def local(zone: str = zone) -> str:
            return datetime.now(UTC).astimezone(ZoneInfo(zone)).date().isoformat()

        before = local()
        said = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        ).stdout.strip()
        assert said in {before, local()}


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        # Late in the evening and early in the morning, on days when clocks change, at the far ends.
        ("America/Sao_Paulo", "2026-02-03T01:30:00", "2026-02-02"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00", "2018-11-04"),
        ("Europe/Madrid", "2026-03-28T23:30:00", "2026-03-29"),
        ("Europe/Madrid", "2026-10-25T22:59:59", "2026-10-25"),
        ("Europe/Madrid", "2026-10-25T23:00:00", "2026-10-26"),
        ("Asia/Jakarta", "2026-02-01T17:00:00", "2026-02-02"),
        ("Pacific/Kiritimati", "2026-02-01T10:00:00", "2026-02-02"),
        ("Pacific/Kiritimati", "2026-02-01T09:59:59", "2026-02-01"),
    ],
)
def test_today_is_the_local_date_also_on_days_when_clocks_change(
    zone: str, instant: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T104: no hour of a day belongs to the day beside it."""
    from csm_tui import clock

    moment = datetime.fromisoformat(f"{instant}+00:00")

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Then:
            found = moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)
            return cls.fromisoformat(found.isoformat())

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        monkeypatch.setattr(clock, "datetime", Then)
        assert clock.today().isoformat() == day
    finally:
        monkeypatch.undo()
        time.tzset()
