"""The figures of the command line: listing, import and export, against sqlite3 and sqlite-utils."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.screens import CSM, environment
from tests.bench.vendor import write_report, write_workbook


def seconds(argv: Sequence[str], *, variables: dict[str, str] | None = None) -> float:
    """Run a command to its end and return the seconds it took; a failing command raises."""
    before = time.perf_counter()
    done = subprocess.run(
        list(argv), env={**os.environ, **(variables or {})}, capture_output=True, check=False
    )
    if done.returncode:
        raise AssertionError(f"{argv}: {done.stderr.decode()[-500:]}")
    return time.perf_counter() - before


def listing(book: Path, runs: int) -> Iterator[Figure]:
    """Yield the time of a short listing against the imports it cannot do without."""
    ours, bare = [], []
    for _ in range(runs):
        bare.append(seconds([sys.executable, "-c", "import click, sqlite3"]))
        ours.append(seconds([*CSM, "accounts", "--limit", "20"], variables=environment(book)))
    yield Figure(
        "csm accounts --limit 20",
        statistics.median(ours) * 1000,
        "ms",
        3.0,
        statistics.median(bare) * 1000,
        "python -c 'import click, sqlite3'",
    )


def importing(folder: Path, accounts: Path, book: Path) -> Iterator[Figure]:
    """Import the accounts into a new book, twice, and set it against what only copies rows."""
    variables = environment(book)
    command = [*CSM, "import", str(accounts), "--as", "accounts", "--yes"]
    fresh = seconds(command, variables=variables)
    again = seconds(command, variables=variables)
    if shutil.which("sqlite3"):
        plain = min(_plain_import(folder, accounts) for _ in range(3))
        against = "sqlite3 .import"
        yield Figure("import, all new", fresh, "s", 30, plain, against, "15x is the aim")
        yield Figure("import, nothing changed", again, "s", 3, plain, against)
    yield from _importing_a_report(folder, accounts, fresh)
    utils = folder / "utils.db"
    utils.unlink(missing_ok=True)
    loaded = seconds(
        [sys.executable, "-m", "sqlite_utils", "insert", str(utils), "a", str(accounts), "--csv"]
    )
    yield Figure("import, all new", fresh, "s", 1, loaded, "sqlite-utils insert --csv")


def _importing_a_report(folder: Path, accounts: Path, canonical: float) -> Iterator[Figure]:
    """Import the same accounts as another program reports them, as text and as a workbook."""
    report, book = folder / "report.csv", folder / "report.db"
    yield from _growing(folder, accounts)
    write_report(report, accounts)
    for file in (report, write_workbook(folder / "report.xlsx", report)):
        book.unlink(missing_ok=True)
        spent, memory = measured([*CSM, "import", str(file), "--yes"], environment(book))
        name = f"import of a Salesforce report, {file.suffix}"
        yield Figure(name, spent, "s", 2, canonical, "canonical import")
        yield Figure(f"{name}: memory", memory, "MB", 250)


def _growing(folder: Path, accounts: Path) -> Iterator[Figure]:
    """Yield what a row more of a report costs in memory: all of it against half of it."""
    report, half, book = folder / "report.csv", folder / "half.csv", folder / "report.db"
    lines = accounts.read_text("utf-8").splitlines(keepends=True)
    half.write_text("".join(lines[: len(lines) // 2]), "utf-8")
    held: dict[str, list[float]] = {}
    for canonical in (half, accounts):
        write_report(report, canonical)
        for file in (report, write_workbook(folder / "report.xlsx", report)):
            book.unlink(missing_ok=True)
            command = [*CSM, "import", str(file), "--yes"]
            held.setdefault(file.suffix, []).append(measured(command, environment(book))[1])
    for suffix, (least, most) in held.items():
        more = (most - least) * 1024 / (len(lines) / 2)
        yield Figure(f"import of a Salesforce report, {suffix}: memory a row", more, "KB", 0.5)


def exporting(folder: Path, book: Path) -> Iterator[Figure]:
    """Export the accounts against `sqlite3 -csv`."""
    if not shutil.which("sqlite3"):
        return
    target = folder / "accounts-out.csv"
    ours = seconds(
        [*CSM, "export", "accounts", "-o", str(target), "--force"], variables=environment(book)
    )
    plain = min(seconds(["sqlite3", "-csv", str(book), "SELECT * FROM account"]) for _ in range(3))
    yield Figure("export of all accounts", ours, "s", 10, plain, "sqlite3 -csv")


def planning(folder: Path, book: Path, runs: int) -> Iterator[Figure]:
    """Plan a copy of the book for 13 weeks, twice, and log one touchpoint in it then."""
    copy = folder / "planned.db"
    shutil.copy(book, copy)
    variables = environment(copy)
    first, memory = measured([*CSM, "plan"], variables)
    yield Figure("plan of all accounts, 13 weeks", first, "s", 60)
    yield Figure("plan of all accounts: memory", memory, "MB", 1000)
    again, _ = measured([*CSM, "plan"], variables)
    yield Figure("plan, nothing changed", again, "s", 60)
    words = ["log", "--account", "B-000001", "--channel", "video"]
    logged = [seconds([*CSM, *words], variables=variables) for _ in range(runs)]
    yield Figure("log, the next one planned anew", statistics.median(logged) * 1000, "ms", 2000)
    copy.unlink()


def measured(argv: Sequence[str], variables: dict[str, str]) -> tuple[float, float]:
    """Return the seconds a command took, and the most memory in MB that it held."""
    before = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            list(argv), env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=told
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            raise AssertionError(f"{argv}: {told.read().decode()[-500:]}")
    return time.perf_counter() - before, usage.ru_maxrss / 1024


def _plain_import(folder: Path, accounts: Path) -> float:
    target = folder / "plain.db"
    target.unlink(missing_ok=True)
    return seconds(["sqlite3", str(target), ".mode csv", f".import {accounts} account"])
