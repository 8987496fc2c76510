"""What stands around the table of a sheet: titles above the header, footers below the rows."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import islice
from statistics import median_low
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.headers import is_known_header

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many records are looked at to find the header, and so many may stand below the rows.
LOOKED_AT: Final = 25
MOST_FOOTERS: Final = 10
_RECORDS: Final = re.compile(r"(grand )?totals?\s*\(\s*[\d.,]+\s+records?\s*\)")
_FOOTERS: Final = (
    ("totals", _RECORDS),
    ("totals", re.compile(r"(grand |sub)?total(e?s)?( general| geral)?:?$")),
    ("confidentiality", re.compile(r"confidential information\b.*")),
    (
        "confidentiality",
        re.compile(
            r"((strictly|company) )?confidential\s*([-–—:.,].*)?"
            r"|((informaci[oó]n|informaç[aã]o|documento|uso) )?confidencial\s*([-–—:.,].*)?"
            r"|((informasi|dokumen) )?rahasia\s*([-–—:.,].*)?"
        ),
    ),
    ("copyright", re.compile(r"(copyright\s*(\(c\)|©|\d{4})|(\(c\)|©)\s*\d{4}).*")),
    ("where it is from", re.compile(r"(generated|exported|created|printed) (by|on|at|from)\b.*")),
    (
        "where it is from",
        re.compile(
            r"(generado|exportado|creado|impreso|gerado|criado|impresso) (el|en|em|por|de)\b.*"
            r"|(dibuat|diekspor|dicetak) (pada|oleh|dari)\b.*"
        ),
    ),
)
_MARK: Final = re.compile(r"copyright\b|\(c\)\s|©")
_TOTAL: Final = re.compile(r"(grand |sub)?total(e?s)?( general| geral)?:?|jumlah:?|suma:?")
_NUMBER: Final = re.compile(r"[^\d,.\-]")
_CENTS: Final = re.compile(r"[.,](?=\d{1,2}$)")


class Junk(NamedTuple):
    """A line that is no row: where it stands, what it says, and why it was left out."""

    line: int
    text: str
    why: str


def filled(cells: Sequence[str]) -> list[str]:
    """Return what stands in the cells that are not blank."""
    return [cell.strip() for cell in cells if cell and not cell.isspace()]


def header_at(records: Sequence[Sequence[str]]) -> int:
    """Return which of the first `records` is the header: 0 unless titles stand above it.

    A title is a record with at most half as many filled cells as the header below it; that one
    must hold a name that we know.
    """
    if len(records) < 2:
        return 0
    counts = [len(filled(cells)) for cells in records]
    usual = median_low(counts[1:])
    if counts[0] > 1 and counts[0] * 2 > usual:
        return 0
    for at in range(1, len(records)):
        fits = counts[at] > 1 and counts[at] * 2 > usual
        above = all(count <= max(1, counts[at] // 2) for count in counts[:at])
        if fits and above and _is_header(records[at]):
            return at
    return 0


def _is_header(cells: Sequence[str]) -> bool:
    names = filled(cells)
    return len(set(names)) == len(names) and any(map(is_known_header, names))


def footer(cells: Sequence[str]) -> str | None:
    """Return what kind of footer a record is by its words alone, or None."""
    words = filled(cells)
    if not words or (len(words) > 1 and not _MARK.match(words[0].casefold())):
        return None
    # The mark of a copyright may have a comma in it, unquoted.
    text = " ".join(", ".join(words).casefold().split())
    return next((why for why, pattern in _FOOTERS if pattern.fullmatch(text)), None)


def total(cells: Sequence[str], columns: Sequence[Sequence[str]], above: int) -> str | None:
    """Return why `cells` is the sum of the first `above` rows of `columns`, or None.

    Beside the word "Total" it may hold numbers only, and one of them must be the sum of the
    numbers above it: an account can be called Total, but none "Grand Totals (3 records)".
    """
    words = filled(cells)
    label = words[0].casefold() if words else ""
    counted = _RECORDS.fullmatch(label) is not None
    if len(words) < 2 or not (counted or _TOTAL.fullmatch(label)):
        return None
    numbers = [_number(word) for word in words[1:]]
    if None in numbers:
        return None
    if counted:
        return "totals"
    for cell, column in zip(cells, columns, strict=False):
        said = _number(cell) if cell.strip() and cell.strip() != words[0] else None
        if said is not None and said == sum(filter(None, map(_number, islice(column, above)))):
            return "totals"
    return None


def _number(text: str) -> Decimal | None:
    plain = _NUMBER.sub("", text)
    if not plain or any(letter.isalpha() for letter in text):
        return None
    cents = _CENTS.search(plain)
    digits = plain if cents is None else plain[: cents.start()]
    whole = digits.replace(",", "").replace(".", "")
    try:
        return Decimal(whole if cents is None else f"{whole}.{plain[cents.end() :]}")
    except InvalidOperation:
        return None
