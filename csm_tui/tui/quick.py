"""The quick line while it is typed: how each line is understood, shown, and completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.suggester import Suggester

from csm_tui import formatting
from csm_tui.domain.folding import fold
from csm_tui.errors import CsmError
from csm_tui.queries import accounts, portfolio
from csm_tui.text import safe_text
from csm_tui.tui.chrome import prose
from csm_tui.tui.pieces import BLANK, Line, Piece, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import TypeVar

    from csm_tui.domain.quick_line import QuickLine
    from csm_tui.store.connection import BookConnection

    T = TypeVar("T")
    Ask = Callable[[Callable[[BookConnection], T]], T | None]

# So many lines are shown at once; more are counted.
_SEEN: Final = 7
_HOW: Final = (
    "aurora video 25m check-in: notes",
    '  next:14d  owe:me:"send deck":fri  with:ana  on:fri  at:10:00',
)


class Understood(NamedTuple):
    """A line as typed, and how it is taken; `problem` says what cannot be placed."""

    text: str
    line: QuickLine | None
    account_id: int | None
    account: str
    words: str
    problem: str
    advice: str


def understood(book: BookConnection, text: str, *, today: date) -> Understood:
    """Return how a line is taken, with the advice on its channel; a problem names the word."""
    from csm_tui.domain import quick_line

    try:
        found = quick_line.parse(
            text, today=today, is_account=lambda words: accounts.is_account(book, words)
        )
        account_id = accounts.find(book, found.account)
    except quick_line.NoSuchAccount as unknown:
        near = accounts.nearest(book, unknown.account)
        hint = f" The nearest: {', '.join(near)}." if near else ""
        return Understood(text, None, None, "", "", f"{unknown}{hint}", "")
    except CsmError as error:
        return Understood(text, None, None, "", "", str(error), "")
    name = accounts.name_of(book, account_id)
    advice = advice_on(book, account_id, found.channel, found.kind, None)
    return Understood(text, found, account_id, name, quick_line.shown(found, today), "", advice)


def advice_on(
    book: BookConnection,
    account_id: int,
    channel: str | None,
    kind: str | None,
    purpose: str | None,
) -> str:
    """Return a sentence on a channel that does not fit what it is for; "" where it does."""
    from csm_tui.domain import channels

    row = portfolio.rows(book, [account_id]).get(account_id)
    if row is None or channel is None or kind is None:
        return ""
    said = channels.advise(channel, kind, purpose, at_risk=bool(row.at_risk), level=row.level)
    return said or ""


def preview(
    texts: Sequence[str],
    here: int,
    found: Mapping[str, Understood],
    width: int,
    *,
    start: str = "",
    refused: bool = False,
) -> list[Line]:
    """Return the lines above the field: how what is typed is understood, `width` cells wide.

    Where nothing but `start` is typed, how a line is written; `refused`: Enter was pressed.
    """
    if len(texts) > 1:
        return _many(texts, here, found)
    lines = _one(texts[0], found.get(texts[0]), width, start=start, refused=refused)
    # As high as it mostly is, so that the list above does not jump with the letters.
    return lines if len(lines) > 1 else [BLANK, *lines]


def _one(text: str, one: Understood | None, width: int, *, start: str, refused: bool) -> list[Line]:
    if not refused and text.strip() == start.strip():
        return [line(Piece(f" {_HOW[0]}"), Piece(_HOW[1], "muted"))]
    if one is None:
        return [BLANK]
    if one.problem:
        return prose(one.problem, width, ink="bad" if refused else "warn", most=2)
    said = wrap(f"{one.account}: {one.words}", width - 2, most=2)
    name = Piece(f" {one.account}", "strong")
    lines = [line(name, Piece(said[0].removeprefix(one.account)))]
    lines += [line(f" {more}") for more in said[1:]]
    return [*lines, *(prose(one.advice, width, ink="warn", most=2) if one.advice else ())]


def failure_lines(problem: str, width: int) -> list[Line]:
    """Return why a line was not taken."""
    lines = prose(problem, width, ink="bad", most=2)
    return lines if len(lines) > 1 else [BLANK, *lines]


def said(found: Sequence[Understood], today: date) -> str:
    """Return the notice of lines that were logged."""
    if len(found) > 1:
        accounts = formatting.plural(len({one.account_id for one in found}), "account")
        return f"Logged {len(found)} lines of {accounts}."
    one = found[0]
    taken = one.line
    if taken is None:
        return ""
    if taken.kind is None:
        words = f"Noted: {one.account}"
    else:
        verb = "Planned" if taken.date > today else (taken.status or "logged").capitalize()
        words = f"{verb}: {taken.channel or taken.kind}, {one.account}"
    if taken.date > today:
        words += f", {formatting.day(taken.date, today)}"
    if taken.promises:
        words += f", {formatting.plural(len(taken.promises), 'promise')}"
    if taken.next_on is not None:
        words += f", next {formatting.day(taken.next_on, today)}"
    return f"{words}."


def _many(texts: Sequence[str], here: int, found: Mapping[str, Understood]) -> list[Line]:
    first = max(0, min(here - _SEEN // 2, len(texts) - _SEEN))
    lines = []
    for place in range(first, min(first + _SEEN, len(texts))):
        one = found.get(texts[place])
        number = Piece(fit_right(str(place + 1), 5), "accent" if place == here else "muted")
        mark = Piece("  ")
        if one is None:
            said = Piece("empty: left out" if not texts[place].strip() else "", "muted")
        else:
            said = Piece(
                one.problem or f"{one.account}: {one.words}", "bad" if one.problem else "text"
            )
        lines.append(line(number, mark, said))
    wrong = [place + 1 for place, text in enumerate(texts) if problem_of(text, found)]
    count = f" {len(texts)} lines, taken together or not at all"
    if wrong:
        lines.append(line(Piece(f"{count}: mend {_numbers(wrong)}", "warn")))
    else:
        lines.append(line(Piece(count, "muted")))
    return lines


def problem_of(text: str, found: Mapping[str, Understood]) -> str:
    """Return what is wrong with a line; "" where nothing is, or nothing is known yet."""
    one = found.get(text)
    return one.problem if one is not None else ""


def _numbers(places: Sequence[int]) -> str:
    shown = ", ".join(str(place) for place in places[:5])
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return f"line {shown}{more}" if len(places) == 1 else f"lines {shown}{more}"


class Completion(Suggester):
    """Completes the name of the account, then the words of the line."""

    def __init__(self, ask: Ask[list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._ask = ask

    async def get_suggestion(self, value: str) -> str | None:
        """Return `value` with the rest of a name, or of its last word."""
        if len(value.strip()) < 2:
            return None
        names = self._ask(lambda book: accounts.names(book, value.lstrip(), limit=1))
        for name in map(safe_text, names or ()):
            if len(name) > len(value) and fold(name).startswith(fold(value)):
                return value + name[len(value) :]
        last = value.rpartition(" ")[2]
        if len(last) < 2 or last == value:
            return None
        from csm_tui.domain.quick_words import KEYS, WORDS

        known = (*WORDS, *(f"{key}:" for key in KEYS))
        return next((value + word[len(last) :] for word in known if word.startswith(last)), None)
