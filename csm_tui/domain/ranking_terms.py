"""The terms of the rank that ask for an answer, a promise, a renewal or a meeting (DOMAIN §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.spoken import count, say
from csm_tui.domain.tally import Item
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.facts import Survey, Task, Touchpoint
    from csm_tui.domain.tally import Case, Tally

# DOMAIN §5: answer at once in high touch, within 24 hours in medium.
_ANSWER: Final = {"high": "answer at once", "medium": "answer within 24 h"}
_WORST_ANSWER: Final = 6
_TITLES: Final = {"in-app": "In-app message", "check-in": "Check-in"}


def title_of(kind: str) -> str:
    """Return the kind of a touchpoint as the beginning of a sentence."""
    return _TITLES.get(kind) or kind.replace("-", " ").capitalize()


def inbound(case: Case, tally: Tally) -> None:
    """Count an open escalation, or a request that has waited longer than the level allows."""
    rule = case.model.rank
    suggestion = _ANSWER.get(case.level or "", "answer")
    if tally.seen.escalation is not None:
        _waiting(case, tally, tally.seen.escalation, "escalation", "open", suggestion)
    if tally.seen.request is None:
        return
    days = rule.inbound_days
    allowed = days.get(case.level) if case.level is not None else None
    if allowed is None:
        allowed = max(days.values(), default=0)
    if (case.today - tally.seen.request.date).days < allowed:
        tally.wake_in(tally.seen.request.date, allowed)
        return
    _waiting(case, tally, tally.seen.request, "inbound", "unanswered", suggestion)


def _waiting(
    case: Case, tally: Tally, waiting: Touchpoint, name: str, how: str, suggestion: str
) -> None:
    points, since = case.model.rank.inbound, tally.say(waiting.date)
    what = "escalation" if name == "escalation" else f"inbound {waiting.channel or 'request'}"
    about = f": {waiting.subject}" if waiting.subject else ""
    reason = f"{what.capitalize()} {how} since {since}{about}"
    if "escalation" not in tally.names:
        tally.term(name, points, reason, f"{what} {how} since {since}", waiting)
    tally.row(
        Item(
            name,
            "promises",
            reason,
            suggestion,
            points,
            (case.today - waiting.date).days,
            waiting.id,
            due_on=waiting.date,
        )
    )


def not_renewed(case: Case, tally: Tally) -> None:
    """Count a renewal date that passed without a renewal."""
    since = case.stage.not_renewed_since
    if since is None:
        return
    points, said = case.model.rank.not_renewed, tally.say(since)
    reason = f"Not renewed since {said}"
    tally.term("not renewed", points, reason, f"not renewed since {said}", None, "renewal_date")
    overdue = (case.today - since).days
    item = Item("renewal", "renewal", reason, "settle the renewal", points, overdue, due_on=since)
    tally.row(item, answered_by="renewal")


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
    window: int | None = None
    opens_next = -1
    for days in windows:
        if left <= days:
            if window is None or days < window:
                window = days
        elif days > opens_next:
            opens_next = days
    if opens_next >= 0:
        tally.wake_in(deadline, -opens_next)
    if window is None:
        return
    points = windows[window]
    tally.wake_in(deadline, 1)
    if case.level not in ("high", "medium") and not case.risk.at_risk and case.account.auto_renew:
        return
    said = tally.say(deadline)
    when = "today" if left == 0 else f"in {count(left, 'day')}"
    name = "Notice deadline" if case.account.notice_days else "Renewal"
    renewal_on = case.stage.renewal_on
    renews = ""
    if renewal_on is not None and renewal_on != deadline:
        renews = f", renews {say(renewal_on, case.today)}"
    reason = f"{name} {when}{renews}"
    tally.term("notice", points, reason, f"{name.lower()} {said}", None, "renewal_date")
    item = Item("renewal", "renewal", reason, "renewal outreach", points, due_on=deadline)
    tally.row(item, answered_by="renewal")


def promises(case: Case, tally: Tally) -> None:
    """Count our own promises: the longest overdue gives the points, each is a thing to do."""
    today = case.today
    for task in case.facts.tasks:
        if task.side != "mine" or task.status != "open" or task.due is None:
            continue
        if task.due > today:
            tally.wake(task.due)
            continue
        if task.due == today:
            tally.wake_in(today, 1)
            points = case.model.rank.due_today
            _due_today(case, tally, task.title, f'promise "{task.title}" due today', task)
        else:
            points = _promise_points(case, tally, today.toordinal() - task.due.toordinal())
            reason = f"{task.title}, promised for {say(task.due, today)}"
            phrase = f'promise "{task.title}" overdue since {tally.say(task.due)}'
            tally.term("promise", points, reason, phrase, task)
        tally.row(_promise(task, task.due, points, today))


def _promise_points(case: Case, tally: Tally, late: int) -> float:
    rule = case.model.rank
    if late * rule.promise_a_day < rule.promise_at_most:
        tally.wake_in(case.today, 1)
    return rule.promise + min(rule.promise_at_most, rule.promise_a_day * late)


def _promise(task: Task, due_on: date, points: float, today: date) -> Item:
    return Item(
        "promise",
        "promises",
        f"{task.title}, mine, due {say(due_on, today)}",
        "keep the promise",
        points,
        (today - due_on).days,
        task_id=task.id,
        due_on=due_on,
    )


def _due_today(
    case: Case, tally: Tally, reason: str, phrase: str, fact: Touchpoint | Task | None
) -> None:
    """Count what is due today, once for the account."""
    tally.term("due today", case.model.rank.due_today, reason, phrase, fact)


def detractor(case: Case, tally: Tally) -> None:
    """Count an NPS detractor of the last days whom no qualifying touchpoint has answered since."""
    rule, last = case.model.rank, case.clock.last
    found: Survey | None = None
    for survey in reversed(case.facts.surveys):
        if survey.date > case.today:
            continue
        if (case.today - survey.date).days > rule.detractor_days:
            break
        if survey.type == "nps" and survey.score <= _WORST_ANSWER:
            if last is not None and last.date >= survey.date:
                break
            found = found or survey
            tally.wake_in(survey.date, rule.detractor_days + 1)
    if found is None:
        return
    said = tally.say(found.date)
    answer = f"NPS {figure(found.score)}"
    who = f": {found.respondent}" if found.respondent else ""
    reason = f"Detractor ({answer}) without answer since {said}{who}"
    tally.term("detractor", rule.detractor, reason, f"{answer} of {said} without answer", found)
    days = (case.today - found.date).days
    tally.row(
        Item(
            "detractor",
            "risk",
            reason,
            "follow up at once",
            rule.detractor,
            days,
            due_on=found.date,
        )
    )


def at_risk(case: Case, tally: Tally) -> None:
    """Count an account at risk; its reason is that of the risk."""
    if not case.risk.at_risk:
        return
    points, why = case.model.rank.at_risk, case.risk.reason
    # What health says of itself closes the headline anyway.
    phrase = "" if why.startswith("health") else f"at risk ({why})"
    reason = why[:1].upper() + why[1:]
    tally.term("at risk", points, reason, phrase)
    tally.row(Item("risk", "risk", reason, "reach out", points))


def review(case: Case, tally: Tally) -> None:
    """Count an overdue business review."""
    due_on, overdue = case.review.due_on, case.review.overdue_days
    if due_on is None:
        return
    if overdue <= 0:
        return
    points = case.model.rank.review
    last = f", last {say(case.review.last_on, case.today)}" if case.review.last_on else ", none yet"
    reason = f"Business review {count(overdue, 'day')} overdue{last}"
    phrase = f"business review overdue since {tally.say(due_on)}"
    tally.term("review", points, reason, phrase, case.review.last)
    planned = tally.seen.planned_review
    item = Item(
        "business-review",
        "due",
        reason,
        "plan the business review",
        points,
        overdue,
        None if planned is None else planned.id,
        due_on=due_on,
    )
    tally.row(item, answered_by="business-review")


def booked(case: Case, tally: Tally) -> None:
    """List what is booked for today; together it counts as due today."""
    points = case.model.rank.due_today
    for t in tally.seen.booked:
        tally.wake_in(case.today, 1)
        what = t.subject or title_of(t.kind)
        details = [detail for detail in (t.channel, t.time) if detail]
        reason = ", ".join([what, *details])
        _due_today(case, tally, reason, f"{title_of(t.kind).lower()} booked for today", t)
        tally.row(
            Item(
                t.kind,
                "due",
                reason,
                "hold it as booked",
                points,
                touchpoint_id=t.id,
                due_on=t.date,
                time=t.time,
                booked=True,
            )
        )


def clock(case: Case, tally: Tally) -> None:
    """Count a check-in that is due today, or overdue by so many steps of its interval."""
    due_on, interval = case.clock.overdue_from, case.clock.interval
    if due_on is None or interval is None:
        return
    late = case.today.toordinal() - due_on.toordinal()
    if late < 0:
        tally.wake(due_on)
        return
    rule, last_on = case.model.rank, case.clock.last_on
    kind, channel, minutes = check_in_of(case)
    what = f"{title_of(kind)}, {channel}, {minutes}m"
    last = f", last {say(last_on, case.today)}" if last_on is not None else ", never touched"
    if late == 0:
        tally.wake_in(case.today, 1)
        points, reason, suggestion = rule.due_today, f"{what}: due today{last}", "check in"
        _due_today(case, tally, reason, f"{kind} due today", case.clock.last)
    else:
        points = _clock_points(case, tally, late, interval)
        reason, suggestion = f"{what}: {count(late, 'day')} overdue{last}", "re-engage"
        phrase = f"{kind} overdue since {tally.say(due_on)}"
        tally.term("clock", points, reason, phrase, case.clock.last, _counted_from(case))
    if tally.seen.no_shows >= rule.no_show_count:
        suggestion = f"change channel: {count(tally.seen.no_shows, 'no-show')}"
    planned = tally.seen.planned
    tally.row(
        Item(
            kind,
            "due",
            reason,
            suggestion,
            points,
            late,
            None if planned is None else planned.id,
            due_on=due_on,
        )
    )


def _counted_from(case: Case) -> str | None:
    """Return the field from which the clock is counted where no touchpoint is known."""
    if case.clock.last is not None:
        return None
    if case.clock.last_is_imported:
        return "last_contact_on"
    start = case.account.start_date
    return "start_date" if start is not None and start >= case.account.entered_on else None


def _clock_points(case: Case, tally: Tally, late: int, interval: int) -> float:
    rule = case.model.rank
    step = interval * rule.clock_step / 100
    steps = int(late / step + 1e-9)
    points = rule.clock + steps
    if points >= rule.clock_at_most:
        return rule.clock_at_most
    tally.wake_in(case.today, max(1, int(-(-(steps + 1) * step // 1)) - late))
    return points


def check_in_of(case: Case) -> tuple[str, str, int]:
    """Return the kind, channel and live minutes of the check-in that is due.

    The first of a high-touch onboarding is the kickoff. Where calls and emails take turns, an email
    follows a call.
    """
    cadence = case.model.cadence.levels[case.level] if case.level is not None else None
    channel = "video" if cadence is None else cadence.channel
    kind = "check-in"
    if case.level == "high" and case.stage.stage == "onboarding" and case.clock.last_on is None:
        kind = "kickoff"
    elif (
        cadence is not None
        and cadence.alternate_email
        and case.clock.last is not None
        and case.clock.email_turn is None
    ):
        channel = "email"
    efforts = case.model.hours.effort
    effort = efforts.get("email" if channel == "email" else kind)
    minutes = 0 if effort is None else effort.live or effort.minutes
    return kind, channel, minutes


def project(case: Case, tally: Tally) -> None:
    """Count a project engagement past its day, or its absence in quadrant 2."""
    rule, today = case.model.rank, case.today
    is_open = False
    for project in case.facts.projects:
        if project.closed_on is not None and project.closed_on <= today:
            continue
        tally.wake(project.start_date)
        tally.wake(project.closed_on)
        if project.start_date > today:
            continue
        is_open = True
        if project.due is None:
            continue
        tally.wake_in(project.due, 1)
        late = (today - project.due).days
        if late <= 0:
            continue
        reason = f'Project "{project.aim}" {count(late, "day")} overdue'
        phrase = f'project "{project.aim}" overdue since {tally.say(project.due)}'
        tally.term("project", rule.project_overdue, reason, phrase, project)
        tally.row(
            Item(
                "project",
                "due",
                reason,
                "close it, back to digital scale",
                rule.project_overdue,
                late,
                due_on=project.due,
            )
        )
    if not is_open and case.quadrant == "project":
        reason = "Quadrant 2 without a project"
        tally.term("project", rule.project_missing, reason, "no project yet")
        tally.row(
            Item("project", "due", reason, "open a project with one aim", rule.project_missing)
        )
