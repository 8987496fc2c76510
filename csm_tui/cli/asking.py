"""What the files of an import leave open, asked on the terminal one question after the other."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from csm_tui.cli.output import say
from csm_tui.errors import Declined, InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.operations.import_report import ImportOptions, ImportReport


def options_asked_for(
    session: Session, report: ImportReport, options: ImportOptions
) -> ImportOptions | None:
    """Return the options with what stopped the import answered; None where that cannot be.

    Each question is put once for all files of a source. Raises Declined where the user cancels.
    """
    if session.no_input or session.printer.is_json:
        return None
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    open_ = list(_open(report))
    if not open_ or len(report.problems) > sum(len(places) for places, _ in open_):
        return None
    answers = dict(options.answers)
    for number, (files, question) in enumerate(open_):
        say(f"Question {number + 1} of {len(open_)}" if len(open_) > 1 else "One question")
        answer = _asked(question, files)
        answers |= {f"{file}:{question.key}": answer for file in files}
    return replace(options, answers=answers)


def _open(report: ImportReport) -> Iterator[tuple[list[str], Ambiguity]]:
    """Yield the questions that stop the import, each with its files."""
    together: dict[tuple[object, ...], tuple[list[str], Ambiguity]] = {}
    for file in report.files:
        for question in file.questions:
            if question.problem(file.name) in file.problems:
                same = (file.source or file.name, question.key, question.choices)
                files, _ = together.setdefault(same, ([], question))
                files.append(file.name)
    yield from together.values()


def _asked(question: Ambiguity, files: Sequence[str]) -> str:
    where = ", ".join(dict.fromkeys(files))
    if question.column:
        where += f", column {question.column}"
    if question.lines:
        rows = " and ".join(map(str, question.lines))
        where += f" ({'row' if len(question.lines) == 1 else 'rows'} {rows})"
    say(f"{where}: {question.reason}")
    if question.suggestion:
        say(question.suggestion)
    for number, choice in enumerate(question.choices, start=1):
        say(f"  {number}  {choice.value}: {choice.title}")
    while True:
        answer = _answer(question, _typed(question))
        if answer is not None:
            return answer


def _typed(question: Ambiguity) -> str:
    """Return what is typed; raises Declined for q and at the end of the input."""
    if not question.choices:
        prompt = f"{_wanted(question)} (q cancels): "
    elif question.suggested in (values := [choice.value for choice in question.choices]):
        prompt = f"Number (Enter: {values.index(question.suggested) + 1}, q cancels): "
    else:
        prompt = "Number (q cancels): "
    sys.stderr.write(prompt)
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed or typed.strip().casefold() == "q":
        raise Declined("Nothing was imported.")
    return typed.strip()


def _wanted(question: Ambiguity) -> str:
    return question.flag.partition(" ")[2].replace("=…", " is, in the book's currency")


def _answer(question: Ambiguity, typed: str) -> str | None:
    """Return the answer that was typed, by number or by its word; None asks again."""
    values = [choice.value for choice in question.choices]
    if not typed and question.suggested in values:
        return question.suggested
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(values):
        return values[int(typed) - 1]
    if typed in values:
        return typed
    if not values and typed:
        return _free(question, typed)
    say(f"Type a number from 1 to {len(values)}." if values else "Type an answer.")
    return None


def _free(question: Ambiguity, typed: str) -> str | None:
    from csm_tui.exchange.answers import check_answer

    try:
        check_answer(question.key, typed)
    except InvalidValue as error:
        say(str(error))
        return None
    return typed
