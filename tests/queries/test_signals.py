"""The signals of the book: of a filter, in an order, in a state."""

from __future__ import annotations

import pytest

from csm_tui.domain.filters import parse
from csm_tui.domain.signals import SIGNAL_STATES
from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts
from csm_tui.operations import signals as operations
from csm_tui.queries import signals
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


@pytest.fixture
def three(book: Book, add: Add) -> Book:
    """Return a book: Acme with renewal and expansion, Globex with expansion, Initech calm."""
    add(name="Acme", arr="1000", renewal_date="2026-02-12", seats="10", seats_used="10")
    add(name="Globex", arr="1000", seats="5", seats_used="5", owner="Ana")
    add(name="Initech", arr="1000")
    return book


def listed(book: Book, text: str = "", **wanted: object) -> list[tuple[str, str]]:
    """Return account and kind of the signals."""
    prepare(book.connection, TODAY)
    rows = signals.signals(book.connection, parse(text), today=TODAY, **wanted)  # type: ignore[arg-type]
    return [(row.account, row.kind) for row in rows]


def test_they_go_by_the_rank_of_the_account_then_by_points(three: Book) -> None:
    assert listed(three) == [("Acme", "renewal"), ("Acme", "expansion"), ("Globex", "expansion")]


def test_a_row_has_the_account_and_the_whole_signal(three: Book) -> None:
    (row,) = signals.signals(three.connection, parse("owner:ana"), today=TODAY)
    assert (row.account, row.account_id, row.id) == ("Globex", 2, 212)
    assert (row.figure, row.threshold) == ("5 of 5 seats in use", "90 % of the seats")
    assert (row.play, row.lane, row.points) == ("start the expansion conversation", "grow", 12)


def test_a_filter_and_a_limit_cut_the_list(three: Book) -> None:
    assert listed(three, "globex") == [("Globex", "expansion")]
    assert listed(three, "-owner:ana", limit=1) == [("Acme", "renewal")]
    assert listed(three, limit=0) == []


def test_what_was_put_aside_is_listed_where_it_is_asked_for(three: Book) -> None:
    operations.dismiss(three, [212], reason="a trial", today=TODAY, now=NOW)
    operations.done(three, [106, 112], today=TODAY, now=NOW)
    assert listed(three) == []
    assert listed(three, states=("dismissed",)) == [("Globex", "expansion")]
    everything = [("Acme", "renewal"), ("Acme", "expansion"), ("Globex", "expansion")]
    assert listed(three, states=SIGNAL_STATES) == everything


def test_archived_accounts_have_none_unless_the_filter_asks_for_them(three: Book) -> None:
    accounts.archive(three, 1, today=TODAY, now=NOW)
    assert listed(three) == [("Globex", "expansion")]
    assert listed(three, "archived")[:1] == [("Acme", "renewal")]


def test_found_are_those_with_the_ids_each_once_in_their_order(three: Book) -> None:
    rows = signals.find(three.connection, [212, 106, 212], today=TODAY)
    assert [row.id for row in rows] == [212, 106]
    with pytest.raises(InvalidValue, match="Initech has no signal 312 today: none is open"):
        signals.find(three.connection, [312], today=TODAY)
