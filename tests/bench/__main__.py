"""Run the bench: `python -m tests.bench [--accounts N] [--weeks W] [--keep FOLDER] …`."""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.book import add_facts, write_accounts
from tests.bench.commands import exporting, importing, listing, planning
from tests.bench.figures import Figure
from tests.bench.models import supposing
from tests.bench.screens import answering, starting
from tests.bench.views import opening


def measure(folder: Path, accounts: int, weeks: int, runs: int, only: str) -> Iterator[Figure]:
    """Build the book in `folder` and yield each figure as it is measured."""
    sheet, book = folder / "accounts.csv", folder / "book.db"
    if not book.exists():
        write_accounts(sheet, accounts)
        yield from importing(folder, sheet, book)
        before = time.perf_counter()
        add_facts(book, weeks)
        spent = time.perf_counter() - before
        print(
            f"{accounts * weeks:,} readings, {accounts * 10:,} touchpoints, with standings:"
            f" {spent:.0f} s"
        )
    if only == "all":
        yield from exporting(folder, book)
        yield from listing(book, runs)
        yield from planning(folder, book, runs)
        yield from starting(book, runs)
        yield from answering(book)
    if only != "models":
        yield from opening(book)
    if only != "views":
        yield from supposing(folder, book)


def main() -> None:
    """Print the table and how many goals were missed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--weeks", type=int, default=104, help="of readings of health")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", choices=("all", "views", "models"), default="all")
    parser.add_argument("--keep", type=Path, help="a folder to keep the book in, and use it again")
    chosen = parser.parse_args()
    print(f"SQLite {sqlite3.sqlite_version}, {chosen.accounts:,} accounts, median of {chosen.runs}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = []
        for figure in measure(folder, chosen.accounts, chosen.weeks, chosen.runs, chosen.only):
            figures.append(figure)
            print(figure.line(), flush=True)
    missed = sum(not figure.met for figure in figures)
    print(f"{len(figures) - missed} goals met, {missed} missed")


if __name__ == "__main__":
    main()
