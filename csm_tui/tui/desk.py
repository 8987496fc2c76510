"""The book behind the screens: one reader in the background, one in front, one writer (DESIGN).

Nothing of Textual is needed here, so that the first questions run while it is being imported.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from csm_tui import clock
from csm_tui.errors import BookReadOnly, BookRefused, Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from csm_tui.domain.filters import Filter
    from csm_tui.store.connection import BookConnection
    from csm_tui.store.database import Book
    from csm_tui.store.earlier import Earlier

T = TypeVar("T")
ABANDONED = "The screens were ended; nothing of the change is in the book."
REPLACED = "The book was replaced by another file; this is what it holds now."


class Desk:
    """Questions to and changes of one book on one day.

    `front` answers at once on the calling thread; `later` in the background; `change` on the only
    connection that writes, opened when it is first needed.
    """

    def __init__(
        self, path: Path, *, as_of: date | None = None, read_only: bool = False, demo: bool = False
    ) -> None:
        self.path = path
        self.demo = demo
        self.known_on: date | None = None
        self._earlier: Earlier | None = None
        self.as_of = as_of
        self.today = as_of or clock.today()
        self._read_only = read_only
        self._writable: bool | None = None
        self._front: Book | None = None
        self._back: Book | None = None
        self._writer: Book | None = None
        self._reading = ThreadPoolExecutor(1, "csm-reader")
        self._writing = ThreadPoolExecutor(1, "csm-writer")
        self._beside = ThreadPoolExecutor(1, "csm-aside")
        self._version: int | None = None
        # How often another file took the book's place, and for which of them `_front` was opened.
        self._replacements = self._front_of = 0
        self._just_replaced = False
        self._abandoned = Event()
        # What there is to tell of the book: a sentence is told once.
        self._to_tell: SimpleQueue[str] = SimpleQueue()
        self._told: set[str] = set()
        # Told (done, total, what) while a book of an older csm is brought up to date.
        self.progress: Callable[[int, int, str], None] | None = None

    def go_back(self, known_on: date) -> None:
        """Show the book as it was known on that day, for reading only; before the first question.

        Raises UsageError for a day before the book began.
        """
        from csm_tui.store.earlier import earlier_book

        self._earlier = earlier_book(self.path, known_on, clock.end_of(known_on), today=self.today)
        self._tell_later(self._earlier.notices)
        self.known_on = known_on

    def _tell_later(self, texts: Iterable[str | None]) -> None:
        for text in texts:
            if text is not None:
                self._to_tell.put(text)

    def take_notices(self) -> list[str]:
        """Return what there is to tell of the book since this was last asked."""
        told: list[str] = []
        while not self._to_tell.empty():
            text = self._to_tell.get()
            if text not in self._told:
                self._told.add(text)
                told.append(text)
        return told

    @property
    def _file(self) -> Path:
        return self.path if self._earlier is None else self._earlier.path

    @property
    def exists(self) -> bool:
        """Return whether there is a file at the book's path."""
        return self.path.exists() or self.path.is_symlink()

    @property
    def read_only(self) -> bool:
        """Return whether nothing may be changed, as asked or as the file forbids it."""
        if self.known_on is not None:
            return True
        if self._writable is None and not self._read_only and self.exists:
            from csm_tui.store.platform import may_write

            self._writable = may_write(self.path.resolve())
        return self._read_only or self._writable is False

    @property
    def refusal(self) -> str | None:
        """Return why nothing may be changed; None where it may."""
        if self.known_on is not None:
            return f"Nothing was changed: --known-on {self.known_on} shows the book as it was."
        if self.read_only:
            return "Nothing was changed: the book is open for reading only."
        return None

    def create(self) -> None:
        """Make the book, empty, with the touch model that ships as the default."""
        from csm_tui.operations.books import begin

        begin(self.path, today=self.today, now=clock.now())

    def front(self, question: Callable[[BookConnection], T]) -> T:
        """Return the answer to a question of a few milliseconds."""
        if self._front is not None and self._replacements != self._front_of:
            self._let_go("_front")
        if self._front is None:
            self._front_of = self._replacements
            self._front = self._opened(self._file, read_only=True)
        return _asked(self._front, self.today, question)

    def check(self, filter: Filter) -> None:
        """Raise FilterProblem where `filter` asks for a custom field that the book has not."""
        if not any(term.name for term in filter.terms):
            return

        def ask(connection: BookConnection) -> None:
            from csm_tui.queries.custom_filter import check

            check(connection, filter, self.today)

        self.front(ask)

    def later(self, question: Callable[[BookConnection], T]) -> Future[T]:
        """Ask in the background; questions are answered one after the other."""

        def ask() -> T:
            return _asked(self._behind(), self.today, question)

        return self._reading.submit(ask)

    def aside(self, question: Callable[[Book], T]) -> Future[T]:
        """Ask what takes long, on a connection of its own, so that nothing else waits for it."""

        def ask() -> T:
            from csm_tui.store.faults import faults
            from csm_tui.store.standings import prepare

            with self._opened(self._file, read_only=True) as book, faults(book.path):
                prepare(book.connection, self.today)
                return question(book)

        return self._beside.submit(ask)

    def change(self, operation: Callable[..., T], values: dict[str, Any]) -> Future[T]:
        """Run an operation on the writer, in the background; operations keep their order."""

        def run() -> T:
            if (refusal := self.refusal) is not None:
                raise BookReadOnly(refusal)
            if self._writer is not None and self._writer.replaced:
                self._let_go("_writer")
            if self._back is not None and self._back.replaced:
                # What the change is meant for was shown from the other file.
                from csm_tui.store.faults import replaced

                raise replaced(self.path)
            if self._writer is None:
                self._writer = self._opened(self.path, read_only=False)
                self._back_up(self._writer)
            from csm_tui.store.stopping import stoppable

            told = values.get("progress")
            watched = values if told is None else {**values, "progress": self._watched(told)}
            with stoppable(self._writer.connection, self._abandoned.is_set, ABANDONED):
                return operation(self._writer, **watched, today=self.today, now=clock.now())

        return self._writing.submit(run)

    def _back_up(self, book: Book) -> None:
        """Make the day's backup; a book that it finds damaged is not written into."""
        from csm_tui.operations import backups

        try:
            self._tell_later([backups.daily(book, now=clock.now())])
        except BookRefused:
            self._let_go("_writer")
            raise

    def _watched(self, progress: Callable[..., None]) -> Callable[..., None]:
        """Return `progress` as what ends the change, too, where it does not wait for SQLite."""

        def tell(*told: object) -> None:
            if self._abandoned.is_set():
                raise Cancelled(ABANDONED)
            progress(*told)

        return tell

    def abandon(self) -> None:
        """Let no long answer and no long change go on: a change of which all is not in is undone.

        What was confirmed stays; what is cut off is told as Cancelled. For an end that cannot wait.
        """
        self._abandoned.set()
        for book in (self._front, self._back, self._writer):
            if book is not None:
                # A statement that runs now ends; SQLite allows it from any thread.
                book.connection.interrupt()

    def told_on(self) -> date | None:
        """Return the day that a demo book was told for, None for another book."""
        from csm_tui.queries.portfolio import demo_day

        with self._opened(self.path, read_only=True) as book:
            return demo_day(self._connection(book))

    def moved(self) -> Future[bool]:
        """Find out whether the book or the day is another since this was last asked."""

        def look() -> bool:
            if not self.exists:
                return False
            before = self._version
            today = self.as_of or clock.today()
            if self._back is not None and self._back.replaced:
                self._let_go("_back")
                self._replacements += 1
                self._just_replaced = True
            number = self._seen(self._behind())
            replaced, self._just_replaced = self._just_replaced, False
            if replaced:
                self._tell_later([REPLACED])
            changed = replaced or today != self.today or before not in (None, number)
            self._version, self.today = number, today
            return changed

        return self._reading.submit(look)

    def _behind(self) -> Book:
        if self._back is None:
            self._back = self._opened(self._file, read_only=True, progress=self.progress)
            # What is asked from here on is as of this version, or newer.
            self._version = self._seen(self._back)
        return self._back

    def _seen(self, book: Book) -> int:
        from csm_tui.queries.portfolio import version
        from csm_tui.store.faults import faults

        with faults(self.path):
            return version(book.connection)

    def close(self) -> None:
        """Close all connections, each on its own thread; a running change is finished first."""
        self._beside.shutdown(wait=True, cancel_futures=True)
        for executor, name in ((self._reading, "_back"), (self._writing, "_writer")):
            executor.submit(self._let_go, name)
            executor.shutdown(wait=True)
        self._let_go("_front")
        if self._earlier is not None:
            self._earlier.discard()

    def _let_go(self, name: str) -> None:
        book: Book | None = getattr(self, name)
        if book is not None:
            book.close()
            setattr(self, name, None)

    def _opened(
        self,
        path: Path,
        *,
        read_only: bool,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Book:
        from csm_tui.operations.said_once import open_to_others
        from csm_tui.store.database import open_book

        book = open_book(path, read_only=read_only, progress=progress)
        self._tell_later([*book.notices, open_to_others(path)])
        if read_only:
            from csm_tui.queries.portfolio import modest

            modest(book.connection)
        return book

    @staticmethod
    def _connection(book: Book) -> BookConnection:
        return book.connection


def _asked(book: Book, today: date, question: Callable[[BookConnection], T]) -> T:
    from csm_tui.store.faults import faults
    from csm_tui.store.standings import prepare

    with faults(book.path):
        prepare(book.connection, today)
        return question(book.connection)
