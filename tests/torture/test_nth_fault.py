"""The first, the second, the third … call fails: of SQL, files, fsync, rename (TORTURE P2, P3).

What is refused did not happen, nothing is half, what was there survives, and a second try works.
The crash windows that this walks through stand in CONTRIBUTING.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OFFLINE
from tests.torture import nth_fault
from tests.torture.batch import one
from tests.torture.program import DONE, FAILED, TODAY, ask

EVERY = 1_000_000
SOURCE = Path(__file__).with_name("calls.c")


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library by which calls of the system fail, built here."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler on Linux")
    library = tmp_path_factory.mktemp("calls") / "calls.so"
    built = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=False
    )
    if built.returncode:
        pytest.skip("calls.c cannot be built here")
    return library


def sweep_system(calls: Path, folder: Path, most: int, *names: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, nth_fault.__file__, folder, str(most), *names],
        env={**os.environ, "LD_PRELOAD": str(calls), "PYTHONPATH": f"{root}:{OFFLINE}"},
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    for told in json.loads(done.stdout).values():
        assert told["calls"] > 5
        assert told["refused"] > told["harmless"]


def test_a_call_of_the_system_that_fails_leaves_the_old_or_the_new(
    calls: Path, tmp_path: Path
) -> None:
    """T003, T004, T013, T015: some writes, syncs, renames, openings of each; once and for good.

    SQLite's own are among them.
    """
    sweep_system(calls, tmp_path, 8, *nth_fault.SCENARIOS)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", nth_fault.SCENARIOS)
def test_each_call_of_the_system_fails_in_turn(calls: Path, tmp_path: Path, name: str) -> None:
    """T003, T004, T013, T015, the long form."""
    sweep_system(calls, tmp_path, EVERY, name)


@pytest.mark.parametrize("name", nth_fault.SCENARIOS)
def test_a_statement_that_fails_leaves_the_old_or_the_new(tmp_path: Path, name: str) -> None:
    """T003, T013, T047: some of the statements of each, once and for good."""
    told = nth_fault.sweep(tmp_path, name, nth_fault.SqlCalls(), most=8)
    assert told["calls"] > 3
    assert told["refused"]


def test_what_fails_after_the_change_never_denies_it(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: the disk fails for good at a statement after the commit; the change stays, and is told.

    Statements are failed from the last one back to the commit.
    """
    monkeypatch.setenv("CSM_DB", str(demo))
    monkeypatch.setenv("CSM_AS_OF", TODAY)
    calls, pristine = nth_fault.SqlCalls(), demo.read_bytes()
    before, late = len(ask(demo, "SELECT id FROM operation")), 0

    def told(number: int) -> str:
        with calls.failing(demo, number, from_then_on=True):
            code, _, err = one(["log", "--account", "meridian foods", "--channel", "video"])
        assert code == (FAILED if number else DONE)
        return err

    for _ in "with the backup of the day", "without it":
        demo.write_bytes(pristine)
        told(0)
    for number in range(calls.counted, 0, -1):
        demo.write_bytes(pristine)
        said = told(number)
        if len(ask(demo, "SELECT id FROM operation")) == before:
            assert "nothing was changed" in said
            break
        assert "what was changed before that is saved" in said
        assert "nothing was changed" not in said
        late += 1
    assert late


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", nth_fault.SCENARIOS)
def test_each_statement_fails_in_turn(tmp_path: Path, name: str) -> None:
    """T003, T013, T047, the long form."""
    print(nth_fault.sweep(tmp_path, name, nth_fault.SqlCalls(), most=EVERY))
