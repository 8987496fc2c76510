"""Which encoding the bytes of a file are in, decided by proof and never by statistics.

The rule (STORAGE §7): a byte order mark; the NUL pattern of UTF-16; strict UTF-8 of the whole file;
else Windows-1252, flagged as assumed. A file that is UTF-8 but for a few bytes is refused.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from csm_tui.errors import UsageError
from csm_tui.exchange.problems import BadSheet, Problem

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_HEAD: Final = 2_000
_PIECE: Final = 1 << 20
_WORD: Final = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_LONGEST_WORD: Final = 40
_SAMPLES: Final = 3


class Decoded(NamedTuple):
    """The text of a file; `encoding` decodes its bytes again, `proof` says why it was chosen."""

    text: str
    encoding: str
    proof: str


def decode(data: bytes, declared: str | None = None, *, name: str = "the file") -> Decoded:
    """Return the text of `data`, in the `declared` encoding or in the one its bytes prove.

    Raises UsageError for an encoding that does not exist, BadSheet with line and byte where the
    bytes do not fit.
    """
    if declared is not None:
        return _declared(data, declared, name)
    for mark, encoding, title in _MARKS:
        if data.startswith(mark):
            text = _strictly(data, encoding, name)
            return Decoded(text, encoding, f"{title} (byte order mark)")
    if pattern := _nul_pattern(data[:_HEAD]):
        return Decoded(
            _strictly(data, pattern, name), pattern, "UTF-16 (without mark: every second byte is 0)"
        )
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "UTF-8 (every byte fits)")
    except UnicodeDecodeError as error:
        return _windows(data, error, name)


def _declared(data: bytes, declared: str, name: str) -> Decoded:
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
    return Decoded(_strictly(data, encoding, name), encoding, f"{declared} (declared)")


def _nul_pattern(head: bytes) -> str | None:
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and odd > half * 0.3 and even <= half * 0.02:
        return "utf-16-le"
    if half and even > half * 0.3 and odd <= half * 0.02:
        return "utf-16-be"
    return None


def _windows(data: bytes, error: UnicodeDecodeError, name: str) -> Decoded:
    """Take bytes that are not UTF-8 as Windows-1252, unless most of them are UTF-8 after all."""
    bad = f"0x{data[error.start]:02X}"
    line = _line(data, error.start, "utf-8")
    fitting, escaped = _beyond_ascii(data)
    if fitting >= escaped:
        raise BadSheet(
            Problem(
                name,
                line,
                None,
                bad,
                f"byte {error.start + 1} of the file ({bad}) is not UTF-8, though the rest is.",
                "Mend it, or name the encoding with --encoding.",
            )
        )
    decoded = _strictly(data, "cp1252", name)
    return Decoded(
        decoded,
        "cp1252",
        f"Windows-1252 (assumed: byte {bad} in line {line} is not UTF-8; {_sample(decoded)}; "
        "--encoding names another)",
    )


def _beyond_ascii(data: bytes) -> tuple[int, int]:
    """Return how many characters beyond ASCII are UTF-8 in `data`, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    fitting = escaped = 0
    # Piece by piece: text with a single escape in it takes two bytes for every character.
    for start in range(0, len(data), _PIECE):
        text = decoder.decode(data[start : start + _PIECE], start + _PIECE >= len(data))
        beyond = len(text) - len(text.encode("ascii", "ignore"))
        wrong = sum("\ud800" <= char <= "\udfff" for char in _FOREIGN.findall(text))
        fitting, escaped = fitting + beyond - wrong, escaped + wrong
    return fitting, escaped


def _sample(text: str) -> str:
    words = dict.fromkeys(match.group() for match in _first(text))
    return "it reads " + ", ".join(words)


def _first(text: str) -> list[re.Match[str]]:
    """Return the first words that hold a letter beyond ASCII."""
    found: list[re.Match[str]] = []
    place = 0
    # Letters first, words around them then: looking for words at once takes seconds.
    while len(found) < _SAMPLES and (letter := _FOREIGN.search(text, place)):
        around = max(place, letter.start() - _LONGEST_WORD)
        word = _WORD.search(text, around)
        if word is None:
            break
        found.append(word)
        place = word.end()
    return found


def _strictly(data: bytes, encoding: str, name: str) -> str:
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
