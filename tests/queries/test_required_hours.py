"""Accounts by what decides their hours: the sum is that of each account by itself."""

from __future__ import annotations

import pytest

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.filters import parse
from csm_tui.models import preset
from csm_tui.operations import touch_models
from csm_tui.queries.agenda import summary
from csm_tui.queries.required_hours import alike, required
from csm_tui.store.database import Book
from csm_tui.store.standings import current_model, prepare
from tests.queries.conftest import NOW, TODAY, Add


def hours(book: Book, text: str = "") -> float:
    _, model = current_model(book.connection)
    return required(alike(book.connection, parse(text), model, today=TODAY), model)


@pytest.fixture
def few(add: Add) -> None:
    """Add accounts of every kind: in growth, low touch with and without health, unknown, lost."""
    add(name="Acme", arr="120k", health="82", start_date="2024-01-01")
    add(name="Bolt", arr="130k", health="90", start_date="2024-01-01")
    add(name="Cove", arr="10k", health="55", start_date="2024-01-01")
    add(name="Dune", arr="11k", health="69", start_date="2024-01-01")
    add(name="Elm", arr="12k", health="70", start_date="2024-01-01")
    add(name="Fern", arr="12k", start_date="2024-01-01")
    add(name="Glen", start_date="2024-01-01")
    add(name="Hill", arr="40k", status="prospect")
    add(name="Iris", arr="40k", status="churned")


@pytest.mark.usefixtures("few")
def test_the_sum_is_that_of_each_account_by_itself(book: Book) -> None:
    _, model = current_model(book.connection)
    rows = book.connection.execute(
        "SELECT level, tier, stage, quadrant, health FROM standing WHERE archived = 0"
    )
    each = sum(
        monthly_hours(level, tier, stage, quadrant, health, model)
        for level, tier, stage, quadrant, health in rows
    )
    assert hours(book) == pytest.approx(each)
    assert hours(book) == pytest.approx(summary(book.connection, today=TODAY).hours)


@pytest.mark.usefixtures("few")
def test_a_model_without_check_ins_bound_to_health_is_counted_too(book: Book) -> None:
    text = preset("three-tier")
    touch_models.use(book, text, file="three-tier", today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    assert hours(book) == pytest.approx(summary(book.connection, today=TODAY).hours)


@pytest.mark.usefixtures("few")
def test_accounts_alike_are_counted_together(book: Book) -> None:
    _, model = current_model(book.connection)
    groups = alike(book.connection, parse("tier:low stage:growth"), model, today=TODAY)
    # Two that a person checks in with, and two that automation does.
    counted = {(group.health is not None, group.accounts) for group in groups}
    assert sum(group.accounts for group in groups) == 4
    assert {by_person for by_person, _ in counted} == {True, False}
    assert sum(group.arr for group in groups) == 45_000_00


@pytest.mark.usefixtures("few")
def test_prospects_and_churned_ask_for_nothing_and_are_not_counted(book: Book) -> None:
    _, model = current_model(book.connection)
    groups = alike(book.connection, parse(""), model, today=TODAY)
    assert sum(group.accounts for group in groups) == 7
    assert hours(book, "glen") == 0


@pytest.mark.usefixtures("few")
def test_a_filter_keeps_some(book: Book) -> None:
    parts = [hours(book, f"tier:{tier}") for tier in ("high", "low", "unknown")]
    assert hours(book) == pytest.approx(sum(parts))
    assert hours(book, "acme") < parts[0]
