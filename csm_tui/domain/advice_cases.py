"""What is told of a mistake: its verdict, its figures, and the accounts that make it plain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, overload

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.serving import Judgement
    from csm_tui.domain.terms import Tier

Verdict = Literal["found", "absent", "cannot be told"]
FOUND: Final[Verdict] = "found"
ABSENT: Final[Verdict] = "absent"
UNTOLD: Final[Verdict] = "cannot be told"
MISTAKES: Final = (
    "over-serving low value",
    "under-investing in high value",
    "copying competitors' ratios",
    "changing models too often",
    "ignoring gross margin",
)


class Case(NamedTuple):
    """An account that makes the mistake plain, its ARR in cents, and the figure that does."""

    account: str
    account_id: int
    arr: int | None
    reason: str


class Served(Protocol):
    """A live account: ARR in cents, and how it is served."""

    @property
    def account(self) -> str:
        """Return its name."""

    @property
    def account_id(self) -> int:
        """Return its id."""

    @property
    def arr(self) -> int | None:
        """Return its ARR, None where it is unknown."""

    @property
    def tier(self) -> Tier:
        """Return its tier."""

    @property
    def found(self) -> Judgement:
        """Return its costs, and whether it stands out."""


class Cases(Sequence[Case]):
    """The accounts behind a mistake; each is put into words only when it is looked at."""

    def __init__(
        self, rows: Sequence[Served] = (), reason: Callable[[Served], str] = lambda _: ""
    ) -> None:
        """`rows` are in the order told; `reason` gives the figure of one."""
        self._rows = rows
        self._reason = reason

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Case: ...

    @overload
    def __getitem__(self, index: slice) -> Cases: ...

    def __getitem__(self, index: int | slice) -> Case | Cases:
        if isinstance(index, slice):
            return Cases(self._rows[index], self._reason)
        row = self._rows[index]
        return Case(row.account, row.account_id, row.arr, self._reason(row))


NO_CASES: Final = Cases()


class Mistake(NamedTuple):
    """One mistake: whether this book makes it, the figures, and what exactly was looked at.

    `missing` says what keeps it, or a part of it, from being told, and how to give it.
    """

    mistake: str
    verdict: Verdict
    text: str
    checked: str
    cases: Cases = NO_CASES
    missing: tuple[str, ...] = ()


class Looked(NamedTuple):
    """What there is to look at: live accounts, those with a size, the ids of those of high value.

    `clear` of these have a quadrant or a clock, so that under-serving shows; `logged` have minutes
    logged since `since`.
    """

    accounts: int
    sized: int
    large: Collection[int]
    clear: int
    logged: int
    since: date
