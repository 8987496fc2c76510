"""Which encoding the bytes of a file are in, decided by proof and never by statistics.

The rule (STORAGE §7): a byte order mark; the NUL pattern of UTF-16; strict UTF-8 of the whole file;
else Windows-1252, flagged as assumed. A file that is UTF-8 but for a few bytes is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import UsageError
from csm_tui.exchange.content import PIECE, Content, content_of
from csm_tui.exchange.problems import BadSheet, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_HEAD: Final = 2_000
# So much of a text is looked at to tell what it is, and one more to know whether it goes on.
SHOWN: Final = 1_000_001
_BLANK: Final = "\ufeff \t\r\n"
_WORD: Final = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_LONGEST_WORD: Final = 40
_SAMPLES: Final = 3


class Decoded(NamedTuple):
    """How a file is decoded: `proof` says why by `encoding`, `text` is what it begins with.

    It is all there is to a file of up to a million characters. `blank` files have nothing but
    spaces; `nuls` tells whether a NUL stands in it.
    """

    text: str
    encoding: str
    proof: str
    blank: bool
    nuls: bool


class _Seen(NamedTuple):
    """What was seen of a text on the way through."""

    head: str
    blank: bool
    nuls: bool

    def decoded(self, encoding: str, proof: str) -> Decoded:
        return Decoded(self.head, encoding, proof, self.blank, self.nuls)


class _NotUtf8(NamedTuple):
    """The place and the value of the first byte that does not fit."""

    at: int
    byte: int


def decode(
    data: bytes | Content, declared: str | None = None, *, name: str = "the file"
) -> Decoded:
    """Decode `data` in the `declared` encoding or in the one its bytes prove, piece by piece.

    Raises UsageError for an encoding that does not exist, BadSheet with line and byte where the
    bytes do not fit.
    """
    content = content_of(data)
    if declared is not None:
        return _declared(content, declared, name)
    head = content.head(_HEAD)
    for mark, encoding, title in _MARKS:
        if head.startswith(mark):
            seen = _strictly(content, encoding, name)
            return seen.decoded(encoding, f"{title} (byte order mark)")
    if pattern := _nul_pattern(head):
        proof = "UTF-16 (without mark: every second byte is 0)"
        return _strictly(content, pattern, name).decoded(pattern, proof)
    found = _as_utf8(content)
    if isinstance(found, _NotUtf8):
        return _windows(content, found, name)
    return found.decoded("utf-8", "UTF-8 (every byte fits)")


def _as_utf8(content: Content) -> _Seen | _NotUtf8:
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0

    def texts() -> Iterator[str]:
        nonlocal done
        for piece in content.pieces():
            text = decoder.decode(piece)
            done += len(piece)
            yield text
        yield decoder.decode(b"", True)

    try:
        return _looked_through(texts())
    except UnicodeDecodeError as error:
        # What the error counts begins with the bytes that the piece before left open.
        open_ = len(decoder.getstate()[0])
        return _NotUtf8(done - open_ + error.start, error.object[error.start])


def _looked_through(texts: Iterable[str]) -> _Seen:
    head: list[str] = []
    length, blank, nuls = 0, True, False
    for text in texts:
        if length < SHOWN:
            head.append(text[: SHOWN - length])
        length += len(text)
        blank = blank and not text.strip(_BLANK)
        nuls = nuls or "\0" in text
    return _Seen("".join(head), blank, nuls)


def _declared(content: Content, declared: str, name: str) -> Decoded:
    try:
        encoding = codecs.lookup(declared).name
        bytes(4).decode(encoding)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"There is no encoding {declared!r}. Use --encoding utf-8, utf-16, cp1252, cp1250, "
            "mac-roman or another name that Python knows."
        ) from error
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    return _strictly(content, encoding, name).decoded(encoding, f"{declared} (declared)")


def _nul_pattern(head: bytes) -> str | None:
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and odd > half * 0.3 and even <= half * 0.02:
        return "utf-16-le"
    if half and even > half * 0.3 and odd <= half * 0.02:
        return "utf-16-be"
    return None


def _windows(content: Content, wrong: _NotUtf8, name: str) -> Decoded:
    """Take bytes that are not UTF-8 as Windows-1252, unless most of them are UTF-8 after all."""
    bad = f"0x{wrong.byte:02X}"
    line = _line_of(content, wrong.at)
    fitting, escaped = _beyond_ascii(content)
    if fitting >= escaped:
        raise BadSheet(
            Problem(
                name,
                line,
                None,
                bad,
                f"byte {wrong.at + 1} of the file ({bad}) is not UTF-8, though the rest is.",
                "Mend it, or name the encoding with --encoding.",
            )
        )
    seen = _strictly(content, "cp1252", name)
    proof = (
        f"Windows-1252 (assumed: byte {bad} in line {line} is not UTF-8; "
        f"{_sample(content, 'cp1252')}; --encoding names another)"
    )
    return seen.decoded("cp1252", proof)


def _line_of(content: Content, position: int) -> int:
    """Return the line of a byte of a file whose bytes are UTF-8 up to it."""
    lines, last, left = 1, b"", position
    for whole in content.pieces():
        piece = whole[:left]
        breaks = piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")
        lines += breaks - (last == b"\r" and piece.startswith(b"\n"))
        last, left = piece[-1:], left - len(piece)
        if not left:
            break
    return lines


def _beyond_ascii(content: Content) -> tuple[int, int]:
    """Return how many characters beyond ASCII are UTF-8, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    fitting = escaped = 0
    # Piece by piece: text with a single escape in it takes two bytes for every character.
    for piece in chain(content.pieces(), (b"",)):
        text = decoder.decode(piece, not piece)
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        wrong = sum("\ud800" <= char <= "\udfff" for char in _FOREIGN.findall(text))
        fitting, escaped = fitting + beyond - wrong, escaped + wrong
    return fitting, escaped


