"""From the command to the first paint: the picture, the questions, then Textual, in that order."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from csm_tui.tui import echo
from csm_tui.tui.prepaint import Canvas, canvas, first_page, paint, skeleton, undo, waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from csm_tui.config import Config
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.desk import Desk
    from csm_tui.tui.opening import Opening

# The exit codes of the words that the screens end with; INTERFACE, Exit codes.
_CODES = {"crash": 70, "interrupted": 130, "terminated": 143}


def launch(
    path: Path,
    *,
    as_of: date | None,
    demo: bool,
    read_only: bool,
    config: Config,
    known_on: date | None = None,
) -> int:
    """Show the screens on the book at `path` and return the exit code.

    With `known_on` the book is shown as it was known on that day, for reading only.

    Raises CsmError where the book is refused or the keys of the config collide; the terminal is as
    before then.
    """
    if not os.environ.get("NO_COLOR", "1"):
        # Textual takes an empty NO_COLOR for a wish; no-color.org does not.
        del os.environ["NO_COLOR"]
    if config.keys:
        from csm_tui.tui import scopes
        from csm_tui.tui.keymap import KeyMap

        scopes.check(KeyMap(config.keys))
    shown = False
    on = canvas(config.theme, plain=config.ascii)
    painted = on is not None
    _end_on_signals(painted=painted)
    try:
        if on is not None:
            echo.off()
            paint(skeleton(on))
        while True:
            _end_on_signals(painted=painted and not shown)
            desk = _desk(path, as_of, demo=demo, read_only=read_only or known_on is not None)
            try:
                if known_on is not None:
                    _go_back(desk, known_on, None if shown else on)
                word = _show(desk, config, None if shown else on)
            finally:
                desk.close()
            shown = True
            if word != "demo":
                return _CODES.get(word or "", 0)
            path, demo, read_only, known_on = _demo_path(), True, False, None
    finally:
        echo.on()
        if painted and not shown:
            undo()


def _end_on_signals(*, painted: bool) -> None:
    """Let a signal before the screens are up give the terminal back; later they listen to it."""

    def end(number: int, _: object) -> NoReturn:
        # An exception could be lost here: most of this time is spent in imports.
        echo.on()
        if painted:
            undo()
        leave(number, _)

    def leave(number: int, _: object) -> NoReturn:
        copies = sys.modules.get("csm_tui.store.private_copy")
        if copies is not None:
            copies.remove_all()
        os._exit(128 + number)

    with suppress(ValueError):  # not the main thread
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        hangup = getattr(signal, "SIGHUP", None)
        # The terminal is gone then. Under nohup a hangup stays ignored.
        if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
            signal.signal(hangup, leave)


def _go_back(desk: Desk, known_on: date, on: Canvas | None) -> None:
    if on is not None:
        from csm_tui.formatting import plain_day

        paint(waiting(on, f"Going back to what was known on {plain_day(known_on)} ..."))
    desk.go_back(known_on)


def _desk(path: Path, as_of: date | None, *, demo: bool, read_only: bool) -> Desk:
    """Return the desk of a book that is there: a new one is made, a demo of another day renewed."""
    from csm_tui import clock
    from csm_tui.tui.desk import Desk

    if as_of == clock.today():
        as_of = None
    desk = Desk(path, as_of=as_of, read_only=read_only, demo=demo)
    if demo:
        _renew_demo(desk)
    elif not desk.exists and not read_only:
        desk.create()
    return desk


def _show(desk: Desk, config: Config, on: Canvas | None) -> str | None:
    from csm_tui.tui.opening import View, opening

    today = desk.today
    keys = dict(config.keys)

    def ask(book: BookConnection) -> Opening:
        found = opening(book, View(), today=today)
        if on is not None and config.start_screen == "portfolio" and not found.empty:
            paint(first_page(on, found, desk, keys))
        return found

    if on is not None:
        desk.progress = _telling(on)
    asked = desk.later(ask)
    # The longest part of the start; SQLite answers meanwhile. What is made here stays: the app
    # collects once when its first screen is up.
    gc.disable()
    from csm_tui.tui.app import CsmApp
    from csm_tui.tui.crash import report

    app = CsmApp(desk, config, asked.result())
    word = app.run(mouse=config.mouse)
    if app.stopped is not None:
        return app.stopped
    if app.crashed is not None:
        print(report(app.crashed), file=sys.stderr)
        return "crash"
    if app.return_code:
        return "crash"
    return word


def _telling(on: Canvas) -> Callable[[int, int, str], None]:
    def tell(done: int, whole: int, what: str) -> None:
        words = f"{what} ... {100 * done // whole} %"
        # Its standings are worked out anew then, before the first page.
        paint(waiting(on, f"{words if done < whole else 'Assessing the accounts ...'}\x1b[K"))

    return tell


def _demo_path() -> Path:
    from csm_tui import paths

    return paths.demo_file()


def _renew_demo(desk: Desk) -> None:
    """Make the demo book for today where there is none, or one of another day."""
    from csm_tui.operations.demo.build import create_demo

    if desk.exists and desk.told_on() != desk.today:
        desk.path.unlink()
    if not desk.exists:
        create_demo(desk.path, today=desk.today)
