"""The sections of a card that are to be worked: signals, what is next, the plan, projects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from csm_tui import formatting
from csm_tui.domain.projects import figures_today
from csm_tui.queries.account_plan import plans
from csm_tui.queries.projects import of_standing
from csm_tui.tui.card_parts import Entry, Look, Part, titled
from csm_tui.tui.card_plan import plan_part, projects_part
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.targets import ANSWERED_BY, Target

if TYPE_CHECKING:
    from csm_tui.domain.facts import Facts, Task, Touchpoint
    from csm_tui.domain.signals import Signal
    from csm_tui.queries.account_plan import Plan
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.projects import ProjectRow
    from csm_tui.store.connection import BookConnection


class Work(NamedTuple):
    """What the card does not hold itself: untouched plans, and projects with their states."""

    plans: list[Plan]
    projects: list[ProjectRow]


def work_of(book: BookConnection, card: Card, today: date) -> Work:
    """Return what else is needed of an account."""
    return Work(plans(book, card.account.id, today=today), project_rows(card, today))


def project_rows(card: Card, today: date) -> list[ProjectRow]:
    """Return the account's projects with their states, the most urgent first."""
    figures = figures_today(card.account, card.facts, card.standing)
    return of_standing(card.account, card.facts.projects, figures, today)


def parts(card: Card, work: Work, look: Look) -> list[Part]:
    """Return the sections, those of signals, plan and projects only where there are any."""
    found = [_signals_part(card, look), _next_part(card, work, look)]
    found += [plan_part(card, work.plans, look), projects_part(work.projects, look)]
    return [part for part in found if part is not None]


# Signals


def _signals_part(card: Card, look: Look) -> Part | None:
    signals = card.standing.signals
    if not signals:
        return None
    waiting = sum(signal.state == "open" for signal in signals)
    count = f"  {waiting} open"
    if waiting < len(signals):
        count += f", {len(signals) - waiting} put aside"
    order = sorted(signals, key=lambda signal: (signal.state != "open", -signal.points))
    entries = tuple(
        Entry(
            _signal_line(signal, look),
            "rank",
            "signal",
            signal.id,
            _signal_target(card, signal),
        )
        for signal in order
    )
    return Part("signals", titled("Signals", Piece(count, "muted")), entries)


def _signal_target(card: Card, signal: Signal) -> Target:
    return Target(
        card.account.id,
        card.account.name,
        ANSWERED_BY.get(signal.kind, ""),
        signal.reason.partition(": ")[0],
        signal_id=signal.id,
        signal=signal.kind,
        muted=signal.state != "open",
    )


def _signal_line(signal: Signal, look: Look) -> Line:
    if signal.state != "open":
        return line(
            Piece("  "),
            Piece(signal.reason, "muted"),
            right=[Piece(f"{_state(signal, look)} ", "muted")],
        )
    glyphs = look.glyphs
    glyph, ink = {
        "promises": (glyphs.promise, "bad"),
        "risk": (glyphs.health["red"], "bad"),
        "renewal": (glyphs.renewal, "accent"),
        "due": (glyphs.due, "accent"),
        "grow": (glyphs.grow, "accent"),
    }[signal.lane]
    return line(
        Piece(f"{glyph} ", ink), Piece(signal.reason), right=[Piece(f"{signal.play} ", "muted")]
    )


def _state(signal: Signal, look: Look) -> str:
    words = signal.state
    if signal.until is not None:
        words += f" until {formatting.day(signal.until, look.today)}"
    return f"{words}: {signal.state_reason}" if signal.state_reason else words


# What is next


def _next_part(card: Card, work: Work, look: Look) -> Part:
    clock, review = card.standing.clock, card.standing.review
    shown, ink = formatting.next_day(clock.next_on, clock.overdue_from, look.today, look.glyphs)
    head = titled("Next  ", Piece(shown, ink), Piece(f"  {clock.reason}", "muted"))
    entries = [_task_entry(card, task, look) for task in open_tasks(card.facts)]
    untouched = {plan.id for plan in work.plans}
    entries += [
        _touchpoint_entry(card, touchpoint, look)
        for touchpoint in planned(card.facts)
        if touchpoint.id not in untouched
    ]
    if review.due_on is not None:
        due = f"business review due {formatting.full_day(review.due_on)}"
        ink = "bad" if review.overdue_days else "text"
        away = formatting.away(review.due_on, look.today)
        shown_line = line(
            Piece(f"{look.glyphs.review} ", ink), Piece(due, ink), Piece(f"  {away}", "muted")
        )
        entries.append(Entry(shown_line, "next"))
    if card.account.next_step:
        entries.append(Entry(line(Piece("next step: ", "muted"), Piece(card.account.next_step))))
    if not entries:
        entries.append(Entry(line(Piece("nothing booked and nothing promised", "muted"))))
    return Part("next", head, tuple(entries))


def open_tasks(facts: Facts) -> list[Task]:
    """Return the promises that are open, the earliest due first."""
    found = [task for task in facts.tasks if task.status == "open"]
    return sorted(found, key=lambda task: (task.due or date.max, task.id))


def planned(facts: Facts) -> list[Touchpoint]:
    """Return the touchpoints that are planned, in order of date."""
    return [touchpoint for touchpoint in facts.touchpoints if touchpoint.status == "planned"]


def _task_entry(card: Card, task: Task, look: Look) -> Entry:
    target = Target(
        card.account.id, card.account.name, "", task.title, task_id=task.id, day=task.due
    )
    return Entry(task_line(task, look), "next", "task", task.id, target)


def _touchpoint_entry(card: Card, touchpoint: Touchpoint, look: Look) -> Entry:
    target = Target(
        card.account.id,
        card.account.name,
        touchpoint.kind,
        touchpoint.subject or touchpoint.kind,
        touchpoint_id=touchpoint.id,
        day=touchpoint.date,
    )
    return Entry(planned_line(touchpoint, look), "next", "touchpoint", touchpoint.id, target)


def task_line(task: Task, look: Look) -> Line:
    """Return a promise, whose it is, and when it is due."""
    late = task.due is not None and task.due < look.today
    right = [Piece(f"{'mine' if task.side == 'mine' else 'theirs'}, ", "muted")]
    if task.due is None:
        right.append(Piece("no date ", "muted"))
    elif late:
        right.append(Piece(f"{formatting.overdue((look.today - task.due).days)} ", "bad"))
    else:
        right.append(Piece(f"{formatting.day(task.due, look.today)} "))
    return line(
        Piece(f"{look.glyphs.promise} ", "bad" if late else "accent"),
        Piece(task.title),
        right=right,
    )


def planned_line(touchpoint: Touchpoint, look: Look) -> Line:
    """Return a touchpoint to come: what it is, how, and when."""
    when = formatting.day(touchpoint.date, look.today)
    at = f" {touchpoint.time}" if touchpoint.time else ""
    late = touchpoint.date < look.today
    how = _how(touchpoint)
    return line(
        Piece(f"{look.glyphs.due} ", "accent"),
        Piece(touchpoint.subject or touchpoint.kind),
        Piece(f"  {how}" if how else "", "muted"),
        right=[
            Piece("booked " if touchpoint.booked else "planned ", "muted"),
            Piece(f"{when}{at} ", "bad" if late else "text"),
        ],
    )


def _how(touchpoint: Touchpoint) -> str:
    minutes = touchpoint.minutes or touchpoint.effort
    parts = (
        touchpoint.kind if touchpoint.subject else None,
        touchpoint.channel,
        formatting.minutes(minutes) if minutes else None,
    )
    return ", ".join(part for part in parts if part)
