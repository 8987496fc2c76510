"""Long sheets of an .xlsx a piece at a time, for a library that reads a sheet only as a whole.

A piece is a workbook like the one it is from, whose sheet has only some of its rows.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

# About 8,000 rows of twelve cells; what is shorter is read as it stands.
LONG: Final = 4 << 20
_OF_TEXTS: Final = 3
_BLOCK: Final = 1 << 20
_QUICKLY: Final = 1
_SHARED: Final = "xl/sharedstrings.xml"
_SHEET: Final = re.compile(rb"<((?:[\w.-]+:)?)worksheet\b")
# A row that says which it is; one that does not counts from the one before.
_NUMBERED: Final = rb"<%srow\b[^>]*?\sr=[\"']\d"
# The parts that say how cells are read, but for those directly in xl/.
_READ: Final = ("xl/_rels/", "xl/worksheets/")


class Pieces:
    """The workbook of `archive`, of which the sheets in `parts` are long."""

    def __init__(self, archive: ZipFile, parts: frozenset[str], long: int = LONG) -> None:
        self._archive = archive
        # The texts that cells share are read again with each piece, so these grow with them.
        texts = sum(one.file_size for one in archive.infolist() if one.filename.lower() == _SHARED)
        self._size = max(long, texts // _OF_TEXTS)
        self.rest = self._without(parts)

    def _without(self, parts: frozenset[str]) -> bytes:
        """Return the workbook without its long sheets, and without all that is no cell."""
        data = BytesIO()
        with ZipFile(data, "w", ZIP_DEFLATED, compresslevel=_QUICKLY) as less:
            for name in self._archive.namelist():
                if name not in parts and (name.count("/") <= 1 or name.startswith(_READ)):
                    less.writestr(name, self._archive.read(name))
        return data.getvalue()

    def of(self, part: str) -> Iterator[tuple[bytes, bytes]]:
        """Yield the pieces of a long sheet: the XML of its rows, and a workbook of them."""
        for xml in self._documents(part):
            data = BytesIO()
            data.write(self.rest)
            with ZipFile(data, "a", ZIP_DEFLATED, compresslevel=_QUICKLY) as piece:
                piece.writestr(part, xml)
            yield xml, data.getvalue()

    def _documents(self, part: str) -> Iterator[bytes]:
        """Yield the XML of a sheet in documents of whole rows; the last has what follows them."""
        head = rest = b""
        with self._archive.open(part) as opened:
            while more := opened.read(_BLOCK):
                rest += more
                # In a comment a row would be none: then the remainder stays in one.
                if len(rest) < self._size or b"<!" in rest:
                    continue
                if not head:
                    head, end = _around(rest)
                    rest = rest[len(head) :]
                if head and (at := _last_row(rest, end)) > 0:
                    yield head + rest[:at] + end
                    rest = rest[at:]
        yield head + rest


def _around(xml: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the first row of a sheet, and what closes its rows and itself."""
    found = _SHEET.search(xml)
    prefix = found.group(1) if found else b""
    first = re.search(rb"<%srow\b" % re.escape(prefix), xml) if found else None
    if first is None:
        return b"", b""
    return xml[: first.start()], b"</%ssheetData></%sworksheet>" % (prefix, prefix)


def _last_row(xml: bytes, end: bytes) -> int:
    """Return where the last row begins, if it says which it is, else -1."""
    prefix = end[2 : end.index(b"sheetData")]
    at = xml.rfind(b"<%srow " % prefix)
    numbered = re.compile(_NUMBERED % re.escape(prefix))
    return at if at > 0 and numbered.match(xml, at) else -1
