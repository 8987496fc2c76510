"""Columns put together from others: a name from first and last, a reference from id or name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.choices import convert_flags
from csm_tui.exchange.converted import Cells
from csm_tui.exchange.header_names import normalise, places_of
from csm_tui.exchange.packed import Lines, Packed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.reader import Sheet

_PLACE: Final = re.compile(r"\{([^{}?]+)(?:\?([^{}]*))?\}")


class _Pattern(NamedTuple):
    """One alternative: its text with `{}` for each column, their places, a word for a true cell."""

    text: str
    places: tuple[int, ...]
    words: tuple[str | None, ...]


class Made(NamedTuple):
    """A column that was put together: its header, what it is told as, and of which columns."""

    header: str
    title: str
    places: frozenset[int]


def with_made(sheet: Sheet, templates: Mapping[str, str]) -> tuple[Sheet, dict[str, Made]]:
    """Return `sheet` with a column for each template that can be filled, by field.

    A template is `{First Name} {Last Name}|{Email}`: of the alternatives, the first that has
    something in the row. `{Badge: Champion?champion}` is the word where the cell says yes.
    """
    header, cells, made = list(sheet.header), list(sheet.cells), dict[str, Made]()
    unread = dict(sheet.unread)
    for field, template in templates.items():
        patterns = _patterns(template, sheet.header)
        if not patterns:
            continue
        title = " + ".join(sheet.header[place] for place in patterns[0].places)
        header.append(f"{title} (as {field})" if title in header else title)
        cells.append(_filled(patterns, sheet))
        places = frozenset(at for one in patterns for at in one.places)
        made[field] = Made(header[-1], title, places)
        # What is made of a cell without a value has none either.
        without = {row: text for at in places for row, text in sheet.unread.get(at, {}).items()}
        if without:
            unread[len(header) - 1] = without
    if not made:
        return sheet, made
    return replace(sheet, header=tuple(header), cells=cells, unread=unread), made


def of_rows(sheet: Sheet, rows: Sequence[int]) -> Sheet:
    """Return `sheet` with these of its rows only; what was rejected or wrong is not told again."""
    again = {row: at for at, row in enumerate(rows)}
    unread = {
        place: {again[row]: text for row, text in found.items() if row in again}
        for place, found in sheet.unread.items()
    }
    return replace(
        sheet,
        cells=[Packed(column[row] for row in rows) for column in sheet.cells],
        lines=Lines(sheet.lines[row] for row in rows),
        rejected=[],
        problems=[],
        unread=unread,
    )


def _patterns(template: str, header: Sequence[str]) -> list[_Pattern]:
    known = places_of(header)
    patterns = []
    for alternative in template.split("|"):
        places, words = [], []
        text = ""
        end = 0
        for found in _PLACE.finditer(alternative):
            text += _literal(alternative[end : found.start()])
            end = found.end()
            place = known.get(normalise(found[1]))
            if place is not None:
                places.append(place)
                words.append(found[2])
                text += "{}"
        text += _literal(alternative[end:])
        if places:
            patterns.append(_Pattern(text, tuple(places), tuple(words)))
    return patterns


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _filled(patterns: Sequence[_Pattern], sheet: Sheet) -> list[str]:
    filled = [""] * len(sheet.lines)
    for pattern in reversed(patterns):
        columns = [
            sheet.cells[place] if word is None else _where_true(sheet, place, word)
            for place, word in zip(pattern.places, pattern.words, strict=True)
        ]
        made = _texts(pattern.text, columns)
        filled = [new or old for new, old in zip(made, filled, strict=True)]
    return filled


def _texts(text: str, columns: Sequence[Sequence[str]]) -> list[str]:
    """Return `text` with the cells of each row put in, empty where they all are."""
    if text == "{}":
        return list(map(str.strip, columns[0]))
    if text == "{} {}":
        return [
            f"{first.strip()} {last.strip()}".strip() for first, last in zip(*columns, strict=True)
        ]
    return [
        " ".join(text.format(*cells).split()) if any(map(str.strip, cells)) else ""
        for cells in zip(*columns, strict=True)
    ]


def _where_true(sheet: Sheet, place: int, word: str) -> list[str]:
    flags = convert_flags(Cells(sheet.header[place], sheet.cells[place], sheet.lines))
    return [word if flag else "" for flag in flags.values]
