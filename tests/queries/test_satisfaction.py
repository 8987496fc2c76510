"""What customers say, asked of a book: groups, periods, the latest answers, detractors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations import accounts
from csm_tui.queries import satisfaction, signals
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare, refresh
from tests.queries.conftest import NOW, TODAY, Add

Say = Callable[..., None]


@pytest.fixture
def say(book: Book) -> Say:
    """Return a function that puts answers to NPS (or another type) of an account into the book."""

    def put(account: int, *scores: float, days: int = 10, kind: str = "nps", **more: Any) -> None:
        row = {"respondent": None, "comment": None, "scale": None, **more}
        day = (TODAY - timedelta(days=days)).isoformat()
        book.connection.executemany(
            "INSERT INTO survey (account_id, date, type, score, scale, respondent, comment)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (account, day, kind, score, row["scale"], row["respondent"], row["comment"])
                for score in scores
            ],
        )
        refresh(book.connection, None, TODAY)
        prepare(book.connection, TODAY)

    return put


def nps(book: Book, text: str = "", **asked: Any) -> dict[str | None, tuple[int, float | None]]:
    """Return count and NPS by group."""
    found = satisfaction.scores(book.connection, parse(text), today=TODAY, **asked)
    return {
        group.key: (one.responses, None if one.nps is None else round(one.nps, 2))
        for group in found.groups
        for one in group.scores
        if one.type == "nps"
    }


@pytest.fixture
def two(book: Book, add: Add, say: Say) -> Book:
    """Return a book: Acme (high, enterprise) with the worked NPS, Globex (low) with five tens."""
    add(name="Acme", arr="200000", segment="Enterprise", owner="Ana")
    add(name="Globex", arr="6000", owner="Ben")
    say(1, 9, 9, 10, 7, 0, 3)
    say(2, 10, 10, 10, 10, 10, days=40)
    return book


def test_counting_leaves_what_was_made_ready_for_the_day_as_it_is(two: Book) -> None:
    nps(two)
    made = two.connection.execute("PRAGMA temp.schema_version").fetchone()
    prepare(two.connection, TODAY)
    assert two.connection.execute("PRAGMA temp.schema_version").fetchone() == made


def test_all_comes_first_then_each_tier_of_the_model(two: Book) -> None:
    found = nps(two)
    assert [*found] == ["all", "high", "medium", "low", "tech"]
    assert found["high"] == (6, 16.67)
    assert found["low"] == (5, 100)
    assert found["medium"] == (0, None)
    assert found["all"] == (11, round(100 * (8 - 2) / 11, 2))


def test_accounts_of_no_tier_are_a_group_only_where_they_answered(
    two: Book, add: Add, say: Say
) -> None:
    add(name="Zulu")
    assert "unknown" not in nps(two)
    say(3, 8)
    assert nps(two)["unknown"] == (1, None)


@pytest.mark.parametrize("by", satisfaction.GROUPINGS)
def test_the_inversion_of_tiers_is_found_whatever_the_groups_are(two: Book, by: str) -> None:
    asked = satisfaction.scores(two.connection, parse(""), today=TODAY, by=by)
    assert [one.tier for one in asked.inversions] == ["low"]


def test_other_groups_are_those_with_answers_and_nothing_comes_last(two: Book) -> None:
    assert [*nps(two, by="segment")] == ["all", "Enterprise", None]
    assert nps(two, by="owner")["Ben"] == (5, 100)
    assert nps(two, by="month") == {"all": (11, 54.55), "2025-12": (5, 100), "2026-01": (6, 16.67)}
    assert [*nps(two, by="quarter")] == ["all", "2025-Q4", "2026-Q1"]


def test_a_filter_and_a_period_cut_the_answers_and_both_days_count(two: Book) -> None:
    assert nps(two, "owner:ana")["all"] == (6, 16.67)
    on_day = TODAY - timedelta(days=40)
    assert nps(two, from_=on_day, to=on_day)["all"] == (5, 100)
    assert nps(two, from_=on_day + timedelta(days=1))["all"] == (6, 16.67)
    asked = satisfaction.scores(two.connection, parse(""), today=TODAY)
    assert (asked.first_on, asked.last_on) == (on_day, date(2026, 1, 23))


def test_what_is_answered_after_today_does_not_count_yet(two: Book, say: Say) -> None:
    say(1, 0, days=-1)
    assert nps(two, to=TODAY + timedelta(days=30))["high"] == (6, 16.67)


def test_archived_accounts_are_left_out(two: Book) -> None:
    accounts.archive(two, 2, today=TODAY, now=NOW)
    prepare(two.connection, TODAY)
    assert nps(two)["all"] == (6, 16.67)


def test_latest_counts_each_person_once_and_nameless_answers_each(two: Book, say: Say) -> None:
    say(1, 2, days=30, respondent="Inés")
    say(1, 9, days=5, respondent="ines")
    assert nps(two, latest=False)["high"][0] == 8
    assert nps(two, latest=True)["high"] == (7, round(100 * 2 / 7, 2))
    assert nps(two, latest=True, to=TODAY - timedelta(days=8))["high"][0] == 7


def test_the_same_person_answers_each_type_and_each_account_for_itself(two: Book, say: Say) -> None:
    say(1, 4, kind="csat", respondent="Inés")
    say(1, 9, respondent="Inés")
    say(2, 9, respondent="Inés")
    assert nps(two, latest=True)["all"][0] == 13


def test_comments_are_listed_newest_first(two: Book, say: Say) -> None:
    say(1, 9, days=3, comment="Great", respondent="Inés")
    say(2, 3, days=1, comment="  ")
    say(2, 4, days=2, comment="Slow", kind="csat", scale=5)
    found = satisfaction.comments(two.connection, parse(""), today=TODAY)
    assert [(one.account, one.type, one.score, one.comment) for one in found] == [
        ("Globex", "csat", 4, "Slow"),
        ("Acme", "nps", 9, "Great"),
    ]
    assert len(satisfaction.comments(two.connection, parse(""), today=TODAY, limit=1)) == 1


def touch(book: Book, account: int, days: int, channel: str, answered: bool | None = None) -> None:
    """Put a touchpoint that was done so many days ago."""
    book.connection.execute(
        "INSERT INTO touchpoint (account_id, date, kind, channel, status, direction, answered)"
        " VALUES (?, ?, 'check-in', ?, 'done', 'outbound', ?)",
        (account, (TODAY - timedelta(days=days)).isoformat(), channel, answered),
    )
    refresh(book.connection, None, TODAY)
    prepare(book.connection, TODAY)


def awaiting(book: Book) -> list[tuple[str, float]]:
    """Return account and answer of the detractors that wait."""
    found = satisfaction.detractors(book.connection, parse(""), today=TODAY)
    return [(one.account, one.score) for one in found]


def test_a_detractor_waits_until_a_qualifying_touchpoint_on_the_day_or_after(
    book: Book, add: Add, say: Say
) -> None:
    add(name="Acme", arr="200000")
    say(1, 6, 7)
    assert awaiting(book) == [("Acme", 6)]
    touch(book, 1, 11, "video")
    touch(book, 1, 5, "email")
    assert awaiting(book) == [("Acme", 6)]
    touch(book, 1, 10, "video")
    assert awaiting(book) == []


def test_who_answered_better_since_waits_no_more(book: Book, add: Add, say: Say) -> None:
    add(name="Acme", arr="200000")
    say(1, 2, respondent="Inés")
    say(1, 8, days=3, respondent="Inés")
    assert awaiting(book) == []


def test_an_imported_last_contact_answers_nobody_as_in_the_signals(
    book: Book, add: Add, say: Say
) -> None:
    add(name="Acme", arr="200000", last_contact_on="2026-01-30")
    say(1, 2)
    kinds = [one.kind for one in signals.signals(book.connection, parse(""), today=TODAY)]
    assert ("detractor" in kinds, awaiting(book)) == (True, [("Acme", 2)])
    touch(book, 1, 3, "phone")
    kinds = [one.kind for one in signals.signals(book.connection, parse(""), today=TODAY)]
    assert ("detractor" in kinds, awaiting(book)) == (False, [])
