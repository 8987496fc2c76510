"""The files of an import, read and converted; nothing of the book is known here yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from csm_tui.errors import UsageError
from csm_tui.exchange.content import Content, content_of
from csm_tui.exchange.custom import ALL
from csm_tui.exchange.fingerprints import Fingerprint, may_be_of, source_of, vendor_of
from csm_tui.exchange.headers import normalise, reject_source
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.parts import Wish, parts_of
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.sheets import read_sheets
from csm_tui.exchange.spill import begin_anew
from csm_tui.exchange.workbook import nobody_waits
from csm_tui.operations.incoming_parts import converted
from csm_tui.operations.last_time import (
    LastTime,
    check_answers,
    check_columns,
    nothing_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.exchange.parts import Link
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.tables import Table
    from csm_tui.exchange.unknown import Unknown
    from csm_tui.exchange.vendors.model import Vendor
    from csm_tui.operations.import_memory import Lesson
    from csm_tui.operations.import_report import ImportOptions, SourceFile
    from csm_tui.operations.last_time import Recall


@dataclass(frozen=True, slots=True)
class Incoming:
    """One kind of rows of a file, or of a sheet of a workbook; `at` is the place of its source.

    Where `table` is None, `problems` say why the import stops; without problems it is left out.
    `source` is that of its ids, `mapping` is field -> header, `evidence` says how the file was
    read, `used` are the fields of `--map` and `--set` that it has. `unknown` columns are not read.
    `questions` are open; `link` is how others find accounts through a sheet that is left out.
    `sheet` has the rows of this kind, `whole` those of the file as they came. `answers` are all
    that hold for it, earlier ones too, `owns` its columns (as `normalise()` leaves them) that hand
    edits do not keep, `lesson` is what to keep for the next such sheet, on the first of its kinds.
    `kept` are the headers of the columns that become custom fields.
    """

    name: str
    sha256: str
    at: int = 0
    source: str = ""
    sheet: Sheet | None = None
    whole: Sheet | None = None
    table: Table | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    used: frozenset[str] = frozenset()
    unknown: tuple[Unknown, ...] = ()
    questions: tuple[Ambiguity, ...] = ()
    link: Link | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    owns: frozenset[str] = frozenset()
    lesson: Lesson | None = None
    kind: str | None = None
    kept: frozenset[str] = frozenset()

    @property
    def read(self) -> int:
        """Return how many rows the file has."""
        return 0 if self.sheet is None else len(self.sheet.rows) + len(self.sheet.rejected)


def digest(data: bytes | Content) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    hashed = sha256()
    for piece in content_of(data).pieces():
        hashed.update(piece)
    return hashed.hexdigest()


def read_files(
    sources: Sequence[SourceFile],
    options: ImportOptions,
    recall: Recall = nothing_known,
    waiting: Callable[[], None] = nobody_waits,
) -> list[Incoming]:
    """Return every file, or sheet of one, read and converted.

    `recall` tells what was said of such a sheet earlier; `waiting` is called while a workbook is
    opened. Raises UsageError for options that no file can use.
    """
    _check_kind(options.kind)
    check_answers(options)
    # What an earlier look at files has put away goes with it.
    begin_anew()
    files = [
        file
        for at, source in enumerate(sources)
        for file in _read(source, at, options, recall, waiting)
    ]
    _check_used(files, options)
    return _refused_if_nothing(files)


def _refused_if_nothing(files: list[Incoming]) -> list[Incoming]:
    """Make a problem of what is left out where nothing else is there: it is no success."""
    if any(file.table is not None or file.problems or file.link for file in files):
        return files
    return [
        replace(
            file,
            problems=(
                Problem(
                    file.name,
                    None,
                    None,
                    None,
                    f"nothing of it can be imported ({file.evidence.get('left out')}).",
                    "Say what its rows are with --as.",
                ),
            ),
        )
        for file in files
    ]


def _check_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}. Kinds: {', '.join(KINDS)}.")


def _check_used(files: Sequence[Incoming], options: ImportOptions) -> None:
    """Refuse a `--map` or `--set` that no file could take: it would be dropped in silence."""
    if any(file.problems for file in files):
        return
    used = frozenset().union(*(file.used for file in files))
    for flag, given in (("--map", options.mapping), ("--set", options.values)):
        for name in given:
            if name not in used:
                what = f"{name}={given[name]}"
                raise UsageError(f"{flag} {what}: no file has such a field or column.")
    kept = {normalise(header) for file in files for header in file.kept}
    for header in options.custom:
        if header != ALL and normalise(header) not in kept:
            raise UsageError(
                f"--keep {header!r}: no accounts file has such a column that is not read already."
            )
    titles = {file.whole.title.casefold() for file in files if file.whole and file.whole.title}
    for title in options.sheet:
        if title.casefold() not in titles:
            raise UsageError(f"--sheet {title!r}: no file has such a sheet with rows.")
    check_columns([file.whole for file in files if file.whole is not None], options)


def _read(
    source: SourceFile,
    at: int,
    options: ImportOptions,
    recall: Recall,
    waiting: Callable[[], None],
) -> list[Incoming]:
    found = Incoming(source.name, digest(source.data), at, options.source or "")
    try:
        sheets = read_sheets(
            source.data,
            name=source.name,
            encoding=options.encoding,
            titles=options.sheet,
            waiting=waiting,
        )
    except BadSheet as error:
        return [replace(found, problems=(error.problem,))]
    read = [
        part
        for sheet in sheets
        for part in _interpreted(
            replace(
                found, name=sheet.name, sheet=sheet, whole=sheet, evidence=dict(sheet.evidence)
            ),
            sheet,
            options,
            recall,
        )
    ]
    if any(file.table is not None for file in read):
        return [_without_the_unrecognised(file) for file in read]
    return read


def _without_the_unrecognised(file: Incoming) -> Incoming:
    """Leave a sheet out that is no kind of rows, where others of its workbook are."""
    if file.sheet is None or file.problems != (unrecognised(file.sheet),):
        return file
    left_out = "what its rows are cannot be told; import it alone with --sheet and --as"
    return replace(file, problems=(), evidence={**file.evidence, "left out": left_out})


def _interpreted(
    found: Incoming, sheet: Sheet, options: ImportOptions, recall: Recall
) -> list[Incoming]:
    """Return each kind of rows that a sheet holds, converted, as was said now or last time."""
    if (kind := options.kinds.get(found.name)) is not None:
        options = replace(options, kind=kind)
        found = replace(found, evidence={**found.evidence, "kind": f"{kind}, as was said"})
    written_by = source_of(sheet.header, sheet.junk, sheet.columns())
    said = vendor_of(options.source) if options.source else None
    mended = reject_source(sheet.header)
    if mended:
        written_by = Fingerprint(mended, mended, f"column {sheet.header[-1]}")
    vendor = vendor_of(written_by.source) if written_by else said
    if written_by is not None:
        source = options.source or written_by.source
        told = f"{written_by.product}: {written_by.proof}"
        found = replace(found, source=source, evidence={**found.evidence, "source": told})
    elif options.source is None and (hint := may_be_of(sheet.header)):
        found = replace(found, evidence={**found.evidence, "may be of": hint})
    known = LastTime(found.name, sheet, found.source, options, recall)
    files = _kinds(found, sheet, known.options, vendor)
    while known.answer(question for file in files for question in file.questions):
        files = _kinds(found, sheet, known.options, vendor)
    told_of = known.told(files)
    return [
        replace(
            file,
            answers=known.answers,
            owns=known.owns,
            evidence={**file.evidence, **(told_of if number == 0 else {})},
            lesson=known.lesson(files) if number == 0 else None,
        )
        for number, file in enumerate(files)
    ]


def _kinds(
    found: Incoming, sheet: Sheet, options: ImportOptions, vendor: Vendor | None
) -> list[Incoming]:
    """Return each kind of rows that a sheet holds, converted."""
    day = options.date.isoformat() if options.date else None
    wish = Wish(options.kind, options.mapping, options.values, day, options.answers)
    parts = parts_of(sheet, wish, vendor)
    if parts.why is not None:
        told = f"{parts.title}: {parts.why}"
        evidence = {**found.evidence, "left out": told}
        return [replace(found, evidence=evidence, link=parts.link)]
    if not parts.parts:
        return [replace(found, problems=(unrecognised(sheet),))]
    return [
        converted(found, parts, part, options, first=number == 0)
        for number, part in enumerate(parts.parts)
    ]


def unrecognised(sheet: Sheet) -> Problem:
    """Return the problem of a sheet that is no kind of rows."""
    problem = "what its rows are cannot be told from its header."
    hint = f"Say it with --as ({', '.join(KINDS)}), and name columns with --map FIELD=HEADER."
    return Problem(sheet.name, sheet.header_line, None, None, problem, hint)
