"""Why the health of an account is what it is (DOMAIN §10 and §11, Health)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import qualifies
from csm_tui.domain.curves import half_up
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.facts import MetricPoint, Reading, Survey
from csm_tui.domain.folding import fold
from csm_tui.domain.health import band_of
from csm_tui.domain.measures import people_by_token
from csm_tui.domain.overrides import last_day
from csm_tui.domain.supposing import lever, points
from csm_tui.domain.thresholds import bounds_words
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from csm_tui.domain.facts import Override
    from csm_tui.domain.health_result import HealthResult, MeasureValue
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.supposing import Question

BANDS_UP: Final = ("red", "yellow", "green")


def explain_health(question: Question) -> Explanation:
    """Return the measures with their contributions, or the score that stands instead of them."""
    health = question.standing.health
    steps: list[Step] = []
    if health.imported is not None:
        text = f"imported score of {on(health.imported.date)}"
        source = question.provenance.fact(health.imported)
        steps.append(Step(text, health.imported.value, None, health.imported.value, source))
    steps += [_measure(question, part) for part in health.measures if part.value is not None]
    if health.computed is not None:
        least = figure(question.model.health.least_coverage)
        how = {
            "imported": "the imported score, as new as the measures",
            "measures": "Σ weight × value ÷ Σ weight present",
            "pulse": f"the pulse alone, provisional: under {least} % coverage",
        }[_computed_basis(health)]
        steps.append(Step(f"score: {how}", round(health.computed, 2)))
    steps.append(Step("coverage, percent of the weight", health.coverage))
    if health.override is not None:
        steps.append(_override(question, health.override))
    if health.bounds.because:
        steps.append(Step(bounds_words(health.bounds)))
    steps += _movement(question)
    missing = tuple(
        f"{part.measure}: {part.basis}" for part in health.measures if part.value is None
    )
    return Explanation(
        question.account.name, "health", shown(health), tuple(steps), missing, _flips(question)
    )


def shown(health: HealthResult) -> str:
    """Return the health in words: "58 (yellow)", "~25 (red, provisional)", "unknown"."""
    if health.score is None:
        return "unknown"
    mark, word = ("~", ", provisional") if health.provisional else ("", "")
    return f"{mark}{half_up(health.score)} ({health.band}{word})"


def _computed_basis(health: HealthResult) -> str:
    """Return what the score stands on, an override aside."""
    if health.basis != "override":
        return health.basis
    if health.imported is not None:
        return "imported"
    present = sum(part.weight for part in health.measures if part.value is not None)
    weighed = sum(part.weight * (part.value or 0.0) for part in health.measures)
    if present and round(weighed / present, 9) == health.computed:
        return "measures"
    return "pulse"


def _measure(question: Question, part: MeasureValue) -> Step:
    health = question.standing.health
    value = part.value or 0.0
    basis = _computed_basis(health)
    counts = basis == "measures" or (basis == "pulse" and part.measure == "pulse")
    text, source = _told(question, part)
    stale = ", stale" if part.stale else ""
    if not counts:
        return Step(f"{part.measure}: {text}{stale}, not counted", round(value, 2), source=source)
    present = part.weight
    if basis == "measures":
        present = sum(other.weight for other in health.measures if other.value is not None)
    share = round(part.weight * value / present, 2)
    return Step(f"{part.measure}: {text}{stale}", round(value, 2), part.weight, share, source)


def _told(question: Question, part: MeasureValue) -> tuple[str, str | None]:
    """Return what a measure stands on in words, and its source."""
    fact, source = part.fact, question.provenance.fact
    if part.measure == "relationship" and not isinstance(fact, Reading):
        return _people(question)
    if part.measure == "engagement" and not isinstance(fact, Reading) and part.on is not None:
        days = (question.today - part.on).days
        tier = question.standing.tier.tier
        against = question.model.health.engagement_interval.get(tier)
        text = f"{days} days since {on(part.on)}, against {against}"
        known = source(fact) if fact is not None else question.provenance.field("last_contact_on")
        return text, known
    if fact is None or part.on is None:
        return part.basis, None
    day = on(part.on)
    if isinstance(fact, Reading):
        return f"reading of {day}", source(fact)
    if isinstance(fact, Survey):
        who = f" of {fact.respondent}" if fact.respondent else ""
        return f"survey answers, the latest {fact.type} {figure(fact.score)}{who}, {day}", source(
            fact
        )
    if isinstance(fact, MetricPoint):
        if fact.metric == "active_users":
            return _users(question, fact, day)
        return f"{part.basis}, {figure(fact.value)} on {day}", source(fact)
    return part.basis, source(fact)


def _users(question: Question, users: MetricPoint, day: str) -> tuple[str, str]:
    source = question.provenance.fact
    if users.base:
        return f"{figure(users.value)} of {figure(users.base)} users on {day}", source(users)
    seats = [
        point
        for point in question.facts.metrics
        if point.metric == "licensed_seats" and point.date <= question.today
    ][-1]
    text = f"{figure(users.value)} active users on {day} ÷ {figure(seats.value)} licensed seats"
    return text, f"{source(users)}; seats: {source(seats)}"


def _people(question: Question) -> tuple[str, str | None]:
    days = question.model.health.relationship_days
    tokens = people_by_token(question.facts.contacts)
    names = {contact.id: contact.name for contact in question.facts.contacts}
    met: dict[int, str] = {}
    latest = None
    for touchpoint in question.facts.touchpoints:
        if not 0 <= (question.today - touchpoint.date).days <= days or not qualifies(touchpoint):
            continue
        known = [tokens[key] for key in map(fold, touchpoint.contacts) if key in tokens]
        met.update((person, names[person]) for person in known)
        latest = touchpoint if known else latest
    who = f": {', '.join(met.values())}" if met else ""
    text = f"{len(met)} of {len(names)} contacts took part in {days} days{who}"
    return text, question.provenance.fact(latest) if latest is not None else None


def _override(question: Question, override: Override) -> Step:
    end = last_day(override, question.model.health.override_days)
    until = f" through {on(end)}" if end is not None else ""
    score = question.standing.health.score
    source = question.provenance.fact(override)
    return Step(f"set by hand{until}: {override.reason}", score, None, score, source)


def _movement(question: Question) -> list[Step]:
    """Return the trends, and a pulse that says another band than the score."""
    health, rule = question.standing.health, question.model.health
    steps = [
        Step(f"change over {days} days, over what is known on both", round(trend, 2))
        for days, trend in zip(rule.trend_days, (health.trend_28, health.trend_84), strict=True)
        if trend is not None
    ]
    pulse = health.measures[-1].value
    if pulse is not None and health.score is not None:
        said = band_of(pulse, health.bounds)
        if said != health.band:
            steps.append(Step(f"the pulse says {said}, the score {health.band}", pulse))
    return steps


def _flips(question: Question) -> tuple[str, ...]:
    """Return what would give another band, each tried by assessing the account anew."""
    health = question.standing.health
    flips: list[str] = []
    if health.override is not None:
        others = tuple(o for o in question.facts.overrides if o.figure != "health")
        without = question.suppose_facts(replace(question.facts, overrides=others)).health
        flips.append(f"Without the override it would be {shown(without)}.")
    elif health.score is None:
        if question.suppose_reading("pulse", 50).health.score is not None:
            flips.append("A pulse of 1 to 5 would give a provisional score.")
    else:
        flips += _by_score(question, health.score)
    turn = question.next_turn(
        lambda standing: standing.health.band, lambda standing: standing.health.changes_on
    )
    if turn is not None:
        becomes = shown(turn[1].health)
        flips.append(f"On {on(turn[0])} it becomes {becomes} if nothing is recorded until then.")
    return tuple(flips)


def _by_score(question: Question, score: float) -> list[str]:
    rule = question.standing.health.bounds
    flips: list[str] = []
    place = BANDS_UP.index(question.standing.health.band)
    if place < len(BANDS_UP) - 1:
        least = rule.green_from if place == 1 else rule.yellow_from

        def better(standing: Standing) -> bool:
            return standing.health.score is not None and standing.health.score >= least

        by = lever(question, up=True, test=better)
        more = f"{figure(least)} or more ({points(least - score)})"
        flips.append(f"{more} would make it {BANDS_UP[place + 1]}{_would_do(by)}.")
    if place > 0:
        below = rule.green_from if place == 2 else rule.yellow_from

        def worse(standing: Standing) -> bool:
            return standing.health.score is not None and standing.health.score < below

        by = lever(question, up=False, test=worse)
        less = (
            f"Less than {figure(below)} ({points(below - score)})"
            if below < score
            else (f"Less than {figure(below)}")
        )
        flips.append(f"{less} would make it {BANDS_UP[place - 1]}{_would_do(by)}.")
    return flips


def _would_do(by: str | None) -> str:
    return f": {by} would do" if by is not None else ""
