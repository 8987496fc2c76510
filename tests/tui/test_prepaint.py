from __future__ import annotations

from pathlib import Path

import pyte
import pytest

from csm_tui.tui.colors import DARK
from csm_tui.tui.desk import Desk
from csm_tui.tui.opening import View, opening
from csm_tui.tui.prepaint import Canvas, first_page, skeleton
from tests.tui.driving import NARROW, TODAY, WIDE, Driver, drive


def painted(book: Path, size: tuple[int, int], *, plain: bool = False) -> list[str]:
    """Return the lines of a terminal after the pictures painted ahead of Textual."""
    columns, rows = size
    on = Canvas(columns, rows, DARK, plain=plain)
    desk = Desk(book, as_of=TODAY)
    try:
        found = desk.later(lambda asked: opening(asked, View(), today=TODAY)).result()
        picture = skeleton(on) + first_page(on, found, desk, {})
    finally:
        desk.close()
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(picture)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("size", [NARROW, WIDE, (60, 16)])
def test_the_first_page_is_what_textual_paints_over_it(demo: Path, size: tuple[int, int]) -> None:
    ahead = painted(demo, size)
    seen: list[str] = []

    async def script(driver: Driver) -> None:
        seen.extend(line.rstrip() for line in driver.lines())

    drive(demo, script, size=size)
    # The card, the scroll bar and the reason's end come with Textual; no wide characters here.
    list_width = size[0] - 44 if size[0] >= 110 else size[0] - 1
    for before, after in list(zip(ahead, seen, strict=True))[:-2]:
        if not {*"九桜田"} & {*after}:
            assert before[: list_width - 1].rstrip() == after[: list_width - 1].rstrip()
    assert ahead[-1] == seen[-1]


def test_in_ascii_nothing_else_is_painted(book: Path) -> None:
    names = {*"Kanal 九州システム José Médico"}
    text = "".join(painted(book, NARROW, plain=True))
    assert not {char for char in text if not char.isascii()} - names
