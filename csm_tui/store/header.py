"""The first bytes of a book and of its journal, read before SQLite connects (TORTURE C).

Reading them later would drop SQLite's own locks, and SQLite itself obeys any journal it finds: one
left by another database would be copied into this one. So what does not belong is found here.
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAGIC = b"SQLite format 3\x00"
JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
APPLICATION_ID = 0x63736D31  # "csm1"
SCHEMA_VERSION = 5
_LENGTH = 100
_MOST_RECORDS = 100_000
_COMPARED = 1_000


class Header(NamedTuple):
    """What the first 100 bytes of an SQLite file say; `pages` is None where they do not know."""

    page_size: int
    wal: bool
    change_counter: int
    pages: int | None
    user_version: int
    application_id: int


class JournalHeader(NamedTuple):
    """What a rollback journal says of its database as it was before the unfinished change."""

    pages: int
    page_size: int
    first_page: Header | None


def read_header(path: Path) -> Header | None:
    """Return the header of the file `path`, None where it is not SQLite's; raises OSError."""
    with path.open("rb") as file:
        return parse_header(file.read(_LENGTH))


def parse_header(data: bytes) -> Header | None:
    """Return what `data`, the start of a file, says, None where it is not SQLite's."""
    if len(data) < _LENGTH or not data.startswith(MAGIC):
        return None
    size, written, _ = struct.unpack(">HBB", data[16:20])
    counter, pages = struct.unpack(">II", data[24:32])
    (user_version,) = struct.unpack(">I", data[60:64])
    (application_id,) = struct.unpack(">I", data[68:72])
    (counted_at,) = struct.unpack(">I", data[92:96])
    return Header(
        page_size=65536 if size == 1 else size,
        wal=written == 2,
        change_counter=counter,
        pages=pages if pages and counted_at == counter else None,
        user_version=user_version,
        application_id=application_id,
    )


def journal_of(path: Path) -> Path:
    """Return where SQLite keeps the rollback journal of `path`."""
    return path.with_name(path.name + "-journal")


def wal_of(path: Path) -> Path:
    """Return where SQLite would keep a write-ahead log of `path`."""
    return path.with_name(path.name + "-wal")


def read_journal(path: Path) -> JournalHeader | None:
    """Return the header of the journal of `path`, None where there is none; raises OSError."""
    try:
        with journal_of(path).open("rb") as file:
            start = file.read(28)
            if len(start) < 28 or not start.startswith(JOURNAL_MAGIC):
                return None
            pages, sector, page_size = struct.unpack(">III", start[16:28])
            first = _first_page(file, pages, sector, page_size)
    except FileNotFoundError:
        return None
    return JournalHeader(pages, page_size, first)


def _first_page(file: BinaryIO, pages: int, sector: int, page_size: int) -> Header | None:
    """Return page 1 as it was before the change, None where the change had not touched it."""
    for number, place in _records(file, pages, sector, page_size):
        if number == 1:
            file.seek(place)
            return parse_header(file.read(_LENGTH))
    return None


def _records(file: BinaryIO, pages: int, sector: int, page_size: int) -> Iterator[tuple[int, int]]:
    """Yield the number of each page that the journal keeps, and where its bytes begin.

    The journal is a run of records (number, page, checksum); each time it was made safe another
    header begins, at the next sector.
    """
    place = sector
    for _ in range(_MOST_RECORDS):
        file.seek(place)
        start = file.read(len(JOURNAL_MAGIC))
        number = int.from_bytes(start[:4], "big")
        if 1 <= number <= pages and start != JOURNAL_MAGIC:
            yield number, place + 4
            place += page_size + 8
            continue
        place = -(-place // max(sector, 1)) * sector
        file.seek(place)
        # Of a header that was not made safe yet the magic is zero; what follows still identifies.
        if file.read(28)[16:] != struct.pack(">III", pages, sector, page_size):
            return
        place += sector


def harmless(path: Path) -> bool:
    """Return whether taking back what the journal of `path` holds would change nothing.

    So it is until a change is written into the file itself: its pages are as the journal keeps
    them (the first thousand are compared), or there is no journal any more. Raises OSError.
    """
    found, journal = read_header(path), read_journal(path)
    if found is None or journal is None or found.pages != journal.pages:
        return journal is None
    with path.open("rb") as book, journal_of(path).open("rb") as kept:
        start = kept.read(28)
        if len(start) < 28:
            return True
        _, sector, size = struct.unpack(">III", start[16:])
        for number, place in islice(_records(kept, journal.pages, sector, size), _COMPARED):
            kept.seek(place)
            book.seek((number - 1) * size)
            if kept.read(size) != book.read(size):
                return False
    return True


def journal_belongs(header: Header, journal: JournalHeader) -> bool:
    """Return whether `journal` can be of the database of `header`: each change counts up by one."""
    if journal.page_size != header.page_size:
        return False
    first = journal.first_page
    if first is None:
        return header.pages is None or journal.pages == header.pages
    return (
        first.application_id == header.application_id
        and 0 <= header.change_counter - first.change_counter <= 1
    )
