"""Renewal outreach, counted back from the notice deadline by the tier's templates (DOMAIN §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import by_human
from csm_tui.domain.days import before
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.occasion import Occasion, Plannable
    from csm_tui.domain.touch_model import Template

_KIND: Final = "renewal"
# An outreach so many days before a window's own day was the one of that window.
_EARLY: Final = 5


def renewal(case: Plannable) -> Iterator[Occasion]:
    """Yield the outreach before the notice deadline, or the one after an unrenewed contract.

    Of the windows that passed without any outreach since, only the latest is made up for, and none
    where the next is as near; automation makes up for nothing.
    """
    stage = case.standing.stage
    templates = case.model.templates.renewal.get(case.standing.tier.tier, ())
    if not templates or stage.renewal_on is None or stage.notice_on is None:
        return
    if stage.not_renewed_since is not None:
        yield from _not_renewed(case, templates, stage.not_renewed_since)
        return
    deadline, missed, coming = stage.notice_on, None, False
    term = _term(case)
    notice = case.account.notice_days or 0
    soon = case.today.toordinal() + case.window(_KIND)[0]
    for template in sorted(templates, key=lambda one: -(one.before_renewal or 0)):
        days = template.before_renewal or 0
        if days + notice >= term:
            continue
        due_on = before(deadline, days)
        if due_on < case.today:
            missed = template
        else:
            coming = coming or due_on.toordinal() <= soon
            if due_on <= case.until:
                yield from _outreach(case, template, deadline, due_on)
    if missed is None or missed.automated or coming or deadline < case.today:
        return
    due_on = before(deadline, missed.before_renewal or 0)
    if not _reached_out_since(case, before(due_on, _EARLY)):
        yield from _outreach(case, missed, deadline, due_on)


def _outreach(
    case: Plannable, template: Template, deadline: date, due_on: date
) -> Iterator[Occasion]:
    days = template.before_renewal or 0
    claim = case.claim(f"renewal:{deadline.isoformat()}:{days}")
    if claim is None:
        return
    renewal_on = case.standing.stage.renewal_on or deadline
    renews = say(renewal_on, case.today)
    if deadline == renewal_on:
        reason = f"{days} days before the renewal on {renews}"
    else:
        said = say(deadline, case.today)
        reason = f"{days} days before the notice deadline on {said}; renews {renews}"
    late = due_on < case.today
    if late:
        reason += f"; due since {say(due_on, case.today)}"
    yield case.from_template(claim, template, due_on, reason, late=late)


def _not_renewed(
    case: Plannable, templates: tuple[Template, ...], since: date
) -> Iterator[Occasion]:
    """Yield one outreach at once, by the first template that a person carries out."""
    template = next((one for one in templates if not one.automated), None)
    if template is None or _reached_out_since(case, since):
        return
    claim = case.claim(f"renewal:{since.isoformat()}:late")
    if claim is not None:
        reason = f"not renewed since {say(since, case.today)}"
        yield case.from_template(claim, template, since, reason, late=True)


def _reached_out_since(case: Plannable, day: date) -> bool:
    return any(
        t.kind == _KIND
        and t.date >= day
        and by_human(t)
        and (t.status == "done" or (t.status == "planned" and t.booked))
        for t in case.facts.touchpoints
    )


def _term(case: Plannable) -> int:
    """Return the days of the contract's term: no outreach comes before it."""
    start, recorded = case.account.start_date, case.account.renewal_date
    if start is None or recorded is None or start >= recorded:
        return case.model.lifecycle.default_term_days
    return (recorded - start).days
