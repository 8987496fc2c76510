"""Which mark stands before the decimals in a column of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.options import DECIMAL_MARKS, DecimalMark
from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.exchange.converted import Cells
    from csm_tui.exchange.numerals import Numeral

MARK_NAMES: Final[dict[DecimalMark, str]] = {".": "decimal point", ",": "decimal comma"}
FLAG: Final = "--decimal ,|."
WHAT: Final = "decimal"


class SettledMark(NamedTuple):
    """The mark to read by, why (None where nobody would ask), and whether the column proves it."""

    mark: DecimalMark
    evidence: str | None = None
    proven: DecimalMark | None = None
    ambiguous: Ambiguity | None = None


def settle_mark(
    cells: Cells, numerals: Mapping[str, Numeral], declared: DecimalMark | None
) -> SettledMark:
    """Return the declared mark, else the one under which all of `numerals` are well formed.

    The first two texts of each shape are enough.
    """
    if declared:
        said = f"{MARK_NAMES[declared]} (declared)" if _is_marked(numerals, declared) else None
        return SettledMark(declared, said)
    sided = {text: numeral for text, numeral in numerals.items() if matters(numeral)}
    if not sided:
        return SettledMark(".")
    marks = [m for m in DECIMAL_MARKS if all(m in n.readings for n in sided.values())]
    if len(marks) != 1:
        ambiguous = _undecided(cells, sided) if marks else _mixed(cells, sided)
        return SettledMark(".", ambiguous=ambiguous)
    mark = marks[0]
    if mark == "." and not _is_marked(sided, "."):
        return SettledMark(mark, None, mark)
    proof = next(text for text, numeral in sided.items() if len(numeral.readings) == 1)
    evidence = f"{MARK_NAMES[mark]}: row {cells.line_of(proof)} is {proof.strip()}"
    return SettledMark(mark, evidence, mark)


def _is_marked(numerals: Mapping[str, Numeral], mark: DecimalMark) -> bool:
    readings = (numeral.readings.get(mark) for numeral in numerals.values())
    return any(reading.marked for reading in readings if reading)


def matters(numeral: Numeral) -> bool:
    """Return whether the decimal mark changes what the text means."""
    readings = numeral.readings
    if len(readings) == 1:
        return True
    return readings[","][:2] != readings["."][:2]


def _undecided(cells: Cells, sided: dict[str, Numeral]) -> Ambiguity:
    examples = tuple(sided)[:2]
    text = examples[0].strip()
    point, comma = text.replace(",", ""), text.replace(".", "").replace(",", ".")
    meaning = f"{point} or {comma}"
    return Ambiguity(
        cells.name,
        examples,
        tuple(cells.line_of(example) for example in examples),
        f"{' and '.join(example.strip() for example in examples)}: there is no telling whether the "
        f"mark is of decimals or of thousands ({text} is {meaning}).",
        FLAG,
        what=WHAT,
        choices=(Choice(".", f"{text} is {point}"), Choice(",", f"{text} is {comma}")),
    )


def _mixed(cells: Cells, sided: dict[str, Numeral]) -> Ambiguity:
    firsts = {
        next(iter(numeral.readings)): text
        for text, numeral in reversed(sided.items())
        if len(numeral.readings) == 1
    }
    examples = tuple(sorted(firsts.values(), key=cells.line_of))
    lines = tuple(cells.line_of(text) for text in examples)
    told = ", ".join(
        f"row {line} is {text.strip()}" for line, text in zip(lines, examples, strict=True)
    )
    choices = tuple(Choice(mark, MARK_NAMES[mark]) for mark in DECIMAL_MARKS)
    reason = f"the column mixes decimal marks: {told}."
    return Ambiguity(cells.name, examples, lines, reason, FLAG, what=WHAT, choices=choices)
