"""Accounts changed by hand: each change is one operation, and none is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.errors import ChangedElsewhere, InvalidValue, UnknownAccount
from csm_tui.models import preset
from csm_tui.operations import accounts, tasks, touch_models, touchpoints
from csm_tui.operations.undo import undo
from csm_tui.queries.accounts import card, fields_of
from csm_tui.queries.history import operations
from csm_tui.store.database import Book, create_book, open_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        accounts.add(opened, {"name": "Acme", "arr": 4_500_000}, today=TODAY, now=NOW)
        yield opened


def test_adding_needs_a_name(book: Book) -> None:
    for name in (None, "", "  "):
        with pytest.raises(InvalidValue):
            accounts.add(book, {"name": name}, today=TODAY, now=NOW)


def test_health_and_pulse_become_readings_of_the_day(book: Book) -> None:
    values = {"name": "Bolt", "health": 71.5, "pulse": 4}
    accounts.add(book, values, today=TODAY, now=NOW)
    readings = card(book.connection, 2, today=TODAY).facts.readings
    assert [(one.measure, one.value, one.date) for one in readings] == [
        ("score", 71.5, TODAY),
        ("pulse", 75.0, TODAY),
    ]


@pytest.mark.parametrize(("pulse", "points"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
def test_a_pulse_is_a_quarter_a_step(book: Book, pulse: int, points: int) -> None:
    accounts.pulse(book, 1, pulse, today=TODAY, now=NOW)
    assert card(book.connection, 1, today=TODAY).facts.readings[0].value == points


@pytest.mark.parametrize("value", [0, 6, -1])
def test_another_pulse_is_refused(book: Book, value: int) -> None:
    with pytest.raises(InvalidValue):
        accounts.pulse(book, 1, value, today=TODAY, now=NOW)


def test_a_twin_by_name_or_domain_is_refused_unless_its_id_tells_it_apart(book: Book) -> None:
    accounts.edit(book, 1, {"domain": "acme.example"}, today=TODAY, now=NOW)
    for values in ({"name": "ACME Inc."}, {"name": "Other", "domain": "acme.example"}):
        with pytest.raises(InvalidValue, match="in the book already"):
            accounts.add(book, values, today=TODAY, now=NOW)
    accounts.add(book, {"name": "Acme", "external_id": "A-2"}, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="in the book already"):
        accounts.add(book, {"name": "Third", "external_id": "A-2"}, today=TODAY, now=NOW)


def test_edit_clears_by_none_and_status_and_source_fall_back(book: Book) -> None:
    values = {"arr": None, "status": None, "source": None, "tags": ("a", "b")}
    accounts.edit(book, 1, values, today=TODAY, now=NOW)
    stored = fields_of(book.connection, 1, ("arr", "status", "source", "tags"))
    assert stored == {"arr": None, "status": "customer", "source": "", "tags": "a;b"}


def test_edit_of_nothing_new_is_no_operation(book: Book) -> None:
    changes = accounts.edit(book, 1, {"arr": 4_500_000}, today=TODAY, now=NOW)
    assert changes.operation is None
    assert len(operations(book.connection)) == 1


def test_an_older_form_never_wins_in_silence(book: Book) -> None:
    opened = {"owner": None, "arr": 4_500_000}
    accounts.edit(book, 1, {"owner": "Bo"}, today=TODAY, now=NOW, expected=opened)
    with pytest.raises(ChangedElsewhere, match="owner"):
        accounts.edit(book, 1, {"owner": "Cy"}, today=TODAY, now=NOW, expected=opened)
    assert fields_of(book.connection, 1, ("owner",)) == {"owner": "Bo"}


def test_what_is_gone_is_said(book: Book) -> None:
    undo(book, today=TODAY, now=NOW)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: accounts.edit(book, 1, {"owner": "Bo"}, today=TODAY, now=NOW),
        lambda: accounts.archive(book, 1, today=TODAY, now=NOW),
        lambda: accounts.pulse(book, 1, 3, today=TODAY, now=NOW),
        lambda: touchpoints.log(book, 1, {}, today=TODAY, now=NOW),
        lambda: tasks.add(book, 1, {"title": "x"}, today=TODAY, now=NOW),
    )
    for change in attempts:
        with pytest.raises(UnknownAccount):
            change()


def override(book: Book, figure: str, value: str | None, **given: object) -> None:
    options = {"reason": "seen", "until": TODAY + timedelta(30), **given}
    accounts.override(book, 1, figure, value, today=TODAY, now=NOW, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "value", "given"),
    [
        ("tier", "highest", {}),
        ("level", "unknown", {}),
        ("health", "101", {}),
        ("health", "good", {}),
        ("health", "nan", {}),
        ("at-risk", "perhaps", {}),
        ("size", "5", {}),
        ("tier", "high", {"reason": " "}),
        ("tier", "high", {"until": None}),
        ("tier", "high", {"until": TODAY - timedelta(1)}),
        ("health", "50", {"until": TODAY + timedelta(91)}),
    ],
)
def test_an_override_that_does_not_fit_is_refused(
    book: Book, figure: str, value: str, given: dict[str, object]
) -> None:
    with pytest.raises(InvalidValue):
        override(book, figure, value, **given)
    assert len(operations(book.connection)) == 1


def test_an_override_holds_through_its_last_day(book: Book) -> None:
    override(book, "level", "high")
    last = TODAY + timedelta(30)
    for day, level in ((TODAY, "high"), (last, "high"), (last + timedelta(1), "medium")):
        assert card(book.connection, 1, today=day).standing.level.level == level


def test_ending_an_override_takes_effect_today(book: Book) -> None:
    override(book, "health", "20")
    assert card(book.connection, 1, today=TODAY).standing.health.band == "red"
    override(book, "health", None)
    assert card(book.connection, 1, today=TODAY).standing.health.band == "unknown"


def test_archiving_deletes_nothing_and_goes_back(book: Book) -> None:
    accounts.pulse(book, 1, 3, today=TODAY, now=NOW)
    accounts.archive(book, 1, today=TODAY, now=NOW)
    found = card(book.connection, 1, today=TODAY)
    assert found.account.archived_on == TODAY
    assert len(found.facts.readings) == 1
    accounts.archive(book, 1, back=True, today=TODAY, now=NOW)
    assert card(book.connection, 1, today=TODAY).account.archived_on is None


def test_adopting_a_model_assesses_every_account_again(book: Book) -> None:
    assert card(book.connection, 1, today=TODAY).standing.tier.tier == "medium"
    changes = touch_models.use(
        book, preset("three-tier"), file="three-tier", today=TODAY, now=NOW, note="n"
    )
    assert changes.all_accounts
    assert card(book.connection, 1, today=TODAY).standing.tier.tier == "low"
    undo(book, today=TODAY, now=NOW)
    assert card(book.connection, 1, today=TODAY).standing.tier.tier == "medium"
