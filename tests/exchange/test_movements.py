"""Which sheets hold movements of ARR or MRR, or either from day to day."""

from __future__ import annotations

import pytest

from csm_tui.exchange.movements import movements_of
from csm_tui.exchange.reader import read_sheet

TWO_DAYS = "Acme,2025-01-31,{}\nAcme,2025-02-28,{}\n"


@pytest.mark.parametrize(
    ("text", "shape", "field"),
    [
        ("Customer,Date,MRR Change\nAcme,2025-01-05,5\n", "movements", "mrr"),
        ("Customer,Month,Net New ARR\nAcme,2025-01,5\n", "movements", "amount"),
        ("Customer,Date,Type,MRR\nAcme,2025-01-05,Upgrade,5\n", "movements", "mrr"),
        ("Cliente,Fecha,Tipo,ARR\nAcme,2025-01-05,Expansión,5\n", "movements", "amount"),
        ("Customer,ARR Type,Date,Change\nAcme,churn,2025-01-05,5\n", "movements", "amount"),
        ("Customer,Date,MRR\n" + TWO_DAYS.format(5, 6), "levels", "mrr"),
        ("Customer,Date,MRR,ARR\n" + TWO_DAYS.format("5,60", "6,72"), "levels", "amount"),
    ],
)
def test_movements_and_levels_say_what_they_are(text: str, shape: str, field: str) -> None:
    found = movements_of(read_sheet(text.encode(), name="x.csv"))
    assert found is not None
    assert (found.shape, list(found.told)) == (shape, [field])


def test_an_amount_by_type_alone_does_not_say_for_what() -> None:
    text = "Customer,Date,Type,Amount\nAcme,2025-01-05,Upgrade,5\n"
    # Nor does the name of the file, which anybody may give it.
    found = movements_of(read_sheet(text.encode(), name="mrr.csv"))
    assert found is not None
    assert (found.told, dict(found.report.asked)) == ({}, {"Amount": "amount"})


@pytest.mark.parametrize(
    "text",
    [
        "account,date,amount,kind\nAcme,2025-01-05,5,new\n",
        "Customer,Date,Type,Amount\nAcme,2025-01-05,Invoice,5\n",
        "Customer,Date,Amount\nAcme,2025-01-05,5\nAcme,2025-02-05,5\n",
        "Customer,Date,ARR\nAcme,2025-01-05,5\nBeta,2025-01-05,5\n",
        "Customer,Start Date,Date,MRR\nAcme,2025-01-05,2025-01-05,5\nAcme,,2025-02-05,5\n",
        "Customer,MRR Change\nAcme,5\n",
    ],
)
def test_what_may_be_something_else_is_neither(text: str) -> None:
    assert movements_of(read_sheet(text.encode(), name="x.csv")) is None
