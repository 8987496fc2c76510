from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csm_tui.domain.filters import parse
from csm_tui.store.database import open_book
from csm_tui.store.standings import prepare
from csm_tui.tui import calendar_shelf as shelf
from csm_tui.tui.calendar_agenda import Shown
from csm_tui.tui.calendar_shelf import Found, Shelf, Span, Wish
from tests.tui.driving import TODAY
from tests.tui.planned import load, row

MONTH = Span(date(2026, 1, 26), date(2026, 3, 1))


def wish(day: date = TODAY, text: str = "", **more: object) -> Wish:
    wanted = parse(text) if text else None
    return Wish(MONTH, day, TODAY, wanted, Shown())._replace(**more)  # type: ignore[arg-type]


def find(path: Path, wanted: Wish) -> Found:
    with open_book(path, read_only=True) as book:
        prepare(book.connection, TODAY)
        return shelf.find(book.connection, wanted)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("month", MONTH),
        ("week", Span(date(2026, 2, 9), date(2026, 2, 15))),
        ("agenda", Span(TODAY, date(2026, 5, 3))),
    ],
)
def test_a_view_shows_its_span(view: str, expected: Span) -> None:
    assert shelf.span_of(view, date(2026, 2, 11), TODAY, 0) == expected


def test_the_agenda_begins_today_unless_the_cursor_is_beyond_it() -> None:
    assert shelf.agenda_start(TODAY + timedelta(days=90), TODAY) == TODAY
    assert shelf.agenda_start(TODAY + timedelta(days=91), TODAY) == date(2026, 5, 4)
    assert shelf.agenda_start(date(2025, 7, 1), TODAY) == date(2025, 7, 1)


def test_every_day_of_a_small_book_is_known_with_its_rows(planned: Path) -> None:
    found = find(planned, wish())
    assert [one.day for one in found.loads] == list(found.rows)
    assert [one.account for one in found.rows[TODAY]] == ["Aurora Cooperative"]
    # Those that cost nothing wait until their day is opened.
    assert not any(one.automated for rows in found.rows.values() for one in rows)
    opened = find(planned, wish(shown=Shown(opened=frozenset({TODAY}))))
    assert sum(one.automated for one in opened.rows[TODAY]) == 2


def test_of_a_large_book_the_first_days_are_known_and_the_one_asked_for(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_FIRST_ROWS", 2)
    day = date(2026, 2, 16)
    found = find(planned, wish(day))
    assert max(found.rows) == day
    assert date(2026, 2, 3) not in found.rows
    assert len(found.rows[day]) == 1


def test_with_a_filter_the_whole_is_counted_once(planned: Path) -> None:
    found = find(planned, wish(text="aurora"))
    assert (shelf.touchpoints(found.loads), found.whole) == (3, 9)
    assert find(planned, wish(text="aurora", whole=1_234)).whole == 1_234


def test_a_fresh_answer_voids_what_was_known_and_another_one_adds_to_it() -> None:
    known = Shelf()
    first = wish()
    known.take(first, Found([load(kinds={"check-in": 1})], {TODAY: [row()]}, 1), fresh=True)
    later = wish()._replace(span=Span(date(2026, 3, 2), date(2026, 3, 8)))
    known.take(later, Found([load(date(2026, 3, 3))], {date(2026, 3, 3): []}, 0), fresh=False)
    assert known.knows(first.span)
    assert known.knows(later.span)
    assert [one.day for one in known.of(first.span)] == [TODAY]
    known.take(later, Found([], {}, 0), fresh=True)
    assert not known.knows(first.span)
    assert known.rows == {}


def test_what_is_ahead_holds_thirteen_weeks_and_whether_it_was_planned(
    planned: Path, empty_book: Path
) -> None:
    for path, expected in ((planned, True), (empty_book, False)):
        with open_book(path, read_only=True) as opened:
            prepare(opened.connection, TODAY)
            found = shelf.ahead(opened.connection, None, TODAY)
        assert len(found.weeks) == 13
        assert found.weeks[0].monday == TODAY
        assert found.planned is expected
