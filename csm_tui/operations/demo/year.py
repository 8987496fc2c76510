"""The year behind each account of the demo book, as rows of the book's tables."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from csm_tui.operations.demo.contracts import contracts
from csm_tui.operations.demo.echo import echo
from csm_tui.operations.demo.story import Told, along, working_day

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, object]
Made = tuple[str, Row]

WEEK = timedelta(days=7)
# Accounts whose business review is overdue: part of the story.
UNREVIEWED = frozenset({"vega", "aurora", "delta", "fjord"})
# Whose figures have stopped coming, and since how many days.
STALE_SINCE = {"quill": 43, "polder": 36}
# A renewal raises the level, and with it how often a review is due.
REVIEWED_EVERY = {"enterprise": 91, "mid-market": 91, "small business": 182}
# How often a business review is missed; the last one of each account was held.
MISSED_REVIEWS = {"enterprise": 0.13, "mid-market": 0.55, "small business": 0.4}
TALKS = (
    ("check-in", "Goals for the quarter", "Two requests for the product team, both logged."),
    ("check-in", "Usage and next steps", "Went through the adoption report together."),
    ("check-in", "Open questions", "Nothing urgent; they like the new import."),
    ("training", "Training for new colleagues", "Six people joined, recording shared."),
    ("check-in", "Roadmap and wishes", "Asked about single sign-on again."),
    ("value-report", "Value report", "Time saved confirmed by their own numbers."),
)


def year_of(told: Told) -> Iterator[Made]:
    """Yield (table, row without account_id) for everything that happened to an account."""
    yield from _contacts(told)
    yield from contracts(told)
    if told.start is None or told.start > told.today:
        return
    yield from _talks(told)
    yield from _reviews(told)
    yield from _health(told)
    yield from _use(told)
    yield from echo(told)
    yield from _answers(told)


def address(told: Told, local: str) -> str:
    """Return the e-mail address of the person with this local part at the account."""
    return f"{local}@{told.row['domain']}"


def _contacts(told: Told) -> Iterator[Made]:
    for person in told.contacts:
        yield (
            "contact",
            {
                "name": person["name"],
                "email": address(told, person["email"]),
                "title": person["title"],
                "phone": person["phone"] or None,
                "role": person["role"],
                "influence": int(person["influence"]),
            },
        )


def _talks(told: Told) -> Iterator[Made]:
    every, last = told.number("every"), told.number("last")
    if told.row["segment"] in ("self-serve", "small business") and told.row["status"] == "customer":
        yield from _campaign(told)
    if not every or last is None:
        return
    chance = told.chance
    day, number = told.day(-last), 0
    named = {working_day(told.day(int(event["day"]))) for event in told.events if event["day"]}
    medium = told.row["segment"] == "mid-market"
    while day >= told.first_day(392):
        wobble = timedelta(days=int(chance.random() * every / 5))
        held = working_day(day)
        if held not in named:
            yield "touchpoint", _talk(told, held, number, by_mail=medium and number % 2 == 1)
        day, number = day - timedelta(days=every) - wobble, number + 1


def _talk(told: Told, day: date, number: int, *, by_mail: bool) -> Row:
    kind, subject, notes = TALKS[(number + len(told.key)) % len(TALKS)]
    missed = number > 2 and told.chance.random() * (number + 3) % 1 < 0.07
    luck = Random(f"{told.key}:{number}").random()
    # What decides when the next one is due, the last two, went as they should.
    skipped = number > 1 and luck > 0.96
    held = not missed and not skipped
    answered = number < 2 or luck < 0.62
    told_of = number < 2 or luck < 0.7
    people = [address(told, person["email"]) for person in told.contacts]
    present = people[number % len(people)] if people else None
    return {
        "date": day,
        "kind": "email" if by_mail else kind,
        "channel": "email" if by_mail else ("video", "phone", "video")[number % 3],
        "purpose": "proactive",
        "owner": "Ana Ruiz",
        "status": "done" if held else "no-show" if missed else "skipped",
        "direction": "outbound",
        "answered": answered if by_mail and held else None,
        "minutes": None if not held else 10 if by_mail else 25 + 5 * (number % 3),
        "subject": subject,
        "notes": notes if held and told_of else None,
        "contacts": present if held else None,
        "reason": "They asked to skip this one" if skipped else None,
    }


def _campaign(told: Told) -> Iterator[Made]:
    """Yield the automated mails of a tech-touch account."""
    # Not all on one day.
    day, number = told.first_day() + timedelta(days=int(told.chance.random() * 30)), 0
    while day < told.today:
        yield (
            "touchpoint",
            {
                "date": day,
                "kind": "email",
                "channel": "automated",
                "purpose": "educational",
                "owner": "marketing",
                "direction": "outbound",
                "automated": True,
                "subject": "Welcome series" if number == 0 else "Monthly product mail",
            },
        )
        day, number = day + timedelta(days=30), number + 1


def _reviews(told: Told) -> Iterator[Made]:
    """Yield the older business reviews; where the story tells of one, those before it."""
    every = REVIEWED_EVERY.get(told.row["segment"])
    if every is None or not told.contacts or told.key in UNREVIEWED:
        return
    told_of = [-int(event["day"]) for event in told.events if event["kind"] == "business-review"]
    past = [back for back in told_of if back > 0]
    newest = (told.today - told.last_day).days + 12 + 17 * len(told.row["name"]) % (every - 20)
    back = min(past) + every if past else newest
    chance = Random(f"{told.key}:reviews")
    while told.day(-back) >= told.first_day():
        missed, items, left = chance.random(), chance.randint(1, 4), chance.random()
        often = MISSED_REVIEWS[told.row["segment"]]
        if back == newest:
            # The last one decides when the next is due: they came, some at the second attempt.
            if missed < often and told.day(-back - 9) >= told.first_day():
                yield "touchpoint", _review(told, back + 9)
            yield "touchpoint", _review(told, back, items=3, items_done=3)
        elif missed < often:
            yield "touchpoint", _review(told, back)
        else:
            done = items - 1 if left < 0.5 else items
            yield "touchpoint", _review(told, back, items=items, items_done=done)
        back += every


def _review(told: Told, back: int, *, items: int = 0, items_done: int = 0) -> Row:
    """Return a business review of `back` days ago, missed where it left no action items."""
    held = items > 0
    return {
        "date": working_day(told.day(-back)),
        "kind": "business-review",
        "channel": "video",
        "purpose": "proactive",
        "owner": "Ana Ruiz",
        "status": "done" if held else "no-show",
        "direction": "both",
        "minutes": 60 if held else None,
        "subject": "Business review",
        "contacts": address(told, told.contacts[0]["email"]) if held else None,
        "action_items": items or None,
        "action_items_done": items_done if held else None,
    }


def _health(told: Told) -> Iterator[Made]:
    path, first = told.numbers("health"), told.first_day()
    if not path:
        return
    span = max((told.last_day - first).days, 1)
    if told.row["segment"] != "mid-market":
        day = told.last_day - timedelta(days=span // 7 * 7)
        while day <= _last_data(told):
            value = round(along(path, (day - first).days / span))
            yield "health", {"date": day, "measure": "score", "value": value, "source": "usage"}
            day += WEEK
    pulse = told.number("pulse")
    if pulse is not None and told.row["segment"] == "mid-market":
        for back in range(min(span, 270), -1, -45):
            value = 25 * (round(along(path, (span - back) / span) / 25) if back > 40 else pulse - 1)
            day = told.last_day - timedelta(days=back + 3)
            yield "health", {"date": max(day, first), "measure": "pulse", "value": value}
    if pulse is not None and told.row["segment"] == "enterprise":
        # On the days of the imported scores, which stay the newest.
        for back in range(span // 42 * 42, -1, -42):
            value = 25 * (round(along(path, (span - back) / span) / 25) if back > 40 else pulse - 1)
            day = told.last_day - timedelta(days=back)
            yield "health", {"date": day, "measure": "pulse", "value": value}


def _use(told: Told) -> Iterator[Made]:
    path, seats, used = told.numbers("health"), told.number("seats"), told.number("used")
    if not path or not seats or used is None:
        return
    first = told.first_day()
    span = max((told.last_day - first).days, 1)
    day = told.last_day - timedelta(days=span // 28 * 28)
    while day <= _last_data(told):
        health = along(path, (day - first).days / span)
        share = health / max(path[-1], 1)
        active = min(seats, round(used * min(1.15, share)))
        yield "metric", {"metric": "active_users", "date": day, "value": active, "base": seats}
        yield "metric", {"metric": "licensed_seats", "date": day, "value": seats}
        yield "metric", {"metric": "adoption_pct", "date": day, "value": round(health)}
        tickets = round((90 - health) / 12) if health < 90 else 0
        yield "metric", {"metric": "tickets_open", "date": day, "value": tickets}
        day += timedelta(days=28)


def _last_data(told: Told) -> date:
    """Return the day of the newest figures: of some accounts nothing came of late."""
    return told.last_day - timedelta(days=STALE_SINCE.get(told.key, 0))


def _answers(told: Told) -> Iterator[Made]:
    scores = tuple(reversed(told.numbers("nps")))
    for number, score in enumerate(scores):
        back = 35 + 95 * (len(scores) - 1 - number) + len(told.key)
        day = told.last_day - timedelta(days=back)
        if day < told.first_day():
            continue
        people = [address(told, person["email"]) for person in told.contacts]
        who = people[number % len(people)] if people else address(told, "hello")
        answer: Row = {"date": day, "type": "nps", "score": score, "scale": 10, "respondent": who}
        yield "survey", answer
        satisfied = max(1, min(5, round(score / 2)))
        yield "survey", {**answer, "type": "csat", "score": satisfied, "scale": 5}
    for words in told.answers:
        yield "survey", _answer(told, words)


def _answer(told: Told, answer: dict[str, str]) -> Row:
    return {
        "date": told.day(int(answer["day"])),
        "type": answer["type"],
        "score": int(answer["score"]),
        "scale": {"nps": 10, "csat": 5, "ces": 7}[answer["type"]],
        "respondent": address(told, answer["who"] or "hello"),
        "comment": answer["comment"] or None,
    }
