"""When the next check-in is due: the clock of the account's level (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after, before, next_of
from csm_tui.domain.spoken import say
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Touchpoint, Treatment
    from csm_tui.domain.terms import Level, Quadrant, Stage
    from csm_tui.domain.touch_model import LevelCadence, TouchModel

# Channels on which a touchpoint that was held is one the customer took part in.
LIVE: Final = frozenset({"phone", "video", "in-person", "chat"})
# Channels that no person of ours delivers.
SELF_SERVICE: Final = frozenset({"automated", "in-app", "help-center", "community"})
AUTOMATION: Final = frozenset({"automated", "automation"})
# What is older asks for nothing any more: the store does not read much further back.
REMEMBERED_DAYS: Final = 365


@value
class ClockResult:
    """The check-in clock of an account on a day; intervals in days, None is no clock.

    `next_kind` is "booked", "due", "automated", "project" or "none". `overdue_from` is None where
    a booked touchpoint keeps the account from being overdue; else days overdue = today − it, where
    that is positive. `hard_on` is the first day in red. `raised_on` is the day of a raise that
    moved the due date, `email_turn` the email that did.
    """

    interval: int | None
    hard: int | None
    last_on: date | None
    last_is_imported: bool
    last: Touchpoint | None
    due_on: date | None
    hard_on: date | None
    booked: Touchpoint | None
    next_on: date | None
    next_kind: str
    overdue_from: date | None
    reason: str
    changes_on: date | None
    raised_on: date | None = None
    email_turn: Touchpoint | None = None

    def days_overdue(self, today: date) -> int:
        """Return the days past due, 0 where it is not overdue."""
        if self.overdue_from is None or self.overdue_from >= today:
            return 0
        return (today - self.overdue_from).days


@value
class Situation:
    """What of an account's standing decides its clock; `health` is the score in force.

    `treatment` is the cadence that an experiment tries on it, None where none holds.
    """

    stage: Stage | None
    onboarding: bool
    level: Level | None
    quadrant: Quadrant | None
    health: float | None
    treatment: Treatment | None = None


@value
class _Seen:
    """What the account's touchpoints say: the last that qualifies, and what came and comes after.

    `upcoming` is the next date of any touchpoint, `automated_on` that of the last automated
    check-in since the last qualifying one.
    """

    last: Touchpoint | None = None
    last_on: date | None = None
    imported: bool = False
    booked: Touchpoint | None = None
    email_turn: Touchpoint | None = None
    automated_on: date | None = None
    upcoming: date | None = None


_NOTHING_SEEN: Final = _Seen()


def qualifies(t: Touchpoint) -> bool:
    """Return whether `t` resets the clock: done, by a human of ours, and the customer took part.

    The customer took part by phone, video, in person or chat, by answering, or by writing first.
    What is known to be unanswered never counts: nobody was reached, or nobody has replied.
    """
    if t.status != "done" or t.answered is False or t.automated or t.channel == "automated":
        return False
    if t.channel not in LIVE and not t.answered and t.direction not in ("inbound", "both"):
        return False
    return t.owner is None or t.owner.lower() not in AUTOMATION


def by_human(t: Touchpoint) -> bool:
    """Return whether a person of ours delivers `t`: not automation, and no self-service channel."""
    if t.automated or t.channel in SELF_SERVICE:
        return False
    return t.owner is None or t.owner.lower() not in AUTOMATION


def interval_of(cadence: LevelCadence, now: Situation, day: int | None) -> int | None:
    """Return the days between check-ins, None for no clock; `day` counts from the start.

    Onboarding goes before what an experiment tries, that before the quadrant; renewal shortens
    what is left.
    """
    if now.onboarding and cadence.onboarding is not None and day is not None:
        rule = cadence.onboarding
        interval: int | None = rule.first if day <= rule.until else rule.then
    elif now.treatment is not None:
        interval = now.treatment.days
    elif now.quadrant is not None and now.quadrant in cadence.by_quadrant:
        interval = cadence.by_quadrant[now.quadrant]
    else:
        interval = cadence.check_in
    if interval is None or now.stage != "renewal" or cadence.renewal_at_most is None:
        return interval
    return min(interval, cadence.renewal_at_most)


def clock_of(
    account: Account,
    facts: Facts,
    now: Situation,
    model: TouchModel,
    today: date,
    *,
    raised_on: date | None = None,
) -> ClockResult:
    """Return when the next check-in is due, and what is booked.

    `raised_on` is the day the level rose above the tier's own, where that is known: never due
    before it and the model's grace. Prospects, churned and tech have no clock; low and tech in
    quadrant 2 have a project instead; low has automated check-ins while its health does not call
    for a human.
    """
    seen = _seen(account, facts, today)
    cadence = None if now.level is None else model.cadence.levels.get(now.level)
    if cadence is None:
        return _without_clock(account, seen, "none", "no cadence", today)
    if now.quadrant is not None and now.quadrant in cadence.project_quadrants:
        return _without_clock(account, seen, "project", "a project instead of a clock", today)
    start = account.start_date
    day = None if start is None else today.toordinal() - start.toordinal()
    interval = interval_of(cadence, now, day)
    if interval is None:
        return _without_clock(account, seen, "none", "no clock: automation only", today)
    edge = _edge(account, seen, cadence, now.onboarding, today)
    threshold = cadence.human_below_health
    if threshold is not None and (now.health is None or now.health >= threshold):
        return _automated(account, seen, interval, edge, today, _tried(now, interval))
    due_on = _due(account, seen, interval, today)
    email_turn = seen.email_turn if cadence.alternate_email else None
    if email_turn is not None:
        due_on = later(due_on, interval)
    raised = None
    if raised_on is not None:
        graced = later(raised_on, model.cadence.raise_grace_days)
        if graced > due_on:
            due_on, raised = graced, raised_on
    hard = hard_after(interval, model.cadence.hard_factor)
    hard_on = later(due_on, hard - interval)
    booked, next_on, kind = seen.booked, due_on, "due"
    overdue_from: date | None = due_on
    if booked is not None:
        next_on, kind = booked.date, "booked"
        near_on = before(next_on, model.cadence.booked_within_days)
        edge = next_of(today, edge, near_on)
        if next_on <= hard_on or near_on <= today:
            overdue_from = None
    return ClockResult(
        interval,
        hard,
        seen.last_on,
        seen.imported,
        seen.last,
        due_on,
        hard_on,
        booked,
        next_on,
        kind,
        overdue_from,
        _reason(seen, interval, today, _tried(now, interval)),
        edge,
        raised,
        email_turn,
    )


def _seen(account: Account, facts: Facts, today: date) -> _Seen:
    imported_on = account.last_contact_on
    if imported_on is not None and imported_on > today:
        imported_on = None
    if not facts.touchpoints:
        if imported_on is None:
            return _NOTHING_SEEN
        return _Seen(last_on=imported_on, imported=True)
    horizon = before(today, REMEMBERED_DAYS)
    last = booked = email_turn = upcoming = automated_on = None
    for t in reversed(facts.touchpoints):
        if t.date > today:
            upcoming = t.date
        elif last is None:
            if qualifies(t):
                last = t
            elif t.status == "done" and t.kind == "check-in" and t.date >= horizon:
                if t.channel == "automated":
                    automated_on = automated_on or t.date
                elif t.channel == "email" and by_human(t):
                    email_turn = email_turn or t
        elif t.date < today:
            break
        if t.status == "planned" and t.booked and t.date >= today and by_human(t):
            booked = t
    if last is not None:
        return _Seen(last, last.date, False, booked, email_turn, automated_on, upcoming)
    if email_turn is not None and imported_on is not None and email_turn.date < imported_on:
        email_turn = None
    imported = imported_on is not None
    return _Seen(None, imported_on, imported, booked, email_turn, automated_on, upcoming)


def _edge(
    account: Account, seen: _Seen, cadence: LevelCadence, onboarding: bool, today: date
) -> date | None:
    """Return the next day on which the clock's own inputs change: a start, a date, an interval."""
    start = account.start_date
    edge = next_of(today, _seen_edge(account, seen, today), _forgotten(seen))
    if start is None or (start < today and not onboarding):
        return edge
    if start == today:
        return after(today, 1)
    turn = cadence.onboarding
    return next_of(today, edge, start, None if turn is None else after(start, turn.until + 1))


