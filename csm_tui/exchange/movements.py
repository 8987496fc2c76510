"""Movements of ARR or MRR, signed or by their type, and ARR or MRR itself from day to day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.terms import ARR_CHANGE_KINDS
from csm_tui.exchange.converted import in_one
from csm_tui.exchange.header_names import normalise, places_of
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.options import is_blank
from csm_tui.exchange.problems import Problem
from csm_tui.exchange.recurring import recurring_in, titled
from csm_tui.exchange.translation import folded
from csm_tui.exchange.vendors.homemade import ACCOUNTS
from csm_tui.exchange.vendors.model import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csm_tui.exchange.part import Part, Shape
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.tables import Table

_DAYS: Final = (
    "date",
    "movement_date",
    "effective_date",
    "change_date",
    "event_date",
    "month",
    "period",
    "as_of",
    "as_of_date",
    "month_end",
    "snapshot_date",
    "mes",
    "mês",
    "fecha",
    "data",
    "bulan",
    "tanggal",
)
_TYPES: Final = (
    "movement_type",
    "mrr_type",
    "arr_type",
    "mrr_movement_type",
    "change_type",
    "movement",
    "mrr_movement",
    "category",
    "kind",
    "type",
    "tipo",
    "jenis",
)
_CHANGE: Final = ("{}_change", "change_in_{}", "{}_delta", "delta_{}", "{}_movement", "net_new_{}")
_AMOUNTS: Final = ("amount", "change", "delta", "value", "importe", "monto", "valor", "jumlah")
WORDS: Final = {
    "new business": "new",
    "new logo": "new",
    "new customer": "new",
    "reactivation": "new",
    "reactivated": "new",
    "resurrected": "new",
    "nuevo": "new",
    "novo": "new",
    "baru": "new",
    "expansion": "expansion",
    "upgrade": "expansion",
    "upsell": "expansion",
    "cross sell": "expansion",
    "expansión": "expansion",
    "expansão": "expansion",
    "contraction": "contraction",
    "downgrade": "contraction",
    "downsell": "contraction",
    "contracción": "contraction",
    "contração": "contraction",
    "churned": "churn",
    "cancellation": "churn",
    "cancelled": "churn",
    "canceled": "churn",
    "lost": "churn",
    "cancelación": "churn",
    "cancelamento": "churn",
}
# What is asked of movements that are not all of the ARR that is recorded.
HISTORY: Final = "history"
_LOSSES: Final = ("contraction", "churn")


class Found(NamedTuple):
    """What a sheet of changes of ARR is: how to read it, and by field what its amounts are."""

    report: Report
    shape: Shape
    told: Mapping[str, str]


def movements_of(sheet: Sheet) -> Found | None:
    """Return how a sheet of movements of ARR or MRR, or of either by month, is read, or None.

    Movements say so by their header, or by types that are those of movements. The ARR itself has
    a day, and at least one account more than once.
    """
    names = places_of(sheet.header)
    ours = KINDS["arr_changes"].header
    if set(names) <= set(map(normalise, ours)):
        return None
    account = _first(names, ACCOUNTS)
    if account is None or _first(names, _DAYS) is None:
        return None
    types = next((at for at in _all(names, _TYPES) if _are_types(sheet.cells[at])), None)
    for unit in ("mrr", "arr"):
        place = _first(names, [change.format(unit) for change in _CHANGE])
        if place is not None and place != types:
            return _found(sheet, unit, place, types, "movements")
    plain = _first(names, ("mrr", "mrr_amount")), _first(names, ("arr", "arr_amount"))
    place = plain[0] if plain[1] is None else plain[1]
    unit = "mrr" if plain[1] is None else "arr"
    if types is not None:
        if place is None:
            place, unit = _first(names, _AMOUNTS), _said(sheet, types)
        return None if place is None else _found(sheet, unit, place, types, "movements")
    repeated = len(set(sheet.cells[account])) < len(sheet.cells[account])
    if place is None or not repeated or names.keys() & {"startdate", "enddate", "renewaldate"}:
        return None
    return _found(sheet, unit, place, None, "levels")


def _found(sheet: Sheet, unit: str, place: int, types: int | None, shape: Shape) -> Found:
    told = {"mrr": "MRR, so times 12", "arr": "ARR"}.get(unit)
    if told and shape == "levels":
        told += "; its changes from day to day"
    said = {"mrr" if unit == "mrr" else "amount": told} if told else {}
    return Found(_report(sheet, unit, place, types), shape, said)


def _first(names: dict[str, int], wanted: Sequence[str]) -> int | None:
    return next(_all(names, wanted), None)


def _all(names: dict[str, int], wanted: Sequence[str]) -> Iterator[int]:
    return (names[one] for one in map(normalise, wanted) if one in names)


def _are_types(cells: Sequence[str]) -> bool:
    known = {*WORDS, *ARR_CHANGE_KINDS}
    found = {folded(cell) for cell in dict.fromkeys(cells) if not is_blank(cell)}
    return bool(found) and len(found & known) * 2 > len(found)


def _said(sheet: Sheet, types: int) -> str:
    """Return what the amounts are of by the header of the types, else by a title, or ""."""
    found = titled(sheet)
    return recurring_in(sheet.header[types]) or (found.what if found else "")


def _report(sheet: Sheet, unit: str, place: int, types: int | None) -> Report:
    header = sheet.header[place]
    fields = {"account": ACCOUNTS, "date": _DAYS}
    if types is not None:
        fields["kind"] = (sheet.header[types],)
    if unit:
        fields["mrr" if unit == "mrr" else "amount"] = (header,)
    return Report(
        "changes of ARR",
        "arr_changes",
        fields=fields,
        words={"kind": WORDS},
        asked={} if unit else {header: "amount"},
    )


def with_signs(table: Table, part: Part) -> Table:
    """Return movements with a sign: where the file writes losses without one, they are taken off.

    A movement whose sign its type denies is a problem of its row.
    """
    table = replace(table, movements=True)
    amounts, kinds = table.fields.get("amount"), table.fields.get("kind")
    if amounts is None or kinds is None or table.ambiguous:
        return table
    losses = [cents for cents, kind in zip(amounts, kinds, strict=True) if kind in _LOSSES]
    numbers = [cents for cents in losses if isinstance(cents, int) and cents]
    unsigned = bool(numbers) and all(cents > 0 for cents in numbers)
    fields, evidence = dict(table.fields), dict(table.evidence)
    if unsigned:
        fields["amount"] = [
            -cents if kind in _LOSSES and isinstance(cents, int) else cents
            for cents, kind in zip(amounts, kinds, strict=True)
        ]
        said = "contraction and churn carry no sign: they are taken off"
        evidence["amount"] = in_one(evidence.get("amount"), said)
    problems, bad = list(table.problems), set(table.bad)
    for at, (cents, kind) in enumerate(zip(fields["amount"], kinds, strict=True)):
        if at in bad or not isinstance(cents, int) or kind is None:
            continue
        if cents and (cents < 0) != (kind in _LOSSES):
            bad.add(at)
            problems.append(_denied(table, part, at, str(kind)))
    problems.sort(key=lambda problem: problem.line or 0)
    return replace(table, fields=fields, evidence=evidence, problems=problems, bad=frozenset(bad))


def _denied(table: Table, part: Part, at: int, kind: str) -> Problem:
    field = next(name for name in ("amount", "mrr") if name in part.mapping.mapping)
    value = part.sheet.cells[part.mapping.columns[field]][at]
    wanted = "below 0, as the others are" if kind in _LOSSES else "above 0"
    where = (part.sheet.name, table.lines[at], part.mapping.mapping[field], value)
    return Problem(*where, f"the amount of {kind} is {wanted}.", "Mend the sign or the type.")
