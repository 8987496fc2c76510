"""Which column of a file is which field: canonical names in any spelling, aliases, or `--map`."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.aliases import ALIASES, SALESFORCE_ID, SALESFORCE_OBJECT
from csm_tui.exchange.header_names import normalise
from csm_tui.exchange.kinds import KINDS, LINKS, Kind
from csm_tui.exchange.metric_names import METRIC_ALIASES, metrics_among
from csm_tui.exchange.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["HeaderMap", "Hints", "is_known_header", "is_own_header", "map_headers", "normalise"]

# The column that a file of rejected rows has after those of the file that they came from; the
# source of that file stands in brackets, where it has one.
_REJECT_COLUMN: Final = "csm_problem"
# The amount of a year in kinds that may have it by month, as `mrr`.
YEARLY: Final = MappingProxyType({"subscriptions": "arr", "arr_changes": "amount"})


class Hints(NamedTuple):
    """What is known of the headers of a sheet beside our own names.

    `names` are the headers of a field, best first; they go before our own. `left_out` says why a
    header (as `normalise()` leaves it) is never taken by itself. `places` are the only columns that
    may be taken by themselves, None for all; `alone` leaves our aliases out of it.
    """

    names: Mapping[str, Sequence[str]] = MappingProxyType({})
    left_out: Mapping[str, str] = MappingProxyType({})
    places: Collection[int] | None = None
    alone: bool = False


NO_HINTS: Final = Hints()


class HeaderMap(NamedTuple):
    """Which columns of a file are read as what.

    `columns` is field -> place, `mapping` field -> header. `metrics` is set for a wide sheet:
    metric -> place of each column that could be one. `unknown` headers are not read; `left_out`
    says why for those that were understood. `unused` are fields of `--map` whose header this file
    does not have, or that this kind does not. `problems` stop the whole file. `asked` are fields
    of columns that do not say what their amounts are for (a month, a year, a term).
    """

    kind: str
    columns: dict[str, int]
    mapping: dict[str, str]
    unknown: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    metrics: dict[str, int] | None = None
    by_hand: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


def is_known_header(name: str) -> bool:
    """Return whether `name` is that of a field of any kind, in any spelling that we know."""
    return normalise(name) in _known_names()


@cache
def _known_names() -> frozenset[str]:
    from csm_tui.exchange.vendors import vendor_headers

    fields = {column.name for kind in KINDS.values() for column in kind.columns}
    others = {name for kind in ALIASES.values() for names in kind.values() for name in names}
    return frozenset(map(normalise, (*fields, *others, *METRIC_ALIASES, *vendor_headers())))


def is_own_header(kind: str, header: Sequence[str]) -> bool:
    """Return whether `header` is our own complete one of `kind`, in any order of its columns.

    Only then the guard is removed. Custom fields of accounts may stand among them.
    """
    own = KINDS[kind].header
    names = header[:-1] if header and is_reject_column(header[-1]) else header
    if kind == "accounts" and len(names) > len(own):
        from csm_tui.exchange.custom import read_own_header

        known = frozenset(own)
        names = [name for name in names if name in known or not read_own_header(name)]
    return len(names) == len(own) and set(names) == set(own)


def reject_column(source: str) -> str:
    """Return the header of the last column of a file of rejected rows of `source`."""
    return f"{_REJECT_COLUMN} ({source})" if source else _REJECT_COLUMN


def is_reject_column(name: str) -> bool:
    """Return whether `name` is the header of the reasons in a file of rejected rows."""
    return name == _REJECT_COLUMN or name.startswith(f"{_REJECT_COLUMN} (")


def reject_source(header: Sequence[str]) -> str:
    """Return the source that a file of rejected rows names, '' for any other file."""
    last = header[-1] if header else ""
    begin, bracket, source = last.partition(" (")
    return source.removesuffix(")") if bracket and begin == _REJECT_COLUMN else ""


def is_our_own(header: Sequence[str]) -> bool:
    """Return whether `header` is our own complete one of any kind: all below it are rows."""
    return any(is_own_header(kind, header) for kind in KINDS)


def map_headers(
    kind: str,
    header: Sequence[str],
    chosen: Mapping[str, str] | None = None,
    *,
    given: Collection[str] = (),
    file: str = "",
    line: int = 1,
    hints: Hints = NO_HINTS,
) -> HeaderMap:
    """Return which columns of `header` are which fields of `kind`.

    `chosen` is field -> header, by hand: it wins, and what it takes is not read as anything else.
    `given` are fields that rows get from elsewhere where no column has them (`--set`, `--date`).
    `hints` are what is known of the program that wrote it.
    """
    draft = _Draft(KINDS[kind], header, (file, line), hints)
    for field, wanted in (chosen or {}).items():
        draft.choose(field, wanted)
    draft.recognise()
    draft.narrow()
    draft.choose_arr()
    draft.require(given)
    return draft.result()


class _Draft:
    """A mapping in the making."""

    def __init__(
        self, kind: Kind, header: Sequence[str], where: tuple[str, int], hints: Hints
    ) -> None:
        self.kind = kind
        self.header = header
        self.columns: dict[str, int] = {}
        self.left_out: list[tuple[str, str]] = []
        self.unused: list[str] = []
        self.problems: list[Problem] = []
        self.by_hand: set[str] = set()
        self._where = where
        self._hints = hints
        self._normal = [normalise(name) for name in header]
        self._salesforce = set(self._normal) >= SALESFORCE_OBJECT
        self.wide = kind.name == "metrics" and not {"metric", "value"} & set(self._normal)

    def choose(self, field: str, wanted: str) -> None:
        """Take `--map FIELD=HEADER`."""
        places = [place for place, name in enumerate(self.header) if name == wanted]
        if not places:
            normal = normalise(wanted)
            places = [place for place, name in enumerate(self._normal) if name == normal]
        if field in ("metric", "value") and places:
            self.wide = False
        known = self.kind.column(field) is not None or self.wide
        if not places or not known:
            self.unused.append(field)
        elif len(places) > 1:
            self._twice(field, places)
        else:
            self.columns[field] = places[0]
            self.by_hand.add(field)

    def recognise(self) -> None:
        """Map what is not chosen: the hinted names, the canonical one, else the first alias."""
        taken = {self.columns[field] for field in self.by_hand}
        taken |= self._leave_out(taken)
        for column in self.kind.columns:
            if column.name in self.columns:
                continue
            for name in self._names(column.name):
                places = [
                    place
                    for place, normal in enumerate(self._normal)
                    if normal == name and place not in taken
                ]
                if len(places) > 1:
                    self._twice(column.name, places)
                if places:
                    self.columns[column.name] = places[0]
                    taken.add(places[0])
                    break
        if {"metric", "value"} <= self.columns.keys():
            self.wide = False

    def narrow(self) -> None:
        """Take a sheet for one metric a row where hints say which column is it."""
        hinted = {"metric", "value"} & self._hints.names.keys() & self.columns.keys()
        self.wide = self.wide and not hinted

    def _leave_out(self, taken: Collection[int]) -> set[int]:
        """Return the columns that are not to be taken; tell why where it is known."""
        places, why = self._hints.places, self._hints.left_out
        refused = set() if places is None else set(range(len(self.header))) - set(places)
        for place, normal in enumerate(self._normal):
            if normal in why and place not in taken and place not in refused:
                self.left_out.append((self.header[place], why[normal]))
                refused.add(place)
        return refused

    def _names(self, field: str) -> list[str]:
        hinted = self._hints.names.get(field, ())
        if self._hints.alone:
            return [normalise(name) for name in hinted]
        names = [*hinted, field, *ALIASES[self.kind.name].get(field, ())]
        if field == "external_id" and self._salesforce:
            names.insert(len(hinted) + 1, SALESFORCE_ID)
        return [normalise(name) for name in names]

    def choose_arr(self) -> None:
        """Keep one of `arr` and `mrr`: they say the same, by year and by month."""
        yearly = YEARLY.get(self.kind.name)
        if yearly is None or not {yearly, "mrr"} <= set(self.columns):
            return
        dropped = yearly if "mrr" in self.by_hand and yearly not in self.by_hand else "mrr"
        name = self.header[self.columns.pop(dropped)]
        self.left_out.append((name, f"the amount is read from the other of {yearly} and mrr"))

    def require(self, given: Collection[str]) -> None:
        """Note the fields that no row could have."""
        have = {*self.columns, *given}
        if self.wide:
            have |= {"metric", "value"}
        if have.intersection(LINKS):
            have.add("account")
        if self.kind.name == "arr_changes" and "mrr" in have:
            have.add("amount")
        for column in self.kind.columns:
            if column.required and column.name not in have:
                self._missing(column.name)
        if self.kind.name == "health" and "score" not in have and not {"measure", "value"} <= have:
            self._missing("score")
        if self.kind.name == "subscriptions" and not have & {"arr", "mrr"}:
            self._missing("arr")

    def _missing(self, field: str) -> None:
        problem = f"no column is the {field} of {self.kind.name}."
        column = self.kind.column(field)
        other = ""
        if column and field == "date":
            other = " or --date"
        elif field == "account" and self.kind.column("contact_id"):
            other = ", or a contact's mail or id with --map contact_id=HEADER"
        hint = f"Name it with --map {field}=HEADER{other}."
        self.problems.append(Problem(*self._where, field, None, problem, hint))

    def _twice(self, field: str, places: list[int]) -> None:
        names = " and ".join(f"{self.header[place]!r} (column {place + 1})" for place in places)
        problem = f"more than one column is the {field}: {names}."
        value = self.header[places[0]]
        self.problems.append(
            Problem(*self._where, field, value, problem, "Rename or remove all but one.")
        )

    def result(self) -> HeaderMap:
        """Return the finished mapping."""
        taken = {*self.columns.values()}
        explained = {name for name, _ in self.left_out}
        rest = {
            place: name
            for place, name in enumerate(self.header)
            if place not in taken and name not in explained
        }
        metrics = self._metrics(rest) if self.wide else None
        unknown = () if self.wide else tuple(shown(name, place) for place, name in rest.items())
        return HeaderMap(
            self.kind.name,
            self.columns,
            {field: self.header[place] for field, place in self.columns.items()},
            unknown,
            tuple(self.left_out),
            tuple(self.unused),
            tuple(self.problems),
            metrics,
            frozenset(self.by_hand),
        )

    def _metrics(self, rest: dict[int, str]) -> dict[str, int]:
        """Return the columns of a wide sheet by metric; ours are called as we call them."""
        fields = {column.name for column in self.kind.columns}
        metrics = {f: place for f, place in self.columns.items() if f not in fields}
        for field in metrics:
            del self.columns[field]
        ours = {
            name: metric
            for name, metric in metrics_among(tuple(rest.values())).items()
            if metric not in metrics or normalise(name) == normalise(metric)
        }
        places = self._hints.places
        for place, name in rest.items():
            if places is not None and place not in places:
                continue
            metric = ours.get(name, name.strip())
            if not metric:
                self.left_out.append((shown(name, place), "the column has no name"))
            elif metric in metrics:
                self._twice(metric, [metrics[metric], place])
            else:
                metrics[metric] = place
        return metrics


def shown(name: str, place: int) -> str:
    """Return how a column is called in messages, also where it has no name."""
    return name if name.strip() else f"(column {place + 1}, without a name)"
