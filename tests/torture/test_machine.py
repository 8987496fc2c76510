"""Any operations in any order, undone, brought back, the book reopened and its program killed.

A state machine over every operation of the program against a model of plain dicts (TORTURE P1, P2,
P5; T053, T054). tests/torture/steps.py has the steps.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import csm_tui.operations
from csm_tui.operations import accounts, forgetting, undo
from csm_tui.queries import people
from csm_tui.store.database import Book, open_book
from csm_tui.store.tables import JOURNALLED
from tests.torture.program import intact
from tests.torture.steps import DAY, STEPS, TODAY, Model, add_contact, make, put, seen, taken

# What is no step: it writes nothing that undo takes back, or it is what a face does around steps.
NO_STEPS = {
    "backups.before", "backups.make", "undo.undo", "undo.redo", "preview.preview",
    "importing.rehearse", "forgetting.forget",
}  # fmt: skip

Rows = dict[str, list[tuple[object, ...]]]


def rows(book: Book) -> Rows:
    """Return every row of what the user has told the program."""
    ask = book.connection.execute
    return {table: ask(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in JOURNALLED}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book in which each of the steps has something to do."""
    return make(tmp_path_factory.mktemp("machine") / "book.db")


def copied(made: Path, folder: Path) -> Path:
    path = Path(shutil.copy(made, folder / "book.db"))
    path.chmod(0o600)
    return path


def test_every_operation_is_a_step() -> None:
    """What writes through the journal, by its arguments: a new operation belongs into the steps."""
    found = set()
    for module in pkgutil.iter_modules(csm_tui.operations.__path__):
        if module.name == "demo":
            continue
        loaded = importlib.import_module(f"csm_tui.operations.{module.name}")
        for name, one in vars(loaded).items():
            if not inspect.isfunction(one) or one.__module__ != loaded.__name__:
                continue
            parameters = list(inspect.signature(one).parameters)
            if parameters[:1] in (["book"], ["copy"]) and "now" in parameters and name[0] != "_":
                found.add(f"{module.name}.{name}")
    assert found - {name.split(" ")[0] for name in STEPS} <= NO_STEPS | {"backups.daily"}


# Steps that something must have come before.
FIRST = {
    "projects.edit": "projects.open_",
    "projects.close": "projects.open_",
    "experiments.end": "experiments.new",
    "experiments.drop": "experiments.new",
    "signals.reopen": "signals.snooze",
    "tasks.done": "tasks.add",
    "tasks.drop": "tasks.add",
    "tasks.move_due": "tasks.add",
    "touch_models.remove": "touch_models.keep",
}


def test_each_operation_is_taken_back_and_brought_again_exactly(made: Path, tmp_path: Path) -> None:
    """T053: each alone, after what it needs; the model says what came of it."""
    with open_book(copied(made, tmp_path)) as book:
        for name in STEPS:
            model = seen(book)
            start = rows(book)
            first = FIRST.get(name)
            assert first is None or taken(book, model, first, 4)
            before = rows(book)
            assert taken(book, model, name, 4), name
            assert seen(book) == model, name
            after = rows(book)
            assert after != before, name
            undo.undo(book, **DAY)
            assert rows(book) == before, name
            undo.redo(book, **DAY)
            assert rows(book) == after, name
            undo.undo(book, **DAY)
            if first is not None:
                undo.undo(book, **DAY)
            assert rows(book) == start, name


class Machine(RuleBasedStateMachine):
    """One book, and the models of it before and after each step."""

    source: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="csm-machine-"))
        self.path = copied(self.source, self.folder)
        self.book = open_book(self.path)
        self.done: list[tuple[Model, Rows]] = []
        self.undone: list[tuple[Model, Rows]] = []
        self.model: Model = {}

    @initialize()
    def begin(self) -> None:
        self.model = seen(self.book)

    def state(self) -> tuple[Model, Rows]:
        return {table: list(found) for table, found in self.model.items()}, rows(self.book)

    @rule(name=st.sampled_from(sorted(STEPS)), pick=st.integers(0, 40))
    def step(self, name: str, pick: int) -> None:
        before = self.state()
        if taken(self.book, self.model, name, pick) is None:
            assert rows(self.book) == before[1]
            return
        self.done.append(before)
        self.undone.clear()

    @precondition(lambda self: self.done)
    @rule(times=st.integers(1, 3))
    def take_back(self, times: int) -> None:
        for _ in range(min(times, len(self.done))):
            self.undone.append(self.state())
            assert undo.undo(self.book, **DAY).operation is not None
            self.model, kept = self.done.pop()
            assert rows(self.book) == kept

    @precondition(lambda self: self.undone)
    @rule(times=st.integers(1, 3))
    def bring_again(self, times: int) -> None:
        for _ in range(min(times, len(self.undone))):
            self.done.append(self.state())
            assert undo.redo(self.book, **DAY).operation is not None
            self.model, kept = self.undone.pop()
            assert rows(self.book) == kept

    @rule()
    def reopen(self) -> None:
        self.book.close()
        self.book = open_book(self.path)

    @rule(pick=st.integers(0, 40))
    def forget(self, pick: int) -> None:
        """Erase a person who was just added: not even undo brings them back."""
        before = self.state()
        add_contact(self.book, self.model, pick)
        self.done.append(before)
        self.undone.clear()
        (gone,) = [row for row in self.model["contact"] if row not in before[0]["contact"]]
        person = people.find(self.book.connection, str(gone[1]), account_id=int(str(gone[0])))
        forgetting.forget(self.book, person, today=TODAY)
        self.model["contact"].remove(gone)

    @precondition(lambda _: hasattr(os, "fork"))
    @rule(milliseconds=st.integers(0, 30))
    def kill(self, milliseconds: int) -> None:
        """Let another process write, and kill it: its change is there whole, or not at all."""
        before, names = self.state(), {row[1] for row in self.model["account"]}
        values = {"name": f"Killed {len(names)}", "arr": 7}
        self.book.close()
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            try:
                with open_book(self.path) as book:
                    accounts.add(book, values, **DAY)
                    os.write(writing, b"!")
                    time.sleep(10)
            finally:
                os._exit(0)
        os.close(writing)
        time.sleep(milliseconds / 1000)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        with os.fdopen(reading, "rb") as told:
            confirmed = told.read() == b"!"
        self.book = open_book(self.path)
        if not any(row[1] == values["name"] for row in seen(self.book)["account"]):
            assert not confirmed
            assert rows(self.book) == before[1]
            # Whether it came to it or not, the run goes on in the same way.
            accounts.add(self.book, values, **DAY)
        (last,) = self.book.connection.execute("SELECT max(id) FROM account").fetchone()
        put(self.model, "account", (last, values["name"], 7, None, None, None))
        self.done.append(before)
        self.undone.clear()

    @invariant()
    def the_book_is_as_the_model_says(self) -> None:
        if self.model:
            assert seen(self.book) == self.model

    def teardown(self) -> None:
        self.take_back(times=len(self.done)) if self.done else None
        if self.undone:
            self.bring_again(times=len(self.undone))
        self.book.close()
        assert intact(self.path)
        with closing(sqlite3.connect(self.path)) as asked:
            assert asked.execute("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)
        shutil.rmtree(self.folder)


def run(made: Path, examples: int, steps: int) -> None:
    class Here(Machine):
        source = made

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_operations_in_any_order(made: Path) -> None:
    """T053, T054: with undo, redo, reopening, forgetting and kills in between."""
    run(made, 5, 10)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_runs_of_fifty_operations(made: Path) -> None:
    """T053, T054, the long form."""
    run(made, 1_000, 50)