def _seen_edge(account: Account, seen: _Seen, today: date) -> date | None:
    if seen is _NOTHING_SEEN and account.last_contact_on is None:
        return None
    if seen.booked is not None and seen.booked.date == today:
        return after(today, 1)
    return next_of(today, seen.upcoming, account.last_contact_on)


def _forgotten(seen: _Seen) -> date | None:
    """Return the day on which an email turn or an automated check-in is too long ago to count."""
    turn = seen.automated_on if seen.email_turn is None else seen.email_turn.date
    if turn is None:
        return None
    if seen.automated_on is not None and seen.automated_on < turn:
        turn = seen.automated_on
    return after(turn, REMEMBERED_DAYS + 1)


@lru_cache(maxsize=256)
def hard_after(interval: int, factor: float) -> int:
    """Return the days after which a clock of `interval` days is in red."""
    return ceil(round(interval * factor, 6))


def begun(account: Account) -> date:
    """Return the day from which an account that was never touched is counted."""
    start = account.start_date
    return start if start is not None and start > account.entered_on else account.entered_on


def _due(account: Account, seen: _Seen, interval: int, today: date) -> date:
    start = account.start_date
    if seen.last_on is not None:
        due_on = later(seen.last_on, interval)
        return max(due_on, start) if start is not None and start > today else due_on
    # An account that was known before its start is first due on it, also on the day itself.
    if start is not None and (start > today or start == today > account.entered_on):
        return start
    return later(begun(account), interval)


