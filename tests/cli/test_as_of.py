"""`--as-of` in the past: what is dated later, or changed its state later, does not show."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from csm_tui.models import preset
from csm_tui.operations import accounts, projects, readings, tasks, touch_models, touchpoints
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation
from tests.cli.conftest import Csm

START, THEN, LATER = date(2026, 1, 5), date(2026, 2, 2), date(2026, 2, 12)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


ON_LATER: Final[dict[str, Any]] = {"today": LATER, "now": noon(LATER)}


def insert(table: str, **values: object) -> Callable[[Book, int], None]:
    """Return what enters a row of the later day."""

    def enter(book: Book, account: int) -> None:
        with operation(book, f"Later {table}", **ON_LATER) as recorder:
            recorder.insert(table, {"account_id": account, "origin_id": recorder.origin()} | values)

    return enter


def edit(**values: object) -> Callable[[Book, int], None]:
    return lambda book, account: void(accounts.edit(book, account, values, **ON_LATER))


def void(_: object) -> None:
    """Drop what an operation says."""


def override(figure: str, value: str | None) -> Callable[[Book, int], None]:
    def enter(book: Book, account: int) -> None:
        until = LATER + timedelta(days=20)
        accounts.override(book, account, figure, value, reason="x", until=until, **ON_LATER)

    return enter


# What is entered on the later day, each for an account of its own.
CHANGES: Final[dict[str, Callable[[Book, int], None]]] = {
    "call": insert("touchpoint", date=LATER, kind="check-in", channel="phone", status="done"),
    "held": lambda book, one: void(touchpoints.done(book, planned(book, one), **ON_LATER)),
    "skipped": lambda book, one: void(
        touchpoints.skip(book, planned(book, one), reason="no", **ON_LATER)
    ),
    "moved": lambda book, one: void(
        touchpoints.move(book, planned(book, one), LATER + timedelta(days=20), **ON_LATER)
    ),
    "kept": lambda book, one: void(tasks.done(book, promise(book, one), **ON_LATER)),
    "dropped": lambda book, one: void(tasks.drop(book, promise(book, one), **ON_LATER)),
    "closed": lambda book, one: void(projects.close(book, one, outcome="met", **ON_LATER)),
    "opened": lambda book, one: void(projects.open_(book, one, "Another", **ON_LATER)),
    "health set": override("health", "10"),
    "risk set": override("at-risk", "yes"),
    "level set": override("level", "high"),
    "tier set": override("tier", "high"),
    "arr": edit(arr=20_000_000),
    "potential": edit(potential_arr=90_000_000),
    "renewed": edit(renewal_date=date(2027, 6, 1)),
    "seats": edit(seats_used=99),
    "strategic": edit(strategic=5, complexity="high", level_floor="high", owner="Bo"),
    "churned": edit(status="churned", churned_on=LATER),
    "lost": edit(status="churned"),
    "archived": lambda book, one: void(accounts.archive(book, one, **ON_LATER)),
    "answer": insert("survey", date=LATER, type="nps", score=1.0, scale=10.0),
    "metric": insert("metric", date=LATER, metric="adoption_pct", value=5.0),
    "reading": lambda book, one: void(
        readings.record(book, one, "score", 5, on_day=LATER, **ON_LATER)
    ),
    "subscribed": insert("subscription", start_date=LATER, arr=9_000_000),
    "expanded": insert("arr_change", date=LATER, amount=9_000_000),
}
ASKED: Final = (
    "accounts --json",
    "accounts owner:ana risk --json",
    "today --json",
    "calendar --from 2026-01-01 --to 2026-03-30 --json",
    "health --json",
    "quadrants --json",
    "task list --json",
    "project list --json",
)


def planned(book: Book, account: int) -> int:
    return first(book, f"touchpoint WHERE status = 'planned' AND account_id = {account}")


def promise(book: Book, account: int) -> int:
    return first(book, f"task WHERE account_id = {account}")


def first(book: Book, source: str) -> int:
    return int(book.connection.execute(f"SELECT id FROM {source}").fetchone()[0])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book entered on 5 Jan, an account for each change."""
    path = tmp_path_factory.mktemp("told") / "book.db"
    create_book(path, today=START, now=noon(START), model_name="t", model_toml=preset("four-tier"))
    with (
        open_book(path) as book,
        operation(book, "Entered", today=START, now=noon(START)) as recorder,
    ):
        for name in CHANGES:
            fields = {"arr": 6_000_000, "owner": "Ana", "seats": 100, "seats_used": 60}
            days = {"start_date": date(2024, 3, 1), "renewal_date": date(2026, 6, 1)}
            account = recorder.insert("account", {"name": name, **fields, **days})
            call = {"account_id": account, "kind": "check-in", "channel": "phone"}
            recorder.insert("touchpoint", {**call, "date": date(2026, 1, 10), "status": "done"})
            ahead = THEN + timedelta(days=3)
            recorder.insert("touchpoint", {**call, "date": ahead, "status": "planned"})
            for table, values in (
                ("health", {"date": date(2026, 1, 12), "measure": "score", "value": 72.0}),
                ("task", {"title": "A promise", "due": date(2026, 1, 20)}),
                ("project", {"aim": "Finish", "start_date": START, "due": date(2026, 1, 30)}),
            ):
                recorder.insert(table, {"account_id": account, **values})
        for table, values in (
            ("subscription", {"start_date": date(2025, 1, 1), "arr": 5_000_000}),
            ("arr_change", {"date": date(2025, 1, 1), "amount": 5_000_000}),
        ):
            name = "subscribed" if table == "subscription" else "expanded"
            account = [*CHANGES].index(name) + 1
            recorder.insert(table, {"account_id": account, **values})
    return path


