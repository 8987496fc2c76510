"""What a text means that names an account: the first level of INTERFACE's order that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.folding import fold_name
from csm_tui.domain.salesforce_ids import LONG, SHORT, is_salesforce, looks_like_one, same_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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


class AccountIndex:
    """Answers what a reference to an account means; each level is built when first asked.

    The levels: `source:external_id`, external id, alias, Salesforce id of the other length, domain,
    exact name, folded name, accepted name. A level that answers ends the search; of several
    accounts one that alone is not archived wins, then one that was accepted under the name.
    """

    def __init__(self, keys: Sequence[AccountKey], aliases: Sequence[Alias] = ()) -> None:
        self._keys = list(keys)
        self._aliases = list(aliases)
        self._levels: dict[str, dict[str, Answer]] = {}
        self._by_id: dict[int, AccountKey] = {}
        self._ids: dict[tuple[str, str], int] = {}
        self._archived: frozenset[int] | None = None

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
        self._archived = None

    @property
    def keys(self) -> Sequence[AccountKey]:
        """Return the accounts, in the order of their ids as they were given."""
        return self._keys

    @property
    def aliases(self) -> Sequence[Alias]:
        """Return the further ids."""
        return self._aliases

    def ids(self) -> Mapping[tuple[str, str], int]:
        """Return the accounts by source and external id, aliases too (see `by_id`)."""
        if not self._ids:
            own = ((key.source, key.external_id, key.id) for key in self._keys if key.external_id)
            further = ((a.source, a.external_id, a.account_id) for a in self._aliases)
            self._ids = by_id((*own, *further))
        return self._ids

    def find(self, account_id: int) -> AccountKey | None:
        """Return what identifies the account, or None for an unknown id."""
        if not self._by_id:
            self._by_id = {key.id: key for key in self._keys}
        return self._by_id.get(account_id)

    def resolve(self, text: str, source: str = "") -> Answer | None:
        """Return the account's id, the ids of all that it may mean, or None.

        An id of `source`, where one is given, goes before everything else.
        """
        if source and (own := self._level("qualified").get(f"{source}:{text}")) is not None:
            return own
        for level in _LEVELS:
            asked = _ASKED[level](text) if level in _ASKED else text
            if level == "salesforce" and is_salesforce(source):
                asked = same_id(text, declared=True)
            found = self._level(level).get(asked) if asked is not None else None
            if found is not None:
                answer = found if isinstance(found, int) else self._living(found)
                return answer if isinstance(answer, int) else self._accepted_of(answer, text)
        return None

    def resolve_all(self, texts: Iterable[str], source: str = "") -> dict[str, Answer | None]:
        """Return what each distinct text means."""
        return {text: self.resolve(text, source) for text in set(texts)}

    def accepted(self, name: str) -> int | None:
        """Return the account that a near name was accepted for, None where none was."""
        found = self._level("accepted").get(fold_name(name))
        return found if isinstance(found, int) else None

    def opportunity(self, text: str, source: str = "") -> Answer | None:
        """Return the account of the opportunity with this external id, of `source` first."""
        declared = is_salesforce(source)
        found = self._level("opportunity").get(same_id(text, declared=declared))
        if found is None or isinstance(found, int):
            return found
        own = self.ids().get((opportunity_source(source), text))
        return found if own is None else own

    def _accepted_of(self, ids: tuple[int, ...], text: str) -> Answer:
        accepted = self.accepted(text)
        return accepted if accepted in ids and accepted is not None else ids

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
            for key in self._keys
            if abs(len(key.name_fold) - len(wanted)) <= 2 + len(wanted) // 3
        }
        return [near[found] for found in get_close_matches(wanted, list(near)[:20_000], limit)]

    def _living(self, ids: tuple[int, ...]) -> Answer:
        if self._archived is None:
            self._archived = frozenset(key.id for key in self._keys if key.archived)
        living = tuple(account_id for account_id in ids if account_id not in self._archived)
        return living[0] if len(living) == 1 else living or ids

    def _level(self, level: str) -> dict[str, Answer]:
        built = self._levels.get(level)
        if built is None:
            built = self._levels[level] = _gather(self._pairs(level))
        return built

    def _pairs(self, level: str) -> list[tuple[str, int]]:
        keys = self._keys
        if level == "external":
            return [(key[1], key[0]) for key in keys if key[1] is not None]
        if level == "alias":
            return [(a[2], a[0]) for a in self._aliases if not a.source.startswith(_INNER)]
        if level == "accepted":
            return [(a[2], a[0]) for a in self._aliases if a.source == ACCEPTED]
        if level == "opportunity":
            of = [alias for alias in self._aliases if alias.source.startswith(_OPPORTUNITY)]
            return [(same_id(a[2], declared=_of_salesforce(a.source)), a[0]) for a in of]
        if level == "salesforce":
            return list(self._salesforce())
        if level == "domain":
            return [(key[3].casefold(), key[0]) for key in keys if key[3]]
        if level == "name":
            return [(key[4], key[0]) for key in keys]
        if level == "fold":
            return [(key[5], key[0]) for key in keys]
        own = [(f"{key[2]}:{key[1]}", key[0]) for key in keys if key[1] is not None]
        taken = {text for text, _ in own}
        further = ((f"{a.source}:{a.external_id}", a.account_id) for a in self._aliases)
        return own + [pair for pair in further if pair[0] not in taken]

    def _salesforce(self) -> Iterator[tuple[str, int]]:
        """Yield the ids that may be of Salesforce by their first 15 characters."""
        own = ((key.source, key.external_id, key.id) for key in self._keys if key.external_id)
        further = ((a.source, a.external_id, a.account_id) for a in self._aliases)
        for source, found, account_id in (*own, *further):
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


def _gather(pairs: list[tuple[str, int]]) -> dict[str, Answer]:
    alone: dict[str, Answer] = dict(pairs)
    if len(alone) == len(pairs):
        return alone
    several: dict[str, dict[int, None]] = {}
    for text, account_id in pairs:
        several.setdefault(text, {})[account_id] = None
    return {text: next(iter(ids)) if len(ids) == 1 else tuple(ids) for text, ids in several.items()}
