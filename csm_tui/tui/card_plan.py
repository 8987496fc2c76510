"""The sections of a card about what is ahead: the plan of touchpoints, and projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.wording import figure
from csm_tui.tui.calendar_rows import kind_glyph, window
from csm_tui.tui.card_parts import Entry, Look, Part, titled
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.targets import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.queries.account_plan import Plan
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.projects import ProjectRow

# So many touchpoints of a plan are read at once; the calendar has them all.
_MOST_PLANS: Final = 30


def plan_part(card: Card, planned: Sequence[Plan], look: Look) -> Part | None:
    """Return what the program planned, with reasons and windows; None where nothing is."""
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


def projects_part(rows: Sequence[ProjectRow], look: Look) -> Part | None:
    """Return the projects with their states and exit criteria; None where there is none."""
    if not rows:
        return None
    running = [row for row in rows if row.state != "closed"]
    first = running[0] if running else None
    said = (
        Piece(f"  {first.state}", _STATE_INKS[first.state])
        if first
        else Piece("  none open", "muted")
    )
    entries = [entry for row in rows for entry in _project_entries(row, look)]
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
