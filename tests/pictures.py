"""Render the README's pictures from the demo book: `python -m tests.pictures [--all FOLDER]`."""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from pathlib import Path

import resvg_py

from csm_tui.config import Config
from csm_tui.operations.demo.build import create_demo
from tests.tui.driving import NARROW, WIDE, Driver, drive

PICTURES = Path(__file__).parents[1] / "fixtures" / "pictures"
DAY = date(2026, 2, 2)
# Debian: fonts-dejavu-core, and fonts-noto-cjk for the names in Japanese and Korean.
FONT = "DejaVu Sans Mono"
# Keys from the portfolio to what the picture shows.
README = ("portfolio", "matrix")
SCENES = {
    "portfolio": ("j",),
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
    "matrix": ("4", "l", "l", "j"),
    "matrix-moves": ("4", "m", "enter"),
    "compare": ("4", "c"),
    "engagement": ("6",),
    "satisfaction": ("6", "v"),
    "retention": ("6", "v", "v"),
    "experiments": ("6", "v", "v", "v"),
    "cost": ("7", "J", "j"),
    "capacity": ("7", "v"),
    "health": ("5",),
    "health-chart": ("5", "j", "H"),
    "health-table": ("5", "j", "H", "T"),
    "reading": ("5", "r"),
    "history": ("9",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "log": ("j", "n"),
    "edit": ("j", "e"),
    "quadrants": ("v",),
}


def render(
    scene: str, target: Path, *, size: tuple[int, int] = WIDE, theme: str = "csm-dark"
) -> None:
    """Write one scene of the demo book as a PNG."""

    async def script(driver: Driver) -> None:
        await driver.press(*SCENES[scene])
        pictures.append(driver.app.export_screenshot(simplify=True))

    pictures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "demo.db"
        create_demo(book, today=DAY)
        drive(book, script, size=size, config=Config(theme=theme))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = resvg_py.svg_to_bytes(
        svg_string=pictures[0].replace("Fira Code", FONT), monospace_family=FONT, width=size[0] * 13
    )
    target.write_bytes(bytes(picture))


def main() -> None:
    """Render the README's pictures, or every scene at both sizes in both themes."""
    parser = argparse.ArgumentParser(prog="make pictures")
    parser.add_argument("--all", type=Path, help="a folder for every scene, size and theme")
    chosen = parser.parse_args()
    if not chosen.all:
        for scene in README:
            render(scene, PICTURES / f"{scene}.png")
        return
    for scene in SCENES:
        for size in (NARROW, WIDE):
            for theme in ("csm-dark", "csm-light"):
                name = f"{scene}-{size[0]}x{size[1]}-{theme}.png"
                render(scene, chosen.all / name, size=size, theme=theme)


if __name__ == "__main__":
    main()
