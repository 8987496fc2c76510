"""An accounts file on its way into the book: its rows linked, its ids kept, its readings taken."""

from __future__ import annotations

from functools import partial
from itertools import compress, count
from typing import TYPE_CHECKING, TypeVar

from csm_tui.domain.folding import fold_name
from csm_tui.domain.pulse import points_of, pulse_of
from csm_tui.domain.references import ACCEPTED, AccountKey, Alias
from csm_tui.domain.salesforce_ids import SOURCE as SALESFORCE
from csm_tui.exchange.packed import Filled, Lines, Packed, Plain, at_places
from csm_tui.operations.account_linking import AccountRows, link_accounts
from csm_tui.operations.account_notices import (
    tell_of_archived,
    tell_of_doubles,
    tell_of_new,
    tell_of_others,
    tell_of_renamed,
)
from csm_tui.operations.custom_rows import plan_custom
from csm_tui.operations.further_ids import FurtherIds
from csm_tui.operations.import_context import FileOutcome, NewAlias
from csm_tui.operations.linking import BATCH, Links
from csm_tui.store.id_set import IdSet
from csm_tui.store.staging import Differing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set

    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows

_NOT_STAGED = frozenset(("external_id", "source", "salesforce_id", "health", "pulse"))
T = TypeVar("T")
_READING = ("account_id", "date", "measure", "value", "source")


