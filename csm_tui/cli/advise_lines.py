"""The sentences and tables of `csm advise`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.cli import formatting
from csm_tui.cli.output import Column, Record, room
from csm_tui.domain.advice_cases import FOUND, UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.cli.session import Session
    from csm_tui.domain.advice_cases import Mistake
    from csm_tui.domain.advice_given import Advice

_SHOWN: Final = 5
_COLUMNS: Final = (Column("", limit=1), Column("Account", limit=26), Column("ARR", right=True))
_OTHER_WIDTH: Final = 1 + 26 + 8 + 3 * 2
_LEAST_WORDS: Final = 28
_COLOURS: Final = {FOUND: "red", UNTOLD: "yellow"}


def show(session: Session, found: Advice, *, listed: bool) -> None:
    """Write the steps, the recommendation, the stage and the mistakes; `listed`: every account."""
    printer, best = session.printer, found.recommendation
    printer.line("Choosing a touch model in five steps", "bold")
    for number, step in enumerate(found.steps, start=1):
        told = "not known" if step.answer is None else f"{step.answer} ({step.source})"
        printer.paragraph(f"{number}. {step.title.capitalize()}: {told}")
        for text in step.sentences:
            printer.paragraph(f"   {text}", "dim")
    printer.line()
    named = "none" if best.touch is None else f"{best.touch} touch"
    layout = "" if best.layout is None else f", as a {best.layout}"
    printer.line(f"Recommendation: {named}, model {best.model}{layout}", "bold")
    for text in best.sentences:
        printer.paragraph(text)
    if best.left_out:
        printer.line("Left out, because it is not known:", "dim")
    for text in best.left_out:
        printer.paragraph(f"  {text}", "dim")
    printer.line()
    printer.line("Maturity", "bold")
    printer.paragraph(found.stage_text)
    printer.line()
    printer.line("Five mistakes, looked for in this book", "bold")
    for number, mistake in enumerate(found.mistakes, start=1):
        _mistake(session, number, mistake, found, listed=listed)


def _mistake(
    session: Session, number: int, mistake: Mistake, found: Advice, *, listed: bool
) -> None:
    printer = session.printer
    printer.paragraph(
        f"{number}. {mistake.mistake.capitalize()}: {mistake.verdict}. {mistake.text}",
        _COLOURS.get(mistake.verdict),
    )
    shown = mistake.cases if listed else mistake.cases[:_SHOWN]
    if shown:
        words = Column("Why", limit=room(_OTHER_WIDTH, _LEAST_WORDS), wrap=True)
        currency = found.facts.currency
        printer.table(
            (*_COLUMNS, words),
            [
                ("", case.account, formatting.money(case.arr, currency), case.reason)
                for case in shown
            ],
            header=False,
        )
    if len(shown) < len(mistake.cases):
        printer.line(f"   {len(shown)} of {len(mistake.cases):,} shown: --accounts has all", "dim")
    for text in mistake.missing:
        printer.paragraph(f"   {text}", "dim")
    printer.paragraph(f"   Looked at: {mistake.checked}", "dim")


def records(found: Advice) -> Iterator[Record]:
    """Yield one line for each step, the recommendation, the stage, and each mistake."""
    for step in found.steps:
        yield "step", step.title, step.answer, step.source, " ".join(step.sentences)
    best = found.recommendation
    yield "recommendation", best.touch, best.model, best.layout, " ".join(best.sentences)
    yield "stage", found.stage.stage, found.facts.accounts, "", found.stage_text
    for mistake in found.mistakes:
        yield "mistake", mistake.mistake, mistake.verdict, len(mistake.cases), mistake.text
