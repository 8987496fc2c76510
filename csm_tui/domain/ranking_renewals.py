"""The terms of the rank that ask for a renewal (DOMAIN §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.days import before
from csm_tui.domain.spoken import count, say
from csm_tui.domain.tally import Details, Item

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.tally import Case, Tally


def not_renewed(case: Case, tally: Tally) -> None:
    """Count a renewal date that passed without a renewal."""
    since, points = case.stage.not_renewed_since, case.model.rank.not_renewed
    if since is None or points <= 0:
        return
    said = tally.say(since)
    reason = f"Not renewed since {said}"
    overdue = (case.today - since).days
    plan = tally.plan("renewal")
    signal = tally.signal(
        "not-renewed",
        points,
        reason,
        "settle the renewal",
        "renewal",
        lambda: Details(
            cause=f"renewal date {since}",
            figure=f"{count(overdue, 'day')} past its renewal date",
            threshold="renewed by its date",
            since=since,
        ),
    )
    if signal is None:
        return
    tally.term("not renewed", points, reason, f"not renewed since {said}", None, "renewal_date")
    tally.row(
        Item(
            "renewal",
            "renewal",
            reason,
            "settle the renewal",
            points,
            overdue,
            None if plan is None else plan.id,
            due_on=since,
            minutes=None if plan is None else plan.effort,
            signal_id=signal,
        ),
        answered_by="renewal",
    )


def notice(case: Case, tally: Tally) -> None:
    """Count the nearest window before the notice deadline that is not passed.

    It matters from level medium up, at risk, or where the contract does not renew by itself.
    """
    deadline = case.stage.notice_on
    if deadline is None:
        return
    left = deadline.toordinal() - case.today.toordinal()
    if left < 0:
        return
    windows = case.model.rank.renewal
    window = min((days for days in windows if left <= days), default=None)
    opens_next = max((days for days in windows if days < left), default=None)
    if opens_next is not None:
        tally.wake_in(deadline, -opens_next)
    if window is None:
        return
    points = windows[window]
    tally.wake_in(deadline, 1)
    if points <= 0:
        return
    if case.level not in ("high", "medium") and not case.risk.at_risk and case.account.auto_renew:
        return
    said = tally.say(deadline)
    when = "today" if left == 0 else f"in {count(left, 'day')}"
    name = "Notice deadline" if case.account.notice_days else "Renewal"
    reason = f"{name} {when}{_renews(case, deadline)}"
    plan = tally.plan("renewal")
    signal = tally.signal(
        "renewal",
        points,
        reason,
        "renewal outreach",
        "renewal",
        lambda: Details(
            cause=f"{deadline}, {window} days",
            figure=f"{count(left, 'day')} to the {name.lower()}",
            threshold=count(window, "day"),
            since=before(deadline, window),
        ),
    )
    if signal is None:
        return
    tally.term("notice", points, reason, f"{name.lower()} {said}", None, "renewal_date")
    tally.row(
        Item(
            "renewal",
            "renewal",
            reason,
            "renewal outreach",
            points,
            touchpoint_id=None if plan is None else plan.id,
            due_on=deadline,
            minutes=None if plan is None else plan.effort,
            signal_id=signal,
        ),
        answered_by="renewal",
    )


def _renews(case: Case, deadline: date) -> str:
    renewal_on = case.stage.renewal_on
    if renewal_on is None or renewal_on == deadline:
        return ""
    return f", renews {say(renewal_on, case.today)}"
