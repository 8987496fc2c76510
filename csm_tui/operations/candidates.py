"""Near matches: accounts called almost like a row that found none. Listed, never taken unasked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.folding import fold_name
from csm_tui.operations.import_rows import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from csm_tui.domain.references import AccountFinder, AccountKey
    from csm_tui.operations.import_rows import ImportRows

# How alike two names must be, of 100 (IMPORT, trap 9).
LEAST: Final = 80
_BEST: Final = 3
# Pairs of names that are compared in one file: up to here all, of large books those that begin or
# end alike or share a word, and then no more than so many.
ALL_PAIRS: Final = 1_000_000
MOST_PAIRS: Final = 2_000_000
# So many are listed of a file; those of further names are not looked for.
LISTED: Final = 100
# A word of more names than these says nothing.
_COMMON: Final = 500
_DIGITS: Final = re.compile(r"\d+")


class Candidate(NamedTuple):
    """An account that the name in a line may mean; `reference` is what `--accept` takes for it."""

    file: str
    line: int
    name: str
    account_id: int
    account: str
    similarity: int
    why: str
    reference: str


class Near(NamedTuple):
    """An account called almost like a wanted name, and how alike of 100."""

    key: AccountKey
    similarity: int


class NearNames:
    """Finds the accounts of a book whose names are near to one, legal forms left out.

    Names that differ in a number are not near: Store 12 is not Store 13. `unseen` counts the names
    that were not looked for, because comparing them would have taken too long.
    """

    def __init__(self, keys: Iterable[AccountKey], wanted: int) -> None:
        living = [key for key in keys if not key.archived]
        self._keys = sorted(living, key=lambda key: len(key.name_fold))
        self._names = [key.name_fold for key in self._keys]
        self._lengths = [len(name) for name in self._names]
        self._blocks = _blocks(self._names) if wanted * len(living) > ALL_PAIRS else None
        self._left = MOST_PAIRS
        self.unseen = 0

    def near(
        self, name: str, fits: Callable[[AccountKey], bool] = lambda _: True
    ) -> tuple[Near, ...]:
        """Return the best few accounts near to `name` that fit, the best first."""
        folded = fold_name(name)
        if not any(char.isalpha() for char in folded):
            return ()
        places = self._places(folded) if self._left else ()
        if len(places) > self._left or not self._left:
            self._left = 0
            self.unseen += 1
            return ()
        self._left -= len(places)
        return self._best(folded, places, fits)

    def _places(self, folded: str) -> Sequence[int]:
        """Return the places of the names to compare: as long as two alike at all can be."""
        low = bisect_left(self._lengths, len(folded) * 2 / 3)
        high = bisect_right(self._lengths, len(folded) * 3 / 2)
        if self._blocks is None:
            return range(low, high)
        found: set[int] = set()
        for block in _blocks_of(folded):
            members = self._blocks.get(block, ())
            if " " not in block or len(members) <= _COMMON:
                found.update(members)
        return sorted(place for place in found if low <= place < high)

    def _best(
        self, folded: str, places: Sequence[int], fits: Callable[[AccountKey], bool]
    ) -> tuple[Near, ...]:
        from rapidfuzz import fuzz, process

        if isinstance(places, range):
            names = self._names[places.start : places.stop]
        else:
            names = [self._names[place] for place in places]
        alike: dict[int, float] = {}
        # Not extract_iter: each use of it leaves a cycle, and a command has no collector of those.
        scorers = (fuzz.ratio, fuzz.token_sort_ratio) if " " in folded else (fuzz.ratio,)
        for scorer in scorers:
            for _, score, at in process.extract(
                folded, names, scorer=scorer, score_cutoff=LEAST, limit=None
            ):
                alike[places[at]] = max(score, alike.get(places[at], 0.0))
        numbers = sorted(_DIGITS.findall(folded))
        best = sorted(alike, key=lambda place: (-alike[place], self._keys[place].id))
        fit = (
            Near(self._keys[place], int(alike[place]))
            for place in best
            if sorted(_DIGITS.findall(self._names[place])) == numbers and fits(self._keys[place])
        )
        return tuple(near for near, _ in zip(fit, range(_BEST), strict=False))


class Wanted(NamedTuple):
    """A name without an account, its line, and which accounts it may mean."""

    line: int
    name: str
    fits: Callable[[AccountKey], bool] = lambda _: True


def list_candidates(
    wanted: Sequence[Wanted], keys: Iterable[AccountKey], index: AccountFinder, into: ImportRows
) -> None:
    """List the accounts among `keys` that names may mean; tell where that comes to an end."""
    near = NearNames(keys, len(wanted))
    unseen = 0
    for at, (line, name, fits) in enumerate(wanted):
        if len(into.candidates) >= LISTED:
            unseen = len(wanted) - at
            break
        into.candidates += (
            Candidate(
                into.file,
                line,
                name,
                one.key.id,
                one.key.name,
                one.similarity,
                _why(name, one),
                reference(one.key, index),
            )
            for one in near.near(name, fits)
        )
    unseen += near.unseen
    if unseen:
        text = f"not all near matches were looked for; names without an account left: {unseen:,}."
        into.tell([Notice(None, "name", text)], "")


def _why(name: str, near: Near) -> str:
    if fold_name(name) == near.key.name_fold:
        return "the names differ only in their legal form"
    return f"the names are {near.similarity} % alike"


def reference(key: AccountKey, index: AccountFinder) -> str:
    """Return what names the account and no other, its name where that does."""
    qualified = None if key.external_id is None else f"{key.source}:{key.external_id}"
    for text in (key.name, key.domain, key.external_id, qualified):
        if text and index.resolve(text) == key.id:
            return text
    return key.name


def _blocks(names: Sequence[str]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for block in _blocks_of(name):
            blocks[block].append(place)
    return blocks


def _blocks_of(name: str) -> set[str]:
    """Return what near names have at least one of: the beginning, the end, or a whole word.

    Words end in a space, so that they are never taken for a beginning.
    """
    plain = name.replace(" ", "")
    return {f"^{plain[:3]}", f"{plain[-3:]}$", *(f"{word} " for word in name.split())}
