"""What an import would do, tried in the background: answered, changed and accepted here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from textual.binding import Binding

from csm_tui import formatting
from csm_tui.errors import CsmError
from csm_tui.tui.dialogs.import_trial import IMPORTING, ImportTrial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.operations.import_report import ImportReport
    from csm_tui.operations.preview_files import ColumnPreview
    from csm_tui.operations.preview_questions import Asked
    from csm_tui.tui.import_parts import Entry

# The kind that csm found itself.
_RECOGNISED: Final = "as-recognised"


class ImportPreview(ImportTrial):
    """The import before it is done; its answer is whether it was."""

    BINDINGS = [
        Binding("enter", "accept", show=False, priority=True),
        Binding("c", "change", show=False),
        Binding("C", "change_back", show=False),
        Binding("m", "map", show=False),
        Binding("a", "kind", show=False),
        Binding("x", "leave_out", show=False),
        Binding("f", "keep", show=False),
        Binding("y", "copy", show=False),
        Binding("q", "back", show=False),
        Binding("question_mark,f1", "help", show=False, id="help"),
        *(Binding(str(number), f"answer({number})", show=False) for number in range(1, 10)),
    ]

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return the keys of what can be done on the line under the cursor."""
        if self._busy:
            return (("escape", "cancel", "back"),)
        # The last ones go where there is no room.
        kind = (("a", "other kind", "kind"),) if self._file is not None else ()
        fixed = (*self._own_keys(), *self._enter(), ("escape", "cancel", "back"))
        return (*fixed, ("?", "help", "help"), *kind)

    def _enter(self) -> Sequence[tuple[str, str, str]]:
        if self._found is None or self._found.stopped is not None:
            return ()
        return (("enter", "import" if self._found.changes_anything else "close", "accept"),)

    def _own_keys(self) -> Sequence[tuple[str, str, str]]:
        entry = self._entry
        if entry is None:
            return (("right", "show its lines", ""),) if self._is_folded() else ()
        if entry.said:
            return (("c", "ask again", "change"),)
        if entry.asked is not None:
            count = len(entry.asked.choices)
            span = "1" if count == 1 else f"1-{count}"
            typed = (("c", "type it", "change"),) if entry.asked.typed else ()
            return ((span, "answer", ""), *typed) if count else typed
        if entry.column is not None:
            keep = (("f", "keep as field", "keep"),) if self._keepable(entry.column) else ()
            named = (("m", "name it", "map"),) if entry.column.choices else ()
            change = ("c C", "next field", "change")
            return (change, *named, ("x", "leave out", "leave_out"), *keep)
        return ()

    def _is_folded(self) -> bool:
        """Return whether the cursor stands on a section that is folded."""
        return self._list.cursor_section in self._list.folded

    def _keepable(self, column: ColumnPreview) -> bool:
        """Return whether a column can become a custom field: accounts have those."""
        found = self._found
        of_accounts = found is not None and any("accounts" in file.kinds for file in found.files)
        return of_accounts and (column.use in ("left out", "not read") or column.by_hand)

    # Answers and changes

    def action_answer(self, number: int) -> None:
        """Answer the question under the cursor, else the first one."""
        if self._found is None or self._busy:
            return
        entry = self._entry
        asked = entry.asked if entry is not None and not entry.said else None
        asked = asked or next(iter(self._found.questions), None)
        if asked is None or number > len(asked.choices):
            return
        choice = asked.choices[number - 1]
        self._answer(asked, choice.value, choice.title)

    def _answer(self, asked: Asked, value: str, title: str) -> None:
        from csm_tui.operations.preview_questions import answered

        try:
            self._options = answered(self._options, asked, value)
        except CsmError as error:
            self.hint(str(error), "bad")
            return
        self._answers[asked.key] = (asked, title)
        self._asking = True
        self._try()

    def action_change(self) -> None:
        """Change what the line says: the next field of a column, an answer asked again."""
        self._change(1)

    def action_change_back(self) -> None:
        """Change a column to the field before."""
        self._change(-1)

    def _change(self, step: int) -> None:
        entry = self._entry
        if self._busy or self._found is None:
            return
        if entry is not None and entry.column is not None:
            self._map(entry, entry.column, step)
        elif entry is not None and entry.asked is not None and entry.said:
            from csm_tui.operations.preview_questions import unanswered

            self._answers.pop(entry.asked.key, None)
            self._options = unanswered(self._options, entry.asked)
            self._asking = True
            self._try()
        elif entry is not None and entry.said:
            self._options = replace(self._options, forget_answers=True)
            self._asking = True
            self._try()
        elif entry is not None and entry.asked is not None and entry.asked.typed:
            self._type(entry.asked)
        else:
            column = next(
                (id for id, entry in self._entries.items() if entry.column is not None), None
            )
            if column is not None:
                self._list.go_to(column)

    def _type(self, asked: Asked) -> None:
        from csm_tui.tui.dialogs.answer import AnswerDialog

        def take(text: str | None) -> None:
            if text:
                self._answer(asked, text, text)

        hint = " ".join(filter(None, (asked.suggestion, f"As on the command line: {asked.flag}")))
        self.app.push_screen(AnswerDialog(asked.text, hint), take)

    def _map(self, entry: Entry, column: ColumnPreview, step: int) -> None:
        """Read a column as the next field that no other column is; after the last, as none."""
        fields = ["", *column.choices]
        now = column.fields[0][1] if column.fields else ""
        self._use(entry, column, fields[(fields.index(now) + step) % len(fields)])

    def action_map(self) -> None:
        """Ask for the field that the column is read as."""
        from csm_tui.tui.dialogs.answer import AnswerDialog

        entry = self._entry
        if entry is None or entry.column is None or not entry.column.choices or self._busy:
            return
        column = entry.column

        def take(field: str | None) -> None:
            if field:
                self._use(entry, column, field)

        hint = f"One of {', '.join(column.choices)}."
        asked = f"{column.header}: which field is it?"
        self.app.push_screen(AnswerDialog(asked, hint, column.choices), take)

    def action_kind(self) -> None:
        """Ask for the kind of rows that the file is read as."""
        from csm_tui.exchange.kinds import KINDS
        from csm_tui.operations.preview_changes import as_kind
        from csm_tui.operations.preview_questions import KIND, kind_of
        from csm_tui.tui.dialogs.answer import AnswerDialog

        file = self._file
        if self._busy or file is None:
            return

        def take(kind: str | None) -> None:
            if kind:
                said = None if kind == _RECOGNISED else kind
                for key in (KIND, kind_of(file.name)):
                    self._answers.pop(key, None)
                self._options = as_kind(self._options, file, said)
                self._try()

        choices = (*KINDS, _RECOGNISED)
        hint = f"One of {', '.join(choices)}."
        self.app.push_screen(AnswerDialog(f"{file.name}: what are its rows?", hint, choices), take)

    def action_leave_out(self) -> None:
        """Leave the column out."""
        entry = self._entry
        if entry is not None and entry.column is not None and not self._busy:
            self._use(entry, entry.column, "")

    def action_keep(self) -> None:
        """Keep the column as a custom field."""
        entry = self._entry
        if entry is None or entry.column is None or self._busy:
            return
        if self._keepable(entry.column):
            self._use(entry, entry.column, "", keep=True)

    def _use(self, entry: Entry, column: ColumnPreview, field: str, *, keep: bool = False) -> None:
        from csm_tui.operations.preview_changes import as_field, kept, left_out

        said, file, header = self._options, entry.file, column.header
        if field:
            self._options = as_field(said, file, header, field)
        else:
            self._options = (kept if keep else left_out)(said, file, header)
        self._try()

    def action_help(self) -> None:
        """Show what the keys do."""
        from csm_tui.tui.dialogs.import_help import ImportHelp

        self.app.push_screen(ImportHelp())

    def action_copy(self) -> None:
        """Copy the line."""
        entry = self._entry
        if entry is not None:
            self.csm.copy([entry.draw(self.app.size.width).plain])

    # The end

    def action_accept(self) -> None:
        """Import as shown; where nothing would change just close."""
        if self._busy or self._found is None:
            return
        if self._found.stopped is not None:
            self._list.go_to_section(self._parts[0].key)
            self.hint(self._next_step(), "warn")
        elif not self._found.changes_anything:
            self.dismiss(True)
            self.csm.notice("Nothing had to change.", "muted")
        else:
            self._import()

    def _import(self) -> None:
        from csm_tui.operations.importing import import_files

        self._busy, self._progress = IMPORTING, (0, 0, "")
        self._cancelled = Event()
        self._tell()
        importing = partial(import_files, progress=self._note, cancelled=self._cancelled.is_set)
        self.csm.import_files(importing, self._sources, self._options, self._done, self._failed)

    def _done(self, report: ImportReport) -> None:
        from csm_tui.tui.screens.summary import SummaryScreen

        app, names = self.csm, self._names
        self.dismiss(True)
        app.action_portfolio()
        app.push_screen(SummaryScreen(report))
        app.call_after_refresh(_say, app.notice, names, report, app.keymap.shown("undo"))

    def action_back(self) -> None:
        """Leave it: nothing is written; what is being written is taken back.

        Where something was answered or changed, only the second time in a row.
        """
        if self._busy == IMPORTING:
            self._cancelled.set()
            self.hint("Cancelling …")
            return
        if self._options != self._given and not self._warned:
            self._warned = True
            self.hint("Nothing is imported yet. Esc again drops what you said here.", "warn")
            return
        self._cancelled.set()
        self.dismiss(False)


def _say(
    notice: Callable[[str, str, str], None], names: Sequence[str], report: ImportReport, undo: str
) -> None:
    """Say what came of the import, and how it is taken back."""
    what = names[0] if len(names) == 1 else formatting.plural(len(names), "file")
    counts = [
        f"{report.count(figure):,} {word}"
        for figure, word in (("added", "new"), ("updated", "changed"), ("rejected", "rejected"))
        if report.count(figure)
    ]
    rejects = dict.fromkeys(Path(file.rejects).name for file in report.files if file.rejects)
    where = f" Rejected rows: {', '.join(rejects)}." if rejects else ""
    notice(f"Imported {what}: {', '.join(counts)}.{where}", "text", f"{undo} to undo")
