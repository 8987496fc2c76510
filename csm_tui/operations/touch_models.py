"""Touch models in a book: adopted as a version of its own, or kept beside; undoable both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.changes import Changes
from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.domain.model_values import differences
from csm_tui.errors import ModelProblem
from csm_tui.operations import settings
from csm_tui.queries.settings import setting_id
from csm_tui.queries.touch_models import KEPT, kept, text_in_force
from csm_tui.store.journal import operation
from csm_tui.store.standing_moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from csm_tui.store.database import Book

# Of more keys that change, the name of the operation has the first.
_NAMED_KEYS: Final = 3


def use(
    book: Book,
    toml: str,
    *,
    file: str,
    today: date,
    now: datetime,
    note: str | None = None,
    name: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Adopt a touch model from its TOML text; every standing is computed again.

    What moved is kept with the version. Nothing is written where the very text is in force. `name`
    is that of the operation. Raises ModelProblem naming file, line, key and the nearest valid key
    where the text is wrong; the model in force stays. `progress` is told (done, all).
    """
    model = load(toml, file=file)
    told = name or f"Adopted the touch model {model.name}"
    with operation(book, told, today=today, now=now) as recorder:
        if text_in_force(book.connection)[1] == toml:
            return Changes(None, told)
        moves = Moves(recorder)
        version = recorder.insert(
            "touch_model",
            {"name": model.name, "toml": toml, "adopted_on": today.isoformat(), "note": note},
        )
        recorder.flush()
        moves.keep(version, progress)
    return recorder.changes()


def change(
    book: Book,
    changes: Mapping[str, str],
    *,
    today: date,
    now: datetime,
    note: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Adopt the model in force with keys changed, its remarks kept: dotted key -> as typed.

    Raises ModelProblem as `use`, and for a key that there is not.
    """
    with operation(book, "", today=today, now=now) as recorder:
        label, toml = text_in_force(book.connection)
        text = apply(toml, changes, file=label)
        recorder.name = edited_name(toml, text, label)
        return use(
            book,
            text,
            file=label,
            today=today,
            now=now,
            note=note,
            name=recorder.name,
            progress=progress,
        )


def edited_name(before: str, after: str, file: str) -> str:
    """Return what an edit of a model is called in the history: the keys it changed."""
    found = differences(load(before, file=file), load(after, file=file))
    if not found:
        return "Changed the touch model: its remarks"
    said = [f"{one.key} {one.before or '–'} → {one.after or '–'}" for one in found[:_NAMED_KEYS]]
    rest = len(found) - len(said)
    more = f" and {rest} more" if rest else ""
    return f"Changed the touch model: {', '.join(said)}{more}"


def keep(
    book: Book, toml: str, *, file: str, today: date, now: datetime, name: str | None = None
) -> Changes:
    """Keep a touch model in the book under its name (or `name`), beside the one in force.

    It replaces one kept under that name. Raises ModelProblem where the text is wrong or a preset
    has the name already.
    """
    from csm_tui.models import PRESETS

    if name is not None:
        toml = apply(toml, {"name": name}, file=file)
    model = load(toml, file=file)
    if model.name in PRESETS:
        raise ModelProblem(
            f"{file}: `name` is {model.name!r}, which is a preset's. Give it a name of its own:"
            " --name NAME."
        )
    called = model.name.strip()
    if not called or called.isdigit():
        raise ModelProblem(
            f"{file}: `name` must be a word to call it by, not {model.name!r}: --name NAME."
        )
    with operation(book, f"Kept the touch model {called}", today=today, now=now) as recorder:
        settings.keep(recorder, KEPT + called, toml)
    return recorder.changes()


def remove(book: Book, name: str, *, today: date, now: datetime) -> Changes:
    """Remove a touch model that is kept in the book; raises ModelProblem where none is."""
    with operation(book, f"Removed the touch model {name}", today=today, now=now) as recorder:
        row = setting_id(book.connection, KEPT + name)
        if row is None:
            there = ", ".join(model.name for model in kept(book.connection))
            raise ModelProblem(
                f"No model {name!r} is kept in this book."
                + (f" Kept: {there}." if there else " `csm model import FILE` keeps one.")
            )
        recorder.delete("setting", row)
    return recorder.changes()
