"""Exporting the rows of the book, or of some of its accounts, to a file in any format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.errors import CsmError, FileProblem, UsageError
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.widgets.path_field import Paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.store.database import Book

    Written = tuple[Path, dict[str, int]]

ALL: Final = "all"
_XLSX: Final = "xlsx"
# CSV as a spreadsheet of this country opens it; the others are what they are called.
_EXCEL: Final = "excel-csv"
_FORMATS: Final = (_XLSX, "csv", _EXCEL, "json", "ndjson")


class BookExportForm(Form[None]):
    """Asks what is exported, how and where to; what is there is replaced by a second Enter."""

    def __init__(self, filter: str = "") -> None:
        self._filter = filter
        self._replace: Path | None = None
        super().__init__()

    def title_line(self) -> Line:
        """Return the title."""
        return line(Piece(" Export", "title"), right=[Piece("rows that import again ", "muted")])

    def fields(self) -> Sequence[FieldSpec]:
        """Return what is exported, its format and its file."""
        from csm_tui.exchange.kinds import KINDS

        return (
            FieldSpec("kind", "kind", ALL, "all, or one: " + " · ".join(KINDS), (ALL, *KINDS)),
            FieldSpec(
                "format",
                "format",
                _XLSX,
                "xlsx · csv · excel-csv (as spreadsheets here open it) · json · ndjson",
                _FORMATS,
            ),
            FieldSpec("where", "accounts", self._filter, "empty: all; else a filter: tier:high …"),
            FieldSpec("columns", "columns", "", "empty: all; else of one kind: name, arr"),
            FieldSpec(
                "file",
                "file",
                "",
                "empty: book.xlsx or KIND.csv here; all but xlsx go to a folder",
                (),
                Paths(),
            ),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        from csm_tui.domain.filters import parse
        from csm_tui.exchange.kinds import KINDS

        if name == "kind" and text.strip() not in (ALL, *KINDS):
            raise UsageError(f"kind is {ALL} or one of {', '.join(KINDS)}.")
        if name == "format" and text.strip() not in _FORMATS:
            raise UsageError(f"format is one of {', '.join(_FORMATS)}.")
        if name == "where":
            parse(text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Write the file, or the folder of files, whole or not at all."""
        kind, format = texts["kind"].strip(), texts["format"].strip()
        path, columns = _path(texts), _columns(texts)
        if kind == ALL and columns is not None:
            self.fail(UsageError("columns go with one kind."), "columns")
            return
        if path.exists() and path != self._replace:
            self._replace = path
            self.hint(f"{path} is there already. Enter again replaces what is in it.", "warn")
            return
        replace, today, where = path == self._replace, self.csm.desk.today, texts["where"]

        def write(book: Book) -> Written:
            return path, write_to(book)

        def write_to(book: Book) -> dict[str, int]:
            from csm_tui.domain.filters import parse
            from csm_tui.exchange.atomic import whole_file
            from csm_tui.exchange.writer import PLAIN
            from csm_tui.operations.exporting import export_all, export_rows, export_workbook
            from csm_tui.spreadsheets import style_here

            style = style_here() if format == _EXCEL else PLAIN
            form, filter = "csv" if format == _EXCEL else format, parse(where)
            if kind == ALL and form != _XLSX:
                return export_all(
                    book,
                    path,
                    today=today,
                    format=form,
                    filter=filter,
                    style=style,
                    overwrite=replace,
                )
            with whole_file(path, overwrite=replace) as file:
                if kind == ALL:
                    return export_workbook(book, file, today=today, filter=filter)
                count = export_rows(
                    book,
                    kind,
                    file,
                    today=today,
                    format=form,
                    columns=columns,
                    filter=filter,
                    style=style,
                )
                return {kind: count}

        self.hint("Writing …")
        self.csm.ask_aside(write, self._written, self._failed)

    def _written(self, written: Written) -> None:
        path, counts = written
        self.dismiss(None)
        rows = formatting.plural(sum(counts.values()), "row")
        of = next(iter(counts)) if len(counts) == 1 else f"{len(counts)} kinds"
        self.csm.notice(f"Exported: {rows} of {of} to {path.absolute()}")

    def _failed(self, error: CsmError) -> None:
        name = "file" if isinstance(error, FileProblem) else None
        self.fail(error, "columns" if "no column" in str(error) else name)


def _path(texts: Mapping[str, str]) -> Path:
    named = texts["file"].strip()
    if named:
        return Path(named).expanduser()
    kind, format = texts["kind"].strip(), texts["format"].strip()
    if kind == ALL:
        return Path("book.xlsx" if format == _XLSX else "csm-export")
    return Path(f"{kind}.{'csv' if format == _EXCEL else format}")


def _columns(texts: Mapping[str, str]) -> tuple[str, ...] | None:
    names = tuple(filter(None, map(str.strip, texts["columns"].split(","))))
    return names or None
