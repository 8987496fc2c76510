"""`csm review`: one account after the other that has no fresh health, a key for a pulse each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from csm_tui.cli import formatting
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Column, asked, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.cli.session import Session
    from csm_tui.queries.review import ReviewRow
    from csm_tui.store.database import Book

_KEYS = "1-5 pulse · r at risk · n next step · l one line · Enter skips · q ends: "


@command(
    "review",
    shows=True,
    examples=("csm review", 'csm review --where "tier:high"', "csm review --json"),
)
@click.option("--where", default="", metavar="FILTER", help="Only these accounts.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N accounts.")
@click.pass_context
def review(context: click.Context, where: str, limit: int | None) -> None:
    """Walk the accounts without fresh health, largest first; list them where nobody types."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries.accounts import currency
    from csm_tui.queries.health import stale_days
    from csm_tui.queries.review import without_fresh_health

    session = session_of(context)
    with session.reading() as book:
        rows = without_fresh_health(
            book.connection,
            parse(where),
            today=session.today,
            stale_days=stale_days(book.connection),
            limit=limit,
        )
        sign = currency(book.connection)
    if session.printer.is_json:
        session.printer.json([_as_json(row) for row in rows])
    elif not rows:
        say("Nothing to review: every account has fresh health.")
    elif session.form == "table" and _somebody_types(session):
        _walk(session, rows, sign)
    else:
        _print(session, rows, sign)


def _somebody_types(session: Session) -> bool:
    return (
        sys.stdin.isatty() and sys.stdout.isatty() and not (session.no_input or session.read_only)
    )


def _as_json(row: ReviewRow) -> dict[str, object]:
    return {
        "account": row.account,
        "account_id": row.account_id,
        "arr": formatting.number(row.arr),
        "tier": row.tier,
        "health": formatting.rounded(row.health),
        "health_band": row.health_band,
        "last_reading_on": row.last_reading_on,
        "last_touchpoint_on": row.last_touchpoint_on,
        "next_step": row.next_step,
        "reason": row.reason,
    }


def _print(session: Session, rows: Sequence[ReviewRow], currency: str | None) -> None:
    session.printer.table(
        (
            Column("Account", limit=30),
            Column("ARR", right=True),
            Column("Tier"),
            Column("Health"),
            Column("Why"),
        ),
        [
            (
                row.account,
                formatting.money(row.arr, currency),
                row.tier,
                "?" if row.health is None else str(formatting.rounded(row.health)),
                row.reason,
            )
            for row in rows
        ],
    )


def _walk(session: Session, rows: Sequence[ReviewRow], currency: str | None) -> None:
    printer = session.printer
    with session.writing() as book:
        for place, row in enumerate(rows, 1):
            printer.line(
                f"{place} of {len(rows)}  {row.account} · "
                f"{formatting.money(row.arr, currency)} · {row.tier}",
                "bold",
            )
            last = formatting.day(row.last_touchpoint_on, session.today)
            printer.line(
                f"  {row.reason}; last touchpoint {last}; next step: {row.next_step or '–'}"
            )
            if not _answer(session, book, row):
                return
    say("That was all.")


def _answer(session: Session, book: Book, row: ReviewRow) -> bool:
    """Ask about one account until it is left; False ends the round."""
    from csm_tui.operations import accounts, touchpoints

    today, now = session.today, session.now()
    while True:
        key = asked(_KEYS)
        if key is None or key == "q":
            return False
        if key == "":
            return True
        if key in ("1", "2", "3", "4", "5"):
            changes = accounts.pulse(book, row.account_id, int(key), today=today, now=now)
            say(f"  {changes.name}")
            return True
        text = _typed(key)
        if text is None:
            say("  That key does nothing here.")
        elif not text:
            say("  Left as it was.")
        elif key == "n":
            step = {"next_step": text}
            say(f"  {accounts.edit(book, row.account_id, step, today=today, now=now).name}")
        elif key == "l":
            note = {"kind": "other", "notes": text, "subject": text}
            say(f"  {touchpoints.log(book, row.account_id, note, today=today, now=now).name}")
        else:
            _set_risk(session, book, row, text)


_ASKED = {"r": "  Why at risk: ", "n": "  Next step: ", "l": "  One line: "}


def _typed(key: str) -> str | None:
    """Return what is typed for a key, "" for nothing; None where the key asks for nothing."""
    if key not in _ASKED:
        return None
    return asked(_ASKED[key]) or ""


def _set_risk(session: Session, book: Book, row: ReviewRow, reason: str) -> None:
    from datetime import timedelta

    from csm_tui.operations.accounts import override

    changes = override(
        book,
        row.account_id,
        "at-risk",
        "yes",
        reason=reason,
        until=session.today + timedelta(days=_RISK_DAYS),
        today=session.today,
        now=session.now(),
    )
    say(f"  {changes.name}, until {session.today + timedelta(days=_RISK_DAYS)}")


# As long as a health override may hold (DOMAIN §10).
_RISK_DAYS = 90
