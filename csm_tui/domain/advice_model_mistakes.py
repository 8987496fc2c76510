"""The two named mistakes that are made with the model itself (DOMAIN §9): ratios and changes.

Nothing in a book says what competitors do. What can be told is whether the accounts per CSM are a
preset's, untouched, although the hours of this very book come to others.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.advice_cases import ABSENT, FOUND, MISTAKES, UNTOLD, Mistake
from csm_tui.domain.model_moves import early_change
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.domain.advice import BookFacts
    from csm_tui.domain.touch_model import TouchModel

# Our own choice: within a quarter a ratio is the book's. As near as `csm model check` has it.
_NEAR: Final = 0.25
_LEAST_CSMS: Final = 0.1
# Changes further back than twice the 12 months committed to are past.
_YEARS: Final = 2


class Adopted(NamedTuple):
    """A version of the model: the day it was adopted on, and the keys it changed (None: all)."""

    number: int
    name: str
    adopted_on: date
    keys: int | None


class Ratio(NamedTuple):
    """The accounts per CSM of a tier: as the model says, and as this book's hours allow."""

    tier: str
    accounts: int
    said: int
    own: float

    @property
    def differs(self) -> bool:
        """Return whether they differ by more than a quarter, and by a tenth of a CSM or more."""
        csms = abs(self.accounts / self.own - self.accounts / self.said)
        return abs(self.own - self.said) > _NEAR * self.said and csms >= _LEAST_CSMS


def own_ratios(facts: BookFacts, model: TouchModel) -> list[Ratio]:
    """Return each tier's ratio beside that of this book's hours; tiers without hours left out."""
    ratios = model.costs.accounts_per_csm
    return [
        Ratio(
            tier.tier,
            tier.accounts,
            ratios[tier.tier],
            facts.available * tier.accounts / tier.hours,
        )
        for tier in facts.tiers
        if tier.tier in ratios and tier.accounts and tier.hours > 0
    ]


def copied_ratios(
    facts: BookFacts, model: TouchModel, presets: Mapping[str, TouchModel]
) -> Mistake:
    """Tell whether the accounts per CSM are a preset's, while the book's own hours say others."""
    checked = (
        "Whether costs.accounts_per_csm is that of a preset in every tier; and the hours available"
        " ÷ the hours a month that an account of the tier takes in this book, more than a quarter"
        " and at least a tenth of a CSM away from it. What competitors have is in no book."
    )
    ratios = model.costs.accounts_per_csm
    same = [name for name, one in presets.items() if one.costs.accounts_per_csm == ratios]
    own = own_ratios(facts, model)
    told = ", ".join(
        f"{one.tier} {one.said:,} (this book's hours: {figure(round(one.own, 1))})" for one in own
    )
    if not same:
        said = f"The accounts per CSM are the model's own, not those of a preset: {told or '–'}."
        if not own:
            said = "The accounts per CSM are the model's own, not those of a preset."
        return Mistake(MISTAKES[2], ABSENT, said, checked)
    if not own:
        why = "The book has no customers yet" if not facts.accounts else "No account asks for hours"
        return Mistake(
            MISTAKES[2],
            UNTOLD,
            f"The accounts per CSM are those of {same[0]}, untouched. {why}, so nothing is known of"
            f" this book's own.",
            checked,
            missing=("Accounts with ARR have a tier and hours: `csm edit ACCOUNT arr=45k`.",),
        )
    differing = [one for one in own if one.differs]
    if not differing:
        said = f"Untouched from {same[0]}, and this book comes to the same: {told}."
        return Mistake(MISTAKES[2], ABSENT, said, checked)
    tiers = ", ".join(
        f"{one.tier} {one.said:,}, where the hours that {one.accounts:,} of them take"
        f" come to {figure(round(one.own, 1))}"
        for one in differing
    )
    first = differing[0]
    how = f"csm model edit costs.accounts_per_csm.{first.tier}={max(1, round(first.own))}"
    return Mistake(
        MISTAKES[2],
        FOUND,
        f"The accounts per CSM are those of {same[0]}, untouched, and this book differs:"
        f" {tiers} accounts a CSM.",
        checked,
        missing=(f"Make them your own: `{how}`.",),
    )


def changing_often(versions: Sequence[Adopted], months: int, today: date) -> Mistake:
    """Tell whether a version followed the one before within the months committed to.

    `versions` run from the oldest. The one that the book began with is nobody's decision, and of
    several of one day the last counts.
    """
    checked = (
        f"The versions of the model that changed a key, one a day, without the one the book began"
        f" with: less than {months} months after the one before, in the last {_YEARS * months}"
        f" months."
    )
    begun, *later = versions
    decided = [one for one in later if one.keys != 0]
    days = {one.adopted_on: one for one in decided}
    ordered = [days[day] for day in sorted(days)]
    if not ordered:
        said = f"{begun.name} since {on(begun.adopted_on)}, never changed."
        return Mistake(MISTAKES[3], ABSENT, said, checked)
    early = [
        (before, after)
        for before, after in itertools.pairwise(ordered)
        if early_change(before.adopted_on, months, after.adopted_on) is not None
        and early_change(after.adopted_on, _YEARS * months, today) is not None
    ]
    last = ordered[-1]
    if not early:
        said = f"Changed {_times(len(ordered))}, the last on {on(last.adopted_on)} ({last.name})."
        return Mistake(MISTAKES[3], ABSENT, said, checked)
    told = "; ".join(
        f"version {after.number} ({after.name}) on {on(after.adopted_on)},"
        f" {(after.adopted_on - before.adopted_on).days} days after version {before.number}"
        for before, after in early
    )
    how = f"Leave it be until its {months} months are over; `csm what-if` tries without changing."
    return Mistake(MISTAKES[3], FOUND, f"{told[0].upper()}{told[1:]}.", checked, missing=(how,))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
