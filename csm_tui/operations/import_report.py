"""What is asked of an import, and what it tells: the shapes of INTERFACE's `csm import`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from csm_tui.errors import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from csm_tui.domain.changes import Changes
    from csm_tui.exchange.content import Content
    from csm_tui.exchange.options import Period
    from csm_tui.exchange.problems import Ambiguity, Problem
    from csm_tui.exchange.unknown import Unknown
    from csm_tui.operations.candidates import Candidate

Counted = Literal["added", "updated", "unchanged", "skipped", "rejected"]


class SourceFile(NamedTuple):
    """A file to import: its name and bytes; `path` is where it lies, None for stdin."""

    name: str
    data: bytes | Content
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options of `csm import`; `rates` are units of the book's currency for one of theirs.

    `owner` is the user as the files spell the name, `others` what becomes of the accounts of other
    owners. `accept` takes near matches: a name of a file -> an account's id, or what names it;
    `answers` those to questions, by their keys; before a key may stand the file that it is of, as
    in `crm.csv:scale:Health`. `period` is what amounts are for, `health_scale` one of
    `exchange.scales.SCALES`. `owns` are headers of columns that belong to the file, whatever was
    entered by hand; `owned` those by source. `forget_answers` drops what was said earlier.
    `custom` are headers of accounts files to keep as custom fields; "all" of them where one is.
    `kinds` are those of single files or sheets, by name; they win over `kind`.
    """

    kind: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[",", "."] | None = None
    encoding: str | None = None
    sheet: tuple[str, ...] = ()
    date: date | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    prefer: Literal["file", "book"] | None = None
    skip_bad: bool = False
    rejects: Path | None = None
    clear_blanks: bool = False
    full_sync: bool = False
    owner: str | None = None
    others: Literal["keep", "leave-out"] | None = None
    accept: Mapping[str, int | str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    period: Period | None = None
    health_scale: str | None = None
    owns: tuple[str, ...] = ()
    owned: Mapping[str, Sequence[str]] = field(default_factory=dict)
    forget_answers: bool = False
    custom: tuple[str, ...] = ()
    yes: bool = False


class Example(NamedTuple):
    """One changed field of one row: its line, its account's name, the value before and after."""

    line: int
    account: str
    before: str | float | int | None
    after: str | float | int | None


class FieldDiff(NamedTuple):
    """How many rows of a file change a field, with the biggest: by the figure, else by ARR."""

    file: str
    field: str
    rows: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of the rows of one kind in a file; one that holds several has a report of each.

    Always read = added + updated + unchanged + skipped + rejected. `notices` are things to know of
    rows that were not rejected, `candidates` the near matches that were not taken, `questions`
    are open: those among its problems stop the import. `unknown` columns were not read.
    """

    name: str
    kind: str | None = None
    source: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, object] = field(default_factory=dict)
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    questions: tuple[Ambiguity, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    diffs: tuple[FieldDiff, ...] = ()
    rejects: str | None = None

    def stopped(self) -> FileReport:
        """Return the report where the import was stopped: the good rows are skipped."""
        return replace(
            self,
            added=0,
            updated=0,
            unchanged=0,
            skipped=self.read - self.rejected,
            notices=(),
            diffs=(),
            rejects=None,
        )

    def counts(self) -> dict[str, int]:
        """Return the figures by name, in INTERFACE's order."""
        return {name: getattr(self, name) for name in FIGURES}


FIGURES = ("read", "added", "updated", "unchanged", "skipped", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of an import: the figures of its files and of all together.

    `operation` is None for a dry run, and where nothing had to change, and so is `changes`;
    `gone` are the accounts that a full sync archives, `brought_back` those that it takes out of the
    archive; `remembered` says what of it is kept for the next files.
    """

    files: tuple[FileReport, ...]
    operation: int | None = None
    changes: Changes | None = None
    dry_run: bool = False
    gone: tuple[str, ...] = ()
    brought_back: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()

    @property
    def archived(self) -> int:
        """Return how many accounts a full sync archives."""
        return len(self.gone)

    def count(self, figure: str) -> int:
        """Return one of FIGURES over all files."""
        return sum(file.counts()[figure] for file in self.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of all files, in their order."""
        return tuple(problem for file in self.files for problem in file.problems)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """Return what is to be known of rows that were not rejected, in the order of the files."""
        return tuple(notice for file in self.files for notice in file.notices)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the near matches that were not taken, in the order of the files."""
        return tuple(candidate for file in self.files for candidate in file.candidates)

    @property
    def questions(self) -> tuple[tuple[str, Ambiguity], ...]:
        """Return (file, what is open in it), in the order of the files."""
        return tuple((file.name, question) for file in self.files for question in file.questions)

    @property
    def diffs(self) -> tuple[FieldDiff, ...]:
        """Return the changed fields of all files, in their order."""
        return tuple(diff for file in self.files for diff in file.diffs)

    def as_json(self) -> dict[str, object]:
        """Return INTERFACE's `--json`, and more beside it."""
        return {
            "files": [
                {
                    "file": file.name,
                    "kind": file.kind,
                    "source": file.source,
                    "mapping": dict(file.mapping),
                    "evidence": dict(file.evidence),
                    **file.counts(),
                    "rejects": file.rejects,
                    "unknown": [column._asdict() for column in file.unknown],
                }
                for file in self.files
            ],
            "kind": _common([file.kind for file in self.files]),
            "source": _common([file.source for file in self.files]),
            "mapping": _merged(self.files, "mapping"),
            "evidence": _merged(self.files, "evidence"),
            **{figure: self.count(figure) for figure in FIGURES},
            "problems": [problem._asdict() for problem in self.problems],
            "operation": self.operation,
            "notices": [notice._asdict() for notice in self.notices],
            "candidates": [candidate._asdict() for candidate in self.candidates],
            "questions": [
                _question_as_json(file, question)
                for file in self.files
                for question in file.questions
            ],
            "diff": [
                {
                    "file": diff.file,
                    "field": diff.field,
                    "rows": diff.rows,
                    "examples": [example._asdict() for example in diff.examples],
                }
                for diff in self.diffs
            ],
            "archived": self.archived,
            "archived_accounts": list(self.gone),
            "brought_back": list(self.brought_back),
            "remembered": list(self.remembered),
            "dry_run": self.dry_run,
        }


def _question_as_json(file: FileReport, question: Ambiguity) -> dict[str, object]:
    return {
        "key": question.key,
        "file": file.name,
        "column": question.column or None,
        "question": question.reason,
        "examples": list(question.examples),
        "lines": list(question.lines),
        "choices": [choice._asdict() for choice in question.choices],
        "flag": question.flag,
        "suggestion": question.suggestion,
        "suggested": question.suggested,
        "required": question.problem(file.name) in file.problems,
    }


class ImportStopped(ImportRefused):
    """An import was stopped whole; `report` tells of every row and problem of it."""

    def __init__(self, sentence: str, report: ImportReport) -> None:
        super().__init__(sentence)
        self.report = report


class ImportAsks(ImportStopped):
    """Nothing is wrong, but there are columns that would be left out where nothing is said."""


def _common(values: Sequence[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _merged(files: Sequence[FileReport], name: Literal["mapping", "evidence"]) -> dict[str, object]:
    """Return the one file's mapping or evidence, or those of several by file name.

    The further kinds of rows of a file stand under its name with the kind: `sheet.csv, contacts`.
    """
    if len(files) == 1:
        return dict(getattr(files[0], name))
    merged: dict[str, object] = {}
    for file in files:
        key = file.name if file.name not in merged else f"{file.name}, {file.kind}"
        merged[key] = dict(getattr(file, name))
    return merged
