from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from csm_tui.config import Config
from csm_tui.operations import touchpoints
from csm_tui.store.database import open_book
from tests.tui.driving import NOW, TODAY, WIDE, Driver, drive
from tests.tui.planned import plan


def booked(path: Path, account_id: int = 3, **fields: object) -> int:
    """Book a touchpoint of today and return its id."""
    values = {"date": TODAY, "channel": "video", "status": "planned", **fields}
    with open_book(path) as book:
        touchpoints.log(book, account_id, values, today=TODAY, now=NOW, time="10:00")
        return int(book.connection.execute("SELECT max(id) FROM touchpoint").fetchone()[0])


def row_of(path: Path, touchpoint_id: int, *columns: str) -> tuple[object, ...]:
    """Return columns of a touchpoint as they are stored."""
    with open_book(path, read_only=True) as book:
        sql = f"SELECT {', '.join(columns)} FROM touchpoint WHERE id = ?"
        found: tuple[object, ...] = book.connection.execute(sql, (touchpoint_id,)).fetchone()
        return found


def operations(path: Path) -> int:
    """Return how many changes the book's history has."""
    with open_book(path, read_only=True) as book:
        return int(book.connection.execute("SELECT count(*) FROM operation").fetchone()[0])


async def find(driver: Driver, text: str) -> None:
    """Put the cursor on the first line that holds `text`."""
    await driver.press("g")
    for _ in range(60):
        if text in driver.cursor_line():
            return
        await driver.press("j")
    raise AssertionError(f"{text!r} is not in the list:\n{driver.screen()}")


# The list


