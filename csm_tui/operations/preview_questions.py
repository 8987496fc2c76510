"""What a preview asks: what a file cannot prove, near matches, bad rows; each with its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import InvalidValue
from csm_tui.exchange.answers import check_answer
from csm_tui.exchange.flat import NO_DAY
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.problems import Choice
from csm_tui.operations.import_context import TAKE_THE_FILES
from csm_tui.operations.incoming import unrecognised
from csm_tui.operations.preview_files import why_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.exchange.problems import Ambiguity, Problem
    from csm_tui.operations.candidates import Candidate
    from csm_tui.operations.import_report import ImportOptions, ImportReport
    from csm_tui.operations.incoming import Incoming

KIND: Final = "kind"
_DATE: Final = "date"
_ENCODING: Final = "encoding"
_ENCODINGS: Final = (
    Choice("cp1252", "Windows, Western (cp1252)"),
    Choice("latin-1", "Latin-1: every byte is a letter"),
    Choice("mac_roman", "old Mac"),
    Choice("utf-16", "UTF-16"),
)
_SHEET: Final = "sheet"
# Answers are given by one key.
_KEYS: Final = 9
_BAD_ROWS: Final = "bad-rows"
_BY_HAND: Final = "by-hand"
_BOOK, _FILE, _SOURCE = "book", "file", "source"
_ACCEPT: Final = "accept:"
_NOT_IT: Final = "no"


class Asked(NamedTuple):
    """A question: what is asked, what was seen, the numbered answers; `stops` until answered.

    `suggested` is the choice that other columns of the file prove; it is never taken unasked.
    Where it is `typed` another answer can be given than the `choices`. `flag` is the same on the
    command line. `key` names it, `answers` are the keys of its answer, one for each of `files`.
    """

    key: str
    files: tuple[str, ...]
    column: str
    text: str
    examples: tuple[str, ...]
    lines: tuple[int, ...]
    choices: tuple[Choice, ...]
    flag: str
    answers: tuple[str, ...] = ()
    suggestion: str = ""
    stops: bool = True
    suggested: str | None = None

    @property
    def of_kind(self) -> bool:
        """Return whether it is asked what the rows of one file of several are."""
        return self.key == kind_of(self.files[0])

    @property
    def typed(self) -> bool:
        """Return whether another answer than those listed can be typed."""
        return not self.choices or self.key == _DATE

    def says(self, problem: Problem) -> bool:
        """Return whether a problem of its files says no more than the question."""
        if self.key == _DATE:
            return problem.column == "date" and problem.value is None
        if self.key == KIND or self.of_kind:
            return problem.file in self.files and problem.column is None
        return (problem.column or "", problem.problem) == (self.column, self.text)


def kind_of(file: str) -> str:
    """Return the key of the question what the rows of one file of several are."""
    return f"kind of: {file}"


def questions_of(
    files: Sequence[Incoming], report: ImportReport, options: ImportOptions, today: date
) -> tuple[Asked, ...]:
    """Return every question once, those that stop the import first."""
    asked = [
        *_open(report),
        *_kind(files),
        *_undated(files, report, today),
        *_undecoded(report, options),
        *_of_rows(report, options),
        *_by_hand(report, options),
        *_near(report.candidates, options),
        *_sheets(files, options),
    ]
    return tuple(sorted(asked, key=lambda one: not one.stops))


def answered(options: ImportOptions, asked: Asked, value: str) -> ImportOptions:
    """Return the options with a question answered; InvalidValue for what can be no answer."""
    if asked.key == KIND:
        return replace(options, kind=value)
    if asked.of_kind:
        return replace(options, kinds={**options.kinds, asked.files[0]: value})
    if asked.key == _DATE:
        return replace(options, date=_day(value))
    if asked.key == _SHEET:
        return replace(options, sheet=(value,))
    if asked.key == _ENCODING:
        return replace(options, encoding=value)
    if asked.key == _BAD_ROWS:
        return replace(options, skip_bad=True)
    if asked.key == _BY_HAND and value == _SOURCE:
        return replace(options, owns=tuple(dict.fromkeys((*options.owns, *asked.answers))))
    if asked.key == _BY_HAND:
        return replace(options, prefer="file" if value == _FILE else "book")
    if asked.key.startswith(_ACCEPT) and value != _NOT_IT:
        name = asked.key.removeprefix(_ACCEPT)
        return replace(options, accept={**options.accept, name: value})
    answers = dict.fromkeys(asked.answers, value)
    if not asked.choices:
        for key in answers:
            check_answer(key.removeprefix(f"{asked.files[0]}:"), value)
    return replace(options, answers={**options.answers, **answers})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"{text!r} is no date; write it like 2026-02-01.") from None


def unanswered(options: ImportOptions, asked: Asked) -> ImportOptions:
    """Return the options without the answer to a question, so that it is asked again."""
    if asked.key == KIND:
        return replace(options, kind=None)
    if asked.of_kind:
        kinds = {name: said for name, said in options.kinds.items() if name != asked.files[0]}
        return replace(options, kinds=kinds)
    if asked.key == _DATE:
        return replace(options, date=None)
    if asked.key == _SHEET:
        return replace(options, sheet=())
    if asked.key == _ENCODING:
        return replace(options, encoding=None)
    if asked.key == _BAD_ROWS:
        return replace(options, skip_bad=False)
    if asked.key == _BY_HAND:
        owns = tuple(name for name in options.owns if name not in asked.answers)
        return replace(options, prefer=None, owns=owns)
    name = asked.key.removeprefix(_ACCEPT)
    accept = {of: said for of, said in options.accept.items() if of != name}
    answers = {key: said for key, said in options.answers.items() if key not in asked.answers}
    return replace(options, accept=accept, answers=answers)


def _open(report: ImportReport) -> Iterator[Asked]:
    """Yield what the files leave open; files of one source are asked together."""
    together: dict[tuple[object, ...], Asked] = {}
    for file in report.files:
        for question in file.questions:
            stops = question.problem(file.name) in file.problems
            same = (file.source or file.name, question.key, question.choices)
            one = _asked(question, file.name, stops=stops)
            if same in together:
                before = together[same]
                one = before._replace(
                    files=tuple(dict.fromkeys((*before.files, file.name))),
                    answers=tuple(dict.fromkeys((*before.answers, *one.answers))),
                    stops=stops or before.stops,
                )
            together[same] = one
    yield from together.values()


def _asked(question: Ambiguity, file: str, *, stops: bool) -> Asked:
    choices = question.choices
    if question.what == "owner":
        choices = tuple(Choice(one.value, f"{one.value}, {one.title}") for one in choices)
    return Asked(
        f"{file}:{question.key}",
        (file,),
        question.column,
        question.reason,
        question.examples,
        question.lines,
        choices,
        question.flag,
        (f"{file}:{question.key}",),
        question.suggestion or "",
        stops,
        question.suggested,
    )


def _kind(files: Sequence[Incoming]) -> Iterator[Asked]:
    """Ask what the rows are of each file, where nothing says it."""
    alone = len(files) == 1
    for file in files:
        sheet = file.whole or file.sheet
        if sheet is None or file.problems != (unrecognised(sheet),):
            continue
        its = "its rows" if alone else f"the rows of {file.name}"
        yield Asked(
            KIND if alone else kind_of(file.name),
            (file.name,),
            "",
            f"What are {its}? The names of its columns do not say.",
            sheet.header[:4],
            (),
            tuple(Choice(kind, kind.replace("_", " ")) for kind in KINDS),
            "--as KIND" if alone else "--as KIND, in an import of its own",
        )


def _sheets(files: Sequence[Incoming], options: ImportOptions) -> Iterator[Asked]:
    """Offer to take only one sheet of a workbook that is imported alone."""
    titles = dict.fromkeys(file.whole.title for file in files if file.whole and file.whole.title)
    if not options.sheet and len(titles) > 1 and len({file.at for file in files}) == 1:
        yield Asked(
            _SHEET,
            tuple(file.name for file in files),
            "",
            f"The workbook has {len(titles)} sheets; each is taken as what it is.",
            (),
            (),
            tuple(Choice(title, f"only {title}") for title in list(titles)[:_KEYS]),
            "--sheet NAME",
            stops=False,
        )


def _undecoded(report: ImportReport, options: ImportOptions) -> Iterator[Asked]:
    """Ask for the encoding of a text that none of those tried fits."""
    found = [problem for problem in report.problems if "--encoding" in (problem.hint or "")]
    if found and options.encoding is None:
        yield Asked(
            _ENCODING,
            (found[0].file,),
            "",
            "Which encoding has the text? Not every byte fits.",
            (),
            (),
            _ENCODINGS,
            "--encoding NAME",
        )


def _undated(files: Sequence[Incoming], report: ImportReport, today: date) -> Iterator[Asked]:
    """Ask of which day the figures are that carry none; those of a flat sheet are left out."""
    names = tuple(
        file.name
        for file in files
        if any(problem.column == "date" and problem.value is None for problem in file.problems)
    )
    columns = {header: None for header, why in why_left_out(report.files) if why == NO_DAY}
    if not names and not columns:
        return
    text = "Of which day are its figures? No column says."
    if not names:
        text = f"Of which day is {', '.join(columns)}? Without a day it is left out."
    yield Asked(
        _DATE,
        names or tuple(dict.fromkeys(file.name for file in report.files)),
        "",
        text,
        (),
        (),
        (Choice(today.isoformat(), f"today, {today.isoformat()}"),),
        "--date DATE",
        stops=bool(names),
    )


def _of_rows(report: ImportReport, options: ImportOptions) -> Iterator[Asked]:
    bad = report.count("rejected")
    if not bad or options.skip_bad:
        return
    read = report.count("read")
    rows = "One row" if bad == 1 else f"{bad:,} rows"
    first = next((problem for problem in report.problems if problem.line is not None), None)
    others = f"import the other {read - bad:,}" if read > bad else "import none"
    yield Asked(
        _BAD_ROWS,
        (first.file,) if first else (),
        "",
        f"{rows} of {read:,} cannot be taken.",
        (),
        () if first is None or first.line is None else (first.line,),
        (Choice("skip", f"{others}; bad rows go to a file, to be mended"),),
        "--skip-bad",
    )


def _by_hand(report: ImportReport, options: ImportOptions) -> Iterator[Asked]:
    """Ask who wins where a person set what the file says otherwise."""
    kept = [problem for problem in report.problems if problem.hint == TAKE_THE_FILES]
    if not kept or options.prefer is not None:
        return
    columns = tuple(dict.fromkeys(problem.column for problem in kept if problem.column))
    values = "One value was" if len(kept) == 1 else f"{len(kept):,} values were"
    yield Asked(
        _BY_HAND,
        tuple(dict.fromkeys(problem.file for problem in kept)),
        "",
        f"{values} set by hand and the file says otherwise: {', '.join(columns)}.",
        (),
        tuple(problem.line for problem in kept[:3] if problem.line is not None),
        (
            Choice(_BOOK, "keep what was set by hand"),
            Choice(_FILE, "take the file's this time"),
            Choice(_SOURCE, "the file's always win in such a column, next time too"),
        ),
        "--prefer file",
        columns,
        stops=False,
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
            (first.file,),
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
            (_ACCEPT + name,),
            stops=False,
        )