def _automated(
    account: Account, seen: _Seen, interval: int, edge: date | None, today: date, tried: str
) -> ClockResult:
    """Return the clock where check-ins are automated: they come round, and none is ever due."""
    since = seen.automated_on or seen.last_on or begun(account)
    rounds = max(1, -((since.toordinal() - today.toordinal()) // interval))
    next_on, kind = later(since, rounds * interval), "automated"
    edge = next_of(today, edge, after(next_on, 1))
    if seen.booked is not None:
        next_on, kind = seen.booked.date, "booked"
    reason = f"automated every {interval} days{tried}: health does not call for a human"
    return ClockResult(
        interval,
        None,
        seen.last_on,
        seen.imported,
        seen.last,
        None,
        None,
        seen.booked,
        next_on,
        kind,
        None,
        reason,
        edge,
    )


def _without_clock(
    account: Account, seen: _Seen, kind: str, reason: str, today: date
) -> ClockResult:
    next_on = None
    if seen.booked is not None:
        next_on, kind = seen.booked.date, "booked"
    edge = _seen_edge(account, seen, today)
    return ClockResult(
        None,
        None,
        seen.last_on,
        seen.imported,
        seen.last,
        None,
        None,
        seen.booked,
        next_on,
        kind,
        None,
        reason,
        edge,
    )


def later(day: date, days: int) -> date:
    """Return the day `days` after `day`, the last of the calendar where that is beyond it."""
    return after(day, days) or date.max


def _tried(now: Situation, interval: int) -> str:
    """Return the experiment that the interval comes from, as the reason names it."""
    if now.treatment is None or now.treatment.days != interval:
        return ""
    return f" ({now.treatment.named})"


def _reason(seen: _Seen, interval: int, today: date, tried: str) -> str:
    every = f"every {interval} days{tried}"
    if seen.last_on is None:
        return f"{every}, never touched"
    if seen.imported:
        return f"{every}, last contact {say(seen.last_on, today)} as imported"
    return f"{every}, last {say(seen.last_on, today)}"
