"""The user's own editor, in which a text is changed as a file."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from csm_tui.errors import FileProblem, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def editor() -> list[str]:
    """Return the words of the editor that VISUAL, else EDITOR names.

    Raises UsageError where neither does, and says what else there is.
    """
    for variable in ("VISUAL", "EDITOR"):
        named = os.environ.get(variable, "").strip()
        if named:
            try:
                return shlex.split(named, posix=sys.platform != "win32")
            except ValueError as error:
                raise UsageError(f"{variable} cannot be read: {error}.") from None
    raise UsageError(
        "No editor is named: set VISUAL or EDITOR (export VISUAL=nano), or change single keys:"
        " csm model edit KEY=VALUE."
    )


def open_in(words: list[str], path: Path) -> None:
    """Open `path` in the editor and wait until it is closed.

    Raises FileProblem where the editor cannot be started or ends with an error.
    """
    import subprocess

    try:
        code = subprocess.run([*words, str(path)], check=False).returncode
    except OSError as error:
        reason = "there is no such program" if isinstance(error, FileNotFoundError) else error
        raise FileProblem(f"The editor {words[0]} cannot be started: {reason}.") from None
    if code != 0:
        raise FileProblem(f"The editor {words[0]} ended with an error ({code}).")
