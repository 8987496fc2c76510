"""The check-ins of an account: its clock carried on over the days ahead (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import LIVE, SELF_SERVICE, by_human, later
from csm_tui.domain.capacity import effort_minutes
from csm_tui.domain.occasion import PROACTIVE
from csm_tui.domain.occasions_onboarding import KICKOFF
from csm_tui.domain.ranking_terms import title_of
from csm_tui.domain.recurring import StandIn, given_up, half, turns
from csm_tui.domain.reviews import REVIEW
from csm_tui.domain.rhythm import check_in_rhythm, level_at
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csm_tui.domain.facts import Touchpoint
    from csm_tui.domain.occasion import Claim, Occasion, Plannable
    from csm_tui.domain.recurring import Turn
    from csm_tui.domain.rhythm import Phase, Rhythm
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import LevelCadence

_KIND: Final = "check-in"
_EMAIL: Final = "email"
# A check-in that did not reach the customer is tried again after so long, or half an interval.
_TRY_AGAIN_AFTER: Final = 14
_CHAINS: Final = ("check-in:", "onboarding:", "project:")


def check_ins(
    case: Plannable, ahead: list[Phase], around: Iterable[Occasion]
) -> Iterator[Occasion]:
    """Yield the check-ins by a person that the clock asks for.

    What else is held with the customer stands in for one: what is booked, the calls of onboarding
    and of projects within half an interval, business reviews within the model's days; `around` are
    those occasions. Where calls and emails take turns, they do.
    """
    clock = case.standing.clock
    if clock.due_on is None or not ahead:
        return
    rhythm = check_in_rhythm(case, ahead)
    stand_ins = [*_booked(case, rhythm), *_around(case, rhythm, around)]
    skipped = [t for t in case.given_up if is_call(t) and t.kind != REVIEW]
    stand_ins.extend(given_up(skipped, _CHAINS, rhythm))
    kind, by_email = _first(case, ahead[0].cadence)
    quiet_until = 0
    for turn in turns(clock.due_on, rhythm, stand_ins, case.today, case.until):
        if turn.stand_in is not None:
            given_up_turn = turn.stand_in.day is None
            kind, by_email = _KIND, not by_email if given_up_turn else turn.stand_in.is_call
        elif turn.day > quiet_until:
            interval = rhythm.interval_at(turn.day) or 0
            wait = max(1, min(_TRY_AGAIN_AFTER, interval // 2))
            key = f"check-in:{date.fromordinal(turn.day).isoformat()}"
            claim = case.claim(key, try_again_after=wait)
            if claim is not None:
                if claim.not_before is not None:
                    quiet_until = claim.not_before.toordinal() + interval // 2
                level, cadence = level_at(ahead, turn.day)
                channel = _EMAIL if by_email and cadence.alternate_email else cadence.channel
                reason = _reason(case, turn, level, interval)
                tried = case.tried("channel", _KIND, date.fromordinal(turn.day))
                if tried is not None and tried.treatment not in SELF_SERVICE:
                    channel, reason = tried.treatment, f"{reason}, {tried.named}"
                yield _check_in(case, claim, turn, level, kind, channel, reason)
            kind, by_email = _KIND, not by_email


def automated_check_ins(case: Plannable, around: Iterable[Occasion]) -> Iterator[Occasion]:
    """Yield the check-ins that automation sends where health does not call for a person."""
    clock = case.standing.clock
    if clock.due_on is not None or clock.interval is None or clock.next_on is None:
        return
    interval, at = clock.interval, clock.next_on
    if clock.booked is not None:
        at = later(at, interval)
    taken = [one.due_on for one in around if one.kind == _KIND and one.automated]
    templates = case.model.templates.ongoing.get(case.level, ())
    template = next((one for one in templates if one.kind == _KIND), None)
    while at <= case.until:
        if not any(abs((day - at).days) * 2 <= interval for day in taken):
            claim = case.claim(f"check-in:{at.isoformat()}")
            if claim is not None:
                channel = "automated" if template is None else template.channel
                reason = f"{case.level}: {clock.reason}"
                tried = case.tried("channel", _KIND, at)
                if tried is not None and tried.treatment not in LIVE:
                    channel, reason = tried.treatment, f"{reason}, {tried.named}"
                yield case.occasion(
                    claim,
                    _KIND,
                    title_of(_KIND) if template is None else template.title,
                    channel,
                    0,
                    at,
                    reason,
                    purpose=PROACTIVE if template is None else template.purpose,
                    owner="marketing" if template is None else template.owner,
                    content=None if template is None else template.content,
                    automated=True,
                )
        if at == date.max:
            return
        at = later(at, interval)


def is_call(t: Touchpoint | Occasion) -> bool:
    """Return whether `t` is a conversation, or a check-in whatever its channel."""
    if t.kind in (_KIND, KICKOFF):
        return True
    return t.channel in LIVE or (t.channel is None and t.kind != _EMAIL)


def _check_in(
    case: Plannable, claim: Claim, turn: Turn, level: Level, kind: str, channel: str, reason: str
) -> Occasion:
    by_email = channel == _EMAIL
    return case.occasion(
        claim,
        kind,
        "Check-in by email" if by_email else title_of(kind),
        channel,
        effort_minutes(_EMAIL if by_email else kind, level, case.model),
        date.fromordinal(turn.day),
        reason,
        late=turn.late,
    )


def _booked(case: Plannable, rhythm: Rhythm) -> Iterator[StandIn]:
    clock = case.standing.clock
    for t in case.booked:
        if not by_human(t) or not (is_call(t) or t is clock.booked):
            continue
        day = t.date.toordinal()
        near = half(rhythm, day)
        # What keeps the account from being overdue is the next one, however far it is.
        first = 0 if t is clock.booked and clock.overdue_from is None else day - near
        yield StandIn(first, day + near, day, t.channel != _EMAIL)


def _around(case: Plannable, rhythm: Rhythm, around: Iterable[Occasion]) -> Iterator[StandIn]:
    never_touched = case.standing.clock.last_on is None
    for one in around:
        if one.effort == 0 or one.kind == "renewal" or not is_call(one):
            continue
        day = one.due_on.toordinal()
        near = half(rhythm, day)
        last = max(day + near, one.window_to.toordinal())
        if one.kind == REVIEW:
            # One long overdue keeps nobody waiting: who knows when it will be held.
            near = min(near, case.model.hours.review_replaces_days)
            last = day + near
        # Nothing comes before the kickoff.
        first = 0 if one.kind == KICKOFF and never_touched else day - near
        yield StandIn(first, last, day, one.channel != _EMAIL)


def _kickoff_settled(case: Plannable) -> bool:
    return any(
        t.kind == KICKOFF and t.status != "no-show" and (t.status != "planned" or t.booked)
        for t in case.facts.touchpoints
    )


def _first(case: Plannable, cadence: LevelCadence) -> tuple[str, bool]:
    """Return the kind of the check-in that is due, and whether it is an email.

    The first of a high-touch onboarding is the kickoff, unless there was one. Where calls and
    emails take turns, an email follows a call.
    """
    clock, stage = case.standing.clock, case.standing.stage.stage
    if case.level == "high" and stage == "onboarding" and clock.last_on is None:
        return _KIND if _kickoff_settled(case) else KICKOFF, False
    by_email = clock.last is not None and clock.email_turn is None
    return _KIND, cadence.alternate_email and by_email


def _reason(case: Plannable, turn: Turn, level: Level, interval: int) -> str:
    """Return why, in dates and never in ages: the reason is kept as long as the plan."""
    clock, day = case.standing.clock, date.fromordinal(turn.day)
    since = f"due since {say(day, case.today)}, " if turn.late else ""
    every = clock.reason if day == clock.due_on else f"every {interval} days"
    tried = case.tried("cadence", _KIND, day)
    if tried is not None and day != clock.due_on and tried.days == interval:
        every = f"{every} ({tried.named})"
    return f"{level}: {since}{every}"
