"""`csm engagement --outcomes`: how health changed in the weeks after touchpoints (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, Row, say
from csm_tui.domain.engagement_words import beyond_chance
from csm_tui.domain.outcomes import AFTER_DAYS
from csm_tui.domain.wording import on
from csm_tui.errors import UsageError
from csm_tui.formatting import signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.outcomes import Outcome
    from csm_tui.queries.outcomes import Outcomes

_BY: Final = ("kind", "channel", "tier")
_COLUMNS: Final = (
    Column("After"),
    Column("Known", right=True),
    Column("Change", right=True),
    Column("Chance", right=True),
    Column("Better", right=True),
    Column("Worse", right=True),
    Column("Unknown", right=True),
    Column(""),
)


def show_outcomes(session: Session, filter: Filter, by: str, span: Mapping[str, Any]) -> None:
    """Write how health changed after the touchpoints of each kind, channel or tier."""
    from csm_tui.queries import outcomes as queries

    if by not in _BY:
        raise UsageError(f"--outcomes go by {', '.join(_BY)}, not by {by}.")
    with session.reading() as book:
        found = queries.outcomes(book.connection, filter, by=by, **span)
    rows = [_as_json(key, one) for key, one in found.groups]
    if session.printer.is_json:
        session.printer.json(rows)
    elif session.printer.is_plain:
        session.printer.records(row.values() for row in rows)
    elif len(rows) == 1:
        say(
            f"No touchpoint from {on(found.from_)} to {on(found.to)} in which a customer took part."
        )
    else:
        _show(session, found)


def _as_json(key: str | None, one: Outcome) -> dict[str, Any]:
    return {
        "group": key,
        "known": one.known,
        "mean_change": formatting.hundredths(one.mean),
        "margin": formatting.hundredths(one.margin),
        "better": one.better,
        "worse": one.worse,
        "unknown": one.unknown,
        "small_sample": one.small,
    }


def _show(session: Session, found: Outcomes) -> None:
    printer = session.printer
    head = f"Health {AFTER_DAYS} days after touchpoints of {on(found.from_)} to {on(found.to)}"
    if found.accounts < found.of:
        head += f", of {found.accounts:,} accounts drawn evenly from {found.of:,}"
    printer.paragraph(head, "dim")
    printer.table(_COLUMNS, [_line(key, one) for key, one in found.groups])
    printer.paragraph(
        "What goes together need not be cause and effect: accounts in trouble get more touchpoints."
    )


def _line(key: str | None, one: Outcome) -> Row:
    return (
        formatting.UNKNOWN if key is None else key,
        f"{one.known:,}",
        formatting.UNKNOWN if one.mean is None else signed(one.mean, 1),
        "" if one.margin is None else f"±{one.margin:.1f}",
        f"{one.better:,}",
        f"{one.worse:,}",
        f"{one.unknown:,}",
        Cell(beyond_chance(one), "dim" if one.small else None),
    )
