"""Importing files: their paths, then what became of them; an ambiguity is asked, never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.suggester import Suggester

from csm_tui.errors import CsmError, FileProblem, InvalidValue
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.operations.import_report import ImportReport, SourceFile

_DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
_MOST_BYTES: Final = 512 * 1024 * 1024


class Paths(Suggester):
    """Completes the path being typed, as a shell does."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that continues the last one of `value`."""
        start, semicolon, last = value.rpartition(";")
        typed = last.lstrip()
        if not typed:
            return None
        folder, _, name = typed.rpartition("/")
        place = Path(folder or ("/" if typed.startswith("/") else ".")).expanduser()
        try:
            found = sorted(entry for entry in place.iterdir() if entry.name.startswith(name))
        except OSError:
            return None
        visible = [
            entry for entry in found if name.startswith(".") or not entry.name.startswith(".")
        ]
        if not visible:
            return None
        more = visible[0].name[len(name) :] + ("/" if visible[0].is_dir() else "")
        return f"{start}{semicolon}{last}{more}" if more else None


class ImportForm(Form[None]):
    """Asks for the files and imports them as one operation."""

    def title_line(self) -> Line:
        """Return the title."""
        return line(
            Piece(" Import files", "title"), right=[Piece("CSV; one import, one undo ", "muted")]
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Return the files, and what settles an ambiguity."""
        from csm_tui.exchange.kinds import KINDS

        return (
            FieldSpec(
                "files", "files", "", "paths by semicolons; → takes the suggestion", (), Paths()
            ),
            FieldSpec("kind", "kind", "", "empty: recognised from the columns", tuple(KINDS)),
            FieldSpec("source", "source", "", "the system they come from: salesforce, hubspot …"),
            FieldSpec(
                "date_order", "date order", "", "only where asked: dmy, mdy, ymd", _DATE_ORDERS
            ),
            FieldSpec("map", "columns", "", "only where asked: name=company_name; arr=arr_value"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if name == "date_order" and text and text not in _DATE_ORDERS:
            raise InvalidValue(f"date order is one of {', '.join(_DATE_ORDERS)}.")
        if name == "map" and text.strip():
            _mapping(text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Read the files and import them."""
        from csm_tui.operations.import_report import ImportOptions
        from csm_tui.operations.transfer import import_files

        try:
            sources = _sources(texts["files"])
        except CsmError as error:
            self.fail(error, "files")
            return
        options = ImportOptions(
            kind=texts["kind"].strip() or None,
            source=texts["source"].strip() or None,
            date_order=texts["date_order"].strip() or None,  # type: ignore[arg-type]  # checked
            mapping=_mapping(texts["map"]),
        )
        self.hint("Reading …")
        self.csm.import_files(import_files, sources, options, self._done, self.fail)

    def _done(self, report: ImportReport) -> None:
        from csm_tui.tui.screens.summary import SummaryScreen

        self.dismiss(None)
        self.csm.action_portfolio()
        self.csm.push_screen(SummaryScreen(report))


def _sources(text: str) -> list[SourceFile]:
    from csm_tui.operations.import_report import SourceFile

    sources = []
    for part in text.split(";"):
        if not part.strip():
            continue
        path = Path(part.strip()).expanduser()
        try:
            if path.is_dir():
                raise FileProblem(f"{path} is a folder; name the files in it.")
            if path.stat().st_size > _MOST_BYTES:
                raise FileProblem(f"{path} is too large to import in one piece; split it.")
            sources.append(SourceFile(path.name, path.read_bytes(), path))
        except OSError as error:
            raise FileProblem(f"{path} cannot be read: {error.strerror}.") from error
    if not sources:
        raise FileProblem("Name a file to import.")
    return sources


def _mapping(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in text.split(";"):
        field, equals, header = part.partition("=")
        if part.strip() and not (equals and field.strip() and header.strip()):
            raise InvalidValue("columns are written field=header; field=header.")
        if part.strip():
            pairs[field.strip()] = header.strip()
    return pairs
