"""Which touch model a word means: a version, a preset, one kept in the book, a file, or stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import FileProblem

if TYPE_CHECKING:
    from csm_tui.cli.session import Session

STDIN: Final = "-"


class Source(NamedTuple):
    """The text of a touch model and what to call it in messages."""

    label: str
    toml: str


def source_of(session: Session, name: str | None) -> Source:
    """Return the model that `name` means; None is the one in force.

    A number is a version of this book. Raises FileProblem naming what there is, and ModelProblem
    for a version that there is not.
    """
    from csm_tui.models import PRESETS, preset

    if name is None:
        return _in_force(session)
    if name == STDIN:
        from csm_tui.operations.model_texts import decoded

        return Source("Standard input", decoded(sys.stdin.buffer.read(), "Standard input"))
    if name in PRESETS:
        return Source(name, preset(name))
    there: list[str] = []
    if session.path.exists():
        from csm_tui.queries.touch_models import kept, version_text

        with session.reading() as book:
            if name.isascii() and name.isdigit():
                return Source(*version_text(book.connection, int(name[:18])))
            models = {model.name: model.toml for model in kept(book.connection)}
        if name in models:
            return Source(name, models[name])
        there = list(models)
    return _file(name, [*there, *PRESETS])


def _in_force(session: Session) -> Source:
    if not session.path.exists():
        from csm_tui.models import FIRST, preset

        return Source(FIRST, preset(FIRST))
    from csm_tui.queries.touch_models import text_in_force

    with session.reading() as book:
        return Source(*text_in_force(book.connection))


def _file(name: str, there: list[str]) -> Source:
    from difflib import get_close_matches

    from csm_tui.exchange.sources import read_source
    from csm_tui.operations.model_texts import decoded

    if not Path(name).exists():
        near = get_close_matches(name, there, n=1, cutoff=0.6)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(there)}."
        raise FileProblem(f"There is no model and no file {name!r}. {hint}")
    return Source(name, decoded(read_source(Path(name)), name))
