"""`csm show`: one account as text, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.cli import formatting
from csm_tui.cli.output import Cell, Column, Printer, Row
from csm_tui.domain.custom_fields import as_value, shown
from csm_tui.domain.economics_words import serving_words
from csm_tui.domain.served_account import served
from csm_tui.formatting import signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.standing import Standing
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.projects import ProjectRow
    from csm_tui.queries.timeline import Event

_BAR = 20


def print_card(
    printer: Printer,
    card: Card,
    events: Sequence[Event],
    currency: str | None,
    signs: formatting.Glyphs,
) -> None:
    """Write where the account stands and why, then dates, health, people and events."""
    account, standing, today = card.account, card.standing, card.standing.as_of
    printer.line(account.name, "bold")
    printer.paragraph(" · ".join(_about(card, currency)))
    printer.paragraph(_level_line(standing))
    printer.paragraph(standing.rank.headline, "red" if standing.risk.at_risk else None)
    printer.line()
    printer.table(
        (Column("", limit=30), Column("", limit=90, wrap=True)),
        [(Cell(label, "dim"), text) for label, text in _facts(card, currency)],
        header=False,
    )
    _print_health(printer, standing, signs)
    _print_items(printer, standing)
    _print_projects(printer, card)
    _print_people(printer, card)
    if events:
        printer.line()
        printer.line("Timeline", "bold")
        printer.table(
            (Column("When"), Column("What", limit=56), Column("")),
            [_event(event, today) for event in events],
            header=False,
        )


def _event(event: Event, today: date) -> Row:
    state = event.status or ""
    if event.table in ("touchpoint", "task") and event.status in ("planned", "open"):
        state = f"{event.status} (id {event.row_id})"
    clock = f" {event.time}" if event.time else ""
    return f"{formatting.day(event.date, today)}{clock}", event.text, Cell(state, "dim")


def _about(card: Card, currency: str | None) -> Iterator[str]:
    account, standing = card.account, card.standing
    yield f"{formatting.exact(standing.arr.cents, account.currency or currency)} ARR"
    yield f"tier {standing.tier.tier}"
    yield standing.stage.stage or "prospect"
    yield standing.quadrant.quadrant or "not placed"
    if account.owner:
        yield f"owner {account.owner}"
    if account.domain:
        yield account.domain
    if account.external_id:
        yield f"id {account.external_id}"
    if account.archived_on:
        yield f"archived on {account.archived_on}"


def _level_line(standing: Standing) -> str:
    if standing.level.level is None:
        return "no touch level"
    steps = [f"{step.cause}: {step.level}" for step in standing.level.chain]
    return f"level {standing.level.level} ({' → '.join(steps)})"


def _facts(card: Card, currency: str | None) -> Iterator[tuple[str, str]]:
    account, standing, today = card.account, card.standing, card.standing.as_of
    clock, stage = standing.clock, standing.stage
    imported = " (imported)" if clock.last_is_imported else ""
    yield "Last touchpoint", f"{formatting.full_day(clock.last_on, today)}{imported}"
    yield "Next touchpoint", f"{formatting.full_day(clock.next_on, today)} ({clock.next_kind})"
    yield "Renewal", formatting.full_day(stage.renewal_on or account.renewal_date, today)
    if stage.notice_on is not None and account.notice_days:
        yield "Notice deadline", formatting.full_day(stage.notice_on, today)
    if standing.review.due_on is not None:
        yield "Business review", formatting.full_day(standing.review.due_on, today)
    if account.potential_arr is not None:
        yield "Potential ARR", formatting.exact(account.potential_arr, account.currency or currency)
    judged = served(account, card.facts, standing, card.model, account.currency or currency)
    if judged is not None:
        yield "Cost to serve", serving_words(judged, account.currency or currency)
    if account.seats is not None:
        used = "?" if account.seats_used is None else f"{account.seats_used:,}"
        yield "Seats", f"{used} of {account.seats:,} in use"
    if account.next_step:
        yield "Next step", account.next_step
    if account.tags:
        yield "Tags", ", ".join(account.tags)
    for task in card.facts.tasks:
        if task.status == "open":
            due = f", due {formatting.full_day(task.due, today)}" if task.due else ""
            yield f"Promise ({task.side})", f"{task.title}{due} (id {task.id})"
    if account.notes:
        yield "Notes", account.notes
    for one in card.custom:
        yield one.field.name, shown(one)


def _print_health(printer: Printer, standing: Standing, signs: formatting.Glyphs) -> None:
    health = standing.health
    score = formatting.health_text(
        health.score, health.band, provisional=health.provisional, signs=signs
    )
    trend = "" if health.trend_28 is None else f", {signed(health.trend_28)} in 4 weeks"
    imported = ", as imported" if health.imported is not None else ""
    stale = ", stale" if health.stale_on and health.stale_on <= standing.as_of else ""
    weeks = formatting.spark(standing.spark, 12, signs)
    printer.line()
    printer.line(
        f"Health {score} {weeks}  coverage {health.coverage} %{imported}{trend}{stale}", "bold"
    )
    if health.override is not None:
        printer.line(f"  {formatting.by_hand(health)}")
    printer.table(
        (Column(""), Column("", right=True), Column(""), Column("", limit=80, wrap=True)),
        [
            (
                f"  {part.measure}",
                formatting.UNKNOWN if part.value is None else f"{part.value:.0f}",
                "" if part.value is None else "█" * max(1, round(_BAR * part.value / 100)),
                f"{part.basis}{' (stale)' if part.stale else ''}",
            )
            for part in health.measures
        ],
        header=False,
    )


def _print_items(printer: Printer, standing: Standing) -> None:
    if not standing.rank.items:
        return
    printer.line()
    printer.line("To do", "bold")
    printer.table(
        (Column("", limit=60), Column("")),
        [(f"  {item.reason}", item.suggestion) for item in standing.rank.items],
        header=False,
    )


def _projects(card: Card) -> list[ProjectRow]:
    from csm_tui.domain.projects import figures_today
    from csm_tui.queries.projects import of_standing

    account, facts, today = card.account, card.facts, card.standing.as_of
    if not facts.projects:
        return []
    figures = figures_today(account, facts, card.standing)
    return of_standing(account, facts.projects, figures, today)


def _print_projects(printer: Printer, card: Card) -> None:
    from csm_tui.cli import project_lines

    rows = _projects(card)
    if not rows:
        return
    columns = [column for column in project_lines.COLUMNS if column.title != "Account"]
    printer.line()
    printer.line("Projects", "bold")
    printer.table(
        (Column(""), *columns[1:]),
        [
            (f"  {number}", *rest)
            for number, _, *rest in (project_lines.line(row, card.standing.as_of) for row in rows)
        ],
        header=False,
    )


def _print_people(printer: Printer, card: Card) -> None:
    if not card.facts.contacts:
        return
    printer.line()
    printer.line("People", "bold")
    printer.table(
        (Column("", limit=30, wrap=True), Column("", limit=30, wrap=True), Column(""), Column("")),
        [
            (f"  {person.name}", person.title or "", person.role or "", person.email or "")
            for person in card.facts.contacts
        ],
        header=False,
    )


def card_json(card: Card, events: Sequence[Event], row: dict[str, Any]) -> dict[str, Any]:
    """Return the card: the keys of `csm accounts --json`, then all that stands behind them."""
    from csm_tui.cli.project_lines import as_json as project_json

    account, standing = card.account, card.standing
    judged = served(account, card.facts, standing, card.model)
    return {
        **row,
        "domain": account.domain,
        "status": account.status,
        "arr_basis": standing.arr.basis,
        "potential_arr": formatting.number(account.potential_arr),
        "start_date": account.start_date,
        "notice_deadline": standing.stage.notice_on,
        "stage_reason": standing.stage.reason,
        "risk_reason": standing.risk.reason,
        "quadrant_reason": standing.quadrant.reason,
        "level_chain": [step._asdict() for step in standing.level.chain],
        "next_kind": standing.clock.next_kind,
        "cost": None if judged is None else formatting.number(judged.cost),
        "cost_share_pct": None if judged is None else formatting.tenths(judged.share),
        "actual_cost": None if judged is None else formatting.number(judged.actual),
        "served": None if judged is None else judged.flag,
        "business_review_due": standing.review.due_on,
        "rank_score": round(standing.rank.score, 1),
        "headline": standing.rank.headline,
        "terms": [{"name": term.name, "points": term.points} for term in standing.rank.terms],
        "health_measures": [
            {
                "measure": part.measure,
                "value": formatting.tenths(part.value),
                "weight": part.weight,
                "on": part.on,
                "basis": part.basis,
                "stale": part.stale,
            }
            for part in standing.health.measures
        ],
        "next_step": account.next_step,
        "tags": list(account.tags),
        "notes": account.notes,
        "custom": {one.field.name: as_value(one.value, one.field.type) for one in card.custom},
        "contacts": [
            {"name": person.name, "email": person.email, "title": person.title, "role": person.role}
            for person in card.facts.contacts
        ],
        "tasks": [
            {
                "id": task.id,
                "title": task.title,
                "due": task.due,
                "side": task.side,
                "status": task.status,
            }
            for task in card.facts.tasks
        ],
        "projects": [project_json(project, standing.as_of) for project in _projects(card)],
        "timeline": [
            {
                "date": event.date,
                "time": event.time,
                "kind": event.kind,
                "text": event.text,
                "status": event.status,
                "id": event.row_id,
            }
            for event in events
        ],
    }
