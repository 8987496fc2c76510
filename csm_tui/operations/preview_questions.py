"""What a preview asks: what a file cannot prove, near matches, bad rows; each with its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.problems import Choice
from csm_tui.operations.incoming import unrecognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.operations.candidates import Candidate
    from csm_tui.operations.import_report import ImportOptions, ImportReport
    from csm_tui.operations.incoming import Incoming

_KIND: Final = "kind"
_BAD_ROWS: Final = "bad-rows"
_ACCEPT: Final = "accept:"
_NOT_IT: Final = "no"


class Asked(NamedTuple):
    """A question: what is asked, what was seen, the numbered answers; `stops` until answered.

    `suggested` is the choice that other columns of the file prove; it is never taken unasked.
    Without `choices` the answer is typed. `flag` is the same on the command line.
    """

    key: str
    file: str
    column: str
    text: str
    examples: tuple[str, ...]
    lines: tuple[int, ...]
    choices: tuple[Choice, ...]
    flag: str
    suggestion: str = ""
    stops: bool = True
    suggested: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as `--json` shows it."""
        return {
            "key": self.key,
            "file": self.file,
            "column": self.column or None,
            "question": self.text,
            "examples": list(self.examples),
            "lines": list(self.lines),
            "choices": [choice._asdict() for choice in self.choices],
            "flag": self.flag,
            "suggestion": self.suggestion or None,
            "suggested": self.suggested,
            "required": self.stops,
        }


def questions_of(
    files: Sequence[Incoming], report: ImportReport, options: ImportOptions
) -> tuple[Asked, ...]:
    """Return every question once, those that stop the import first."""
    asked = {
        one.key: one
        for one in (
            *_of_files(files),
            *_of_report(report),
            *_of_rows(report, options),
            *_near(report.candidates, options),
        )
    }
    return tuple(sorted(asked.values(), key=lambda one: not one.stops))


def answered(options: ImportOptions, key: str, value: str) -> ImportOptions:
    """Return the options with a question answered."""
    if key == _KIND:
        return replace(options, kind=value)
    if key == _BAD_ROWS:
        return replace(options, skip_bad=True)
    if key == "owner":
        return replace(options, owner=value)
    if key == "others":
        return replace(options, others="keep" if value == "keep" else "leave-out")
    if key == "sheet":
        return replace(options, sheet=value)
    if key.startswith(_ACCEPT) and value != _NOT_IT:
        name = key.removeprefix(_ACCEPT)
        return replace(options, accept={**options.accept, name: value})
    return replace(options, answers={**options.answers, key: value})


def unanswered(options: ImportOptions, key: str) -> ImportOptions:
    """Return the options without the answer to a question, so that it is asked again."""
    name = key.removeprefix(_ACCEPT)
    accept = {of: said for of, said in options.accept.items() if of != name}
    answers = {of: said for of, said in options.answers.items() if of != key}
    changed = replace(options, accept=accept, answers=answers)
    if key == _KIND:
        return replace(changed, kind=None)
    if key == _BAD_ROWS:
        return replace(changed, skip_bad=False)
    if key == "owner":
        return replace(changed, owner=None)
    if key == "others":
        return replace(changed, others=None)
    return replace(changed, sheet=None) if key == "sheet" else changed


def _of_files(files: Sequence[Incoming]) -> Iterator[Asked]:
    for file in files:
        for question in file.questions:
            stops = question.problem(file.name) in file.problems
            yield _asked(question, file.name, stops=stops)
        if len(files) == 1 and file.sheet and file.problems == (unrecognised(file.sheet),):
            yield Asked(
                _KIND,
                file.name,
                "",
                "What are its rows? The names of its columns do not say.",
                file.sheet.header[:4],
                (),
                tuple(Choice(kind, kind.replace("_", " ")) for kind in KINDS),
                "--as KIND",
            )


def _of_report(report: ImportReport) -> Iterator[Asked]:
    for file, question in report.questions:
        yield _asked(question, file, stops=question.problem(file) in report.problems)


def _asked(question: Ambiguity, file: str, *, stops: bool) -> Asked:
    return Asked(
        question.key,
        file,
        question.column,
        question.reason,
        question.examples,
        question.lines,
        question.choices,
        question.flag,
        question.suggestion or "",
        stops,
        question.suggested,
    )


def _of_rows(report: ImportReport, options: ImportOptions) -> Iterator[Asked]:
    bad = report.count("rejected")
    if not bad or options.skip_bad:
        return
    read = report.count("read")
    rows = "One row" if bad == 1 else f"{bad:,} rows"
    first = next((problem for problem in report.problems if problem.line is not None), None)
    yield Asked(
        _BAD_ROWS,
        first.file if first else "",
        "",
        f"{rows} of {read:,} cannot be taken.",
        (),
        () if first is None or first.line is None else (first.line,),
        (Choice("skip", f"import the other {read - bad:,}; bad rows go to a file, to be mended"),),
        "--skip-bad",
    )


def _near(candidates: Sequence[Candidate], options: ImportOptions) -> Iterator[Asked]:
    by_name: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_name.setdefault(candidate.name, []).append(candidate)
    for name, found in by_name.items():
        first = found[0]
        if _ACCEPT + name in options.answers:
            continue
        yield Asked(
            _ACCEPT + name,
            first.file,
            "",
            f"{name} is not in the book. Is it one of these?"
            if len(found) > 1
            else f"{name} is not in the book. Is it {first.account}?",
            (),
            (first.line,),
            (
                *(
                    Choice(one.reference, f"it is {one.account}, {one.similarity} % alike")
                    for one in found
                ),
                Choice(_NOT_IT, "it is another"),
            ),
            f"--accept '{name}={first.reference}'",
            stops=False,
        )
