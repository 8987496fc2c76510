"""One page before a call: why now, the figures with their dates, people, promises, what is next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.folding import fold
from csm_tui.domain.projects import figures_today, state_of
from csm_tui.domain.ranking import arithmetic
from csm_tui.domain.spoken import say
from csm_tui.reports.figures import figures
from csm_tui.reports.markdown import COLUMNS, Document, Item, shortened
from csm_tui.reports.people import names_of_people, write_people
from csm_tui.reports.words import held_by, more

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.domain.facts import Project, Task, Touchpoint
    from csm_tui.queries.accounts import Card
    from csm_tui.queries.calendar import CalendarRow
    from csm_tui.store.database import Book

# A line of a list holds so much besides its sign.
_LINE: Final = COLUMNS - 2
_HAPPENED: Final = 3
_TO_DO: Final = 3
_PROMISES: Final = 5
_PROJECTS: Final = 3
_AHEAD: Final = 4
_HORIZON: Final = timedelta(weeks=13)


def brief(book: Book, account_id: int, *, today: date) -> str:
    """Return the brief of an account as Markdown, at most a page; the same bytes for the same book.

    It is asked through `queries.asking`. Raises UnknownAccount where there is no such id.
    """
    from csm_tui.queries import accounts

    card = accounts.card(book.connection, account_id, today=today)
    currency = accounts.currency(book.connection)
    document = Document()
    document.title(shortened(card.account.name, _LINE))
    document.paragraph(shortened(" · ".join(_about(card)), _LINE))
    _why_now(document, card)
    document.section("Figures")
    rows = [
        (name, shortened(value, 49), shortened(basis, 32))
        for name, value, basis in figures(card, currency)
    ]
    document.table(("Figure", "Value", "Basis"), rows)
    _happened(document, card)
    write_people(document, card)
    _promises(document, card)
    _projects(document, card)
    _ahead(document, _plan(book, card), card)
    return document.text()


def _about(card: Card) -> Iterator[str]:
    account = card.account
    yield f"Brief for {formatting.full_day(card.standing.as_of)}"
    if account.owner:
        yield f"owner {account.owner}"
    if account.domain:
        yield account.domain
    if account.status != "customer":
        yield account.status
    if account.archived_on is not None:
        yield f"archived on {say(account.archived_on, card.standing.as_of)}"


def _why_now(document: Document, card: Card) -> None:
    rank = card.standing.rank
    lines = [shortened(formatting.sentence(rank.headline), 2 * COLUMNS)]
    if rank.terms:
        lines.append(arithmetic(rank))
    document.paragraph(*lines, about="Why now:")
    if rank.items:
        document.items(
            shortened(f"{item.reason}: {item.suggestion}", _LINE) for item in rank.items[:_TO_DO]
        )


def _happened(document: Document, card: Card) -> None:
    today = card.standing.as_of
    past = [
        t
        for t in card.facts.touchpoints
        if t.date <= today and t.status in ("done", "no-show") and not t.automated
    ]
    document.section("Last touchpoints")
    if not past:
        document.paragraph("None is known.")
        return
    names = names_of_people(card.facts)
    document.items(
        Item(
            formatting.full_day(t.date),
            shortened(_how(t, names), _LINE - 20),
            shortened(_told(t), _LINE),
        )
        for t in past[: -_HAPPENED - 1 : -1]
    )


def _how(t: Touchpoint, names: dict[str, str]) -> str:
    words = [held_by(t.kind, t.channel)]
    if t.minutes:
        words.append(formatting.minutes(t.minutes))
    if t.status == "no-show":
        words.append("no-show")
    elif t.answered is False:
        words.append("unanswered")
    if t.contacts:
        words.append("with " + ", ".join(names.get(fold(who), who) for who in t.contacts))
    if t.action_items:
        words.append(f"{t.action_items_done or 0} of {t.action_items} actions done")
    return ", ".join(words)


def _told(t: Touchpoint) -> str:
    return ": ".join(part for part in (t.subject, t.notes) if part)


def _promises(document: Document, card: Card) -> None:
    today = card.standing.as_of
    tasks = [task for task in card.facts.tasks if task.status == "open"]
    document.section("Promises")
    if not tasks:
        document.paragraph("None is open.")
        return
    tasks.sort(key=lambda task: (task.side != "mine", task.due or date.max, task.id))
    document.items(
        Item(
            "We:" if task.side == "mine" else "They:",
            shortened(_promised(task, today), _LINE - 8),
        )
        for task in tasks[:_PROMISES]
    )
    more(document, len(tasks) - _PROMISES, "csm task list")


def _promised(task: Task, today: date) -> str:
    title = shortened(task.title, 50)
    return f"{title}, no date" if task.due is None else f"{title}, due {_due(task.due, today)}"


def _projects(document: Document, card: Card) -> None:
    today = card.standing.as_of
    projects = [p for p in card.facts.projects if p.closed_on is None or p.closed_on > today]
    if not projects:
        return
    values = figures_today(card.account, card.facts, card.standing).values
    document.section("Projects")
    document.items(
        Item(
            state_of(project, values, today),
            shortened(_project(project, today), _LINE - 12),
            shortened(f"Done when {project.exit_criterion}", _LINE)
            if project.exit_criterion
            else "",
        )
        for project in projects[:_PROJECTS]
    )
    more(document, len(projects) - _PROJECTS, "csm project list")


def _project(project: Project, today: date) -> str:
    words = [shortened(project.aim, 50)]
    if project.owner:
        words.append(project.owner)
    if project.due is not None:
        words.append(f"due {_due(project.due, today)}")
    return ", ".join(words)


def _due(day: date, today: date) -> str:
    late = (today - day).days
    overdue = f", {formatting.plural(late, 'day')} overdue" if late > 0 else ""
    return f"{formatting.full_day(day)}{overdue}"


def _plan(book: Book, card: Card) -> list[CalendarRow]:
    """Return what people will do for the account, or else what is automated."""
    from csm_tui.domain.days import after
    from csm_tui.domain.filters import Filter, Term
    from csm_tui.queries import calendar

    today = card.standing.as_of
    name = fold(card.account.name)
    named = Filter(name, (Term("name", "=", name, False),))
    until = after(today, _HORIZON.days) or date.max
    rows = calendar.rows(book.connection, named, today=today, from_=today, to=until)
    ahead = [row for row in rows if row.account_id == card.account.id and row.status == "planned"]
    return [row for row in ahead if not row.automated] or ahead


def _ahead(document: Document, rows: Sequence[CalendarRow], card: Card) -> None:
    document.section("Next")
    lines: list[Item | str] = [
        Item(
            formatting.full_day(row.date) + (f" {row.time}" if row.time else ""),
            shortened(_planned(row), _LINE - 24),
        )
        for row in rows[:_AHEAD]
    ]
    if not rows:
        lines.append(_nothing(card))
    if card.account.next_step:
        lines.append(Item("Next step:", shortened(card.account.next_step, _LINE - 14)))
    document.items(lines)


def _nothing(card: Card) -> str:
    clock = card.standing.clock
    if clock.due_on is None:
        return f"Nothing is planned: {clock.reason}."
    return f"Nothing is planned; due {formatting.full_day(clock.due_on)} ({clock.reason})."


def _planned(row: CalendarRow) -> str:
    how = [held_by(row.kind, row.channel)]
    if row.effort and not row.automated:
        how.append(formatting.minutes(row.effort))
    how.append("booked" if row.booked else "planned")
    why = row.subject or row.reason if row.booked else row.reason or row.subject
    return ", ".join(how) + (f": {why}" if why else "")
