"""A person to be forgotten: what names them, and what is left of a text without them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from csm_tui.domain.folding import fold

FORGOTTEN: Final = "[forgotten]"
# Shorter parts of a name, such as initials, stand in too many texts to be told.
_LEAST_LETTERS: Final = 3


class Person(NamedTuple):
    """A person as the book knows them: the contacts they are, their names, e-mails and accounts.

    `contacts` is empty for somebody who only answered surveys or took part.
    """

    contacts: tuple[int, ...]
    names: tuple[str, ...]
    emails: tuple[str, ...]
    accounts: tuple[int, ...]


class Eraser:
    """Takes a person out of values: by e-mail everywhere, by name at their own accounts.

    Somebody else of the same name may well be at another account. In a text only a name of two
    words and more is taken out, as a single one may be anything.
    """

    def __init__(self, person: Person) -> None:
        self._accounts = frozenset(person.accounts)
        self._emails = {fold(email) for email in person.emails}
        self._names = {fold(name) for name in person.names}
        whole = [name for name in person.names if len(name.split()) > 1]
        self._by_email = _pattern(person.emails)
        self._by_any = _pattern((*person.emails, *whole))
        parts = (part for name in person.names for part in name.split())
        self._by_part = _pattern(tuple(part for part in parts if len(part) >= _LEAST_LETTERS))

    def text(self, text: str, account_id: int | None) -> str:
        """Return a text with a mark where the person is named."""
        pattern = self._by_any if account_id in self._accounts else self._by_email
        return text if pattern is None else pattern.sub(FORGOTTEN, text)

    def may_mean(self, text: str, account_id: int | None) -> bool:
        """Return whether a text of the person's account says a part of their name."""
        pattern = self._by_part if account_id in self._accounts else None
        return pattern is not None and pattern.search(text) is not None

    def is_person(self, value: str, account_id: int | None) -> bool:
        """Return whether a value is the person's name or e-mail and nothing else."""
        folded = fold(value)
        return folded in self._emails or (account_id in self._accounts and folded in self._names)

    def people(self, value: str, account_id: int | None) -> str | None:
        """Return a list of people joined by ';' without the person; None where nobody is left."""
        parts = [part for part in value.split(";") if part.strip()]
        kept = [part for part in parts if not self.is_person(part, account_id)]
        return value if len(kept) == len(parts) else ";".join(kept) or None


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)
    parts = (r"\s+".join(map(re.escape, word.split())) for word in longest)
    return re.compile(rf"(?<![\w.@-])(?:{'|'.join(parts)})(?![\w@-]|\.\w)", re.IGNORECASE)
