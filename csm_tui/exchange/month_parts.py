"""Sheets with a column a month: figures of its last day, or the ARR whose changes are wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.aliases import ALIASES
from csm_tui.exchange.converted import in_one
from csm_tui.exchange.headers import HeaderMap, Hints, map_headers, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.made import with_made
from csm_tui.exchange.metric_names import metrics_among
from csm_tui.exchange.month_columns import twice
from csm_tui.exchange.options import ValueOptions, is_blank
from csm_tui.exchange.part import Part, Wish
from csm_tui.exchange.part_questions import LEAVE_OUT
from csm_tui.exchange.problems import Ambiguity, Choice, Problem
from csm_tui.exchange.recurring import file_says, titled
from csm_tui.exchange.tables import read_table
from csm_tui.exchange.unknown_texts import blanks_told
from csm_tui.exchange.vendors.homemade import ACCOUNT_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from csm_tui.exchange.month_columns import MonthColumn
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.tables import Table

WHAT: Final = "months"
_FIGURE: Final = "figure"
_RECURRING: Final = {
    "mrr": "mrr",
    "monthlyrecurringrevenue": "mrr",
    "arr": "arr",
    "annualrecurringrevenue": "arr",
}
_METRIC: Final = frozenset(("metric", "measure", "kpi", "indicator", "metrica", "metrik"))
_TIMES: Final = {"arr": "ARR", "mrr": "MRR, so times 12"}


class _Meaning(NamedTuple):
    """What figures of months are: "arr", "mrr", "figure" or "?"; their metric; how it is known."""

    what: str
    metric: str | None = None
    told: str = ""


def month_parts(
    sheet: Sheet, wish: Wish, months: Mapping[str, Sequence[MonthColumn]]
) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return a part for each measure that a sheet has by month, and what was left out and why."""
    parts, left_out = [], []
    taken = {column.place for columns in months.values() for column in columns}
    rest = [place for place in range(len(sheet.header)) if place not in taken]
    for measure, columns in months.items():
        meaning = _meaning(sheet, measure, rest, wish)
        if meaning is None:
            left_out += [(sheet.header[column.place], "as was said") for column in columns]
        else:
            parts.append(_part(sheet, wish, columns, rest, meaning))
    return parts, left_out


def read_months(part: Part, options: ValueOptions) -> Table:
    """Return the figures of a part with `months`, a row for each that is not blank.

    Those of ARR and MRR are in the field `level`: the ARR on the day, in cents.
    """
    sheet, mapping = part.sheet, part.mapping
    fixed = [(name, place) for name, place in mapping.columns.items() if place < len(sheet.cells)]
    places = [
        (row, column)
        for row in range(len(sheet.lines))
        for column in part.months
        if not is_blank(sheet.cells[column.place][row]) or row in sheet.unread.get(column.place, {})
    ]
    days = {column.place: column.month.day("last").isoformat() for column in part.months}
    cells = [[sheet.cells[place][row] for row, _ in places] for _, place in fixed]
    cells.append([days[column.place] for _, column in places])
    cells.append([sheet.cells[column.place][row] for row, column in places])
    names = [name for name, _ in fixed]
    value = mapping.mapping.keys() - {*names, "date"}
    names += ["date", *value]
    unread = {
        len(cells) - 1: {
            at: sheet.unread[column.place][row]
            for at, (row, column) in enumerate(places)
            if row in sheet.unread.get(column.place, {})
        }
    }
    melted = replace(
        sheet,
        header=tuple(mapping.mapping[name] for name in names),
        cells=cells,
        lines=[sheet.lines[row] for row, _ in places],
        unread=unread,
    )
    columns = {name: at for at, name in enumerate(names)}
    table = read_table(melted, mapping._replace(columns=columns), options, constants=part.constants)
    table.evidence.pop("date", None)
    told = blanks_told([cell for column in part.months for cell in sheet.cells[column.place]])
    if told:
        field = next(iter(value))
        table.evidence[field] = in_one(table.evidence.get(field), told)
    return as_levels(table) if part.kind == "arr_changes" else table


def as_levels(table: Table) -> Table:
    """Return changes of ARR as what they are: the ARR on the day of each."""
    fields = dict(table.fields)
    fields["level"] = fields.pop("amount", [])
    return replace(table, fields=fields)


def _part(
    sheet: Sheet,
    wish: Wish,
    months: Sequence[MonthColumn],
    rest: Collection[int],
    meaning: _Meaning,
) -> Part:
    named = sheet.header[months[0].place], sheet.header[months[-1].place]
    kind = "metrics" if meaning.what == _FIGURE else "arr_changes"
    field = "value" if kind == "metrics" else "mrr" if meaning.what == "mrr" else "amount"
    sheet, columns, mapping, problems = _keyed(sheet, wish, rest, kind)
    constants = {
        name: text
        for name, text in wish.values.items()
        if KINDS[kind].column(name) and name not in columns
    }
    if meaning.metric is not None:
        constants["metric"] = meaning.metric
    pair = twice(months)
    if pair is not None:
        both = " and ".join(repr(sheet.header[column.place]) for column in pair)
        where = (sheet.name, sheet.header_line, sheet.header[pair[0].place], None)
        problems.append(
            Problem(*where, f"two columns are the same month: {both}.", "Remove one of them.")
        )
    mapping |= {"date": "the months", field: " … ".join(named)}
    questions = (_asked(sheet, months),) if meaning.what == "?" else ()
    evidence = {
        "date": f"{len(months)} months: {named[0]} is {months[0].month.day('last'):%B %Y}; "
        "figures are of the last day",
        field: meaning.told,
    }
    return Part(
        kind,
        sheet,
        HeaderMap(
            kind,
            columns,
            mapping,
            problems=tuple(problems),
            by_hand=frozenset(wish.chosen) & frozenset(columns),
        ),
        constants,
        evidence={name: told for name, told in evidence.items() if told},
        questions=questions,
        used=frozenset({*_places(columns, rest), *(column.place for column in months)}),
        months=tuple(months),
    )


