"""A column written in another currency than the book's is never taken as the book's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from csm_tui.errors import UsageError
from tests.operations.files import ask, bring, stopped

if TYPE_CHECKING:
    from csm_tui.store.database import Book

DOLLARS = {"a.csv": "name,arr,currency\nInitech,100,USD\n"}
EUROS = {"b.csv": "Name,ARR\nGlobex,€ 3000\nHooli,€ 250\n"}


def arr(book: Book) -> list[tuple[str, int]]:
    return ask(book, "SELECT name, arr FROM account WHERE name <> 'Initech' ORDER BY id")


def test_a_foreign_sign_stops_the_import_naming_the_rate(book: Book) -> None:
    bring(book, DOLLARS)
    refusal = stopped(book, EUROS)
    assert str(refusal) == (
        "b.csv:2, column ARR: its amounts are in € (EUR), the book is in USD. "
        "Say it with `--rate EUR=…`."
    )
    ((file, asked),) = refusal.report.questions
    assert (file, asked.key, asked.flag) == ("b.csv", "currency:ARR", "--rate EUR=…")
    assert refusal.report.count("skipped") == 2
    assert arr(book) == []


@pytest.mark.parametrize(
    "said", [{"rates": {"EUR": Decimal("1.1")}}, {"answers": {"currency:ARR": "1.1"}}]
)
def test_a_rate_converts_it(book: Book, said: dict[str, Any]) -> None:
    bring(book, DOLLARS)
    report = bring(book, EUROS, **said)
    assert arr(book) == [("Globex", 330000), ("Hooli", 27500)]
    assert report.files[0].evidence["rates"] == "ARR: 1 EUR = 1.1 USD"


def test_a_book_without_a_currency_takes_it(book: Book) -> None:
    report = bring(book, EUROS)
    assert "the book is in EUR from now on" in str(report.files[0].evidence["rates"])
    assert arr(book)[0] == ("Globex", 300000)
    assert ask(book, "SELECT value FROM setting WHERE key = 'currency'") == [("EUR",)]
    assert bring(book, EUROS).operation is None


def test_a_dollar_sign_is_that_of_any_dollar_book(book: Book) -> None:
    bring(book, DOLLARS)
    bring(book, {"b.csv": 'Name,ARR\nGlobex,"$3,000.50"\n'})
    assert arr(book) == [("Globex", 300050)]


def test_a_header_of_another_currency_than_its_amounts_stops(book: Book) -> None:
    refusal = stopped(book, {"b.csv": "Name,ARR (USD)\nGlobex,€ 3000\n"})
    assert "its amounts are in €, the file says USD." in str(refusal)


def test_monthly_amounts_of_subscriptions_count_too(book: Book) -> None:
    bring(book, DOLLARS)
    text = "account,product,mrr,start_date\nInitech,Core,€ 10,2026-01-01\n"
    assert "--rate EUR=" in str(stopped(book, {"s.csv": text}))


def test_an_answer_that_is_no_rate_is_refused(book: Book) -> None:
    bring(book, DOLLARS)
    with pytest.raises(UsageError, match=r"currency:ARR takes a rate like 1\.08, not 'much'"):
        bring(book, EUROS, answers={"currency:ARR": "much"})


def test_amounts_in_several_signs_are_taken_where_all_but_one_have_a_rate(book: Book) -> None:
    bring(book, DOLLARS)
    mixed = {"m.csv": "Name,ARR\nGlobex,€ 3000\nHooli,$250\nPied,£10.50\n"}
    refusal = stopped(book, mixed, rates={"EUR": Decimal("1.1")})
    (problem,) = refusal.report.problems
    assert problem.problem == "this is in £, the other amounts are in $ (row 3)."
    assert problem.hint == "Convert the amounts to one currency, or give its rate: --rate GBP=…"
    rates = {"EUR": Decimal("1.1"), "gbp": Decimal("1.25"), "CAD": Decimal("0.7")}
    report = bring(book, mixed, rates=rates)
    assert arr(book) == [("Globex", 330_000), ("Hooli", 25_000), ("Pied", 1312)]
    assert "1 EUR counts as 1.1; 1 GBP counts as 1.25" in str(report.files[0].evidence["arr"])
    assert bring(book, mixed, rates=rates).operation is None


def test_of_several_signs_the_one_without_a_rate_is_asked_of(book: Book) -> None:
    bring(book, DOLLARS)
    mixed = {"m.csv": "Name,ARR\nGlobex,€ 3000\nPied,£10.50\n"}
    refusal = stopped(book, mixed, rates={"EUR": Decimal("1.1")})
    assert "its amounts are in £ (GBP), the book is in USD" in str(refusal)
