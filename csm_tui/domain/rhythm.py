"""How often a clock comes round over the days ahead, as stage and level change on known days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import Situation, interval_of
from csm_tui.domain.quadrants import need_of, quadrant_of
from csm_tui.domain.renewals import next_renewal
from csm_tui.domain.touch_level import TOUCH, level_of
from csm_tui.domain.touch_model import LevelCadence
from csm_tui.domain.treatments import follows, treatment_on, turns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.lifecycle import StageResult
    from csm_tui.domain.occasion import Plannable
    from csm_tui.domain.quadrants import QuadrantResult
    from csm_tui.domain.terms import Level, Stage

# Days are ordinals here: this is reckoned for every occurrence of every account.
_BEGINNING: Final = 0
_NO_CADENCE: Final = LevelCadence()


class Phase(NamedTuple):
    """What holds from the day `begins` on; `raised` where the level is above that of before."""

    begins: int
    now: Situation
    cadence: LevelCadence
    raised: bool = False


class Beat(NamedTuple):
    """From the day `begins` on something is due every `interval` days, None for never."""

    begins: int
    interval: int | None


class Rhythm:
    """The beats of one clock in order of days; the first holds since ever."""

    __slots__ = ("_beats",)

    def __init__(self, beats: list[Beat]) -> None:
        self._beats = beats

    def next_after(self, day: int) -> int | None:
        """Return when the clock is due after it was reset on `day`, None for never.

        An interval counts from the reset, also one that comes into force only later.
        """
        beats = self._beats
        for number, beat in enumerate(beats):
            if beat.interval is None:
                continue
            due = max(day + beat.interval, beat.begins)
            if number + 1 == len(beats) or due < beats[number + 1].begins:
                return due
        return None

    def interval_at(self, day: int) -> int | None:
        """Return the interval in force on `day`."""
        interval = None
        for beat in self._beats:
            if beat.begins > day:
                break
            interval = beat.interval
        return interval


def phases(case: Plannable) -> list[Phase]:
    """Return what holds now and what will, as onboarding ends and renewal begins and ends.

    Tier, risk and health stay as they are, and the quadrant but for what onboarding did to it.
    """
    standing, model = case.standing, case.model
    stage, health, until = standing.stage, standing.health.score, case.until.toordinal()
    quadrant = standing.quadrant
    now = Situation(stage.stage, stage.onboarding, case.level, quadrant.quadrant, health)
    cadence = model.cadence.levels.get(case.level)
    if cadence is None:
        return []
    found = [Phase(_BEGINNING, _treated(case, now, case.today), cadence)]
    for day, then, onboarding in _stages_ahead(case):
        if day > until:
            break
        stage = replace(stage, stage=then, onboarding=onboarding)
        quadrant = _quadrant_then(case, stage)
        level = level_of(
            case.account,
            case.facts,
            standing.tier,
            stage,
            standing.risk,
            quadrant,
            model,
            case.today,
        ).level
        level = level or "unknown"
        raised = TOUCH[level] > TOUCH[found[-1].now.level or "unknown"]
        now = Situation(then, onboarding, level, quadrant.quadrant, health)
        now = _treated(case, now, date.fromordinal(day))
        found.append(Phase(day, now, model.cadence.levels.get(level, _NO_CADENCE), raised))
    return found


def check_in_rhythm(case: Plannable, ahead: list[Phase]) -> Rhythm:
    """Return how often a person of ours checks in."""
    start = case.account.start_date
    beats: list[Beat] = []
    for phase in ahead:
        begins = _graced(case, phase)
        if not _by_person(phase):
            beats.append(Beat(begins, None))
            continue
        day = None if start is None else max(begins, case.today.toordinal()) - start.toordinal()
        beats.append(Beat(begins, interval_of(phase.cadence, phase.now, day)))
        turn = phase.cadence.onboarding
        if phase.now.onboarding and turn is not None and start is not None:
            begins = start.toordinal() + turn.until + 1
            if begins > max(case.today.toordinal(), beats[-1].begins):
                after_turn = interval_of(phase.cadence, phase.now, turn.until + 1)
                beats.append(Beat(begins, after_turn))
    return Rhythm(_in_order(beats))


def review_rhythm(case: Plannable, ahead: list[Phase]) -> Rhythm:
    """Return how often there is a business review."""
    beats = [Beat(_graced(case, phase), phase.cadence.review) for phase in ahead]
    return Rhythm(_in_order(beats))


def _treated(case: Plannable, now: Situation, day: date) -> Situation:
    """Return the situation of a day with the cadence that an experiment tries then."""
    standing = case.standing
    if not case.facts.treatments or not follows(
        standing.tier.tier, now.level, onboarding=now.onboarding, at_risk=standing.risk.at_risk
    ):
        return now
    return replace(now, treatment=treatment_on(case.facts.treatments, "cadence", "check-in", day))


def level_at(ahead: list[Phase], day: int) -> tuple[Level, LevelCadence]:
    """Return the level in force on `day`, and its cadence."""
    found = ahead[0]
    for phase in ahead:
        if phase.begins > day:
            break
        found = phase
    return found.now.level or "unknown", found.cadence


def _quadrant_then(case: Plannable, stage: StageResult) -> QuadrantResult:
    """Return the quadrant in a stage ahead: onboarding makes need high, and its end undoes that."""
    standing = case.standing
    if not standing.stage.onboarding or stage.onboarding:
        return standing.quadrant
    need = need_of(
        case.account,
        case.facts,
        standing.health,
        stage,
        standing.risk,
        standing.size,
        case.model,
        case.today,
        standing.tier.tier,
    )
    return quadrant_of(standing.size, need)


def _graced(case: Plannable, phase: Phase) -> int:
    """Return from when a phase counts: a raise makes nothing due before its grace."""
    return phase.begins + (case.model.cadence.raise_grace_days if phase.raised else 0)


def _in_order(beats: list[Beat]) -> list[Beat]:
    """Return the beats without those that a later one overtakes."""
    kept: list[Beat] = []
    for beat in beats:
        while kept and kept[-1].begins >= beat.begins:
            kept.pop()
        kept.append(beat)
    return kept


def _by_person(phase: Phase) -> bool:
    """Return whether a person checks in: no project instead, and health calls for one."""
    cadence, now = phase.cadence, phase.now
    if now.quadrant is not None and now.quadrant in cadence.project_quadrants:
        return False
    bound = cadence.human_below_health
    return bound is None or (now.health is not None and now.health < bound)


def _stages_ahead(case: Plannable) -> Iterator[tuple[int, Stage, bool]]:
    """Yield the days after today on which onboarding ends or renewal begins or ends, and what then.

    So do those on which what an experiment tries begins or ends, though the stage stays then.
    A contract that renews by itself leaves the renewal stage; another stays in it.
    """
    account, stage, rule = case.account, case.standing.stage, case.model.lifecycle
    today, start = case.today.toordinal(), account.start_date
    ends = None
    if start is not None and stage.onboarding:
        ends = start.toordinal() + rule.onboarding_days + 1
    opens = over = None
    if account.renewal_date is not None and stage.renewal_on is not None:
        renewal = next_renewal(start, account.renewal_date, account.auto_renew, rule, case.today)
        opens = renewal.opens_on(account.notice_days or 0, rule).toordinal()
        over = renewal.on.toordinal() + 1 if account.auto_renew else None
    turns = [day.toordinal() for day in turns_of(case.facts.treatments)]
    days = {day for day in (ends, opens, over, *turns) if day is not None and day > today}
    for day in sorted(days):
        onboarding = ends is not None and day < ends
        renewing = opens is not None and day >= opens and (over is None or day < over)
        then: Stage = "renewal" if renewing else "onboarding" if onboarding else "growth"
        yield day, then, onboarding
