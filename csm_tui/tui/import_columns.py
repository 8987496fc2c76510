"""The files and columns of an import as lines: recognised as what, read as what, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.tui.import_parts import ARROW, COUNTED, Entry, Look, Part, head, still
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.operations.import_report import FileReport
    from csm_tui.operations.preview import Preview
    from csm_tui.operations.preview_files import ColumnPreview, FilePreview

_HEADER, _FIELD = 23, 17


def files_part(found: Preview, look: Look) -> Part:
    entries = [
        Entry(("file", number), _file(report, look), (_recognised(report),), file=report.name)
        for number, report in enumerate(found.report.files)
    ]
    return Part("files", head("Files", str(len(found.files))), tuple(entries))


def _file(report: FileReport, look: Look) -> Callable[[int], Line]:
    counts = [
        f"{getattr(report, figure):,} {word}"
        for figure, word, _ in COUNTED
        if getattr(report, figure)
    ]
    return still(
        Piece(fit(report.name, 26, look.glyphs.cut)),
        Piece(fit(f" {report.kind or 'not read'}", 15), "text" if report.kind else "warn"),
        Piece(fit_right(f"{report.read:,}", 8)),
        Piece(" row   " if report.read == 1 else " rows  ", "muted"),
        Piece(", ".join(counts), "muted"),
    )


def _recognised(report: FileReport) -> str:
    source, left_out = report.evidence.get("source"), report.evidence.get("left out")
    if report.kind is None and isinstance(left_out, str):
        return f"{report.name} is left out. {left_out}."
    return f"{report.name}: {source}." if source else f"{report.name}: no program's export."


def columns_part(number: int, file: FilePreview, look: Look, *, several: bool) -> Part:
    entries = [
        Entry(
            ("column", number, column.place),
            partial(_column, column, look),
            _told_of_column(column),
            column=column,
            file=file.name,
        )
        for column in file.columns
    ]
    read = sum(column.use not in ("left out", "not read") for column in file.columns)
    title = f"Columns of {file.name}" if several else "Columns"
    told = f"{read} of {len(file.columns)} are read"
    return Part(f"columns {number}", head(title, told), tuple(entries))


_USES: Final = {"metric": "a metric", "custom": "own field", "with others": "with others"}


def _column(column: ColumnPreview, look: Look, width: int) -> Line:
    glyphs = look.glyphs
    rest = f" {glyphs.dot} ".join(column.examples)
    if column.use == "field":
        mark, ink = ARROW, "accent" if column.by_hand else "text"
        word = " ".join(dict.fromkeys(field for _, field in column.fields))
        rest = column.why or rest
    elif column.use in _USES:
        mark, ink, word = "+", "accent", _USES[column.use]
        rest = column.why or rest
    else:
        mark, ink = glyphs.unknown, "warn" if column.use == "not read" else "muted"
        word, rest = column.use, column.why or rest
    return line(
        Piece(
            f"{fit(column.header, _HEADER, glyphs.cut)} ",
            "text" if column.use == "field" else "muted",
        ),
        Piece(f"{mark} ", "faint"),
        Piece(fit(word, _FIELD, glyphs.cut), ink),
        Piece(f" {rest}"[: max(0, width)], "muted"),
    )


def _told_of_column(column: ColumnPreview) -> tuple[str, ...]:
    fields = ", ".join(f"{field} of {kind.replace('_', ' ')}" for kind, field in column.fields)
    said = {
        "field": f"{column.header} is read as {fields}{', as you said' if column.by_hand else ''}.",
        "metric": f"{column.header} is read as a metric of that name.",
        "custom": f"{column.header} is kept as a field of your own.",
        "with others": f"{column.header} is read together with other columns.",
        "left out": f"{column.header} is left out.",
        "not read": f"{column.header} is not read: nothing of ours is called so.",
    }[column.use]
    why = f"{formatting.sentence(column.why).removesuffix('.')}." if column.why else ""
    return tuple(filter(None, (said, why)))


def side_lines(entry: Entry | None, room: int) -> list[Line]:
    """Return what stands beside the list: all there is to say of the line under the cursor."""
    if entry is None:
        return []
    lines: list[Line] = []
    for number, text in enumerate(entry.told):
        ink = "text" if number == 0 else "muted"
        lines += [line(Piece(part, ink)) for part in wrap(text, room)] + [BLANK]
    column = entry.column
    if column is not None and column.examples:
        lines.append(line(Piece("In the file", "strong")))
        lines += [line(Piece(text, "muted")) for text in column.examples]
        lines.append(BLANK)
    if column is not None and column.choices:
        lines.append(line(Piece("It could be", "strong")))
        shown = ", ".join(column.choices)
        lines += [line(Piece(part, "muted")) for part in wrap(shown, room, most=8)]
    return lines
