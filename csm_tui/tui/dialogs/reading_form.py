"""Recording a reading of health: any measure, or the overall score, of any day up to today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.operations import readings
from csm_tui.operations.fields import parse_field
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.changes import Changes


class ReadingForm(Form[None]):
    """Measure, value, day and note of one account; undone like any other change."""

    def __init__(self, account_id: int, account: str) -> None:
        self._account_id = account_id
        self._account = account
        super().__init__()

    def title_line(self) -> Line:
        """Return whose health it is."""
        return line(Piece(" Reading: ", "title"), Piece(self._account, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return measure, value, day and note."""
        choices = " · ".join(readings.READINGS)
        return (
            FieldSpec("measure", "measure", "", choices, readings.READINGS),
            FieldSpec("value", "value", "", "0 to 100; a pulse is 1 to 5"),
            FieldSpec("date", "day", "today", "today, -3d, fri, 2026-01-30; none to come"),
            FieldSpec("note", "note", "", "where it is from; may stay empty"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if name == "measure":
            readings.known(_measure(text))
        elif name == "value":
            _value(text)
        elif name == "date":
            self._day(text)

    def _day(self, text: str) -> date:
        today = self.csm.desk.today
        day = parse_field("touchpoints", "date", text or "today", today=today)
        if not isinstance(day, date) or day > today:
            raise InvalidValue("A reading is of a day up to today.")
        return day

    def save(self, texts: Mapping[str, str]) -> None:
        """Record it."""
        self.csm.apply(
            readings.record,
            account_id=self._account_id,
            measure=_measure(texts["measure"]),
            value=_value(texts["value"]),
            on_day=self._day(texts["date"]),
            note=texts["note"].strip() or None,
            then=self._saved,
            failed=self.fail,
        )

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)


def _measure(text: str) -> str:
    return text.strip().casefold()


def _value(text: str) -> float:
    try:
        return float(text.strip())
    except ValueError as error:
        raise InvalidValue("value is a number from 0 to 100; a pulse is 1 to 5.") from error
