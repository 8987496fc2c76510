"""A sheet as rows of one kind: every value converted and checked, nothing of the book known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.converted import Cells, Fault, Sign, in_one
from csm_tui.exchange.guard import GUARD, unguard
from csm_tui.exchange.headers import YEARLY, is_own_header
from csm_tui.exchange.in_parts import in_parts
from csm_tui.exchange.kinds import KINDS, LINKS, Column
from csm_tui.exchange.options import DATE_ORDERS, DECIMAL_MARKS, UNDECLARED, ValueOptions
from csm_tui.exchange.packed import Packed, Plain, Same
from csm_tui.exchange.periods import interval_column, yearly
from csm_tui.exchange.problems import Ambiguity, Problem
from csm_tui.exchange.rules import Broken, broken_rows
from csm_tui.exchange.translation import translated
from csm_tui.exchange.unknown_texts import without_unknown
from csm_tui.exchange.values import convert_column, parse_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.converted import Converted
    from csm_tui.exchange.custom import Kept
    from csm_tui.exchange.headers import HeaderMap
    from csm_tui.exchange.reader import Sheet

# What a column may prove for others.
_PROVEN: Final = {"date-order": DATE_ORDERS, "decimal": DECIMAL_MARKS}
GUARDED_TYPES = ("text", "account", "tags")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one kind from one file: `fields` is field -> its values, `lines` their rows.

    Values are as `convert_column()` gives them. `bad` are the places of rows that have a problem;
    their values do not count. `problems` hold those of the sheet too. Where `ambiguous` is not
    empty nothing counts at all. `left_out` columns (header -> why) were not taken; `signs` are the
    currency signs of fields whose amounts carry one, `custom` the columns kept as custom fields:
    their cells are among the fields. `movements` of ARR may be but the last of them.
    """

    kind: str
    fields: Mapping[str, Sequence[object]]
    lines: Sequence[int]
    problems: list[Problem] = field(default_factory=list)
    bad: frozenset[int] = frozenset()
    ambiguous: tuple[Ambiguity, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    signs: dict[str, Sign] = field(default_factory=dict)
    custom: tuple[Kept, ...] = ()
    movements: bool = False


def read_table(
    sheet: Sheet,
    mapping: HeaderMap,
    options: ValueOptions = UNDECLARED,
    *,
    constants: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Table:
    """Return the rows of `sheet` under `mapping`; `constants` fill fields that no column carries.

    `words` are the texts of fields that stand for ours: field -> text -> ours. The problems of
    `mapping` itself are the caller's to refuse first. A sheet without metric and value columns
    becomes metrics by `wide.read_wide()`, not here.
    """
    own = is_own_header(mapping.kind, sheet.header)
    if own and options.scale is None:
        options = options._replace(scale="0-100")
    if own and sheet.delimiter == "," and options.decimal is None:
        options = options._replace(decimal=".")
    columns = sheet.columns()
    if "currency" in mapping.columns:
        options = options._replace(currencies=columns[mapping.columns["currency"]])
    linked = not mapping.columns.keys().isdisjoint(LINKS)
    # Texts of a workbook are texts: nothing guards them.
    guarded = own and sheet.title is None
    converted: dict[str, Converted] = {}
    for column in KINDS[mapping.kind].columns:
        place = mapping.columns.get(column.name)
        if place is None:
            continue
        cells = _unguarded(column, columns[place]) if guarded else columns[place]
        if column.type == "account" and linked:
            column = column._replace(required=False)
        said = None
        theirs = options.foreign or sheet.header[place] != column.name
        if column.type == "text" and theirs:
            cells, said = without_unknown(column, cells)
        if words and column.name in words:
            cells, said = translated(cells, words[column.name], column.choices)
        if column.type in ("text", "account") and theirs:
            cells = _trimmed(cells)
        header = sheet.header[place]
        found = convert_column(column, cells, options, lines=sheet.lines, header=header)
        if said:
            found = found._replace(evidence=in_one(said, found.evidence))
        converted[column.name] = with_unread(found, sheet.unread.get(place, {}))
    for name in mapping.asked & converted.keys():
        converted[name] = _of_a_year(name, converted, sheet, mapping, options)
    fields = {name: column.values for name, column in converted.items()}
    for name, value in _given(mapping, constants or {}, options).items():
        fields[name] = Same(value, len(sheet.rows))
    return _assemble(sheet, mapping, converted, fields)


def _of_a_year(
    name: str,
    converted: Mapping[str, Converted],
    sheet: Sheet,
    mapping: HeaderMap,
    options: ValueOptions,
) -> Converted:
    """Return amounts that do not say what they are for as those of a year, or ask."""
    place = mapping.columns[name]
    unknown = Same[object](None, len(sheet.lines))
    days = {field: found.values for field, found in converted.items()}
    starts = days.get("start_date", unknown)
    ends = days.get("end_date", days.get("renewal_date", unknown))
    cells = Cells(sheet.header[place], sheet.cells[place], sheet.lines)
    at = interval_column(sheet.header)
    due = None if at is None else Cells(sheet.header[at], sheet.cells[at], sheet.lines)
    return yearly(cells, converted[name], options, starts, ends, due)


def with_custom(table: Table, kept: Sequence[Kept]) -> Table:
    """Return `table` with columns kept as custom fields, their cells among its fields."""
    fields = {column.field: column.cells for column in kept}
    return replace(table, fields={**table.fields, **fields}, custom=tuple(kept))


def with_unread(converted: Converted, unread: Mapping[int, str]) -> Converted:
    """Return a column with a fault for each cell of a workbook that has no value: row -> why."""
    if not unread:
        return converted
    hint = "Mend it in the workbook, or save the workbook again."
    faults = [
        Fault(at, text, f"this cell has no value but {text}.", hint) for at, text in unread.items()
    ]
    others = [fault for fault in converted.problems if fault.at not in unread]
    return converted._replace(problems=sorted((*others, *faults)))


def _unguarded(column: Column, cells: Sequence[str]) -> Sequence[str]:
    if column.type not in GUARDED_TYPES:
        return cells
    if not any(GUARD in "".join(part) for part in in_parts(cells)):
        return cells
    return Packed(unguard(cell) if cell[:1] == GUARD else cell for cell in cells)


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    """Return texts without the spaces, no-break ones too, that sheets and web pages leave there."""
    if all(cell == cell.strip() for cell in cells):
        return cells
    return Packed(map(str.strip, cells))


def _given(
    mapping: HeaderMap, constants: Mapping[str, str], options: ValueOptions
) -> dict[str, object]:
    """Return the values of `constants` for the fields without a column; raises InvalidValue."""
    columns = ((name, KINDS[mapping.kind].column(name)) for name in constants)
    return {
        name: parse_value(column, constants[name], options)
        for name, column in columns
        if column is not None and name not in mapping.columns
    }


def _assemble(
    sheet: Sheet,
    mapping: HeaderMap,
    converted: dict[str, Converted],
    fields: dict[str, Sequence[object]],
) -> Table:
    evidence = {name: column.evidence for name, column in converted.items() if column.evidence}
    signs = {name: column.sign for name, column in converted.items() if column.sign}
    problems, bad = list(sheet.problems), set[int]()
    for name, column in converted.items():
        for fault in column.problems:
            where = (sheet.name, sheet.lines[fault.at], mapping.mapping[name], fault.value)
            problems.append(Problem(*where, fault.problem, fault.hint))
            bad.add(fault.at)
    ambiguous = _with_suggestions(converted)
    if not ambiguous:
        _year_from_month(YEARLY.get(mapping.kind, "arr"), fields, signs)
        broken = [row for row in broken_rows(mapping.kind, fields) if row.at not in bad]
        problems += (_problem(sheet, mapping, row) for row in broken)
        bad |= {row.at for row in broken}
    problems.sort(key=lambda problem: problem.line or 0)
    return Table(
        mapping.kind,
        fields,
        sheet.lines,
        problems,
        frozenset(bad),
        ambiguous,
        evidence,
        mapping.left_out,
        signs,
    )


def _problem(sheet: Sheet, mapping: HeaderMap, broken: Broken) -> Problem:
    place = mapping.columns.get(broken.field)
    value = None if place is None else sheet.rows[broken.at][place]
    header = mapping.mapping.get(broken.field, broken.field)
    line = sheet.lines[broken.at]
    return Problem(sheet.name, line, header, value, broken.problem, broken.hint)


def _year_from_month(
    yearly: str, fields: dict[str, Sequence[object]], signs: dict[str, Sign]
) -> None:
    """Turn the monthly amounts of subscriptions, and of changes, into yearly ones."""
    monthly = fields.pop("mrr", None)
    if monthly is not None:
        if "mrr" in signs:
            signs[yearly] = signs.pop("mrr")
        fields[yearly] = Plain(cents * 12 if isinstance(cents, int) else None for cents in monthly)


def _with_suggestions(converted: dict[str, Converted]) -> tuple[Ambiguity, ...]:
    """Return what is ambiguous, each told what the other columns of the file prove."""
    told = []
    for column in converted.values():
        if column.ambiguous is None:
            continue
        asked = _PROVEN.get(column.ambiguous.what)
        if asked is None:
            told.append(column.ambiguous)
            continue
        others = ((name, other.proven) for name, other in converted.items() if other.proven)
        proofs = {proven: name for name, proven in others if proven in asked}
        suggestion = None
        if len(proofs) == 1:
            proven, name = next(iter(proofs.items()))
            flag = column.ambiguous.flag.split()[0]
            suggestion = f"{name} in the same file is {proven}: try `{flag} {proven}`."
        suggested = next(iter(proofs)) if suggestion else None
        told.append(column.ambiguous._replace(suggestion=suggestion, suggested=suggested))
    return tuple(told)
