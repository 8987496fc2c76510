"""Which kind of rows a file holds, told from its header; what is not sure is None, and asked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.aliases import SALESFORCE_OBJECT
from csm_tui.exchange.headers import HeaderMap, is_own_header, map_headers, normalise
from csm_tui.exchange.kinds import ACCOUNT_NAME, KINDS, Column
from csm_tui.exchange.wide import is_figure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

# A file needs one of these beside its required columns, or it may well be something else.
_TELLING: Final[dict[str, frozenset[str]]] = {
    "contacts": frozenset(("email", "title", "phone", "role", "influence")),
}
# Headers of deals and leads, as `normalise()` leaves them: their rows are none of ours.
OF_DEALS: Final = frozenset(
    "dealname dealstage stagename opportunityname opportunityid leadstatus".split()
)
# Rows with one are invoices: an amount of theirs alone tells no account, and no figure of one.
OF_INVOICES: Final = frozenset(("invoicenumber", "invoiceno", "invoiceid"))
# Those of people too: rows with a name that are no accounts.
_NO_ACCOUNTS: Final = OF_DEALS | frozenset(
    "account email emailaddress firstname lastname fullname jobtitle title roleinprocess "
    "company".split()
)


def recognise_kind(
    header: Sequence[str],
    columns: Sequence[Sequence[str]] = (),
    *,
    chosen: Mapping[str, str] | None = None,
    given: Collection[str] = (),
) -> str | None:
    """Return the kind whose required columns are there and of which most columns are, or None.

    With `columns`, the cells by column, one row an account with figures only is a wide sheet of
    metrics. `chosen` and `given` are as in `map_headers()`.
    """
    for kind in KINDS:
        if is_own_header(kind, header):
            return kind
    names = {normalise(name) for name in header}
    if names >= SALESFORCE_OBJECT:
        return _salesforce_object(names)
    scores = Counter[str]()
    for kind in KINDS:
        mapped = map_headers(kind, header, chosen, given=given)
        if mapped.metrics is None and _is_possible(mapped, names, given):
            scores[kind] = len(mapped.columns.keys() - {ACCOUNT_NAME})
    best = scores.most_common(2)
    if not best:
        return "metrics" if _is_wide(header, columns, chosen, given) else None
    return None if len(best) > 1 and best[0][1] == best[1][1] else best[0][0]


def _salesforce_object(names: set[str]) -> str | None:
    if names >= {"accountid", "lastname", "name"}:
        return "contacts"
    if "name" in names and not names & {"accountid", "lastname", "stagename", "company"}:
        return "accounts"
    return None


def _is_possible(mapped: HeaderMap, names: set[str], given: Collection[str]) -> bool:
    if any(problem.hint and "--map" in problem.hint for problem in mapped.problems):
        return False
    telling = _TELLING.get(mapped.kind)
    if telling and not telling & {*mapped.columns, *given}:
        return False
    if mapped.kind == "accounts":
        return not names & _NO_ACCOUNTS and not names >= {"id", "accountid"}
    return True


def _is_wide(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    chosen: Mapping[str, str] | None,
    given: Collection[str],
) -> bool:
    """Return whether each row is another account (or another day of one), with figures."""
    if (OF_DEALS | OF_INVOICES) & set(map(normalise, header)):
        return False
    mapped = map_headers("metrics", header, chosen, given={*given, "date"})
    if mapped.metrics is None or mapped.problems or not columns or "account" not in mapped.columns:
        return False
    dated = map_headers("metrics", header, chosen).columns.get("date")
    accounts = columns[mapped.columns["account"]]
    keys = accounts if dated is None else zip(accounts, columns[dated], strict=True)
    if len(set(keys)) < len(accounts):
        return False
    return any(
        is_figure(Column(metric, "number"), columns[place])
        for metric, place in mapped.metrics.items()
    )
