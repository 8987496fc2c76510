"""Quick lines on the command line: from the shell's words or stdin, and how they are understood."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from csm_tui.cli.output import say
from csm_tui.domain.quick_words import KEYS
from csm_tui.domain.relative_days import near_day
from csm_tui.errors import InvalidValue
from csm_tui.queries import accounts
from csm_tui.queries.timeline import booked_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.quick_line import QuickLine
    from csm_tui.store.database import Book


class Understood(NamedTuple):
    """A quick line with the account that it means, and the advice on its channel."""

    number: int
    line: QuickLine
    account_id: int
    account: str
    shown: str
    advice: str | None
    remark: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON has it: the fields of a touchpoint, promises and the next."""
        values = self.line._asdict()
        return {
            "line": self.number,
            "understood": f"{self.account}: {self.shown}",
            **values,
            "account": self.account,
            "account_id": self.account_id,
            "contacts": list(self.line.contacts),
            "promises": [promise._asdict() for promise in self.line.promises],
            "advice": self.advice,
            "remark": self.remark,
        }


def line_of(words: Sequence[str]) -> str:
    """Return the words of the shell as one line, with the quotes that the shell took off a value.

    `owe:me:"send deck":fri` comes as one word with a space in it.
    """
    return " ".join(map(_quoted, words)) if len(words) > 1 else words[0]


def _quoted(word: str) -> str:
    key, colon, value = word.partition(":")
    if not colon or key.casefold() not in KEYS or '"' in word or not value.strip():
        return word
    parts = (f'"{part}"' if any(map(str.isspace, part)) else part for part in value.split(":"))
    return f"{key}:{':'.join(parts)}"


def lines_of_stdin() -> list[tuple[int, str]]:
    """Return the lines of stdin with their numbers, blank ones and comments passed over."""
    if sys.stdin.isatty():
        say("A line each, like: acme video 25m: agreed next:14d. Ctrl-D ends.")
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InvalidValue(f"Line {line} is not UTF-8. Nothing was logged.") from None
    return list(_told(text))


def _told(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def understand(book: Book, text: str, *, today: date, number: int = 1) -> Understood:
    """Return how a quick line is understood; raises CsmError for a word or an account unknown."""
    from csm_tui.domain.channels import advise
    from csm_tui.domain.quick_line import NoSuchAccount, parse, shown

    connection = book.connection
    try:
        line = parse(
            text, today=today, is_account=lambda name: accounts.is_account(connection, name)
        )
        account_id = accounts.find(connection, line.account)
    except NoSuchAccount as unknown:
        accounts.find(connection, unknown.account)  # which says what is near
        raise
    at_risk, level = accounts.risk_and_level(connection, account_id)
    advice = advise(line.channel, line.kind, at_risk=at_risk, level=level)
    name = accounts.name_of(connection, account_id)
    remark = _still_booked(book, account_id, line, today)
    return Understood(number, line, account_id, name, shown(line, today), advice, remark)


def _still_booked(book: Book, account_id: int, line: QuickLine, today: date) -> str | None:
    """Return a sentence where what is logged seems to be what is booked for that day."""
    if line.kind is None or line.date > today:
        return None
    waiting = booked_on(book.connection, account_id, line.kind, line.date)
    if not waiting:
        return None
    first = waiting[0]
    when = f"{near_day(line.date, today)}{f', {first.time},' if first.time else ''}"
    return (
        f"The {line.kind} booked for {when} still stands."
        f" If this was it: `csm undo`, then `csm done {first.id}`."
    )
