"""Which character separates the cells of a file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice
from typing import Final, NamedTuple

NAMES: Final[dict[str, str]] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_RECORDS: Final = 200
_HEAD: Final = 1_000_000
_DECLARED: Final = re.compile(r"\ufeff?\"?sep=([^\r\n\"])\"?\s*(?:\r\n|\r|\n|$)", re.IGNORECASE)
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


class Dialect(NamedTuple):
    """The delimiter, why, and how many lines stand before the header (a `sep=;` line is one)."""

    delimiter: str
    proof: str
    skip: int = 0


def sniff(text: str) -> Dialect:
    """Return the dialect of `text`: a `sep=` line, else the most consistent of `, ; TAB |`.

    The first 200 records are parsed with each; that which gives most of them as many cells (two or
    more) as the header wins, a title above it being none. A file of one column counts as separated
    by commas.
    """
    if declared := _DECLARED.match(text):
        return Dialect(declared.group(1), "said by the file's first line", skip=1)
    # A head cut off anywhere would end in half a record.
    lines = _LINE.findall(text[:_HEAD])[: -1 if len(text) <= _HEAD else -2]
    best = max(NAMES, key=lambda delimiter: _score(lines, delimiter))
    share, cells = _score(lines, best)
    if cells < 2:
        return Dialect(",", "comma (one column)")
    proof = f"{NAMES[best]} ({cells} cells in the header"
    return Dialect(best, f"{proof} and in every row read)" if share == 1 else f"{proof})")


def _score(lines: list[str], delimiter: str) -> tuple[float, int]:
    """Return the share of records with as many cells as the header, and that number."""
    sizes: list[int] = []
    try:
        for record in islice(csv.reader(lines, delimiter=delimiter), _RECORDS):
            if record:
                sizes.append(len(record))
    except csv.Error:
        pass
    if not sizes:
        return 0.0, 0
    counts = Counter(sizes)
    # Above the header may stand a title, in one cell; below a short report its footers do.
    width = sizes[0] if sizes[0] > 1 else counts.most_common(1)[0][0]
    if width == 1:
        width = next((size for size, times in counts.most_common() if size > 2 and times > 1), 1)
    return (counts[width] / len(sizes), width) if width > 1 else (0.0, 0)
