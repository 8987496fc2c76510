from __future__ import annotations

from datetime import date, timedelta

import pytest

from csm_tui.formatting import ASCII, UNICODE
from csm_tui.tui import calendar_agenda as agenda
from csm_tui.tui import calendar_rows as rows
from csm_tui.tui import calendar_week as week
from csm_tui.tui.calendar_agenda import Blank, Folded, Rest, Shown
from csm_tui.tui.calendar_rows import Setting
from csm_tui.tui.pieces import Line, laid, width_of
from tests.tui.driving import TODAY
from tests.tui.planned import load, row

SETTING = Setting(TODAY, UNICODE)
PLAIN = Setting(TODAY, ASCII)


def text(line: Line, width: int, *, plain: bool = False) -> str:
    return "".join(piece.text for piece in laid(line, width, plain=plain))


@pytest.mark.parametrize("width", [57, 77, 97, 117])
@pytest.mark.parametrize("setting", [SETTING, PLAIN])
def test_a_row_fills_its_width_and_no_more_whatever_stands_in_it(
    width: int, setting: Setting
) -> None:
    for account in ("Aurora", "Kanal 九州システム株式会社の日本支店", "é" * 90, "👩‍👩‍👧 family"):
        for fields in ({}, {"time": "09:00"}, {"automated": True}, {"status": "done"}):
            one = row(account=account, subject="Überprüfung 九州" * 3, effort=6_030, **fields)
            line = rows.row_line(one, width, setting)
            assert sum(width_of(piece.text) for piece in line.left) <= width
            assert width_of(text(line, width)) == width


def test_a_row_gives_time_sign_title_account_channel_minutes_and_window() -> None:
    one = row(
        time="09:00",
        kind="business-review",
        account="Contoso Retail",
        effort=240,
        window_from=date(2026, 2, 2),
        window_to=date(2026, 2, 13),
    )
    shown = text(rows.row_line(one, 77, SETTING), 77)
    assert shown.split() == "09:00 ▣ Business review Contoso Retail video 4h in window 2–13".split()


def test_columns_of_rows_stand_under_each_other() -> None:
    first = text(rows.row_line(row(account="Aurora", time="09:00"), 77, SETTING), 77)
    other = text(rows.row_line(row(account="九州", channel="video"), 77, SETTING), 77)
    assert first.index("Aurora") == other.index("九州")
    # Two wide characters take the cells of four.
    assert first.index("video") == other.index("video") + 2


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"days_overdue": 3}, ("!3d", "bad")),
        ({"status": "no-show"}, ("no show", "muted")),
        ({"over": True}, ("over the hours", "warn")),
        # Whoever moves it there has decided so.
        ({"over": True, "booked": True}, ("until 6 Feb", "muted")),
        ({"window_from": date(2026, 2, 3)}, ("outside 3–6", "warn")),
        ({"date": date(2026, 2, 9)}, ("after 6 Feb", "warn")),
        (
            {"window_from": date(2026, 2, 20), "window_to": date(2026, 3, 6)},
            ("before 20 Feb", "warn"),
        ),
        ({"window_from": None, "booked": True}, ("booked", "muted")),
        ({"window_from": None}, ("high: every 14 days", "muted")),
        ({"window_from": date(2026, 1, 1)}, ("until 6 Feb", "muted")),
        ({"window_from": TODAY}, ("in window 2–6", "muted")),
        ({"window_from": TODAY, "window_to": date(2026, 3, 6)}, ("in 2 Feb–6 Mar", "muted")),
    ],
)
def test_the_note_says_what_tells_most(
    fields: dict[str, object], expected: tuple[str, str]
) -> None:
    assert rows.note(row(**fields), TODAY) == expected


def test_a_window_is_written_short() -> None:
    assert rows.window(date(2026, 2, 2), date(2026, 2, 13)) == "2–13"
    assert rows.window(date(2026, 1, 26), date(2026, 2, 6)) == "26 Jan–6 Feb"
    assert rows.window(date(2026, 2, 2), date(2026, 2, 2)) == "2"


def test_why_gives_the_reason_the_due_day_and_the_window() -> None:
    one = row(due_on=date(2026, 2, 5), over=True)
    words = "".join(piece.text for piece in rows.why(one, SETTING))
    assert words == (
        "Aurora Cooperative: high: every 14 days · due Thu 5 Feb · window 30 Jan–6 Feb"
        " · no day of its window has the hours"
    )
    booked = row(reason=None, booked=True, time="09:00", due_on=None, window_from=None)
    words = "".join(piece.text for piece in rows.why(booked, SETTING))
    assert words == "Aurora Cooperative: check-in, booked for today 09:00"


@pytest.mark.parametrize(
    ("kinds", "width", "expected"),
    [
        ({"check-in": 3, "renewal": 1}, 10, "○○○ ◆"),
        ({"check-in": 2, "training": 1, "business-review": 1, "expansion": 2}, 10, "○○○ ▣ ◇◇"),
        ({"check-in": 12, "business-review": 3}, 10, "○12 ▣3"),
        ({"check-in": 12_345, "business-review": 345, "renewal": 7}, 10, "○12K▣345◆7"),
        ({"check-in": 12_345, "business-review": 345}, 5, "13K"),
        ({"check-in": 12_345}, 2, ""),
        ({}, 10, ""),
    ],
)
def test_counts_are_signs_while_they_are_few_and_figures_then(
    kinds: dict[str, int], width: int, expected: str
) -> None:
    assert rows.counts_text(kinds, width, UNICODE) == expected


# Sections


