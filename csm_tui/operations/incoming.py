"""The files of an import, read and converted; nothing of the book is known here yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue, UsageError
from csm_tui.exchange.custom import ALL, kept_columns, read_own_header
from csm_tui.exchange.dates import MONTH_DAY
from csm_tui.exchange.fingerprints import Fingerprint, may_be_of, source_of, vendor_of
from csm_tui.exchange.headers import is_own_header, normalise, reject_source
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.month_parts import as_levels, read_months
from csm_tui.exchange.movements import with_signs
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.parts import Wish, parts_of
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.sheets import read_sheets
from csm_tui.exchange.tables import read_table, with_custom
from csm_tui.exchange.wide import read_wide
from csm_tui.exchange.workbook import nobody_waits
from csm_tui.operations.last_time import (
    LastTime,
    answered_day,
    check_answers,
    check_columns,
    nothing_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.exchange.custom import Kept
    from csm_tui.exchange.parts import Link, Part, Parts
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


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return sha256(data).hexdigest()


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
            title=options.sheet,
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
        _converted(found, parts, part, options, first=number == 0)
        for number, part in enumerate(parts.parts)
    ]


def _converted(
    found: Incoming, parts: Parts, part: Part, options: ImportOptions, *, first: bool
) -> Incoming:
    """Return a part of a sheet, converted; the first tells what concerns the sheet as a whole."""
    found = replace(found, sheet=part.sheet, kind=part.kind, mapping=part.mapping.mapping)
    if first:
        found = replace(found, unknown=parts.unknown, questions=(*parts.questions, *parts.offers))
    if part.mapping.problems:
        return replace(found, problems=part.mapping.problems)
    try:
        part, table, offers = _table(part, options, optional=parts.title is None)
    except BadSheet as error:
        return replace(found, problems=(error.problem,))
    except InvalidValue as error:
        problem = Problem(found.name, None, None, None, str(error), "Mend the value of --set.")
        return replace(found, problems=(problem,))
    found = replace(found, questions=(*found.questions, *table.ambiguous, *offers))
    open_ = (*part.questions, *table.ambiguous)
    if open_:
        return replace(found, problems=tuple(question.problem(found.name) for question in open_))
    said = [(question.column, f"{question.reason} {question.hint()}") for question in offers]
    kept, not_kept = _kept(part, parts, options) if part.kind == "accounts" else ([], [])
    if kept:
        table = with_custom(table, kept)
        places = {column.place for column in kept}
        unknown = tuple(one for one in found.unknown if one.place not in places)
        found = replace(found, unknown=unknown)
    told = (*(parts.left_out if first else ()), *said, *table.left_out)
    taken = frozenset(column.header for column in kept)
    left_out = (*(pair for pair in told if pair[0] not in taken), *not_kept)
    return replace(
        found,
        table=table,
        mapping=part.mapping.mapping,
        evidence={
            **found.evidence,
            **_evidence(part, table),
            **{column.field: column.proof for column in kept},
            **({"custom": [column.header for column in kept]} if kept else {}),
            **_left_out(left_out, found.unknown),
        },
        used=frozenset({*part.mapping.by_hand, *(options.values.keys() & part.constants.keys())}),
        kept=taken,
    )


def _table(
    part: Part, options: ImportOptions, *, optional: bool
) -> tuple[Part, Table, list[Ambiguity]]:
    """Return the rows of a part, the part without the columns left out, and what to ask of them.

    Where it is `optional`, a column of which something must be asked, and that nobody mapped, is
    left out.
    """
    offers: list[Ambiguity] = []
    values = ValueOptions(
        options.date_order,
        options.decimal,
        period=options.period,
        scale=options.health_scale,
        day=options.date or answered_day(options.answers),
        answers=options.answers,
        foreign=part.foreign,
    )
    while True:
        table = _read_part(part, values)
        doubtful = [
            (name, question)
            for question in table.ambiguous
            for name, header in part.mapping.mapping.items()
            if header == question.column and _may_be_left(part, name, question)
        ]
        if not optional or not doubtful:
            return part, table, offers
        for name, question in doubtful:
            part = part.without(name, question.reason)
            offers.append(question)


def _kept(
    part: Part, parts: Parts, options: ImportOptions
) -> tuple[list[Kept], list[tuple[str, str]]]:
    """Return the columns to keep as custom fields, and why others are not kept."""
    if not options.custom and not any(map(read_own_header, part.sheet.header)):
        return [], []
    used = {at for one in parts.parts for at in one.used} | {*part.mapping.columns.values()}
    return kept_columns(
        part.sheet,
        options.custom,
        unread={one.place for one in parts.unknown},
        used=used,
        own=is_own_header(part.kind, part.sheet.header),
        options=ValueOptions(options.date_order, options.decimal, answers=options.answers),
    )


def _may_be_left(part: Part, name: str, question: Ambiguity) -> bool:
    column = KINDS[part.kind].column(name)
    if column is None or column.required:
        return False
    asked = name in part.mapping.asked or question.what == "scale"
    return asked and question.column != name and name not in part.mapping.by_hand


def _read_part(part: Part, values: ValueOptions) -> Table:
    mapping = part.mapping._replace(left_out=())
    if part.months:
        return read_months(part, values)
    if part.shape != "rows":
        return _read_changes(part._replace(mapping=mapping), values)
    if mapping.metrics is not None:
        return read_wide(part.sheet, mapping, values, constants=part.constants)
    return read_table(part.sheet, mapping, values, constants=part.constants, words=part.words)


def _read_changes(part: Part, values: ValueOptions) -> Table:
    """Return changes of ARR that the file states in its own way; those of a month at its end."""
    month = f"{MONTH_DAY}:{part.mapping.mapping.get('date', '')}"
    values = values._replace(answers={month: "last", **values.answers})
    table = read_table(part.sheet, part.mapping, values, constants=part.constants, words=part.words)
    return as_levels(table) if part.shape == "levels" else with_signs(table, part)


def _evidence(part: Part, table: Table) -> dict[str, str]:
    """Return what the columns prove, after what their names say."""
    return {
        name: "; ".join(filter(None, (part.evidence.get(name), table.evidence.get(name))))
        for name in (*part.evidence, *(n for n in table.evidence if n not in part.evidence))
    }


def _left_out(left_out: Sequence[tuple[str, str]], unknown: Sequence[Unknown]) -> dict[str, object]:
    """Return the columns that are not read, as evidence."""
    evidence: dict[str, object] = {}
    if left_out:
        evidence["left out"] = [f"{header}: {reason}" for header, reason in left_out]
    if unknown:
        evidence["not read"] = [column.header for column in unknown]
    return evidence


def unrecognised(sheet: Sheet) -> Problem:
    """Return the problem of a sheet that is no kind of rows."""
    problem = "what its rows are cannot be told from its header."
    hint = f"Say it with --as ({', '.join(KINDS)}), and name columns with --map FIELD=HEADER."
    return Problem(sheet.name, sheet.header_line, None, None, problem, hint)
