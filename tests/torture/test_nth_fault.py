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


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", nth_fault.SCENARIOS)
def test_each_statement_fails_in_turn(tmp_path: Path, name: str) -> None:
    """T003, T013, T047, the long form."""
    print(nth_fault.sweep(tmp_path, name, nth_fault.SqlCalls(), most=EVERY))
