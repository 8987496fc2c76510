"""Custom fields on the screen: on the card, in its form, in the filter bar."""

from __future__ import annotations

from pathlib import Path

from csm_tui.store.database import open_book
from csm_tui.store.journal import operation
from tests.tui.driving import NOW, TODAY, Driver, drive


def with_fields(book: Path) -> None:
    with (
        open_book(book) as opened,
        operation(opened, "Fields", today=TODAY, now=NOW) as recorder,
    ):
        row = {"name": "Support [plan]\x1b", "name_key": "support [plan]\x1b", "type": "text"}
        plan = recorder.insert("custom_field", row)
        recorder.insert("custom_field", {"name": "Score", "name_key": "score", "type": "number"})
        given = {"account_id": 1, "field_id": plan, "value": "Gold [/red]"}
        recorder.insert("custom_value", given)


def test_a_custom_field_is_edited_in_the_form_and_shown_on_the_card(book: Path) -> None:
    with_fields(book)

    async def script(driver: Driver) -> None:
        await driver.press("e", "shift+tab", "shift+tab")
        assert driver.shows("Score")
        await driver.type("12,5")
        await driver.press("enter")
        assert "Edited Aurora Cooperative: Score.  u to undo" in driver.lines()[-2]
        await driver.press("enter", "G")
        assert driver.shows("Gold [/red]")
        assert driver.shows("12.5")

    drive(book, script)


def test_the_filter_bar_knows_the_custom_fields(book: Path) -> None:
    with_fields(book)

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type('custom:"Support [plan]"')
        assert driver.shows("There is no custom field")
        await driver.press("ctrl+u")
        await driver.type("custom:Score=unknown")
        assert driver.shows("6 of 6")
        await driver.press("ctrl+u")
        await driver.type("custom:Scrre>5")
        assert driver.shows("Did you mean `Score`")

    drive(book, script)
