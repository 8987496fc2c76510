"""`csm satisfaction`: NPS, CSAT and CES with their counts, comments, detractors (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Row, say, terminal_width
from csm_tui.domain.satisfaction import DETRACTOR_TO, SCORED
from csm_tui.domain.wording import figure, on
from csm_tui.errors import UsageError
from csm_tui.formatting import day as day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.satisfaction import Satisfaction
    from csm_tui.queries.satisfaction import Asked, Comment

TABLE_ROWS: Final = 40
_BY: Final = ("tier", "segment", "owner", "month", "quarter")
_NAMES: Final = {
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "frequency": "frequency",
    "feedback": "feedback",
}
_COLUMNS: Final = (
    Column("Group", limit=24),
    Column("Survey"),
    Column("Answers", right=True),
    Column("Score"),
)
_ANSWER_COLUMNS: Final = (
    Column("Date"),
    Column("Account", limit=24),
    Column("Tier"),
    Column("Answer"),
)
_OTHER_COLUMNS: Final = 46
_LEAST_WORDS: Final = 24
_TOO_FEW: Final = "too few for a score"


@command(
    "satisfaction",
    shows=True,
    examples=(
        "csm satisfaction                        by tier, all answers",
        "csm satisfaction --from 2025-08-01 --latest",
        'csm satisfaction "owner:ana" --by segment --json',
        "csm satisfaction --comments             what they wrote",
        "csm satisfaction --detractors           who awaits a follow-up",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--by", type=click.Choice(_BY), default="tier", help="Default: tier.")
@click.option("--from", "from_", type=DAY, metavar="DATE", help="Answers from this day.")
@click.option("--to", type=DAY, metavar="DATE", help="Answers up to this day (default: today).")
@click.option("--latest", is_flag=True, help="Only the latest answer of each person.")
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
    if from_ is not None and to is not None and to < from_:
        raise UsageError(f"--to {to.isoformat()} is before --from {from_.isoformat()}.")
    if comments and detractors:
        raise UsageError("--comments and --detractors are two lists: leave one out.")
    span: dict[str, Any] = {"today": session.today, "from_": from_, "to": to}
    with session.reading() as book:
        if comments or detractors:
            listed = (
                queries.detractors(book.connection, wanted, **span)
                if detractors
                else queries.comments(book.connection, wanted, latest=latest, **span)
            )
            _show_answers(session, listed, "detractors" if detractors else "comments")
            return
        asked = queries.scores(book.connection, wanted, by=by, latest=latest, **span)
        waiting = (
            len(queries.detractors(book.connection, wanted, **span))
            if session.form == "table"
            else 0
        )
    if session.printer.is_json:
        session.printer.json(as_json(asked))
    elif session.printer.is_plain:
        session.printer.records(_plain(asked))
    else:
        _show_scores(session, wanted, asked, waiting, latest=latest)


def as_json(asked: Asked) -> list[dict[str, Any]]:
    """Return the scores with the keys that INTERFACE promises, "all" first, and more."""
    alerts = {one.tier: one.sentence for one in asked.inversions}
    return [
        {
            "group": group.key,
            "type": one.type,
            "responses": one.responses,
            "promoters": one.promoters,
            "passives": one.passives,
            "detractors": one.detractors,
            "nps": _hundredths(one.nps),
            "csat_pct": _hundredths(one.csat_pct),
            "ces": _hundredths(one.ces),
            "ces_pct": _hundredths(one.ces_pct),
            "sample": one.sample,
            "distribution": [
                {"score": _number(given), "scale": _number(scale), "answers": number}
                for given, scale, number in one.distribution
            ],
            "left_out": one.left_out,
            "alert": alerts.get(group.key or "") if one.type == "nps" else None,
        }
        for group in asked.groups
        for one in group.scores
    ]


def _hundredths(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value


def _plain(asked: Asked) -> list[Row]:
    keys = (
        "group", "type", "responses", "promoters", "passives", "detractors", "nps", "csat_pct",
        "ces", "sample",
    )  # fmt: skip
    return [["" if row[key] is None else str(row[key]) for key in keys] for row in as_json(asked)]


def _show_scores(
    session: Session, wanted: Filter, asked: Asked, waiting: int, *, latest: bool
) -> None:
    printer = session.printer
    if asked.first_on is None or asked.last_on is None:
        say("No answers to surveys." if not wanted.terms else f"No answers of {wanted.text!r}.")
        return
    whose = "the latest of each person" if latest else "all of them"
    printer.line(f"Answers of {on(asked.first_on)} to {on(asked.last_on)}, {whose}", "dim")
    words = Column("Of", limit=max(_LEAST_WORDS, terminal_width() - _OTHER_COLUMNS), wrap=True)
    rows = [
        _line(formatting.UNKNOWN if group.key is None else group.key, one)
        for group in asked.groups
        for one in group.scores
        if one.responses or one.left_out
    ]
    printer.table((*_COLUMNS, words), rows)
    for one in asked.groups[0].scores:
        if one.nps is not None:
            printer.paragraph(f"All NPS answers: {distribution(one)}", "dim")
    for inverted in asked.inversions:
        chance = " With these counts it may be chance." if inverted.chance else ""
        printer.paragraph(f"! {inverted.sentence}.{chance}", "yellow")
    if waiting:
        who = formatting.plural(waiting, "detractor")
        verb = "awaits" if waiting == 1 else "await"
        printer.paragraph(f"{who} {verb} a follow-up: csm satisfaction --detractors", "yellow")


def _line(group: str, one: Satisfaction) -> Row:
    answers = f"{one.responses:,}{' (few)' if one.sample == 'small' else ''}"
    score, words = _score(one)
    return group, _NAMES[one.type], answers, Cell(score, "bold" if score else None), words


def _score(one: Satisfaction) -> tuple[str, str]:
    """Return the score of a line and what it is made of; the answers where there is no score."""
    left_out = f"; {one.left_out} left out: no whole number of 0 to 10" if one.left_out else ""
    if one.nps is not None:
        sides = f"{one.promoters} promoters, {one.passives} passive, {one.detractors} detractors"
        return f"{one.nps:+.1f}" if round(one.nps, 1) else "0", f"{sides}{left_out}"
    if one.csat_pct is not None:
        return f"{one.csat_pct:.1f} %", f"in the top two: {distribution(one)}"
    if one.ces is not None and one.ces_pct is not None:
        return f"{one.ces:.2f}", f"of 7; {one.ces_pct:.0f} % are 5 or more: {distribution(one)}"
    few = f" ({_TOO_FEW})" if one.sample == "too-few" and one.type in SCORED else ""
    return "", f"{distribution(one)}{few}{left_out}"


def distribution(one: Satisfaction) -> str:
    """Return the answers and how often each was given: "9 ×2, 10", "4/5 ×3"."""
    return ", ".join(
        f"{figure(answer)}{f'/{figure(scale)}' if scale and one.type != 'nps' else ''}"
        f"{f' ×{number}' if number > 1 else ''}"
        for answer, scale, number in one.distribution
    )


def _show_answers(session: Session, listed: Sequence[Comment], what: str) -> None:
    if session.printer.is_json:
        session.printer.json([_answer_json(one, session.today) for one in listed])
    elif session.printer.is_plain:
        session.printer.records(
            [
                "" if value is None else str(value)
                for value in _answer_json(one, session.today).values()
            ]
            for one in listed
        )
    elif not listed:
        say("No detractor awaits a follow-up." if what == "detractors" else "No comments.")
    else:
        words = Column("Who and what", limit=max(_LEAST_WORDS, terminal_width() - 54), wrap=True)
        shown = listed[:TABLE_ROWS]
        session.printer.table((*_ANSWER_COLUMNS, words), [_answer(one, session) for one in shown])
        if len(listed) > len(shown):
            session.printer.line(f"… and {len(listed) - len(shown):,} more: --json has all", "dim")


def _answer_json(one: Comment, today: date) -> dict[str, Any]:
    return {
        "date": one.date,
        "account": one.account,
        "account_id": one.account_id,
        "tier": one.tier,
        "owner": one.owner,
        "type": one.type,
        "score": _number(one.score),
        "scale": _number(one.scale),
        "respondent": one.respondent,
        "comment": one.comment,
        "days_ago": (today - one.date).days,
    }


def _answer(one: Comment, session: Session) -> Row:
    said = f"{_NAMES[one.type]} {figure(one.score)}"
    ink = "red" if one.type == "nps" and one.score <= DETRACTOR_TO else None
    words = ": ".join(part for part in (one.respondent, one.comment) if part)
    return day_of(one.date, session.today), one.account, one.tier, Cell(said, ink), words
