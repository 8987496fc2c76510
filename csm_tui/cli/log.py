"""`csm log`: touchpoints by a quick line, by many from stdin, or by options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli.arguments import ACCOUNT, DAY, clock
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import say
from csm_tui.cli.quick_lines import Understood, line_of, lines_of_stdin, understand
from csm_tui.domain.quick_words import DEFAULT_KIND
from csm_tui.domain.terms import (
    CHANNELS,
    DIRECTIONS,
    PURPOSES,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_STATUSES,
)
from csm_tui.errors import CsmError, InvalidValue, UsageError
from csm_tui.operations import touchpoints as operations
from csm_tui.operations.fields import parse_field
from csm_tui.queries import accounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.store.database import Book

_COUNT = click.IntRange(min=0)
_PROBLEMS: Final = 10  # so many are told of many lines


@command(
    "log",
    tells=True,
    examples=(
        'csm log "acme video 25m check-in: agreed on 2 years next:14d"',
        "csm log 'aurora call with:ana,luis owe:me:\"send deck\":fri'",
        'csm log "acme qbr on:fri 1h30 actions:2/3: renewal on the table"',
        "csm log - < calls.txt                   (a line each; all or none)",
        "csm log --account acme --channel video --minutes 25 --next +14d",
        "csm help logging                        (every word of the line)",
    ),
)
@click.argument("text", nargs=-1, metavar="[TEXT]...")
@click.option("--dry-run", is_flag=True, help="Only show how the line is understood.")
@click.option("--account", type=ACCOUNT, metavar="ACCOUNT", help="Without TEXT: whose it is.")
@click.option(
    "--kind", type=click.Choice(TOUCHPOINT_KINDS), metavar="KIND", help="Default: check-in."
)
@click.option(
    "--channel", type=click.Choice(CHANNELS), metavar="CHANNEL", help="phone, video, email …"
)
@click.option(
    "--date", "day", type=DAY, metavar="DATE", help="Default: today; ahead, it is planned."
)
@click.option("--time", metavar="HH:MM", help="When on that day.")
@click.option("--minutes", type=_COUNT, metavar="N", help="How long.")
@click.option(
    "--purpose", type=click.Choice(PURPOSES), metavar="PURPOSE", help="proactive, reactive …"
)
@click.option(
    "--status", type=click.Choice(TOUCHPOINT_STATUSES), metavar="STATUS", help="done, planned …"
)
@click.option(
    "--direction", type=click.Choice(DIRECTIONS), metavar="WAY", help="outbound, inbound, both."
)
@click.option("--answered/--no-answered", default=None, help="Whether the customer answered.")
@click.option("--owner", metavar="NAME", help="Who of ours.")
@click.option("--subject", metavar="TEXT", help="One line.")
@click.option("--notes", metavar="TEXT", help="What was said.")
@click.option("--contacts", metavar="LIST", help="Who took part: e-mails or names, apart by ;")
@click.option("--action-items", type=_COUNT, metavar="N", help="How many were agreed.")
@click.option("--action-items-done", type=_COUNT, metavar="N", help="How many are done.")
@click.option("--next", "next_on", type=DAY, metavar="DATE", help="Book the next one, e.g. +14d.")
@click.pass_context
def log(context: click.Context, /, text: tuple[str, ...], dry_run: bool, **options: Any) -> None:
    """Log a touchpoint in one line: ACCOUNT, then channel, kind, minutes … and notes after a colon.

    - reads many lines. Without TEXT the options say the same.
    """
    session = session_of(context)
    given = {name: value for name, value in options.items() if value is not None}
    if text and given:
        raise UsageError("Either a line of text or options, not both.")
    if text == ("-",):
        _log_many(session, lines_of_stdin(), dry_run=dry_run)
    elif text:
        _log_line(session, line_of(text), dry_run=dry_run)
    elif "account" in given:
        if dry_run:
            raise UsageError("--dry-run is for a line of text.")
        _log_options(session, **given)
    else:
        raise UsageError(
            "Nothing is said. For example: csm log acme video 25m: agreed on 2 years next:14d"
        )


def _log_line(session: Session, text: str, *, dry_run: bool) -> None:
    if dry_run:
        with session.reading() as book:
            _show(session, [understand(book, text, today=session.today)])
        return
    with session.writing() as book:
        found = understand(book, text, today=session.today)
        changes = operations.log_line(
            book,
            found.line,
            account_id=found.account_id,
            today=session.today,
            now=session.now(),
        )
        _say(session, [found])
        tell(
            session,
            book,
            changes,
            table="touchpoint",
            also={"lines": [found.as_json()]},
        )


def _log_many(session: Session, lines: Sequence[tuple[int, str]], *, dry_run: bool) -> None:
    if not lines:
        raise InvalidValue("There is no line to log in what was read.")
    if dry_run:
        with session.reading() as book:
            _show(session, _understand_all(session, book, lines))
        return
    with session.writing() as book:
        found = _understand_all(session, book, lines)
        changes = operations.log_lines(
            book,
            [(one.account_id, one.line) for one in found],
            numbers=[one.number for one in found],
            today=session.today,
            now=session.now(),
        )
        _say(session, found)
        tell(
            session,
            book,
            changes,
            table="touchpoint",
            also={"lines": [one.as_json() for one in found]},
        )


def _understand_all(
    session: Session, book: Book, lines: Sequence[tuple[int, str]]
) -> list[Understood]:
    found, problems = [], []
    for number, text in lines:
        try:
            found.append(understand(book, text, today=session.today, number=number))
        except CsmError as error:
            problems.append(f"Line {number}: {error}")
    if not problems:
        return found
    if len(problems) == 1:
        raise InvalidValue(f"{problems[0]} Nothing was logged.")
    for problem in problems[:_PROBLEMS]:
        say(problem)
    raise InvalidValue(f"{len(problems)} of {len(lines)} lines do not fit. Nothing was logged.")


def _show(session: Session, found: Sequence[Understood]) -> None:
    """Write how lines are understood, and nothing else."""
    if session.printer.is_json:
        session.printer.json([one.as_json() for one in found])
        return
    for one in found:
        session.printer.line(f"{one.account}: {one.shown}")
        _remark(one)


def _say(session: Session, found: Sequence[Understood]) -> None:
    if session.printer.is_json:
        return
    for one in found:
        say(f"{one.account}: {one.shown}")
        _remark(one)


def _remark(one: Understood) -> None:
    for sentence in (one.advice, one.remark):
        if sentence:
            say(sentence)


def _log_options(
    session: Session,
    *,
    account: str,
    day: date | None = None,
    time: str | None = None,
    next_on: date | None = None,
    **fields: Any,
) -> None:
    from csm_tui.domain.channels import advise

    for text in ("owner", "subject", "notes", "contacts"):
        if text in fields:
            fields[text] = parse_field("touchpoints", text, fields[text])
    if day is not None:
        fields["date"] = day
    with session.writing() as book:
        account_id = accounts.find(book.connection, account)
        changes = operations.log(
            book,
            account_id,
            fields,
            time=None if time is None else clock(time),
            next_on=next_on,
            today=session.today,
            now=session.now(),
        )
        at_risk, level = accounts.risk_and_level(book.connection, account_id)
        kind = fields.get("kind", DEFAULT_KIND)
        advice = advise(
            fields.get("channel"), kind, fields.get("purpose"), at_risk=at_risk, level=level
        )
        if advice and not session.printer.is_json:
            say(advice)
        tell(session, book, changes, table="touchpoint", also={"advice": advice})
