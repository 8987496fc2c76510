"""Bytes kept out of memory: in a file without a name, which goes with the last who reads it.

It lies where temporary files do, only this process can open it, and no crash leaves it behind.
"""

from __future__ import annotations

import tempfile
import weakref
from operator import methodcaller
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Piece(NamedTuple):
    """Bytes that lie in a spill."""

    spill: Spill
    at: int
    length: int

    def read(self) -> bytes:
        """Return the bytes; raises OSError."""
        return self.spill.read(self.at, self.length)


class _Closing(weakref.ref["Spill"]):
    """Closes the file when its spill goes; no step of it is Python's, in which a Ctrl-C got lost.

    What is raised while a reference dies is printed and forgotten: the import went on.
    """

    __slots__ = ("close",)
    close: Callable[[], None]


_CLOSE: Final = methodcaller("close")


class Spill:
    """One such file; threads may share it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._closing = _Closing(self, _CLOSE)
        self._closing.close = self._file.close
        self._lock = Lock()
        self._end = 0

    def add(self, data: bytes) -> Piece:
        """Put bytes away; raises OSError, which names the folder, where there is no room."""
        with self._lock:
            piece = Piece(self, self._end, len(data))
            rest = memoryview(data)
            try:
                self._file.seek(self._end)
                while rest:
                    rest = rest[self._file.write(rest) :]
            except OSError as error:
                error.filename = tempfile.gettempdir()
                raise
            self._end += len(data)
        return piece

    def read(self, at: int, length: int) -> bytes:
        """Return `length` bytes from `at` on."""
        with self._lock:
            self._file.seek(at)
            return self._file.read(length)


class _Shared:
    """The spill that is written to: columns share one, as there may be thousands of them."""

    def __init__(self) -> None:
        self._last: weakref.ref[Spill] | None = None

    def spill(self) -> Spill:
        found = self._last() if self._last is not None else None
        if found is None:
            found = Spill()
            self._last = weakref.ref(found)
        return found

    def leave(self) -> None:
        self._last = None


_shared = _Shared()


def put_away(data: bytes) -> Piece:
    """Put bytes into the spill that is written to; raises OSError where there is no room."""
    return _shared.spill().add(data)


def begin_anew() -> None:
    """Let what is put away from now on go to a file of its own, so that it can go by itself."""
    _shared.leave()
