"""What a text means that names an account: the first level of INTERFACE's order that answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.folding import fold_name, normal_name
from csm_tui.domain.salesforce_ids import LONG, SHORT, is_salesforce, looks_like_one, same_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

# One id, or several where the text is ambiguous at that level.
Answer = int | tuple[int, ...]
# What begins so is no source of ids of accounts: names accepted for one (folded), and the ids of
# its opportunities, of which the book keeps nothing else.
_INNER: Final = "~"
ACCEPTED: Final = "~name"
_OPPORTUNITY: Final = "~opportunity:"


class AccountKey(NamedTuple):
    """What identifies an account of the book."""

    id: int
    external_id: str | None
    source: str
    domain: str | None
    name: str
    name_fold: str
    archived: bool = False


class Alias(NamedTuple):
    """A further id of an account, from another source; see ACCEPTED and `opportunity_source`."""

    account_id: int
    source: str
    external_id: str


class AccountFinder(ABC):
    """Answers what a reference to an account means, wherever its levels are held.

    The levels: `source:external_id`, external id, alias, Salesforce id of the other length, domain,
    exact name, folded name, accepted name. A level that answers ends the search; of several
    accounts one that alone is not archived wins, then one that was accepted under the name.
    """

    @property
    @abstractmethod
    def keys(self) -> Iterable[AccountKey]:
        """Return the accounts, in the order of their ids as they were given."""

    @property
    @abstractmethod
    def has_any(self) -> bool:
        """Return whether there is an account at all."""

    @abstractmethod
    def extend(self, keys: Iterable[AccountKey], aliases: Iterable[Alias] = ()) -> None:
        """Add accounts and aliases; one whose id is known takes the place of the former."""

    @abstractmethod
    def find_all(self, account_ids: Iterable[int]) -> Mapping[int, AccountKey]:
        """Return what identifies the accounts, without those that are unknown."""

    @abstractmethod
    def of_ids(self, ids: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Return the accounts with these ids (source, external id), aliases too (see `by_id`)."""

    @abstractmethod
    def further_sources(self, account_id: int) -> Collection[str]:
        """Return the sources of the further ids of an account."""

    @abstractmethod
    def having(self, level: str, texts: Collection[str]) -> Iterator[tuple[str, AccountKey]]:
        """Yield (text, account) for the accounts that have one of `texts`, in their order.

        `level` is "domain" (case folded), "name", "normal" or "fold".
        """

    @abstractmethod
    def _answers(self, level: str, texts: Collection[str]) -> Mapping[str, Answer]:
        """Return what those of `texts` mean that a level knows."""

    def find(self, account_id: int) -> AccountKey | None:
        """Return what identifies the account, or None for an unknown id."""
        return self.find_all((account_id,)).get(account_id)

    def resolve(self, text: str, source: str = "") -> Answer | None:
        """Return the account's id, the ids of all that it may mean, or None.

        An id of `source`, where one is given, goes before everything else.
        """
        return self.resolve_all((text,), source)[text]

    def resolve_all(self, texts: Iterable[str], source: str = "") -> dict[str, Answer | None]:
        """Return what each distinct text means."""
        left = set(texts)
        meaning: dict[str, Answer | None] = dict.fromkeys(left)
        if source:
            qualified = {f"{source}:{text}": text for text in left}
            own = self._answers("qualified", qualified.keys())
            for known, answer in own.items():
                meaning[qualified[known]] = answer
                left.discard(qualified[known])
        for level in _LEVELS:
            asked: dict[str, list[str]] = {}
            for text in left:
                if (form := _form(level, text, source)) is not None:
                    asked.setdefault(form, []).append(text)
            found = self._answers(level, asked.keys()) if asked else {}
            for known, answer in found.items():
                for text in asked[known]:
                    meaning[text] = self._settled(answer, text)
                    left.discard(text)
        return meaning

    def accepted(self, name: str) -> int | None:
        """Return the account that a near name was accepted for, None where none was."""
        folded = fold_name(name)
        found = self._answers("accepted", (folded,)).get(folded)
        return found if isinstance(found, int) else None

    def opportunities(self, texts: Iterable[str], source: str = "") -> dict[str, Answer | None]:
        """Return the accounts of the opportunities with these external ids, of `source` first."""
        declared = is_salesforce(source)
        forms = {text: same_id(text, declared=declared) for text in texts}
        found = self._answers("opportunity", set(forms.values()))
        meaning: dict[str, Answer | None] = {text: found.get(form) for text, form in forms.items()}
        under = opportunity_source(source)
        several = [(under, text) for text, answer in meaning.items() if isinstance(answer, tuple)]
        for (_, text), account_id in (self.of_ids(several) if several else {}).items():
            meaning[text] = account_id
        return meaning

    def opportunity(self, text: str, source: str = "") -> Answer | None:
        """Return the account of the opportunity with this external id, of `source` first."""
        return self.opportunities((text,), source)[text]

    def describe(self, ids: Iterable[int]) -> str:
        """Return the accounts by name and mark: 'Acme (crm:17), Acme (acme.de)'."""
        found = [key for key in map(self.find, ids) if key is not None]
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        return ", ".join(_title(key) for key in found[:5]) + more

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Return the names most like `text`, best first; slow, for a few rows only."""
        from difflib import get_close_matches

        wanted = fold_name(text)
        near = {
            key.name_fold: key.name
            for key in self.keys
            if abs(len(key.name_fold) - len(wanted)) <= 2 + len(wanted) // 3
        }
        return [near[found] for found in get_close_matches(wanted, list(near)[:20_000], limit)]

    def _settled(self, answer: Answer, text: str) -> Answer:
        """Return the one account of several that is meant, where that is clear."""
        if isinstance(answer, int):
            return answer
        found = self.find_all(answer)
        living = tuple(one for one in answer if one not in found or not found[one].archived)
        ids = living or answer
        if len(ids) == 1:
            return ids[0]
        accepted = self.accepted(text)
        return accepted if accepted is not None and accepted in ids else ids


class AccountIndex(AccountFinder):
    """Answers from memory; each level is built when first asked."""

    def __init__(self, keys: Sequence[AccountKey], aliases: Sequence[Alias] = ()) -> None:
        self._keys = list(keys)
        self._aliases = list(aliases)
        self._levels: dict[str, dict[str, Answer]] = {}
        self._by_id: dict[int, AccountKey] = {}
        self._ids: dict[tuple[str, str], int] = {}

    def extend(self, keys: Iterable[AccountKey], aliases: Iterable[Alias] = ()) -> None:
        """Add accounts and aliases; one whose id is known takes the place of the former."""
        fresh = {key.id: key for key in keys}
        if any(key.id in fresh for key in self._keys):
            self._keys = [fresh.pop(key.id, key) for key in self._keys]
        self._keys.extend(fresh.values())
        self._aliases.extend(aliases)
        self._levels.clear()
        self._by_id.clear()
        self._ids = {}

    @property
    def has_any(self) -> bool:
        """Return whether there is an account at all."""
        return bool(self._keys)

    @property
    def keys(self) -> Sequence[AccountKey]:
        """Return the accounts, in the order of their ids as they were given."""
        return self._keys

    def of_ids(self, ids: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Return the accounts with these ids (source, external id), aliases too (see `by_id`)."""
        if not self._ids:
            own = ((key.source, key.external_id, key.id) for key in self._keys if key.external_id)
            further = ((a.source, a.external_id, a.account_id) for a in self._aliases)
            self._ids = by_id((*own, *further))
        return {found: self._ids[found] for found in ids if found in self._ids}

    def find_all(self, account_ids: Iterable[int]) -> Mapping[int, AccountKey]:
        """Return what identifies the accounts, without those that are unknown."""
        if not self._by_id:
            self._by_id = {key.id: key for key in self._keys}
        return {one: self._by_id[one] for one in account_ids if one in self._by_id}

    def further_sources(self, account_id: int) -> Collection[str]:
        """Return the sources of the further ids of an account."""
        return {alias.source for alias in self._aliases if alias.account_id == account_id}

    def having(self, level: str, texts: Collection[str]) -> Iterator[tuple[str, AccountKey]]:
        """Yield (text, account) for the accounts that have one of `texts`, in their order."""
        for text, account_id in self._pairs(level):
            key = self.find(account_id)
            if text in texts and key is not None:
                yield text, key

    def resolve(self, text: str, source: str = "") -> Answer | None:
        """Return the account's id, the ids of all that it may mean, or None.

        An id of `source`, where one is given, goes before everything else.
        """
        if source and (own := self._level("qualified").get(f"{source}:{text}")) is not None:
            return own
        for level in _LEVELS:
            form = _form(level, text, source)
            found = self._level(level).get(form) if form is not None else None
            if found is not None:
                return self._settled(found, text)
        return None

    def _answers(self, level: str, texts: Collection[str]) -> Mapping[str, Answer]:
        built = self._level(level)
        return {text: built[text] for text in texts if text in built}

    def _level(self, level: str) -> dict[str, Answer]:
        built = self._levels.get(level)
        if built is None:
            built = self._levels[level] = gathered(self._pairs(level))
        return built

    def _pairs(self, level: str) -> list[tuple[str, int]]:
        keys = self._keys
        if level == "external":
            return [(key[1], key[0]) for key in keys if key[1] is not None]
        if level in OF_ALIASES:
            return list(pairs_of_aliases(level, self._aliases))
        if level == "salesforce":
            own = ((key.source, key.external_id, key.id) for key in keys if key.external_id)
            further = ((a.source, a.external_id, a.account_id) for a in self._aliases)
            return list(salesforce_forms((*own, *further)))
        if level == "domain":
            return [(key[3].casefold(), key[0]) for key in keys if key[3]]
        if level == "name":
            return [(key[4], key[0]) for key in keys]
        if level == "normal":
            return [(normal_name(key[4]), key[0]) for key in keys]
        if level == "fold":
            return [(key[5], key[0]) for key in keys]
        own_ids = [(f"{key[2]}:{key[1]}", key[0]) for key in keys if key[1] is not None]
        taken = {text for text, _ in own_ids}
        others = ((f"{a.source}:{a.external_id}", a.account_id) for a in self._aliases)
        return own_ids + [pair for pair in others if pair[0] not in taken]


