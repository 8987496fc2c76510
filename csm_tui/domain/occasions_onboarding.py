"""The touchpoints of onboarding, counted from the start by the tier's templates (DOMAIN §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import by_human
from csm_tui.domain.days import after, before
from csm_tui.domain.ranking_terms import title_of
from csm_tui.domain.reviews import REVIEW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.occasion import Claim, Occasion, Plannable
    from csm_tui.domain.touch_model import Template

KICKOFF: Final = "kickoff"
# A kickoff so long before the start was that of this contract.
_KICKOFF_BEFORE: Final = 30
_WEEK: Final = 7
_LONGEST_MONTH: Final = 31


def onboarding(case: Plannable) -> Iterator[Occasion]:
    """Yield what the onboarding templates of the tier ask for.

    What nobody held is asked for as long as its window is open, also when that is after the stage;
    what is automated only until its day: it ran then.
    """
    start = case.account.start_date
    if start is None or case.standing.stage.stage == "churned":
        return
    day = case.today.toordinal() - start.toordinal()
    for template in case.model.templates.onboarding.get(case.standing.tier.tier, ()):
        last = 0 if template.automated else case.window(template.kind)[1]
        if day > _latest(template) + last:
            continue
        due_on = day_of(template, start)
        if due_on is None or due_on > case.until or (after(due_on, last) or due_on) < case.today:
            continue
        base = f"onboarding:{start.isoformat()}:{_step(template)}:{template.kind}"
        claim = case.claim(base)
        if claim is not None and not _settled(case, claim, template, due_on, start):
            yield case.from_template(claim, template, due_on, _reason(case, template, due_on))


def day_of(template: Template, start: date) -> date | None:
    """Return the day of an onboarding template, None where that is beyond the calendar.

    Months are counted from the start and never from each other, so that 31 January gives
    28 February and then 31 March.
    """
    if template.day is not None:
        return after(start, template.day)
    if template.week is not None:
        return after(start, template.week * _WEEK)
    months = start.year * 12 + start.month - 1 + (template.month or 0)
    if months >= 12 * 10_000:
        return None
    from dateutil.relativedelta import relativedelta

    return start + relativedelta(months=template.month or 0)


def _latest(template: Template) -> int:
    """Return the days after the start by which the day of `template` has come for certain."""
    weeks, months = template.week or 0, template.month or 0
    return max(template.day or 0, weeks * _WEEK, months * _LONGEST_MONTH)


def _settled(case: Plannable, claim: Claim, template: Template, due_on: date, start: date) -> bool:
    """Return whether it was held without being planned: the first review, a kickoff, one near."""
    if template.automated:
        return False
    held_on = case.standing.review.last_on
    if template.kind == REVIEW and held_on is not None and held_on >= start:
        return True
    if template.kind != KICKOFF:
        return case.answered(claim.key, template.kind, due_on)
    since = before(start, _KICKOFF_BEFORE)
    return any(
        t.kind == KICKOFF
        and t.date >= since
        and by_human(t)
        and (t.status == "done" or (t.status == "planned" and t.booked))
        for t in case.facts.touchpoints
    )


def _step(template: Template) -> str:
    if template.day is not None:
        return f"day-{template.day}"
    return f"month-{template.month}" if template.week is None else f"week-{template.week}"


def _reason(case: Plannable, template: Template, due_on: date) -> str:
    start = case.account.start_date or due_on
    what = title_of(template.kind).lower()
    day = due_on.toordinal() - start.toordinal()
    return f"{case.standing.tier.tier}: onboarding day {day}; {_step(template)} {what}"
