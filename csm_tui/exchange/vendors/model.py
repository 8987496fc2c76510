"""What is known of the exports of a program: its reports, their headers, and what they mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_NO_FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
_NO_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({})
# In a table of words: what every other text stands for.
OTHERS: Final = "*"

NOT_ARR: Final = "it is what the customer's own company earns, not your ARR"
ONE_WAY: Final = (
    "it counts one-way mail and edits too, so it is no contact; "
    "kept as a field of your own it is evidence"
)
OF_THE_RECORD: Final = "it tells of the record in the other program, not of the customer"
OF_A_DEAL: Final = "it tells of a deal"


class When(NamedTuple):
    """The rows of a sheet that are meant: those whose `header` says one of `words`, or none."""

    header: str
    words: frozenset[str]
    is_one: bool = True


class Report(NamedTuple):
    """One report of a program, or one sort of home-made sheet.

    `marks` are headers that it has, all of them (`A|B`: either), `without` such as it never has.
    `fields` are the headers of each field of `kind`, best first; `made` fields are put together
    (`{First Name} {Last Name}`), `constants` have one value for all rows. `words` translate the
    texts of a field; a field that `shares` has no column of its own reads that of another.
    `strips` is what the ids of a field may begin with that is no part of them.
    `left_out` is header -> why; `asked` is header -> the field that it may be. `also` is what else
    a row is. `deleted` is the header of a flag for records that are no more.
    A report without `kind` holds what no kind can: `why`; `link` is then the field by which rows of
    other files find an account through it, `amount` the header (as it is compared) of what they
    come to.
    """

    title: str
    kind: str | None
    marks: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = _NO_FIELDS
    made: Mapping[str, str] = _NOTHING
    constants: Mapping[str, str] = _NOTHING
    words: Mapping[str, Mapping[str, str]] = _NO_WORDS
    shares: Mapping[str, str] = _NOTHING
    strips: Mapping[str, str] = _NOTHING
    left_out: Mapping[str, str] = _NOTHING
    asked: Mapping[str, str] = _NOTHING
    also: tuple[Report, ...] = ()
    when: When | None = None
    why: str = ""
    link: str | None = None
    amount: str | None = None
    deleted: str | None = None


class Print(NamedTuple):
    """Headers that only this program writes: all of `marks`, `exact` where spaces matter.

    Where `footer` is set the marks prove it only together with a footer that holds this text.
    """

    marks: tuple[str, ...]
    footer: str | None = None
    exact: bool = False


class Vendor(NamedTuple):
    """A program whose exports are known: `source` is the name that its ids get.

    `ids` is how ids look that no other program writes, in columns called one of `id_headers` (in
    any where none is named). `hints` are headers that others write too: they only let it be said
    how to name the source.
    """

    source: str
    product: str
    prints: tuple[Print, ...]
    reports: tuple[Report, ...]
    ids: str | None = None
    id_headers: tuple[str, ...] = ()
    hints: tuple[Print, ...] = ()
