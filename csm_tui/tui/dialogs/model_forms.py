"""Changing the touch model: values in a form, a whole text or version adopted, a faulty text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui.domain.model_changes import supposed
from csm_tui.errors import InvalidValue, ModelProblem
from csm_tui.operations import touch_models
from csm_tui.queries.model_effects import effect
from csm_tui.tui.chrome import prose
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.dialogs.form import FieldSpec
from csm_tui.tui.dialogs.working_form import ASSESSING, WorkingForm
from csm_tui.tui.model_rows import effect_words, short_keys
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from textual.widget import Widget
    from textual.widgets import Input

    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.errors import CsmError
    from csm_tui.queries.model_effects import Effect
    from csm_tui.store.database import Book
    from csm_tui.tui.model_fields import Field

NOTE = "note"
_NOTE_HINT = "why; it is kept with the version, which undo takes back"
_INNER = 72
_NOTHING_YET = "What is changed is checked at once, and who would move is said here."


class Ground(NamedTuple):
    """What a change stands on: the model in force, and why a change comes early ("" if not).

    `available` says the hours a month that there are under a model.
    """

    label: str
    table: Mapping[str, Any]
    model: TouchModel
    early: str
    available: Callable[[TouchModel], float]


class _ModelForm(WorkingForm):
    """A form with a line of what the change would do to this book."""

    DEFAULT_CSS = "_ModelForm #preview { margin-top: 1; }"

    def __init__(self, ground: Ground, written: Callable[[], None] | None = None) -> None:
        self._ground = ground
        self._asked = 0
        super().__init__(written)

    def body(self) -> Sequence[Widget]:
        """Return the fields, and under them what the change would do."""
        self._preview = Bar(ground="surface", id="preview")
        return (*super().body(), self._preview)

    def remark(self, name: str) -> str:
        """Return at the note that a change comes early, where it does."""
        return self._ground.early if name == NOTE else ""

    def say(self, text: str, ink: str = "muted") -> None:
        """Show what the change would do."""
        if self._preview.is_attached:
            self._preview.show(*prose(text, self._preview.size.width or _INNER, ink=ink))

    def look(self, model: TouchModel) -> None:
        """Ask who would move under another model; only the last one asked for is told."""
        self._asked += 1
        asked, ground, today = self._asked, self._ground, self.csm.desk.today
        self.say(f"Counting who would move {self.csm.glyphs.cut}")

        def question(book: Book) -> tuple[int, Effect]:
            found = effect(
                book.connection, ground.model, model, today=today, available=ground.available
            )
            return asked, found

        self.csm.ask_aside(question, self._take, self._untold, lane="model-preview")

    def _take(self, found: tuple[int, Effect]) -> None:
        if found[0] == self._asked:
            self.say(effect_words(found[1]), "text")

    def _untold(self, error: CsmError) -> None:
        self.say(str(error), "warn")


class ValuesForm(_ModelForm):
    """The values of one field of the model, adopted as one version."""

    def __init__(self, field: Field, place: int, ground: Ground) -> None:
        self._field = field
        self._first = place
        # The ids of widgets have no dots.
        self._key = {f"value-{number}": value.key for number, value in enumerate(field.values)}
        self._checked: dict[tuple[tuple[str, str], ...], TouchModel | ModelProblem] = {}
        super().__init__(ground)

    def title_line(self) -> Line:
        """Return what is changed."""
        return line(Piece(" Touch model: ", "title"), Piece(self._field.label, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return a field for each value, and the note."""
        field = self._field
        specs = [
            FieldSpec(name, value.name[:14], value.text, field.hint, field.choices)
            for name, value in zip(self._key, field.values, strict=True)
        ]
        return (*specs, FieldSpec(NOTE, NOTE, "", _NOTE_HINT))

    def on_mount(self) -> None:
        """Begin in the value that was meant."""
        super().on_mount()
        self.say(_NOTHING_YET)
        if self._first:
            self._fields[self._first].focus()

    def _show_hint(self, spec: FieldSpec) -> None:
        # The choices are in the hint already, with how several are typed.
        remark = self.remark(spec.name)
        self.hint(remark or spec.hint, "warn" if remark else "muted")

    def _changes(self) -> dict[str, str]:
        return {self._key[name]: text for name, text in self.changed().items() if name != NOTE}

    def _verdict(self, changes: Mapping[str, str]) -> TouchModel | ModelProblem:
        """Return the model with the changes, or what its loader says is wrong with it."""
        asked = tuple(changes.items())
        if asked not in self._checked:
            try:
                found: TouchModel | ModelProblem = supposed(
                    self._ground.table, changes, file=self._ground.label
                )
            except ModelProblem as fault:
                found = fault
            # The last ones asked for: a form asks the same again and again.
            self._checked = {asked: found}
        return self._checked[asked]

    def check(self, name: str, text: str) -> None:
        """Raise InvalidValue where the model cannot have the value."""
        changes = self._changes()
        key = self._key.get(name)
        if key is None or changes.get(key) != text:
            return
        fault = self._verdict(changes)
        if isinstance(fault, ModelProblem) and (fault.key == key or fault.key not in changes):
            raise InvalidValue(fault_words(fault))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once what is wrong, or who would move."""
        # Textual calls the handler of the base as well.
        if event.input.id == f"field-{NOTE}":
            return
        changes = self._changes()
        found = self._verdict(changes)
        if not changes:
            self._asked += 1
            self.say(_NOTHING_YET)
        elif isinstance(found, ModelProblem):
            self._asked += 1
            self.say(fault_words(found), "bad")
        else:
            self.look(found)

    def save(self, texts: Mapping[str, str]) -> None:
        """Adopt the changes as a version."""
        changes = self._changes()
        if not changes:
            self.hint("Nothing is changed: Esc closes.", "warn")
            return
        found = self._verdict(changes)
        if isinstance(found, ModelProblem):
            wrong = found.key if found.key in changes else next(iter(changes))
            names = {key: name for name, key in self._key.items()}
            self.fail(InvalidValue(fault_words(found)), names[wrong])
            return
        self.work(
            ASSESSING,
            touch_models.change,
            changes=changes,
            note=texts[NOTE].strip() or None,
        )


class Wanted(NamedTuple):
    """A model to adopt: what it is called, its text, and the keys it changes, as lines."""

    title: str
    label: str
    toml: str
    model: TouchModel
    lines: Sequence[str]
    name: str


class AdoptModelForm(_ModelForm):
    """Adopts a whole model as a version, with a note; `written` is called once it is."""

    DEFAULT_CSS = "AdoptModelForm #changes { margin-bottom: 1; }"

    def __init__(
        self, wanted: Wanted, ground: Ground, written: Callable[[], None] | None = None
    ) -> None:
        self._wanted = wanted
        super().__init__(ground, written)

    def title_line(self) -> Line:
        """Return which model it is."""
        return line(Piece(" Adopt: ", "title"), Piece(self._wanted.title, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the note."""
        return (FieldSpec(NOTE, NOTE, "", _NOTE_HINT),)

    def body(self) -> Sequence[Widget]:
        """Return the keys that change, the note, and who would move."""
        self._keys = Bar(ground="surface", id="changes")
        return (self._keys, *super().body())

    def on_mount(self) -> None:
        """Show what changes, and ask who would move."""
        super().on_mount()
        lines = self._wanted.lines
        if lines:
            self._keys.show(*short_keys(lines, _INNER - 2, self.csm.glyphs))
            self.look(self._wanted.model)
        else:
            self._keys.show(line(Piece(" No key differs: remarks only.", "muted")))
            self.say("Nobody moves.")

    def save(self, texts: Mapping[str, str]) -> None:
        """Adopt it."""
        wanted = self._wanted
        self.work(
            ASSESSING,
            touch_models.use,
            toml=wanted.toml,
            file=wanted.label,
            note=texts[NOTE].strip() or None,
            name=wanted.name,
        )


class FaultDialog(Dialog[bool]):
    """What is wrong with a text that was edited; it is kept, and can be edited again."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "edit again", "again"),
        ("escape", "leave it", "back"),
    )
    BINDINGS = [("enter", "again")]

    def __init__(self, fault: str, path: Path) -> None:
        self._fault = fault
        self._path = path
        super().__init__()

    def title_line(self) -> Line:
        """Return that the model in force stays."""
        return line(
            Piece(" Not a touch model yet", "title"), Piece("  the one in force stays", "muted")
        )

    def body(self) -> Sequence[Widget]:
        """Return the fault, and where the text is kept."""
        self._said = Bar(ground="surface", id="fault")
        return (self._said,)

    def on_mount(self) -> None:
        """Say what is wrong."""
        super().on_mount()
        self._said.show(*prose(self._fault, _INNER, ink="bad", most=8))
        self.hint(f"Your text is kept in {self._path}")

    def action_again(self) -> None:
        """Go back to the editor."""
        self.dismiss(True)


def fault_words(fault: ModelProblem) -> str:
    """Return what is wrong as a sentence, without the file, which is the one that is looked at."""
    return (fault.said or str(fault)).replace("`", "")