def _places(columns: Mapping[str, int], rest: Collection[int]) -> set[int]:
    return {place for place in columns.values() if place in rest}


def _keyed(
    sheet: Sheet, wish: Wish, rest: Collection[int], kind: str
) -> tuple[Sheet, dict[str, int], dict[str, str], list[Problem]]:
    """Return the sheet with the column that names the account, and the other fixed columns."""
    own = map_headers(kind, sheet.header, _only(wish, "account"), hints=Hints(places=rest))
    columns = {
        name: place
        for name, place in own.columns.items()
        if name in ("account", "currency", "note") or name.endswith("_id")
    }
    if kind == "metrics":
        metric = next((at for at in rest if normalise(sheet.header[at]) in _METRIC), None)
        if metric is not None and "metric" not in wish.values:
            columns["metric"] = metric
    if "account" not in own.by_hand:
        names = {"name": (*ALIASES["accounts"]["name"], *ACCOUNT_NAMES)}
        record = map_headers("accounts", sheet.header, hints=Hints(names, places=rest)).mapping
        known = [record[name] for name in ("external_id", "name") if name in record]
        if len(known) > 1:
            count = len(sheet.header)
            sheet, _ = with_made(sheet, {"account": "|".join(f"{{{name}}}" for name in known)})
            columns["account"] = count
        elif known:
            columns["account"] = sheet.header.index(known[0])
    problems = []
    named = {*columns, *wish.values}
    if "account" not in named and not any(name.endswith("_id") for name in columns):
        where = (sheet.name, sheet.header_line, "account", None)
        hint = "Name it with --map account=HEADER."
        problems.append(Problem(*where, "no column is the account of the figures.", hint))
    return sheet, columns, {name: sheet.header[at] for name, at in columns.items()}, problems


def _only(wish: Wish, field: str) -> dict[str, str]:
    return {field: wish.chosen[field]} if field in wish.chosen else {}


def _meaning(
    sheet: Sheet,
    measure: str,
    rest: Collection[int],
    wish: Wish,
) -> _Meaning | None:
    """Return what the figures are; "?" where that must be asked, None where they are not wanted."""
    wanted = {"metrics": (_FIGURE,), "arr_changes": ("arr", "mrr")}.get(wish.kind or "")
    said = wish.answers.get(WHAT)
    if said == LEAVE_OUT:
        return None
    if said in ("arr", "mrr") and (wanted is None or said in wanted):
        return _Meaning(said, told=f"{_TIMES[said]} (said); its changes from month to month")
    if said == _FIGURE or "metric" in wish.values or wanted == (_FIGURE,):
        return _Meaning(_FIGURE, wish.values.get("metric") or _metric(sheet, measure))
    recurring = _RECURRING.get(normalise(measure))
    if recurring is not None:
        return _Meaning(recurring, told=_told(recurring, f"{measure} says the header"))
    if any(normalise(sheet.header[at]) in _METRIC for at in rest):
        return _Meaning(_FIGURE)
    if measure and wanted is None:
        return _Meaning(_FIGURE, _metric(sheet, measure))
    found = titled(sheet)
    if found is None:
        return _Meaning("?")
    proof = f"{found.what.upper()} says {found.where} {found.title!r}"
    return _Meaning(found.what, told=_told(found.what, proof))


def _told(what: str, proof: str) -> str:
    return f"{_TIMES[what]}: {proof}; its changes from month to month"


def _metric(sheet: Sheet, measure: str) -> str:
    name = measure or sheet.title or PurePath(sheet.name).stem
    return metrics_among((name,)).get(name, name.strip())


def _asked(sheet: Sheet, months: Sequence[MonthColumn]) -> Ambiguity:
    first = months[0].place
    rows = [row for row, cell in enumerate(sheet.cells[first]) if not is_blank(cell)][:2]
    name = _metric(sheet, "")
    named = file_says(sheet)
    hint = f"The file is called {PurePath(sheet.name).name}: try `--answer {WHAT}={named}`. "
    return Ambiguity(
        "",
        tuple(sheet.cells[first][row] for row in rows),
        tuple(sheet.lines[row] for row in rows),
        f"{len(months)} columns are months, {sheet.header[first]} the first: there is no telling "
        "what their figures are.",
        f"--answer '{WHAT}=arr|mrr|{_FIGURE}'",
        suggestion=f"{hint if named else ''}Name other figures with `--set metric=NAME`.",
        what=WHAT,
        choices=(
            Choice("arr", "the ARR at the end of each month: its changes are kept"),
            Choice("mrr", "the MRR: times 12, its changes are kept"),
            Choice(_FIGURE, f"figures called {name}"),
            Choice(LEAVE_OUT, "leave them out"),
        ),
        suggested=named,
    )
