"""`csm satisfaction`: NPS, CSAT and CES with their counts, comments, detractors (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY, check_span
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Record, Row, room, say
from csm_tui.cli.survey_answers import show_answers, show_spread
from csm_tui.domain import satisfaction_words as words
from csm_tui.domain.terms import SURVEY_TYPES
from csm_tui.domain.wording import on
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.satisfaction import Satisfaction
    from csm_tui.queries.satisfaction import Asked

_BY: Final = ("tier", "segment", "owner", "month", "quarter")
_COLUMNS: Final = (
    Column("Group", limit=24),
    Column("Survey"),
    Column("Answers", right=True),
    Column("Score"),
)
_OTHER_COLUMNS: Final = 46
_LEAST_WORDS: Final = 24


@command(
    "satisfaction",
    shows=True,
    examples=(
        "csm satisfaction                        by tier, all answers",
        "csm satisfaction --from 2025-08-01 --latest",
        'csm satisfaction "owner:ana" --by segment --json',
        "csm satisfaction --answers nps          how often each answer was given",
        "csm satisfaction --comments             what they wrote",
        "csm satisfaction --detractors           who awaits a follow-up",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--by", type=click.Choice(_BY), default="tier", help="Default: tier.")
@click.option("--from", "from_", type=DAY, metavar="DATE", help="Answers from this day.")
@click.option("--to", type=DAY, metavar="DATE", help="Answers up to this day (default: today).")
@click.option("--latest", is_flag=True, help="Only the latest answer of each person.")
@click.option(
    "--answers",
    type=click.Choice(SURVEY_TYPES),
    help="How often each answer to such surveys was given.",
)
@click.option("--comments", is_flag=True, help="The answers with a comment instead.")
@click.option("--detractors", is_flag=True, help="NPS of 0 to 6 without a touchpoint since.")
@click.pass_context
def satisfaction(
    context: click.Context,
    filter: tuple[str, ...],
    by: str,
    from_: date | None,
    to: date | None,
    latest: bool,
    answers: str | None,
    comments: bool,
    detractors: bool,
) -> None:
    """Show what the customers say: of all accounts, or of those that FILTER keeps.

    Every score has its count; under five answers the answers stand instead of a score
    (`csm help measurement`).
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import satisfaction as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    check_span(from_, to)
    if comments + detractors + (answers is not None) > 1:
        raise UsageError("--answers, --comments and --detractors are lists apart: keep one.")
    span: dict[str, Any] = {"today": session.today, "from_": from_, "to": to}
    with session.reading() as book:
        if comments or detractors:
            listed = (
                queries.detractors(book.connection, wanted, **span)
                if detractors
                else queries.comments(book.connection, wanted, latest=latest, **span)
            )
            show_answers(session, listed, "detractors" if detractors else "comments")
            return
        asked = queries.scores(book.connection, wanted, by=by, latest=latest, **span)
        waiting = (
            len(queries.detractors(book.connection, wanted, **span))
            if session.form == "table"
            else 0
        )
    if answers is not None:
        show_spread(session, asked.of(answers), answers)
    elif session.printer.is_json:
        session.printer.json(as_json(asked, by))
    elif session.printer.is_plain:
        session.printer.records(_plain(asked, by))
    else:
        _show_scores(session, wanted, asked, waiting, latest=latest)


def as_json(asked: Asked, by: str) -> list[dict[str, Any]]:
    """Return the scores with the keys that INTERFACE promises, "all" first, and more.

    By tier an alert stands with the tier that it is about, else with all.
    """
    alerts = {one.tier: one.sentence for one in asked.inversions}
    if by != "tier":
        alerts = {"all": "; ".join(alerts.values())}
    return [
        {
            "group": group.key,
            "type": one.type,
            "responses": one.responses,
            "promoters": one.promoters,
            "passives": one.passives,
            "detractors": one.detractors,
            "nps": formatting.hundredths(one.nps),
            "csat_pct": formatting.hundredths(one.csat_pct),
            "ces": formatting.hundredths(one.ces),
            "ces_pct": formatting.hundredths(one.ces_pct),
            "sample": one.sample,
            "distribution": [
                {
                    "score": formatting.whole(given),
                    "scale": formatting.whole(scale),
                    "answers": times,
                }
                for given, scale, times in one.distribution
            ],
            "left_out": one.left_out,
            "alert": alerts.get(group.key or "") or None if one.type == "nps" else None,
        }
        for group in asked.groups
        for one in group.scores
    ]


def _plain(asked: Asked, by: str) -> list[Record]:
    keys = (
        "group", "type", "responses", "promoters", "passives", "detractors", "nps", "csat_pct",
        "ces", "sample",
    )  # fmt: skip
    return [[row[key] for key in keys] for row in as_json(asked, by)]


def _show_scores(
    session: Session, wanted: Filter, asked: Asked, waiting: int, *, latest: bool
) -> None:
    printer = session.printer
    if asked.first_on is None or asked.last_on is None:
        say("No answers to surveys." if not wanted.terms else f"No answers of {wanted.text!r}.")
        return
    whose = "the latest of each person" if latest else "all of them"
    printer.line(f"Answers of {on(asked.first_on)} to {on(asked.last_on)}, {whose}", "dim")
    width = room(_OTHER_COLUMNS, _LEAST_WORDS)
    rows = [
        _line(formatting.UNKNOWN if group.key is None else group.key, one)
        for group in asked.groups
        for one in group.scores
        if one.responses or one.left_out
    ]
    printer.table((*_COLUMNS, Column("Of", limit=width, wrap=True)), rows)
    for one in asked.groups[0].scores:
        if one.nps is not None:
            printer.paragraph(f"All NPS answers: {words.answers(one)}", "dim")
    for inverted in asked.inversions:
        printer.paragraph(f"! {words.alert(inverted)}", "yellow")
    if waiting:
        who = formatting.plural(waiting, "detractor")
        verb = "awaits" if waiting == 1 else "await"
        printer.paragraph(f"{who} {verb} a follow-up: csm satisfaction --detractors", "yellow")


def _line(group: str, one: Satisfaction) -> Row:
    answers = f"{one.responses:,}{' (few)' if one.sample == 'small' else ''}"
    score = words.score(one)
    shown = Cell(score, "bold" if score else None)
    return group, words.NAMES[one.type], answers, shown, words.made_of(one)
