"""`csm experiment`: two treatments compared inside a tier: defined, looked at, ended, dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from csm_tui.cli import progress
from csm_tui.cli.arguments import ACCOUNT, DAY
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import say
from csm_tui.domain.experiments import KINDS, OUTCOMES, TEST
from csm_tui.domain.terms import KNOWN_TIERS
from csm_tui.domain.wording import on
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.terms import Tier
    from csm_tui.operations.experiments import Definition, Sides
    from csm_tui.store.database import Book

_WEEKS: Final = 12


@click.group(
    "experiment",
    cls=Group,
    examples=(
        'csm experiment new "Closer" --tier medium --cadence 30 14 --outcome health',
        "csm experiment list",
        "csm experiment show closer",
        'csm experiment end closer --conclusion "no difference: back to monthly"',
    ),
    help="Two cadences, channels or contents compared inside a tier.",
)
def experiment() -> None:
    """Hold what can be done with experiments."""


@experiment.command(
    "new",
    cls=Command,
    tells=True,
    examples=(
        'csm experiment new "Closer" --tier medium --cadence 30 14 --outcome health',
        "csm experiment new Phone --tier medium --channel email phone --outcome answer",
        "csm experiment new Mail --tier low --content short long --outcome nps",
        "csm experiment new Duo --tier high --cadence 14 21 --outcome nps --a ax --b bo",
    ),
)
@click.argument("name")
@click.option("--tier", type=click.Choice(KNOWN_TIERS), required=True, help="Inside this tier.")
@click.option("--cadence", nargs=2, metavar="A B", help="Days between check-ins: 30 14.")
@click.option("--channel", nargs=2, metavar="A B", help="Channels: email phone.")
@click.option("--content", nargs=2, metavar="A B", help="Contents, in words: short long.")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], help="Default: check-in.")
@click.option("--outcome", type=click.Choice([*OUTCOMES]), required=True, help="What is measured.")
@click.option("--from", "start", type=DAY, metavar="DATE", help="From this day; today without.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day; 12 weeks without.")
@click.option("--where", default="", metavar="FILTER", help="Draw only from these accounts.")
@click.option(
    "--size", type=click.IntRange(min=1), metavar="N", help="Accounts a side; all without."
)
@click.option("--seed", type=int, metavar="N", help="Of the draw; the experiment's number.")
@click.option("--a", "a", type=ACCOUNT, multiple=True, metavar="ACCOUNT", help="Chosen for A.")
@click.option("--b", "b", type=ACCOUNT, multiple=True, metavar="ACCOUNT", help="Chosen for B.")
@click.option("--dry-run", is_flag=True, help="Say who would be on which side; change nothing.")
@click.pass_context
def new(
    context: click.Context,
    /,
    name: str,
    tier: Tier,
    kind: str,
    outcome: str,
    start: date | None,
    until: date | None,
    where: str,
    size: int | None,
    seed: int | None,
    a: tuple[str, ...],
    b: tuple[str, ...],
    dry_run: bool,
    **aspects: tuple[str, str] | None,
) -> None:
    """Define an experiment; accounts are drawn, or chosen.

    They are drawn by chance where --a and --b do not choose them.

    From its first day through its last, check-ins and business reviews of each side follow its
    treatment in calendar and today's list (csm help experiments).
    """
    from csm_tui.operations import experiments as operations
    from csm_tui.queries.accounts import find

    session = session_of(context)
    given = {aspect: pair for aspect, pair in aspects.items() if pair}
    if len(given) != 1:
        raise UsageError("Give one of --cadence A B, --channel A B, --content A B.")
    ((aspect, (one, other)),) = given.items()
    if (a or b) and (where or size or seed is not None):
        raise UsageError("--a and --b choose the accounts: --where, --size, --seed draw them.")
    begins = start or session.today
    with session.trying() if dry_run else session.writing() as book:
        wished = operations.Definition(
            name,
            tier,
            aspect,
            one,
            other,
            outcome,
            begins,
            until or begins + timedelta(weeks=_WEEKS, days=-1),
            kind,
            seed,
            size,
            where,
            tuple(find(book.connection, text) for text in a),
            tuple(find(book.connection, text) for text in b),
        )
        sides = operations.sides_of(book, wished, today=session.today)
        if dry_run:
            _show_sides(session, book, sides)
        else:
            changes = operations.new(
                book,
                wished,
                today=session.today,
                now=session.now(),
                progress=progress.about("Planning"),
            )
            tell(session, book, changes, table="experiment", also={"seed": sides.seed})
    if not session.printer.is_json:
        _say_of(wished, sides)


def _say_of(wished: Definition, sides: Sides) -> None:
    by = "chosen" if sides.seed is None else f"drawn by seed {sides.seed}"
    say(f"{on(wished.start)} to {on(wished.end)}, accounts {by}.")
    for told in (sides.warning, sides.note):
        if told:
            say(told)


def _show_sides(session: Session, book: Book, sides: Sides) -> None:
    from csm_tui.cli.output import Column
    from csm_tui.queries.experiments import tiers_of

    names = tiers_of(book.connection, sides.of)
    rows = sorted((side.upper(), names[account][0]) for account, side in sides.of.items())
    if session.printer.is_json:
        ordered = sorted(sides.of.items(), key=lambda one: (one[1], names[one[0]][0]))
        session.printer.json(
            {
                "seed": sides.seed,
                "members": [
                    {"account": names[account][0], "account_id": account, "side": side}
                    for account, side in ordered
                ],
            }
        )
        return
    session.printer.table((Column("Side"), Column("Account")), rows)


@experiment.command(
    "list",
    cls=Command,
    shows=True,
    examples=("csm experiment list", "csm experiment list --running", "csm experiment list --json"),
)
@click.option("--running", is_flag=True, help="Only those that are not over.")
@click.pass_context
def list_(context: click.Context, running: bool) -> None:
    """List the experiments: running, to come, over."""
    from csm_tui.cli.experiment_lines import COLUMNS, as_json, line, plain
    from csm_tui.queries.experiments import listing

    session = session_of(context)
    with session.reading() as book:
        rows = listing(book.connection, today=session.today, over=not running)
    session.printer.listing(
        rows,
        COLUMNS,
        lambda row: line(row, session.today),
        plain=plain,
        as_json=as_json,
        none="There is no experiment. `csm experiment new -h` shows how one is defined.",
    )


@experiment.command(
    "show",
    cls=Command,
    shows=True,
    examples=("csm experiment show closer", "csm experiment show 1 --accounts"),
)
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--accounts", is_flag=True, help="Also each account with its own figure.")
@click.pass_context
def show(context: click.Context, experiment: str, accounts: bool) -> None:
    """Show both sides (by id or name) and the verdict."""
    from csm_tui.cli import experiment_lines as lines
    from csm_tui.queries.experiments import find, result

    session = session_of(context)
    with session.reading() as book:
        row = find(book.connection, experiment, today=session.today)
        found = result(book.connection, row.id, today=session.today)
    printer = session.printer
    if printer.is_json:
        printer.json(lines.result_json(found))
        return
    if printer.is_plain:
        printer.records(lines.side_plain(row, side) for side in (found.a, found.b))
        return
    last = row.closed_on or row.end
    how = "accounts chosen" if row.seed is None else f"accounts drawn by seed {row.seed}"
    printer.line(row.name, "bold")
    printer.paragraph(
        f"Tier {row.tier}, {on(row.start)} to {on(last)}, {row.state};"
        f" {OUTCOMES[row.outcome][0]}; {how}.",
        "dim",
    )
    printer.line()
    currency = session.currency()
    sides = [lines.side_line(row, side, currency) for side in (found.a, found.b)]
    printer.table(lines.SIDE_COLUMNS, sides)
    printer.line()
    printer.paragraph(found.verdict.sentence, "bold" if found.verdict.word == "beyond" else None)
    printer.paragraph(f"{TEST}.", "dim")
    if found.note:
        printer.paragraph(found.note, "dim")
    if row.conclusion:
        printer.paragraph(f"Concluded: {row.conclusion}")
    if accounts:
        printer.line()
        members = [lines.member_line(row, one) for one in found.members]
        printer.table(lines.MEMBER_COLUMNS, members)


@experiment.command(
    "end",
    cls=Command,
    tells=True,
    examples=(
        "csm experiment end closer",
        'csm experiment end 1 --conclusion "phone: from March on for all"',
    ),
)
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--conclusion", metavar="TEXT", help="What follows from it.")
@click.pass_context
def end(context: click.Context, experiment: str, conclusion: str | None) -> None:
    """End it today; what was measured stays.

    Its sides are treated alike again from today.
    Of one that is over only --conclusion is kept.
    """
    from csm_tui.operations import experiments as operations
    from csm_tui.queries.experiments import find

    session = session_of(context)
    with session.writing() as book:
        row = find(book.connection, experiment, today=session.today)
        changes = operations.end(
            book,
            row.id,
            conclusion=conclusion,
            today=session.today,
            now=session.now(),
            progress=progress.about("Planning"),
        )
        tell(session, book, changes)


@experiment.command(
    "drop",
    cls=Command,
    tells=True,
    examples=("csm experiment drop closer", "csm experiment drop 1"),
)
@click.argument("experiment", metavar="EXPERIMENT")
@click.pass_context
def drop(context: click.Context, experiment: str) -> None:
    """Take it off the book; undo brings it back."""
    from csm_tui.operations import experiments as operations
    from csm_tui.queries.experiments import find

    session = session_of(context)
    with session.writing() as book:
        row = find(book.connection, experiment, today=session.today)
        changes = operations.drop(
            book,
            row.id,
            today=session.today,
            now=session.now(),
            progress=progress.about("Planning"),
        )
        tell(session, book, changes)
