"""How headers are compared (IMPORT, first paragraph)."""

from __future__ import annotations

import pytest

from csm_tui.exchange.header_names import header_currency, normalise


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ("ARR (EUR)", "arr"),
        ("ARR [€]", "arr"),
        ("arr (in USD)", "ARR"),
        ("ARR (R$)", "arr"),
        ("Seats (#)", "seats"),
        ("Adoption (%)", "adoption_pct"),
        ("Billing State/Province", "billing state province"),
        ("NPS®", "nps"),
        ("Próximo contacto", "proximo_contacto"),
    ],
)
def test_these_are_one(header: str, same: str) -> None:
    assert normalise(header) == normalise(same)


@pytest.mark.parametrize(
    ("header", "other"),
    [
        ("Renewal (in days)", "Renewal"),
        ("ARR (k€)", "ARR"),
        ("ARR (in thousands)", "ARR"),
        ("Active users (%)", "Active users"),
        ("Duration (hours)", "Duration"),
    ],
)
def test_another_unit_is_another_thing(header: str, other: str) -> None:
    assert normalise(header) != normalise(other)


def test_a_currency_that_can_be_only_one_is_stated() -> None:
    found = {name: header_currency(name) for name in ("ARR (EUR)", "ARR (€)", "ARR ($)", "ARR")}
    assert found == {"ARR (EUR)": "EUR", "ARR (€)": "EUR", "ARR ($)": None, "ARR": None}
