"""The terms of the rank that ask for an answer, a promise kept, or a rescue (DOMAIN §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import SELF_SERVICE
from csm_tui.domain.risk_spell import began_on, turns_on
from csm_tui.domain.spoken import count, say
from csm_tui.domain.tally import Details, Item
from csm_tui.domain.treatments import follows, treatment_on
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


def _tried(case: Case) -> str | None:
    """Return the channel that an experiment tries on check-ins today."""
    onboarding, at_risk = case.stage.onboarding, case.risk.at_risk
    if not follows(case.tier, case.level, onboarding=onboarding, at_risk=at_risk):
        return None
    tried = treatment_on(case.facts.treatments, "channel", "check-in", case.today)
    return None if tried is None or tried.treatment in SELF_SERVICE else tried.treatment


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
    if case.facts.treatments and kind == "check-in":
        channel = _tried(case) or channel
    efforts = case.model.hours.effort
    effort = efforts.get("email" if channel == "email" else kind)
    minutes = 0 if effort is None else effort.live or effort.minutes
    return kind, channel, minutes


def due_today(
    case: Case, tally: Tally, reason: str, phrase: str, fact: Touchpoint | Task | None
) -> None:
    """Count what is due today, once for the account."""
    tally.term("due today", case.model.rank.due_today, reason, phrase, fact)


def inbound(case: Case, tally: Tally) -> None:
    """Count an open escalation, or a request that has waited longer than the level allows."""
    rule = case.model.rank
    suggestion = _ANSWER.get(case.level or "", "answer")
    seen = tally.seen
    if seen.escalation is not None:
        _waiting(case, tally, seen.escalation, seen.newest_escalation, suggestion, None)
    if seen.request is None:
        return
    days = rule.inbound_days
    allowed = days.get(case.level) if case.level is not None else None
    if allowed is None:
        allowed = max(days.values(), default=0)
    if (case.today - seen.request.date).days < allowed:
        tally.wake_in(seen.request.date, allowed)
        return
    _waiting(case, tally, seen.request, seen.newest_request, suggestion, allowed)


def _waiting(
    case: Case,
    tally: Tally,
    waiting: Touchpoint,
    newest: int | None,
    suggestion: str,
    allowed: int | None,
) -> None:
    """Count what waits for us; a request is `allowed` so many days, an escalation (None) none.

    The newest of its kind is the cause: one more that comes in is news.
    """
    points, since = case.model.rank.inbound, tally.say(waiting.date)
    kind, what, how, threshold = "escalation", "escalation", "open", "any that is open"
    if allowed is not None:
        kind, what, how = "inbound", f"inbound {waiting.channel or 'request'}", "unanswered"
        threshold = count(allowed, "day") if allowed else "the same day"
    about = f": {waiting.subject}" if waiting.subject else ""
    reason = f"{what.capitalize()} {how} since {since}{about}"
    days = (case.today - waiting.date).days
    signal = tally.signal(
        kind,
        points,
        reason,
        suggestion,
        "promises",
        lambda: Details(
            cause=f"touchpoint {newest}",
            figure=f"{how} for {count(days, 'day')}",
            threshold=threshold,
            since=waiting.date,
        ),
    )
    if signal is None:
        return
    if "escalation" not in tally.names:
        tally.term(kind, points, reason, f"{what} {how} since {since}", waiting)
    tally.row(
        Item(
            kind,
            "promises",
            reason,
            suggestion,
            points,
            days,
            waiting.id,
            due_on=waiting.date,
            signal_id=signal,
        )
    )


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
            due_today(case, tally, task.title, f'promise "{task.title}" due today', task)
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
    signal = tally.signal(
        "detractor",
        rule.detractor,
        reason,
        "follow up at once",
        "risk",
        lambda: Details(
            cause=f"survey {found.id}",
            figure=answer,
            threshold=f"NPS {_WORST_ANSWER} or less",
            since=found.date,
        ),
    )
    if signal is None:
        return
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
            signal_id=signal,
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
    signal = tally.signal("risk", points, reason, "reach out", "risk", lambda: _risk(case, tally))
    if signal is None:
        return
    tally.term("at risk", points, reason, phrase)
    tally.row(Item("risk", "risk", reason, "reach out", points, signal_id=signal))


def _risk(case: Case, tally: Tally) -> Details:
    """Return what is told of being at risk: by hand, below the threshold, or by a sharp fall."""
    rule, health = case.model.risk, f"health {figure(case.health.score or 0)}"
    below = f"below {figure(case.health.bounds.at_risk_below)}"
    if case.risk.override is not None:
        override = case.risk.override
        return Details(f"override {override.id}", "set by hand", "set by hand", override.set_on)
    if case.health.override is not None:
        override = case.health.override
        return Details(f"override {override.id}", health, below, override.set_on)
    since = began_on(case)
    if since is not None:
        tally.wake(turns_on(since))
    began = "long ago" if since is None else since.isoformat()
    if case.risk.cause == "below":
        return Details(f"below since {began}", health, below, since)
    fall = f"{health}, {figure(case.health.fall_28 or 0)} points less"
    threshold = f"{figure(rule.fall_points)} points in {count(rule.fall_days, 'day')}"
    return Details(f"fell since {began}", fall, threshold, since)
