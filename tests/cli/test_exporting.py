"""`csm export` and `template` as workbooks, and for spreadsheets of other countries."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.exchange.sheets import read_sheets
from tests.cli.conftest import Csm


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text("external_id,name,arr\nA-1,Acme,45000\nA-2,Bolt,9000\n")
    return path


def test_a_workbook_of_the_whole_book_and_back_is_the_same_bytes(
    csm: Csm, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csm("import", str(sheet))
    csm("log", "--account", "acme", "--channel", "video", "--notes", "=1+1")
    assert csm("export", "all", "-o", "one.xlsx").code == 0
    assert "--force" in csm("export", "all", "-o", "one.xlsx").err
    monkeypatch.setenv("CSM_DB", str(tmp_path / "second.db"))
    assert csm("import", "one.xlsx").code == 0
    assert csm("export", "all", "-o", "two.xlsx").code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert (tmp_path / "one.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_workbook_of_some_columns_of_some_accounts(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    csm("export", "accounts", "--columns", "name,arr", "--where", "arr>10k", "-o", "a.xlsx")
    (read,) = read_sheets((tmp_path / "a.xlsx").read_bytes(), name="a.xlsx")
    assert (read.header, list(read.rows)) == (("name", "arr"), [["Acme", "45000"]])
    assert csm("export", "all", "--columns", "name", "-o", "b.xlsx").code == 2
    assert csm("export", "accounts", "--excel", "-o", "b.xlsx").code == 2
    assert not (tmp_path / "b.xlsx").exists()


def test_a_book_without_rows_gives_no_workbook(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    csm("undo")
    ran = csm("export", "all", "-o", "none.xlsx")
    assert (ran.code, "no rows yet" in ran.err) == (1, True)
    assert not (tmp_path / "none.xlsx").exists()


def test_a_text_too_long_for_a_cell_is_refused_and_the_old_file_stays(
    csm: Csm, tmp_path: Path
) -> None:
    (tmp_path / "long.csv").write_text(f"name,notes\nAcme,{'x' * 40_000}\n")
    csm("import", str(tmp_path / "long.csv"), "--as", "accounts")
    (tmp_path / "a.xlsx").write_bytes(b"old")
    ran = csm("export", "accounts", "-o", "a.xlsx", "--force")
    assert ran.code == 1
    assert "accounts row 2, notes: the text has 40,000 characters" in ran.err
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_t098_excel_is_as_the_locale_of_numbers_says(
    csm: Csm, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csm("import", str(sheet))
    monkeypatch.setenv("LC_ALL", "")
    for locale, header in (("es_ES.UTF-8", "\ufeffname;arr"), ("en_US.UTF-8", "\ufeffname,arr")):
        monkeypatch.setenv("LC_NUMERIC", locale)
        ran = csm("export", "accounts", "--columns", "name,arr", "--excel")
        assert ran.out.splitlines()[0] == header


def test_a_template_as_a_workbook(csm: Csm, tmp_path: Path) -> None:
    assert csm("template", "tasks", "-o", "tasks.xlsx").code == 0
    assert "--force" in csm("template", "tasks", "-o", "tasks.xlsx").err
    (read,) = read_sheets((tmp_path / "tasks.xlsx").read_bytes(), name="tasks.xlsx")
    assert read.rows[0][2] == "Send the rollout plan"
    assert csm("template", "tasks", "-o", "tasks.csv").code == 0
    assert csm("template", "tasks").out == (tmp_path / "tasks.csv").read_text()


def test_a_calendar_file_of_touchpoints_without_any_says_where_the_plans_are(
    csm: Csm, sheet: Path
) -> None:
    csm("import", str(sheet))
    csm("plan", "--yes")
    assert "csm export calendar" in csm("export", "touchpoints", "--format", "ics").err
    csm("log", "--account", "acme", "--channel", "video")
    assert csm("export", "touchpoints", "--format", "ics").err == ""
