"""`csm`: the screens when nothing is asked and someone is there to look, else the command line."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from csm_tui import __version__

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


_INTERRUPTED = 130


def main() -> None:
    """Run `csm` with the arguments of the process and exit with its code."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        _be_over()


def _be_over() -> None:
    """Let a Ctrl-C come too late: the interpreter would tell of it while it ends."""
    signal = sys.modules.get("signal")
    if signal is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run() -> None:
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"csm {__version__}")
        return
    if not arguments and screens_possible():
        sys.exit(_screens_or_sentence())
    from csm_tui.cli.main import run

    # A command is over soon and leaves no cycles worth a search through all that it read.
    gc.disable()
    sys.exit(run(arguments, screens=screens, screens_possible=screens_possible))


def screens_possible() -> bool:
    """Return whether a person at a capable terminal is on both ends (TORTURE T131, T132)."""
    # Textual paints on stderr: `csm 2>errors` would show nothing.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return False
    return sys.platform == "win32" or os.environ.get("TERM", "") not in ("", "dumb")


def screens(
    book: Path | None = None,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    demo: bool = False,
    read_only: bool = False,
) -> int:
    """Show the screens on `book` (the user's where None) and return the exit code."""
    from csm_tui import paths
    from csm_tui.config import load_config
    from csm_tui.tui.launch import launch

    gc.enable()
    path = book or (paths.demo_file() if demo else paths.book_file())
    return launch(
        path,
        as_of=as_of,
        known_on=known_on,
        demo=demo,
        read_only=read_only,
        config=load_config(),
    )


def _screens_or_sentence() -> int:
    from csm_tui.errors import CsmError, UsageError

    try:
        return screens(as_of=_as_of(UsageError))
    except CsmError as error:
        from csm_tui.text import safe_text

        print(f"csm: {safe_text(str(error))}", file=sys.stderr)
        return error.exit_code


def _as_of(problem: type[Exception]) -> date | None:
    from datetime import date

    written = os.environ.get("CSM_AS_OF", "")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise problem(f"CSM_AS_OF must be a date like 2026-02-01, not {written!r}.") from None


if __name__ == "__main__":
    main()
