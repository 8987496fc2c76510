"""The seeded book that the bench measures on: accounts, touchpoints and readings by the number."""

from __future__ import annotations

import csv
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


def add_facts(book_file: Path, weeks: int) -> None:
    """Put seeded facts straight into the book, then rebuild its standings.

    A reading of health a week, ten touchpoints over a year, and quarterly answers and figures for
    every account; contracts by the year for a third of them, changes of ARR for another. SQL makes
    the rows, in the order of their indexes.
    """
    with open_book(book_file) as book:
        connection = book.connection
        connection.execute("BEGIN IMMEDIATE")
        for statement in (READINGS, TOUCHPOINTS, ANSWERS, FIGURES, CONTRACTS, CHANGES):
            connection.execute(statement, {"today": TODAY.isoformat(), "weeks": weeks})
        refresh(connection, None, TODAY)
        connection.execute("COMMIT")


# Numbers from 0 on; the first table of a join stays the outer one, so that rows come by account.
NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < "
# A wave of 0 to 80 with a little noise, another for each account. Three of four accounts have a
# score each week, the fourth one of its measures in turn.
READINGS = (
    f"{NUMBERS}:weeks) INSERT INTO health (account_id, date, measure, value)"
    " SELECT a.id, date(:today, printf('-%d days', 7 * (:weeks - 1 - n) + a.id % 7)),"
    " CASE WHEN a.id % 4 THEN 'score' WHEN n % 5 = 0 THEN 'adoption' WHEN n % 5 = 1 THEN 'support'"
    " WHEN n % 5 = 2 THEN 'sentiment' WHEN n % 5 = 3 THEN 'relationship' ELSE 'pulse' END,"
    " 15 + abs((n * (1 + a.id % 5) + a.id * 37) % 160 - 80) * 0.9 + (n * 7 + a.id * 13) % 11"
    " FROM account a CROSS JOIN number"
)
TOUCHPOINTS = (
    f"{NUMBERS}10) INSERT INTO touchpoint (account_id, date, kind, channel, status, direction,"
    " answered, minutes, subject, notes, action_items, action_items_done)"
    " SELECT id, date(:today, printf('-%d days', 36 * (9 - n) + chance % 30)), kind,"
    " CASE n % 3 WHEN 0 THEN 'video' WHEN 1 THEN 'phone' ELSE 'email' END,"
    " CASE chance % 16 WHEN 0 THEN 'no-show' WHEN 1 THEN 'skipped' ELSE 'done' END, 'outbound',"
    " CASE WHEN n % 3 = 2 THEN chance % 5 > 1 END, 30, 'Check-in',"
    " CASE WHEN chance % 3 THEN 'Goals of the quarter' END,"
    " CASE WHEN kind = 'business-review' THEN 3 END,"
    " CASE WHEN kind = 'business-review' THEN chance % 4 END FROM (SELECT a.id, n,"
    " (a.id * 7919 + n * 104729) % 9973 AS chance,"
    " CASE n WHEN 4 THEN 'business-review' WHEN 7 THEN 'training' ELSE 'check-in' END AS kind"
    " FROM account a CROSS JOIN number)"
)
ANSWERS = (
    f"{NUMBERS}6) INSERT INTO survey (account_id, date, type, score, scale, respondent, comment)"
    " SELECT id, date(:today, printf('-%d days', 90 * (5 - n) / 2 + chance % 60)),"
    " CASE n % 3 WHEN 0 THEN 'nps' WHEN 1 THEN 'csat' ELSE 'ces' END,"
    " CASE n % 3 WHEN 0 THEN max(chance % 11, chance % 7) WHEN 1 THEN 1 + chance % 5"
    " ELSE 1 + chance % 7 END, CASE n % 3 WHEN 0 THEN 10 WHEN 1 THEN 5 ELSE 7 END,"
    " 'person' || (n % 2) || '@b.example',"
    " CASE WHEN chance % 4 = 0 THEN 'The import saved us an afternoon.' END"
    " FROM (SELECT a.id, n, (a.id * 6151 + n * 769) % 9973 AS chance"
    " FROM account a CROSS JOIN number)"
)
# Four figures on each of four days: adoption, tickets, mails sent and opened.
FIGURES = (
    f"{NUMBERS}16) INSERT INTO metric (account_id, metric, date, value, base)"
    " SELECT a.id, CASE n % 4 WHEN 0 THEN 'adoption_pct' WHEN 1 THEN 'tickets_open'"
    " WHEN 2 THEN 'emails_sent' ELSE 'emails_opened' END,"
    " date(:today, printf('-%d days', 84 * (3 - n / 4) + a.id % 20)),"
    " CASE n % 4 WHEN 0 THEN 30 + a.id * 37 % 70 WHEN 1 THEN a.id % 6 WHEN 2 THEN 40"
    " ELSE 4 + (a.id + n) % 12 END, CASE n % 4 WHEN 3 THEN 40 END"
    " FROM account a CROSS JOIN number"
)
# A contract from each renewal to the next, dearer or cheaper than the one before; some are not
# renewed.
CONTRACTS = (
    f"{NUMBERS}3) INSERT INTO subscription (account_id, start_date, end_date, arr)"
    " SELECT a.id, date(a.renewal_date, printf('-%d years', 3 - n)),"
    " date(a.renewal_date, printf('-%d years', 2 - n)), a.arr * (90 + (a.id + n) % 20) / 100"
    " FROM account a CROSS JOIN number WHERE a.id % 3 = 0 AND NOT (n = 2 AND a.id % 21 = 0)"
)
CHANGES = (
    f"{NUMBERS}3) INSERT INTO arr_change (account_id, date, amount, kind)"
    " SELECT a.id, date(a.start_date, printf('+%d days', n * 200)),"
    " CASE n WHEN 0 THEN a.arr ELSE a.arr * (a.id % 19 - 8) / 100 END,"
    " CASE WHEN n = 0 THEN 'new' WHEN a.id % 19 < 8 THEN 'contraction' ELSE 'expansion' END"
    " FROM account a CROSS JOIN number WHERE a.id % 3 = 1"
)
