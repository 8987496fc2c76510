"""Which thresholds of health and which line of licence use hold for an account on a day.

A model may say others for a stage, a tier or the first days after the start (DOMAIN §10, §11): use
of licences in month 2 is not that of month 10. The first entry of its list that fits counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from csm_tui.domain.days import after, earliest, next_of
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.lifecycle import StageResult
    from csm_tui.domain.terms import Stage, Tier
    from csm_tui.domain.touch_model import (
        HealthThresholds,
        LicenceUse,
        Line,
        Need,
        TouchModel,
    )

W = TypeVar("W", "HealthThresholds", "LicenceUse")


class Bounds(NamedTuple):
    """The thresholds of health in force: `because` says for whom, "" for the model's own.

    `changes_on` is the next day on which others may hold.
    """

    green_from: float
    yellow_from: float
    at_risk_below: float
    because: str = ""
    changes_on: date | None = None


class LicenceLine(NamedTuple):
    """The line of licence use in force, for whom, and the next day on which that may change."""

    line: Line
    because: str = ""
    changes_on: date | None = None


def own_bounds(model: TouchModel) -> Bounds:
    """Return the thresholds of the model that hold where it says nothing else."""
    rule = model.health
    return Bounds(rule.green_from, rule.yellow_from, model.risk.health_below)


def bounds_of(
    account: Account, stage: StageResult, tier: Tier, model: TouchModel, today: date
) -> Bounds:
    """Return the thresholds of health for an account in `stage` and `tier` on `today`."""
    entries = model.health.thresholds
    if not entries:
        return own_bounds(model)
    found = bounds_for(stage.stage, tier, account.start_date, model, today)
    return found._replace(changes_on=_edge(entries, account, stage, today))


def bounds_for(
    stage: Stage | None, tier: Tier, start: date | None, model: TouchModel, today: date
) -> Bounds:
    """Return the thresholds of health for a stage, a tier and a start; their next change aside."""
    found = _first(model.health.thresholds, stage, tier, start, today)
    return own_bounds(model) if found is None else _with(own_bounds(model), found)


def _with(own: Bounds, entry: HealthThresholds) -> Bounds:
    return Bounds(
        own.green_from if entry.green_from is None else entry.green_from,
        own.yellow_from if entry.yellow_from is None else entry.yellow_from,
        own.at_risk_below if entry.at_risk_below is None else entry.at_risk_below,
        for_whom(entry),
    )


def all_bounds(model: TouchModel) -> list[Bounds]:
    """Return every set of thresholds in the order that they are tried, the model's own last."""
    own = own_bounds(model)
    return [*(_with(own, entry) for entry in model.health.thresholds), own]


def all_licence_lines(model: TouchModel) -> list[LicenceLine]:
    """Return every line of licence use in the order that they are tried, the model's own last."""
    others = [LicenceLine(entry.line, for_whom(entry)) for entry in model.need.licence_use_when]
    return [*others, LicenceLine(model.need.licence_use)]


def licence_line(
    account: Account, stage: StageResult, tier: Tier | None, rule: Need, today: date
) -> LicenceLine:
    """Return the line that licence use runs along for an account on `today`."""
    entries = rule.licence_use_when
    if not entries:
        return LicenceLine(rule.licence_use)
    edge = _edge(entries, account, stage, today)
    found = _first(entries, stage.stage, tier, account.start_date, today)
    if found is None:
        return LicenceLine(rule.licence_use, "", edge)
    return LicenceLine(found.line, for_whom(found), edge)


def _first(
    entries: Sequence[W],
    stage: Stage | None,
    tier: Tier | None,
    start: date | None,
    today: date,
) -> W | None:
    age = None if start is None else (today - start).days
    for entry in entries:
        if entry.stage is not None and entry.stage != stage:
            continue
        if entry.tier is not None and entry.tier != tier:
            continue
        if entry.until is not None and (age is None or age > entry.until):
            continue
        return entry
    return None


def _edge(entries: Sequence[W], account: Account, stage: StageResult, today: date) -> date | None:
    """Return the next day on which another entry may fit; the tier's own changes aside."""
    edge = stage.changes_on if any(entry.stage is not None for entry in entries) else None
    start = account.start_date
    if start is None:
        return edge
    ends = [after(start, entry.until + 1) for entry in entries if entry.until is not None]
    return earliest(edge, next_of(today, *ends))


def for_whom(entry: HealthThresholds | LicenceUse) -> str:
    """Return for whom an entry holds: "stage onboarding, tier low, to day 60"."""
    said = []
    if entry.stage is not None:
        said.append(f"stage {entry.stage}")
    if entry.tier is not None:
        said.append(f"tier {entry.tier}")
    if entry.until is not None:
        said.append(f"to day {entry.until}")
    return ", ".join(said)


def bounds_words(bounds: Bounds) -> str:
    """Return the thresholds in force and for whom: "green from 60, yellow from 30, at risk …"."""
    green, yellow = figure(bounds.green_from), figure(bounds.yellow_from)
    below = figure(bounds.at_risk_below)
    whom = f" ({bounds.because})" if bounds.because else ""
    return f"green from {green}, yellow from {yellow}, at risk below {below}{whom}"
