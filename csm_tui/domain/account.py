"""An account of the book, as recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.terms import Complexity, Level, Status, Tier


@value
class Account:
    """One customer company; amounts in cents of the book's currency, None for unknown."""

    id: int
    name: str
    entered_on: date
    external_id: str | None = None
    source: str = ""
    domain: str | None = None
    parent: str | None = None
    owner: str | None = None
    status: Status = "customer"
    arr: int | None = None
    potential_arr: int | None = None
    currency: str | None = None
    start_date: date | None = None
    renewal_date: date | None = None
    notice_days: int | None = None
    auto_renew: bool | None = None
    seats: int | None = None
    seats_used: int | None = None
    strategic: int | None = None
    brand_value: int | None = None
    complexity: Complexity | None = None
    segment: str | None = None
    industry: str | None = None
    region: str | None = None
    country: str | None = None
    tier_override: Tier | None = None
    tier_override_until: date | None = None
    tier_override_reason: str | None = None
    level_floor: Level | None = None
    last_contact_on: date | None = None
    next_step: str | None = None
    churned_on: date | None = None
    tags: tuple[str, ...] = ()
    notes: str | None = None
    archived_on: date | None = None
