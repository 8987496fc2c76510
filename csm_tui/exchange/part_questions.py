"""What must be asked of the columns of a part: whether to take one, what a word of it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.exchange.reader import Sheet

TAKE: Final = "take"
VALUE: Final = "value"
LEAVE_OUT: Final = "leave-out"
BLANK: Final = "blank"


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
