"""The demo book tells its stories on any day, and the same day gives the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from csm_tui.domain.filters import parse
from csm_tui.domain.terms import QUADRANTS, STAGES, TIERS
from csm_tui.operations import planning
from csm_tui.operations.demo.build import create_demo
from csm_tui.queries import retention
from csm_tui.queries.asking import asking
from csm_tui.queries.quadrant_moves import moves
from csm_tui.store.database import open_book

MONDAY = date(2026, 2, 2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    create_demo(path, today=MONDAY)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def standing(demo: sqlite3.Connection, name: str) -> sqlite3.Row:
    row: sqlite3.Row = demo.execute(
        "SELECT * FROM account_standing WHERE name = ?", (name,)
    ).fetchone()
    return row


def path_of(demo: sqlite3.Connection) -> Path:
    return Path(demo.execute("PRAGMA database_list").fetchone()[2])


def values(demo: sqlite3.Connection, column: str) -> set[object]:
    return {row[0] for row in demo.execute(f"SELECT DISTINCT {column} FROM account_standing")}


def test_it_has_about_sixty_accounts_in_every_tier_quadrant_and_stage(
    demo: sqlite3.Connection,
) -> None:
    assert 55 <= demo.execute("SELECT count(*) FROM account").fetchone()[0] <= 65
    assert values(demo, "tier") >= set(TIERS)
    assert values(demo, "quadrant") >= {*QUADRANTS, None}
    assert values(demo, "stage") >= {*STAGES, None}
    assert values(demo, "health_band") == {"green", "yellow", "red", "unknown"}


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("touchpoint", 500),
        ("health", 1000),
        ("metric", 1000),
        ("survey", 80),
        ("arr_change", 45),
        ("subscription", 45),
    ],
)
def test_a_year_lies_behind_it(demo: sqlite3.Connection, table: str, least: int) -> None:
    assert demo.execute(f"SELECT count(*) FROM {table}").fetchone()[0] >= least


def test_a_whale_is_going_red(demo: sqlite3.Connection) -> None:
    whale = standing(demo, "Meridian Foods")
    assert (whale["health"], whale["health_band"], whale["at_risk"]) == (31, "red", 1)
    assert whale["trend_28"] <= -20
    assert whale["renewal_on"] == "2026-03-17"
    assert whale["notice_on"] == "2026-02-15"
    assert whale["score"] == max(values(demo, "score"), key=float)  # type: ignore[arg-type]


def test_a_small_account_is_about_to_grow(demo: sqlite3.Connection) -> None:
    small = standing(demo, "Lumen Labs")
    assert (small["tier"], small["health_band"]) == ("low", "green")
    assert small["arr"] == 900_000
    assert small["size"] >= 50


def test_a_healthy_giant_is_over_served(demo: sqlite3.Connection) -> None:
    giant = standing(demo, "Tessera Retail Group")
    assert (giant["quadrant"], giant["health_band"]) == ("persistent-light", "green")
    talks = demo.execute(
        "SELECT count(*) FROM touchpoint WHERE account_id = ? AND date > '2025-11-02'"
        " AND status = 'done'",
        (giant["account_id"],),
    ).fetchone()[0]
    assert talks >= 12


def test_one_is_silent_and_nothing_is_known_of_its_health(demo: sqlite3.Connection) -> None:
    silent = standing(demo, "Vega Logística")
    assert silent["health_band"] == "unknown"
    assert silent["health"] is None
    assert silent["last_touchpoint_on"] < "2025-10-01"
    assert silent["quadrant"] is None


def test_one_renews_in_nine_days(demo: sqlite3.Connection) -> None:
    assert standing(demo, "Blue Heron Media")["renewal_on"] == "2026-02-11"


def test_several_scripts_are_spoken(demo: sqlite3.Connection) -> None:
    names = " ".join(row[0] for row in demo.execute("SELECT name FROM contact"))
    for letters in ("佐", "Ελ", "ليلى", "김", "Łuk", "ñ"):
        assert letters in names


def test_the_same_day_gives_the_same_bytes(demo: sqlite3.Connection, tmp_path: Path) -> None:
    create_demo(tmp_path / "again.db", today=MONDAY)
    again = sha256((tmp_path / "again.db").read_bytes()).hexdigest()
    assert again == sha256(path_of(demo).read_bytes()).hexdigest()


@pytest.mark.parametrize("day", ["2024-02-29", "2026-11-22", "2027-01-01", "2031-06-30"])
def test_it_never_grows_stale(tmp_path: Path, day: str) -> None:
    create_demo(tmp_path / "demo.db", today=date.fromisoformat(day))
    with closing(sqlite3.connect(tmp_path / "demo.db")) as connection:
        bands = dict(
            connection.execute("SELECT health_band, count(*) FROM account_standing GROUP BY 1")
        )
        assert bands["red"] >= 4
        assert bands["green"] >= 15
        whale = connection.execute(
            "SELECT health, julianday(renewal_on) - julianday(?) FROM account_standing"
            " WHERE name = 'Meridian Foods'",
            (day,),
        ).fetchone()
        assert whale == (31, 43)
        latest = connection.execute(
            "SELECT max(date) FROM touchpoint WHERE status <> 'planned'"
        ).fetchone()[0]
        assert latest == day


def test_its_calendar_is_planned_beyond_the_hours_there_are(demo: sqlite3.Connection) -> None:
    with open_book(path_of(demo), read_only=True) as book:
        report = planning.preview(book, today=MONDAY)
        assert (report.added, report.removed) == (0, 0)
        assert report.kept > 250
        assert report.over > 0


def test_the_last_thing_that_happened_is_no_plan_but_a_touchpoint(demo: sqlite3.Connection) -> None:
    names = [row[0] for row in demo.execute("SELECT name FROM operation ORDER BY id DESC LIMIT 9")]
    assert names[0].startswith("Logged: ")
    assert any(name.startswith("Plan: ") for name in names)


def test_today_has_booked_meetings_with_their_times(demo: sqlite3.Connection) -> None:
    times = [
        row[0]
        for row in demo.execute(
            "SELECT time FROM touchpoint WHERE status = 'planned' AND booked = 1"
            " AND date = '2026-02-02' ORDER BY time"
        )
    ]
    assert times == ["10:00", "11:30", "14:00"]


def test_thursday_is_over_full(demo: sqlite3.Connection) -> None:
    booked = demo.execute(
        "SELECT kind FROM touchpoint"
        " WHERE status = 'planned' AND booked = 1 AND date = '2026-02-05'"
    ).fetchall()
    assert sorted(row[0] for row in booked) == ["business-review", "check-in", "training"]


def test_there_are_projects_open_overdue_and_met(demo: sqlite3.Connection) -> None:
    projects = dict(
        demo.execute(
            "SELECT a.name, p.due FROM project p JOIN account a ON a.id = p.account_id"
            " WHERE p.closed_on IS NULL"
        ).fetchall()
    )
    assert projects == {
        "Otter Creek Farms": "2026-02-16",
        "Tulip Care Homes": "2026-01-28",
        "Olive Grove Schools": "2026-02-12",
    }
    assert standing(demo, "Olive Grove Schools")["health"] >= 70


def test_answers_and_words_come_from_every_tier(demo: sqlite3.Connection) -> None:
    answers = demo.execute(
        "SELECT s.tier, v.type, count(v.comment) FROM survey v"
        " JOIN account_standing s USING (account_id) GROUP BY 1, 2"
    ).fetchall()
    said: dict[str, dict[str, int]] = {}
    for tier, kind, comments in answers:
        said.setdefault(tier, {})[kind] = comments
    assert {tier: set(kinds) for tier, kinds in said.items()} == {
        tier: {"nps", "csat", "ces"} for tier in TIERS if tier != "unknown"
    }
    assert all(sum(kinds.values()) >= 3 for kinds in said.values())


def test_a_year_of_contracts_has_every_movement_and_outcome(demo: sqlite3.Connection) -> None:
    with open_book(path_of(demo)) as book, asking(book, MONDAY):
        report = retention.report(
            book.connection, parse(""), today=MONDAY, from_=date(2025, 2, 2), to=MONDAY
        )
    assert {moved.kind for moved in report.movements} >= {
        "expansion",
        "contraction",
        "churn",
        "unchanged",
        "new",
    }
    outcomes = [one.renewal.outcome for one in report.renewals]
    assert outcomes.count("renewed") >= 20
    assert outcomes.count("not-renewed") >= 3


def test_accounts_moved_between_quadrants_in_the_last_month(demo: sqlite3.Connection) -> None:
    with open_book(path_of(demo)) as book, asking(book, MONDAY):
        found = moves(book.connection, parse(""), today=MONDAY, since=date(2026, 1, 5))
    assert len(found.moves) >= 5


def test_a_demo_that_is_broken_off_leaves_no_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(planning, "plan", stop)
    with pytest.raises(KeyboardInterrupt):
        create_demo(tmp_path / "demo.db", today=MONDAY)
    assert list(tmp_path.iterdir()) == []
