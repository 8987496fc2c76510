"""The files of an import, read and converted; nothing of the book is known here yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue, UsageError
from csm_tui.exchange.headers import REJECT_COLUMN, map_headers
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.problems import BadSheet, Problem
from csm_tui.exchange.recognition import recognise_kind
from csm_tui.exchange.sheets import read_sheets
from csm_tui.exchange.tables import read_table
from csm_tui.exchange.wide import read_wide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.headers import HeaderMap
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.tables import Table
    from csm_tui.operations.import_report import ImportOptions, SourceFile


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file of an import, or one sheet of a workbook; `at` is the place of its source.

    Where `table` is None, `problems` say why the import stops; without problems it is left out.
    `source` is that of its ids, `mapping` is field -> header, `evidence` says how the file was
    read, `used` are the fields of `--map` and `--set` that it has.
    """

    name: str
    sha256: str
    at: int = 0
    source: str = ""
    sheet: Sheet | None = None
    table: Table | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    used: frozenset[str] = frozenset()

    @property
    def read(self) -> int:
        """Return how many rows the file has."""
        return 0 if self.sheet is None else len(self.sheet.rows) + len(self.sheet.rejected)


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return sha256(data).hexdigest()


def read_files(sources: Sequence[SourceFile], options: ImportOptions) -> list[Incoming]:
    """Return every file, or sheet of one, read and converted.

    Raises UsageError for options that no file can use.
    """
    _check_kind(options.kind)
    files = [file for at, source in enumerate(sources) for file in _read(source, at, options)]
    _check_used(files, options)
    return files


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


def _read(source: SourceFile, at: int, options: ImportOptions) -> list[Incoming]:
    found = Incoming(source.name, digest(source.data), at, options.source or "")
    try:
        sheets = read_sheets(
            source.data, name=source.name, encoding=options.encoding, title=options.sheet
        )
    except BadSheet as error:
        return [replace(found, problems=(error.problem,))]
    read = [
        _interpreted(
            replace(found, name=sheet.name, sheet=sheet, evidence=dict(sheet.evidence)),
            sheet,
            options,
        )
        for sheet in sheets
    ]
    if any(file.table is not None for file in read):
        return [_without_the_unrecognised(file) for file in read]
    return read


def _without_the_unrecognised(file: Incoming) -> Incoming:
    """Leave a sheet out that is no kind of rows, where others of its workbook are."""
    if file.sheet is None or file.problems != (_unrecognised(file.sheet),):
        return file
    left_out = "what its rows are cannot be told; import it alone with --sheet and --as"
    return replace(file, problems=(), evidence={**file.evidence, "left out": left_out})


def _interpreted(found: Incoming, sheet: Sheet, options: ImportOptions) -> Incoming:
    dated = {} if options.date is None else {"date": options.date.isoformat()}
    kind = options.kind or recognise_kind(
        sheet.header, sheet.columns(), chosen=options.mapping, given={**dated, **options.values}
    )
    if kind is None:
        return replace(found, problems=(_unrecognised(sheet),))
    constants = {name: text for name, text in options.values.items() if KINDS[kind].column(name)}
    mapping = _mapped(kind, sheet, options, constants)
    if dated and KINDS[kind].column("date") and "date" not in {*mapping.columns, *constants}:
        constants |= dated
        mapping = _mapped(kind, sheet, options, constants)
    found = replace(found, mapping=mapping.mapping)
    if mapping.problems:
        return replace(found, problems=mapping.problems)
    return _converted(found, sheet, mapping, options, constants)


def _mapped(
    kind: str, sheet: Sheet, options: ImportOptions, constants: Mapping[str, str]
) -> HeaderMap:
    return map_headers(
        kind,
        sheet.header,
        options.mapping,
        given=list(constants),
        file=sheet.name,
        line=sheet.header_line,
    )


def _converted(
    found: Incoming,
    sheet: Sheet,
    mapping: HeaderMap,
    options: ImportOptions,
    constants: Mapping[str, str],
) -> Incoming:
    read = read_table if mapping.metrics is None else read_wide
    values = ValueOptions(options.date_order, options.decimal)
    try:
        table = read(sheet, mapping, values, constants=constants)
    except BadSheet as error:
        return replace(found, problems=(error.problem,))
    except InvalidValue as error:
        problem = Problem(found.name, None, None, None, str(error), "Mend the value of --set.")
        return replace(found, problems=(problem,))
    if table.ambiguous:
        problems = tuple(column.problem(found.name) for column in table.ambiguous)
        return replace(found, problems=problems)
    used = {*mapping.by_hand, *constants}
    evidence = {**found.evidence, **table.evidence, **_left_out(mapping, table)}
    return replace(found, table=table, evidence=evidence, used=frozenset(used))


def _left_out(mapping: HeaderMap, table: Table) -> dict[str, object]:
    """Return the columns that are not read, as evidence."""
    evidence: dict[str, object] = {}
    if table.left_out:
        evidence["left out"] = [f"{header}: {reason}" for header, reason in table.left_out]
    unknown = [header for header in mapping.unknown if header != REJECT_COLUMN]
    if unknown:
        evidence["not read"] = unknown
    return evidence


def _unrecognised(sheet: Sheet) -> Problem:
    problem = "what its rows are cannot be told from its header."
    hint = f"Say it with --as ({', '.join(KINDS)}), and name columns with --map FIELD=HEADER."
    return Problem(sheet.name, sheet.header_line, None, None, problem, hint)