def _sample(content: Content, encoding: str) -> str:
    found: list[str] = []
    with io.TextIOWrapper(content.opened(), encoding=encoding, newline="") as file:
        # Whole lines: no word is cut in two.
        while len(found) < _SAMPLES and (lines := file.readlines(PIECE)):
            found += _first("".join(lines), _SAMPLES - len(found))
    return "it reads " + ", ".join(dict.fromkeys(found))


def _first(text: str, most: int) -> list[str]:
    """Return the first words that hold a letter beyond ASCII."""
    found: list[str] = []
    place = 0
    # Letters first, words around them then: looking for words at once takes seconds.
    while len(found) < most and (letter := _FOREIGN.search(text, place)):
        around = max(place, letter.start() - _LONGEST_WORD)
        word = _WORD.search(text, around)
        if word is None:
            break
        found.append(word.group())
        place = word.end()
    return found


def _strictly(content: Content, encoding: str, name: str) -> _Seen:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        pieces = chain(content.pieces(), (b"",))
        return _looked_through(decoder.decode(piece, not piece) for piece in pieces)
    except (LookupError, UnicodeError):
        # What is wrong, and where, the whole of it tells.
        return _looked_through((_at_once(content.whole(), encoding, name),))


def _at_once(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02X}" if error.start < len(data) else "the end"
        raise BadSheet(
            Problem(
                name,
                _line(data, error.start, encoding),
                None,
                byte,
                f"byte {error.start + 1} of the file ({byte}) is not {encoding}.",
                "Mend it, or name the encoding with --encoding.",
            )
        ) from error
    except UnicodeError as error:
        raise BadSheet(
            Problem(name, None, None, None, f"the file is not {encoding}.", "Name another.")
        ) from error


def _line(data: bytes, position: int, encoding: str) -> int:
    try:
        head = data[:position].decode(encoding, "replace")
    except UnicodeError:  # some codecs know no replacement
        head = data[:position].decode("latin-1")
    return head.count("\n") + head.count("\r") - head.count("\r\n") + 1
