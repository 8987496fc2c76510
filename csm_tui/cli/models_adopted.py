"""What is told when a touch model was adopted: who moved, what is open, whether it comes early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.cli.notices import tell
from csm_tui.cli.output import say, sentence
from csm_tui.cli.progress import about
from csm_tui.formatting import sentence as begun

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.cli.session import Session
    from csm_tui.domain.changes import Changes
    from csm_tui.queries.touch_models import Adoption
    from csm_tui.store.database import Book


def adopt(
    session: Session, book: Book, change: Callable[[Callable[[int, int], None] | None], Changes]
) -> None:
    """Run `change`, which adopts a model and tells its progress, and say what came of it."""
    from csm_tui.queries.touch_models import adoptions

    before = adoptions(book.connection)
    changes = change(about("Assessing"))
    if changes.operation is None:
        tell(session, book, changes)
        return
    now = adoptions(book.connection)[0]
    warnings = _warnings(session, before, now)
    tell(session, book, changes, also={"moved": _moved(now), "warnings": warnings})
    if session.printer.is_json:
        return
    if now.moved is not None:
        from csm_tui.domain.model_moves import moved_words

        say(sentence(begun(moved_words(now.moved))))
    for warning in warnings:
        say(warning)


def adopt_text(
    session: Session,
    book: Book,
    toml: str,
    *,
    file: str,
    note: str | None,
    name: str | None = None,
) -> None:
    """Adopt a model from its text, under `name` in the history, and say what came of it."""
    from csm_tui.operations import touch_models as operations

    adopt(
        session,
        book,
        lambda progress: operations.use(
            book,
            toml,
            file=file,
            note=note,
            name=name,
            today=session.today,
            now=session.now(),
            progress=progress,
        ),
    )


def _moved(adoption: Adoption) -> dict[str, object] | None:
    from csm_tui.cli.models_json import moved_json

    return None if adoption.moved is None else moved_json(adoption.moved)


def _warnings(session: Session, before: list[Adoption], now: Adoption) -> list[str]:
    from csm_tui.domain.model_file import load
    from csm_tui.domain.model_review import review
    from csm_tui.queries.touch_models import early_words

    last = load(before[0].toml, file=before[0].version.name)
    early = early_words(before, last, session.today)
    warnings = [early] if early else []
    found = review(load(now.toml, file=now.version.name))
    if found:
        things = "one thing" if len(found) == 1 else f"{len(found)} things"
        warnings.append(f"It leaves {things} to look at: `csm model check` names them.")
    return warnings
