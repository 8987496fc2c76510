"""`csm model edit`: the model in force, in the user's editor or key by key."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from csm_tui.cli.framework import Command, session_of
from csm_tui.cli.model_source import source_of
from csm_tui.cli.models_adopted import adopt, adopt_text
from csm_tui.cli.output import asked, say
from csm_tui.errors import ChangedElsewhere, ModelProblem, UsageError
from csm_tui.operations import model_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from csm_tui.cli.session import Session


@click.command(
    "edit",
    cls=Command,
    tells=True,
    examples=(
        "csm model edit                (in $VISUAL or $EDITOR)",
        "csm model edit tiers.high.from=150k",
        'csm model edit cadence.medium.check_in=45d --note "fewer calls"',
        "csm model edit costs.retention=none",
    ),
)
@click.argument("changes", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--note", metavar="TEXT", help="Why; kept with the version.")
@click.option("--file", metavar="FILE", help="Go on with this text instead of the one in force.")
@click.pass_context
def edit(
    context: click.Context, changes: tuple[str, ...], note: str | None, file: str | None
) -> None:
    """Change the model in force and adopt it as a new version; remarks are kept.

    Without KEY=VALUE in your editor: what you save is checked, and kept in a file where
    something in it is wrong.
    """
    session = session_of(context)
    session.require_writing()
    if not changes:
        _edit_text(session, file, note)
        return
    if file is not None:
        raise UsageError("--file opens the editor: leave out KEY=VALUE.")
    _edit_keys(session, _pairs(changes), note)


def _pairs(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        key, sign, value = word.partition("=")
        key = key.strip()
        if not sign or not key:
            raise UsageError(f"{word!r} is not KEY=VALUE. An example: tiers.high.from=150k.")
        if key in found:
            raise UsageError(f"{key} is given twice.")
        found[key] = value
    return found


def _edit_keys(session: Session, changes: dict[str, str], note: str | None) -> None:
    from csm_tui.operations import touch_models as operations

    with session.writing() as book:
        adopt(
            session,
            book,
            lambda progress: operations.change(
                book,
                changes,
                note=note,
                today=session.today,
                now=session.now(),
                progress=progress,
            ),
        )


def _edit_text(session: Session, file: str | None, note: str | None) -> None:
    from csm_tui.domain.model_file import load
    from csm_tui.editor import editor
    from csm_tui.operations import touch_models as operations
    from csm_tui.queries.touch_models import text_in_force

    if session.no_input:
        raise UsageError("--no-input: no editor is opened. Change keys: csm model edit KEY=VALUE.")
    words = editor()
    label, before = source_of(session, None)
    start = before if file is None else source_of(session, file).toml
    with _draft(start) as draft:
        text = _edited(session, words, draft)
        if not text.strip() or text == before:
            draft.discard()
            empty = "The text is empty. Nothing was changed."
            say("Nothing changed: it is so already." if text.strip() else empty)
            return
        load(text, file=label)
        with session.writing() as book:
            if text_in_force(book.connection)[1] != before:
                raise ChangedElsewhere(
                    "Another model was adopted while you edited; nothing was changed."
                )
            name = operations.edited_name(before, text, label)
            adopt_text(session, book, text, file=label, note=note, name=name)
        draft.discard()


class _Draft:
    """The file in which a text is edited; it stays until it is discarded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = True

    def discard(self) -> None:
        model_texts.discard(self.path)
        self.kept = False


@contextmanager
def _draft(text: str) -> Iterator[_Draft]:
    """Give a file that holds `text`; where the block fails it stays, and its path is told."""
    draft = _Draft(model_texts.begin(text))
    try:
        yield draft
    finally:
        if draft.kept:
            say(f"Your text is kept: csm model edit --file {draft.path}")


def _edited(session: Session, words: list[str], draft: _Draft) -> str:
    """Return the text as the editor leaves it, again and again until it is a model.

    Raises ModelProblem where it is none and nobody wants to, or can, edit it again.
    """
    from csm_tui.domain.model_file import load
    from csm_tui.editor import open_in

    while True:
        open_in(words, draft.path)
        text = model_texts.read(draft.path)
        if not text.strip():
            return text
        try:
            load(text, file=draft.path.name)
        except ModelProblem as fault:
            if not _again(session, fault):
                raise
        else:
            return text


def _again(session: Session, fault: ModelProblem) -> bool:
    """Ask whether to edit once more; without a terminal nobody is asked."""
    if session.yes or not session.somebody_answers:
        return False
    say(str(fault))
    answer = asked("Edit it again? [Y/n] ")
    return answer is not None and answer.casefold() in ("", "y", "yes")
