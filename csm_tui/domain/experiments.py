"""Two treatments compared inside a tier: the draw of the sides, and what may be concluded.

Accounts are what is drawn, so accounts are what is counted: a figure of a side is Σ part ÷ Σ base
over its accounts, and what chance may do to it comes from how they differ from each other. That is
one test for means, rates, NPS and money alike (DOMAIN §8, Experiments).
"""

from __future__ import annotations

import hashlib
from math import sqrt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.values import value
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

Aspect = Literal["cadence", "channel", "content"]
Side = Literal["a", "b"]
State = Literal["planned", "running", "over"]
Word = Literal["not-begun", "too-few", "chance", "beyond"]

ASPECTS: Final[tuple[Aspect, ...]] = ("cadence", "channel", "content")
SIDES: Final[tuple[Side, ...]] = ("a", "b")
# What each outcome is called, and the unit of its figure.
OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    "health": ("change of health", "points"),
    "nps": ("NPS", ""),
    "answer": ("touchpoints answered", "%"),
    "attendance": ("business reviews attended", "%"),
    "completion": ("touchpoints completed", "%"),
    "arr-kept": ("ARR kept (GRR)", "%"),
}
TEST: Final = "Welch's comparison of two sides, at two standard errors (19 times in 20)"
# The touchpoints that a channel or a content may be tried on: those that come round.
KINDS: Final = ("check-in", "business-review")
LONGEST_DAYS: Final = 365
_PERCENT: Final = 100
# Two standard errors hold the true value 19 times out of 20, as for NPS by tier.
ERRORS: Final = 2.0


class Sample(NamedTuple):
    """What one account adds to its side: `part` of `base`, such as 3 of 4 touchpoints answered."""

    account_id: int
    part: float
    base: float


@value
class SideResult:
    """One side: its accounts, how many have a figure, of what base, and the figure with its margin.

    `figure` is None where no account has one, `error` (one standard error) under two accounts.
    """

    side: Side
    treatment: str
    accounts: int
    known: int
    base: float
    figure: float | None
    error: float | None


@value
class Verdict:
    """What may be said of the two sides: `difference` is that of B less A.

    `margin` is two standard errors of the difference; `better` only where it is beyond chance. On
    a day before the last one it is `interim`. `sentence` says all of it.
    """

    word: Word
    interim: bool
    difference: float | None
    margin: float | None
    better: Side | None
    sentence: str


def draw(accounts: Iterable[int], seed: int, most: int | None = None) -> dict[int, Side]:
    """Return a side for each of `accounts`, or for `most` a side of them, by chance.

    The same accounts and seed give the same sides, in whatever order they come and on any computer.
    The sides differ by at most one account, without `most` A being the larger.
    """
    shuffled = sorted(set(accounts), key=lambda account: (_chance(seed, account), account))
    if most is not None:
        shuffled = shuffled[: 2 * most]
    return {account: SIDES[place % 2] for place, account in enumerate(shuffled)}


def _chance(seed: int, account: int) -> bytes:
    return hashlib.sha256(f"{seed}:{account}".encode()).digest()


def state_of(start: date, end: date, closed_on: date | None, today: date) -> State:
    """Return whether an experiment is still to come, runs, or is over."""
    if closed_on is not None and closed_on <= today:
        return "over"
    if today < start:
        return "planned"
    return "running" if today <= end else "over"


def side_of(
    side: Side, treatment: str, accounts: int, samples: Sequence[Sample], outcome: str
) -> SideResult:
    """Return the figure of a side over `samples`, those of its `accounts` that have any base."""
    known = [one for one in samples if one.base > 0]
    base = sum(one.base for one in known)
    if not known:
        return SideResult(side, treatment, accounts, 0, 0, None, None)
    scale = _PERCENT if OUTCOMES[outcome][1] == "%" else 1
    ratio = sum(one.part for one in known) / base
    error = None
    if len(known) > 1:
        spread = sum((one.part - ratio * one.base) ** 2 for one in known)
        error = scale * sqrt(spread * len(known) / (len(known) - 1)) / base
    return SideResult(side, treatment, accounts, len(known), base, scale * ratio, error)


def verdict_of(
    a: SideResult, b: SideResult, outcome: str, state: State, end: date, least: int
) -> Verdict:
    """Return what the sides allow to say; under `least` accounts with a figure it is too few."""
    name, unit = OUTCOMES[outcome]
    if state == "planned":
        return Verdict("not-begun", True, None, None, None, "It has not begun.")
    interim = state == "running"
    difference = None if a.figure is None or b.figure is None else b.figure - a.figure
    margin = None
    if a.error is not None and b.error is not None:
        margin = ERRORS * sqrt(a.error**2 + b.error**2)
    if difference is None or margin is None or min(a.known, b.known) < least:
        sentence = (
            f"Too few to tell: {a.known} of {a.accounts} accounts on side A and {b.known} of"
            f" {b.accounts} on side B have a figure, and it takes {least} a side."
        )
        if interim:
            sentence = f"{sentence} It runs until {on(end)}."
        return Verdict("too-few", interim, difference, margin, None, sentence)
    apart, chance = figure_words(abs(difference), "points"), figure_words(margin, "points")
    if abs(difference) <= margin:
        sentence = (
            f"No difference beyond chance in {name}: A {figure_words(a.figure, unit)}, B"
            f" {figure_words(b.figure, unit)}; the two differ by {apart},"
            f" and chance alone makes up to {chance}."
        )
        return Verdict("chance", interim, difference, margin, None, _running(sentence, state, end))
    better: Side = "b" if difference > 0 else "a"
    winner, other = (b, a) if better == "b" else (a, b)
    sentence = (
        f"Side {better.upper()} ({winner.treatment}) is better beyond chance in {name}:"
        f" {figure_words(winner.figure, unit)} against {figure_words(other.figure, unit)},"
        f" {apart} apart, where chance alone makes up to {chance}."
    )
    return Verdict("beyond", interim, difference, margin, better, _running(sentence, state, end))


def _running(sentence: str, state: State, end: date) -> str:
    if state != "running":
        return sentence
    return (
        f"{sentence} It runs until {on(end)}: a look before that finds differences that are none."
    )


def figure_words(number: float | None, unit: str) -> str:
    """Return a figure with its unit, in tenths; rounding never makes "-0" of it."""
    rounded = round(number or 0.0, 1) + 0.0
    return f"{figure(rounded)} {unit}".strip()