def pairs_of_aliases(level: str, aliases: Iterable[Alias]) -> Iterator[tuple[str, int]]:
    """Yield (text, account) of those of `aliases` that are of a level of OF_ALIASES."""
    for account_id, source, text in aliases:
        if level == "opportunity":
            if source.startswith(_OPPORTUNITY):
                yield same_id(text, declared=_of_salesforce(source)), account_id
        elif source == ACCEPTED if level == "accepted" else not source.startswith(_INNER):
            yield text, account_id


def salesforce_forms(rows: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, int]]:
    """Yield the ids of (source, id, account) that may be of Salesforce by their first 15."""
    for source, found, account_id in rows:
        if not source.startswith(_INNER) and len(found) in (SHORT, LONG):
            yield same_id(found, declared=is_salesforce(source)), account_id


def opportunity_source(source: str) -> str:
    """Return the source under which the ids of the opportunities of `source` are kept."""
    return f"{_OPPORTUNITY}{source}"


def _of_salesforce(source: str) -> bool:
    return is_salesforce(source.removeprefix(_OPPORTUNITY))


def by_id(rows: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    """Return the accounts of (source, external id, account) by the first two.

    A Salesforce id of 18 characters stands there by its first 15 besides, unless they are another.
    """
    ids = {(source, found): account_id for source, found, account_id in rows}
    for source, found in [key for key in ids if len(key[1]) == LONG]:
        short = same_id(found, declared=is_salesforce(source))
        ids.setdefault((source, short), ids[source, found])
    return ids


def _title(key: AccountKey) -> str:
    if key.external_id is not None:
        mark = f"{key.source}:{key.external_id}" if key.source else key.external_id
    else:
        mark = key.domain or "no id"
    return f"{key.name} ({mark})"


def _qualified(text: str) -> str | None:
    return text if ":" in text else None


def _salesforce_id(text: str) -> str | None:
    return same_id(text) if looks_like_one(text) else None


OF_ALIASES: Final = frozenset(("alias", "accepted", "opportunity"))
_LEVELS: Final = (
    "qualified",
    "external",
    "alias",
    "salesforce",
    "domain",
    "name",
    "fold",
    "accepted",
)
_ASKED: Final[dict[str, Callable[[str], str | None]]] = {
    "qualified": _qualified,
    "salesforce": _salesforce_id,
    "domain": str.casefold,
    "fold": fold_name,
    "accepted": fold_name,
}


def _form(level: str, text: str, source: str) -> str | None:
    """Return the form in which a level knows `text`, None where it cannot."""
    if level == "salesforce" and is_salesforce(source):
        return same_id(text, declared=True)
    return _ASKED[level](text) if level in _ASKED else text


def gathered(pairs: Iterable[tuple[str, int]]) -> dict[str, Answer]:
    """Return the one account, or the several, of each text of (text, account)."""
    alone: dict[str, Answer] = {}
    several: dict[str, dict[int, None]] = {}
    for text, account_id in pairs:
        first = alone.setdefault(text, account_id)
        if first != account_id and isinstance(first, int):
            several.setdefault(text, {first: None})[account_id] = None
    return alone | {text: tuple(ids) for text, ids in several.items()}
