"""The terms of the rank that ask for a meeting: reviews, check-ins, plans (DOMAIN §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.capacity import effort_minutes
from csm_tui.domain.ranking_terms import check_in_of, due_today, title_of
from csm_tui.domain.spoken import count, duration, say, say_with_weekday
from csm_tui.domain.tally import Details, Item

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.facts import Touchpoint
    from csm_tui.domain.tally import Case, Tally


def review(case: Case, tally: Tally) -> None:
    """Count an overdue business review."""
    due_on, overdue = case.review.due_on, case.review.overdue_days
    points = case.model.rank.review
    if due_on is None or overdue <= 0 or points <= 0:
        return
    last = f", last {say(case.review.last_on, case.today)}" if case.review.last_on else ", none yet"
    late = f"{count(overdue, 'day')} overdue"
    reason = f"Business review {late}{last}"
    plan = tally.plan("business-review")
    signal = tally.signal(
        "business-review",
        points,
        reason,
        "plan the business review",
        "due",
        lambda: Details(
            cause=f"due {due_on}",
            figure=late,
            threshold=f"every {case.review.interval} days",
            since=due_on,
        ),
    )
    if signal is None:
        return
    phrase = f"business review overdue since {tally.say(due_on)}"
    tally.term("review", points, reason, phrase, case.review.last)
    booked_before = tally.unclosed("business-review")
    held = booked_before or plan
    tally.row(
        Item(
            "business-review",
            "due",
            reason if booked_before is None else how_it_went(booked_before, case.today),
            _to_review(booked_before, plan, case.today),
            points,
            overdue,
            None if held is None else held.id,
            due_on=due_on,
            minutes=None if held is None else minutes_of(case, held),
            signal_id=signal,
        ),
        answered_by="business-review",
    )


def _to_review(booked: Touchpoint | None, plan: Touchpoint | None, today: date) -> str:
    """Return what to do about an overdue review, by what is booked or planned of it."""
    if booked is not None:
        return "say how it went"
    if plan is None:
        return "plan the business review"
    if plan.date <= today:
        return "hold the business review"
    return f"hold it as planned on {say_with_weekday(plan.date, today)}"


def booked(case: Case, tally: Tally) -> None:
    """List what is booked for today; together it counts as due today."""
    points = case.model.rank.due_today
    for t in tally.seen.booked:
        tally.wake_in(case.today, 1)
        what = t.subject or title_of(t.kind)
        details = [detail for detail in (t.channel, t.time) if detail]
        reason = ", ".join([what, *details])
        due_today(case, tally, reason, f"{title_of(t.kind).lower()} booked for today", t)
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
                minutes=minutes_of(case, t),
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
    last = f", last {say(last_on, case.today)}" if last_on is not None else ", never touched"
    if late == 0:
        tally.wake_in(case.today, 1)
        points, when, suggestion = rule.due_today, f"due today{last}", "check in"
    else:
        points = _clock_points(case, tally, late, interval)
        when, suggestion = f"{count(late, 'day')} overdue{last}", "re-engage"
    if points <= 0:
        return
    plan = tally.plan("check-in", "kickoff")
    reason = f"{title_of(kind)}, {channel}, {minutes}m: {when}"
    signal = tally.signal(
        "silence", points, reason, suggestion, "due", lambda: _silence(case, tally)
    )
    if signal is None:
        return
    if late == 0:
        due_today(case, tally, reason, f"{kind} due today", case.clock.last)
    else:
        phrase = f"{kind} overdue since {tally.say(due_on)}"
        tally.term("clock", points, reason, phrase, case.clock.last, _counted_from(case))
    if tally.seen.no_shows >= rule.no_show_count:
        suggestion = f"change channel: {count(tally.seen.no_shows, 'no-show')}"
    booked_before = tally.unclosed("check-in", "kickoff")
    if booked_before is not None:
        reason, suggestion = how_it_went(booked_before, case.today), "say how it went"
    held = booked_before or plan
    tally.row(
        Item(
            kind,
            "due",
            reason,
            suggestion,
            points,
            late,
            None if held is None else held.id,
            due_on=due_on,
            minutes=minutes if held is None else minutes_of(case, held),
            signal_id=signal,
        )
    )


def _silence(case: Case, tally: Tally) -> Details:
    """Return what is told of a silence: its hard limit is news, and so is an email turn."""
    clock = case.clock
    since = clock.last_on if clock.email_turn is None else clock.email_turn.date
    last = "never touched" if since is None else f"last {since}"
    days = "never touched"
    if clock.last_on is not None:
        days = f"{count((case.today - clock.last_on).days, 'day')} without contact"
    limit = count(clock.interval or 0, "day")
    hard = clock.hard_on is not None and case.today >= clock.hard_on
    if hard:
        limit = f"{limit}, in red from {clock.hard}"
    else:
        tally.wake(clock.hard_on)
    return Details(f"{last}, {'hard' if hard else 'soft'}", days, limit, clock.due_on)


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


def unclosed(case: Case, tally: Tally) -> None:
    """List what was booked for days past and nobody closed, unless a row above asks for it."""
    points = case.model.rank.due_today
    for t in tally.seen.unclosed:
        if tally.is_taken(t):
            continue
        reason = how_it_went(t, case.today)
        phrase = f"{title_of(t.kind).lower()} booked for {tally.say(t.date)} not closed"
        due_today(case, tally, reason, phrase, t)
        tally.row(
            Item(
                t.kind,
                "due",
                reason,
                f"say how the {title_of(t.kind).lower()} went",
                points,
                (case.today - t.date).days,
                t.id,
                due_on=t.date,
                minutes=minutes_of(case, t),
            )
        )


def planned(case: Case, tally: Tally) -> None:
    """List what the program planned for today, unless a row above stands for it."""
    points = case.model.rank.due_today
    held = {t.kind for t in tally.seen.booked}
    for t in reversed(tally.seen.plans):
        if t.date != case.today or t.kind in held:
            continue
        tally.wake_in(case.today, 1)
        if tally.is_taken(t):
            continue
        reason = _planned_reason(case, t)
        due_today(case, tally, reason, f"{title_of(t.kind).lower()} planned for today", t)
        tally.row(
            Item(
                t.kind,
                "due",
                reason,
                "hold it as planned",
                points,
                touchpoint_id=t.id,
                due_on=t.date,
                time=t.time,
                minutes=minutes_of(case, t),
            )
        )


def how_it_went(t: Touchpoint, today: date) -> str:
    """Return the question that a booked touchpoint leaves open once its day is past."""
    return f"Booked for {say_with_weekday(t.date, today)}: done, no-show or move?"


def minutes_of(case: Case, t: Touchpoint) -> int:
    """Return the minutes that `t` is planned to cost, those of its kind where it does not say."""
    if t.effort is not None:
        return t.effort
    kind = "email" if t.channel == "email" else t.kind
    return t.minutes or effort_minutes(kind, case.level or "medium", case.model)


def _planned_reason(case: Case, t: Touchpoint) -> str:
    """Return "Milestone review, video, 1h: onboarding day 34"."""
    what = [t.subject or title_of(t.kind), t.channel or "", duration(minutes_of(case, t))]
    reason = (t.reason or "").removeprefix(f"{case.level}: ")
    return ", ".join(filter(None, what)) + (f": {reason}" if reason else "")
