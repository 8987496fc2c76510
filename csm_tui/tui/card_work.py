"""The sections of a card that are to be worked: signals, what is next, the plan, projects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.projects import figures_today
from csm_tui.domain.wording import figure
from csm_tui.queries.account_plan import plans
from csm_tui.queries.projects import of_standing
from csm_tui.tui.calendar_rows import kind_glyph, window
from csm_tui.tui.card_parts import Entry, Look, Part, titled
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.targets import ANSWERED_BY, Target

if TYPE_CHECKING:
    from csm_tui.domain.facts import Facts, Task, Touchpoint
    from csm_tui.domain.signals import Signal
    from csm_tui.queries.account_plan import Plan
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.projects import ProjectRow
    from csm_tui.store.connection import BookConnection

# So many touchpoints of a plan are read at once; the calendar has them all.
_MOST_PLANS: Final = 30


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
    found += [_plan_part(card, work, look), _projects_part(work, look)]
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


# The plan


def _plan_part(card: Card, work: Work, look: Look) -> Part | None:
    planned = work.plans
    if not planned:
        return None
    human = sum(not plan.automated for plan in planned)
    words = [formatting.plural(human, "touchpoint")] if human else []
    if human < len(planned):
        words.append(f"{len(planned) - human} automated")
    until = formatting.day(planned[-1].date, look.today)
    head = titled("Plan", Piece(f"  {', '.join(words)}, until {until}", "muted"))
    entries = [_plan_entry(card, plan, look) for plan in planned[:_MOST_PLANS]]
    if len(planned) > _MOST_PLANS:
        rest = f"{look.glyphs.cut} {len(planned) - _MOST_PLANS} more in the calendar"
        entries.append(Entry(line(Piece(rest, "muted"))))
    return Part("plan", head, tuple(entries))


def _plan_entry(card: Card, plan: Plan, look: Look) -> Entry:
    target = Target(
        card.account.id,
        card.account.name,
        plan.kind,
        plan.subject or plan.kind,
        touchpoint_id=plan.id,
        day=plan.date,
    )
    return Entry(_plan_line(plan, look), "next", "touchpoint", plan.id, target)


def _plan_line(plan: Plan, look: Look) -> Line:
    ink = "muted" if plan.automated else "text"
    words = [formatting.sentence(plan.subject or plan.kind), plan.channel]
    if plan.effort and not plan.automated:
        words.append(formatting.minutes(plan.effort))
    span = f"in {window(*plan.window)}" if plan.window is not None else ""
    return line(
        Piece(f"{kind_glyph(plan.kind, look.glyphs)} ", "faint" if plan.automated else "accent"),
        Piece(", ".join(word for word in words if word), ink),
        Piece(f"  {plan.reason}" if plan.reason else "", "muted"),
        right=[
            Piece(fit_right(formatting.day(plan.date, look.today), 10), ink),
            Piece(f"  {fit(span, 16)}", "muted"),
        ],
    )


# Projects


def _projects_part(work: Work, look: Look) -> Part | None:
    if not work.projects:
        return None
    running = [row for row in work.projects if row.state != "closed"]
    first = running[0] if running else None
    said = (
        Piece(f"  {first.state}", _STATE_INKS[first.state])
        if first
        else Piece("  none open", "muted")
    )
    entries = [entry for row in work.projects for entry in _project_entries(row, look)]
    return Part("project", titled("Project", said), tuple(entries))


_STATE_INKS: Final = {"overdue": "bad", "met": "good", "open": "text", "closed": "muted"}


def _project_entries(row: ProjectRow, look: Look) -> list[Entry]:
    project = row.project
    target = Target(
        row.account_id, row.account, "", project.aim, project_id=project.id, day=project.due
    )
    if row.state == "closed":
        ended = formatting.day(project.closed_on, look.today)
        said = f"  {project.outcome}" if project.outcome else ""
        shown = line(
            Piece(f"  {project.aim}", "muted"),
            Piece(said, "muted"),
            right=[Piece(f"closed {ended} ", "muted")],
        )
        return [Entry(shown, None, "project", project.id)]
    due = _project_due(row, look)
    owner = f"  {project.owner}" if project.owner else ""
    shown = line(
        Piece(f"{look.glyphs.due} ", "accent"),
        Piece(project.aim),
        Piece(owner, "muted"),
        right=[Piece(f"{row.state}, ", _STATE_INKS[row.state]), due],
    )
    entries = [Entry(shown, None, "project", project.id, target)]
    for check in row.checks:
        value = "unknown" if check.value is None else _value(check.value)
        held = Piece("met" if check.holds else "not yet", "good" if check.holds else "muted")
        text = line(
            Piece("    ends when ", "muted"),
            Piece(check.condition.text),
            Piece(f", now {value}: ", "muted"),
            held,
        )
        entries.append(Entry(text, target=target))
    return entries


def _project_due(row: ProjectRow, look: Look) -> Piece:
    due = row.project.due
    if due is None:
        return Piece("no date ", "muted")
    late = row.days_overdue(look.today)
    if late:
        return Piece(f"{formatting.overdue(late)} ", "bad")
    return Piece(f"due {formatting.day(due, look.today)} ")


def _value(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else figure(value)
