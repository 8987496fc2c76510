"""A picture of every screen at both sizes: look at each one before it is accepted.

`make snapshots` renews them; they are compared on the versions of requirements-dev.txt only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui.config import Config
from csm_tui.tui.app import CsmApp
from csm_tui.tui.desk import Desk
from csm_tui.tui.opening import View, opening
from tests.tui.driving import NARROW, TODAY, WIDE, settled

SCENES = {
    "portfolio": ("j",),
    "quadrants": ("v",),
    "today": ("1",),
    "selection": ("1", "space", "space"),
    "done": ("1", "J", "J", "J", "j", "x"),
    "snooze": ("1", "s"),
    "move": ("1", "J", "J", "J", "j", "m", "f", "r", "i"),
    "quick-line": ("1", "L", "v", "i", "d", "e", "o", "space", "2", "5", "m"),
    "project": ("j", "enter", "E"),
    "account": ("j", "enter"),
    "why": ("j", "w"),
    "calendar": ("3",),
    "calendar-day": ("3", "j", "enter"),
    "calendar-week": ("3", "W"),
    "calendar-agenda": ("3", "D"),
    "matrix": ("4",),
    "matrix-moves": ("4", "m", "enter"),
    "compare": ("4", "c"),
    "health": ("5",),
    "health-chart": ("5", "j", "H"),
    "health-table": ("5", "j", "H", "T"),
    "history": ("9",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "log": ("j", "n"),
    "edit": ("j", "e"),
    "review": ("R",),
    "engagement": ("6", "j"),
    "engagement-channels": ("6", "J", "J", "J", "J", "J", "J", "j"),
    "satisfaction": ("6", "v", "j", "j", "j"),
    "retention": ("6", "v", "v"),
    "cost": ("7", "J", "j"),
}
SUNDAY_NOON = datetime(2026, 2, 1, 12, tzinfo=UTC).timestamp()
REPORT = """Account Name,Last Activity,Account Owner,ARR,Contract Value,Renewal Date,Favourite Tea
Willow Bank,1/14/2026,Ana Ruiz,38000,38000,1/27/2027,Sencha
Falcon Freight,1/20/2026,Ana Ruiz,164000,164000,7/30/2026,Assam
Comet Cargo,1/22/2026,Ana Ruiz,46000,46000,4/1/2026,
Delta Agro,1/29/2026,Ana Ruiz,56000,56000,3/8/2026,
Orchid Hotels,1/9/2026,Ana Ruiz,68000,68000,1/21/2027,Mint
Wawel Logistika,1/28/2026,Ana Ruiz,52000,52000,10/19/2026,Earl Grey
Petrel Software,1/28/2026,Ana Ruiz,74000,74000,11/3/2026,
Sable Insurance,1/28/2026,Ana Ruiz,18000,18000,soon,Mint
Grand Totals (8 records),,,,,,
"""


@contextmanager
def app_on(book: Path, *, theme: str = "csm-dark", plain: bool = False) -> Iterator[CsmApp]:
    """Give the app on a book as of the tests' day, not yet running."""
    desk = Desk(book, as_of=TODAY)
    try:
        first = desk.later(lambda asked: opening(asked, View(), today=TODAY)).result()
        yield CsmApp(desk, Config(theme=theme, ascii=plain), first)
    finally:
        desk.close()


def pressing(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Return what presses `keys`, each answered before the next."""

    async def press(pilot: Pilot[Any]) -> None:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            await settled(pilot)

    return press


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_screen_looks_as_it_was_accepted(
    demo: Path, snap_compare: Callable[..., bool], scene: str, size: tuple[int, int]
) -> None:
    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=pressing(*SCENES[scene]))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_preview_of_a_plan_looks_as_it_was_accepted(
    book: Path, snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    with app_on(book) as app:
        assert snap_compare(app, terminal_size=size, run_before=pressing("3", "P"))


@pytest.mark.parametrize(
    ("size", "keys"),
    [(NARROW, ()), (NARROW, ("enter", "1")), (WIDE, ("enter", "1", *"JJJJJjjj"))],
    ids=["files-80x24", "preview-80x24", "preview-120x40"],
)
def test_the_import_looks_as_it_was_accepted(
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    report = tmp_path / "friday.csv"
    report.write_text(REPORT)
    os.utime(report, (SUNDAY_NOON, SUNDAY_NOON))
    monkeypatch.chdir(tmp_path)
    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=pressing("2", "i", "down", *keys))


@pytest.mark.parametrize("scene", ["portfolio", "account"])
def test_the_light_theme_looks_as_it_was_accepted(
    demo: Path, snap_compare: Callable[..., bool], scene: str
) -> None:
    with app_on(demo, theme="csm-light") as app:
        assert snap_compare(app, terminal_size=NARROW, run_before=pressing(*SCENES[scene]))


@pytest.mark.parametrize(
    "scene", ["engagement", "satisfaction", "health-chart", "matrix-moves", "cost"]
)
def test_the_ascii_form_looks_as_it_was_accepted(
    demo: Path, snap_compare: Callable[..., bool], scene: str
) -> None:
    with app_on(demo, plain=True) as app:
        assert snap_compare(app, terminal_size=NARROW, run_before=pressing(*SCENES[scene]))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_first_start_looks_as_it_was_accepted(
    empty_book: Path, snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    # The picture shows the path, which is another in each run.
    with app_on(empty_book) as app:
        app.desk.path = Path("/home/ana/.local/share/csm/book.db")
        assert snap_compare(app, terminal_size=size, run_before=pressing())
