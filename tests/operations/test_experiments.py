"""Experiments in the book: defined, reaching plan and clock, measured, ended, dropped, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts, experiments, planning
from csm_tui.operations.experiments import Definition
from csm_tui.operations.undo import redo, undo
from csm_tui.queries import experiments as queries
from csm_tui.queries.asking import asking
from csm_tui.queries.history import undo_preview
from csm_tui.store import doctor
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import differing
from tests.store.conftest import make_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
END = date(2026, 4, 26)
OVER = END + timedelta(1)
SIZE = 22


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book of 44 medium accounts, each last met on 26 January, and one low."""
    path = make_book(tmp_path_factory.mktemp("made") / "book.db")
    with (
        open_book(path) as book,
        operation(book, "Accounts", today=TODAY, now=NOW) as recorder,
    ):
        for number in range(1, 2 * SIZE + 1):
            row = {"name": f"Account {number:02}", "arr": 3_000_000, "start_date": "2025-01-01"}
            account = recorder.insert("account", row)
            met = {"account_id": account, "date": "2026-01-26", "kind": "check-in"}
            recorder.insert("touchpoint", {**met, "channel": "video"})
        recorder.insert("account", {"name": "Tulip", "arr": 800_000})
    return path


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    path.write_bytes(made.read_bytes())
    path.chmod(0o600)
    with open_book(path) as opened:
        yield opened


def defined(**values: Any) -> Definition:
    return Definition("Closer", "medium", "cadence", "30", "14", "answer", TODAY, END)._replace(
        **values
    )


def new(book: Book, **values: Any) -> int:
    experiments.new(book, defined(**values), today=TODAY, now=NOW)
    return queries.next_number(book.connection) - 1


def intervals(book: Book, today: date = TODAY) -> dict[int | None, int]:
    from csm_tui.domain.standing import assess
    from csm_tui.store.standings import current_model

    _, model = current_model(book.connection)
    found: dict[int | None, int] = {}
    for account, facts in facts_for(book.connection, range(1, 2 * SIZE + 1), today):
        interval = assess(account, facts, model, today).clock.interval
        found[interval] = found.get(interval, 0) + 1
    return found


def test_both_sides_get_their_cadence_for_the_days_of_the_experiment(book: Book) -> None:
    new(book)
    assert intervals(book) == {30: SIZE, 14: SIZE}
    assert intervals(book, OVER) == {30: 2 * SIZE}


def test_what_is_cached_and_planned_follows_and_undo_takes_it_back(book: Book) -> None:
    planning.plan(book, today=TODAY, now=NOW)

    def due() -> list[tuple[str, int]]:
        return book.connection.execute(
            "SELECT due_on, count(*) FROM account_standing WHERE level = 'medium' GROUP BY 1"
        ).fetchall()

    def planned() -> int:
        (number,) = book.connection.execute(
            "SELECT count(*) FROM touchpoint WHERE status = 'planned'"
            " AND reason LIKE '%experiment Closer, side B%'"
        ).fetchone()
        return int(number)

    alike = due()
    number = new(book)
    apart = due()
    assert apart == [("2026-02-09", SIZE), ("2026-02-25", SIZE)]
    assert planned() >= SIZE
    experiments.end(book, number, today=TODAY, now=NOW, conclusion="too costly")
    assert (due(), planned()) == (alike, 0)
    undo(book, today=TODAY, now=NOW)
    assert due() == apart
    assert planned() >= SIZE
    experiments.drop(book, number, today=TODAY, now=NOW)
    assert (due(), planned()) == (alike, 0)
    undo(book, today=TODAY, now=NOW)
    assert due() == apart
    preview = undo_preview(book.connection)
    assert preview is not None
    assert "Experiment Closer" in preview.name
    undo(book, today=TODAY, now=NOW)
    assert (due(), queries.listing(book.connection, today=TODAY)) == (alike, [])
    redo(book, today=TODAY, now=NOW)
    assert due() == apart
    assert doctor.check(book, today=TODAY) == []


def test_each_step_tells_how_far_its_planning_is_and_leaves_standings_that_hold(
    book: Book,
) -> None:
    accounts.archive(book, 1, today=TODAY, now=NOW)
    planning.plan(book, today=TODAY, now=NOW)
    steps = (
        partial(experiments.new, book, defined()),
        partial(experiments.end, book, 1, conclusion="no difference"),
        partial(experiments.drop, book, 1),
    )
    for step, day in zip(steps, (TODAY, OVER - timedelta(9), OVER), strict=True):
        told: list[tuple[int, int]] = []
        step(today=day, now=NOW, progress=lambda *far, told=told: told.append(far))
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1] > 0
        assert differing(book.connection, day) == []


def test_the_draw_of_a_seed_is_repeated_and_spares_who_is_in_another(book: Book) -> None:
    first = experiments.sides_of(book, defined(seed=7, size=5), today=TODAY)
    assert experiments.sides_of(book, defined(seed=7, size=5), today=TODAY) == first
    assert (first.number("a"), first.number("b")) == (5, 5)
    assert first.warning.startswith("5 accounts a side: under 20")
    new(book, seed=7, size=5)
    other = experiments.sides_of(book, defined(name="Other", seed=7), today=TODAY)
    assert not set(other.of) & set(first.of)
    assert len(other.of) == 2 * SIZE - 10


