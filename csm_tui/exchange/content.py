"""The bytes of a file to read, long ones outside of memory; the user's file is read only once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from csm_tui.errors import FileProblem
from csm_tui.exchange.spill import Spill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE: Final = 1 << 20


class Content:
    """Bytes that are read piece by piece, as often as one likes."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._spill: Spill | None = None
        self._length = len(data)

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> Content:
        """Return what `pieces` are together; raises FileProblem where there is no room for it."""
        content = cls()
        for piece in pieces:
            content._add(piece)
        return content

    def _add(self, piece: bytes) -> None:
        if self._spill is None and self._length + len(piece) <= PIECE:
            self._data += piece
        else:
            try:
                if self._spill is None:
                    self._spill = Spill()
                    self._spill.add(self._data)
                    self._data = b""
                self._spill.add(piece)
            except OSError as error:
                raise FileProblem(
                    f"There is no room for the file in {error.filename} "
                    f"({(error.strerror or str(error)).lower()}); nothing was changed."
                ) from error
        self._length += len(piece)

    def __len__(self) -> int:
        return self._length

    def head(self, length: int) -> bytes:
        """Return the first bytes."""
        return self._data[:length] if self._spill is None else self._spill.read(0, length)

    def whole(self) -> bytes:
        """Return all bytes."""
        return self.head(self._length)

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces of a megabyte."""
        with self.opened() as file:
            while piece := file.read(PIECE):
                yield piece

    def opened(self) -> io.BytesIO | io.BufferedReader:
        """Return a file of the bytes."""
        if self._spill is None:
            return io.BytesIO(self._data)
        return io.BufferedReader(_Reader(self._spill, self._length), PIECE >> 4)


class _Reader(io.RawIOBase):
    """A file that reads from a spill."""

    def __init__(self, spill: Spill, length: int) -> None:
        super().__init__()
        self._spill = spill
        self._length = length
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._spill.read(self._at, min(len(buffer), self._length - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def content_of(data: bytes | Content) -> Content:
    """Return bytes as a content."""
    return data if isinstance(data, Content) else Content(data)
