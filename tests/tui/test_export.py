"""Exporting from the screens: formats, the filter shown, files that are there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.exchange.sheets import read_sheets
from tests.tui.driving import Driver, add_account, drive


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def said(driver: Driver) -> str:
    return " ".join(line.strip() for line in driver.lines()[-5:-1])


def test_the_book_goes_into_one_workbook_and_is_replaced_only_by_a_second_enter(
    empty_book: Path, here: Path
) -> None:
    add_account(empty_book, "=Aurora", arr=100_00)

    async def script(driver: Driver) -> None:
        await driver.press("ctrl+e", "enter")
        assert "Exported: 1 row of accounts to" in said(driver)
        await driver.press("ctrl+e", "enter")
        assert driver.shows("book.xlsx is there already. Enter again replaces what is in it.")
        await driver.press("enter")
        assert "Exported: 1 row" in said(driver)

    drive(empty_book, script)
    (sheet,) = read_sheets((here / "book.xlsx").read_bytes(), name="book.xlsx")
    assert dict(zip(sheet.header, sheet.rows[0], strict=True))["name"] == "=Aurora"


def test_some_columns_of_what_the_filter_shows_for_a_spreadsheet_of_this_country(
    empty_book: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    for name, cents in (("Aurora", 15_50), ("Bolt", 900_00)):
        add_account(empty_book, name, arr=cents)

    async def script(driver: Driver) -> None:
        await driver.press("2", "slash")
        await driver.type("aurora")
        await driver.press("enter", "ctrl+e")
        for field, text in (("kind", "accounts"), ("format", "excel-csv"), ("columns", "name,arr")):
            driver.app.screen.query_one(f"#field-{field}").value = text  # type: ignore[attr-defined]
        await driver.press("enter")
        assert "Exported: 1 row of accounts to" in said(driver)

    drive(empty_book, script)
    assert (here / "accounts.csv").read_text("utf-8-sig") == "name;arr\nAurora;15,5\n"


def test_what_does_not_fit_is_said_at_its_field(empty_book: Path, here: Path) -> None:
    add_account(empty_book, "Aurora", arr=100_00)

    async def script(driver: Driver) -> None:
        await driver.press("ctrl+e")
        for field, text, words in (
            ("format", "pdf", "format is one of xlsx"),
            ("kind", "deals", "kind is all or one of"),
            ("where", "teir:high", "tier"),
        ):
            place = driver.app.screen.query_one(f"#field-{field}")
            before, place.value = place.value, text  # type: ignore[attr-defined]
            await driver.press("enter")
            assert driver.shows(words)
            place.value = before  # type: ignore[attr-defined]

    drive(empty_book, script)
    assert list(here.iterdir()) == []
