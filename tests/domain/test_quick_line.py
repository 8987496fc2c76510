"""The quick line: what it understands, what it refuses, and that nothing of it is ever lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csm_tui.domain.folding import fold_name
from csm_tui.domain.quick_line import NoSuchAccount, Promise, QuickLine, parse, shown
from csm_tui.domain.quick_words import CHANNEL_WORDS, KEYS, KIND_WORDS, WORDS
from csm_tui.domain.terms import CHANNELS, TOUCHPOINT_KINDS
from csm_tui.errors import QuickLineProblem

TODAY = date(2026, 2, 2)  # a Monday
NAMES = {"acme", "aurora health", "aurora", "tide", "tide video", "crm:17"}


def is_account(text: str) -> bool:
    return fold_name(text) in NAMES


def read(text: str, today: date = TODAY) -> QuickLine:
    return parse(text, today=today, is_account=is_account)


def problem(text: str) -> str:
    with pytest.raises(QuickLineProblem) as caught:
        read(text)
    return str(caught.value)


def test_the_line_of_the_documentation() -> None:
    line = read("aurora video 25m check-in: agreed on 2 years next:14d")
    assert (line.account, line.channel, line.minutes, line.kind) == (
        "aurora",
        "video",
        25,
        "check-in",
    )
    assert (line.notes, line.date, line.next_on) == (
        "agreed on 2 years",
        TODAY,
        date(2026, 2, 16),
    )


def test_the_line_of_the_screens() -> None:
    line = read('aurora video 25m check-in: agreed owe:me:"send deck":fri next:14d')
    assert (line.notes, line.promises) == (
        "agreed",
        (Promise("mine", "send deck", date(2026, 2, 6)),),
    )
    assert shown(line, TODAY) == (
        'video check-in, 25m, today: agreed · promise (mine) "send deck" by Fri 6 Feb · next 16 Feb'
    )


def test_words_may_come_in_any_order() -> None:
    words = ["call", "25m", "qbr", "fri", "with:ana,luis", "no-answer", "at:10:00", "next:14d"]
    assert read(f"acme {' '.join(words)}") == read(f"acme {' '.join(reversed(words))}")


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("acme call", "acme"),
        ("ACME, Inc. call", "ACME, Inc."),
        ("aurora health call", "aurora health"),
        ("aurora call", "aurora"),
        ("tide video call", "tide video"),
        ('"Aurora Health" call', "Aurora Health"),
        ("crm:17 call", "crm:17"),
        ("acme: agreed", "acme"),
    ],
)
def test_the_account_is_the_longest_run_that_is_one(text: str, account: str) -> None:
    assert read(text).account == account


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("aurra helth video 25m", "aurra helth"),
        ("zulu: said hello", "zulu"),
        ("nobody", "nobody"),
        ("zulu next:14d", "zulu"),
        ("zulu 2026-02-30", "zulu"),
        ('"no such name" video', "no such name"),
    ],
)
def test_an_unknown_account_is_told_by_the_words_before_the_first_known_one(
    text: str, account: str
) -> None:
    with pytest.raises(NoSuchAccount) as caught:
        read(text)
    assert caught.value.account == account


def test_a_prefix_of_a_name_is_no_account() -> None:
    with pytest.raises(NoSuchAccount):
        read("auror video")


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_its_words(channel: str) -> None:
    for word in (*CHANNEL_WORDS[channel], CHANNEL_WORDS[channel][0].upper()):
        assert read(f"acme {word}").channel == channel


@pytest.mark.parametrize("kind", sorted(KIND_WORDS))
def test_every_kind_has_its_words(kind: str) -> None:
    for word in (*KIND_WORDS[kind], kind.replace("-", " ")):
        assert read(f"aurora {word}").kind == kind


def test_every_kind_can_be_said() -> None:
    said = set(KIND_WORDS) | {"webinar", "in-app", "email"}
    assert said == set(TOUCHPOINT_KINDS)
    assert set(CHANNEL_WORDS) == set(CHANNELS)


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("webinar", "webinar"), ("in-app", "in-app"), ("ticket", "support"), ("call", "check-in")],
)
def test_a_kind_that_is_not_said_follows_the_channel(channel: str, kind: str) -> None:
    assert read(f"acme {channel}").kind == kind
    assert read(f"acme {channel} training").kind == "training"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25m", 25),
        ("25min", 25),
        ("25 min", 25),
        ("90mins", 90),
        ("1h", 60),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1h30m", 90),
        ("2 hours", 120),
        ("0m", 0),
        ("24h", 1440),
    ],
)
def test_minutes(text: str, minutes: int) -> None:
    assert read(f"acme call {text}").minutes == minutes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("yesterday", date(2026, 2, 1)),
        ("fri", date(2026, 1, 30)),
        ("mon", TODAY),
        ("on:fri", date(2026, 1, 30)),
        ("on:2026-01-30", date(2026, 1, 30)),
        ("2026-01-30", date(2026, 1, 30)),
        ("30 Jan", date(2026, 1, 30)),
        ("30 Jan 2025", date(2025, 1, 30)),
        ('on:"30 Jan"', date(2026, 1, 30)),
        ("-3d", date(2026, 1, 30)),
        ("tomorrow", date(2026, 2, 3)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert read(f"acme call {text}").date == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("at:10:00", "10:00"),
        ("at:9", "09:00"),
        ("at:2pm", "14:00"),
        ("at:12am", "00:00"),
        ("9:30", "09:30"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert read(f"acme call {text}").time == time


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("with:ana,luis", ("ana", "luis")),
        ('with:"Ana Ruiz",luis', ("Ana Ruiz", "luis")),
        ('with:"Ruiz, Ana"', ("Ruiz, Ana",)),
        ("with:ana with:luis", ("ana", "luis")),
        ("with:ana@acme.example", ("ana@acme.example",)),
        ("with:ana,,", ("ana",)),
    ],
)
def test_people_are_kept_as_entered(text: str, contacts: tuple[str, ...]) -> None:
    assert read(f"acme call {text}").contacts == contacts


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("no-answer", "answered", False),
        ("no answer", "answered", False),
        ("answered", "answered", True),
        ("in", "direction", "inbound"),
        ("inbound", "direction", "inbound"),
        ("out", "direction", "outbound"),
        ("no-show", "status", "no-show"),
        ("actions:3", "action_items", 3),
        ('subject:"Renewal 2027"', "subject", "Renewal 2027"),
        ('notes:"agreed: yes"', "notes", "agreed: yes"),
    ],
)
def test_what_else_can_be_said(text: str, field: str, value: object) -> None:
    assert getattr(read(f"acme call {text}"), field) == value


def test_action_items_may_all_be_done() -> None:
    assert read("acme qbr actions:3/3").action_items_done == 3
    assert read("acme qbr actions:0").action_items == 0


def test_action_items_done_of_all() -> None:
    line = read("acme qbr actions:2/3")
    assert (line.action_items_done, line.action_items) == (2, 3)
    assert shown(line, TODAY) == "business-review, today, 2 of 3 action items done"


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("owe:me:deck", Promise("mine", "deck")),
        ('owe:me:"send deck":fri', Promise("mine", "send deck", date(2026, 2, 6))),
        ('owe:them:"sign":+7d', Promise("theirs", "sign", date(2026, 2, 9))),
        ('owe:us:"a: b":2026-03-01', Promise("mine", "a: b", date(2026, 3, 1))),
        ("owe:me:“send it”:tomorrow", Promise("mine", "send it", date(2026, 2, 3))),
    ],
)
def test_promises(text: str, promise: Promise) -> None:
    assert read(f"acme call {text}").promises == (promise,)


def test_several_promises_are_all_kept() -> None:
    line = read("acme call owe:me:a:fri owe:them:b owe:me:c")
    assert [promise.title for promise in line.promises] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "day", "channel"),
    [
        ("next:14d", date(2026, 2, 16), None),
        ("next:fri", date(2026, 2, 6), None),
        ("next:2026-02-16", date(2026, 2, 16), None),
        ("next:14d:phone", date(2026, 2, 16), "phone"),
        ("next:today", TODAY, None),
    ],
)
def test_the_next_touchpoint(text: str, day: date, channel: str | None) -> None:
    line = read(f"acme video: good {text} talk")
    assert (line.next_on, line.next_channel) == (day, channel)


def test_a_line_may_only_promise_or_only_book_the_next() -> None:
    line = read("acme owe:me:deck:fri next:14d")
    assert line.kind is None
    assert shown(line, TODAY) == 'promise (mine) "deck" by Fri 6 Feb · next 16 Feb'


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("acme video: agreed on 2 years", "agreed on 2 years"),
        ("acme video : agreed", "agreed"),
        ("acme check-in:agreed on 2", "agreed on 2"),
        ("acme: agreed", "agreed"),
        ("acme 25m: agreed", "agreed"),
        ("acme fri: agreed", "agreed"),
        ("acme video next:14d: agreed", "agreed"),
        ('acme video: he said "next:14d" twice', 'he said "next:14d" twice'),
        (
            'acme video: a 15" screen, see https://x.example/a?b=c:d',
            'a 15" screen, see https://x.example/a?b=c:d',
        ),
        ("acme video: what is next: the plan", "what is next: the plan"),
        ("acme video: phone email 25m", "phone email 25m"),
        ("acme video: a   b", "a b"),
    ],
)
def test_notes_are_what_follows_the_colon(text: str, notes: str) -> None:
    assert read(text).notes == notes


def test_keys_are_taken_out_of_the_notes() -> None:
    line = read("acme video: agreed next:14d on price owe:me:deck with:ana on:fri actions:2 thanks")
    assert line.notes == "agreed on price thanks"
    assert (line.contacts, line.action_items, line.date) == (("ana",), 2, date(2026, 1, 30))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("acme vdeo", "What is 'vdeo'? Did you mean video?"),
        ("acme emial 25m", "What is 'emial'? Did you mean email?"),
        ("acme wth:ana", "What is 'wth:ana'? Did you mean with:?"),
        ("acme video hello", "Notes come behind a colon"),
        ("acme call at 10:00", "at: has its value right behind the colon"),
        ("acme call next:", "next: has its value right behind the colon"),
        ("acme call next:soon", "'soon' in next:soon is no day"),
        ("acme call next:14d:pigeon", "'pigeon' is no channel"),
        ("acme call next:yesterday", "is past"),
        ("acme call next:+1d tomorrow", "must come after tomorrow"),
        ("acme call on:2026-02-30", "no day of the calendar"),
        ("acme call 31 feb", "31 feb is no day of the calendar."),
        ("acme call at:25:00", "no time of the day"),
        ("acme call at:13pm", "no time of the day"),
        ("acme call 9999m", "longer than a day"),
        ("acme call actions:x", "no count of action items"),
        ("acme call actions:5/3", "more are done than there are"),
        ("acme owe:you:deck", "does not say who owes what"),
        ("acme owe:me", "does not say who owes what"),
        ("acme owe:me:deck:soon", "'soon'"),
        ('acme owe:me:"":fri', "needs a title"),
        ("acme owe:me:send deck", 'stand in quotes: "send deck"'),
        ("acme phone email", "phone and email are both channels; a line has one."),
        ("acme call qbr training", "both kinds"),
        ("acme call fri yesterday", "both dates"),
        ("acme call 25m 30m", "both durations"),
        ("acme call in out", "both directions"),
        ('acme call subject:a subject:"b c"', "both give the subject"),
        ("acme call tomorrow no-answer", "tomorrow is ahead: not no-answer yet"),
        ("acme no-show tomorrow", "is ahead"),
        ('acme call "unclosed', "A quote is not closed"),
        ('acme call owe:me:"unclosed', "A quote is not closed"),
        ("acme", "Nothing is said of acme"),
        ("acme:", "Nothing is said of acme"),
        ("", "The line is empty"),
        ("  \t ", "The line is empty"),
        ("acme call\nacme email", "several lines"),
        ("acme call\x1b[31m", "control character"),
        ("acme call\x00", "control character"),
        ("acme call \ud800", "control character"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(text: str, told: str) -> None:
    assert told in problem(text)


def test_the_same_said_twice_is_no_contradiction() -> None:
    assert read("acme call phone 25m 25min").minutes == 25


def test_a_line_of_ten_thousand_words_is_read() -> None:
    line = read("acme video: " + "word " * 10_000)
    assert line.notes is not None and line.notes.count("word") == 10_000


def test_ten_thousand_unknown_words_are_one_short_sentence() -> None:
    assert len(problem("acme " + "word " * 10_000)) < 200
    with pytest.raises(NoSuchAccount) as caught:
        read("w" * 100_000 + " word" * 10_000)
    assert len(caught.value.account) <= 200


def test_a_plan_is_shown_as_one() -> None:
    line = read("acme visit qbr 16 Feb 10:00 with:ana,luis")
    assert shown(line, TODAY) == (
        "to plan: in-person business-review, 16 Feb at 10:00, with ana and luis"
    )


def test_everything_said_is_shown() -> None:
    line = read('acme call in answered 1h30 fri subject:"Big" actions:3 next:14d:video: ok then')
    assert shown(line, TODAY) == (
        'phone check-in, 1h30, 30 Jan, answered, inbound, 3 action items, "Big": ok then'
        " · next 16 Feb by video"
    )


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_ends_of_the_calendar_do_no_harm(today: date) -> None:
    for text in (
        "acme call",
        "acme call mon",
        "acme call yesterday next:14d",
        "acme 29 feb tomorrow",
    ):
        try:
            line = read(text, today)
        except QuickLineProblem:
            continue
        assert shown(line, today)


_PIECES = st.one_of(
    st.sampled_from([*WORDS, *(f"{key}:" for key in KEYS), "acme", "25m", "fri", "next:14d", ":"]),
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.text('":,“”-/ 1m', max_size=12),
)


def _lines(pieces: Iterable[str]) -> str:
    return " ".join(pieces)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map(_lines)))
@example('acme "')
@example('"" video')
@example("acme :::")
@example('acme with:""')
@example("acme at:²")
def test_any_text_is_understood_or_told_in_a_sentence(text: str) -> None:
    for line in (text, f"acme {text}", f"acme video: {text}"):
        try:
            found = read(line)
        except QuickLineProblem as error:
            assert str(error)
            continue
        assert found.account
        assert shown(found, TODAY)


@given(st.lists(st.from_regex(r"[a-z]{1,12}[.,!?]?", fullmatch=True), min_size=1, max_size=20))
def test_plain_words_behind_the_colon_are_the_notes_word_for_word(words: list[str]) -> None:
    assert read(f"acme video: {' '.join(words)}").notes == " ".join(words)
