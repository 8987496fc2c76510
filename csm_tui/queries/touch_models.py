"""The versions of the touch model that the book has adopted, and the models kept beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.model_moves import early_change, from_json
from csm_tui.errors import BookRefused, ModelProblem
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.model_moves import Moved
    from csm_tui.domain.touch_model import TouchModel

# A model that is kept in the book stands among its settings, its name behind this.
KEPT: Final = "model:"


class ModelVersion(NamedTuple):
    """One adopted version; the one with the highest id is in force."""

    id: int
    name: str
    adopted_on: date
    note: str | None
    in_force: bool


class Adoption(NamedTuple):
    """A version with its text and what it moved; None for the book's first and those of old."""

    version: ModelVersion
    toml: str
    moved: Moved | None


class KeptModel(NamedTuple):
    """A model that is kept in the book and not in force."""

    name: str
    toml: str


def versions(connection: sqlite3.Connection) -> list[ModelVersion]:
    """Return all versions, the one in force first."""
    return [one.version for one in adoptions(connection)]


def adoptions(connection: sqlite3.Connection) -> list[Adoption]:
    """Return all versions with their texts, the one in force first."""
    rows = connection.execute(
        "SELECT id, name, adopted_on, note, toml, moved FROM touch_model ORDER BY id DESC"
    ).fetchall()
    return [
        Adoption(ModelVersion(id_, name, date_of(day), note, index == 0), toml, _moved(moved))
        for index, (id_, name, day, note, toml, moved) in enumerate(rows)
    ]


def early_words(versions: Sequence[Adoption], model: TouchModel, today: date) -> str:
    """Return why a change of model today comes early; "" where it does not.

    `versions` are all there are, the first one and `model` that in force. The model that a book
    begins with was nobody's choice.
    """
    if len(versions) <= 1:
        return ""
    adopted = versions[0].version.adopted_on
    return early_change(adopted, model.tiering.commit_months, today) or ""


def _moved(kept: str | None) -> Moved | None:
    if kept is None:
        return None
    try:
        return from_json(json.loads(kept))
    except (ValueError, KeyError, TypeError):
        # Of another csm: nothing else stands on it.
        return None


def text_in_force(connection: sqlite3.Connection) -> tuple[str, str]:
    """Return the name and the TOML text of the model in force.

    Raises BookRefused where the book has none, which no book of ours is without.
    """
    row = connection.execute(
        "SELECT name, toml FROM touch_model ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise BookRefused("This book has no touch model. `csm doctor` checks it.")
    return row[0], row[1]


def version_text(connection: sqlite3.Connection, number: int) -> tuple[str, str]:
    """Return a label and the TOML text of a version; raises ModelProblem where there is none."""
    row = connection.execute(
        "SELECT name, toml FROM touch_model WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise ModelProblem(f"There is no version {number}. `csm model history` lists them.")
    return f"{row[0]} (version {number})", row[1]


def kept(connection: sqlite3.Connection) -> list[KeptModel]:
    """Return the models kept in the book, by name."""
    rows = connection.execute(
        "SELECT substr(key, ?), value FROM setting WHERE key LIKE ? ORDER BY key",
        (len(KEPT) + 1, f"{KEPT}%"),
    ).fetchall()
    return [KeptModel._make(row) for row in rows]