def touch(book: Book, answered: dict[str, list[int]], day: str) -> None:
    """Let the accounts of each side answer as given, one touchpoint for each number."""
    found = queries.result(book.connection, 1, today=TODAY)
    with operation(book, "Touchpoints", today=TODAY, now=NOW) as recorder:
        for side, several in answered.items():
            ours = [one.account_id for one in found.members if one.side == side]
            for account, yes in zip(ours, several, strict=False):
                row = {"account_id": account, "date": day, "kind": "check-in", "channel": "email"}
                recorder.insert("touchpoint", {**row, "direction": "outbound", "answered": yes})


def result(book: Book, today: date) -> queries.Result:
    with asking(book, today):
        return queries.result(book.connection, 1, today=today)


def test_the_sides_are_measured_over_the_span_and_told_apart(book: Book) -> None:
    new(book)
    touch(book, {"a": [1] * 5 + [0] * 15, "b": [1] * 18 + [0] * 2}, "2026-03-02")
    touch(book, {"a": [1] * SIZE}, "2026-06-01")  # after the last day
    found = result(book, OVER)
    assert [(one.accounts, one.known, one.figure) for one in (found.a, found.b)] == [
        (SIZE, 20, 25.0),
        (SIZE, 20, 90.0),
    ]
    assert (found.verdict.word, found.verdict.better, found.verdict.interim) == (
        "beyond",
        "b",
        False,
    )
    assert result(book, date(2026, 4, 1)).verdict.interim
    # Before any of it was dated there is nothing to compare.
    assert result(book, date(2026, 2, 20)).verdict.word == "too-few"


def test_under_twenty_a_side_it_is_too_few_to_tell(book: Book) -> None:
    new(book)
    touch(book, {"a": [0] * SIZE, "b": [1] * 19}, "2026-03-02")
    found = result(book, OVER)
    assert found.verdict.word == "too-few"
    assert "19 of 22 on side B" in found.verdict.sentence


@pytest.mark.parametrize(
    ("outcome", "figures"),
    [("nps", (-100.0, 100.0)), ("health", (-20.0, 20.0)), ("arr-kept", (50.0, 100.0))],
)
def test_each_outcome_is_that_of_the_accounts(
    book: Book, outcome: str, figures: tuple[float, float]
) -> None:
    new(book, outcome=outcome)
    with operation(book, "Figures", today=TODAY, now=NOW) as recorder:
        for one in queries.result(book.connection, 1, today=TODAY).members:
            on_a, whose = one.side == "a", {"account_id": one.account_id}
            day = {"date": "2026-03-02"}
            recorder.insert("survey", {**whose, **day, "type": "nps", "score": 2 if on_a else 10})
            for when, score in (("2026-01-30", 60), ("2026-03-30", 40 if on_a else 80)):
                recorder.insert(
                    "health", {**whose, "date": when, "measure": "score", "value": score}
                )
            recorder.insert("arr_change", {**whose, "date": "2025-01-01", "amount": 3_000_000})
            if on_a:
                recorder.insert("arr_change", {**whose, **day, "amount": -1_500_000})
    found = result(book, OVER)
    assert (found.a.figure, found.b.figure) == figures
    assert found.verdict.better == "b"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": " "}, "needs a name"),
        ({"treatment_b": "30"}, "the same cadence"),
        ({"treatment_b": "0"}, "from 1 to 365"),
        ({"tier": "tech"}, "no check-ins at tier tech"),
        ({"aspect": "channel"}, "A channel is one of"),
        ({"outcome": "luck"}, "outcome is one of"),
        ({"end": TODAY}, "cannot end on"),
        ({"end": date(2027, 6, 1)}, "at most 365 days"),
        ({"size": 23}, "only 44 accounts"),
        ({"a": (1,)}, "Both sides need"),
        ({"a": (1,), "b": (1,)}, "one side only"),
        ({"a": (1,), "b": (2 * SIZE + 1,)}, "of tier low"),
        ({"tier": "high"}, "no two accounts"),
    ],
)
def test_what_no_experiment_can_be_is_refused(
    book: Book, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidValue, match=told):
        new(book, **values)
    assert queries.listing(book.connection, today=TODAY) == []


def test_chosen_accounts_have_no_seed_and_leave_with_their_account(book: Book) -> None:
    new(book, a=(1, 3), b=(2,))
    found = queries.find(book.connection, "closer", today=TODAY)
    assert (found.seed, found.accounts_a, found.accounts_b) == (None, 2, 1)
    with pytest.raises(InvalidValue, match='in the experiment "Closer"'):
        new(book, name="Other", a=(1,), b=(4,))
    accounts.archive(book, 3, today=TODAY, now=NOW)
    assert queries.find(book.connection, "1", today=TODAY).accounts_a == 2
    with operation(book, "Delete", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", 1)
    assert queries.find(book.connection, "1", today=TODAY).accounts_a == 1
    undo(book, today=TODAY, now=NOW)
    assert queries.find(book.connection, "1", today=TODAY).accounts_a == 2


def test_an_experiment_is_listed_as_it_was_known_by_a_day(book: Book) -> None:
    number = new(book)
    day = date(2026, 3, 2)
    experiments.end(book, number, today=day, now=NOW)
    with pytest.raises(InvalidValue, match="over since 2 Mar 2026"):
        experiments.end(book, number, today=OVER, now=NOW)

    def states(today: date) -> list[str]:
        return [one.state for one in queries.listing(book.connection, today=today)]

    assert states(TODAY - timedelta(1)) == []
    assert states(day - timedelta(1)) == ["running"]
    assert states(day) == ["over"]
    assert intervals(book, day - timedelta(1)) == {30: SIZE, 14: SIZE}
