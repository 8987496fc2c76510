"""An import tried in the background and shown: the body of its preview, which changes it."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal, Vertical

from csm_tui import clock, formatting
from csm_tui.tui.chrome import progress_line, prose
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.import_columns import side_lines
from csm_tui.tui.import_lines import figure_lines, parts, title_line
from csm_tui.tui.import_parts import Entry, Look, Part
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.widgets.bars import Bar, KeyLine
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.tui.widgets.side_lines import SideLines
from csm_tui.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Resize

    from csm_tui.errors import CsmError
    from csm_tui.operations.import_report import ImportOptions, SourceFile
    from csm_tui.operations.preview import Preview
    from csm_tui.operations.preview_files import FilePreview
    from csm_tui.operations.preview_questions import Asked
    from csm_tui.store.database import Book

TRYING: Final = "Trying it out"
IMPORTING: Final = "Importing"
_TELL_SECONDS: Final = 0.1
# From so many cells on, what there is to say of a line stands beside the list.
_WIDE: Final = 118


class ImportTrial(Dialog[bool]):
    """What an import would do, as a list; subclasses answer it, change it and end it."""

    DEFAULT_CSS = """
    ImportTrial #panel { width: 100%; height: 100%; background: $background; padding: 0; }
    ImportTrial #dialog-title { margin: 0; }
    ImportTrial #figures { margin: 1 0; }
    ImportTrial #hint { margin: 1 0 0 0; }
    ImportTrial RowList {
        background: $background;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-corner-color: $background;
    }
    ImportTrial SideLines { display: none; width: 40; }
    ImportTrial.-wide SideLines { display: block; }
    """

    def __init__(
        self,
        names: Sequence[str],
        read: Callable[[], list[SourceFile]],
        options: ImportOptions,
    ) -> None:
        """Take the files' names and what reads them, which is done in the background."""
        super().__init__()
        self._names = names
        self._read = read
        self._sources: list[SourceFile] = []
        self._options = self._tried = self._given = options
        # Whether it was said that leaving drops what was answered and changed.
        self._warned = False
        self._answers: dict[str, tuple[Asked, str]] = {}
        self._found: Preview | None = None
        self._parts: list[Part] = []
        self._entries: dict[int, Entry] = {}
        self._numbers = Numbers()
        # The sections shown so far: what was folded or unfolded since stays so.
        self._met: set[str] = set()
        self._cancelled = Event()
        self._progress: tuple[int, int, str] = (0, 0, "")
        self._busy = ""
        self._asking = False

    def compose(self) -> ComposeResult:
        """Lay it out as a screen of its own."""
        self._list = RowList(self._row, head=self._head, id="list")
        self._figures = Bar(id="figures")
        with Vertical(id="panel"):
            yield Bar(title_line(self._names, None), ground="bar", id="dialog-title")
            yield self._figures
            yield Horizontal(self._list, SideLines(id="side"))
            yield Bar(id="hint")
            yield KeyLine(ground="bar", id="keys")
        yield TooSmall()

    def on_mount(self) -> None:
        """Try the import."""
        super().on_mount()
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        self.set_interval(_TELL_SECONDS, self._tell)
        self._try()

    def on_unmount(self) -> None:
        """Let nothing go on that nobody waits for."""
        self._cancelled.set()

    def on_resize(self, event: Resize) -> None:
        """Lay out again; where it is narrow the column beside the list goes."""
        super().on_resize(event)
        self.set_class(event.size.width >= _WIDE, "-wide")
        self.call_after_refresh(self._show_told)
        self._show_figures()

    @property
    def _look(self) -> Look:
        # The file may say the currency of a book that has none yet.
        found, glyphs = self._found, self.csm.glyphs
        currency = self.csm.currency if found is None else found.currency
        return Look(
            glyphs,
            partial(formatting.money, currency=currency, glyphs=glyphs),
            partial(formatting.money_moved, currency=currency, glyphs=glyphs),
        )

    # Trying

    def _try(self) -> None:
        """Try the import with the options as they are now; what is tried already is void."""
        self._warned = False
        self._cancelled.set()
        self._cancelled = cancelled = Event()
        self._busy, self._progress = TRYING, (0, 0, "")
        if self._found is None:
            self._tell()
        options, today, note, known = self._options, self.csm.desk.today, self._note, self._sources

        def question(book: Book) -> tuple[Preview, list[SourceFile]]:
            from csm_tui.operations.preview import preview

            sources = known or self._read()
            found = preview(
                book,
                sources,
                options,
                today=today,
                now=clock.now(),
                progress=note,
                cancelled=cancelled.is_set,
            )
            return found, sources

        self.csm.ask_aside(question, self._take, self._failed, lane="import")

    def _take(self, answer: tuple[Preview, list[SourceFile]]) -> None:
        first = self._found is None
        self._found, self._sources = answer
        self._tried = self._options
        self._busy = ""
        self.query_one("#dialog-title", Bar).show(title_line(self._names, self._found))
        self._show_figures()
        self._show_parts(top=first or self._asking)
        self._asking = False

    def _failed(self, error: CsmError) -> None:
        """Say why; options that cannot be used are those of before."""
        self._busy, self._asking = "", False
        self._options = self._tried
        if self._found is not None:
            self._show_figures()
        else:
            self._figures.show(line(Piece(" Nothing was imported.", "muted")))
        self.hint(str(error), "bad")
        self.show_keys()

    def _note(self, done: int, whole: int, what: str) -> None:
        # Called on another thread: only noted here, told by the timer.
        self._progress = (done, whole, what)

    def _tell(self) -> None:
        if not self._busy:
            return
        done, whole, what = self._progress
        words = f"{self._busy}: {what[:1].lower()}{what[1:]}" if what else f"{self._busy} …"
        self._figures.show(progress_line(words, done, whole, self.csm.glyphs), BLANK)
        self.show_keys()

    # What is shown

    def _show_figures(self) -> None:
        if self._found is not None and not self._busy:
            self._figures.show(*figure_lines(self._found, self.app.size.width, self._look))

    def _show_parts(self, *, top: bool) -> None:
        assert self._found is not None
        self._parts = parts(self._found, self._answers, self._look)
        self._entries.clear()
        sections = []
        for part in self._parts:
            ids = [self._numbers.of(entry.key) for entry in part.entries]
            self._entries.update(zip(ids, part.entries, strict=True))
            sections.append(Section(part.key, len(ids), ids))
        self._list.show(sections, top=top)
        shut = {part.key for part in self._parts if part.shut} - self._met
        self._met |= {part.key for part in self._parts}
        if shut:
            self._list.fold({*self._list.folded, *shut})
        self._show_told()

    def _row(self, id: int, width: int) -> Line:
        entry = self._entries.get(id)
        return BLANK if entry is None else entry.draw(width)

    def _head(self, key: str, folded: bool, width: int) -> Line:
        part = next((part for part in self._parts if part.key == key), None)
        if part is None:
            return BLANK
        title = part.head(width)
        if not folded or not part.brief:
            return title
        return Line((*title.left, Piece(f"  {part.brief}", "muted")), title.right)

    @property
    def _file(self) -> FilePreview | None:
        """Return the file that the line under the cursor is of; the only one anywhere."""
        files = self._found.files if self._found is not None else ()
        entry = self._entry
        named = files[0].name if len(files) == 1 else entry.file if entry is not None else ""
        return next((file for file in files if file.name == named and file.columns), None)

    @property
    def _entry(self) -> Entry | None:
        id = self._list.cursor_id
        return None if id is None else self._entries.get(id)

    def on_row_list_moved(self) -> None:
        """Say what there is to say of another line."""
        self._warned = False
        self._show_told()

    def on_row_list_opened(self) -> None:
        """Accept; Enter is the list's own otherwise."""

    def _show_told(self) -> None:
        for side in self.query("#side").results(SideLines):
            side.show(side_lines(self._entry, side.room))
        entry, width = self._entry, self.app.size.width
        told = " ".join(entry.told) if entry is not None else ""
        if self.has_class("-wide"):
            told = self._next_step()
        for bar in self.query("#hint").results(Bar):
            bar.show(*prose(told or self._next_step(), width, ink="muted", most=3))
        self.show_keys()

    def _next_step(self) -> str:
        found = self._found
        if found is None:
            return ""
        if found.stopped is not None:
            if any(asked.stops for asked in found.questions):
                return "Answer by number what is asked first; nothing is written yet."
            return str(found.stopped)
        if not found.changes_anything:
            return "Nothing to change."
        return "Nothing is written yet. Undo takes the whole of it back afterwards."
