"""`csm engagement --disengaging`: accounts that stopped answering (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.disengaging import Disengaging

_COLUMNS: Final = (
    Column("Account"),
    Column("Tier"),
    Column("In a row", right=True),
    Column("Of", right=True),
    Column("Last asked"),
    Column("Last took part"),
)


def show_disengaging(session: Session, filter: Filter, span: Mapping[str, Any]) -> None:
    """Write the accounts whose last invitations all went without an answer."""
    from csm_tui.queries.disengaging import LEAST, disengaging

    with session.reading() as book:
        found = disengaging(book.connection, filter, **span)
    session.printer.listing(
        found,
        _COLUMNS,
        _line,
        plain=lambda row: _as_json(row).values(),
        as_json=_as_json,
        none=f"No account left its last {LEAST} invitations, or more, without an answer.",
    )


def _line(row: Disengaging) -> Row:
    return (
        row.account,
        row.tier,
        Cell(f"{row.unanswered:,}", "yellow"),
        f"{row.asked:,}",
        row.last_on.isoformat(),
        row.answered_on.isoformat() if row.answered_on else formatting.UNKNOWN,
    )


def _as_json(row: Disengaging) -> dict[str, Any]:
    return {
        "account": row.account,
        "account_id": row.account_id,
        "tier": row.tier,
        "arr": formatting.number(row.arr),
        "unanswered_in_a_row": row.unanswered,
        "asked": row.asked,
        "last_asked_on": row.last_on,
        "last_took_part_on": row.answered_on,
    }
