"""A report as another program exports it: titles, footers, amounts and dates of its country."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from xlsxwriter import Workbook

HEADER = (
    "Account ID,Account Name,Website,Account Owner,Type,ARR,Contract Start,Renewal Date,"
    "Employees,Last Activity,Industry,Billing Country"
).split(",")
TITLES = "Accounts and renewals\nAs of 2026-02-02 09:30 Eastern Standard Time\n\n"
FOOTERS = (
    "\n"
    '"Grand Totals ({count} records)"\n'
    '"Confidential Information - Do Not Distribute"\n'
    '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
)


def write_report(file: Path, canonical: Path) -> None:
    """Write the accounts of a canonical file as Salesforce reports them, in Windows-1252."""
    with canonical.open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    with file.open("w", newline="", encoding="cp1252") as target:
        target.write(TITLES)
        writer = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        writer.writerows(map(_reported, rows))
        target.write(FOOTERS.format(count=len(rows)))


def _reported(row: dict[str, str]) -> list[str]:
    number = int(row["external_id"].removeprefix("B-"))
    return [
        f"0015g{number:010d}",
        row["name"] if number else "Peña & Søn 000000",
        f"https://www.{row['domain']}/",
        row["owner"],
        "Customer",
        f"${int(row['arr']):,}.{number % 100:02d}",
        _american(row["start_date"]),
        _american(row["renewal_date"]),
        row["seats"],
        _american(row["start_date"]),
        row["segment"],
        row["country"],
    ]


def _american(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.month}/{day.day}/{day.year}"


def write_workbook(file: Path, report: Path) -> Path:
    """Write a report in text as the first sheet of a workbook, amounts and days typed."""
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Report")
        days, money = (book.add_format({"num_format": form}) for form in ("m/d/yyyy", "$#,##0.00"))
        with report.open(newline="", encoding="cp1252") as source:
            for number, cells in enumerate(csv.reader(source)):
                for place, cell in enumerate(cells):
                    parts = cell.split("/")
                    if cell.startswith("$"):
                        sheet.write_number(number, place, float(cell[1:].replace(",", "")), money)
                    elif len(parts) == 3 and parts[2].isdecimal():
                        month, day, year = map(int, parts)
                        sheet.write_datetime(number, place, date(year, month, day), days)
                    else:
                        sheet.write_string(number, place, cell)
    return file
