"""A book that was just made, and how it goes again where nothing came to be written to it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.errors import BookRefused
from csm_tui.store.connection import connect
from csm_tui.store.inspection import identity_of

if TYPE_CHECKING:
    from pathlib import Path

# Every change leaves an operation; people and their accounts are looked for all the same.
_ANYTHING = (
    "SELECT EXISTS (SELECT 1 FROM operation) OR EXISTS (SELECT 1 FROM account) "
    "OR EXISTS (SELECT 1 FROM contact)"
)


class Made(NamedTuple):
    """A book that this run made: where, which file it is, whether its folder is new too."""

    path: Path
    identity: tuple[int, int]
    with_folder: bool

    def take_back(self) -> None:
        """Remove the book, unless another file is there by now or anything is in it.

        It must be closed here. What another program holds stays.
        """
        with suppress(sqlite3.Error, OSError, BookRefused):
            if identity_of(self.path) != self.identity:
                return
            connection = connect(self.path, read_only=False)
            try:
                # Nobody can write to it until it is gone.
                connection.execute("BEGIN EXCLUSIVE")
                (anything,) = connection.execute(_ANYTHING).fetchone()
                if anything:
                    return
                self.path.unlink()
            finally:
                connection.rollback()
                connection.close()
            if self.with_folder:
                self.path.parent.rmdir()


def made(path: Path, *, with_folder: bool) -> Made:
    """Return the book at `path`, which this run has just made, with its folder where that is so."""
    target = path.resolve()
    return Made(target, identity_of(target), with_folder)
