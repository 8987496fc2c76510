"""What the files of an import leave open, asked on the terminal one question after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csm_tui.cli.output import asked, say
from csm_tui.errors import Declined, InvalidValue
from csm_tui.exchange.problems import Choice
from csm_tui.operations.import_report import ImportAsks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.operations.import_report import ImportOptions, ImportReport, ImportStopped


# A column that must be told how to be read can be left out instead.
_LEAVABLE = frozenset(("scale", "period"))
_LEAVE_OUT = "leave-out"
_OTHERS = "others"


def can_ask(session: Session) -> bool:
    """Return whether somebody is there to answer."""
    return session.somebody_answers and not session.printer.is_json


def options_asked_for(stopped: ImportStopped, options: ImportOptions) -> ImportOptions | None:
    """Return the options with what is open answered; None where that is not what stopped it.

    Each question is put once for all files of a source. Raises Declined where the user cancels.
    """
    open_ = [found for found in _open(stopped.report, options) if not _is_answered(*found, options)]
    sentences = [one.problem(file).sentence() for file, one in stopped.report.questions]
    if not open_ or not (isinstance(stopped, ImportAsks) or str(stopped) in sentences):
        return None
    answers = dict(options.answers)
    for number, (files, question) in enumerate(open_):
        say(f"Question {number + 1} of {len(open_)}" if len(open_) > 1 else "One question")
        answer = _asked(question, files)
        leaving = answer == _LEAVE_OUT and question.what in _LEAVABLE
        key = f"take:{question.column}" if leaving else question.key
        answers |= {f"{file}:{key}": answer for file in files}
    return replace(options, answers=answers)


def _open(report: ImportReport, options: ImportOptions) -> Iterator[tuple[list[str], Ambiguity]]:
    """Yield what stops the import, and what would be left out, each with its files."""
    together: dict[tuple[object, ...], tuple[list[str], Ambiguity]] = {}
    for file in report.files:
        for question in file.questions:
            choices = question.choices
            if question.what in _LEAVABLE and question.column not in options.mapping.values():
                choices += (Choice(_LEAVE_OUT, "the column is not taken"),)
            stops = question.problem(file.name) in file.problems
            if stops or (question.what != _OTHERS and _LEAVE_OUT in {one.value for one in choices}):
                same = (file.source or file.name, question.key, choices)
                asked = question._replace(choices=choices)
                files, _ = together.setdefault(same, ([], asked))
                files.append(file.name)
    yield from together.values()


def _is_answered(files: Sequence[str], question: Ambiguity, options: ImportOptions) -> bool:
    return all(f"{file}:{question.key}" in options.answers for file in files)


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
    typed = asked(prompt)
    if typed is None or typed.casefold() == "q":
        raise Declined("Nothing was imported.")
    return typed


def _wanted(question: Ambiguity) -> str:
    """Return what is to be typed, by the flag: `--date DAY`, `--rate EUR=…`."""
    wanted = question.flag.partition(" ")[2]
    code, equals, _ = wanted.partition("=")
    return f"1 {code} in the book's currency" if equals else wanted


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
