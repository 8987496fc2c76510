"""Which account the rows of a file refer to: by name or id, or through the id of another record."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold_name
from csm_tui.domain.references import ACCEPTED, Alias
from csm_tui.exchange.kinds import ACCOUNT_NAME, LINKS
from csm_tui.operations.candidates import Wanted, list_candidates
from csm_tui.operations.import_context import NewAlias
from csm_tui.operations.import_rows import rows_of
from csm_tui.operations.linking import BATCH, NEAREST_FOR, Rejection, Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from csm_tui.domain.references import AccountFinder, Answer
    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.operations.linking import Links

_OWN: Final = "account"
_THINGS: Final = {
    "subscription_id": "subscription",
    "opportunity_id": "opportunity",
    "contact_id": "contact",
    "related_id": "account, opportunity, contact or subscription",
}
# What an id of Salesforce begins with where it is a lead's: a person of nobody's account.
_LEAD: Final = "00Q"


class References:
    """Finds the accounts of the rows of one file of facts.

    A row means the account that it names; where it names none that there is, that of the
    subscription, opportunity or contact whose id it has.
    """

    def __init__(self, context: ImportContext, rows: ImportRows, file: int) -> None:
        self._context = context
        self._file = file
        self._rows = rows
        self._fields = [field for field in LINKS if field in rows.fields]
        # The places of rows of accounts that are left out, and of those that the book has not.
        self.left_out: list[int] = []
        self.unknown: list[int] = []

    def accounts(self, links: Links) -> Targets:
        """Return the account of each row; rows whose reference fails are rejected.

        Rows of accounts of other owners are no failures: they are in `left_out`, and in `unknown`
        where the others' accounts are left out and the book does not have the account.
        """
        texts, index = self._texts(), self._context.index
        self._context.acceptance.see(texts)
        found, several = self._named(texts)
        self._by_name(found)
        if self._fields:
            self._follow(found)
        orphans = _Orphans(index, self._rows)
        for row, (text, account) in enumerate(zip(texts, found, strict=True)):
            if account is not None:
                continue
            answer = several.get(text or "")
            if answer is not None:
                problem = f"{text!r} may mean any of {index.describe(answer)}."
                hint = "Refer to it as source:external_id."
                links.reject(row, Rejection(_OWN, problem, hint))
            elif self._is_left_out(row, text):
                self.left_out.append(row)
            elif text is None and not self._fields:
                continue
            else:
                rejection = orphans.rejection(row, text) if text else self._unlinked(row)
                if self._context.others_left_out:
                    self.unknown.append(row)
                else:
                    links.reject(row, rejection)
        orphans.tell()
        return found

    def _named(self, texts: Sequence[str | None]) -> tuple[Targets, dict[str, tuple[int, ...]]]:
        """Return the account that each row names, and the texts that may mean several."""
        found = Targets(repeat(None, len(texts)))
        several: dict[str, tuple[int, ...]] = {}
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            meaning = self._meaning(text for text in batch if text is not None)
            for row, text in enumerate(batch, start):
                answer = meaning[text] if text is not None else None
                if isinstance(answer, int):
                    found[row] = answer
                elif answer is not None and text is not None:
                    several[text] = answer
        return found, several

    def _is_left_out(self, row: int, text: str | None) -> bool:
        left_out = self._context.left_out
        if not left_out:
            return False
        if text is not None:
            return left_out.means(text)
        ids = ((field, self._rows.column(field)[row]) for field in self._fields)
        return any(found is not None and left_out.leads(field, found) for field, found in ids)

    def _meaning(self, texts: Iterable[str]) -> dict[str, Answer | None]:
        index, acceptance = self._context.index, self._context.acceptance
        meaning = index.resolve_all(texts, self._rows.source)
        chosen = {text: acceptance.chosen(text, index) for text in meaning if acceptance.is_asked}
        taken = {
            text: account
            for text, account in chosen.items()
            if account is not None and account != meaning[text]
        }
        if taken:
            self._remember(taken)
        return meaning | taken

    def _remember(self, taken: Mapping[str, int]) -> None:
        """Keep the names that were accepted, with the line of the first row that has each."""
        lines: dict[str | None, int] = {}
        for text, line in zip(self._texts(), self._rows.lines, strict=True):
            if text in taken:
                lines.setdefault(text, line)
        self._context.aliases += (
            NewAlias(self._file, lines[text], Alias(account, ACCEPTED, fold_name(text)))
            for text, account in taken.items()
            if not self._context.acceptance.means(text, account)
        )

    def _texts(self) -> Sequence[str | None]:
        return self._rows.column(_OWN)

    def _by_name(self, found: Targets) -> None:
        """Find accounts by the name that stands beside an id that no account has."""
        if ACCOUNT_NAME not in self._rows.fields:
            return
        names = self._rows.column(ACCOUNT_NAME)
        texts = self._texts()
        open_rows = [
            row
            for row, account in enumerate(found)
            if account is None and names[row] and not self._is_left_out(row, texts[row])
        ]
        meaning = self._context.index.resolve_all(
            {names[row] or "" for row in open_rows}, self._rows.source
        )
        by_name = 0
        for row in open_rows:
            answer = meaning[names[row] or ""]
            if isinstance(answer, int):
                found[row] = answer
                by_name += 1
        if by_name:
            header = self._rows.header(ACCOUNT_NAME)
            told = f"{rows_of(by_name)} by {header}: no account has the id that they name"
            self._rows.evidence[_OWN] = told

    def _follow(self, found: Targets) -> None:
        """Find the accounts that are still open through the ids of other records."""
        for field in self._fields:
            texts = self._rows.column(field)
            open_rows = [row for row, account in enumerate(found) if account is None and texts[row]]
            if not open_rows:
                continue
            led = self._led(field, {texts[row] or "" for row in open_rows})
            through = 0
            for row in open_rows:
                answer = led(texts[row] or "")
                if isinstance(answer, int):
                    found[row] = answer
                    through += 1
            if through:
                said = f"{rows_of(through)} through their {_THINGS[field]}"
                self._rows.evidence.setdefault(self._rows.header(field), said)

    def _led(self, field: str, texts: set[str]) -> Callable[[str], Answer | None]:
        """Return what the ids of a field lead to; one that leads to several accounts to none."""
        index, staged, source = self._context.index, self._context.staged, self._rows.source
        if field == "opportunity_id":
            return index.opportunities(texts, source).get
        if field == "contact_id":
            known = staged.accounts_of("contact", source, texts)
            emails = {text for text in texts - known.keys() if "@" in text}
            known |= staged.accounts_of_emails(emails) if emails else {}
            return lambda text: _one(known.get(text))
        if field == "subscription_id":
            known = staged.accounts_of("subscription", source, texts)
            return lambda text: _one(known.get(text))
        accounts = index.resolve_all(texts, source)
        left = {text for text in texts if accounts[text] is None}
        ways: list[Callable[[str], Answer | None]] = [accounts.get]
        ways += [self._led(other, left) for other in LINKS if other != field]
        return lambda text: _first(way(text) for way in ways)

    def _unlinked(self, row: int) -> Rejection:
        for field in self._fields:
            text = self._rows.column(field)[row]
            if text is not None:
                problem = f"there is no {_THINGS[field]} {text!r} that leads to one account."
                return Rejection(field, problem, "Import those first, or together with this file.")
        return Rejection(_OWN, "the row names no account, and nothing that leads to one.")

    def of_leads(self) -> list[int]:
        """Return the places of rows that are of a lead, and of no account."""
        if "contact_id" not in self._rows.fields:
            return []
        fields = [_OWN, *(field for field in self._fields if field != "contact_id")]
        others = [self._rows.column(field) for field in fields]
        return [
            row
            for row, text in enumerate(self._rows.column("contact_id"))
            if text is not None
            and text.startswith(_LEAD)
            and len(text) in (15, 18)
            and not any(column[row] for column in others)
        ]


class _Orphans:
    """References that no account answers to: the nearest of the first few, each told once."""

    def __init__(self, index: AccountFinder, rows: ImportRows) -> None:
        self._index = index
        self._rows = rows
        self._rejections: dict[str, Rejection] = {}
        self._lines: dict[str, int] = {}

    def rejection(self, row: int, text: str) -> Rejection:
        if text not in self._rejections:
            self._lines[text] = self._rows.lines[row]
            near = self._index.nearest(text) if len(self._rejections) < NEAREST_FOR else []
            hint = f"The nearest are {', '.join(near)}." if near else "Import the account first."
            self._rejections[text] = Rejection(_OWN, f"there is no account {text!r}.", hint)
        return self._rejections[text]

    def tell(self) -> None:
        """List the accounts that the references may mean."""
        if not self._lines:
            return
        wanted = [Wanted(line, text) for text, line in self._lines.items()]
        list_candidates(wanted, self._index.keys, self._index, self._rows)


def _one(accounts: Sequence[int] | None) -> int | None:
    return accounts[0] if accounts is not None and len(accounts) == 1 else None


def _first(answers: Iterable[Answer | None]) -> Answer | None:
    return next((answer for answer in answers if answer is not None), None)
