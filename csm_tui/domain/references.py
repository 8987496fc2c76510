"""What a text means that names an account: the first level of INTERFACE's order that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.folding import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# One id, or several where the text is ambiguous at that level.
Answer = int | tuple[int, ...]


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
    """A further id of an account, from another source."""

    account_id: int
    source: str
    external_id: str


class AccountIndex:
    """Answers what a reference to an account means; each level is built when first asked.

    The levels: `source:external_id`, external id, alias, domain, exact name, folded name. A level
    that answers ends the search; of several accounts one that alone is not archived wins.
    """

    def __init__(self, keys: Sequence[AccountKey], aliases: Sequence[Alias] = ()) -> None:
        self._keys = list(keys)
        self._aliases = list(aliases)
        self._levels: dict[str, dict[str, Answer]] = {}
        self._by_id: dict[int, AccountKey] = {}
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
        self._archived = None

    @property
    def keys(self) -> Sequence[AccountKey]:
        """Return the accounts, in the order of their ids as they were given."""
        return self._keys

    @property
    def aliases(self) -> Sequence[Alias]:
        """Return the further ids."""
        return self._aliases

    def ids(self) -> dict[tuple[str, str], int]:
        """Return the accounts by source and external id, aliases too."""
        own = {(key.source, key.external_id): key.id for key in self._keys if key.external_id}
        return own | {(a.source, a.external_id): a.account_id for a in self._aliases}

    def find(self, account_id: int) -> AccountKey | None:
        """Return what identifies the account, or None for an unknown id."""
        if not self._by_id:
            self._by_id = {key.id: key for key in self._keys}
        return self._by_id.get(account_id)

    def resolve(self, text: str) -> Answer | None:
        """Return the account's id, the ids of all that it may mean, or None."""
        levels = ("external", "alias", "domain", "name", "fold")
        for level in ("qualified", *levels) if ":" in text else levels:
            asked = _ASKED[level](text) if level in _ASKED else text
            found = self._level(level).get(asked)
            if found is not None:
                return found if isinstance(found, int) else self._living(found)
        return None

    def resolve_all(self, texts: Iterable[str]) -> dict[str, Answer | None]:
        """Return what each distinct text means."""
        return {text: self.resolve(text) for text in set(texts)}

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
            return [(alias.external_id, alias.account_id) for alias in self._aliases]
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


def _title(key: AccountKey) -> str:
    if key.external_id is not None:
        mark = f"{key.source}:{key.external_id}" if key.source else key.external_id
    else:
        mark = key.domain or "no id"
    return f"{key.name} ({mark})"


_ASKED: dict[str, Callable[[str], str]] = {"domain": str.casefold, "fold": fold_name}


def _gather(pairs: list[tuple[str, int]]) -> dict[str, Answer]:
    alone: dict[str, Answer] = dict(pairs)
    if len(alone) == len(pairs):
        return alone
    several: dict[str, dict[int, None]] = {}
    for text, account_id in pairs:
        several.setdefault(text, {})[account_id] = None
    return {text: next(iter(ids)) if len(ids) == 1 else tuple(ids) for text, ids in several.items()}
