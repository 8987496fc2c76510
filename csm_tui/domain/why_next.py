"""Why the next touchpoint is when it is, and why an account stands where it does in the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csm_tui.domain.curves import half_up
from csm_tui.domain.days import after
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.ranking import arithmetic
from csm_tui.domain.spoken import count
from csm_tui.domain.supposing import Question
from csm_tui.domain.treatments import is_ordinary, treatment_on, treatment_words
from csm_tui.domain.wording import figure, on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Treatment
    from csm_tui.domain.provenance import Provenance
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.tally import RankTerm
    from csm_tui.domain.touch_model import TouchModel

_VALUES: Final = {
    "booked": "booked",
    "due": "due",
    "automated": "automated",
    "project": "a project instead of a clock",
    "none": "none",
}


def explain(
    figure_name: str,
    account: Account,
    facts: Facts,
    standing: Standing,
    model: TouchModel,
    today: date,
    provenance: Provenance,
) -> Explanation:
    """Return the explanation of the figure "next" or "rank"; raises KeyError for another."""
    question = Question(account, facts, standing, model, today, provenance)
    return {"next": explain_next, "rank": explain_rank}[figure_name](question)


def explain_next(question: Question) -> Explanation:
    """Return why the next touchpoint is when it is, and what would move it."""
    clock = question.standing.clock
    steps = [
        *_level_steps(question),
        *_experiment_steps(question),
        *_clock_steps(question),
        *_review_steps(question),
    ]
    missing: list[str] = []
    if question.standing.level.level == "unknown":
        missing.append("ARR: without it there is no tier, so no level and no clock")
    if clock.interval is not None and clock.last_on is None:
        missing.append("any touchpoint: the clock is counted from the start or the day of entry")
    value = _VALUES[clock.next_kind]
    if clock.next_on is not None:
        value = f"{clock.next_on.isoformat()} ({value})"
    days = clock.days_overdue(question.today)
    if days:
        value = f"{value[:-1]}, {count(days, 'day')} overdue)"
    changes = tuple(_next_changes(question))
    return Explanation(question.account.name, "next", value, tuple(steps), tuple(missing), changes)


def _level_steps(question: Question) -> Iterator[Step]:
    level = question.standing.level
    if level.level is None:
        stage = question.standing.stage
        who = "a prospect" if stage.stage is None else "a churned account"
        yield Step(f"{who} has no cadence", stage.stage or "prospect")
        return
    chain = " → ".join(f"{step.cause}: {step.level}" for step in level.chain)
    yield Step("level", level.level, source=chain)


def _clock_steps(question: Question) -> Iterator[Step]:
    clock, today = question.standing.clock, question.today
    source = question.provenance
    if clock.last is not None:
        channel = clock.last.channel or clock.last.kind
        yield Step(
            f"last qualifying touchpoint: {channel}",
            clock.last.date.isoformat(),
            source=source.fact(clock.last),
        )
    elif clock.last_is_imported and clock.last_on is not None:
        yield Step(
            "last contact as imported, no touchpoint is known",
            clock.last_on.isoformat(),
            source=source.field("last_contact_on"),
        )
    elif clock.interval is not None:
        yield from _untouched(question)
    if clock.interval is not None:
        yield Step(
            f"interval: {_interval_reason(question)}",
            f"{clock.interval} days",
            source="model" if _tried(question) is None else "experiment",
        )
    if clock.email_turn is not None and clock.interval is not None:
        yield Step(
            "an email turn was done: one interval more",
            clock.email_turn.date.isoformat(),
            source=source.fact(clock.email_turn),
        )
    if clock.raised_on is not None:
        grace = count(question.model.cadence.raise_grace_days, "day")
        yield Step(
            f"the level rose on this day: not due before {grace} later",
            clock.raised_on.isoformat(),
        )
    if clock.due_on is not None:
        yield Step("due", clock.due_on.isoformat())
    if clock.hard_on is not None:
        yield Step(
            f"hard limit, {figure(question.model.cadence.hard_factor)} × the interval",
            clock.hard_on.isoformat(),
            source="model",
        )
    if clock.booked is not None:
        yield Step(
            f"booked: {clock.booked.kind}",
            clock.booked.date.isoformat(),
            source=source.fact(clock.booked),
        )
        if clock.due_on is not None and clock.overdue_from is None and clock.due_on < today:
            yield Step("the booking keeps it from being overdue")
    for plan in question.facts.touchpoints:
        if plan.status == "planned" and not plan.booked and plan.date >= today:
            yield Step(
                f"proposed by the plan, moves nothing until confirmed: {plan.kind}",
                plan.date.isoformat(),
            )
            break


def _untouched(question: Question) -> Iterator[Step]:
    start, entered_on = question.account.start_date, question.account.entered_on
    if start is not None and start >= entered_on:
        yield Step(
            "never touched: counted from the start",
            start.isoformat(),
            source=question.provenance.field("start_date"),
        )
    else:
        yield Step("never touched: counted from the day of entry", entered_on.isoformat())


def _interval_reason(question: Question) -> str:
    standing = question.standing
    level, stage, quadrant = standing.level.level, standing.stage, standing.quadrant.quadrant
    cadence = question.model.cadence.levels[level] if level is not None else None
    words = [f"level {level}"]
    if cadence is None:
        return words[0]
    if stage.onboarding and cadence.onboarding is not None and stage.day is not None:
        words.append(f"onboarding day {stage.day}")
    elif (tried := _tried(question)) is not None:
        words.append(tried.named)
    elif quadrant in cadence.by_quadrant:
        words.append(f"quadrant {quadrant}")
    if stage.stage == "renewal" and cadence.renewal_at_most is not None:
        words.append(f"in renewal at most {cadence.renewal_at_most}")
    if standing.clock.next_kind == "automated" and cadence.human_below_health is not None:
        words.append(f"automated, human only below health {figure(cadence.human_below_health)}")
    return ", ".join(words)


def _tried(question: Question) -> Treatment | None:
    """Return the cadence that an experiment tries on the account today, if it does."""
    treatments = question.facts.treatments
    if not treatments or not is_ordinary(question.standing):
        return None
    return treatment_on(treatments, "cadence", "check-in", question.today)


def _experiment_steps(question: Question) -> Iterator[Step]:
    """Yield what experiments try on the account today, or that they give way."""
    for one in question.facts.treatments:
        if not one.holds(question.today):
            continue
        words = treatment_words(one.aspect, one.kind, one.treatment)
        if not is_ordinary(question.standing):
            words += ", gives way: onboarding, risk and another level than the tier's go first"
        yield Step(
            f"{one.named}: {words}",
            f"until {on(one.ends)}",
            source=question.provenance.fact(one),
        )


def _review_steps(question: Question) -> Iterator[Step]:
    review = question.standing.review
    if review.due_on is None:
        return
    if review.last is not None:
        yield Step(
            "last business review",
            review.last.date.isoformat(),
            source=question.provenance.fact(review.last),
        )
    late = f", {count(review.overdue_days, 'day')} overdue" if review.overdue_days else ""
    yield Step(
        f"business review due, every {review.interval} days{late}",
        review.due_on.isoformat(),
        source="model",
    )
    if review.booked is not None:
        yield Step(
            "business review booked",
            review.booked.date.isoformat(),
            source=question.provenance.fact(review.booked),
        )


def _next_changes(question: Question) -> Iterator[str]:
    """Yield what would move the next touchpoint, by the least that does it."""
    clock, level = question.standing.clock, question.standing.level.level
    if level is None:
        yield "Nothing while it is no customer."
        return
    if clock.next_kind == "project":
        yield "Leaving quadrant 2: then the clock of its level runs again."
    elif clock.interval is None:
        yield "An ARR." if level == "unknown" else f"A level above {level}."
    cadence = question.model.cadence.levels.get(level)
    if clock.next_kind == "automated" and cadence is not None:
        limit = cadence.human_below_health
        if limit is not None:
            yield f"Health below {figure(limit)}: then the check-in is a human's."
    if clock.due_on is None:
        return
    then = question.suppose_touchpoint().clock
    if then.next_on is not None and then.next_on != clock.next_on:
        yield f"A call today: then the next is {on(then.next_on)}."
    if clock.days_overdue(question.today) and clock.hard_on is not None:
        soon = after(question.today, question.model.cadence.booked_within_days)
        limit_on = max(clock.hard_on, soon or clock.hard_on)
        yield f"A touchpoint booked by {on(limit_on)}: then it is not overdue."


def explain_rank(question: Question) -> Explanation:
    """Return the arithmetic of the rank, and what would change the points."""
    rank = question.standing.rank
    steps = [
        Step(term.reason, term.name, points=term.points, source=_source(question, term))
        for term in rank.terms
    ]
    steps += _put_aside(question)
    if rank.terms:
        steps.append(Step("sum of points", points=sum(term.points for term in rank.terms)))
    steps.append(_factor_step(question))
    steps.append(Step(arithmetic(rank), round(rank.score, 1)))
    missing = []
    if question.standing.size.score is None:
        missing.append("size: ARR, potential ARR or strategic importance")
    if question.standing.health.score is None and question.standing.level.level is not None:
        missing.append("health: a reading, a pulse or measures")
    return Explanation(
        question.account.name,
        "rank",
        arithmetic(rank),
        tuple(steps),
        tuple(missing),
        tuple(_rank_changes(question)),
    )


def _put_aside(question: Question) -> Iterator[Step]:
    """Yield the signals that the user put aside, which count no points."""
    said = {one.kind: one for one in question.facts.signal_states}
    for signal in question.standing.signals:
        if signal.state == "open":
            continue
        why = f", {signal.state_reason}" if signal.state_reason else ""
        until = f" until {on(signal.until)}" if signal.until is not None else ""
        yield Step(
            f"put aside, counts nothing: {signal.reason}{why}",
            f"{signal.kind} {signal.state}{until}",
            source=question.provenance.fact(said[signal.kind]),
        )


def _source(question: Question, term: RankTerm) -> str | None:
    if term.fact is not None:
        return question.provenance.fact(term.fact)
    return question.provenance.field(term.field) if term.field is not None else None


def _factor_step(question: Question) -> Step:
    size, rule = question.standing.size.score, question.model.rank
    if size is None:
        return Step("× factor, size unknown", figure(rule.size_unknown), source="model")
    text = f"× factor: {figure(rule.size_base)} + size {figure(size)} ÷ {figure(rule.size_divisor)}"
    return Step(text, figure(question.standing.rank.factor), source="model")


def _rank_changes(question: Question) -> Iterator[str]:
    """Yield what would change the points, each with those it would leave."""
    score, facts = question.standing.rank.score, question.facts
    names = {term.name for term in question.standing.rank.terms}
    if score:
        yield from _would(score, "A call today", question.suppose_touchpoint())
    if "promise" in names:
        kept = replace(facts, tasks=tuple(task for task in facts.tasks if task.side != "mine"))
        yield from _would(score, "Keeping our promises", question.suppose_facts(kept))
    if names & {"no health", "stale data"}:
        yield from _would(score, "A pulse of 4 today", question.suppose_reading("pulse", 75.0))
    turn = question.next_turn(
        lambda standing: standing.rank.score, lambda standing: standing.valid_until
    )
    if turn is not None:
        yield f"By itself on {on(turn[0])}: {half_up(turn[1].rank.score)} points."


def _would(score: float, what: str, then: Standing) -> Iterator[str]:
    if then.rank.score != score:
        yield f"{what}: {half_up(then.rank.score)} points instead of {half_up(score)}."
