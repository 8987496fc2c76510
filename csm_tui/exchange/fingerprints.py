"""Which program wrote a sheet, told from headers that no other writes, or from its footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.headers import is_own_header, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.vendors import VENDORS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from csm_tui.exchange.trimming import Junk
    from csm_tui.exchange.vendors.model import Print, Vendor

# So many cells of a column are looked at for ids as only one program writes them.
_LOOKED_AT: Final = 50


class Fingerprint(NamedTuple):
    """The program that wrote a sheet: the source of its ids, its name, and by what it is known."""

    source: str
    product: str
    proof: str


def source_of(
    header: Sequence[str],
    junk: Sequence[Junk] = (),
    columns: Sequence[Sequence[str]] = (),
) -> Fingerprint | None:
    """Return which program wrote a sheet with `header`, or None; our own files are nobody's.

    `junk` are the lines around its table, `columns` its cells column by column.
    """
    if any(is_own_header(kind, header) for kind in KINDS):
        return None
    names = _Names.of(header)
    for vendor in VENDORS:
        proof = _first_proof(vendor.prints, names, junk)
        if proof is not None:
            return Fingerprint(vendor.source, vendor.product, proof)
    return _by_values(header, columns)


def may_be_of(header: Sequence[str]) -> str | None:
    """Return which program may have written a sheet that nothing proves, and how to say so."""
    if any(is_own_header(kind, header) for kind in KINDS):
        return None
    names = _Names.of(header)
    for vendor in VENDORS:
        told = _first_proof(vendor.hints, names, ())
        if told is not None:
            return f"{vendor.product}: {told} prove nothing; say it with --source {vendor.source}"
    return None


def vendor_of(source: str) -> Vendor | None:
    """Return the program whose ids are called `source`, or None."""
    wanted = normalise(source)
    return next((vendor for vendor in VENDORS if vendor.source == wanted), None)


def found_marks(
    marks: Sequence[str], names: Mapping[str, str] | Collection[str], *, exact: bool = False
) -> list[str] | None:
    """Return the mark of each alternative (`A|B`) that `names` hold, or None where one is not."""
    found = []
    for mark in marks:
        several = (name.strip() for name in mark.split("|"))
        one = next((n for n in several if (n.casefold() if exact else normalise(n)) in names), None)
        if one is None:
            return None
        found.append(one)
    return found


class _Names(NamedTuple):
    """The names of a header, as `normalise()` leaves them and as they stand but for case."""

    normal: Mapping[str, str]
    exact: Mapping[str, str]

    @classmethod
    def of(cls, header: Sequence[str]) -> _Names:
        """Return those of a header."""
        return cls(
            {normalise(name): name.strip() for name in header},
            {name.strip().casefold(): name.strip() for name in header},
        )


def _first_proof(prints: Sequence[Print], names: _Names, junk: Sequence[Junk]) -> str | None:
    proofs = (_proof(one, names.exact if one.exact else names.normal, junk) for one in prints)
    return next(filter(None, proofs), None)


def _proof(print_: Print, names: Mapping[str, str], junk: Sequence[Junk]) -> str | None:
    found = found_marks(print_.marks, names, exact=print_.exact)
    if found is None:
        return None
    key = str.casefold if print_.exact else normalise
    told = " and ".join(names[key(name)] for name in found)
    if print_.footer is None:
        return f"columns {told}" if len(found) > 1 else f"column {told}"
    footers = [one for one in junk if print_.footer in one.text.casefold()]
    if not footers:
        return None
    line = f"line {footers[0].line}: {footers[0].text}"
    return f"{told}, and {line}" if told else line


def _by_values(header: Sequence[str], columns: Sequence[Sequence[str]]) -> Fingerprint | None:
    for vendor in VENDORS:
        if vendor.ids is None:
            continue
        pattern, named = re.compile(vendor.ids), set(map(normalise, vendor.id_headers))
        for name, cells in zip(header, columns, strict=False):
            if named and normalise(name) not in named:
                continue
            found = next((cell for cell in cells[:_LOOKED_AT] if pattern.fullmatch(cell)), None)
            if found is not None:
                return Fingerprint(vendor.source, vendor.product, f"{name} holds {found}")
    return None
