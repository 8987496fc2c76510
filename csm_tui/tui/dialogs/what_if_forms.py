"""Asking what is supposed: a value of a field, another key; and where a supposed model goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csm_tui.domain.model_keys import all_keys
from csm_tui.errors import InvalidValue
from csm_tui.operations import model_drafts, touch_models
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.dialogs.working_form import ASSESSING, WorkingForm
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.what_if_fields import with_value, with_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.tui.what_if_fields import Field, Ground, Words

_HINTS = {
    "money": "150000, 150k; empty: as it is today",
    "days": "45d, 6w; empty: as it is today",
    "number": "a number; empty: as it is today",
    "factor": "+50%, -20%, 2x of every ARR; empty: as it is today",
    "count": "250, 2x, +50%: the same mix; empty: as it is today",
    "text": "as the model's file has it; empty: as it is today",
}


class ValueForm(Form["tuple[Words, str]"]):
    """One field for a value; the answer is all that is supposed with it, and its key."""

    def __init__(self, field: Field, words: Words) -> None:
        self._field = field
        self._words = words
        super().__init__()

    def title_line(self) -> Line:
        """Return what is supposed."""
        return line(Piece(" Suppose: ", "title"), Piece(self._field.key, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field."""
        value = self._words.get(self._field.key, "")
        return (FieldSpec("value", "value", value, _HINTS[self._field.kind]),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer; whether the value can be is said by the model itself."""
        self.dismiss((with_value(self._words, self._field, texts["value"]), self._field.key))


class KeyForm(Form["tuple[Words, str]"]):
    """One field for KEY=VALUE, any key of the model or of the book."""

    def __init__(self, words: Words, ground: Ground) -> None:
        self._words = words
        self._ground = ground
        super().__init__()

    def title_line(self) -> Line:
        """Return what is asked for."""
        return line(Piece(" Suppose another key of the touch model", "title"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the one field; it suggests the keys that there are."""
        keys = (
            *(f"{key}=" for key in all_keys(self._ground.table)),
            "growth=",
            "accounts=",
            "arr=",
        )
        # The hint is not made of so many choices.
        return (FieldSpec("key", "KEY=VALUE", "", "risk.health_below=50, arr=8m …", keys),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Answer with what is supposed; a key that there is not names the nearest."""
        from csm_tui.errors import CsmError

        try:
            found = with_word(self._words, texts["key"], self._ground)
        except CsmError as error:
            self.fail(InvalidValue(fault_words(error)), "key")
        else:
            self.dismiss(found)


class SaveModelForm(Form[None]):
    """Writes the model as supposed into a file."""

    def __init__(self, toml: str, name: str) -> None:
        self._toml = toml
        self._model = name
        super().__init__()

    def title_line(self) -> Line:
        """Return what is saved."""
        return line(Piece(" Save the model as supposed: ", "title"), Piece(self._model, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the file."""
        hint = "a file for it; its name becomes the model's, .toml is added"
        return (FieldSpec("file", "file", f"{self._model}-what-if.toml", hint),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Write it and say where it is."""
        from csm_tui.errors import CsmError

        typed = texts["file"].strip()
        if not typed:
            self.fail(InvalidValue("A name is needed."), "file")
            return
        try:
            path = model_drafts.save(self._toml, str(Path(typed).expanduser()))
        except CsmError as error:
            self.fail(error, "file")
            return
        self.dismiss(None)
        self.csm.notice(f"Saved as {path.absolute()}. To adopt it: csm model use {path}")


class AdoptForm(WorkingForm):
    """Adopts what is supposed of the model, with a note; `written` is called once it is."""

    def __init__(self, words: Words, early: str, written: Callable[[], None]) -> None:
        self._words = words
        self._early = early
        super().__init__(written)

    def title_line(self) -> Line:
        """Return what is adopted."""
        said = ", ".join(f"{key}={text}" for key, text in self._words.items())
        return line(Piece(" Adopt: ", "title"), Piece(said, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the note."""
        hint = "why; it is kept with the version. u takes the model back"
        return (FieldSpec("note", "note", "", hint),)

    def remark(self, name: str) -> str:  # noqa: ARG002
        """Return that a change comes early, where it does."""
        return self._early

    def save(self, texts: Mapping[str, str]) -> None:
        """Change the model in force."""
        self.work(
            ASSESSING,
            touch_models.change,
            changes=self._words,
            note=texts["note"].strip() or None,
        )


def fault_words(error: Exception) -> str:
    """Return what is wrong with a value, without the name of a file that there is not."""
    said = str(error)
    at = said.find("`")
    return said[at:].replace("`", "") if at >= 0 else said
