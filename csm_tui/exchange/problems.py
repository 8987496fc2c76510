"""What is wrong with a file, said so that it can be mended: where, what, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from csm_tui.errors import ImportRefused


class Problem(NamedTuple):
    """One thing wrong in a file: the shape of `problems` in `--json` (INTERFACE).

    `line` is the physical line where the row begins, counted from 1; None is the file as a whole.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    problem: str
    hint: str | None = None

    def sentence(self) -> str:
        """Return the problem as one line: file:line, column, what is wrong, what to do."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        if self.column is not None:
            where += f", column {self.column}"
        return f"{where}: {self.problem}" + (f" {self.hint}" if self.hint else "")


class BadSheet(ImportRefused):
    """A file that cannot be read as a sheet at all; `problem` says where it breaks."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


class Choice(NamedTuple):
    """One answer to an ambiguity: the word that stands for it, and what it means."""

    value: str
    title: str


class Ambiguity(NamedTuple):
    """A column that can be read in more than one way: nothing is imported until it is settled.

    `examples` are two values of the column and `lines` their rows; `flag` is what to type;
    `suggestion` is what other columns of the same file prove (never applied unasked), `suggested`
    the choice that it means. `what` is what is asked (date-order, decimal, scale, period …), and
    `choices` are all answers to it; without any the answer is typed. An empty `column` is the file.
    """

    column: str
    examples: tuple[str, ...]
    lines: tuple[int, ...]
    reason: str
    flag: str
    suggestion: str | None = None
    what: str = ""
    choices: tuple[Choice, ...] = ()
    suggested: str | None = None

    @property
    def key(self) -> str:
        """Return the name under which an answer is given and kept: `scale:Health Score`."""
        return f"{self.what}:{self.column}" if self.column else self.what

    def hint(self) -> str:
        """Return what to do about it."""
        said = f"Say {'which' if self.choices else 'it'} with `{self.flag}`."
        return f"{said} {self.suggestion}" if self.suggestion else said

    def problem(self, file: str) -> Problem:
        """Return it in the shape of `--json`, at the line of its first example."""
        line = self.lines[0] if self.lines else None
        value = self.examples[0] if self.examples else None
        return Problem(file, line, self.column or None, value, self.reason, self.hint())
