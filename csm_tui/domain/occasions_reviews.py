"""The business reviews of an account: their own clock, carried on (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import SELF_SERVICE
from csm_tui.domain.capacity import effort_minutes
from csm_tui.domain.occasion import CSM, PROACTIVE
from csm_tui.domain.ranking_terms import title_of
from csm_tui.domain.recurring import StandIn, given_up, half, turns
from csm_tui.domain.reviews import REVIEW
from csm_tui.domain.rhythm import level_at, review_rhythm
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csm_tui.domain.occasion import Occasion, Plannable
    from csm_tui.domain.rhythm import Phase, Rhythm
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import Template

_CHAINS: Final = ("business-review:", "onboarding:")


def business_reviews(
    case: Plannable, ahead: list[Phase], around: Iterable[Occasion]
) -> Iterator[Occasion]:
    """Yield the business reviews that their clock asks for; `around` are those of templates."""
    review = case.standing.review
    if review.due_on is None or not ahead:
        return
    rhythm = review_rhythm(case, ahead)
    stand_ins = [*_booked(case, rhythm), *_around(case, rhythm, around)]
    skipped = [t for t in case.given_up if t.kind == REVIEW]
    stand_ins.extend(given_up(skipped, _CHAINS, rhythm))
    for turn in turns(review.due_on, rhythm, stand_ins, case.today, case.until):
        if turn.stand_in is not None:
            continue
        interval = rhythm.interval_at(turn.day) or 0
        day = date.fromordinal(turn.day)
        claim = case.claim(f"business-review:{day.isoformat()}")
        if claim is None:
            continue
        level, _ = level_at(ahead, turn.day)
        template = _template(case, level)
        channel = "video" if template is None else template.channel
        reason = _reason(case, day, level, interval, late=turn.late)
        tried = case.tried("channel", REVIEW, day)
        if tried is not None:
            channel, reason = tried.treatment, f"{reason}, {tried.named}"
        yield case.occasion(
            claim,
            REVIEW,
            title_of(REVIEW) if template is None else template.title,
            channel,
            effort_minutes(REVIEW, level, case.model),
            day,
            reason,
            purpose=PROACTIVE if template is None else template.purpose,
            owner=CSM if template is None else template.owner,
            content=None if template is None else template.content,
            automated=tried is not None and channel in SELF_SERVICE,
            late=turn.late,
        )


def _booked(case: Plannable, rhythm: Rhythm) -> Iterator[StandIn]:
    review = case.standing.review
    for t in case.booked:
        if t.kind == REVIEW:
            day = t.date.toordinal()
            near = half(rhythm, day)
            first = 0 if t is review.booked and review.overdue_days == 0 else day - near
            yield StandIn(first, day + near, day)


def _around(case: Plannable, rhythm: Rhythm, around: Iterable[Occasion]) -> Iterator[StandIn]:
    """Yield the reviews of templates: onboarding's own within half an interval, others near it.

    Near is as long after its day as a review may stand: there are no two within two weeks.
    """
    _, behind = case.window(REVIEW)
    for one in around:
        if one.kind == REVIEW and not one.automated:
            day = one.due_on.toordinal()
            near = half(rhythm, day)
            if not one.key.startswith("onboarding:"):
                near = min(near, behind)
            yield StandIn(day - near, day + near, day)


def _template(case: Plannable, level: Level) -> Template | None:
    templates = case.model.templates.ongoing.get(level, ())
    return next((one for one in templates if one.kind == REVIEW), None)


def _reason(case: Plannable, day: date, level: str, interval: int, *, late: bool) -> str:
    review = case.standing.review
    since = f"due since {say(day, case.today)}, " if late else ""
    last = ""
    if day == review.due_on:
        last = (
            ", none yet" if review.last_on is None else f", last {say(review.last_on, case.today)}"
        )
    return f"{level}: {since}business review every {interval} days{last}"
