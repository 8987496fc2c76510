"""What one run of `csm` knows: its book, its day, its options (click's `ctx.obj`)."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csm_tui import clock, paths
from csm_tui.cli.output import Printer, asked, say
from csm_tui.cli.progress import progress
from csm_tui.errors import BookReadOnly, Declined, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from csm_tui.config import Config
    from csm_tui.store.database import Book
    from csm_tui.store.earlier import Earlier
    from csm_tui.store.made import Made

# A Ctrl-C after the commit must not deny the change.
_SAVED: Final = "Interrupted, but the change is saved: `csm history` shows it."


@dataclass
class Session:
    """The options of this run; `screens` shows the other face, which this one never imports.

    `saved` says whether it has changed the book, `made` is the book where this run made it.
    """

    screens: Callable[..., int]
    screens_possible: Callable[[], bool]
    db: Path | None = None
    as_of: date | None = None
    known_on: date | None = None
    form: str = "table"
    no_color: bool = False
    yes: bool = False
    no_input: bool = False
    debug: bool = False
    read_only: bool = False
    cancelled: str = "Cancelled. Nothing was changed."
    saved: bool = False
    made: Made | None = None
    _told: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path:
        """Return the book: `--db`, else CSM_DB, else the one in the user's data folder."""
        return self.db or paths.book_file()

    @cached_property
    def today(self) -> date:
        """Return the day to compute for: `--as-of`, else CSM_AS_OF, else the local date.

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
            raise UsageError(
                f"CSM_AS_OF must be a date like 2026-02-01, not {written!r}."
            ) from None

    @cached_property
    def earlier(self) -> Earlier | None:
        """Return the book as it was known on `--known-on`, None where that was not given.

        Its copy lives until `close`. Raises UsageError for a day before the book began.
        """
        if self.known_on is None:
            return None
        from csm_tui.store.earlier import earlier_book

        made = earlier_book(
            self.path,
            self.known_on,
            clock.end_of(self.known_on),
            today=self.today,
            progress=progress(),
        )
        for notice in made.notices:
            say(notice)
        return made

    def close(self) -> None:
        """Remove the copy of a book as it was known, where one was made."""
        made = self.__dict__.pop("earlier", None)
        if made is not None:
            made.discard()

    def require_present(self) -> None:
        """Raise BookReadOnly under `--known-on`, for what only concerns the book as it is."""
        if self.known_on is not None:
            raise BookReadOnly(
                f"Nothing was changed: --known-on {self.known_on} shows the book as it was, for "
                "reading only. Leave it out to work on the book as it is."
            )

    def require_writing(self) -> None:
        """Raise BookReadOnly, naming the option, under `--known-on` and `--read-only`."""
        self.require_present()
        if self.read_only:
            raise BookReadOnly("Nothing was changed: --read-only was given.")

    @cached_property
    def config(self) -> Config:
        """Return the settings of look and keys."""
        from csm_tui.config import load_config

        return load_config()

    @property
    def ascii_only(self) -> bool:
        """Return whether only ASCII is to be shown; no, while the settings cannot be read."""
        try:
            return self.config.ascii
        except UsageError:
            return False

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
        from csm_tui.queries.asking import asking
        from csm_tui.store.database import open_book

        with open_book(self._read_from(), read_only=True, progress=progress()) as book:
            self._tell(book)
            with asking(book, self.today):
                yield book

    @contextmanager
    def trying(self) -> Iterator[Book]:
        """Open the book for a dry run; where there is none, an empty one that vanishes again."""
        from csm_tui.store.database import open_book

        if self._exists():
            with open_book(self._read_from(), read_only=True) as book:
                yield book
            return
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="csm-") as folder:
            path = Path(folder) / self.path.name
            self._create(path)
            with open_book(path) as book:
                yield book

    @contextmanager
    def writing(self, *, daily_backup: bool = True) -> Iterator[Book]:
        """Open the book to change it, making a new one where there is none.

        The day's backup is made first, unless the operation makes one of its own. Raises
        BookReadOnly under `--read-only` and `--known-on`.
        """
        self.require_writing()
        from csm_tui.operations import backups
        from csm_tui.store.database import open_book

        if not self._exists():
            self.made = self._make(self.path)
        with open_book(self.path, progress=progress()) as book:
            self._tell(book)
            warning = backups.daily(book, now=self.now()) if daily_backup else None
            if warning is not None:
                say(warning)
            try:
                yield book
            finally:
                if book.saved:
                    self.saved, self.cancelled = True, _SAVED

    def currency(self) -> str | None:
        """Return the currency of the book, None where it names none or there is no book."""
        from csm_tui.queries.accounts import currency

        if not self._exists():
            return None
        with self.reading() as book:
            return currency(book.connection)

    def _tell(self, book: Book) -> None:
        """Say what opening a book brought up, once however often it is opened."""
        from csm_tui.operations.said_once import open_to_others

        for notice in (*book.notices, open_to_others(book.path)):
            if notice is not None and notice not in self._told:
                self._told.add(notice)
                say(notice)

    def take_back(self) -> None:
        """Remove the book that this run made, where it ended before anything was saved."""
        if self.made is not None and not self.saved:
            self.made.take_back()

    def _read_from(self) -> Path:
        return self.path if self.earlier is None else self.earlier.path

    def _exists(self) -> bool:
        # A link that leads nowhere is a book that went missing, not a place for a new one.
        return self.path.exists() or self.path.is_symlink()

    def _create(self, path: Path) -> None:
        from csm_tui.operations.books import begin

        begin(path, today=self.today, now=self.now())

    def _make(self, path: Path) -> Made:
        """Make a new book that can be taken back."""
        from csm_tui.store.made import made

        with_folder = not path.parent.exists()
        self._create(path)
        return made(path, with_folder=with_folder)

    @property
    def somebody_answers(self) -> bool:
        """Return whether somebody is there to be asked."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str) -> None:
        """Ask `question`, for what undo cannot cover; `--yes` answers it.

        Raises Declined where the answer is no, or nobody is there to ask.
        """
        if not self.yes and self._answer(question, " [y/N] ").casefold() not in ("y", "yes"):
            raise Declined("Nothing was changed.")

    def confirm_by_typing(self, question: str, wanted: str) -> None:
        """Ask for `wanted` to be typed, for what nothing takes back; `--yes` answers it.

        Raises Declined where something else is typed, or nobody is there to ask.
        """
        if not self.yes and self._answer(question, ": ") != wanted:
            raise Declined(f"That is not {wanted}. Nothing was changed.")

    def _answer(self, question: str, end: str) -> str:
        if not self.somebody_answers:
            raise Declined(
                f"{question} Nobody is there to ask: --yes answers yes. Nothing was changed."
            )
        return asked(f"{question}{end}") or ""
