"""Columns kept as custom fields: typed by what the whole column proves, else texts."""

from __future__ import annotations

import pytest

from csm_tui.exchange.custom import Cell, kept_columns, own_header, read_own_header
from csm_tui.exchange.headers import is_own_header
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.reader import Sheet, read_sheet


def sheet_of(header: str, *cells: str) -> Sheet:
    rows = "".join(f'"A{n}","{cell}"\n' for n, cell in enumerate(cells))
    return read_sheet(f'name,"{header}"\n{rows}'.encode(), name="a.csv")


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (("1", "2.5", "", "-3"), "number", ["1", "2.5", None, "-3"]),
        (("1.234,56", "0,5"), "number", ["1234.56", "0.5"]),
        (("00123", "45"), "text", ["00123", "45"]),
        (("1,200", "3,400"), "text", ["1,200", "3,400"]),
        (("$5", "$6"), "text", ["$5", "$6"]),
        (("1234567890123456", "1"), "text", ["1234567890123456", "1"]),
        (("28/10/2025", "01/02/2025"), "date", ["2025-10-28", "2025-02-01"]),
        (("03/04/2025", "01/02/2025"), "text", ["03/04/2025", "01/02/2025"]),
        (("2025-10", "2025-11"), "text", ["2025-10", "2025-11"]),
        (("Yes", "no", "n/a"), "bool", ["true", "false", None]),
        (("NO", "NO"), "text", ["NO", "NO"]),
        (("0", "1"), "number", ["0", "1"]),
        (("12", "gold"), "text", ["12", "gold"]),
    ],
)
def test_a_column_has_the_type_that_all_of_it_proves(
    cells: tuple[str, ...], kind: str, values: list[str | None]
) -> None:
    sheet = sheet_of("Plan", *cells)
    (kept,), left = kept_columns(
        sheet, ("plan",), unread=(1,), used=(0,), own=False, options=ValueOptions()
    )
    assert (kept.type, left) == (kind, [])
    assert [cell.value if cell else None for cell in kept.cells] == values


def test_what_is_read_as_a_field_or_has_no_name_is_not_kept() -> None:
    sheet = read_sheet(b"name,Plan,plan ,Tier\nA,x,y,z\n", name="a.csv")
    kept, left = kept_columns(
        sheet, ("all",), unread=(1, 2, 3), used=(0, 3), own=False, options=ValueOptions()
    )
    assert [one.header for one in kept] == ["Plan"]
    assert [header.strip() for header, _ in left] == ["plan"]


def test_a_header_of_ours_states_the_type() -> None:
    header = own_header("Größe: a,b", "text")
    assert read_own_header(header) == ("Größe: a,b", "text")
    assert read_own_header("custom:money:x") is None
    assert is_own_header("accounts", (*KINDS["accounts"].header, header, "csm_problem"))
    assert not is_own_header("accounts", (*KINDS["accounts"].header, "Plan"))
    assert not is_own_header("contacts", (*KINDS["contacts"].header, header))
    sheet = sheet_of(header, "12", "'=1+1")
    (kept,), _ = kept_columns(sheet, (), unread=(1,), used=(0,), own=True, options=ValueOptions())
    assert kept.cells == [Cell("12", "12"), Cell("=1+1", "=1+1")]


def test_a_cell_of_a_workbook_without_a_value_is_none_of_the_column() -> None:
    sheet = sheet_of("Plan", "1", "", "2")
    sheet.unread[1] = {1: "#REF!"}
    (kept,), _ = kept_columns(
        sheet, ("plan",), unread=(1,), used=(0,), own=False, options=ValueOptions()
    )
    assert (kept.type, kept.cells[1]) == ("number", Cell("#REF!", None, unread=True))
