"""Accounts to ask for occasions, and plans as the book would keep them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import Facts, Touchpoint
from csm_tui.domain.occasions import Occasion, Wanted, wanted
from csm_tui.domain.standing import assess
from csm_tui.models import preset

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
WEEKS = 13


def account(**fields: Any) -> Account:
    """Return a medium account that started and was entered long ago."""
    values: dict[str, Any] = {
        "id": 1,
        "name": "Aurora Health",
        "entered_on": date(2025, 1, 1),
        "start_date": date(2025, 1, 1),
        "arr": 3_000_000,
    }
    return Account(**values | fields)


def held(on: date, kind: str = "check-in", **fields: Any) -> Touchpoint:
    """Return a call that took place."""
    return Touchpoint(1, on, kind, "video")._replace(**fields)


def booked(on: date, kind: str = "check-in", **fields: Any) -> Touchpoint:
    """Return a call that a person booked."""
    return Touchpoint(2, on, kind, "video", status="planned")._replace(**fields)


def of_plan(one: Occasion, on: date | None = None, **fields: Any) -> Touchpoint:
    """Return the touchpoint that the program made for an occasion."""
    made = Touchpoint(
        3, on or one.due_on, one.kind, one.channel, one.purpose, one.owner, "planned", booked=False
    )
    return made._replace(automated=one.automated, plan=one.key, due_on=one.due_on, **fields)


def ask(
    who: Account,
    *touchpoints: Touchpoint,
    today: date = TODAY,
    until: date | None = None,
    **facts: Any,
) -> Wanted:
    """Return what `who` asks for in the next thirteen weeks, with these touchpoints known."""
    in_order = tuple(sorted(touchpoints, key=lambda t: t.date))
    known = Facts(touchpoints=in_order, **facts)
    end = until or today + timedelta(weeks=WEEKS)
    return wanted(who, known, assess(who, known, MODEL, today), MODEL, today, end)


def of_kind(found: Wanted, *kinds: str) -> list[Occasion]:
    """Return the occasions of these kinds."""
    return [one for one in found.occasions if one.kind in kinds]


def keys(found: Wanted, start: str = "") -> list[str]:
    """Return the keys that begin so."""
    return [one.key for one in found.occasions if one.key.startswith(start)]


def days(found: Wanted, start: str = "") -> list[date]:
    """Return the days of the occasions whose key begins so."""
    return [one.due_on for one in found.occasions if one.key.startswith(start)]