def test_the_list_stands_in_lanes_with_reasons(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.lines()[1].startswith(" 7 to do · 0 done · 0m planned of 6h")
        assert driver.shows("▾ Promises  1")
        promise = driver.line_of("Send the deck")
        assert "Aurora Cooperative" in promise
        assert "!2d" in promise
        assert driver.shows("▾ Risk")
        assert driver.shows("▾ Renewal")

    drive(book, script, start="today")


def test_the_first_line_says_how_full_the_day_is(book: Path) -> None:
    booked(book)
    plan(book, 1, TODAY, effort=150)

    async def script(driver: Driver) -> None:
        assert "3h30 planned of 6h" in driver.lines()[1]
        assert driver.lines()[1].rstrip().endswith("━━━━━━━━━━━━──────── 58 %")

    drive(book, script, start="today")


def test_the_line_above_the_keys_gives_the_arithmetic_of_the_rank(book: Path) -> None:
    async def script(driver: Driver) -> None:
        why = driver.lines()[-2]
        assert "Keep the promise. Rank 2 of 7 · " in why
        assert " points = (" in why
        assert " size" in why

    drive(book, script, start="today", size=(160, 40))


def test_beside_the_list_stands_the_account_where_there_is_room(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "512,000" in driver.lines()[3]
        await find(driver, "José")
        assert "140,000" in driver.lines()[3]

    drive(book, script, start="today", size=WIDE)


def test_nothing_to_do_says_so_and_what_to_press(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("1")
        assert driver.shows("Nothing needs you today. 2 shows the whole book.")

    drive(empty_book, script)


def test_w_begins_with_the_rank(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("w")
        assert driver.shows("Why: Aurora Cooperative")
        assert "Rank" in driver.cursor_line()

    drive(book, script, start="today")


def test_ascii_has_no_other_signs(book: Path) -> None:
    booked(book)

    async def script(driver: Driver) -> None:
        lines = [line for line in driver.lines() if "José" not in line and "Kanal" not in line]
        assert "\n".join(lines).isascii()

    drive(book, script, config=Config(start_screen="today", ascii=True))


# Done


def test_x_marks_a_promise_done_and_u_takes_it_back(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "Send the deck" in driver.cursor_line()
        await driver.press("x")
        assert driver.lines()[-2].startswith(" Done: Send the deck, Aurora Cooperative.")
        assert driver.lines()[-2].rstrip().endswith("u to undo")
        assert not driver.shows("▾ Promises")
        await driver.press("u")
        assert driver.shows("▾ Promises  1")

    drive(book, script, start="today")


def test_what_is_done_stays_in_sight_with_its_count(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("x")
        assert "6 to do · 1 done" in driver.lines()[1]
        assert driver.shows("▾ Done today  1")
        assert "Aurora Cooperative" in driver.line_of("✓ Send the deck")
        await find(driver, "✓ Send the deck")
        await driver.press("x")
        assert "Choose something to do first." in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))


def test_the_next_line_takes_the_place_of_one_that_is_done(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "No health in medium touch")
        following = "Kanal"
        await driver.press("x", "4")
        assert following in driver.cursor_line()
        await driver.press("x", "4")
        # It was the last: the one before it.
        assert "José" in driver.cursor_line()

    drive(book, script, start="today", size=(80, 40))


def test_enter_alone_in_the_form_marks_a_touchpoint_done(book: Path) -> None:
    meeting = booked(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("x")
        assert driver.shows("Done: check-in, Contoso Retail")
        await driver.press("enter")
        assert "Done: check-in, Contoso Retail.  u to undo" in driver.lines()[-2]
        assert driver.shows("▾ Done today  1")

    drive(book, script, start="today", size=(100, 40))
    assert row_of(book, meeting, "status", "minutes", "answered", "notes") == (
        "done",
        None,
        None,
        None,
    )


def test_the_form_records_what_is_filled_in_as_one_change(book: Path) -> None:
    meeting = booked(book, kind="business-review")
    before = operations(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("x")
        for text in ("55", "yes", "Ana; Luis", "On plan", "2/3", "+14d"):
            await driver.type(text)
            await driver.press("tab")
        await driver.press("enter")
        assert "next 16 Feb." in driver.lines()[-2]
        assert "10:00, 55m, 3 actions" in driver.line_of("✓ Business review, video")
        await driver.press("u")
        assert driver.shows("10:00")

    drive(book, script, start="today", size=(100, 40))
    assert operations(book) == before + 2
    columns = ("status", "minutes", "contacts")
    assert row_of(book, meeting, *columns) == ("planned", None, None)


def test_more_action_items_done_than_agreed_are_refused_in_place(book: Path) -> None:
    booked(book, kind="business-review")

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("x", *["tab"] * 4)
        await driver.type("4/3")
        await driver.press("enter")
        assert driver.shows("4 done are more than the 3 agreed")
        assert driver.shows("Done: business-review, Contoso Retail")

    drive(book, script, start="today", size=(100, 40))


def test_x_on_a_signal_that_no_touchpoint_answers_marks_it_done(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Health 25 is below 40")
        await driver.press("x")
        said = driver.lines()[-2]
        assert "Done until it changes: Health 25 is below 40, Aurora Cooperative." in said
        assert not driver.shows("▾ Risk")
        assert driver.shows("✓ Risk, acted on")
        await driver.press("u")
        assert driver.shows("▾ Risk  1")

    drive(book, script, start="today", size=(120, 40))


def test_x_on_what_is_due_logs_it_and_ends_the_signal_in_one_change(book: Path) -> None:
    before = operations(book)

    async def script(driver: Driver) -> None:
        await find(driver, "Renewal in 43 days")
        await driver.press("x")
        assert driver.shows("Log a touchpoint: Aurora Cooperative")
        assert driver.line_of("  kind ").split()[1] == "renewal"
        await driver.press("tab", "tab")
        await driver.type("phone")
        await driver.press("enter")
        assert "Logged: phone, Aurora Cooperative. The signal is done." in driver.lines()[-2]
        assert not driver.shows("Renewal in 43 days")
        await driver.press("u")
        assert driver.shows("Renewal in 43 days")

    drive(book, script, start="today", size=(100, 40))
    assert operations(book) == before + 2


def requests(path: Path) -> int:
    """Let an escalation and a mail wait for four days; return the escalation's id."""
    with open_book(path) as opened:
        for kind, status, more in (
            ("escalation", "planned", {}),
            ("support", "done", {"direction": "inbound", "answered": False, "channel": "email"}),
        ):
            values = {"date": TODAY - timedelta(days=4), "kind": kind, "status": status, **more}
            touchpoints.log(opened, 3, values, today=TODAY, now=NOW)
        return int(opened.connection.execute("SELECT max(id) - 1 FROM touchpoint").fetchone()[0])


def test_x_on_an_open_escalation_ends_it_and_on_a_request_answers_it(book: Path) -> None:
    escalation = requests(book)

    async def script(driver: Driver) -> None:
        await find(driver, "Escalation open")
        await driver.press("x")
        assert driver.shows("Done: escalation, Contoso Retail")
        await driver.press("enter")
        assert not driver.shows("Escalation open")
        await find(driver, "Inbound email unanswered")
        await driver.press("x")
        assert driver.shows("Log a touchpoint: Contoso Retail")
        await driver.press("enter")
        assert not driver.shows("Inbound email unanswered")

    drive(book, script, start="today", size=(100, 40))
    assert row_of(book, escalation, "status") == ("done",)


def test_what_a_customer_asked_is_put_off_and_its_own_day_stays(book: Path) -> None:
    escalation = requests(book)

    async def script(driver: Driver) -> None:
        await find(driver, "Escalation open")
        await driver.press("X")
        assert "Only a planned touchpoint can be skipped." in driver.lines()[-2]
        await driver.press("greater_than_sign")
        assert "Only what has a day can be moved" in driver.lines()[-2]
        await driver.press("s", "1")
        said = driver.lines()[-2]
        assert "Snoozed: Escalation open since 29 Jan, Contoso Retail, until Tue 3 Feb." in said

    drive(book, script, start="today", size=(100, 40))
    assert row_of(book, escalation, "date", "status") == ("2026-01-29", "planned")


def test_x_on_missing_health_asks_for_a_pulse(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "José")
        await driver.press("x")
        assert driver.shows("Pulse of José Médico")

    drive(book, script, start="today", size=(80, 40))


def test_a_no_show_is_recorded(book: Path) -> None:
    meeting = booked(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("N")
        assert "No-show: " in driver.lines()[-2]
        await find(driver, "Send the deck")
        await driver.press("N")
        assert "Only a planned touchpoint can be a no-show." in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))
    assert row_of(book, meeting, "status") == ("no-show",)


# Snooze


@pytest.mark.parametrize(
    ("key", "until"), [("1", "Tue 3 Feb"), ("3", "Thu 5 Feb"), ("w", "9 Feb"), ("2", "16 Feb")]
)
def test_one_key_snoozes_a_signal(book: Path, key: str, until: str) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Health 25 is below 40")
        await driver.press("s")
        assert driver.shows("It is back on that day, or when its cause changes.")
        await driver.press(key)
        said = driver.lines()[-2]
        assert f"Snoozed: Health 25 is below 40, Aurora Cooperative, until {until}." in said
        assert not driver.shows("▾ Risk")
        await driver.press("u")
        assert driver.shows("▾ Risk  1")

    drive(book, script, start="today", size=(100, 40))


def test_a_typed_day_and_a_reason_snooze_too_and_a_past_day_is_refused(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Health 25 is below 40")
        await driver.press("s", "tab")
        await driver.type("yesterday")
        await driver.press("enter")
        assert driver.shows("Sun 1 Feb 2026 is not ahead.")
        await driver.press("ctrl+u")
        await driver.type("+10d")
        assert driver.shows("Thu 12 Feb 2026, in 10 days")
        await driver.press("tab")
        await driver.type("Waiting for 2 answers")
        await driver.press("enter")
        assert "until 12 Feb." in driver.lines()[-2]

    drive(book, script, start="today", size=(100, 40))
    with open_book(book, read_only=True) as opened:
        kept = opened.connection.execute("SELECT state, until, reason FROM signal_state").fetchall()
    assert kept == [("snoozed", "2026-02-12", "Waiting for 2 answers")]


def test_what_is_typed_into_the_dialog_is_not_thrown_away_unasked(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("s", "tab", "tab")
        await driver.type("Waiting")
        await driver.press("escape")
        assert driver.shows("Esc again throws what is typed away.")
        await driver.press("escape")
        assert not driver.shows("Snooze: ")

    drive(book, script, start="today")


def test_snoozing_a_promise_says_when_it_is_due_now(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("s")
        assert driver.shows("The promise is due then.")
        await driver.press("w")
        assert "Send the deck, Aurora Cooperative: due Mon 9 Feb 2026 now." in driver.lines()[-2]

    drive(book, script, start="today")


def test_snoozing_a_booked_touchpoint_moves_it(book: Path) -> None:
    meeting = booked(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("s")
        assert driver.shows("It is moved to that day, which books it.")
        await driver.press("3")
        assert "Moved: check-in, Contoso Retail, to Thu 5 Feb 2026" in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))
    assert row_of(book, meeting, "date", "status") == ("2026-02-05", "planned")


# Move


def test_the_days_around_show_their_load_and_the_window(book: Path) -> None:
    planned = plan(book, 3, TODAY, effort=120)
    plan(book, 1, TODAY + timedelta(days=4), effort=300)

    async def script(driver: Driver) -> None:
        await find(driver, "Contoso")
        while "Check-in" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("m")
        assert "now here" in driver.line_of("Mon 2 Feb   ")
        assert driver.shows("weekend")
        await driver.type("fri")
        assert driver.shows("Fri 6 Feb 2026, in 4 days")
        assert "7h of 6h  1h over" in driver.line_of("Fri 6 Feb  ")
        assert "in window" in driver.line_of("Fri 6 Feb  ")
        await driver.press("greater_than_sign")
        assert driver.shows("Sat 7 Feb 2026, in 5 days; outside its window 30 Jan - 6 Feb")
        await driver.press("less_than_sign", "less_than_sign", "enter")
        assert "Moved: check-in, Contoso Retail, to Thu 5 Feb 2026" in driver.lines()[-2]

    drive(book, script, start="today", size=(100, 40))
    assert row_of(book, planned, "date", "booked") == ("2026-02-05", 1)


def test_moving_out_of_the_window_is_said(book: Path) -> None:
    plan(book, 3, TODAY, effort=120)

    async def script(driver: Driver) -> None:
        await find(driver, "Contoso")
        while "Check-in" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("m")
        await driver.type("+10d")
        await driver.press("enter")
        assert "to Thu 12 Feb 2026 (outside its window" in driver.lines()[-2]

    drive(book, script, start="today", size=(140, 40))


def test_a_day_is_moved_by_one_key(book: Path) -> None:
    meeting = booked(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("greater_than_sign")
        assert "Moved: check-in, Contoso Retail, to Tue 3 Feb 2026." in driver.lines()[-2]
        await driver.press("u")
        await find(driver, "Send the deck")
        await driver.press("less_than_sign")
        assert "Send the deck, Aurora Cooperative: due Fri 30 Jan 2026 now." in driver.lines()[-2]
        await find(driver, "Health 25")
        await driver.press("less_than_sign")
        assert "Only what has a day can be moved; s snoozes a signal." in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))
    assert row_of(book, meeting, "date") == ("2026-02-02",)


def test_m_books_what_is_only_asked_for(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Renewal in 43 days")
        await driver.press("m")
        assert driver.shows("Book: renewal, Aurora Cooperative")
        await driver.press("enter")
        assert driver.shows("To which day?")
        await driver.type("thu")
        await driver.press("escape")
        assert driver.shows("Esc again leaves it where it is.")
        await driver.press("enter")
        assert "Booked: renewal, Aurora Cooperative, Thu 5 Feb." in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))


# Skip and dismiss


def test_skipping_needs_a_reason(book: Path) -> None:
    meeting = booked(book)

    async def script(driver: Driver) -> None:
        await find(driver, "10:00")
        await driver.press("X", "enter")
        assert driver.shows("A reason is needed")
        await driver.type("On holiday")
        await driver.press("enter")
        assert "Skipped: Check-in, video, 10:00, Contoso Retail." in driver.lines()[-2]

    drive(book, script, start="today", size=(80, 40))
    assert row_of(book, meeting, "status", "reason") == ("skipped", "On holiday")


def test_a_dismissed_signal_is_off_the_list_and_kept_on_the_card(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Health 25 is below 40")
        await driver.press("D")
        await driver.type("Known, and agreed")
        await driver.press("enter")
        assert "Dismissed: Health 25 is below 40, Aurora Cooperative." in driver.lines()[-2]
        assert not driver.shows("▾ Risk")
        await driver.press("enter")
        assert driver.shows("1 put aside")
        while "dismissed: Known, and agreed" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("x")
        assert "It is put aside already; D brings it back." in driver.lines()[-2]
        await driver.press("D")
        assert "Back on the list: Health 25 is below 40" in driver.lines()[-2]
        await driver.press("escape")
        assert driver.shows("▾ Risk  1")

    drive(book, script, start="today", size=(80, 40))


# A selection


def test_a_selection_is_acted_on_as_one_change(book: Path) -> None:
    meeting = booked(book)
    before = operations(book)

    async def script(driver: Driver) -> None:
        await find(driver, "Send the deck")
        await driver.press("space")
        await find(driver, "Health 25")
        await driver.press("space")
        await find(driver, "10:00")
        await driver.press("space")
        assert "3 selected" in driver.lines()[1]
        await driver.press("x")
        assert "Done: 1 touchpoint, 1 promise, 1 signal.  u to undo" in driver.lines()[-2]
        assert "selected" not in driver.lines()[1]
        assert driver.shows("▾ Done today  3")
        await driver.press("u")
        assert not driver.shows("▾ Done today")

    drive(book, script, start="today", size=(80, 40))
    assert operations(book) == before + 2
    assert row_of(book, meeting, "status") == ("planned",)


def test_a_selection_says_what_is_not_in_sight_and_what_it_does_not_fit(book: Path) -> None:
    first, second = booked(book), booked(book, 4)

    async def script(driver: Driver) -> None:
        await driver.press("asterisk")
        await find(driver, "Health 25")
        await driver.press("h")
        assert "9 selected, 1 of them not in sight" in driver.lines()[1]
        await driver.press("greater_than_sign")
        said = driver.lines()[-2]
        assert "Moved: 2 touchpoints, 1 promise (1 of them not in sight, 6 more left alone)" in said
        assert "a day later.  u to undo" in said

    drive(book, script, start="today", size=(120, 40))
    assert row_of(book, first, "date") == row_of(book, second, "date") == ("2026-02-03",)


def test_a_selection_that_fits_nothing_says_so_and_is_kept(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await find(driver, "Health 25")
        await driver.press("space", "X")
        assert "None of the 1 selected can be skipped." in driver.lines()[-2]
        assert "1 selected" in driver.lines()[1]
        await driver.press("escape")
        assert "selected" not in driver.lines()[1]

    drive(book, script, start="today")


def test_a_selection_is_put_off_skipped_and_moved_together(book: Path) -> None:
    first, second = booked(book), booked(book, 4)

    async def script(driver: Driver) -> None:
        for key, rest in (("s", ["w"]), ("m", [*"thu", "enter"]), ("X", [*"no", "enter"])):
            await find(driver, "10:00")
            await driver.press("space", "space", key, *rest)
            assert "2 touchpoints" in driver.lines()[-2]
            if key != "X":
                await driver.press("u")

    drive(book, script, start="today", size=(100, 40))
    assert row_of(book, first, "status") == row_of(book, second, "status") == ("skipped",)


# Reading only


def test_nothing_is_written_in_a_book_that_is_only_read(book: Path) -> None:
    before = operations(book)

    async def script(driver: Driver) -> None:
        keys = driver.lines()[-1]
        assert not any(word in keys for word in ("done", "snooze", "move", "log", "undo"))
        await driver.press("x", "s", "m", "greater_than_sign", "X", "D", "N", "L", "E")
        assert driver.shows("[1 Today]")
        assert "Send the deck" in driver.cursor_line()
        assert not driver.shows("log>")

    drive(book, script, start="today", read_only=True)
    assert operations(book) == before
