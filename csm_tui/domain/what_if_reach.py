"""What of an account's standing a changed touch model can touch, so that no more is assessed again.

Whatever is not known to be harmless touches everything. The test of it all is a law: reached in
this way every figure is that of a full assessment (tests/queries/test_what_if.py).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from csm_tui.domain.health import band_of
from csm_tui.domain.lifecycle import stage_of
from csm_tui.domain.quadrants import size_of
from csm_tui.domain.thresholds import own_bounds
from csm_tui.domain.what_if_standing import is_large

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import Lifecycle, TouchModel
    from csm_tui.domain.what_if import Growth
    from csm_tui.domain.what_if_standing import Stood

# What has to be worked out again: nothing, the clock alone, or all from the facts.
Depth = Literal["nothing", "clock", "whole"]
# The sections of a model that change no standing, then those that `Reach` looks into; of health,
# need and risk it knows some keys.
_JUDGED: Final = (
    *("name", "title", "description", "templates", "rank", "hours", "planning", "costs"),
    *("benchmarks", "quadrant_strategy"),
    *("tiers", "tiering", "lifecycle", "cadence", "size"),
)


class Reach:
    """Says of each account how far a change of the model, or growth, reaches."""

    def __init__(self, old: TouchModel, new: TouchModel, growth: Growth, today: date) -> None:
        self._old, self._new, self._growth, self._today = old, new, growth, today
        grows = growth.arr != 1
        self._old_bounds, self._new_bounds = _bounds(old), _bounds(new)
        self._tiers = grows or self._old_bounds != self._new_bounds
        self._tiering = old.tiering != new.tiering
        self._sizes = grows or old.size != new.size
        self._stages = _days_of(old.lifecycle) != _days_of(new.lifecycle)
        self._bands = own_bounds(old) != own_bounds(new)
        self._levels = _levels_by_cause(old.lifecycle, new.lifecycle)
        self._clocks = _clocks(old, new)
        # The thresholds that an account's health passes, by which other figures turn.
        self._turns = [
            pair
            for pair in (
                (old.risk.health_below, new.risk.health_below),
                (old.risk.fall_below, new.risk.fall_below),
            )
            if pair[0] != pair[1]
        ]
        own = old.health.thresholds or new.health.thresholds
        self.everything = (
            _harmless(old, new) != new or list(old.tiers) != list(new.tiers)
        ) or bool(own and self._bands)
        self.reads_accounts = self._tiering or self._sizes or self._stages
        self.nothing = not (
            self.everything
            or self.reads_accounts
            or self._tiers
            or self._bands
            or self._levels
            or self._clocks
            or self._turns
            or old.need != new.need
        )

    def of(self, stood: Stood, account: Account | None) -> tuple[Stood, Depth]:
        """Return an account's standing as far as it is known after the change, and what is not.

        `account` is only needed where `reads_accounts` says so.
        """
        if self.nothing:
            return stood, "nothing"
        if self.everything:
            return stood, "whole"
        old_large = is_large(stood.size, self._old)
        size, large = stood.size, old_large
        arr = self._growth.grown(stood.arr)
        if account is not None and self._sizes:
            sized = size_of(account, arr, self._new)
            size, large = sized.score, sized.high
        if (
            large != old_large
            or self._tier_moves(stood, arr, account)
            or self._stage_moves(stood, account)
            or self._level_moves(stood)
            or self._health_turns(stood)
            or self._need_turns(stood)
        ):
            return stood, "whole"
        band = stood.band
        if self._bands:
            band = band_of(stood.health, own_bounds(self._new))
        known = stood
        if (arr, size, band) != (stood.arr, stood.size, stood.band):
            known = stood._replace(arr=arr, size=size, band=band)
        if not large or stood.level not in self._clocks:
            return known, "nothing"
        return known, "clock"

    def _tier_moves(self, stood: Stood, arr: int | None, account: Account | None) -> bool:
        """Return whether the tier may be another: its ARR lies in another one, or its rule is."""
        if self._tiers and stood.arr is not None and arr is not None:
            before = bisect_right(self._old_bounds, stood.arr)
            if before != bisect_right(self._new_bounds, arr):
                return True
        if not self._tiering or account is None:
            return False
        old, new = self._old.tiering, self._new.tiering
        if old.trial_without_arr != new.trial_without_arr and account.status == "trial":
            return True
        weight = account.strategic
        return weight is not None and (weight >= old.strategic_from) != (
            weight >= new.strategic_from
        )

    def _stage_moves(self, stood: Stood, account: Account | None) -> bool:
        if not self._stages or account is None:
            return False
        # The day on which renewal began dates a raise, so it counts where the stage stays.
        if stood.stage == "renewal":
            return True
        before = stage_of(account, self._old, self._today)
        after = stage_of(account, self._new, self._today)
        return (before.stage, before.onboarding) != (after.stage, after.onboarding)

    def _level_moves(self, stood: Stood) -> bool:
        causes = self._levels
        if not causes:
            return False
        return (
            # An account in renewal may be in onboarding too.
            ("onboarding" in causes and stood.stage in ("onboarding", "renewal"))
            or ("renewal" in causes and stood.stage == "renewal")
            or ("at risk" in causes and stood.at_risk)
            or stood.quadrant in causes
        )

    def _health_turns(self, stood: Stood) -> bool:
        """Return whether risk may be otherwise, or may have begun on another day."""
        return any(stood.at_risk or _passed(stood.health, pair) for pair in self._turns)

    def _need_turns(self, stood: Stood) -> bool:
        old, new = self._old.need, self._new.need
        if _passed(stood.need, (old.split, new.split)):
            return True
        below = (
            old.low_size_onboarding_health_below,
            new.low_size_onboarding_health_below,
        )
        return stood.stage in ("onboarding", "renewal") and _passed(stood.health, below)


def _bounds(model: TouchModel) -> list[int]:
    return sorted(rule.from_ for rule in model.tiers.values())


def _passed(value: float | None, pair: tuple[float, float]) -> bool:
    """Return whether a value lies between a threshold's old place and its new one."""
    return value is not None and (value >= pair[0]) != (value >= pair[1])


