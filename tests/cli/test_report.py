"""`csm report`: Markdown to stdout or into a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm


@pytest.mark.parametrize("arguments", [("brief", "acme"), ("monday",)])
def test_a_report_goes_to_stdout_and_to_a_file_with_the_same_bytes(
    book: Csm, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    shown = book("report", *arguments)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("# ")
    file = tmp_path / "report.md"
    written = book("report", *arguments, "-o", str(file))
    assert (written.code, written.out) == (0, "")
    assert written.err == f"Written to {file}.\n"
    assert file.read_text(encoding="utf-8") == shown.out == book("report", *arguments, "-o-").out


def test_a_file_that_is_there_is_replaced_only_by_force(book: Csm, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("mine", encoding="utf-8")
    refused = book("report", "monday", "-o", str(file))
    assert refused.code == 1
    assert "exists already. Use --force to replace it." in refused.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert book("report", "monday", "-o", str(file), "--force").code == 0
    assert file.read_text(encoding="utf-8").startswith("# Monday report")


def test_where_the_report_fails_no_file_is_left(book: Csm, tmp_path: Path) -> None:
    before = {*tmp_path.iterdir()}
    failed = book("report", "brief", "nobody", "-o", str(tmp_path / "nobody.md"))
    assert failed.code == 1
    assert "There is no account 'nobody'" in failed.err
    assert {*tmp_path.iterdir()} == before


def test_html_is_refused_with_a_sentence(book: Csm) -> None:
    refused = book("report", "brief", "acme", "--format", "html")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("csm: Reports are Markdown for now")
    assert book("report", "brief", "acme", "--format", "md").code == 0


def test_a_brief_is_of_the_day_that_was_asked_for(book: Csm) -> None:
    assert "Brief for Mon 2 Feb 2026" in book("report", "brief", "acme").out
    later = book("report", "brief", "acme", "--as-of", "2026-02-20").out
    assert "Brief for Fri 20 Feb 2026" in later