class AccountFile:
    """Plans accounts file number `file` of an import."""

    def __init__(self, context: ImportContext, rows: ImportRows, file: int, sha256: str) -> None:
        self._context = context
        self._rows = rows
        self._file = file
        self._sha256 = sha256
        self._ids: Sequence[tuple[str, str] | None] = ()
        self._sources: Sequence[str] = ()
        self._targets: Sequence[int] = ()
        # A byte for each row: whether its account is new.
        self._new = bytearray()
        self._folds: Sequence[str | None] = ()
        # The places of rows that met a record by domain or name, and bring it an id.
        self._met: list[int] = []
        # The places of rows whose name was accepted for an account that is called otherwise.
        self._named: set[int] = set()
        self._salesforce: Sequence[str | None] = ()

    def plan(self) -> FileOutcome:
        """Link the rows, stage them, and plan what they change and which readings they bring."""
        self._link()
        fields, aliases = self._fields()
        changed, differing = self._change(fields)
        self._add(fields)
        fields.clear()
        if any(self._new):
            tell_of_doubles(partial(self._context.staged.doubles, self._file), self._rows)
        self._context.aliases += aliases
        if self._context.more:
            self._context.index.extend(self._keys(changed), [alias.alias for alias in aliases])
        kept = plan_custom(self._context, self._rows, self._file, self._targets)
        read, readings = self._plan_readings()
        added = IdSet(compress(self._rows.lines, self._new))
        aliased = {alias.line for alias in aliases}
        updated = (changed | aliased | kept.lines | read) - added
        return FileOutcome(added, updated, (*differing, *kept.differing, *readings))

    def _link(self) -> None:
        rows, context = self._rows, self._context
        index = context.index
        further = FurtherIds(rows, index.of_ids if index.has_any else None)
        links = Links(rows.lines)
        further.link(links)
        if context.acceptance.is_asked:
            context.acceptance.see(rows.column("name"))
        if context.staged.next_id("account") > 1 and links.open():
            names = Packed(name or "" for name in rows.column("name"))
            identifying = AccountRows(further.ids, names, rows.column("domain"))
            link_accounts(links, identifying, context.index, context.acceptance)
            tell_of_new(links, identifying, context.index, rows)
        further.tell_of_contradictions(links, context.staged.account_name)
        kept = rows.reject(links.rejected)
        fresh = count(context.staged.next_id("account"))
        targets = _of(kept, links.targets)
        self._new = bytearray(target is None for target in targets)
        self._targets = Lines(next(fresh) if target is None else target for target in targets)
        self._ids = _of(kept, further.ids)
        self._sources = _of(kept, further.sources)
        self._met = [place for place, row in enumerate(kept) if row in links.met]
        self._named = {place for place, row in enumerate(kept) if row in links.accepted}
        self._salesforce = _of(kept, further.salesforce)
        if not context.options.full_sync and (archived := context.staged.archived()):
            met = zip(rows.lines, targets, strict=True)
            tell_of_archived([(line, archived[to]) for line, to in met if to in archived], rows)
        for source, target in zip(self._sources, targets, strict=True):
            seen = context.linked.setdefault(source, IdSet())
            if target is not None:
                seen.add(target)

    def _fields(self) -> tuple[dict[str, Sequence[object]], list[NewAlias]]:
        """Return the columns to write, and ids for accounts that have one of another source."""
        rows, new = self._rows, self._new
        # The journal folds the names of accounts that are there already.
        first = self._context.staged.first_id("account")
        self._folds = Filled(
            Packed(
                fold_name(str(name)) if target >= first else ""
                for name, target in zip(rows.fields["name"], self._targets, strict=True)
            )
        )
        aliases = []
        brought: dict[int, tuple[str, str]] = {}
        for place, key in self._records(self._met):
            found = self._ids[place]
            if found is not None and key is not None:
                if key.external_id is None:
                    brought[place] = found
                else:
                    aliases.append(self._alias(place, *found))
        for place, salesforce_id in enumerate(self._salesforce):
            if salesforce_id is not None:
                aliases.append(self._alias(place, SALESFORCE, salesforce_id))
        kept = {column.field for column in rows.custom}
        fields = {name: rows.stored(name) for name in rows.fields if name not in _NOT_STAGED | kept}
        nothing = (None, None)
        fields["external_id"] = Plain(
            found[1] if found and fresh else brought.get(place, nothing)[1]
            for place, (found, fresh) in enumerate(zip(self._ids, new, strict=True))
        )
        fields["source"] = Plain(
            source if fresh else brought.get(place, nothing)[0]
            for place, (source, fresh) in enumerate(zip(self._sources, new, strict=True))
        )
        fields["name_fold"] = self._folds
        if self._context.acceptance:
            aliases += self._accept(fields)
        return fields, aliases

    def _records(self, places: Sequence[int]) -> Iterator[tuple[int, AccountKey | None]]:
        """Yield places with the accounts of their rows."""
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            keys = self._context.index.find_all(self._targets[place] for place in batch)
            yield from ((place, keys.get(self._targets[place])) for place in batch)

    def _alias(self, place: int, source: str, external_id: str) -> NewAlias:
        alias = Alias(self._targets[place], source, external_id)
        return NewAlias(self._file, self._rows.lines[place], alias)

    def _accept(self, fields: dict[str, Sequence[object]]) -> list[NewAlias]:
        """Keep the names of accounts that have another in the file; return those to remember."""
        acceptance, names = self._context.acceptance, [*fields["name"]]
        fields["name"] = names
        aliases = []
        for place, target in enumerate(self._targets):
            name = str(names[place])
            known = not self._new[place] and acceptance.means(name, target)
            if place in self._named or known:
                self._named.add(place)
                names[place] = None
                if not known:
                    aliases.append(self._alias(place, ACCEPTED, fold_name(name)))
        return aliases

    def _change(
        self, fields: dict[str, Sequence[object]]
    ) -> tuple[Set[int], tuple[Differing, ...]]:
        """Plan what changes in accounts that are there; return the lines that change any."""
        old = bytearray(not new for new in self._new)
        if not any(old):
            return frozenset(), ()
        columns = (range(len(old)), self._rows.lines, self._targets, *fields.values())
        rows = zip(*(compress(column, old) for column in columns), strict=True)
        self._context.staged.stage("account", list(fields), rows)
        currencies = self._context.currencies
        if "currency" in fields and currencies.currency is not None and not currencies.stated:
            # An account without one is in that of the book: an export says so.
            self._context.staged.leave_implied("currency", currencies.currency)
        outcome = self._context.compare(self._rows, self._file)
        self._tell({found.field for found in outcome.differing})
        return outcome.changed, outcome.differing

    def _tell(self, differing: set[str]) -> None:
        """Tell of new names, and of names and domains that are those of other accounts."""
        staged = self._context.staged
        if "name" in differing:
            renamed = staged.changed_texts("name")
            met = {self._rows.lines[place] for place in self._met}
            tell_of_renamed(renamed, met, self._rows)
            names = {one.row: fold_name(one.after) for one in renamed}
            tell_of_others(staged.others("name_fold", names), self._rows)
        if "domain" in differing:
            domains = {one.row: one.after for one in staged.changed_texts("domain")}
            tell_of_others(staged.others("domain", domains), self._rows)

    def _add(self, fields: dict[str, Sequence[object]]) -> None:
        """Plan the accounts that are not there yet."""
        columns = (self._targets, self._rows.lines, *fields.values())
        rows = zip(*(compress(column, self._new) for column in columns), strict=True)
        self._context.staged.plan_new("account", self._file, list(fields), rows)

    def _keys(self, changed: Set[int]) -> Iterator[AccountKey]:
        """Yield what identifies the accounts that this file adds or changes, as it leaves them."""
        rows, index = self._rows, self._context.index
        domains = rows.column("domain")
        for place, (line, target) in enumerate(zip(rows.lines, self._targets, strict=True)):
            name, found = str(rows.fields["name"][place]), self._ids[place]
            if self._new[place]:
                fold = self._folds[place] or fold_name(name)
                external_id = found[1] if found else None
                source = self._sources[place]
                yield AccountKey(target, external_id, source, domains[place], name, fold)
            elif line in changed and (key := index.find(target)) is not None:
                if found and key.external_id is None:
                    key = key._replace(source=found[0], external_id=found[1])
                if place not in self._named:
                    key = key._replace(name=name, name_fold=fold_name(name))
                yield key._replace(domain=domains[place] or key.domain)

    def _plan_readings(self) -> tuple[set[int], list[Differing]]:
        """Plan the readings of the columns `health` and `pulse`; return the lines that bring any.

        The same file (by its digest) brings its readings only once, whatever the day.
        """
        readings = list(self._readings())
        if not readings:
            return set(), []
        staged = self._context.staged
        rows = ((number, line, None, *row) for number, (line, row) in enumerate(readings))
        staged.stage("health", _READING, rows)
        staged.link_equal(_READING)
        added = staged.plan(self._file, clear_blanks=False).added
        return set(added), list(self._new_readings())

    def _new_readings(self) -> Iterator[Differing]:
        """Yield what new readings change, by their columns: a pulse is 1 to 5."""
        staged = self._context.staged
        scores, pulses = staged.new_readings("score"), staged.new_readings("pulse")
        if scores is not None:
            yield scores._replace(field="health")
        if pulses is not None:
            shown = tuple(
                (line, name, _pulse(was), _pulse(now)) for line, name, was, now in pulses.examples
            )
            yield Differing("pulse", pulses.rows, shown)

    def _readings(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        rows, context = self._rows, self._context
        if not {"health", "pulse"} & set(rows.fields):
            return
        day = str(context.options.date or context.today)
        had = context.staged.accounts_read_from(self._sha256)
        source = rows.source or None
        points: dict[str, Callable[[float], float]] = {"health": float, "pulse": points_of}
        for field, measure in (("health", "score"), ("pulse", "pulse")):
            for line, target, value in zip(
                rows.lines, self._targets, rows.fields.get(field, ()), strict=False
            ):
                if isinstance(value, int | float) and (target, measure) not in had:
                    yield line, (target, day, measure, points[field](value), source)


def _pulse(points: object) -> float | None:
    return pulse_of(points) if isinstance(points, int | float) else None


def _of(places: Sequence[int], column: Sequence[T]) -> Sequence[T]:
    """Return the values at `places`; a range of them is the whole column, as it lies."""
    return column if isinstance(places, range) else at_places(column, places)
