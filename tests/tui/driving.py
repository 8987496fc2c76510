"""The screens under test: start them on a book, press keys, read what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.events import Key
from textual.widget import Widget
from textual.worker import WorkerCancelled

from csm_tui.config import Config
from csm_tui.models import preset
from csm_tui.operations import accounts, tasks, touchpoints
from csm_tui.store.database import create_book, open_book
from csm_tui.tui.app import CsmApp
from csm_tui.tui.desk import Desk
from csm_tui.tui.opening import View, opening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot
    from textual.screen import Screen

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
WIDE = (120, 40)
_PAINTINGS = 10
NARROW = (80, 24)

_ACCOUNTS: tuple[Mapping[str, object], ...] = (
    {
        "name": "Aurora Cooperative",
        "owner": "Ana",
        "arr": 512_000_00,
        "domain": "aurora.example",
        "start_date": date(2024, 3, 17),
        "renewal_date": date(2026, 3, 17),
        "pulse": 2,
        "tags": ("emea",),
    },
    {"name": "José Médico", "owner": "Ben", "arr": 140_000_00, "start_date": date(2023, 1, 1)},
    {"name": "Contoso Retail", "owner": "Ana", "arr": 88_000_00, "start_date": date(2024, 1, 1)},
    {"name": "Kanal 九州システム", "arr": 61_000_00, "start_date": date(2025, 12, 20)},
    {"name": "Tiny Tea", "arr": 900_00, "start_date": date(2025, 1, 1)},
    {"name": "Unknown Size", "start_date": date(2025, 1, 1)},
)


def small_book(path: Path) -> None:
    """Make a book with six accounts, some touchpoints and a promise."""
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as book:
        day: dict[str, Any] = {"today": TODAY, "now": NOW}
        for values in _ACCOUNTS:
            accounts.add(book, values, **day)
        for days, minutes in ((90, 30), (20, 25)):
            done = {"date": TODAY - timedelta(days=days), "channel": "video", "minutes": minutes}
            touchpoints.log(book, 1, done, **day)
        touchpoints.log(book, 2, {"date": TODAY + timedelta(days=3), "channel": "phone"}, **day)
        tasks.add(book, 1, {"title": "Send the deck", "due": TODAY - timedelta(days=2)}, **day)


def add_account(path: Path, name: str, **values: object) -> None:
    """Add an account from outside, as the command line does."""
    with open_book(path) as book:
        accounts.add(book, {"name": name, **values}, today=TODAY, now=NOW)


def pulse_account(path: Path, account_id: int, value: int) -> None:
    """Record a pulse from outside."""
    with open_book(path) as book:
        accounts.pulse(book, account_id, value, today=TODAY, now=NOW)


async def quiet(*_: float) -> None:
    """Return once the event loop has nothing left to run: all that is left waits for something.

    Textual's own `wait_for_idle` takes a process that gets no processor for one that has no work.
    """
    ready = vars(asyncio.get_running_loop())["_ready"]
    await asyncio.sleep(0)
    while ready:
        await asyncio.sleep(0)


async def painted(pilot: Pilot[Any]) -> None:
    """Wait until everything said so far was heard and is painted; questions may be under way."""
    app, paintings = pilot.app, 0
    while True:
        await quiet()
        if app._exception is not None or not app._screen_stack:
            return
        if app._resize_event is not None or getattr(app, "opening_field", False):
            # Textual takes a new size in after some milliseconds.
            app.screen._on_timer_update()
            await asyncio.sleep(0.001)
        elif paintings < _PAINTINGS and _unpainted(app.screen):
            # What is painted may ask for more; hidden widgets may wait for ever.
            paintings += 1
            app.screen._on_timer_update()
        else:
            return


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is asked and everything is painted; an answer may ask again."""
    await painted(pilot)
    while any(not worker.is_finished for worker in pilot.app.workers):
        # One that a newer question took the place of is cancelled, and the newer one waited for.
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await painted(pilot)
    if pilot.app._exception is not None:
        raise pilot.app._exception


def _unpainted(screen: Screen[Any]) -> bool:
    if screen._callbacks or screen._dirty_widgets or screen._scroll_required:
        return True
    widgets = (screen, *screen.walk_children(Widget))
    return any(widget._layout_required or widget._repaint_required for widget in widgets)


class Driver:
    """Running screens: keys in, text out."""

    def __init__(self, app: CsmApp, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Wait until nothing is asked and everything is painted."""
        await settled(self.pilot)

    async def press(self, *keys: str) -> None:
        """Press keys, waiting after each."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type text into what has the focus, as quickly as a terminal hands it over."""
        names = {" ": "space", ":": "colon", "/": "slash", "-": "minus", "<": "less_than_sign"}
        for character in text:
            self.app.post_message(Key(names.get(character, character), character))
        await self.settle()

    def screen(self) -> str:
        """Return what is shown, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    def lines(self) -> list[str]:
        """Return the lines shown."""
        return self.screen().split("\n")

    def line_of(self, text: str) -> str:
        """Return the first line that holds `text`; the test fails without one."""
        found = [line for line in self.lines() if text in line]
        assert found, f"{text!r} is not shown:\n{self.screen()}"
        return found[0]

    def shows(self, text: str) -> bool:
        """Return whether `text` is on the screen."""
        return text in self.screen()

    def cursor_line(self) -> str:
        """Return the line that the cursor of the list is on."""
        return self.line_of("▌")


@asynccontextmanager
async def running(
    path: Path,
    *,
    size: tuple[int, int] = NARROW,
    start: str = "portfolio",
    read_only: bool = False,
    config: Config | None = None,
) -> AsyncIterator[Driver]:
    """Run the screens on a book as of TODAY."""
    desk = Desk(path, as_of=TODAY, read_only=read_only)
    try:
        first = desk.later(lambda book: opening(book, View(), today=TODAY)).result()
        app = CsmApp(desk, config or Config(start_screen=start), first)
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            yield driver
    finally:
        desk.close()


def drive(path: Path, script: Callable[[Driver], Awaitable[None]], **options: Any) -> None:
    """Run `script` on the screens of a book."""

    async def run() -> None:
        async with running(path, **options) as driver:
            await script(driver)

    asyncio.run(run())
