"""The sheets of a workbook, opened by a process of its own; what is unsafe costs a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from csm_tui.exchange.content import content_of
from csm_tui.exchange.problems import BadSheet, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zipfile import ZipInfo

    from csm_tui.exchange.content import Content

ZIPPED: Final = b"PK\x03\x04"
OLD: Final = b"\xd0\xcf\x11\xe0"
# A book of 100,000 accounts unpacks to about 80 MB, a twelfth of it packed.
_MOST_UNPACKED: Final = 1 << 30
_SMALL: Final = 20 << 20
_MOST_RATIO: Final = 150
_MOST_PARTS: Final = 5_000
_HEAD: Final = 2_048
# Address space of the child: the interpreter and the library, and room for the cells.
_MEMORY: Final = 400 << 20
_MEMORY_A_BYTE: Final = 24
_SECONDS: Final = 20
_SECONDS_A_MEGABYTE: Final = 1
# What the child may write: its cells as JSON.
_WRITTEN: Final = 64 << 20
_WRITTEN_A_BYTE: Final = 8
_POLLED: Final = 0.1
_ROWS_BETWEEN: Final = 1_000
_BLOCK: Final = 1 << 20
_START: Final = (
    "import json, sys; sys.path += json.loads(sys.argv.pop(1)); "
    "from csm_tui.exchange.workbook_child import main; main()"
)


class WorkbookRows:
    """The rows of a sheet with their numbers, read from where the child wrote them each time."""

    def __init__(self, written: IO[bytes], start: int, end: int, width: int) -> None:
        self._written = written
        self._start = start
        self._end = end
        self._width = width

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for line in _lines(self._written, self._start, self._end):
            number, cells = json.loads(line)
            # A long sheet is read in pieces, each as wide as its own rows.
            yield number, cells + [""] * (self._width - len(cells))


class WorkbookSheet(NamedTuple):
    """One sheet as read: `rows` with their numbers, all cells as text as our own files write them.

    `merged` are rows with cells over several columns. `unread` are cells without a value, each
    with its row, its column from 0 and what stands there. Bare day numbers count `since_1904` where
    the workbook says so.
    """

    title: str
    hidden: bool
    merged: frozenset[int]
    unread: tuple[tuple[int, int, str], ...]
    rows: WorkbookRows
    since_1904: bool = False


def is_workbook(data: bytes) -> bool:
    """Return whether the bytes begin as workbooks do (.xlsx, .xlsm, .ods, .xls)."""
    return data.startswith((ZIPPED, OLD))


def nobody_waits() -> None:
    """Tell nobody that it takes a while."""


def read_workbook(
    data: bytes | Content, *, name: str, waiting: Callable[[], None] = nobody_waits
) -> list[WorkbookSheet]:
    """Return the sheets of the workbook in `data`; `name` is the file's name for messages.

    `waiting` is called some ten times a second while it takes; what it raises ends the reading.

    Raises BadSheet for what is no workbook, is protected by a password, is damaged, or would need
    more memory or time than its size can explain.
    """
    # Isolated, so that nothing in the user's folder is imported, but with our own libraries.
    command = [sys.executable, "-I", "-c", _START, json.dumps(list(filter(None, sys.path)))]
    # It closes with the last sheet whose rows lie in it.
    written = TemporaryFile(buffering=0)  # noqa: SIM115
    with TemporaryFile() as given:
        given.writelines(content_of(data).pieces())
        unpacked = _unpacked(given, name)
        given.seek(0)
        memory = _MEMORY + _MEMORY_A_BYTE * unpacked
        seconds = _SECONDS + _SECONDS_A_MEGABYTE * (unpacked >> 20)
        limits = [str(memory), str(seconds), str(_WRITTEN + _WRITTEN_A_BYTE * unpacked)]
        if _run([*command, *limits], given, written, 2 * seconds, waiting, name):
            raise _unsafe(name, "it needs more memory or time than its size explains")
    return _sheets(written, name, waiting)


def _run(
    command: list[str],
    given: IO[bytes],
    written: IO[bytes],
    seconds: float,
    waiting: Callable[[], None],
    name: str,
) -> int:
    """Run the process to its end and return its exit code; `waiting` may end it by an exception."""
    until = monotonic() + seconds
    with subprocess.Popen(
        command, stdin=given, stdout=written, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    return process.wait(_POLLED)
                waiting()
                if monotonic() > until:
                    raise _unsafe(name, "it takes too long to open")
        finally:
            # Nothing where it has ended.
            process.kill()


def _unpacked(file: IO[bytes], name: str) -> int:
    """Return how many bytes the workbook unpacks to; raises BadSheet for what is not safe."""
    packed = file.tell()
    file.seek(0)
    if not file.read(len(ZIPPED)).startswith(ZIPPED):
        return packed
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if total > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
                raise _unsafe(name, "it unpacks to far more than a workbook needs")
            if total > _SMALL and total > _MOST_RATIO * packed:
                size = f"{packed >> 10:,} KB unpack to {total >> 20:,} MB"
                raise _unsafe(name, size)
            _refuse_entities(archive, parts, name)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(name) from error
    return total


def _refuse_entities(archive: ZipFile, parts: Iterable[ZipInfo], name: str) -> None:
    """Refuse XML with a document type: no program that saves workbooks writes one."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(_HEAD):
                    raise _unsafe(name, "it defines XML entities")


def _unsafe(name: str, why: str) -> BadSheet:
    problem = f"this is not a safe workbook: {why}."
    hint = "Open it in your spreadsheet program and save it again, or save the sheet as CSV."
    return BadSheet(Problem(name, None, None, None, problem, hint))


def _damaged(name: str) -> BadSheet:
    problem = "this is no workbook that can be read: it is damaged, or another kind of archive."
    return BadSheet(Problem(name, None, None, None, problem, "Save it again, or save it as CSV."))


def _sheets(written: IO[bytes], name: str, waiting: Callable[[], None]) -> list[WorkbookSheet]:
    sheets: list[WorkbookSheet] = []
    last: dict[str, Any] = {}
    sheet = last
    at = start = 0
    for number, line in enumerate(_lines(written, 0, None)):
        # All that is no row is an object.
        if line.startswith(b"{"):
            last = json.loads(line)
            if "sheet" in last:
                sheet, start = last, at + len(line)
            elif "width" in last:
                rows = WorkbookRows(written, start, at, last["width"])
                sheets.append(_sheet(sheet, last, rows))
        at += len(line)
        if number % _ROWS_BETWEEN == 0:
            waiting()
    if last.get("error") == "password":
        problem = "the workbook is protected by a password."
        hint = "Open it in your spreadsheet program and save it without one."
        raise BadSheet(Problem(name, None, None, None, problem, hint))
    if "end" not in last:
        raise _damaged(name)
    return sheets


def _sheet(above: dict[str, Any], below: dict[str, Any], rows: WorkbookRows) -> WorkbookSheet:
    unread = tuple((row, column, text) for row, column, text in below["unread"])
    about = (above["sheet"], above["hidden"], frozenset(below["merged"]), unread)
    return WorkbookSheet(*about, rows, above["since_1904"])


def _lines(written: IO[bytes], start: int, end: int | None) -> Iterator[bytes]:
    """Yield the lines of a part of a file; others may read it in between."""
    rest = b""
    while end is None or start < end:
        written.seek(start)
        block = written.read(_BLOCK if end is None else min(_BLOCK, end - start))
        if not block:
            break
        start += len(block)
        *lines, rest = (rest + block).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest
