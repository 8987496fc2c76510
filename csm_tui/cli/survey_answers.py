"""The answers behind `csm satisfaction`: how often each was given, comments, detractors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui import formatting
from csm_tui.cli.formatting import glyphs, whole
from csm_tui.cli.output import Cell, Column, Row, room, say
from csm_tui.domain import satisfaction as domain
from csm_tui.domain import satisfaction_words as words
from csm_tui.domain.satisfaction import DETRACTOR_TO
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.satisfaction import Satisfaction, Step
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.satisfaction import Comment

TABLE_ROWS: Final = 40
_COLUMNS: Final = (
    Column("Date"),
    Column("Account", limit=24),
    Column("Tier"),
    Column("Answer"),
)
_SPREAD: Final = (
    Column("Answer", right=True),
    Column("Answers", right=True),
    Column("Share", right=True),
    Column(""),
    Column(""),
)
_OTHER_COLUMNS: Final = 54
_LEAST_WORDS: Final = 24
_BAR: Final = 30


def show_spread(session: Session, one: Satisfaction | None, survey: str) -> None:
    """Print how often each answer to surveys of type `survey` was given; None: never any."""
    steps = domain.spread(one) if one else ()
    rows = [_step_json(step, one) for step in steps] if one else []
    if session.printer.is_json:
        session.printer.json(rows)
    elif session.printer.is_plain:
        session.printer.records(row.values() for row in rows)
    elif one is None or not one.responses:
        say(f"No answers to {words.NAMES[survey]} surveys.")
    else:
        most = max(step.number for step in steps)
        signs = glyphs(ascii_only=session.config.ascii)
        session.printer.table(_SPREAD, [_step(step, one, most, signs) for step in steps])
        score = words.score(one)
        said = f"{score}, " if score else ""
        few = f", {words.TOO_FEW}" if one.sample == "too-few" and one.type in domain.SCORED else ""
        counted = formatting.plural(one.responses, "answer")
        session.printer.paragraph(f"{words.NAMES[one.type]}: {said}{counted}{few}", "bold")


def _step_json(step: Step, one: Satisfaction) -> dict[str, Any]:
    return {
        "type": one.type,
        "score": whole(step.score),
        "scale": whole(step.scale),
        "answers": step.number,
        "share_pct": round(100 * step.number / one.responses, 2) if one.responses else None,
        "side": step.side or None,
    }


def _step(step: Step, one: Satisfaction, most: int, signs: Glyphs) -> Row:
    full, _ = formatting.bar(step.number, _BAR, signs, whole=most)
    rated = step.number and one.sample != "too-few"
    scale = None if one.type == "nps" else step.scale
    return (
        words.answer_on(step.score, scale),
        f"{step.number:,}",
        formatting.percent(step.number, one.responses) if rated else "",
        full,
        words.SIDES[step.side],
    )


def show_answers(session: Session, listed: Sequence[Comment], what: str) -> None:
    """Print answers with their people and accounts; `what` is "comments" or "detractors"."""
    if session.printer.is_json:
        session.printer.json([_answer_json(one, session.today) for one in listed])
    elif session.printer.is_plain:
        session.printer.records(_answer_json(one, session.today).values() for one in listed)
    elif not listed:
        say("No detractor awaits a follow-up." if what == "detractors" else "No comments.")
    else:
        said = Column("Who and what", limit=room(_OTHER_COLUMNS, _LEAST_WORDS), wrap=True)
        shown = listed[:TABLE_ROWS]
        session.printer.table((*_COLUMNS, said), [_answer(one, session) for one in shown])
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
        "score": whole(one.score),
        "scale": whole(one.scale),
        "respondent": one.respondent,
        "comment": one.comment,
        "days_ago": (today - one.date).days,
    }


def _answer(one: Comment, session: Session) -> Row:
    said = f"{words.NAMES[one.type]} {figure(one.score)}"
    ink = "red" if one.type == "nps" and one.score <= DETRACTOR_TO else None
    told = ": ".join(part for part in (one.respondent, one.comment) if part)
    day = formatting.day(one.date, session.today)
    return day, one.account, one.tier, Cell(said, ink), told