def test_automated_touchpoints_are_one_line_a_day_that_opens() -> None:
    day = load(kinds={"check-in": 1}, automated=12)
    human, sent = row(), [row(id=number, automated=True) for number in (2, 3)]
    folded = agenda.day_part(day, [human], Shown())
    assert folded.entries == (human, Folded(TODAY, 12, opened=False))
    opened = agenda.day_part(day, [human, *sent], Shown(opened=frozenset({TODAY})))
    assert opened.entries == (human, Folded(TODAY, 12, opened=True), *sent, Rest(TODAY, 10))
    hidden = agenda.day_part(day, [human], Shown(automated=False))
    assert hidden.entries == (human,)


def test_a_day_whose_rows_are_not_known_yet_has_its_length_already() -> None:
    part = agenda.day_part(load(kinds={"check-in": 7}, automated=1), None, Shown())
    assert (part.key, part.length, part.entries) == ("2026-02-02", 8, ())
    only_sent = agenda.day_part(load(automated=1), None, Shown())
    assert only_sent.entries == (Folded(TODAY, 1, opened=False),)


def test_a_day_of_thousands_says_how_many_are_left_out() -> None:
    many = [row(id=number) for number in range(agenda.MOST)]
    part = agenda.day_part(load(kinds={"check-in": 6_000}), many, Shown())
    assert part.length == agenda.MOST + 1
    assert part.entries[-1] == Rest(TODAY, 6_000 - agenda.MOST)


def test_the_agenda_begins_with_what_is_overdue_and_leaves_empty_days_out() -> None:
    tomorrow = load(TODAY + timedelta(days=1), kinds={"check-in": 1})
    parts = agenda.agenda_parts(
        [row(id=9, days_overdue=3)], [load(), tomorrow], {tomorrow.day: [row()]}, Shown()
    )
    assert [part.key for part in parts] == ["overdue", "2026-02-03"]


def test_a_week_has_all_its_days() -> None:
    first, last = week.week_days(TODAY, 0)
    assert (first, last) == (date(2026, 2, 2), date(2026, 2, 8))
    loads = [load(first + timedelta(days=number)) for number in range(7)]
    parts = week.week_parts([], loads, {}, Shown())
    assert [part.entries for part in parts] == [(Blank(one.day),) for one in loads]


@pytest.mark.parametrize(
    ("day", "first", "expected"),
    [
        (TODAY, 6, (date(2026, 2, 1), date(2026, 2, 7))),
        (date(2026, 1, 1), 0, (date(2025, 12, 29), date(2026, 1, 4))),
        (date(2026, 3, 29), 0, (date(2026, 3, 23), date(2026, 3, 29))),
        (date.max, 0, (date(9999, 12, 27), date.max)),
        (date.min, 6, (date.min, date(1, 1, 7))),
    ],
)
def test_a_week_begins_as_asked_also_at_the_ends_of_the_calendar(
    day: date, first: int, expected: tuple[date, date]
) -> None:
    assert week.week_days(day, first) == expected


# Heads


def test_a_head_gives_the_hours_against_those_available_with_a_bar() -> None:
    day = load(minutes=250, kinds={"check-in": 3, "renewal": 1})
    shown = text(agenda.day_head(day, 74, SETTING), 74)
    assert shown.split() == [
        "Mon",
        "2",
        "Feb",
        "today",
        "○○○",
        "◆",
        "4h10",
        "of",
        "6h",
        "━━━━━━━───",
    ]


def test_a_head_says_what_is_over_and_what_is_free() -> None:
    over = agenda.day_head(load(minutes=380), 74, SETTING)
    assert "20m over" in text(over, 74)
    assert "6h free" in text(agenda.day_head(load(), 74, SETTING), 74)
    holiday = load(date(2027, 2, 15), available=0, free="Washington's Birthday")
    shown = text(agenda.day_head(holiday, 74, SETTING), 74)
    assert shown.startswith("Mon 15 Feb 2027")
    assert shown.rstrip().endswith("Washington's Birthday")
    assert text(agenda.day_head(load(available=0), 74, SETTING), 74).rstrip().endswith("day off")


@pytest.mark.parametrize("width", [54, 74, 94, 114])
@pytest.mark.parametrize("setting", [SETTING, PLAIN])
def test_a_head_fits_its_width(width: int, setting: Setting) -> None:
    for minutes in (0, 250, 380, 999_999):
        for free in (None, "九州の日" * 10):
            day = load(minutes=minutes, kinds={"check-in": 99_999}, free=free)
            assert width_of(text(agenda.day_head(day, width, setting), width)) == width


def test_bars_and_hours_of_all_heads_stand_under_each_other() -> None:
    shown = [
        text(agenda.day_head(load(minutes=minutes), 74, SETTING), 74) for minutes in (45, 250, 380)
    ]
    assert len({line.index(" of ") + 8 - len(" of 6h") for line in shown}) == 1
    assert len({min(line.index(sign) for sign in "━─" if sign in line) for line in shown}) == 1


def test_hours_of_a_span_are_summed() -> None:
    loads = [load(minutes=380), load(TODAY + timedelta(days=1), 400)]
    words = "".join(piece.text for piece in week.week_words(loads, SETTING))
    assert words == " · 13h of 12h, 1h over"
    assert "".join(piece.text for piece in week.week_words([load()], SETTING)) == " · 6h free"


def test_what_is_overdue_has_a_head_with_the_longest_wait() -> None:
    late = [row(days_overdue=3), row(days_overdue=40)]
    assert agenda.overdue_head(2, late).plain == "Overdue  2  the longest 40 days"
