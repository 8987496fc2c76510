"""One account in the matrix, as `csm quadrants --account` shows it (DOMAIN §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.cli.formatting import quadrant_key, quadrant_name
from csm_tui.cli.output import Column, Record
from csm_tui.domain.why_quadrant import NAMES
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from csm_tui.cli.session import Session
    from csm_tui.domain.quadrants import AxisResult
    from csm_tui.queries.quadrant_moves import Stay


def as_json(found: Stay, strategy: str | None) -> dict[str, Any]:
    """Return where an account stands, since when, and what its axes stand on."""
    return {
        "account": found.account,
        "account_id": found.account_id,
        "quadrant": quadrant_key(found.quadrant),
        "since": found.since,
        "was": quadrant_key(found.was) if found.since else None,
        "reason": found.reason,
        "strategy": strategy,
        "size": _axis(found.size),
        "need": _axis(found.need),
    }


def _axis(axis: AxisResult) -> dict[str, Any]:
    return {
        "score": axis.score,
        "high": axis.high,
        "forced": axis.forced,
        "coverage_pct": axis.coverage,
        "inputs": [
            {"name": NAMES[part.name], "value": part.value, "points": part.points}
            for part in axis.parts
        ],
        "missing": [NAMES[name] for name in axis.missing],
    }


def plain(found: Stay, strategy: str | None) -> Record:
    """Return an account as one record: account, quadrant, since, was, size, need, reason."""
    value = as_json(found, strategy)
    return (
        found.account,
        value["quadrant"],
        value["since"],
        value["was"],
        found.size.score,
        found.need.score,
        found.reason,
    )


def print_stay(session: Session, found: Stay, strategy: str | None) -> None:
    """Write where an account stands and why, and what is to be done there."""
    printer = session.printer
    printer.paragraph(f"{found.account}: {found.reason}", "bold")
    if found.since is not None:
        was = quadrant_name(found.was)
        printer.line(f"since {on(found.since)}, before that {was}")
    printer.table(
        (Column(""), Column("", right=True), Column("", right=True)),
        [
            (
                f"  {axis.name}: {NAMES[part.name]}",
                "not known" if part.value is None else figure(part.value),
                "" if part.points is None else f"{figure(part.points)} points",
            )
            for axis in (found.size, found.need)
            for part in axis.parts
        ],
        header=False,
    )
    if strategy is not None:
        printer.paragraph(strategy)
