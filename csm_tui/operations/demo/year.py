"""The year behind each account of the demo book, as rows of the book's tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from csm_tui.operations.demo.story import Told, along, working_day

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, object]
Made = tuple[str, Row]

WEEK = timedelta(days=7)
# Accounts whose business review is overdue: part of the story.
UNREVIEWED = frozenset({"vega", "aurora", "delta", "fjord"})
# A renewal raises the level, and with it how often a review is due.
REVIEWED_EVERY = {"enterprise": 91, "mid-market": 91, "small business": 182}
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
    yield from _money(told)
    if told.start is None or told.start > told.today:
        return
    yield from _talks(told)
    yield from _reviews(told)
    yield from _health(told)
    yield from _use(told)
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


def _money(told: Told) -> Iterator[Made]:
    path, start = told.numbers("arr_path"), told.start
    if not path or start is None or start > told.today:
        return
    if told.key == "tessera":
        yield from _subscriptions(start)
        return
    before = 0
    span = (told.today - start).days
    for number, amount in enumerate(path):
        day = start + timedelta(days=span * number // len(path))
        kind = "new" if number == 0 else "expansion" if amount > before else "contraction"
        yield "arr_change", {"date": day, "amount": (amount - before) * 100, "kind": kind}
        before = amount
    if told.row["status"] == "churned":
        yield "arr_change", {"date": told.last_day, "amount": -before * 100, "kind": "churn"}


def _subscriptions(start: date) -> Iterator[Made]:
    """Yield the contracts of the one account that is billed by product."""
    for product, amount, opened in (("Core", 300000, 0), ("Insights", 115000, 300)):
        yield (
            "subscription",
            {
                "external_id": f"SUB-{product}",
                "product": product,
                "start_date": start + timedelta(days=opened),
                "arr": amount * 100,
                "seats": 300,
                "auto_renew": True,
            },
        )


def _talks(told: Told) -> Iterator[Made]:
    every, last = told.number("every"), told.number("last")
    if every == 0:
        if told.row["segment"] == "self-serve":
            yield from _campaign(told)
        return
    if every is None or last is None:
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
    people = [address(told, person["email"]) for person in told.contacts]
    present = people[number % len(people)] if people else None
    return {
        "date": day,
        "kind": "email" if by_mail else kind,
        "channel": "email" if by_mail else ("video", "phone", "video")[number % 3],
        "purpose": "proactive",
        "owner": "Ana Ruiz",
        "status": "no-show" if missed else "done",
        "direction": "outbound",
        "answered": True if by_mail else None,
        "minutes": None if missed else 10 if by_mail else 25 + 5 * (number % 3),
        "subject": subject,
        "notes": None if missed else notes,
        "contacts": present,
    }


def _campaign(told: Told) -> Iterator[Made]:
    """Yield the automated mails of a tech-touch account."""
    day, number = told.first_day(), 0
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
    back = min(past) + every if past else 12 + 17 * len(told.row["name"]) % (every - 20)
    while told.day(-back) >= told.first_day():
        yield (
            "touchpoint",
            {
                "date": working_day(told.day(-back)),
                "kind": "business-review",
                "channel": "video",
                "purpose": "proactive",
                "owner": "Ana Ruiz",
                "direction": "both",
                "minutes": 60,
                "subject": "Business review",
                "contacts": address(told, told.contacts[0]["email"]),
                "action_items": 3,
                "action_items_done": 3,
            },
        )
        back += every


def _health(told: Told) -> Iterator[Made]:
    path, first = told.numbers("health"), told.first_day()
    if not path:
        return
    span = max((told.last_day - first).days, 1)
    if told.row["segment"] != "mid-market":
        day = told.last_day - timedelta(days=span // 7 * 7)
        while day <= told.last_day:
            value = round(along(path, (day - first).days / span))
            yield "health", {"date": day, "measure": "score", "value": value, "source": "usage"}
            day += WEEK
    pulse = told.number("pulse")
    if pulse is not None and told.row["segment"] == "mid-market":
        for back in range(min(span, 270), -1, -45):
            value = 25 * (round(along(path, (span - back) / span) / 25) if back > 40 else pulse - 1)
            day = told.last_day - timedelta(days=back + 3)
            yield "health", {"date": max(day, first), "measure": "pulse", "value": value}


def _use(told: Told) -> Iterator[Made]:
    path, seats, used = told.numbers("health"), told.number("seats"), told.number("used")
    if not path or not seats or used is None:
        return
    first = told.first_day()
    span = max((told.last_day - first).days, 1)
    day = told.last_day - timedelta(days=span // 28 * 28)
    while day <= told.last_day:
        health = along(path, (day - first).days / span)
        share = health / max(path[-1], 1)
        active = min(seats, round(used * min(1.15, share)))
        yield "metric", {"metric": "active_users", "date": day, "value": active, "base": seats}
        yield "metric", {"metric": "licensed_seats", "date": day, "value": seats}
        yield "metric", {"metric": "adoption_pct", "date": day, "value": round(health)}
        tickets = round((90 - health) / 12) if health < 90 else 0
        yield "metric", {"metric": "tickets_open", "date": day, "value": tickets}
        if told.row["segment"] in ("self-serve", "small business"):
            opened = 1 if health > 60 else 0
            yield "metric", {"metric": "emails_sent", "date": day, "value": 2}
            yield "metric", {"metric": "emails_opened", "date": day, "value": opened, "base": 2}
        day += timedelta(days=28)


def _answers(told: Told) -> Iterator[Made]:
    scores = tuple(reversed(told.numbers("nps")))
    for number, score in enumerate(scores):
        back = 35 + 95 * (len(scores) - 1 - number) + len(told.key)
        day = told.day(-back)
        if day < told.first_day():
            continue
        people = [address(told, person["email"]) for person in told.contacts]
        who = people[number % len(people)] if people else None
        answer: Row = {"date": day, "type": "nps", "score": score, "scale": 10, "respondent": who}
        yield "survey", answer
        satisfied = max(1, min(5, round(score / 2)))
        yield "survey", {**answer, "type": "csat", "score": satisfied, "scale": 5}