@pytest.fixture
def ask(csm: Csm, told: Path, tmp_path: Path) -> Callable[..., str]:
    """Return what asks this test's copy of that book, as of THEN."""
    shutil.copy(told, tmp_path / "book.db")

    def asked(words: str, day: date = THEN) -> str:
        ran = csm(*words.split(" "), "--as-of", str(day))
        assert ran.code == 0, ran.err
        return ran.out

    return asked


def test_nothing_of_a_later_day_shows(ask: Callable[..., str], tmp_path: Path) -> None:
    of_one = ("show held --json", "show call --json", "why skipped next", "why arr tier")
    questions = (*ASKED, *of_one, "health reading --json")
    before = {words: ask(words) for words in questions}
    with open_book(tmp_path / "book.db") as book:
        for account, enter in enumerate(CHANGES.values(), 1):
            enter(book, account)
    for words in questions:
        assert ask(words) == before[words], words


def test_on_the_later_day_all_of_it_shows(csm: Csm, told: Path, tmp_path: Path) -> None:
    """What the test above does not see is there."""
    shutil.copy(told, tmp_path / "book.db")
    before = [csm(*words.split(" "), "--as-of", str(LATER)).out for words in ASKED]
    with open_book(tmp_path / "book.db") as book:
        for account, enter in enumerate(CHANGES.values(), 1):
            enter(book, account)
    after = [csm(*words.split(" "), "--as-of", str(LATER)).out for words in ASKED]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_the_model_of_the_day_is_in_force(ask: Callable[..., str], tmp_path: Path) -> None:
    before = ask("accounts --json")
    with open_book(tmp_path / "book.db") as book:
        touch_models.use(book, preset("three-tier"), file="x", **ON_LATER)
    assert ask("accounts --json") == before


def test_a_fact_entered_later_counts_by_its_own_date(
    ask: Callable[..., str], tmp_path: Path
) -> None:
    """A call of January, logged in February; --known-on hides it."""
    call = {"date": date(2026, 1, 30), "kind": "check-in", "channel": "phone", "status": "done"}
    with open_book(tmp_path / "book.db") as book:
        touchpoints.log(book, 1, call, **ON_LATER)
        # Planned for 5 Feb and held then, which was entered a week later.
        touchpoints.done(book, planned(book, 2), **ON_LATER)
    assert '"last_touchpoint_on": "2026-01-30"' in ask("show call --json")
    assert '"last_touchpoint_on": "2026-01-10"' in ask(f"show call --json --known-on {START}")
    assert '"last_touchpoint_on": "2026-02-05"' in ask("show held --json", date(2026, 2, 8))


def test_what_is_entered_for_an_earlier_day_counts_on_it(
    csm: Csm, ask: Callable[..., str], tmp_path: Path
) -> None:
    """Renewed on 12 Feb; on that day somebody notes what it was a week before."""
    with open_book(tmp_path / "book.db") as book:
        edit(owner="Bo", renewal_date=date(2027, 6, 1))(book, 1)
    edited = csm("edit", "call", "renewal_date=2026-07-01", "--as-of", "2026-02-01")
    assert edited.code == 0, edited.err
    shown = ask("show call --json")
    assert '"renewal_date": "2026-07-01"' in shown
    assert '"owner": "Ana"' in shown


def test_an_export_writes_the_book_as_it_is(ask: Callable[..., str], tmp_path: Path) -> None:
    with open_book(tmp_path / "book.db") as book:
        edit(seats_used=99)(book, 1)
        insert("touchpoint", date=LATER, kind="recap", status="done")(book, 1)
    assert ",99," in ask("export accounts --where call")
    assert "recap" in ask("export touchpoints")
