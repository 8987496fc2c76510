from __future__ import annotations

from pathlib import Path

from tests.tui.driving import Driver, drive

ACCOUNTS = """external_id,name,arr,start_date,renewal_date
A-1,Alpha,120000,2024-01-01,2026-06-01
A-2,Beta,30000,2024-02-01,2026-03-01
"""
HEALTH = """account,date,score
A-1,2026-01-30,82
"""
AMBIGUOUS = """external_id,name,arr,start_date
A-1,Alpha,120000,03/04/2024
A-2,Beta,30000,05/06/2024
"""


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file to import."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_several_files_are_one_import_and_the_end_is_a_summary(
    empty_book: Path, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.csv", ACCOUNTS)
    health = written(tmp_path, "health.csv", HEALTH)

    async def script(driver: Driver) -> None:
        await driver.press("i")
        await driver.type(f"{accounts}; {health}")
        await driver.press("enter")
        assert driver.shows("▾ Imported")
        assert "2 added" in driver.line_of("accounts.csv, accounts")
        assert "1 added" in driver.line_of("health.csv, health")
        assert driver.shows("▾ The book  2 accounts")
        await driver.press("q")
        assert "▲ 82" in driver.line_of("Alpha")
        await driver.press("u")
        assert driver.shows("The book has no accounts.")

    drive(empty_book, script)


def test_an_ambiguity_is_asked_and_settled_in_the_same_form(
    empty_book: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, "accounts.csv", AMBIGUOUS)

    async def script(driver: Driver) -> None:
        await driver.press("i")
        await driver.type(str(file))
        await driver.press("enter")
        assert driver.shows("start_date")
        assert driver.shows("Import files")
        await driver.press("tab", "tab", "tab")
        await driver.type("dmy")
        await driver.press("enter")
        assert driver.shows("▾ Imported")

    drive(empty_book, script)


def test_a_missing_file_is_said_with_its_path(empty_book: Path, tmp_path: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("i")
        await driver.type(str(tmp_path / "none.csv"))
        await driver.press("enter")
        assert driver.shows("cannot be read: No such file")

    drive(empty_book, script, size=(120, 30))


def test_paths_are_completed(empty_book: Path, tmp_path: Path) -> None:
    written(tmp_path, "accounts-2026.csv", ACCOUNTS)

    async def script(driver: Driver) -> None:
        await driver.press("i")
        await driver.type(f"{tmp_path}/acc")
        await driver.settle()
        await driver.press("right", "enter")
        assert driver.shows("▾ Imported")

    drive(empty_book, script)


def test_columns_are_mapped_by_hand(empty_book: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "odd.csv", "id,who\nA-1,Alpha\n")

    async def script(driver: Driver) -> None:
        await driver.press("i")
        await driver.type(str(file))
        await driver.press("tab")
        await driver.type("accounts")
        await driver.press("tab", "tab", "tab")
        await driver.type("name=who; external_id=id")
        await driver.press("enter")
        assert driver.shows("▾ Imported")
        await driver.press("q")
        assert driver.shows("Alpha")

    drive(empty_book, script)
