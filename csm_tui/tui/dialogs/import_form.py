"""What to import: a path with completion, a file of the folder, or a pasted table."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import Binding

from csm_tui import formatting
from csm_tui.errors import CsmError, FileProblem
from csm_tui.text import safe_text
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.widgets.bars import Bar
from csm_tui.tui.widgets.path_field import PathField, Paths, path_of
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.widget import Widget
    from textual.widgets import Input

    from csm_tui.operations.import_report import SourceFile

_ENDINGS: Final = frozenset((".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods"))
_LISTED: Final = 200
_PASTED: Final = "pasted table"
_PROMISE: Final = "Nothing is written before you have seen it; one import is one undo."


class Found(NamedTuple):
    """A file that could be imported: what is typed for it, its size in bytes, its day."""

    typed: str
    name: str
    size: int
    changed: date


class ImportForm(Dialog[None]):
    """Asks what to import; the preview asks the rest."""

    DEFAULT_CSS = """
    ImportForm #panel { width: 92; height: 90%; }
    ImportForm #folder { margin: 1 0 0 2; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "preview", "preview"),
        ("↑↓", "choose", ""),
        ("tab", "complete", "complete"),
        ("escape", "cancel", "back"),
    )
    BINDINGS = [
        Binding("down,ctrl+n", "list('down')", show=False, priority=True),
        Binding("up", "list('up')", show=False, priority=True),
        Binding("pagedown", "list('page_down')", show=False),
        Binding("pageup", "list('page_up')", show=False),
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._files: list[Found] = []
        self._chosen = False

    def title_line(self) -> Line:
        """Return what can be imported."""
        return line(
            Piece(" Import", "title"),
            right=[Piece("CSV, Excel, OpenDocument, or a table pasted here ", "muted")],
        )

    def body(self) -> Sequence[Widget]:
        """Return the field above the files of the folder."""
        self._field = PathField(
            placeholder="a path, or several by semicolons", suggester=Paths(), id="search"
        )
        self._folder = Bar(ground="surface", id="folder")
        self._list = RowList(self._row, empty=self._empty, ground="surface", id="list")
        self._list.can_focus = False
        return (self._field, self._folder, self._list)

    def on_mount(self) -> None:
        """Show the files of the folder that the program was started in."""
        super().on_mount()
        self._find("")
        self.call_after_refresh(self.hint, _PROMISE)
        self._field.focus()

    # The files of the folder

    def _find(self, text: str) -> None:
        """List what could be imported in the folder of the last path."""
        folder, _, name = text.rpartition(";")[2].strip().rpartition("/")
        place = Path(folder or "/").expanduser() if folder or text.startswith("/") else Path()
        self._files = _importable(place, folder, name)
        self._choose(chosen=False)
        shown = str(place) if folder else "this folder"
        self._folder.show(
            line(Piece(f"In {shown}", "muted"), right=[Piece("newest first ", "muted")])
        )
        self._list.show([Section("", len(self._files), range(len(self._files)))], top=True)
        self.hint(_PROMISE)

    def _choose(self, *, chosen: bool) -> None:
        self._chosen = self._list.lit = chosen
        self._list.redraw()

    def _row(self, id: int, width: int) -> Line:
        if id >= len(self._files):
            return BLANK
        file = self._files[id]
        when = formatting.day(file.changed, self.csm.desk.today)
        return line(
            Piece(fit(file.name, max(10, width - 26), self.csm.glyphs.cut)),
            Piece(fit_right(_size(file.size), 10), "muted"),
            Piece(fit_right(when, 12), "muted"),
        )

    def _empty(self) -> Line:
        return line(Piece("No CSV or workbook here. Type a path, or paste the table.", "muted"))

    def action_list(self, action: str) -> None:
        """Choose a file while the field has the focus."""
        if not self._files:
            return
        if self._chosen:
            getattr(self._list, f"action_{action}")()
        self._choose(chosen=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the files of the folder being typed."""
        event.stop()
        self._find(event.value)

    def action_complete(self) -> None:
        """Take the file chosen, or the completion, into the field: more can follow."""
        id = self._list.cursor_id
        if self._chosen and id is not None:
            start, semicolon, _ = self._field.value.rpartition(";")
            space = " " if semicolon else ""
            self._field.value = f"{start}{semicolon}{space}{self._files[id].typed}; "
            self._field.cursor_position = len(self._field.value)
        else:
            self._field.action_cursor_right()

    # On to the preview

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Preview what was typed or chosen."""
        event.stop()
        self.action_preview()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Preview the file that was clicked."""
        self._preview_files([path_of(self._files[event.id].typed)])

    def action_preview(self) -> None:
        """Show what the import would do."""
        id = self._list.cursor_id
        if self._chosen and id is not None:
            start, semicolon, _ = self._field.value.rpartition(";")
            self._preview_files(
                [*_paths(start if semicolon else ""), path_of(self._files[id].typed)]
            )
        else:
            self._preview_files(_paths(self._field.value))

    def _preview_files(self, paths: list[Path]) -> None:
        try:
            _check(paths)
        except CsmError as error:
            self.hint(str(error), "bad")
            return
        self._preview([path.name for path in paths], partial(_read, paths))

    def on_path_field_table(self, event: PathField.Table) -> None:
        """Preview a pasted table."""
        event.stop()
        self._preview([_PASTED], partial(_pasted, event.text))

    def _preview(self, names: list[str], read: partial[list[SourceFile]]) -> None:
        from csm_tui.exchange.answers import rates_of
        from csm_tui.operations.import_report import ImportOptions
        from csm_tui.tui.dialogs.import_preview import ImportPreview

        settings = self.csm.settings
        options = ImportOptions(rates=rates_of(settings.rates), owned=settings.owns)
        self.app.push_screen(ImportPreview(names, read, options), self._after)

    def _after(self, imported: bool | None) -> None:
        if imported:
            self.dismiss(None)


def _importable(place: Path, folder: str, name: str) -> list[Found]:
    """Return the files of a folder that could be imported, the newest first."""
    found = []
    try:
        for entry in place.iterdir():
            # A name that a terminal could obey cannot be typed either.
            if safe_text(entry.name) != entry.name:
                continue
            if entry.suffix.lower() in _ENDINGS and entry.name.lower().startswith(name.lower()):
                stat = entry.stat()
                typed = f"{folder}/{entry.name}" if folder or str(place) == "/" else entry.name
                changed = datetime.fromtimestamp(stat.st_mtime, UTC).astimezone()
                found.append((changed, Found(typed, entry.name, stat.st_size, changed.date())))
    except OSError:
        return []
    found.sort(key=lambda one: (-one[0].timestamp(), one[1].name))
    return [file for _, file in found[:_LISTED]]


def _size(size: int) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size //= 1000
    return f"{size:,} GB"


def _paths(text: str) -> list[Path]:
    return [path_of(part) for part in text.split(";") if part.strip()]


def _check(paths: list[Path]) -> None:
    """Raise FileProblem for what cannot be a file to import."""
    if not paths:
        raise FileProblem("Name a file to import, choose one, or paste a table.")
    for path in paths:
        try:
            if path.is_dir():
                raise FileProblem(f"{path} is a folder; name the files in it.")
            path.stat()
        except OSError as error:
            raise FileProblem(f"{path} cannot be read: {error.strerror}.") from error


def _read(paths: list[Path]) -> list[SourceFile]:
    from csm_tui.exchange.sources import content_at
    from csm_tui.operations.import_report import SourceFile

    return [SourceFile(path.name, content_at(path), path) for path in paths]


def _pasted(text: str) -> list[SourceFile]:
    from csm_tui.operations.import_report import SourceFile

    return [SourceFile(_PASTED, text.encode())]
