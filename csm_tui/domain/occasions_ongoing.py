"""What a level asks for besides check-ins and business reviews: mails, webinars, a yearly visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.occasion import Occasion, Plannable
    from csm_tui.domain.touch_model import Template

_CLOCKED: Final = ("check-in", "business-review")


def ongoing(case: Plannable) -> Iterator[Occasion]:
    """Yield what the ongoing templates of the level ask for, counted from the start.

    The first check-in and the first business review among them are those of the clocks. What
    nobody held is asked for as long as its window is open, what is automated until its day.
    """
    clocked = list(_CLOCKED)
    for template in case.model.templates.ongoing.get(case.level, ()):
        if template.kind in clocked:
            clocked.remove(template.kind)
        elif template.every_days:
            yield from _rounds(case, template, template.every_days)


def _rounds(case: Plannable, template: Template, every: int) -> Iterator[Occasion]:
    start = case.account.start_date or case.account.entered_on
    behind = 0 if template.automated else case.window(template.kind)[1]
    elapsed = case.today.toordinal() - behind - start.toordinal()
    number = max(1, -(-elapsed // every))
    while (due_on := after(start, number * every)) is not None and due_on <= case.until:
        base = f"ongoing:{template.kind}:{every}:{due_on.isoformat()}"
        claim = case.claim(base)
        if claim is not None and (
            template.automated or not case.answered(claim.key, template.kind, due_on)
        ):
            reason = f"{case.level}: every {every} days from the start"
            yield case.from_template(claim, template, due_on, reason)
        number += 1
