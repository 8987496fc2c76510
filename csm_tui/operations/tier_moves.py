"""What the user decides about moves between tiers: accepted or dismissed, while they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.queries import accounts as account_queries
from csm_tui.queries.tier_moves import EVERY, committed, tier_moves
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare

if TYPE_CHECKING:
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.domain.tier_moves import Ground, TierMove
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder


def accept(
    book: Book,
    account_id: int,
    *,
    ground: Ground | None = None,
    reason: str | None = None,
    until: date | None = None,
    today: date,
    now: datetime,
) -> Changes:
    """Take the move of an account that waits: one suggested is set by hand through `until`.

    `ground` says which where there may be two; a suggestion that was dismissed can still be taken.
    Without an end it holds for as long as the model asks to commit (tiering.commit_months); the
    reason is the suggestion's unless given. Any other move is only noted as seen: it has happened,
    or happens by itself.

    Raises InvalidValue where nothing waits, for an end in the past, or an end or reason that
    nothing is set with.
    """
    move = _waiting(book, account_id, ground, today, dismissed=True)
    name = account_queries.name_of(book.connection, account_id)
    if move.ground != "suggested" and (reason is not None or until is not None):
        raise InvalidValue(
            f"{name} moves by itself; `csm override` with reason and end date keeps it elsewhere."
        )
    last = until or committed(book.connection, today)
    if last < today:
        raise InvalidValue(f"An override needs an end date from {on(today)} on: --until DATE.")
    title = f"Accepted for {name}: {move.tier_from} to {move.tier_to}"
    with operation(book, title, today=today, now=now) as recorder:
        if move.ground == "suggested":
            recorder.update(
                "account",
                account_id,
                {
                    "tier_override": move.tier_to,
                    "tier_override_until": last.isoformat(),
                    "tier_override_reason": reason or move.reason,
                },
            )
        _decide(recorder, account_id, "accepted", move, reason, today)
    return recorder.changes()


def dismiss(
    book: Book,
    account_id: int,
    *,
    ground: Ground | None = None,
    reason: str | None = None,
    today: date,
    now: datetime,
) -> Changes:
    """Put the move of an account aside; it is back when its reason is another.

    Raises InvalidValue where nothing waits.
    """
    move = _waiting(book, account_id, ground, today)
    name = account_queries.name_of(book.connection, account_id)
    title = f"Dismissed for {name}: {move.tier_from} to {move.tier_to}"
    with operation(book, title, today=today, now=now) as recorder:
        _decide(recorder, account_id, "dismissed", move, reason, today)
    return recorder.changes()


def _waiting(
    book: Book, account_id: int, ground: Ground | None, today: date, *, dismissed: bool = False
) -> TierMove:
    prepare(book.connection, today)
    rows = tier_moves(book.connection, EVERY, today=today, decided=dismissed, only=account_id)
    for row in (*(one for one in rows if one.decision is None), *rows):
        stands = row.decision is None or row.move.ground == "suggested"
        if stands and ground in (None, row.move.ground):
            return row.move
    name = account_queries.name_of(book.connection, account_id)
    raise InvalidValue(f"No move between tiers waits for {name}: `csm tiers` lists them.")


def _decide(
    recorder: Recorder,
    account_id: int,
    decision: Literal["accepted", "dismissed"],
    move: TierMove,
    reason: str | None,
    today: date,
) -> None:
    recorder.insert(
        "tier_decision",
        {
            "account_id": account_id,
            "decided_on": today.isoformat(),
            "decision": decision,
            "tier_from": move.tier_from,
            "tier_to": move.tier_to,
            "reason": reason,
            "ground": move.reason,
            "origin_id": recorder.origin(),
        },
    )
