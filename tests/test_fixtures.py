"""The files in fixtures/ do what their README says, through the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
BOOK = sorted((FIXTURES / "book").glob("*.csv"))


def csm(book: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "csm_tui", *arguments],
        env={**os.environ, "CSM_DB": str(book), "CSM_AS_OF": "2026-02-02"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def test_the_book_goes_in_and_comes_out_the_same_bytes(tmp_path: Path) -> None:
    book = tmp_path / "book.db"
    taken = csm(book, "import", *map(str, BOOK))
    assert taken.returncode == 0, taken.stderr
    assert csm(book, "export", "all", "-o", str(tmp_path / "out")).returncode == 0
    written = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert written == {file.name: file.read_bytes() for file in BOOK}


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("ambiguous-dates.csv", 1, "--date-order dmy|mdy|ymd"),
        ("unclosed-quote.csv", 1, "unclosed-quote.csv:3: a quote opened here is never closed"),
        ("one-bad-row.csv", 1, "one-bad-row.csv:3, column arr"),
    ],
)
def test_an_awkward_file_stops_with_its_place_and_nothing_goes_in(
    tmp_path: Path, file: str, code: int, said: str
) -> None:
    done = csm(tmp_path / "book.db", "import", str(FIXTURES / "awkward" / file))
    assert done.returncode == code
    assert said in done.stderr
    assert "Halden" not in csm(tmp_path / "book.db", "accounts", "--plain").stdout


def test_semicolons_decimal_commas_and_windows_1252_are_proven_by_the_file(tmp_path: Path) -> None:
    book = tmp_path / "book.db"
    done = csm(book, "import", str(FIXTURES / "awkward" / "german-semicolons.csv"))
    assert done.returncode == 0, done.stderr
    listed = csm(book, "accounts", "--json").stdout
    assert '"arr": 1234567.5' in listed
    assert "M\\u00fcller Maschinenbau GmbH" in listed


def test_good_rows_go_in_and_the_mended_reject_follows(tmp_path: Path) -> None:
    book, rejects = tmp_path / "book.db", tmp_path / "rejects.csv"
    file = str(FIXTURES / "awkward" / "one-bad-row.csv")
    done = csm(book, "import", file, "--skip-bad", "--rejects", str(rejects))
    assert done.returncode == 3
    text = rejects.read_text(encoding="utf-8")
    rejects.write_text(text.replace("nine thousand", "9000"), encoding="utf-8")
    assert csm(book, "import", str(rejects)).returncode == 0
    assert csm(book, "accounts", "--json").stdout.count('"id"') == 3
