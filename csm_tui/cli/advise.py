"""`csm advise`: which touch model fits, with its arithmetic, and the five mistakes (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli import formatting
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import say
from csm_tui.domain.advice import QUESTION, QUESTIONS, UNKNOWN, checked
from csm_tui.errors import InvalidValue, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.cli.session import Session
    from csm_tui.domain.advice import Asked
    from csm_tui.domain.advice_cases import Mistake
    from csm_tui.domain.advice_economics import Carried, Fit
    from csm_tui.domain.advice_given import Advice, Known
    from csm_tui.domain.advice_steps import Step


def _choices(asked: str) -> click.Choice[str]:
    return click.Choice([*(one.value for one in QUESTION[asked].choices), UNKNOWN])


@command(
    "advise",
    shows=True,
    examples=(
        "csm advise                             (asks what the book cannot know)",
        "csm advise --complexity weeks --customers enterprise",
        "csm advise --competition pooled --growth 2x",
        "csm advise --ask                       (all questions again)",
        "csm advise --accounts                  (every account behind a mistake)",
        "csm advise --json",
    ),
)
@click.option("--complexity", type=_choices("complexity"), help="Until a customer is running.")
@click.option("--customers", type=_choices("customers"), help="Who most customers are.")
@click.option("--competition", type=_choices("competition"), help="What competitors give them.")
@click.option("--growth", metavar="250|2x|+50%", help="Customers in twelve months.")
@click.option("--ask", is_flag=True, help="Ask also what was answered before.")
@click.option("--accounts", "listed", is_flag=True, help="Every account behind a mistake.")
@click.pass_context
def advise(context: click.Context, /, *, ask: bool, listed: bool, **flags: str | None) -> None:
    """Choose a touch model in five steps, and check the book for five mistakes.

    What you answer is kept in the book; what nobody answered is left out of the recommendation.
    """
    from csm_tui.cli.asking import can_ask
    from csm_tui.domain.advice_given import advise as advised

    session = session_of(context)
    said = _said(flags)
    known = _known(session)
    if can_ask(session) and not session.printer.is_plain and known.facts.accounts:
        from csm_tui.cli.advise_asking import asked_on_terminal

        said |= asked_on_terminal(known, {*said} if ask else {*said, *known.kept})
    if said:
        _keep(session, said)
    found = advised(known, said, session.today)
    if session.printer.is_json:
        session.printer.json(as_json(found))
        return
    from csm_tui.cli import advise_lines

    if session.printer.is_plain:
        session.printer.records(advise_lines.records(found))
    else:
        advise_lines.show(session, found, listed=listed)
    if not found.facts.accounts and not session.printer.is_plain:
        say(
            "No customers yet: `csm import FILE` brings yours, `csm add account name=Acme arr=45k`."
        )


def _said(flags: Mapping[str, str | None]) -> dict[Asked, str]:
    """Return the answers given by flags; raises UsageError for what is none."""
    given = {one.asked: flags[one.asked] for one in QUESTIONS}
    try:
        return {asked: checked(asked, value) for asked, value in given.items() if value is not None}
    except InvalidValue as error:
        raise UsageError(str(error)) from None


def _known(session: Session) -> Known:
    from csm_tui.cli.working_hours import available_under
    from csm_tui.queries import advice as queries
    from csm_tui.store.standings import current_model

    with session.reading() as book:
        _, model = current_model(book.connection)
        available = available_under(session)(model)
        return queries.known(book.connection, today=session.today, available=available)


def _keep(session: Session, said: Mapping[Asked, str]) -> None:
    """Keep the answers in the book; where it may not be written, they count for this run."""
    from csm_tui.operations import advice as operations

    if session.read_only or session.known_on is not None:
        say("The answers count for this time only: the book is opened for reading.")
        return
    with session.writing() as book:
        changes = operations.answer(book, said, today=session.today, now=session.now())
    if changes.operation is not None:
        say(f"{changes.name}. Kept in the book; `csm undo` takes it back.")


def as_json(found: Advice) -> dict[str, Any]:
    """Return the advice as JSON; amounts in the book's currency, shares in percent."""
    best = found.recommendation
    return {
        "customers": found.facts.accounts,
        "accounts_without_arr": found.facts.accounts - len(found.facts.arrs),
        "median_arr": formatting.number(found.facts.median),
        "steps": [_step_json(step) for step in found.steps],
        "recommendation": {
            "touch": best.touch,
            "wanted": best.wanted,
            "paid_for": best.carried,
            "model": best.model,
            "layout": best.layout,
            "csms": formatting.tenths(best.csms),
            "csms_by_hours": formatting.tenths(best.csms_by_hours),
            "csms_then": formatting.tenths(best.csms_then),
            "touches": [_touch_json(one) for one in best.touches],
            "models": [_fit_json(one) for one in best.fits],
            "sentences": list(best.sentences),
            "left_out": list(best.left_out),
        },
        "stage": {
            "stage": found.stage.stage,
            "from": found.stage.least,
            "below": found.stage.below,
            "customers_then": found.then,
            "text": found.stage_text,
        },
        "mistakes": [_mistake_json(one) for one in found.mistakes],
    }


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "step": step.title,
        "answer": step.answer,
        "source": step.source,
        "touch": step.touch,
        "sentences": list(step.sentences),
    }


def _touch_json(one: Carried) -> dict[str, Any]:
    return {
        "level": one.level,
        "cost": formatting.number(one.cost.cents),
        "from_arr": formatting.number(one.from_arr),
        "accounts": one.accounts,
        "arr": formatting.number(one.arr),
    }


def _fit_json(one: Fit) -> dict[str, Any]:
    return {
        "model": one.name,
        "tiers": dict(one.tiers),
        "cost": formatting.number(one.whole.cost),
        "cost_share_pct": formatting.tenths(one.whole.share),
        "verdict": one.whole.verdict,
        "csms": formatting.tenths(one.csms),
    }


def _mistake_json(one: Mistake) -> dict[str, Any]:
    return {
        "mistake": one.mistake,
        "verdict": one.verdict,
        "text": one.text,
        "checked": one.checked,
        "missing": list(one.missing),
        "accounts": [
            {
                "account": case.account,
                "account_id": case.account_id,
                "arr": formatting.number(case.arr),
                "reason": case.reason,
            }
            for case in one.cases
        ],
    }
