"""The seeded book that the bench measures on: accounts, touchpoints and readings by the number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from csm_tui.store.database import open_book
from csm_tui.store.standings import refresh

TODAY = date(2026, 2, 2)
ACCOUNT_COLUMNS = (
    "external_id,name,domain,owner,status,arr,start_date,renewal_date,seats,seats_used,segment,country"
).split(",")
FIRST = "Amber Boreal Cobalt Delta Ember Fjord Granite Harbor Indigo Juniper Kestrel Lumen".split()
SECOND = "Foods Health Labs Retail Media Energy Bank Freight Studio Systems Pharma Works".split()


def write_accounts(file: Path, count: int) -> None:
    """Write `count` seeded accounts as canonical CSV."""
    chance = Random("accounts")
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(ACCOUNT_COLUMNS)
        for number in range(count):
            writer.writerow(_account(number, chance))


def _account(number: int, chance: Random) -> list[str]:
    name = f"{FIRST[number % 12]} {SECOND[number // 12 % 12]} {number:06d}"
    arr = round(10 ** (3 + 2.7 * chance.random()) / 100) * 100
    start = TODAY - timedelta(days=int(chance.random() * 1400))
    renewal = TODAY + timedelta(days=5 + int(chance.random() * 360))
    seats = 5 + int(chance.random() * 400)
    return [
        f"B-{number:06d}",
        name,
        f"b{number:06d}.example",
        ("Ana Ruiz", "Ben Odum", "Chi Wen")[number % 3],
        "customer",
        str(arr),
        start.isoformat(),
        renewal.isoformat(),
        str(seats),
        str(int(seats * chance.random())),
        ("enterprise", "mid-market", "small business")[number % 3],
        ("US", "DE", "BR", "ID")[number % 4],
    ]


def add_facts(book_file: Path, touchpoints: int, readings: int) -> None:
    """Put seeded touchpoints and readings straight into the book, then rebuild its standings."""
    with open_book(book_file) as book:
        connection = book.connection
        accounts = [row[0] for row in connection.execute("SELECT id FROM account")]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO touchpoint (account_id, date, kind, channel, status, direction, minutes,"
            " subject) VALUES (?, ?, 'check-in', ?, 'done', 'outbound', 30, 'Check-in')",
            _touchpoints(accounts, touchpoints),
        )
        connection.executemany(
            "INSERT INTO health (account_id, date, measure, value) VALUES (?, ?, 'score', ?)",
            _readings(accounts, readings),
        )
        refresh(connection, None, TODAY)
        connection.execute("COMMIT")


def _touchpoints(accounts: list[int], count: int) -> Iterator[tuple[int, str, str]]:
    chance = Random("touchpoints")
    for number in range(count):
        day = TODAY - timedelta(days=int(chance.random() ** 2 * 380))
        channel = ("video", "phone", "email")[number % 3]
        yield accounts[number % len(accounts)], day.isoformat(), channel


def _readings(accounts: list[int], count: int) -> Iterator[tuple[int, str, float]]:
    chance = Random("readings")
    weeks = max(1, count // max(1, len(accounts)))
    for number in range(count):
        account = accounts[number % len(accounts)]
        week = number // len(accounts)
        day = TODAY - timedelta(days=7 * (weeks - week) - account % 7)
        yield account, day.isoformat(), min(100.0, max(0.0, 65 + 30 * (chance.random() - 0.5)))
