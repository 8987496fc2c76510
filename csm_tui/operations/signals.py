"""What the user says of signals: snoozed, done, dismissed; it holds while the cause stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.spoken import count, say
from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.queries import signals as queries
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.queries.signals import SignalRow
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder


def snooze(
    book: Book,
    signal_id: int | Sequence[int],
    until: date,
    *,
    reason: str | None = None,
    today: date,
    now: datetime,
) -> Changes:
    """Put one signal or several aside until a day, on which they are back.

    Raises InvalidValue where `until` is not ahead, or for a signal that there is not now.
    """
    if until <= today:
        raise InvalidValue(f"A signal is snoozed until a day ahead; {on(until)} is not.")
    return _say(book, signal_id, "snoozed", until, reason, today=today, now=now)


def dismiss(
    book: Book, signal_id: int | Sequence[int], *, reason: str, today: date, now: datetime
) -> Changes:
    """Put one signal or several aside for good: they come back only when their cause changes.

    Raises InvalidValue without a reason, or for a signal that there is not now.
    """
    if not reason.strip():
        raise InvalidValue("Dismissing a signal needs its reason: --reason TEXT.")
    return _say(book, signal_id, "dismissed", None, reason, today=today, now=now)


def done(
    book: Book,
    signal_id: int | Sequence[int],
    *,
    reason: str | None = None,
    today: date,
    now: datetime,
) -> Changes:
    """Say that one signal or several were acted on: they come back only when their cause changes.

    Raises InvalidValue for a signal that there is not now.
    """
    return _say(book, signal_id, "done", None, reason, today=today, now=now)


def reopen(book: Book, signal_id: int | Sequence[int], *, today: date, now: datetime) -> Changes:
    """Let one signal or several that were put aside count again.

    Raises InvalidValue for one that is open, or that there is not now.
    """
    rows = _found(book, signal_id, today)
    for row in rows:
        if row.state == "open":
            raise InvalidValue(f"The signal {row.kind} of {row.account} is open already.")
    with operation(book, f"Reopened: {_named(rows)}", today=today, now=now) as recorder:
        for row in rows:
            said = queries.said_of(book.connection, row)
            if said is not None:
                recorder.delete("signal_state", said.id)
    return recorder.changes()


def _say(
    book: Book,
    signal_id: int | Sequence[int],
    state: str,
    until: date | None,
    reason: str | None,
    *,
    today: date,
    now: datetime,
) -> Changes:
    rows = _found(book, signal_id, today)
    back = f", until {say(until, today)}" if until is not None else ""
    name = f"{state.capitalize()}: {_named(rows)}{back}"
    reason = (reason or "").strip() or None
    with operation(book, name, today=today, now=now) as recorder:
        for row in rows:
            if (row.state, row.until, row.state_reason) != (state, until, reason):
                values = {"cause": row.cause, "state": state, "until": until, "reason": reason}
                _keep(book, recorder, row, {**values, "set_on": today})
    return recorder.changes()


def _keep(book: Book, recorder: Recorder, row: SignalRow, values: dict[str, object]) -> None:
    said = queries.said_of(book.connection, row)
    values["origin_id"] = recorder.origin()
    if said is None:
        owned = {"account_id": row.account_id, "kind": row.kind}
        recorder.insert("signal_state", {**owned, **values})
    else:
        recorder.update("signal_state", said.id, values)


def _found(book: Book, signal_id: int | Sequence[int], today: date) -> list[SignalRow]:
    ids = [signal_id] if isinstance(signal_id, int) else [*signal_id]
    return queries.find(book.connection, ids, today=today)


def _named(rows: Sequence[SignalRow]) -> str:
    """Return one signal by kind and account, several by their number."""
    if len(rows) == 1:
        return f"{rows[0].kind}, {rows[0].account}"
    return count(len(rows), "signal")
