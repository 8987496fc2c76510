"""How `csm health` shows the health of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, Record, Row
from csm_tui.domain.arr import known_sum
from csm_tui.domain.terms import BANDS, TIERS, Band
from csm_tui.formatting import percent, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.queries.health import BandSum, HealthRow, Mover, Movers, PulseDifference
    from csm_tui.queries.review import ReviewRow


class BookHealth(NamedTuple):
    """What the questions about the health of a book gave, as of a day."""

    as_of: date
    bands: Sequence[BandSum]
    movers: Sequence[Movers]
    gaps: Sequence[ReviewRow]
    pulses: Sequence[PulseDifference]

    def counted(self, band: Band, tier: str | None = None) -> int:
        """Return the accounts of a band, of one tier or of all."""
        return sum(
            row.accounts for row in self.bands if row.band == band and tier in (None, row.tier)
        )

    def arr(self, band: Band | None, tier: str | None = None) -> int | None:
        """Return the ARR in cents of a band or of all, of one tier or of all; None for unknown."""
        return known_sum(
            row.arr for row in self.bands if band in (None, row.band) and tier in (None, row.tier)
        )

    @property
    def stale(self) -> list[ReviewRow]:
        """Return the accounts whose health stands on nothing fresh."""
        return [row for row in self.gaps if row.health_band != "unknown"]

    @property
    def unknown(self) -> list[ReviewRow]:
        """Return the accounts without health."""
        return [row for row in self.gaps if row.health_band == "unknown"]


def as_json(found: BookHealth, limit: int | None) -> dict[str, Any]:
    """Return the health of the book with the keys of `csm health --json`; lists have `limit`."""
    tiers = [tier for tier in TIERS if any(row.tier == tier for row in found.bands)]
    return {
        "as_of": found.as_of,
        "accounts": sum(row.accounts for row in found.bands),
        "bands": [
            {
                "band": band,
                "accounts": found.counted(band),
                "arr": formatting.number(found.arr(band)),
            }
            for band in BANDS
        ],
        "tiers": [
            {
                "tier": tier,
                **{band: found.counted(band, tier) for band in BANDS},
                "arr": {band: formatting.number(found.arr(band, tier)) for band in BANDS},
            }
            for tier in tiers
        ],
        "movers": [
            {
                "days": span.days,
                "up": [_mover(one) for one in span.up],
                "down": [_mover(one) for one in span.down],
            }
            for span in found.movers
        ],
        "stale_accounts": len(found.stale),
        "stale": [_gap(row) for row in found.stale[:limit]],
        "unknown_accounts": len(found.unknown),
        "unknown": [_gap(row) for row in found.unknown[:limit]],
        "pulse_disagreements": [_pulse(one) for one in found.pulses[:limit]],
    }


def _row(row: HealthRow) -> dict[str, Any]:
    return {
        "account": row.account,
        "account_id": row.account_id,
        "arr": formatting.number(row.arr),
        "tier": row.tier,
        "health": formatting.rounded(row.health),
        "health_band": row.band,
    }


def _mover(one: Mover) -> dict[str, Any]:
    return {
        **_row(one.row),
        "change": formatting.tenths(one.move.change),
        "measure": one.move.measure,
        "measure_change": formatting.tenths(one.move.measure_change),
        "beside": one.move.beside,
        "beside_change": formatting.tenths(one.move.beside_change),
    }


def _gap(row: ReviewRow) -> dict[str, Any]:
    return {
        "account": row.account,
        "account_id": row.account_id,
        "arr": formatting.number(row.arr),
        "tier": row.tier,
        "health": formatting.rounded(row.health),
        "health_band": row.health_band,
        "last_reading_on": row.last_reading_on,
        "reason": row.reason,
    }


def _pulse(one: PulseDifference) -> dict[str, Any]:
    return {
        **_row(one.row),
        "pulse": formatting.rounded(one.pulse),
        "pulse_band": one.pulse_band,
    }


def plain(found: BookHealth, limit: int | None) -> Iterator[Record]:
    """Yield records, each beginning with what it is: band, up-28, down-28, stale, …"""
    for row in found.bands:
        yield "band", row.tier, row.band, row.accounts, formatting.number(row.arr)
    for span in found.movers:
        for name, moved in (("up", span.up), ("down", span.down)):
            for one in moved:
                yield f"{name}-{span.days}", *_mover(one).values()
    for gap in found.gaps:
        if limit is None or gap in (*found.stale[:limit], *found.unknown[:limit]):
            yield "unknown" if gap.health_band == "unknown" else "stale", *_gap(gap).values()
    for one_pulse in found.pulses[:limit]:
        yield "pulse", *_pulse(one_pulse).values()


def print_book(
    session: Session, found: BookHealth, limit: int | None, currency: str | None
) -> None:
    """Write the bands by tier, then movers, gaps and pulses, at most `limit` rows of each."""
    printer = session.printer
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    _print_bands(session, found, currency, signs)
    for span in found.movers:
        for name, moved in (("Up", span.up), ("Down", span.down)):
            if moved:
                printer.line()
                printer.line(f"{name} over {span.days} days", "bold")
                printer.table(_MOVER_COLUMNS, [_mover_line(one, signs) for one in moved])
    for name, gaps in (("Stale", found.stale), ("Unknown", found.unknown)):
        if gaps:
            printer.line()
            printer.line(f"{name}: {formatting.plural(len(gaps), 'account')}", "bold")
            printer.table(_GAP_COLUMNS, [_gap_line(row, currency, signs) for row in gaps[:limit]])
    if found.pulses:
        printer.line()
        count = formatting.plural(len(found.pulses), "account")
        printer.line(f"Score and pulse differ by a band: {count}", "bold")
        printer.table(_PULSE_COLUMNS, [_pulse_line(one, signs) for one in found.pulses[:limit]])


_MOVER_COLUMNS = (
    Column("Account", limit=30),
    Column("Health"),
    Column("Change", right=True),
    Column("Most by", limit=30),
)
_GAP_COLUMNS = (
    Column("Account", limit=30),
    Column("ARR", right=True),
    Column("Health"),
    Column("Why", limit=36),
)
_PULSE_COLUMNS = (Column("Account", limit=30), Column("Health"), Column("Pulse"))


def _print_bands(
    session: Session, found: BookHealth, currency: str | None, signs: formatting.Glyphs
) -> None:
    whole = sum(row.accounts for row in found.bands)
    tiers = [tier for tier in TIERS if any(row.tier == tier for row in found.bands)]
    counts = [
        [
            tier,
            *(f"{found.counted(band, tier):,}" for band in BANDS),
            formatting.money(found.arr(None, tier), currency),
        ]
        for tier in tiers
    ]
    rows: list[Row] = [
        *counts,
        [
            Cell("all", "bold"),
            *(f"{found.counted(band):,}" for band in BANDS),
            formatting.money(found.arr(None), currency),
        ],
        [Cell("share", "dim"), *(percent(found.counted(band), whole) for band in BANDS), ""],
        [Cell("ARR", "dim"), *(formatting.money(found.arr(band), currency) for band in BANDS), ""],
    ]
    columns = [
        Column("Tier"),
        *(Column(f"{signs.health[band]} {band}", True) for band in BANDS),
        Column("ARR", True),
    ]
    session.printer.table(columns, rows)
    known = whole - found.counted("unknown")
    session.printer.line(
        f"Health is known of {known:,} of {formatting.plural(whole, 'account')}.", "dim"
    )


def _health(row: HealthRow, signs: formatting.Glyphs) -> Cell:
    return formatting.band_cell(row.health, row.band, provisional=row.provisional, signs=signs)


def _mover_line(one: Mover, signs: formatting.Glyphs) -> Row:
    move = one.move
    by = ""
    if move.measure is not None and move.measure_change is not None:
        by = f"{move.measure} {signed(move.measure_change)}"
    if move.beside is not None and move.beside_change is not None:
        by = f"as imported; {move.beside} {signed(move.beside_change)}"
    return one.row.account, _health(one.row, signs), signed(move.change), by


def _gap_line(row: ReviewRow, currency: str | None, signs: formatting.Glyphs) -> Row:
    health = formatting.band_cell(
        row.health, row.health_band, provisional=row.provisional, signs=signs
    )
    return row.account, formatting.money(row.arr, currency), health, row.reason


def _pulse_line(one: PulseDifference, signs: formatting.Glyphs) -> Row:
    pulse = formatting.band_cell(one.pulse, one.pulse_band, provisional=False, signs=signs)
    return one.row.account, _health(one.row, signs), pulse
