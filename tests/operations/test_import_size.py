"""What an import holds in memory for each row of a file."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

from csm_tui.exchange.content import Content
from csm_tui.operations.transfer import ImportOptions, SourceFile, import_files
from tests.store.conftest import NOW, TODAY

if TYPE_CHECKING:
    from csm_tui.store.database import Book

HEADER = "external_id,name,domain,owner,status,arr,start_date,renewal_date,seats,segment,country"


def accounts(count: int) -> SourceFile:
    """Return a file of so many accounts as the command line reads it."""
    rows = "".join(
        f"B-{at:06d},Amber Foods {at:06d},b{at:06d}.example,Ana Ruiz,customer,{at * 7 + 900},"
        f"2025-{at % 12 + 1:02d}-03,2026-{at % 12 + 1:02d}-28,{at % 400},enterprise,US\n"
        for at in range(count)
    )
    return SourceFile("accounts.csv", Content.of([f"{HEADER}\n{rows}".encode()]))


def most_held(book: Book, count: int) -> int:
    """Return the most bytes that Python held while the file was read and compared."""
    file = accounts(count)
    gc.collect()
    tracemalloc.start()
    report = import_files(book, [file], ImportOptions(), today=TODAY, now=NOW, dry_run=True)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.count("added") == count
    return most


def test_a_row_more_costs_little_more_memory(book: Book) -> None:
    import_files(book, [accounts(2)], ImportOptions(), today=TODAY, now=NOW, dry_run=True)
    few, many = (most_held(book, count) for count in (4_000, 12_000))
    assert (many - few) / 8_000 < 200


def test_while_the_book_is_written_the_rows_of_the_file_are_forgotten(book: Book) -> None:
    held = []

    def tell(_done: int, _total: int, what: str) -> None:
        if what in ("Comparing accounts.csv", "Writing"):
            held.append(tracemalloc.get_traced_memory()[0])

    gc.collect()
    tracemalloc.start()
    import_files(book, [accounts(4_000)], ImportOptions(), today=TODAY, now=NOW, progress=tell)
    tracemalloc.stop()
    assert held[1] < held[0] / 4
