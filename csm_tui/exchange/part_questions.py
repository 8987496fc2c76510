"""What must be asked of the columns of a part: whether to take one, what a word of it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.kinds import Column
    from csm_tui.exchange.reader import Sheet

TAKE: Final = "take"
# What the rows are where no column says it: the type of surveys.
TYPE: Final = "type"
VALUE: Final = "value"
LEAVE_OUT: Final = "leave-out"
BLANK: Final = "blank"
TITLES: Final = {
    "nps": "NPS, how likely to recommend, 0 to 10",
    "csat": "CSAT, how satisfied",
    "ces": "CES, how easy it was",
    "frequency": "how often they want to hear from you",
    "feedback": "an answer without a scale of these",
}


def _examples(sheet: Sheet, place: int, wanted: Sequence[str] = ()) -> list[int]:
    """Return the rows of the first two values of a column, or of those `wanted`."""
    seen: dict[str, int] = {}
    for row, cell in enumerate(sheet.cells[place]):
        if cell.strip() and (not wanted or cell in wanted):
            seen.setdefault(cell, row)
        if len(seen) == 2:
            break
    return list(seen.values())


def whether(sheet: Sheet, place: int, field: str) -> Ambiguity:
    """Return the question whether a column is `field`."""
    header, rows = sheet.header[place], _examples(sheet, place)
    return Ambiguity(
        header,
        tuple(sheet.cells[place][row] for row in rows),
        tuple(sheet.lines[row] for row in rows),
        "it may be the day of the renewal, of the notice, or the end of the term.",
        f"--answer '{TAKE}:{header}={field}|{LEAVE_OUT}'",
        what=TAKE,
        choices=(Choice(field, "the day of the renewal"), Choice(LEAVE_OUT, "leave it out")),
    )


def of_all_rows(column: Column, sheet: Sheet) -> Ambiguity:
    """Return the question what all rows are, where no column says it."""
    return Ambiguity(
        "",
        (),
        (sheet.header_line,),
        f"no column is the {column.name}: what are all these rows?",
        f"--set {column.name}={'|'.join(column.choices)}",
        suggestion=f"Or name its column with `--map {column.name}=HEADER`.",
        what=column.name,
        choices=tuple(Choice(one, TITLES.get(one, one)) for one in column.choices),
    )


def what_is(text: str, choices: Sequence[str], sheet: Sheet, place: int) -> Ambiguity:
    """Return the question which of `choices` a text of a column stands for."""
    header = sheet.header[place]
    (row,) = _examples(sheet, place, (text,))
    return Ambiguity(
        f"{header}:{text.strip()}",
        (text,),
        (sheet.lines[row],),
        f"{text.strip()!r} is none of {', '.join(choices)}.",
        f"--answer '{VALUE}:{header}:{text.strip()}={'|'.join((*choices, BLANK))}'",
        what=VALUE,
        choices=(*(Choice(one, one) for one in choices), Choice(BLANK, "leave it blank")),
    )