def _days_of(rule: Lifecycle) -> tuple[int, ...]:
    """Return what decides the stage."""
    return (
        rule.onboarding_days,
        rule.renewal_days,
        rule.renewal_term_divisor,
        rule.default_term_days,
        rule.default_roll_months,
    )


def _levels_by_cause(old: Lifecycle, new: Lifecycle) -> frozenset[str | None]:
    """Return the causes of a raise that raise otherwise; of quadrants those by name."""
    pairs: dict[str | None, tuple[object, object]] = {
        "onboarding": (
            (old.onboarding_level, old.onboarding_unknown),
            (new.onboarding_level, new.onboarding_unknown),
        ),
        "renewal": (
            (old.renewal_raises, old.renewal_not_for),
            (new.renewal_raises, new.renewal_not_for),
        ),
        "at risk": (
            (old.risk_raises, old.risk_at_least, old.risk_unknown),
            (new.risk_raises, new.risk_at_least, new.risk_unknown),
        ),
    }
    for quadrant in {*old.quadrant_at_least, *new.quadrant_at_least}:
        pairs[quadrant] = (
            old.quadrant_at_least.get(quadrant),
            new.quadrant_at_least.get(quadrant),
        )
    return frozenset(cause for cause, (before, after) in pairs.items() if before != after)


def _clocks(old: TouchModel, new: TouchModel) -> frozenset[Level | None]:
    """Return the levels whose clock runs otherwise."""
    before, after = old.cadence, new.cadence
    if replace(before, levels=after.levels) != after:
        return frozenset(new.tiers)
    return frozenset(
        level for level in new.tiers if before.levels.get(level) != after.levels.get(level)
    )


def _harmless(old: TouchModel, new: TouchModel) -> TouchModel:
    """Return the old model with what of the new one changes no standing, or is judged by `Reach`.

    Where that is not the new model, it has changed in something else.
    """
    health = replace(
        old.health, green_from=new.health.green_from, yellow_from=new.health.yellow_from
    )
    below = new.need.low_size_onboarding_health_below
    need = replace(old.need, split=new.need.split, low_size_onboarding_health_below=below)
    risk = replace(old.risk, health_below=new.risk.health_below, fall_below=new.risk.fall_below)
    judged = {name: getattr(new, name) for name in _JUDGED}
    return replace(old, **judged, health=health, need=need, risk=risk)
