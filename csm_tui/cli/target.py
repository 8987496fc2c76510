"""Where a command writes a file to: `-o FILE`, whole or not at all, or stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from csm_tui.cli.session import Session

STDOUT: Final = "-"


def to_stdout(output: str | None) -> bool:
    """Return whether `-o` names stdout, or was not given."""
    return output is None or output == STDOUT


def opened(
    session: Session, output: str | None, *, force: bool
) -> AbstractContextManager[BinaryIO]:
    """Return the file to write, whole or not at all, or stdout.

    A file that is there is replaced with `force`, or where somebody says so; else FileProblem.
    """
    from csm_tui.exchange.atomic import stream, whole_file

    if output is None or output == STDOUT:
        return stream(sys.stdout.buffer)
    path = Path(output)
    return whole_file(path, overwrite=force or _may_replace(session, path))


def _may_replace(session: Session, path: Path) -> bool:
    """Ask about an existing file where somebody can answer; else the writer refuses it."""
    if not path.is_file() or not session.somebody_answers:
        return False
    session.confirm(f"Replace {path}?")
    return True
