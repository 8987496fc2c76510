"""Laws of every import: any bytes cost a sentence, counts balance, and order means nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.errors import CsmError
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.vendors import vendor_headers
from csm_tui.operations.transfer import ImportStopped
from csm_tui.store.journal import undo
from tests.operations.files import NOW, TODAY, bring, exported, figures

if TYPE_CHECKING:
    from csm_tui.store.database import Book

HEADERS: Final = sorted(
    {*vendor_headers(), *(column.name for kind in KINDS.values() for column in kind.columns)}
    | {"2025-10", "Nov 2025", "MRR 2025-10", "MRR 11/2025", "", " ", "Customer", "Type", "Amount"}
)
CELLS: Final = [
    *("", "-", "Acme", "A-1", "5", "1,200", "1.234,56", "(5)", "$1.2M", "45k", "2025-01-05"),
    *("01/02/2025", "2025-01", "12 days ago", "TRUE", "x@y.co", "Churn", "50%", "NaN", "1e999"),
    *("9" * 40, "\0", "\u202e", '"', "=1+1", "'5", "7/10", "1;2", "001bm00001ZL8U9AAL"),
    "two\nlines",
]


def text_of(rows: list[list[str]], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


SHEETS: Final = st.integers(1, 7).flatmap(
    lambda width: st.builds(
        lambda header, rows, delimiter, encoding: text_of([header, *rows], delimiter).encode(
            encoding, "replace"
        ),
        st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width),
        st.lists(st.lists(st.sampled_from(CELLS), min_size=width, max_size=width), max_size=4),
        st.sampled_from(",;\t|"),
        st.sampled_from(("utf-8", "utf-16", "cp1252")),
    )
)


@settings(max_examples=60)
@given(st.one_of(SHEETS, SHEETS, st.binary(max_size=200)), st.sampled_from((None, *KINDS)))
def test_any_file_costs_a_sentence_at_most_and_its_counts_balance(
    book: Book, data: bytes, kind: str | None
) -> None:
    try:
        report = bring(book, {"x.csv": data}, kind=kind, skip_bad=True, date=TODAY, dry_run=True)
    except ImportStopped as refusal:
        report = refusal.report
    except CsmError as error:
        assert str(error)
        return
    assert min(figures(report)) >= 0


HEADER: Final = [
    *("Customer ID", "Customer", "Account Owner", "ARR", "Renewal Date", "Contact Name"),
    *("Contact Email", "active_users", "NPS", "NPS Date", "Tags"),
]
ROWS: Final = [
    [
        *(f"C-{n}", f"Company {n}", ("Ana", "Bo")[n % 2], f"{n * 1100 + 0.5:.2f}"),
        *(f"2026-0{n % 8 + 1}-11", f"Person {n}", f"p{n}@c{n}.example", str(n * 3)),
        *(str(n), f"2026-01-0{n + 1}", "emea;pilot" if n % 3 else ""),
    ]
    for n in range(8)
]


def book_of(book: Book, folder: Path, files: dict[str, str]) -> dict[str, list[bytes]]:
    """Return what is in the book after an import of `files` that is taken back at once."""
    report = bring(book, files, date=TODAY)
    assert report.count("rejected") == 0
    target = Path(mkdtemp(dir=folder))
    found = {name: sorted(text.split(b"\n")) for name, text in exported(book, target).items()}
    undo(book, today=TODAY, now=NOW)
    return found


@settings(max_examples=5)
@given(st.permutations(range(len(HEADER))), st.permutations(ROWS), st.integers(1, len(ROWS) - 1))
def test_permuted_columns_and_rows_and_two_halves_give_the_same_book(
    book: Book, tmp_path: Path, columns: list[int], rows: list[list[str]], cut: int
) -> None:
    header = [HEADER[at] for at in columns]
    moved = [[row[at] for at in columns] for row in rows]
    whole = book_of(book, tmp_path, {"a.csv": text_of([HEADER, *ROWS])})
    kinds = ("accounts.csv", "contacts.csv", "metrics.csv", "surveys.csv")
    assert [len(whole[kind]) for kind in kinds] == [len(ROWS) + 2] * len(kinds)
    assert book_of(book, tmp_path, {"a.csv": text_of([header, *moved])}) == whole
    halves = {"a.csv": text_of([header, *moved[:cut]]), "b.csv": text_of([header, *moved[cut:]])}
    assert book_of(book, tmp_path, halves) == whole
