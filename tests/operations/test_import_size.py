"""What an import holds in memory for each row of a file."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

from csm_tui.exchange.content import Content
from csm_tui.operations.transfer import ImportOptions, SourceFile, import_files
from csm_tui.store.database import open_book
from tests.store.conftest import NOW, TODAY, make_book

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.store.database import Book

HEADER = "external_id,name,domain,owner,status,arr,start_date,renewal_date,seats,segment,country"


def accounts(count: int, least: int = 900) -> SourceFile:
    """Return a file of so many accounts as the command line reads it, with at least that ARR."""
    rows = "".join(
        f"B-{at:06d},Amber Foods {at:06d},b{at:06d}.example,Ana Ruiz,customer,{at * 7 + least},"
        f"2025-{at % 12 + 1:02d}-03,2026-{at % 12 + 1:02d}-28,{at % 400},enterprise,US\n"
        for at in range(count)
    )
    return SourceFile("accounts.csv", Content.of([f"{HEADER}\n{rows}".encode()]))


def contacts(count: int) -> SourceFile:
    """Return a file of a contact at each of so many accounts."""
    rows = "".join(
        f"K-{at},B-{at:06d},Person {at:06d},p{at}@b{at:06d}.example,CFO\n" for at in range(count)
    )
    return SourceFile(
        "contacts.csv", Content.of([f"external_id,account,name,email,title\n{rows}".encode()])
    )


def most_held(book: Book, *files: SourceFile) -> int:
    """Return the most bytes that Python held while the files were read and compared."""
    gc.collect()
    tracemalloc.start()
    import_files(book, files, ImportOptions(), today=TODAY, now=NOW, dry_run=True)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_a_row_more_costs_little_more_memory(book: Book) -> None:
    import_files(book, [accounts(2)], ImportOptions(), today=TODAY, now=NOW, dry_run=True)
    few, many = (most_held(book, accounts(count)) for count in (4_000, 12_000))
    assert (many - few) / 8_000 < 200


def test_so_it_does_where_the_book_has_it_already_and_where_rows_are_linked(
    tmp_path: Path,
) -> None:
    held = []
    for count in (2_000, 4_000):
        with open_book(make_book(tmp_path / f"{count}.db")) as book:
            import_files(book, [accounts(count)], ImportOptions(), today=TODAY, now=NOW)
            held.append(most_held(book, accounts(count, least=901), contacts(count)))
    assert (held[1] - held[0]) / 2_000 < 200


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
