from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from textual.events import Paste

from csm_tui.store.database import open_book
from csm_tui.tui.widgets.path_field import PathField
from tests.tui.driving import WIDE, Driver, drive

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
REPORT = """Account Name,Last Activity,Account Owner,ARR,Tea
Aurora Cooperative,1/14/2026,Ana,512000,Mint
Contoso Retail,1/20/2026,Ana,340000,Assam
Tiny Teas,1/28/2026,Ana,900,
New Company,1/28/2026,Ben,soon,
"""


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file to import."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def previewed(driver: Driver, *paths: Path) -> None:
    """Go to the preview of files."""
    await driver.press("i")
    await driver.type("; ".join(map(str, paths)))
    await driver.press("enter")


def operations(path: Path) -> int:
    """Return how many operations a book has seen."""
    with open_book(path, read_only=True) as book:
        return int(book.connection.execute("SELECT count(*) FROM operation").fetchone()[0])


def test_several_files_are_previewed_then_one_import_and_one_undo(
    empty_book: Path, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.csv", ACCOUNTS)
    health = written(tmp_path, "health.csv", HEALTH)

    async def script(driver: Driver) -> None:
        await previewed(driver, accounts, health)
        assert "3 new" in driver.line_of("3 rows")
        assert "0 → 2 accounts" in driver.line_of("The book")
        assert operations(empty_book) == 0
        await driver.press("enter")
        assert driver.shows("▾ Imported")
        assert "2 added" in driver.line_of("accounts.csv, accounts")
        assert "u to undo" in driver.line_of("Imported 2 files: 3 new.")
        await driver.press("q")
        assert "▲ 82" in driver.line_of("Alpha")
        await driver.press("u")
        assert driver.shows("The book has no accounts.")

    drive(empty_book, script)


def test_an_import_undone_beside_a_card_says_what_was_undone(
    empty_book: Path, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.csv", ACCOUNTS)

    async def script(driver: Driver) -> None:
        await previewed(driver, accounts)
        await driver.press("enter")
        assert driver.shows("▾ Imported")
        await driver.press("u")
        assert "Undo: Imported accounts.csv.  U to redo" in driver.lines()[-2]

    drive(empty_book, script, size=WIDE)


def test_the_help_says_what_the_keys_of_the_preview_do(empty_book: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "accounts.csv", ACCOUNTS)

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        await driver.press("question_mark")
        assert driver.shows("Help: import")
        assert "another kind" in driver.line_of("a  ")
        await driver.press("question_mark")
        assert "2 new" in driver.line_of("2 rows")

    drive(empty_book, script)


def test_what_surveys_are_is_asked_where_no_column_says_it(book: Path, tmp_path: Path) -> None:
    text = "external_id,account,date,score\nS1,Aurora Cooperative,2026-01-05,9\n"
    file = written(tmp_path, "answers.csv", text)

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        await driver.press("a")
        await driver.type("surveys")
        await driver.press("enter")
        assert driver.shows("no column is the type: what are all these rows?")
        await driver.press("1")
        assert "1 new" in driver.line_of("1 row")

    drive(book, script)


def test_a_question_is_answered_by_its_number_and_can_be_asked_again(
    empty_book: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, "accounts.csv", AMBIGUOUS)

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        assert "1 to answer first" in driver.line_of("▾ Questions")
        await driver.press("enter")
        assert driver.shows("Answer by number what is asked first")
        await driver.press("1")
        assert "2 new" in driver.line_of("2 rows")
        await driver.press("G", "K", "K", "j")
        assert driver.shows("c ask again")
        await driver.press("c")
        assert driver.shows("▾ Questions")
        await driver.press("2", "enter")
        assert driver.shows("▾ Imported")

    drive(empty_book, script)


def test_consequences_near_matches_and_bad_rows_are_shown_and_esc_writes_nothing(
    book: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, "report.csv", REPORT)
    before = operations(book)

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        assert driver.shows("Salesforce · accounts")
        assert driver.shows("soon: this is not an amount.")
        await driver.press("1")
        assert "2 if you like" in driver.line_of("▾ Questions")
        while not driver.cursor_line().startswith("▌ ? Tiny Teas"):
            await driver.press("j")
        await driver.press("1")
        assert not driver.shows("? Tiny Teas")
        moved = driver.line_of("medium → high")
        assert "Contoso Retail" in moved
        assert "88K → 340K" in moved
        assert "left out" in driver.line_of("Last Activity")
        assert "not read" in driver.line_of("  Tea  ")
        await driver.press("escape")
        assert driver.shows("Esc again drops what you said here.")
        await driver.press("j", "escape")
        assert driver.shows("Esc again drops what you said here.")
        await driver.press("escape")
        assert driver.shows("one import is one undo")
        await driver.press("escape")
        assert driver.shows("Portfolio]")

    drive(book, script, size=WIDE)
    assert operations(book) == before


def test_amounts_that_differ_never_look_the_same_and_have_the_currency_of_the_file(
    empty_book: Path, tmp_path: Path
) -> None:
    header = "external_id,name,arr,currency\n"
    first = written(tmp_path, "first.csv", f"{header}A-1,Alpha,24999,USD\n")
    second = written(tmp_path, "second.csv", f"{header}A-1,Alpha,25000,USD\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, first)
        assert "ARR – → $25K +$25K" in driver.line_of("The book")
        await driver.press("enter")
        await driver.press("escape")
        await previewed(driver, second)
        assert "ARR $24,999 → $25,000" in driver.line_of("The book")
        assert "$24,999 → $25,000" in driver.cursor_line()

    drive(empty_book, script)


def test_many_changes_of_a_field_are_folded_until_one_looks(
    empty_book: Path, tmp_path: Path
) -> None:
    header = "external_id,name,arr,renewal_date\n"
    rows = [f"A-{n},Company {n},{n}000,2026-0{{}}-01\n" for n in range(1, 8)]
    first = written(tmp_path, "first.csv", header + "".join(rows).replace("{}", "5"))
    second = written(tmp_path, "second.csv", header + "".join(rows).replace("{}", "6"))

    async def script(driver: Driver) -> None:
        await previewed(driver, first)
        await driver.press("enter")
        await driver.press("escape")
        await previewed(driver, second)
        head = "▸ Changes of renewal_date  7 rows  Company 7 2026-05-01 → 2026-06-01"
        assert head in driver.line_of("Changes of")
        assert driver.screen().count(" → 2026-06-01") == 1
        await driver.press("j", "j", "j")
        assert "Changes of" in driver.cursor_line()
        assert "→ show its lines" in driver.lines()[-1]
        await driver.press("l")
        assert driver.screen().count(" → 2026-06-01") == 7
        assert "show its lines" not in driver.lines()[-1]

    drive(empty_book, script)


def test_a_column_is_mapped_and_left_out_by_one_key(empty_book: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "odd.csv", "id,who,arr\nA-1,Alpha,900\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        assert driver.shows("What are its rows?")
        await driver.press("1")
        assert driver.shows("no column is the name of accounts")
        await driver.press("c", "j")
        await driver.press("c")
        assert "→ name" in driver.cursor_line()
        await driver.press("j", "x")
        assert "left out" in driver.line_of("arr ")
        await driver.press("enter")
        assert driver.shows("▾ Imported")
        await driver.press("q")
        assert "$900" not in driver.line_of("Alpha")

    drive(empty_book, script)


def test_a_column_is_mapped_by_the_name_of_its_field_and_kept_instead(
    book: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, "report.csv", REPORT.replace(",Tea", ",Chairs").replace("Mint", "12"))

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        while not driver.cursor_line().startswith("▌ Chairs"):
            await driver.press("j")
        assert driver.shows("c C next field  m name it  x leave out  f keep as field")
        await driver.press("m")
        assert driver.shows("Chairs: which field is it?")
        await driver.type("seat")
        await driver.press("enter")
        assert driver.shows("seat is none of them. Did you mean seats?")
        await driver.type("s")
        await driver.press("enter")
        assert "→ seats" in driver.cursor_line()
        assert driver.shows("Assam: this is not a whole number")
        await driver.press("f")
        assert "own field" in driver.cursor_line()
        assert not driver.shows("Assam: this is not")

    drive(book, script)


def test_a_pasted_table_is_previewed(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("i")
        driver.app.screen.focused.post_message(Paste("name\tarr\nAlpha\t900\nBeta\t800\n"))  # type: ignore[union-attr]  # the field has the focus
        await driver.settle()
        assert driver.shows("pasted table")
        assert "2 new" in driver.line_of("2 rows")
        await driver.press("enter")
        assert driver.shows("Imported pasted table: 2 new.")

    drive(empty_book, script)


def test_files_of_the_folder_are_listed_and_paths_completed(
    empty_book: Path, tmp_path: Path
) -> None:
    written(tmp_path, "accounts-2026.csv", ACCOUNTS)
    written(tmp_path, "notes.md", "nothing to import")

    async def script(driver: Driver) -> None:
        await driver.press("i")
        field = driver.app.screen.query_one(PathField)
        field.value = f"{tmp_path}/none.csv"
        await driver.press("enter")
        # However long the folder's name is, and wherever the line ends.
        assert "Nosuchfileordirectory." in "".join(driver.screen().split())
        field.value = f"{tmp_path}/"
        await driver.settle()
        assert driver.shows("accounts-2026.csv")
        assert not driver.shows("notes.md")
        await driver.type("acc")
        await driver.press("tab", "enter")
        assert driver.shows("0 → 2 accounts")
        await driver.press("escape", "ctrl+u", "escape", "i")
        driver.app.screen.query_one(PathField).value = f"{tmp_path}/"
        await driver.press("down", "enter")
        assert driver.shows("0 → 2 accounts")

    drive(empty_book, script, size=(120, 30))


def test_the_kind_of_a_sheet_is_changed_by_a_key(empty_book: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "mood.csv", "Customer;How big;Who;Mood\nAlpha;3;Ana;4\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        assert driver.shows("metrics")
        assert driver.shows("Of which day are its figures?")
        await driver.press("a")
        assert driver.shows("mood.csv: what are its rows?")
        await driver.type("account")
        await driver.press("enter")
        assert driver.shows("account is none of them. Did you mean accounts?")
        await driver.type("s")
        await driver.press("enter")
        assert not driver.shows("Of which day")
        assert "→ name" in driver.line_of("Customer")
        assert "1 new" in driver.line_of("1 row")
        assert "accounts, as was said" in driver.line_of("kind ")
        await driver.press("a")
        await driver.type("as-recognised")
        await driver.press("enter")
        assert driver.shows("Of which day are its figures?")
        await driver.press("a")
        await driver.type("accounts")
        await driver.press("enter", "enter")
        assert driver.shows("▾ Imported")

    drive(empty_book, script)


def test_what_the_rows_of_one_file_of_several_are_is_asked_by_its_name(
    empty_book: Path, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.csv", ACCOUNTS)
    odd = written(tmp_path, "odd.csv", "Account,Mood,Colour\nAlpha,good,red\n")
    bad = written(tmp_path, "health.csv", "account,date,score\nBeta,2026-01-30,much\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, accounts, odd, bad)
        assert driver.shows("? What are the rows of odd.csv?")
        assert "What are the rows" in driver.cursor_line()
        assert "much: this is not a number." in driver.line_of("health.csv:2  score")
        await driver.press("4")
        assert driver.line_of("What are the rows")[40:80].split()[-1] == "health"
        while "health.csv:2" not in driver.cursor_line():
            await driver.press("j")
        assert "a other kind" in driver.lines()[-1]
        while "What are the rows" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("c")
        assert driver.shows("? What are the rows of odd.csv?")

    drive(empty_book, script, size=(120, 45))


def test_of_several_files_the_one_under_the_cursor_changes_its_kind(
    empty_book: Path, tmp_path: Path
) -> None:
    accounts = written(tmp_path, "accounts.csv", ACCOUNTS)
    mood = written(tmp_path, "mood.csv", "Customer;How big;Who;Mood\nGamma;3;Ana;4\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, accounts, mood)
        while not driver.cursor_line().startswith("▌ mood.csv"):
            await driver.press("j")
        assert "not read" in driver.cursor_line()
        await driver.press("a")
        await driver.type("accounts")
        await driver.press("enter")
        assert "accounts" in driver.line_of("mood.csv  ")
        assert "3 new" in driver.line_of("3 rows")

    drive(empty_book, script, size=WIDE)


def test_a_flat_column_without_a_day_is_asked_about(empty_book: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "nps.csv", "Account Name,ARR,NPS\nAlpha,120000,9\nBeta,30000,4\n")

    async def script(driver: Driver) -> None:
        await previewed(driver, file)
        assert "1 if you like" in driver.line_of("▾ Questions")
        assert driver.shows("Of which day is NPS? Without a day it is left out.")
        assert "2 new" in driver.line_of("2 rows")
        await driver.press("1")
        assert not driver.shows("? Of which day")
        assert "→ score" in driver.line_of("NPS")
        await driver.press("enter")
        assert driver.shows("▾ Imported")

    drive(empty_book, script)
    with open_book(empty_book, read_only=True) as book:
        days = book.connection.execute("SELECT date, type, score FROM survey").fetchall()
    assert days == [("2026-02-02", "nps", 9.0), ("2026-02-02", "nps", 4.0)]


def test_an_import_does_not_outlive_the_screens(empty_book: Path, tmp_path: Path) -> None:
    """T006: they end while it waits to write; it gives up and nothing of it is in the book."""
    file = written(tmp_path, "accounts.csv", ACCOUNTS)
    with closing(sqlite3.connect(empty_book, isolation_level=None)) as other:

        async def script(driver: Driver) -> None:
            await previewed(driver, file)
            other.execute("BEGIN IMMEDIATE")
            await driver.pilot.press("enter")
            deadline = monotonic() + 20
            while not driver.shows("Importing: writing"):
                assert monotonic() < deadline, driver.screen()
                await driver.pilot.pause(0.02)
            ending.append(monotonic())

        ending: list[float] = []
        drive(empty_book, script)
        # Another program's lock is waited for 5 seconds where nobody ends the screens.
        assert monotonic() - ending[0] < 4
        other.execute("ROLLBACK")
    assert operations(empty_book) == 0
