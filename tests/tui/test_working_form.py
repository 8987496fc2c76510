"""A form that tells how far its saving is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import Event

from textual.events import Key

from csm_tui.domain.changes import Changes
from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts
from csm_tui.store.database import Book, open_book
from csm_tui.tui.dialogs.form import FieldSpec
from csm_tui.tui.dialogs.working_form import WorkingForm
from tests.tui.driving import Driver, drive

SECONDS = 60


class SlowForm(WorkingForm):
    """Renames the first account, and stops half-way until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.half, self.go_on = Event(), Event()

    def fields(self) -> Sequence[FieldSpec]:
        return (FieldSpec("name", "name", "Alpha Ltd"),)

    def save(self, texts: Mapping[str, str]) -> None:
        self.work("Renaming it", self._rename, name=texts["name"])

    def _rename(
        self,
        book: Book,
        *,
        name: str,
        progress: Callable[[int, int], None],
        today: date,
        now: datetime,
    ) -> Changes:
        progress(1, 2)
        self.half.set()
        assert self.go_on.wait(SECONDS)
        if name == "wrong":
            raise InvalidValue("name: there is no such name.")
        return accounts.edit(book, 1, {"name": name}, today=today, now=now)


async def pressed(driver: Driver, key: str) -> None:
    """Press a key without waiting for what it begins."""
    driver.app.post_message(Key(key, None))
    await driver.pilot.pause()


async def seen(driver: Driver, text: str) -> None:
    """Wait until the timer has told something."""
    async with asyncio.timeout(SECONDS):
        while not driver.shows(text):
            await driver.pilot.pause(0.02)


def test_it_tells_how_far_it_is_and_is_done_once(book: Path) -> None:
    form = SlowForm()

    async def script(driver: Driver) -> None:
        driver.app.push_screen(form)
        await driver.settle()
        await pressed(driver, "enter")
        await seen(driver, "Renaming it: 50 %")
        assert not driver.shows("Esc cancel")
        await pressed(driver, "enter")
        await pressed(driver, "escape")
        assert driver.shows("Renaming it")
        form.go_on.set()
        await driver.settle()
        assert not driver.shows("Renaming it")
        assert driver.shows("u to undo")

    try:
        drive(book, script)
    finally:
        form.go_on.set()
    with open_book(book, read_only=True) as found:
        sql = "SELECT count(*) FROM change WHERE before LIKE '%\"name\"%' AND action = 'update'"
        assert found.connection.execute(sql).fetchone() == (1,)


def test_what_fails_is_said_and_can_be_mended(book: Path) -> None:
    form = SlowForm()
    form.go_on.set()

    async def script(driver: Driver) -> None:
        driver.app.push_screen(form)
        await driver.settle()
        await driver.type("wrong")
        await driver.press("enter")
        assert driver.shows("name: there is no such name.")
        assert driver.shows("Esc cancel")
        await driver.press("ctrl+u")
        await driver.type("Right")
        await driver.press("enter")
        assert not driver.shows("there is no such name")

    drive(book, script)
