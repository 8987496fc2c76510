"""One book, one currency: what the amounts of a file are in, and at which rate they are taken."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.exchange.answers import rate_of
from csm_tui.exchange.currency_marks import named
from csm_tui.exchange.problems import Ambiguity, Problem
from csm_tui.operations.import_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csm_tui.exchange.converted import Sign

AMOUNTS = ("arr", "potential_arr", "amount", "level")


class WrongCurrency(NamedTuple):
    """A row whose amounts are in a currency that the book does not keep."""

    at: int
    value: str
    problem: str
    hint: str


class Currencies:
    """The currency of the book, as stated by it or by the first file that states one.

    `rates` are units of the book's currency for one of theirs; converted cents round half even.
    """

    def __init__(self, currency: str | None, rates: Mapping[str, Decimal]) -> None:
        self.currency = currency
        self.stated = False
        self._rates = {code.strip().upper(): rate for code, rate in rates.items()}

    def settle(self, file: str, codes: Sequence[object]) -> Problem | None:
        """Take the currency of the book from `codes` where it has none; a mixture is a problem."""
        there = sorted({_code(code) for code in codes if code is not None} - {*self._rates})
        if self.currency is not None or not there:
            return None
        if len(there) > 1:
            problem = f"the rows are in several currencies ({', '.join(there)})."
            hint = f"Keep one, and give the others a rate: --rate {there[1]}=…"
            return Problem(file, None, "currency", None, problem, hint)
        self.currency = there[0]
        self.stated = True
        return None

    def contradiction(self, codes: Sequence[object], sign: Sign) -> str | None:
        """Return what is wrong where a sign cannot be that of the currency that is stated."""
        stated = {_code(code) for code in codes if code is not None}
        if not stated or stated & sign.codes:
            return None
        return f"its amounts are in {sign.sign}, the file says {', '.join(sorted(stated))}."

    def wrong(self, codes: Sequence[object]) -> Iterator[WrongCurrency]:
        """Yield the rows whose currency is neither the book's nor one with a rate."""
        known = {self.currency, *self._rates}
        for at, code in enumerate(codes):
            if code is not None and _code(code) not in known:
                problem = f"the book is in {self.currency}, this row in {_code(code)}."
                yield WrongCurrency(
                    at, str(code), problem, f"Give its rate: --rate {_code(code)}=…"
                )

    def convert(self, fields: dict[str, Sequence[object]]) -> str | None:
        """Convert amounts in other currencies, in place; return what was done in words."""
        codes = [None if code is None else _code(code) for code in fields["currency"]]
        others = {code for code in codes if code is not None and code != self.currency}
        if not others or self.currency is None:
            fields["currency"] = [*codes]
            return None
        for name in AMOUNTS:
            if name in fields:
                fields[name] = [
                    _times(cents, self._rates[code]) if code in others and code else cents
                    for cents, code in zip(fields[name], codes, strict=True)
                ]
        rows = sum(code in others for code in codes)
        fields["currency"] = [code and self.currency for code in codes]
        at = ", ".join(f"1 {code} = {self._rates[code]} {self.currency}" for code in sorted(others))
        return f"{at} ({rows_of(rows)})"

    def take(
        self,
        fields: dict[str, Sequence[object]],
        field: str,
        sign: Sign,
        header: str,
        answers: Mapping[str, str],
    ) -> str | Ambiguity | None:
        """Take amounts that carry a sign, in place; return what was done, or what must be asked.

        A book without a currency takes theirs, where the sign stands for one only. `answers` may
        hold a rate, as `currency:ARR`.
        """
        if self.currency in sign.codes:
            return None
        question = self._question(sign, header)
        rates = {code: self._rates[code] for code in sign.codes if code in self._rates}
        if question.key in answers:
            rates = {named(sign.codes): rate_of(answers[question.key], question.key)}
        if len(rates) == 1:
            code, rate = next(iter(rates.items()))
            fields[field] = [_times(cents, rate) for cents in fields[field]]
            return f"{header}: 1 {code} = {rate} {self.currency or 'of the book'}"
        if self.currency is not None:
            return question
        if len(sign.codes) > 1:
            return None
        self.currency, self.stated = named(sign.codes), True
        return f"{header} is in {sign.sign}: the book is in {self.currency} from now on"

    def _question(self, sign: Sign, header: str) -> Ambiguity:
        code = named(sign.codes)
        written = sign.sign if sign.sign == code else f"{sign.sign} ({code})"
        return Ambiguity(
            header,
            (sign.example,),
            (sign.line,),
            f"its amounts are in {written}, the book is in {self.currency}.",
            f"--rate {code}=…",
            what="currency",
        )


def _code(code: object) -> str:
    return str(code).strip().upper()


def _times(cents: object, rate: Decimal) -> object:
    if not isinstance(cents, int):
        return cents
    return int((Decimal(cents) * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
