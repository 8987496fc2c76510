"""`csm forget`: a person out of the book and its journal, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csm_tui.cli.arguments import ACCOUNT
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import say
from csm_tui.domain.spoken import count

if TYPE_CHECKING:
    from csm_tui.cli.session import Session
    from csm_tui.domain.person import Person
    from csm_tui.store.forgetting import Forgotten


@command(
    "forget",
    tells=True,
    examples=(
        "csm forget ana@acme.example",
        'csm forget "Ana Ruiz" --account acme',
        "csm forget ana@acme.example --yes      (without a terminal)",
    ),
)
@click.argument("person")
@click.option("--account", type=ACCOUNT, metavar="ACCOUNT", help="The one of this account.")
@click.pass_context
def forget(context: click.Context, person: str, account: str | None) -> None:
    """Erase PERSON, by name or e-mail, from the book and its journal; it cannot be undone.

    Contact, name in touchpoints, answers and notes go, also from what was changed before. Backups
    made before keep the person.
    """
    from csm_tui.operations import forgetting
    from csm_tui.queries import accounts, people

    session = session_of(context)
    session.require_writing()
    with session.reading() as book:
        account_id = None if account is None else accounts.find(book.connection, account)
        found = people.find(book.connection, person, account_id=account_id)
        names = [accounts.name_of(book.connection, one) for one in found.accounts]
    _confirm(session, found, names)
    with session.writing() as book:
        done = forgetting.forget(book, found, today=session.today)
    _tell(session, done)


def _confirm(session: Session, person: Person, accounts: list[str]) -> None:
    shown = (person.names or person.emails)[0]
    at = ", ".join(accounts[:3]) + (" and others" if len(accounts) > 3 else "")
    say(f"{shown} at {at} will be erased from the book and its journal. Undo cannot bring it back.")
    session.confirm_by_typing(f"Type {shown} to erase this person.", shown)


def _tell(session: Session, done: Forgotten) -> None:
    from csm_tui.store.backups import list_backups

    kept = list_backups(session.path)
    if session.printer.is_json:
        session.printer.json({**done._asdict(), "backups": [str(one.path) for one in kept]})
        return
    say(
        f"Erased: {count(done.contacts, 'contact')}, {count(done.facts, 'place')} that named them,"
        f" {count(done.entries, 'line')} of the journal."
    )
    if not done.written_anew:
        say(
            "The disk failed when the file was then written anew: what was deleted earlier may"
            " still be in its free space. Check the disk and its room."
        )
    if done.left:
        shown = ", ".join(done.left[:5]) + (" …" if len(done.left) > 5 else "")
        say(
            f"{count(len(done.left), 'text')} of theirs still say a part of the name"
            f" ({shown}): change what means this person."
        )
    if kept:
        say(
            f"{count(len(kept), 'backup')} in {kept[0].path.parent} may still hold this person:"
            " delete what you do not need; restoring one brings the person back."
        )
