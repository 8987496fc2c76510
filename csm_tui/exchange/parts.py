"""What a sheet holds: one kind of rows, or several where a row carries more than one thing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.accounts_once import one_row_each
from csm_tui.exchange.flat import further_parts
from csm_tui.exchange.flat_accounts import (
    account_beside,
    account_report,
    accounts_with_a_start,
    bare_accounts,
    is_flat_account,
)
from csm_tui.exchange.header_names import places_of
from csm_tui.exchange.headers import Hints, is_own_header, map_headers, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.made import of_rows
from csm_tui.exchange.month_columns import month_columns
from csm_tui.exchange.month_parts import month_parts
from csm_tui.exchange.movements import movements_of
from csm_tui.exchange.part import Part, Wish
from csm_tui.exchange.part_making import left_by_hand, make_part
from csm_tui.exchange.part_questions import LEAVE_OUT
from csm_tui.exchange.recognition import recognise_kind
from csm_tui.exchange.reports import (
    has_own_fields,
    in_all,
    not_deleted,
    of_other_kinds,
    report_of,
    rows_of,
)
from csm_tui.exchange.translation import untranslated
from csm_tui.exchange.unknown import Unknown, unknown_columns
from csm_tui.exchange.vendors import HOMEMADE
from csm_tui.exchange.vendors.homemade import FULL_NAME
from csm_tui.exchange.vendors.model import Report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.month_columns import MonthColumn
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.vendors.model import Vendor

__all__ = ["LEAVE_OUT", "Link", "Part", "Parts", "Unknown", "Wish", "parts_of"]

# What a sheet with a column a month may be said to be.
_OF_MONTHS: Final = (None, "metrics", "arr_changes")


class Link(NamedTuple):
    """How rows of other files find an account through those of a sheet that is left out.

    They name the id in column `id` by their `field`; the account stands in column `account`.
    """

    field: str
    id: int
    account: int


class Parts(NamedTuple):
    """The parts of a sheet, accounts first; `title` is what it was recognised as.

    `unknown` columns are in none of them; `left_out` says why for those that were understood.
    `questions` stop the import, `offers` do not. Where there are no parts `why` says so, if known.
    """

    parts: tuple[Part, ...] = ()
    title: str | None = None
    unknown: tuple[Unknown, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    questions: tuple[Ambiguity, ...] = ()
    offers: tuple[Ambiguity, ...] = ()
    why: str | None = None
    link: Link | None = None


def parts_of(sheet: Sheet, wish: Wish, vendor: Vendor | None = None) -> Parts:
    """Return what `sheet` holds; `vendor` is the program that wrote it, where it is known."""
    own = next((kind for kind in KINDS if is_own_header(kind, sheet.header)), None)
    if own is not None and wish.kind in (None, own):
        return _our_own(sheet, own, wish)
    found = _found(sheet, wish, vendor)
    if vendor is None:
        return found
    return found._replace(parts=tuple(part._replace(foreign=True) for part in found.parts))


def _found(sheet: Sheet, wish: Wish, vendor: Vendor | None) -> Parts:
    report = report_of(vendor, sheet, wish) if vendor else None
    months = month_columns(sheet.header) if wish.kind in _OF_MONTHS else {}
    if months and (report is None or report.kind is not None):
        return _by_month(sheet, report, wish, months)
    if report is not None:
        return _reported(sheet, report, wish, certain=True)
    return _recognised(sheet, wish)


def _by_month(
    sheet: Sheet,
    report: Report | None,
    wish: Wish,
    months: Mapping[str, Sequence[MonthColumn]],
) -> Parts:
    """Return what a sheet with a column a month holds: its months, and the accounts beside them."""
    parts, told = month_parts(sheet, wish, months)
    taken = {column.place for columns in months.values() for column in columns}
    if wish.kind is not None:
        return _together(sheet, tuple(parts), tuple(told))
    if report is not None:
        found = _reported(sheet, report, wish, certain=True)
        both = _together(sheet, (*found.parts, *parts), (*found.left_out, *told))
        return both._replace(title=found.title)
    beside = account_beside(sheet, wish, set(range(len(sheet.header))) - taken)
    first = () if beside is None else (one_row_each(beside),)
    return _together(sheet, (*first, *parts), tuple(told))


def _our_own(sheet: Sheet, kind: str, wish: Wish) -> Parts:
    """Return our own file, read as it stands."""
    given = {name: text for name, text in wish.values.items() if KINDS[kind].column(name)}
    mapping = map_headers(
        kind,
        sheet.header,
        wish.chosen,
        given=list(given),
        file=sheet.name,
        line=sheet.header_line,
        hints=Hints(left_out=left_by_hand(sheet.header, wish)),
    )
    return Parts((Part(kind, sheet, mapping, given),))


def _recognised(sheet: Sheet, wish: Wish) -> Parts:
    """Return what a sheet of nobody's known program holds."""
    given = {**({"date": wish.date} if wish.date else {}), **wish.values}
    header = (*sheet.header, *(("contact_name",) if _without_name(sheet) else ()))
    kind = wish.kind or recognise_kind(header, (), chosen=wish.chosen, given=given)
    moved = movements_of(sheet) if wish.kind in (None, "arr_changes") else None
    if moved is not None:
        part = make_part(sheet, moved.report, wish, certain=False)
        told = {**part.evidence, **moved.told}
        part = part._replace(shape=moved.shape, evidence=told)
        return _together(sheet, (part,), ())
    report = None if wish.kind else report_of(HOMEMADE, sheet, wish)
    of_accounts = is_flat_account(sheet.header, wish, None) and not _of_billing(sheet, report)
    if report is not None and (kind is None or (kind == "accounts" and not of_accounts)):
        return _reported(sheet, report, wish, certain=False)
    proof = bare_accounts(sheet.header, wish) if kind is None else None
    proof = proof or accounts_with_a_start(sheet, wish, kind)
    if proof is not None or is_flat_account(sheet.header, wish, kind):
        kind = "accounts"
    if kind is None:
        kind = recognise_kind(sheet.header, sheet.columns(), chosen=wish.chosen, given=given)
    if kind is None:
        return Parts()
    made = {"name": FULL_NAME} if kind == "contacts" and _without_name(sheet) else {}
    report = account_report(sheet.header) if kind == "accounts" else Report("", kind, made=made)
    first = make_part(sheet, report, wish, certain=False)
    if proof is not None:
        first = first._replace(evidence={"kind": proof, **first.evidence})
    if wish.kind is not None or first.mapping.problems:
        return _together(sheet, (first,), ())
    further = further_parts(sheet, first, wish)
    first = _less(first, frozenset().union(*(part.used for part in further.parts)))
    parts = tuple(
        one_row_each(part) if part.kind == "accounts" and further.parts else part
        for part in (first, *further.parts)
    )
    if further.parts:
        parts = tuple(map(_fitting, parts))
    return _together(sheet, parts, further.left_out)


