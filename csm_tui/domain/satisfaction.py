"""NPS, CSAT and CES of answers to surveys, each with its count (DOMAIN §8 and §11, Survey).

Nothing here knows an account or a date: answers are counted by value, so that a book of any size
is scored from a table of a few dozen rows.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.measures import BEST_ANSWER
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.touch_model import Benchmarks

Sample = Literal["none", "too-few", "small", "enough"]
Side = Literal["promoter", "passive", "detractor", "top", "easy", ""]

# The types that make a score; "frequency" and "feedback" are only counted.
SCORED: Final = ("nps", "csat", "ces")
PROMOTER_FROM: Final = 9
DETRACTOR_TO: Final = 6
_TOP_BOXES: Final = 2
_EASY_FROM: Final = 5.0
# Two standard errors on either side hold the true value 19 times out of 20.
_ERRORS: Final = 2.0
# Scales up to this begin at 1 (1–5, 1–7), longer ones (0–10, 0–100) at 0: as imports read them.
_FROM_ONE: Final = 7.0
# Of a longer scale only the answers that were given are listed.
_LONGEST: Final = 10.0


class Answers(NamedTuple):
    """So many equal answers; `scale` is the best possible one, None where the survey says none."""

    score: float
    scale: float | None
    number: int


class Satisfaction(NamedTuple):
    """The score of one type of survey over some answers.

    `promoters`, `passives` and `detractors` are None except for NPS. `nps` runs from -100 to 100,
    `csat_pct` and `ces_pct` are percent, `ces` is a mean on 1 to 7; all are None for other types,
    and where `sample` is "none" or "too-few": then the answers themselves, in `distribution`, are
    to be shown. `left_out` counts NPS answers that are no whole number of 0 to 10.
    """

    type: str
    responses: int
    promoters: int | None
    passives: int | None
    detractors: int | None
    nps: float | None
    csat_pct: float | None
    ces: float | None
    ces_pct: float | None
    distribution: tuple[Answers, ...]
    sample: Sample
    left_out: int


class Step(NamedTuple):
    """One possible answer and how often it was given; `side` is what it counts as.

    Of NPS a promoter, passive or detractor, of CSAT "top", of CES "easy"; else "".
    """

    score: float
    scale: float | None
    number: int
    side: Side


class Inversion(NamedTuple):
    """A lower tier whose NPS beats that of the first; `chance` where that may have done it."""

    tier: str
    first: str
    sentence: str
    chance: bool


def is_nps_answer(score: float) -> bool:
    """Return whether `score` is a whole number of 0 to 10; nothing else is an answer to NPS."""
    return 0 <= score <= BEST_ANSWER["nps"] and score == int(score)


def score(survey: str, answers: Iterable[Answers], benchmarks: Benchmarks) -> Satisfaction:
    """Return what `answers` to surveys of type `survey` come to, equal ones counted together."""
    given = _together(answers)
    usable = [one for one in given if survey != "nps" or is_nps_answer(one.score)]
    responses = _sum(usable)
    sample = sample_of(responses, benchmarks)
    scored = sample not in ("none", "too-few")
    promoters = passives = detractors = None
    nps = csat = ces = easy = None
    if survey == "nps":
        promoters = _sum(one for one in usable if one.score >= PROMOTER_FROM)
        detractors = _sum(one for one in usable if one.score <= DETRACTOR_TO)
        passives = responses - promoters - detractors
        nps = 100 * (promoters - detractors) / responses if scored else None
    elif scored and survey == "csat":
        csat = 100 * _sum(one for one in usable if _is_top(one)) / responses
    elif scored and survey == "ces":
        ces = sum(_of_seven(one) * one.number for one in usable) / responses
        easy = 100 * _sum(one for one in usable if _of_seven(one) >= _EASY_FROM) / responses
    return Satisfaction(
        survey,
        responses,
        promoters,
        passives,
        detractors,
        nps,
        csat,
        ces,
        easy,
        tuple(usable),
        sample,
        _sum(given) - responses,
    )


def spread(one: Satisfaction) -> tuple[Step, ...]:
    """Return every possible answer with how often it was given, 0 where nobody gave it.

    Each scale that was used has its steps; where the survey says none, it is the usual one (NPS 0
    to 10, CSAT 1 to 5, CES 1 to 7). Of a scale that is not known, or longer than ten, only the
    answers given are there.
    """
    usual = BEST_ANSWER.get(one.type)
    counts: dict[float | None, dict[float, int]] = {}
    if usual is not None and not one.distribution:
        counts[usual] = {}
    for given, scale, number in one.distribution:
        steps = counts.setdefault(scale or usual, {})
        steps[given] = steps.get(given, 0) + number
    return tuple(
        Step(given, scale, number, _side(one.type, Answers(given, scale, number)))
        for scale, given, number in (
            (scale, given, steps.get(given, 0))
            for scale, steps in sorted(counts.items(), key=lambda item: item[0] or 0.0)
            for given in _possible(scale, steps)
        )
    )


def _possible(scale: float | None, given: Iterable[float]) -> list[float]:
    whole = range(0)
    if scale is not None and scale <= _LONGEST and scale == int(scale):
        whole = range(int(_lowest(scale)), int(scale) + 1)
    return sorted({*map(float, whole), *given})


def _side(survey: str, answer: Answers) -> Side:
    if survey == "nps":
        if answer.score <= DETRACTOR_TO:
            return "detractor"
        return "promoter" if answer.score >= PROMOTER_FROM else "passive"
    if survey == "csat":
        return "top" if _is_top(answer) else ""
    return "easy" if survey == "ces" and _of_seven(answer) >= _EASY_FROM else ""


def sample_of(responses: int, benchmarks: Benchmarks) -> Sample:
    """Return what so many answers allow: nothing, only to be read, a score with care, a score."""
    if not responses:
        return "none"
    if responses < benchmarks.least_survey_answers:
        return "too-few"
    return "small" if responses < benchmarks.least_sample else "enough"


def inversions(by_tier: Mapping[str, Satisfaction], tiers: Sequence[str]) -> list[Inversion]:
    """Return the lower tiers whose NPS beats that of the first of `tiers`, in their order.

    `tiers` run from the highest touch to the lowest. Where it holds, high touch may be overwhelming
    (DOMAIN §8). A tier with too few answers for a score is compared with nothing.
    """
    first = by_tier.get(tiers[0])
    if first is None or first.nps is None:
        return []
    found = []
    for tier in tiers[1:]:
        lower = by_tier.get(tier)
        if lower is None or lower.nps is None or lower.nps <= first.nps:
            continue
        chance = "small" in (first.sample, lower.sample) or _by_chance(first, lower)
        found.append(Inversion(tier, tiers[0], _inverted(tier, lower, tiers[0], first), chance))
    return found


def _by_chance(one: Satisfaction, other: Satisfaction) -> bool:
    """Return whether two NPS differ by less than two standard errors of their difference."""
    error = sqrt(_variance(one) + _variance(other))
    return abs((one.nps or 0.0) - (other.nps or 0.0)) < _ERRORS * error


def _variance(one: Satisfaction) -> float:
    """Return the variance of an NPS as an estimate: an answer is 100, 0 or -100."""
    nps, sides = one.nps or 0.0, (one.promoters or 0) + (one.detractors or 0)
    return (100 * 100 * sides / one.responses - nps * nps) / one.responses


def _inverted(tier: str, lower: Satisfaction, top: str, first: Satisfaction) -> str:
    return (
        f"NPS of {tier} ({_scored(lower)}) beats that of {top} ({_scored(first)}):"
        f" {top} touch may be overwhelming"
    )


def _scored(one: Satisfaction) -> str:
    answers = "1 answer" if one.responses == 1 else f"{one.responses:,} answers"
    return f"{_signed(one.nps)}, {answers}"


def _signed(nps: float | None) -> str:
    rounded = round(nps or 0.0, 1)
    return f"+{figure(rounded)}" if rounded > 0 else figure(rounded)


def _together(answers: Iterable[Answers]) -> list[Answers]:
    counts: dict[tuple[float, float | None], int] = {}
    for answer, scale, number in answers:
        counts[answer, scale] = counts.get((answer, scale), 0) + number
    return sorted(
        (Answers(*given, number) for given, number in counts.items()),
        key=lambda one: (one.scale or 0.0, one.score),
    )


def _sum(answers: Iterable[Answers]) -> int:
    return sum(one.number for one in answers)


def _is_top(answer: Answers) -> bool:
    best = answer.scale or BEST_ANSWER["csat"]
    return answer.score > best - _TOP_BOXES


def _of_seven(answer: Answers) -> float:
    """Return an answer to CES on 1 to 7, whatever scale it was given on."""
    best = answer.scale or BEST_ANSWER["ces"]
    low = _lowest(best)
    if best == BEST_ANSWER["ces"] or best <= low:
        return answer.score if best > low else BEST_ANSWER["ces"]
    return 1 + (answer.score - low) * (BEST_ANSWER["ces"] - 1) / (best - low)


def _lowest(best: float) -> float:
    return 1.0 if best <= _FROM_ONE else 0.0
