"""Flat sheets: rows that carry an account, and beside it a contact, an answer or figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.aliases import ALIASES
from csm_tui.exchange.converted import in_one
from csm_tui.exchange.flat_accounts import BESIDE, account_report, has_any
from csm_tui.exchange.headers import normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.made import of_rows
from csm_tui.exchange.metric_names import metrics_among
from csm_tui.exchange.options import is_blank
from csm_tui.exchange.part_making import make_part
from csm_tui.exchange.unknown_texts import blanks_told
from csm_tui.exchange.vendors.homemade import (
    FULL_NAME,
    LAST_CONTACT,
    NEXT_CONTACT,
    SURVEYS,
)
from csm_tui.exchange.vendors.model import Report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from csm_tui.exchange.part import Part, Wish
    from csm_tui.exchange.reader import Sheet

_IDS: Final = frozenset(map(normalise, ("external_id", *ALIASES["accounts"]["external_id"])))
_DAYS: Final = ("date", "as of", "as_of_date", "snapshot_date", "report_date")
_WHOLE: Final = re.compile(r"\d{1,2}(?:\.0+)?")
_BEST_NPS: Final = 10
NO_DAY: Final = "it has no day: give it with --date"
_MEAN: Final = "a mean or a net score is no answer: import it as metrics"


class Further(NamedTuple):
    """What a flat sheet holds beside its first part, and what of it was left out and why."""

    parts: tuple[Part, ...]
    left_out: tuple[tuple[str, str], ...]


def further_parts(sheet: Sheet, first: Part, wish: Wish) -> Further:
    """Return what the rows of `sheet`, as it was read, hold beside `first`."""
    return _Further(sheet, first, wish).found()


class _Further:
    """The further parts of one sheet, in the making."""

    def __init__(self, sheet: Sheet, first: Part, wish: Wish) -> None:
        self._sheet = sheet
        self._first = first
        # Fields that the first part has too are its own where they were mapped by hand.
        own = KINDS[first.kind]
        self._chosen = {name: of for name, of in wish.chosen.items() if not own.column(name)}
        self._wish = wish._replace(chosen={}, kind=None)
        self._used = set(first.used)
        self._left_out: list[tuple[str, str]] = []

    def found(self) -> Further:
        first = self._first
        if first.kind == "metrics":
            parts = [self._day_of_contact(LAST_CONTACT)] if first.mapping.metrics else []
        elif first.kind == "accounts":
            parts = [self._contacts(), *self._surveys(), self._metrics()]
            parts.append(self._day_of_contact(NEXT_CONTACT))
        elif first.kind in ("contacts", "surveys"):
            parts = [self._accounts()]
        else:
            parts = []
        return Further(tuple(part for part in parts if part), tuple(self._left_out))

    def _rest(self) -> set[int]:
        told = {header for header, _ in self._first.mapping.left_out}
        return {
            place
            for place, header in enumerate(self._sheet.header)
            if place not in self._used and header not in told
        }

    def _with_account(self, report: Report) -> tuple[Report, set[int]]:
        """Return a report whose rows name their account, by its id, else by its name; and how."""
        mapping = self._first.mapping
        named = [name for name in ("account", "external_id", "name") if name in mapping.columns]
        if len(named) > 1 and all(self._first.sheet.cells[mapping.columns[named[0]]]):
            named = named[:1]
        headers = [mapping.mapping[name] for name in named]
        if len(named) == 1:
            fields = {**report.fields, "account": (headers[0],)}
            return report._replace(fields=fields), {mapping.columns[named[0]]}
        template = "|".join(f"{{{header}}}" for header in headers)
        return report._replace(made={"account": template, **report.made}), set()

    def _made(self, report: Report, places: Collection[int], key: str) -> Part | None:
        """Return the part of the rows that have something in the column of `key`."""
        report, shared = self._with_account(report)
        kind = KINDS[str(report.kind)]
        chosen = {name: of for name, of in self._chosen.items() if kind.column(name)}
        wish = self._wish._replace(chosen=chosen)
        part = make_part(self._sheet, report, wish, certain=False, places={*places, *shared})
        if key not in part.mapping.columns or part.mapping.problems:
            return None
        cells = part.sheet.cells[part.mapping.columns[key]]
        rows = [row for row, cell in enumerate(cells) if not is_blank(cell)]
        if not rows:
            return None
        self._used |= part.used
        told = blanks_told(cells)
        evidence = {**part.evidence, **({key: told} if told else {})}
        return part._replace(sheet=of_rows(part.sheet, rows), evidence=evidence)

    def _contacts(self) -> Part | None:
        rest = self._rest()
        names = {normalise(self._sheet.header[place]) for place in rest}
        own = ("contact_name", "name", *ALIASES["contacts"]["name"])
        made = {} if names & set(map(normalise, own)) else {"name": FULL_NAME}
        report = Report("contacts", "contacts", fields={"name": own}, made=made)
        return self._made(report, rest, "name")

    def _surveys(self) -> Iterator[Part | None]:
        for kind, scores, days in SURVEYS:
            rest = self._rest()
            report = Report(
                kind,
                "surveys",
                fields={"score": scores, "date": days},
                constants={"type": kind},
            )
            header = self._named(scores, rest)
            if header is None:
                continue
            place = self._sheet.header.index(header)
            if kind == "nps" and not _are_answers(self._sheet.cells[place]):
                self._left_out.append((header, _MEAN))
            elif self._wish.date is None and self._named(days, rest) is None:
                self._left_out.append((header, NO_DAY))
            else:
                own = {at for at in rest if normalise(self._sheet.header[at]) in _of(scores, days)}
                yield self._made(report, own, "score")

    def _metrics(self) -> Part | None:
        rest = self._rest()
        ours = metrics_among([self._sheet.header[at] for at in rest])
        figures = {at for at in rest if self._sheet.header[at] in ours}
        if not figures:
            return None
        day = self._named(_DAYS, rest)
        if self._wish.date is None and day is None:
            self._left_out += [(self._sheet.header[at], NO_DAY) for at in sorted(figures)]
            return None
        report, shared = self._with_account(Report("figures", "metrics", fields={"date": _DAYS}))
        places = shared | figures | {at for at in rest if self._sheet.header[at] == day}
        part = make_part(self._sheet, report, self._wish, certain=False, places=places)
        if part.mapping.problems or not part.mapping.metrics:
            return None
        self._used |= part.used
        return _told_once(part)

    def _day_of_contact(
        self, of: tuple[str, tuple[str, ...], Mapping[str, str], str]
    ) -> Part | None:
        title, names, constants, evidence = of
        places = (self._first.mapping.metrics or {}).values() or self._rest()
        header = self._named(names, places)
        if header is None:
            return None
        report = Report(
            title,
            "touchpoints",
            fields={"date": names},
            constants={**constants, "subject": f"{header} ({self._sheet.name})"},
        )
        part = self._made(report, {self._sheet.header.index(header)}, "date")
        if part is None:
            return None
        said = in_one(evidence, part.evidence.get("date"))
        return part._replace(evidence={**part.evidence, "date": said})

    def _accounts(self) -> Part | None:
        """Return the accounts that rows of another kind carry, each once."""
        first, header = self._first, self._sheet.header
        rest = self._rest()
        place = first.mapping.columns.get("account")
        if place is None or place >= len(header):
            return None
        named = {} if normalise(header[place]) in _IDS else {"name": (header[place],)}
        report = account_report([header[at] for at in {*rest, place}])
        report = report._replace(fields={**report.fields, **named})
        part = make_part(self._sheet, report, self._wish, certain=False, places={*rest, place})
        mapped = part.mapping.columns
        beside = [header[at] for at in rest]
        if part.mapping.problems or not has_any(beside, mapped, BESIDE):
            return None
        self._used |= part.used
        return _told_once(part)

    def _named(self, names: Sequence[str], places: Collection[int]) -> str | None:
        found = {normalise(self._sheet.header[at]): self._sheet.header[at] for at in places}
        return next((found[one] for one in map(normalise, names) if one in found), None)


def _of(*names: Sequence[str]) -> frozenset[str]:
    return frozenset(normalise(name) for several in names for name in several)


def _told_once(part: Part) -> Part:
    """Return a further part without what the first tells of the sheet as a whole."""
    return part._replace(sheet=replace(part.sheet, rejected=[], problems=[]))


def _are_answers(cells: Sequence[str]) -> bool:
    """Return whether a column holds answers to the NPS question: whole numbers of 0 to 10."""
    return all(
        is_blank(cell) or (_WHOLE.fullmatch(cell.strip()) and float(cell) <= _BEST_NPS)
        for cell in dict.fromkeys(cells)
    )