def _of_billing(sheet: Sheet, report: Report | None) -> bool:
    """Return whether rows that name an account and an amount are subscriptions with ids."""
    names = set(map(normalise, sheet.header))
    return report is not None and report.kind == "subscriptions" and "subscriptionid" in names


def _less(first: Part, taken: frozenset[int]) -> Part:
    """Return a wide sheet without the columns that are another part's."""
    mapping = first.mapping
    if not mapping.metrics:
        return first
    metrics = {name: place for name, place in mapping.metrics.items() if place not in taken}
    return first._replace(mapping=mapping._replace(metrics=metrics))


def _without_name(sheet: Sheet) -> bool:
    """Return whether the name of a contact must be put together from first and last name."""
    names = set(map(normalise, sheet.header))
    return not names & {"name", "contactname", "fullname"} and bool(
        names & set(map(normalise, ("First Name", "Nombre", "Nome", "Nama Depan")))
    )


def _reported(sheet: Sheet, report: Report, wish: Wish, *, certain: bool) -> Parts:
    if report.kind is None:
        why = f"{in_all(sheet, report)}: {report.why}"
        return Parts(title=report.title, why=why, link=_link(sheet, report))
    read, said = not_deleted(sheet, report)
    parts = []
    for one in (report, *(report.also if wish.kind is None else ())):
        part = make_part(read, one, wish, certain=certain)
        if one is not report and (part.mapping.problems or not has_own_fields(part)):
            continue
        rows = rows_of(part, one)
        if rows is not None:
            if wish.kind is not None:
                said = said | of_other_kinds(part, rows)
            part = part._replace(sheet=of_rows(part.sheet, rows))
        if part.sheet.lines or one is report:
            parts.append(part)
    if len(parts) > 1 and not parts[0].sheet.lines:
        parts = parts[1:]
    whole = replace(parts[0].sheet, rejected=sheet.rejected, problems=sheet.problems)
    parts = [
        parts[0]._replace(sheet=whole, evidence={**parts[0].evidence, **said}),
        *(part._replace(sheet=replace(part.sheet, rejected=[], problems=[])) for part in parts[1:]),
    ]
    return _together(sheet, tuple(parts), ())._replace(title=report.title)


def _link(sheet: Sheet, report: Report) -> Link | None:
    if report.link is None:
        return None
    names = places_of(sheet.header)
    found = {
        field: next((names[one] for one in map(normalise, several) if one in names), None)
        for field, several in report.fields.items()
    }
    ids, accounts = found.get("external_id"), found.get("account")
    return None if ids is None or accounts is None else Link(report.link, ids, accounts)


def _fitting(part: Part) -> Part:
    """Leave the columns of words out that a flat sheet means otherwise."""
    for column in KINDS[part.kind].columns:
        place = part.mapping.columns.get(column.name)
        if place is None or column.type != "choice" or column.required:
            continue
        words = part.words.get(column.name, {})
        wrong = untranslated(part.sheet.cells[place], words, column.choices)
        if wrong and column.name not in part.mapping.by_hand:
            told = ", ".join(map(repr, wrong[:3]))
            part = part.without(column.name, f"it says {told}, not {', '.join(column.choices)}")
    return part


def _together(sheet: Sheet, parts: tuple[Part, ...], told: tuple[tuple[str, str], ...]) -> Parts:
    """Return the parts of a sheet, accounts first, with what none of them reads."""
    order = list(KINDS)
    used = frozenset[int]().union(*(part.used for part in parts))
    taken = {sheet.header[place] for place in used}
    left_out: dict[str, str] = {}
    for header, why in (*(pair for part in parts for pair in part.mapping.left_out), *told):
        if header not in taken:
            left_out.setdefault(header, why)
    places = [at for at, name in enumerate(sheet.header) if at not in used and name not in left_out]
    return Parts(
        tuple(sorted(parts, key=lambda part: order.index(part.kind))),
        unknown=unknown_columns(sheet, places, [part.kind for part in parts]),
        left_out=tuple(left_out.items()),
        questions=tuple(question for part in parts for question in part.questions),
        offers=tuple(question for part in parts for question in part.offers),
    )
