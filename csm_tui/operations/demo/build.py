"""The demo book, written: a year, then the last days by hand; the same bytes for the same day."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.experiments import draw
from csm_tui.domain.work_time import DEFAULT
from csm_tui.operations import books, planning
from csm_tui.operations.demo.story import Told, next_working_day, tell
from csm_tui.operations.demo.year import Row, address, year_of
from csm_tui.store import platform
from csm_tui.store.database import Book, open_book
from csm_tui.store.faults import faults
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from csm_tui.store.journal import Recorder

# The last days were entered one by one, as a CSM does, so that there is something to undo.
RECENT_DAYS = 14
# The ARR of the accounts that the experiment draws from.
_MEDIUM = range(25_000, 100_000)
# Whom the accounts without a person of their own belong to.
OWNERS = {"self-serve": "Scale team"}


def create_demo(path: Path, *, today: date) -> None:
    """Make the demo book for `today` at `path`, which must not exist: whole, or not at all.

    Where another program makes one at the same time, the one that is whole first stays.
    """
    now = datetime.combine(today, time(7, 30), tzinfo=UTC)
    # A name that is swept away where this program is killed meanwhile.
    making = path.with_name(f".{path.name}.{os.getpid()}.new")
    books.begin(making, today=today, now=now)
    try:
        with open_book(making) as book:
            fill(book, today=today, now=now)
        with faults(path), suppress(FileExistsError):
            platform.publish(making, path)
    finally:
        making.unlink(missing_ok=True)


def fill(book: Book, *, today: date, now: datetime) -> None:
    """Write the story into an empty book: the year as one operation, then the last days by hand.

    On the morning of today the calendar is planned, Monday to Friday, whatever the user's own days.
    """
    recent: list[_Entry] = []
    began = now - timedelta(days=RECENT_DAYS + 1)
    with operation(book, "Told the demo story", today=today, now=began) as recorder:
        recorder.insert("setting", {"key": "currency", "value": "USD"})
        recorder.insert("setting", {"key": "demo", "value": today.isoformat()})
        origin = recorder.origin()
        medium: list[int] = []
        for told in tell(today):
            account_id = recorder.insert("account", {**_account(told), "origin_id": origin})
            if told.row["status"] == "customer" and (told.number("arr") or 0) in _MEDIUM:
                medium.append(account_id)
            later, earlier = _events(told, account_id)
            recent += later
            for table, row in (*year_of(told), *earlier):
                recorder.insert(table, _row(row, account_id, origin))
        _experiment(recorder, medium, today, origin)
    recent.sort(key=lambda entry: entry.day)
    before = [entry for entry in recent if entry.day < today]
    for number, entry in enumerate(before):
        _enter(book, entry, today, now + timedelta(days=(entry.day - today).days, minutes=number))
    planning.plan(book, today=today, now=now, work=DEFAULT)
    for number, entry in enumerate(recent[len(before) :], start=len(before)):
        _enter(book, entry, today, now + timedelta(minutes=number))


def _experiment(recorder: Recorder, accounts: list[int], today: date, origin: int) -> None:
    """Write an experiment that is over: calls or mails for the check-ins of medium accounts."""
    began = today - timedelta(days=210)
    row: Row = {
        "name": "Calls or mails",
        "tier": "medium",
        "aspect": "channel",
        "kind": "check-in",
        "treatment_a": "phone",
        "treatment_b": "email",
        "outcome": "health",
        "seed": 1,
        "start_date": began,
        "end_date": began + timedelta(days=97),
        "set_on": began,
        "conclusion": "nothing to be seen of so few: calls and mails stay in turns",
    }
    experiment = recorder.insert("experiment", {**row, "origin_id": origin})
    for account, side in sorted(draw(accounts, 1).items()):
        member: Row = {"experiment_id": experiment, "side": side}
        recorder.insert("experiment_account", _row(member, account, origin))


def _enter(book: Book, entry: _Entry, today: date, at: datetime) -> None:
    with operation(book, entry.name, today=today, now=at) as by_hand:
        by_hand.insert(entry.table, _row(entry.row, entry.account_id, by_hand.origin()))
        planning.replan(by_hand, {entry.account_id}, today)


class _Entry(NamedTuple):
    """Something of the last days, entered on its own."""

    day: date
    name: str
    table: str
    row: Row
    account_id: int


def _row(row: Row, account_id: int, origin: int) -> Row:
    given = {name: _stored(value) for name, value in row.items()}
    return {**given, "account_id": account_id, "origin_id": origin}


def _account(told: Told) -> Mapping[str, object]:
    row, start = told.row, told.start
    arr, potential, renews = told.number("arr"), told.number("potential"), told.number("renews")
    account: Row = {
        "external_id": f"DEMO-{told.key}",
        "source": "demo",
        "name": row["name"],
        "domain": row["domain"],
        "owner": OWNERS.get(row["segment"], "Ana Ruiz"),
        "status": row["status"],
        "arr": None if arr is None else arr * 100,
        "potential_arr": None if potential is None else potential * 100,
        "currency": "USD",
        "start_date": start,
        "renewal_date": None if renews is None else told.day(renews),
        "notice_days": told.number("notice"),
        "auto_renew": None if not row["auto"] else row["auto"] == "yes",
        "seats": told.number("seats"),
        "seats_used": told.number("used"),
        "strategic": told.number("strategic"),
        "brand_value": told.number("brand"),
        "complexity": row["complexity"],
        "segment": row["segment"],
        "industry": row["industry"],
        "region": row["region"],
        "country": row["country"],
        "tags": row["tags"] or None,
        "next_step": row["next_step"] or None,
        "churned_on": told.last_day if row["status"] == "churned" else None,
        "entered_on": min(start or told.today, told.today),
    }
    for event in told.events:
        if event["table"] == "tier":
            account |= {
                "tier_override": event["kind"],
                "tier_override_until": told.day(int(event["extra"])),
                "tier_override_reason": event["subject"],
            }
        elif event["table"] == "floor":
            account["level_floor"] = event["kind"]
    return {name: _stored(value) for name, value in account.items()}


def _events(told: Told, account_id: int) -> tuple[list[_Entry], list[tuple[str, Row]]]:
    """Return what was entered by hand in the last days, and all that the story has besides."""
    recent: list[_Entry] = []
    earlier: list[tuple[str, Row]] = []
    for event in told.events:
        if event["table"] not in _MAKERS:
            continue
        offset = int(event["day"])
        row = _MAKERS[event["table"]](told, event, told.day(offset))
        entered = -1 if event["table"] == "task" else offset
        if -RECENT_DAYS <= entered <= 0:
            name = _NAMES[event["table"]].format(account=told.row["name"], what=event["kind"])
            recent.append(_Entry(told.day(entered), name, event["table"], row, account_id))
        else:
            earlier.append((event["table"], row))
    return recent, earlier


def _touchpoint(told: Told, event: Mapping[str, str], day: date) -> Row:
    items, _, items_done = event["extra"].partition("/") if "/" in event["extra"] else ("", "", "")
    people = [address(told, local) for local in event["contacts"].split(";") if local]
    return {
        "date": next_working_day(day) if day > told.today else day,
        "time": event["extra"] if ":" in event["extra"] else None,
        "kind": event["kind"],
        "channel": event["channel"],
        "purpose": "reactive" if event["direction"] == "inbound" else "proactive",
        "owner": "support" if event["channel"] == "ticket" else "Ana Ruiz",
        "status": event["status"],
        "direction": event["direction"],
        "answered": {"yes": True, "no": False}.get(event["answered"]),
        "minutes": int(event["minutes"]) if event["minutes"] else None,
        "subject": event["subject"],
        "notes": event["notes"] or None,
        "contacts": ";".join(people) or None,
        "action_items": int(items) if items else None,
        "action_items_done": int(items_done) if items_done else None,
    }


def _survey(told: Told, event: Mapping[str, str], day: date) -> Row:
    return {
        "date": day,
        "type": event["kind"],
        "score": int(event["extra"]),
        "scale": 10 if event["kind"] == "nps" else 5,
        "respondent": address(told, event["contacts"]) if event["contacts"] else None,
        "comment": event["notes"],
    }


def _task(_told: Told, event: Mapping[str, str], day: date) -> Row:
    return {"title": event["kind"], "due": day, "side": event["direction"]}


def _project(told: Told, event: Mapping[str, str], day: date) -> Row:
    return {
        "aim": event["kind"],
        "owner": "Ana Ruiz",
        "start_date": day,
        "due": told.today + timedelta(days=int(event["extra"])),
        "exit_criterion": "health>=70",
    }


def _override(told: Told, event: Mapping[str, str], day: date) -> Row:
    return {
        "figure": event["kind"],
        "value": event["channel"],
        "reason": event["subject"],
        "set_on": day,
        "until": told.today + timedelta(days=int(event["extra"])),
    }


_MAKERS = {
    "touchpoint": _touchpoint,
    "survey": _survey,
    "task": _task,
    "project": _project,
    "override": _override,
}
_NAMES = {
    "touchpoint": "Logged: {what}, {account}",
    "survey": "Survey answer: {what}, {account}",
    "task": "Promise for {account}: {what}",
    "override": "Set {what} of {account}",
}


def _stored(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
