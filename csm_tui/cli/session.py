"""What one run of `csm` knows: its book, its day, and what may be asked of whom (click's `ctx.obj`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from csm_tui import clock, paths
from csm_tui.cli.output import Printer
from csm_tui.errors import BookReadOnly, Declined, UsageError

if TYPE_CHECKING:
    from csm_tui.config import Config
    from csm_tui.store.database import Book


@dataclass
class Session:
    """The options of this run; `screens` shows the other face, which this one never imports."""

    screens: Callable[..., int]
    screens_possible: Callable[[], bool]
    db: Path | None = None
    as_of: date | None = None
    form: str = "table"
    no_color: bool = False
    yes: bool = False
    no_input: bool = False
    debug: bool = False
    read_only: bool = False
    cancelled: str = "Cancelled. Nothing was changed."

    @property
    def path(self) -> Path:
        """Return the book: `--db`, else CSM_DB, else the one in the user's data folder."""
        return self.db or paths.book_file()

    @cached_property
    def today(self) -> date:
        """Return the day everything is computed for: `--as-of`, else CSM_AS_OF, else the local date.

        Raises UsageError where CSM_AS_OF is no date.
        """
        if self.as_of is not None:
            return self.as_of
        written = os.environ.get("CSM_AS_OF", "")
        if not written:
            return clock.today()
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise UsageError(f"CSM_AS_OF must be a date like 2026-02-01, not {written!r}.") from None

    @cached_property
    def config(self) -> Config:
        """Return the settings of look and keys."""
        from csm_tui.config import load_config

        return load_config()

    @cached_property
    def printer(self) -> Printer:
        """Return the writer of stdout, in the form asked for."""
        return Printer(self.form, no_color=self.no_color)

    def now(self) -> datetime:
        """Return this instant."""
        return clock.now()

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """Open the book to ask it; its standings hold for today. Nothing is written."""
        from csm_tui.store.database import open_book
        from csm_tui.store.standings import prepare

        with open_book(self.path, read_only=True) as book:
            prepare(book.connection, self.today)
            yield book

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """Open the book to change it, making a new one where there is none.

        Raises BookReadOnly under `--read-only`.
        """
        if self.read_only:
            raise BookReadOnly("Nothing was changed: --read-only was given.")
        from csm_tui.operations import backups
        from csm_tui.store.database import create_book, open_book

        if not self.path.exists() and not self.path.is_symlink():
            from csm_tui.models import preset

            create_book(
                self.path,
                today=self.today,
                now=self.now(),
                model_name="four-tier",
                model_toml=preset("four-tier"),
            )
        with open_book(self.path) as book:
            backups.daily(book, now=self.now())
            yield book

    def confirm(self, question: str) -> None:
        """Ask `question`, for what undo cannot cover; `--yes` answers it.

        Raises Declined where the answer is no, or nobody is there to ask.
        """
        if self.yes:
            return
        if self.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Declined(f"{question} Nobody is there to ask: --yes answers yes. Nothing was changed.")
        from csm_tui.text import safe_text

        sys.stderr.write(f"{safe_text(question)} [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            raise Declined("Nothing was changed.")
