"""The kept columns of an accounts file on their way into the custom fields of the book."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.custom_fields import MOST_FIELDS, CustomField, key_of
from csm_tui.errors import UsageError
from csm_tui.exchange.custom import Cell, fit
from csm_tui.exchange.headers import normalise
from csm_tui.exchange.options import ValueOptions, is_blank
from csm_tui.exchange.packed import Filled, Packed
from csm_tui.exchange.problems import Problem
from csm_tui.operations.import_context import TAKE_THE_FILES
from csm_tui.store.staging import EXAMPLES, Differing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csm_tui.domain.custom_fields import FieldType
    from csm_tui.exchange.custom import Kept
    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.store.planned_custom import KeptValue

_VALUE: Final = ("account_id", "field_id", "value")
_TOLD: Final = 20
_NOUNS: Final = {"text": "text", "number": "number", "date": "date", "bool": "yes or no"}


class CustomOutcome(NamedTuple):
    """The lines that bring or change values, and what they change by field."""

    lines: set[int]
    differing: list[Differing]


class _Given(NamedTuple):
    """What a row has for a field; `value` None clears it."""

    line: int
    account: int
    value: str | None


def plan_custom(
    context: ImportContext, rows: ImportRows, file: int, targets: Sequence[int]
) -> CustomOutcome:
    """Plan the kept columns of `rows`, whose accounts are `targets`: new fields, then values."""
    lines: set[int] = set()
    differing: list[Differing] = []
    known = context.staged.custom_fields() if rows.custom else {}
    for kept in rows.custom:
        found = _Column(context, rows, file, kept).plan(targets, known)
        lines |= found.lines
        differing += found.differing
    return CustomOutcome(lines, differing)


class _Column:
    """One kept column."""

    def __init__(self, context: ImportContext, rows: ImportRows, file: int, kept: Kept) -> None:
        self._context = context
        self._staged = context.staged
        self._rows = rows
        self._file = file
        self._kept = kept

    def plan(self, targets: Sequence[int], known: dict[str, CustomField]) -> CustomOutcome:
        field = known.get(key_of(self._kept.name))
        given = self._given(targets, self._kept.type if field is None else field.type)
        if field is None:
            first = next((one for one in given if one.value is not None), None)
            if first is None:
                return CustomOutcome(set(), [])
            field = known[key_of(self._kept.name)] = self._new(first.line, len(known))
            return self._planned(field, given, {})
        return self._planned(field, given, self._staged.custom_values(field.id))

    def _new(self, line: int, count: int) -> CustomField:
        if count >= MOST_FIELDS:
            raise UsageError(f"A book has at most {MOST_FIELDS} custom fields; keep fewer columns.")
        kept = self._kept
        field = CustomField(self._staged.next_id("custom_field"), kept.name, kept.type)
        row = (field.id, line, field.name, key_of(field.name), field.type)
        self._staged.plan_new("custom_field", self._file, ("name", "name_key", "type"), [row])
        return field

    def _given(self, targets: Sequence[int], of_type: FieldType) -> list[_Given]:
        """Return what the rows say in the type of the field; tell what is none of it."""
        cells = self._rows.fields[self._kept.field]
        values = self._values(cells, of_type)
        given, wrong = dict[int, _Given](), list[tuple[int, str]]()
        for line, target, cell, value in zip(self._rows.lines, targets, cells, values, strict=True):
            if isinstance(cell, Cell) and value is None and not is_blank(cell.text):
                wrong.append((line, cell.text))
            elif value is not None or self._context.options.clear_blanks:
                given[target] = _Given(line, target, value)
        self._tell(wrong, of_type)
        return list(given.values())

    def _values(self, cells: Sequence[object], of_type: FieldType) -> Iterable[str | None]:
        kept = self._kept
        if of_type == kept.type:
            return (cell.value if isinstance(cell, Cell) else None for cell in cells)
        texts = Packed(
            cell.text.strip() if isinstance(cell, Cell) and not cell.unread else ""
            for cell in cells
        )
        if of_type == "text":
            return Filled(texts)
        options = self._context.options
        answers = self._context.answers
        declared = ValueOptions(
            options.date_order, options.decimal, answers=answers, epoch=kept.epoch
        )
        return fit(texts, of_type, declared)

    def _tell(self, wrong: Sequence[tuple[int, str]], of_type: FieldType) -> None:
        rows, header = self._rows, self._kept.header
        for line, text in wrong[:_TOLD]:
            told = f"this is no {_NOUNS[of_type]} of a custom field; it was not taken."
            rows.notices.append(Problem(rows.file, line, header, text.strip(), told))
        if len(wrong) > _TOLD:
            told = f"{len(wrong) - _TOLD:,} more values of {header} were not taken."
            rows.notices.append(Problem(rows.file, None, header, None, told))

    def _planned(
        self, field: CustomField, given: Sequence[_Given], there: dict[int, KeptValue]
    ) -> CustomOutcome:
        fresh = [one for one in given if one.account not in there and one.value is not None]
        changed = [
            one
            for one in given
            if one.account in there
            and there[one.account].value != one.value
            and not self._is_kept_by_hand(one, there[one.account])
        ]
        lines = {one.line for one in (*fresh, *changed)}
        if fresh:
            first = self._staged.next_id("custom_value")
            numbered = (
                (first + number, line, account, field.id, value)
                for number, (line, account, value) in enumerate(fresh)
            )
            self._staged.plan_new("custom_value", self._file, _VALUE, numbered)
        told = list(self._change(field, changed, there)) if changed else []
        new = [one for one in fresh if one.account < self._staged.first_id("account")]
        if new or told:
            examples = told[0].examples if told else ()
            name = self._staged.account_name
            more = ((one.line, name(one.account), None, one.value) for one in new)
            examples += tuple(islice(more, max(0, EXAMPLES - len(examples))))
            rows = len(new) + sum(one.rows for one in told)
            return CustomOutcome(lines, [Differing(self._kept.field, rows, examples)])
        return CustomOutcome(lines, [])

    def _change(
        self, field: CustomField, changed: Sequence[_Given], there: dict[int, KeptValue]
    ) -> tuple[Differing, ...]:
        staged = (
            (number, one.line, there[one.account].row, one.account, field.id, one.value)
            for number, one in enumerate(changed)
        )
        self._staged.stage("custom_value", _VALUE, staged)
        clear = self._context.options.clear_blanks
        return self._staged.plan(self._file, clear_blanks=clear).differing

    def _is_kept_by_hand(self, given: _Given, there: KeptValue) -> bool:
        """Return whether a value stays that was set by hand since an import; tell so."""
        if there.by_hand_on is None or self._context.options.prefer == "file":
            return False
        if normalise(self._kept.header) in self._context.owns:
            return False
        set_to = "cleared" if there.value is None else f"set to {there.value}"
        self._rows.problems.append(
            Problem(
                self._rows.file,
                given.line,
                self._kept.header,
                given.value,
                f"{self._kept.name} was {set_to} by hand on {there.by_hand_on}; that was kept.",
                TAKE_THE_FILES,
            )
        )
        return True
