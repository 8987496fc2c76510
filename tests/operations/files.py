"""Files made in a test, into a book and out of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csm_tui.operations.transfer import (
    ImportOptions,
    ImportReport,
    ImportStopped,
    SourceFile,
    export_all,
    import_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csm_tui.store.database import Book

TODAY = date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def bring(
    book: Book,
    files: Mapping[str, str | bytes] | Path,
    *more: Path,
    today: date = TODAY,
    dry_run: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
    **options: Any,
) -> ImportReport:
    """Import files given by name and text, or by path."""
    if isinstance(files, Path):
        sources = [SourceFile(path.name, path.read_bytes(), path) for path in (files, *more)]
    else:
        sources = [
            SourceFile(name, text.encode() if isinstance(text, str) else text)
            for name, text in files.items()
        ]
    chosen = ImportOptions(**options)
    return import_files(
        book, sources, chosen, today=today, now=NOW, dry_run=dry_run, progress=progress
    )


def stopped(book: Book, files: Mapping[str, str | bytes], **options: Any) -> ImportStopped:
    """Import files that must be refused; return the refusal."""
    try:
        bring(book, files, **options)
    except ImportStopped as refusal:
        return refusal
    raise AssertionError("the import was not stopped")


def figures(report: ImportReport) -> tuple[int, int, int, int, int, int]:
    """Return (read, added, updated, unchanged, skipped, rejected), checking that they balance."""
    for file in report.files:
        counts = file.counts()
        assert counts["read"] == sum(counts.values()) - counts["read"], counts
    names = ("read", "added", "updated", "unchanged", "skipped", "rejected")
    read, added, updated, unchanged, skipped, rejected = (report.count(name) for name in names)
    return read, added, updated, unchanged, skipped, rejected


def ask(book: Book, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the book."""
    return book.connection.execute(sql, parameters).fetchall()


def exported(book: Book, folder: Path) -> dict[str, bytes]:
    """Export the whole book to `folder` and return the files by name."""
    export_all(book, folder, today=TODAY)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
