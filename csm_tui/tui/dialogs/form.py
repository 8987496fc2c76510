"""A form of fields of one line each, read by the same rules as files and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar, cast

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget

from csm_tui.errors import CsmError
from csm_tui.operations import unsaved
from csm_tui.text import safe_text
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.pieces import BLANK, Piece, line
from csm_tui.tui.strips import strip
from csm_tui.tui.widgets.field import Field
from csm_tui.tui.widgets.row_list import PlainScrollBar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.strip import Strip
    from textual.widgets import Input

    from csm_tui.tui.app import CsmApp

T = TypeVar("T")
_LABEL = 17


class FieldSpec(NamedTuple):
    """A field: its name, its label, what stands in it, what it is for, and what it may be."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    suggester: Suggester | None = None


class Labels(Widget):
    """The labels of a form, in one widget; the one of the focused field in the accent."""

    DEFAULT_CSS = f"Labels {{ width: {_LABEL}; }}"

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self._labels = labels
        self._here = -1
        self._wrong: frozenset[int] = frozenset()
        self.styles.height = len(labels)

    def mark(self, here: int, wrong: frozenset[int]) -> None:
        """Say which field has the focus and which do not fit."""
        self._here, self._wrong = here, wrong
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one label."""
        inks = cast("CsmApp", self.app).inks
        if y >= len(self._labels):
            return strip(BLANK, self.size.width, inks, "surface")
        ink = "bad" if y in self._wrong else "accent" if y == self._here else "muted"
        bar = inks.glyphs.cursor if y == self._here else " "
        shown = line(Piece(bar, "accent"), Piece(f" {self._labels[y]}", ink))
        return strip(shown, self.size.width, inks, "surface")


class Form(Dialog[T]):
    """Fields under each other; Enter saves, Esc asks once where something was typed."""

    DEFAULT_CSS = """
    Form #form {
        height: auto;
        max-height: 68vh;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
    }
    Form #fields { width: 1fr; }
    Form #fields > Field { background: $background; padding: 0 1; }
    Form #fields > Field:focus { background: $csm-cursor; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "save", "save"),
        ("tab", "next field", "next"),
        ("right", "take the suggestion", "take"),
        ("escape", "cancel", "back"),
    )
    BINDINGS = [
        # At once, so that what is typed right after a Tab stands in the next field.
        Binding("down,tab", "next", show=False, priority=True),
        Binding("up,shift+tab", "previous", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._specs = tuple(self.fields())
        self._wrong: set[int] = set()
        self._warned = False
        self._noted: Path | None = None

    def on_mount(self) -> None:
        """Note that a form is open."""
        self._noted = unsaved.begin()

    def on_unmount(self) -> None:
        """Note that it was saved or left."""
        if self._noted is not None:
            unsaved.end(self._noted)

    def fields(self) -> Sequence[FieldSpec]:
        """Return the fields."""
        return ()

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""

    def save(self, texts: Mapping[str, str]) -> None:
        """Act on the texts of all fields; `fail` shows what does not fit."""

    def body(self) -> Sequence[Widget]:
        """Return labels and fields side by side, scrolling together."""
        self._labels = Labels([spec.label for spec in self._specs])
        self._fields = [
            Field(
                spec.value,
                suggester=spec.suggester
                or (SuggestFromList(spec.choices, case_sensitive=False) if spec.choices else None),
                id=f"field-{spec.name}",
                select_on_focus=True,
            )
            for spec in self._specs
        ]
        column = Vertical(*self._fields, id="fields")
        column.styles.height = len(self._fields)
        rows = Horizontal(self._labels, column, id="rows")
        rows.styles.height = len(self._fields)
        form = VerticalScroll(rows, id="form", can_focus=False)
        if self.csm.plain:
            form.vertical_scrollbar.renderer = PlainScrollBar  # type: ignore[misc]
        return (form,)

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        yield from super().compose()

    def texts(self) -> dict[str, str]:
        """Return the text of every field by its name."""
        return {
            spec.name: field.value for spec, field in zip(self._specs, self._fields, strict=True)
        }

    def changed(self) -> dict[str, str]:
        """Return the texts that are not what they were at first."""
        texts = self.texts()
        return {
            spec.name: texts[spec.name] for spec in self._specs if texts[spec.name] != spec.value
        }

    def fail(self, error: CsmError, name: str | None = None) -> None:
        """Show what does not fit, and go to the field."""
        self.hint(str(error), "bad")
        for place, spec in enumerate(self._specs):
            if spec.name == name or (name is None and str(error).startswith(f"{spec.name}")):
                self._wrong.add(place)
                self._fields[place].focus()
                break
        self._mark()

    def _place(self) -> int:
        # A field notes later that it has the focus; the screen knows at once.
        return next((i for i, field in enumerate(self._fields) if field is self.focused), -1)

    def _mark(self) -> None:
        self._labels.mark(self._place(), frozenset(self._wrong))

    def on_descendant_focus(self) -> None:
        """Show what the field is for, and check the one that was left."""
        place = self._place()
        self._mark()
        if place >= 0 and place not in self._wrong:
            self._show_hint(self._specs[place])

    def _show_hint(self, spec: FieldSpec) -> None:
        remark = self.remark(spec.name)
        if remark:
            self.hint(remark, "warn")
        else:
            self.hint(spec.hint or " · ".join(spec.choices))

    def remark(self, name: str) -> str:  # noqa: ARG002
        """Return what there is to say of the field's text, in the place of its hint; "" if none."""
        return ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check what is typed; a half-typed value is only marked, not commented on."""
        event.stop()
        self._warned = False
        place = self._fields.index(event.input) if event.input in self._fields else -1
        if place < 0:
            return
        spec = self._specs[place]
        try:
            self.check(spec.name, event.value)
        except CsmError:
            self._wrong.add(place)
        else:
            self._wrong.discard(place)
            if event.input.has_focus:
                self._show_hint(spec)
        self._mark()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Check every field and save."""
        for place, (name, text) in enumerate(self.texts().items()):
            try:
                self.check(name, text)
            except CsmError as error:
                self._wrong.add(place)
                self.fail(error, name)
                return
        self.save(self.texts())

    def action_take(self) -> None:
        """Take the suggestion of the focused field."""
        place = self._place()
        if place >= 0:
            self._fields[place].action_cursor_right()

    def action_next(self) -> None:
        """Go to the next field."""
        self.set_focus(self._fields[(self._place() + 1) % len(self._fields)])

    def action_previous(self) -> None:
        """Go to the field before."""
        self.set_focus(self._fields[self._place() - 1])

    def action_back(self) -> None:
        """Close; where something was typed, only the second time in a row."""
        if self.changed() and not self._warned:
            self._warned = True
            self.hint("Nothing is saved yet. Esc again throws it away, Enter saves it.", "warn")
            return
        self.dismiss(None)


def shown_value(value: object) -> str:
    """Return a stored value as it is typed: amounts in units, dates in ISO, lists by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return safe_text("; ".join(str(part) for part in value))
    return safe_text(str(value))


def shown_money(cents: int | None) -> str:
    """Return cents as they are typed: `44350`, `15.50`."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)
