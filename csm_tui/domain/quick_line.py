"""The quick line: what took place, who owes what and what is next, in one line (INTERFACE, log).

    acme video 25m check-in: agreed on 2 years next:14d
    aurora call with:ana,luis owe:me:"send deck":fri owe:them:"sign":+7d
    acme qbr on:fri 1h30 actions:2/3: renewal is on the table

The account stands first; the other words come in any order. After a colon that ends a word come the
notes, out of which `next:`, `owe:` and the other keys are still taken. Quotes keep words together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.quick_tokens import Token, tokens
from csm_tui.domain.relative_days import near_day
from csm_tui.errors import QuickLineProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    Day = date  # for a class that has a field called date

# No name of an account is longer than this; of words, unless in quotes.
_NAME_WORDS: Final = 20
_NAME_LENGTH: Final = 200


class Promise(NamedTuple):
    """What we (`mine`) or the customer (`theirs`) will do; due None: no day is named."""

    side: str
    title: str
    due: date | None = None


class QuickLine(NamedTuple):
    """A line as it was understood; None is not said. `account` is the text that names it.

    `kind` is None where nothing took place: the line only promises, or books the next touchpoint.
    `date` is ahead for a touchpoint that is planned. `time` is "HH:MM", `answered` and `status`
    ("no-show") as of a touchpoint, `contacts` names or e-mails as they were entered.
    """

    account: str
    kind: str | None
    channel: str | None
    minutes: int | None
    date: Day
    time: str | None
    contacts: tuple[str, ...]
    subject: str | None
    notes: str | None
    action_items: int | None
    action_items_done: int | None
    answered: bool | None
    direction: str | None
    next_on: Day | None
    next_channel: str | None
    promises: tuple[Promise, ...]
    status: str | None = None


class NoSuchAccount(QuickLineProblem):
    """The line begins with no account of the book; `account` is the text that seems to name it."""

    def __init__(self, account: str) -> None:
        super().__init__(f"There is no account {account!r}.")
        self.account = account


def parse(text: str, *, today: date, is_account: Callable[[str], bool]) -> QuickLine:
    """Return what `text` says; its account is the longest run of words that `is_account` accepts.

    Raises QuickLineProblem naming the word that has no meaning, a value that does not fit or what
    is said twice; NoSuchAccount where no account is named. Nothing is ever dropped.
    """
    from csm_tui.domain.quick_reading import read

    words = tokens(text)
    if not words:
        raise QuickLineProblem(
            "The line is empty. For example: acme video 25m check-in: agreed on 2 years next:14d"
        )
    account, taken, noted = _account(words, today, is_account)
    return read(account, words[taken:], today, noted=noted)


def _account(
    words: list[Token], today: date, is_account: Callable[[str], bool]
) -> tuple[str, int, bool]:
    """Return the account's text, how many words it took, and whether a colon ends it."""
    for taken in range(min(len(words), _NAME_WORDS), 0, -1):
        name = " ".join(word.text for word in words[:taken])
        if len(name) > _NAME_LENGTH:
            continue
        if is_account(name):
            return name, taken, False
        if name.endswith(":") and is_account(name[:-1]):
            return name[:-1], taken, True
    from csm_tui.domain.quick_reading import understood

    unknown = [words[0].text]
    for place in range(1, min(len(words), _NAME_WORDS)):
        if words[place - 1].raw.endswith(":") or understood(words, place, today):
            break
        unknown.append(words[place].text)
    raise NoSuchAccount(" ".join(unknown)[:_NAME_LENGTH].rstrip(":"))


def shown(line: QuickLine, today: date) -> str:
    """Return how the line was understood, its account left out, in one line.

    For example: video check-in, 25m, today: agreed on 2 years · next 16 Feb.
    """
    parts = [_touchpoint(line, today)] if line.kind is not None else []
    for promise in line.promises:
        due = f" by {near_day(promise.due, today)}" if promise.due else ""
        parts.append(f'promise ({promise.side}) "{promise.title}"{due}')
    if line.next_on is not None:
        by = f" by {line.next_channel}" if line.next_channel else ""
        parts.append(f"next {near_day(line.next_on, today)}{by}")
    return " · ".join(parts)


def _touchpoint(line: QuickLine, today: date) -> str:
    text = ", ".join(_said(line, today))
    return f"{text}: {line.notes}" if line.notes else text


def _said(line: QuickLine, today: date) -> Iterator[str]:
    what = line.kind or ""
    if line.channel and line.channel != what:
        what = f"{line.channel} {what}"
    yield f"to plan: {what}" if line.date > today else what
    if line.status:
        yield line.status
    if line.minutes is not None:
        hours, rest = divmod(line.minutes, 60)
        yield f"{hours}h{rest:02}" if hours and rest else f"{hours}h" if hours else f"{rest}m"
    yield near_day(line.date, today) + (f" at {line.time}" if line.time else "")
    if line.contacts:
        yield f"with {' and '.join(line.contacts)}"
    if line.answered is not None:
        yield "answered" if line.answered else "no answer"
    if line.direction:
        yield line.direction
    if line.action_items is not None:
        done = "" if line.action_items_done is None else f"{line.action_items_done} of "
        yield f"{done}{line.action_items} action items{' done' if done else ''}"
    if line.subject:
        yield f'"{line.subject}"'
