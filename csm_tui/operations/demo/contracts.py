"""What the accounts of the demo book pay: contracts by the year, or changes of their ARR."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.operations.demo.story import Told

    Made = tuple[str, dict[str, object]]

# Accounts with a contract for each year; their ARR changed with a renewal.
BY_CONTRACT: Final = frozenset(
    "aurora saga orinoco helios ubuntu pioneer lindqvist tanaka delta quetzal wawel harbour andes"
    " sunda quill brass yurt polder nile pampa glacier saffron".split()
)
TERM: Final = timedelta(days=365)


def contracts(told: Told) -> Iterator[Made]:
    """Yield (table, row without account_id) for all that an account has paid so far."""
    path, start = told.numbers("arr_path"), told.start
    if not path or start is None or start > told.today:
        return
    if told.key == "tessera":
        yield from _products(start)
    elif told.key in BY_CONTRACT:
        yield from _terms(told, path, start)
    else:
        yield from _changes(told, path, start)


def _changes(told: Told, path: tuple[int, ...], start: date) -> Iterator[Made]:
    before = 0
    span = (told.today - start).days
    for number, amount in enumerate(path):
        day = start + timedelta(days=span * number // len(path))
        kind = "new" if number == 0 else "expansion" if amount > before else "contraction"
        yield "arr_change", {"date": day, "amount": (amount - before) * 100, "kind": kind}
        before = amount
    if told.row["status"] == "churned":
        yield "arr_change", {"date": told.last_day, "amount": -before * 100, "kind": "churn"}


def _terms(told: Told, path: tuple[int, ...], start: date) -> Iterator[Made]:
    """Yield the contract that runs now and those before it, the newest first."""
    end = told.day(told.number("renews") or 0)
    for number, amount in enumerate([*reversed(path), *[path[0]] * 9]):
        if end <= start:
            return
        began = max(start, end - TERM)
        yield "subscription", _contract(f"SUB-{told.key}-{number + 1}", "Core", began, end, amount)
        end = began


def _products(start: date) -> Iterator[Made]:
    """Yield the contracts of the one account that is billed by product, both without an end."""
    for product, amount, opened in (("Core", 300000, 0), ("Insights", 115000, 300)):
        began = start + timedelta(days=opened)
        row = _contract(f"SUB-{product}", product, began, None, amount)
        yield "subscription", {**row, "seats": 300, "auto_renew": True}


def _contract(
    key: str, product: str, start: date, end: date | None, amount: int
) -> dict[str, object]:
    return {
        "external_id": key,
        "product": product,
        "start_date": start,
        "end_date": end,
        "arr": amount * 100,
    }
