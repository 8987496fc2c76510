"""Exporting the part of the calendar that is shown, as a file for other calendars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from csm_tui import formatting
from csm_tui.domain.filters import Filter
from csm_tui.errors import CsmError, FileProblem, UsageError
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.widgets.path_field import Paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.store.database import Book

_NO_FILTER = Filter("", ())


class Part(NamedTuple):
    """What of the calendar is exported: days from the first to the last, and the filter."""

    first: date
    last: date
    filter: Filter | None


class CalendarExportForm(Form[None]):
    """Asks for the file; one that is there already is replaced by a second Enter."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._replace: Path | None = None
        super().__init__()

    def title_line(self) -> Line:
        """Return what is exported."""
        part = self._part
        span = f"{formatting.full_day(part.first)} to {formatting.full_day(part.last)}"
        of = f", {part.filter.text}" if part.filter else ""
        return line(Piece(" Export the calendar", "title"), right=[Piece(f"{span}{of} ", "muted")])

    def fields(self) -> Sequence[FieldSpec]:
        """Return the file and the alarm."""
        name = f"calendar-{self._part.first.isoformat()}.ics"
        return (
            FieldSpec(
                "file", "file", name, "its name or path; → takes the suggestion", (), Paths()
            ),
            FieldSpec("alarm", "alarm", "", "empty for none; else how long before: 15m, 2h, 1d"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if name == "file" and not text.strip():
            raise UsageError("file needs a name, such as calendar.ics.")
        if name == "alarm" and text.strip():
            from csm_tui.exchange.calendar import alarm_before

            alarm_before(text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Write the file, whole or not at all."""
        path = Path(texts["file"].strip()).expanduser()
        if path.is_file() and path != self._replace:
            self._replace = path
            self.hint(f"{path} is there already. Enter again replaces it.", "warn")
            return
        part, alarm, today = self._part, texts["alarm"].strip(), self.csm.desk.today

        def write(book: Book) -> int:
            from csm_tui.exchange.atomic import whole_file
            from csm_tui.exchange.calendar import alarm_before
            from csm_tui.operations.exporting import export_calendar

            with whole_file(path, overwrite=path == self._replace) as file:
                return export_calendar(
                    book,
                    file,
                    today=today,
                    filter=part.filter or _NO_FILTER,
                    from_=part.first,
                    to=part.last,
                    alarm=alarm_before(alarm) if alarm else None,
                )

        self.hint("Writing …")
        self.csm.ask_aside(write, self._written, self._failed)

    def _written(self, count: int) -> None:
        path = Path(self.texts()["file"].strip()).expanduser().absolute()
        self.dismiss(None)
        self.csm.notice(f"Exported: {formatting.plural(count, 'touchpoint')} to {path}")

    def _failed(self, error: CsmError) -> None:
        self.fail(error, "file" if isinstance(error, FileProblem) else None)
