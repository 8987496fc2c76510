"""The custom fields and values of the book as the files of an import planned so far leave it."""

from __future__ import annotations

from typing import NamedTuple

from csm_tui.domain.custom_fields import CustomField
from csm_tui.store.planned_book import PlannedBook


class KeptValue(NamedTuple):
    """What an account has in a field: its row, and the day where that was set by hand.

    Only entries made after an import count as by hand: a first import fills what was typed before.
    """

    row: int
    value: str | None
    by_hand_on: str | None


class PlannedCustom(PlannedBook):
    """What imports ask of the custom fields."""

    def custom_fields(self) -> dict[str, CustomField]:
        """Return the fields by their folded names."""
        rows = self._connection.execute(
            f"SELECT name_key, id, name, type FROM {self._current('custom_field')}"  # noqa: S608
        )
        return {row[0]: CustomField._make(row[1:]) for row in rows}

    def custom_values(self, field_id: int) -> dict[int, KeptValue]:
        """Return what the accounts have in a field, by account."""
        rows = self._connection.execute(
            "SELECT v.account_id, v.id, v.value, CASE WHEN o.file IS NULL AND o.operation_id > "  # noqa: S608
            "(SELECT min(id) FROM operation WHERE json_extract(detail, '$.import') IS NOT NULL) "
            f"THEN o.entered_on END FROM {self._current('custom_value')} v "
            "LEFT JOIN main.custom_value m ON m.id = v.id "
            "LEFT JOIN main.origin o ON o.id = m.origin_id WHERE v.field_id = ?",
            (field_id,),
        )
        return {row[0]: KeptValue(*row[1:]) for row in rows}
