"""Arguments that several commands take: an account by its name, a day in words, an id, a kind."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from click.shell_completion import CompletionItem

from csm_tui.cli.framework import session_of
from csm_tui.errors import CsmError, UsageError

# What an import, an export and a template are of; `exchange.kinds` is slower to load.
KINDS = (
    "accounts",
    "contacts",
    "touchpoints",
    "health",
    "metrics",
    "surveys",
    "subscriptions",
    "arr_changes",
    "tasks",
)


class AccountName(click.ParamType[str]):
    """An account by external id, domain or name; completed from the book."""

    name = "account"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the names that begin so; none where the book cannot be read."""
        from csm_tui.queries.accounts import names
        from csm_tui.store.database import open_book
        from csm_tui.text import safe_text

        try:
            with open_book(session_of(ctx).path, read_only=True) as book:
                found = names(book.connection, incomplete)
        except CsmError:
            return []
        return [CompletionItem(name) for name in found if safe_text(name) == name]


class Day(click.ParamType[date]):
    """A date, or one in words: today, tomorrow, fri, +14d, 2w, 3m."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return `value` as a date counted from the session's today."""
        if isinstance(value, date):
            return value
        from csm_tui.domain.relative_days import typed_day, written_day

        found = typed_day(value, session_of(ctx).today) if ctx else written_day(value)
        if found is None:
            self.fail(f"{value!r} is no day; write 2026-02-01, today, fri or +14d.", param, ctx)
        return found


class Figure(click.ParamType[float]):
    """A number, with a decimal point."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return `value` as a number; the range is for whoever takes it to say."""
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r} is no number; write one like 62 or 62.5.", param, ctx)


def check_span(from_: date | None, to: date | None) -> None:
    """Raise UsageError where `--to` is before `--from`."""
    if from_ is not None and to is not None and to < from_:
        raise UsageError(f"--to {to.isoformat()} is before --from {from_.isoformat()}.")


def clock(text: str) -> str:
    """Return a time of the day as HH:MM; raises UsageError for anything else."""
    hours, colon, minutes = text.partition(":")
    if (
        colon
        and hours.isdecimal()
        and minutes.isdecimal()
        and int(hours) < 24
        and int(minutes) < 60
    ):
        return f"{int(hours):02}:{int(minutes):02}"
    raise UsageError(f"--time must be like 10:00, not {text!r}.")


ACCOUNT = AccountName()
DAY = Day()
FIGURE = Figure()
ID = click.IntRange(min=1)
