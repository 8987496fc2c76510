"""How a part comes about: its columns found, asked of, cleaned and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.cleaning import cleaned
from csm_tui.exchange.header_names import header_currency, normalise
from csm_tui.exchange.headers import HeaderMap, Hints, map_headers
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.made import with_made
from csm_tui.exchange.metric_names import metric_words
from csm_tui.exchange.part import Part
from csm_tui.exchange.part_questions import (
    BLANK,
    LEAVE_OUT,
    TAKE,
    TYPE,
    of_all_rows,
    what_is,
    whether,
)
from csm_tui.exchange.translation import folded, untranslated
from csm_tui.exchange.vendors.homemade import ASKED, LEFT_OUT
from csm_tui.exchange.vendors.words import GENERAL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csm_tui.exchange.made import Made
    from csm_tui.exchange.part import Wish
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.reader import Sheet
    from csm_tui.exchange.vendors.model import Report

# More unknown words than these: the column is something else.
_MOST_WORDS: Final = 12


def left_by_hand(header: Sequence[str], wish: Wish) -> dict[str, str]:
    """Return the columns that the user said are not to be read, with the reason."""
    return {
        normalise(name): "as was said"
        for name in header
        if wish.answers.get(f"{TAKE}:{name}") == LEAVE_OUT
    }


def make_part(
    sheet: Sheet,
    report: Report,
    wish: Wish,
    *,
    certain: bool,
    places: Collection[int] | None = None,
) -> Part:
    """Return the part of `sheet` that `report` (with a kind) says; `places` are its columns.

    Where it is `certain` which program wrote the sheet, what must be asked stops the import.
    """
    return _Making(sheet, report, wish, places, certain=certain).part()


class _Making:
    """A part in the making."""

    def __init__(
        self,
        sheet: Sheet,
        report: Report,
        wish: Wish,
        places: Collection[int] | None,
        *,
        certain: bool,
    ) -> None:
        self._kind = KINDS[str(report.kind)]
        self._report = report
        self._wish = wish
        self._certain = certain
        self._count = len(sheet.header)
        self._sheet, self._made = self._with_made(sheet)
        self._asked = _asked_of(report)
        self._places = None if places is None else {*places, *self._made_places()}
        self._questions: list[Ambiguity] = []
        self._offers: list[Ambiguity] = []
        self._cleaned_from: dict[int, int] = {}

    def part(self) -> Part:
        constants = {
            name: text for name, text in self._wish.values.items() if self._kind.column(name)
        }
        mapping = self._mapped({*constants, *self._report.constants})
        dated = self._wish.date is not None and self._kind.column("date") is not None
        if dated and "date" not in {*mapping.columns, *constants}:
            constants["date"] = str(self._wish.date)
            mapping = self._mapped({*constants, *self._report.constants})
        mapping = self._of_all_rows(mapping, constants)
        mapping = self._with_shared(self._with_asked(mapping))
        mapping, done = self._cleaned(mapping)
        mapping = self._as_told(mapping)
        stated = self._currency(mapping)
        said = {name: f"{code}, as the header says" for name, code in stated.items()}
        constants = {**self._report.constants, **stated, **constants}
        words = self._words(mapping)
        return Part(
            self._kind.name,
            self._sheet,
            mapping,
            constants,
            words,
            _by_name(mapping, self._sheet.header) | done | said,
            tuple(self._questions),
            tuple(self._offers),
            self._used(mapping),
        )

    def _of_all_rows(self, mapping: HeaderMap, constants: dict[str, str]) -> HeaderMap:
        """Ask what all rows are where no column says it; take what was said into `constants`."""
        column = self._kind.column(TYPE)
        missing = [one for one in mapping.problems if one.column == TYPE and one.value is None]
        said_so = self._certain or self._wish.kind == self._kind.name
        if column is None or not missing or not said_so:
            return mapping
        question = of_all_rows(column, self._sheet)
        said = self._wish.answers.get(question.key)
        if said is None:
            self._questions.append(question)
        else:
            constants[TYPE] = said
        return mapping._replace(
            problems=tuple(one for one in mapping.problems if one not in missing)
        )

    def _with_made(self, sheet: Sheet) -> tuple[Sheet, dict[str, Made]]:
        names = set(map(normalise, sheet.header))
        templates = {
            field: template
            for field, template in self._report.made.items()
            if not names & set(map(normalise, self._report.fields.get(field, ())))
            and field not in self._wish.chosen
        }
        return with_made(sheet, templates)

    def _made_places(self) -> range:
        return range(self._count, self._count + len(self._made))

    def _mapped(self, given: Collection[str]) -> HeaderMap:
        names = dict(self._report.fields)
        for field, made in self._made.items():
            names[field] = (made.header, *names.get(field, ()))
        mine = {normalise(name) for several in names.values() for name in several}
        left_out = {
            normalise(name): why
            for name, why in (LEFT_OUT | dict(self._report.left_out)).items()
            if normalise(name) not in mine or name in self._report.left_out
        }
        left_out |= left_by_hand(self._sheet.header, self._wish)
        hints = Hints(names, left_out, self._free())
        sheet = self._sheet
        return map_headers(
            self._kind.name,
            sheet.header,
            self._wish.chosen,
            given=given,
            file=sheet.name,
            line=sheet.header_line,
            hints=hints,
        )

    def _free(self) -> set[int] | None:
        """Return the columns that may be taken unasked."""
        header = self._sheet.header
        refused = {place for place, name in enumerate(header) if normalise(name) in self._asked}
        if not refused:
            return self._places
        return set(range(len(header)) if self._places is None else self._places) - refused

    def _with_asked(self, mapping: HeaderMap) -> HeaderMap:
        taken = set(mapping.columns.values())
        unwanted = left_by_hand(self._sheet.header, self._wish)
        for place, header in enumerate(self._sheet.header):
            field = self._asked.get(normalise(header))
            outside = self._places is not None and place not in self._places
            if field is None or place in taken or outside:
                continue
            if normalise(header) in unwanted:
                mapping = _left_out(mapping, header, unwanted[normalise(header)])
            elif field in mapping.columns:
                why = f"{field} is read from {mapping.mapping[field]}"
                mapping = _left_out(mapping, header, why)
            elif field == "renewal_date":
                mapping = self._take(mapping, field, place)
            else:
                mapping = _with_column(mapping, field, place, header)
                if field in ("arr", "amount"):
                    mapping = mapping._replace(asked=mapping.asked | {field})
        return mapping

    def _with_shared(self, mapping: HeaderMap) -> HeaderMap:
        """Read the fields that have no column of their own from that of another."""
        for field, other in self._report.shares.items():
            if field in mapping.columns or other not in mapping.columns:
                continue
            place = mapping.columns[other]
            mapping = _with_column(mapping, field, place, self._sheet.header[place])
        return mapping

    def _cleaned(self, mapping: HeaderMap) -> tuple[HeaderMap, dict[str, str]]:
        """Read domains and ids without what is no part of them; return what was done."""
        found = cleaned(self._sheet, mapping.columns, self._report.strips)
        self._sheet, self._cleaned_from = found.sheet, found.origins
        return mapping._replace(columns=found.columns), found.told

    def _as_told(self, mapping: HeaderMap) -> HeaderMap:
        """Call the columns put together by the names that the file has."""
        titles = {made.header: made.title for made in self._made.values()}
        told = {name: titles.get(header, header) for name, header in mapping.mapping.items()}
        return mapping._replace(mapping=told)

    def _take(self, mapping: HeaderMap, field: str, place: int) -> HeaderMap:
        """Take a column as `field` where that was said; else ask."""
        header = self._sheet.header[place]
        question = whether(self._sheet, place, field)
        said = self._wish.answers.get(question.key)
        if said == field:
            return _with_column(mapping, field, place, header)
        if said is not None:
            return _left_out(mapping, header, "as was said")
        (self._questions if self._certain else self._offers).append(question)
        return _left_out(mapping, header, f"{question.reason} Take it with `{question.flag}`")

    def _words(self, mapping: HeaderMap) -> dict[str, dict[str, str]]:
        """Return the words to translate, by field; ask for those that are not known."""
        found = {}
        general = GENERAL.get(self._kind.name, {})
        for column in self._kind.columns:
            place = mapping.columns.get(column.name)
            if place is not None and column.name == "metric":
                found["metric"] = metric_words(self._sheet.cells[place])
            if place is None or column.type != "choice":
                continue
            words = general.get(column.name, {}) | dict(self._report.words.get(column.name, {}))
            open_ = untranslated(self._sheet.cells[place], words, column.choices)
            for text in open_[: _MOST_WORDS if self._certain else 0]:
                question = what_is(text, column.choices, self._sheet, place)
                said = self._wish.answers.get(question.key)
                if said is None:
                    self._questions.append(question)
                else:
                    words[folded(text)] = "" if said == BLANK else said
            found[column.name] = words
        return found

    def _currency(self, mapping: HeaderMap) -> dict[str, str]:
        """Return the currency that the headers of amounts state, where all state one."""
        if self._kind.column("currency") is None or "currency" in mapping.columns:
            return {}
        stated = {
            header_currency(mapping.mapping[column.name])
            for column in self._kind.columns
            if column.type == "money" and column.name in mapping.mapping
        } - {None}
        return {"currency": str(next(iter(stated)))} if len(stated) == 1 else {}

    def _used(self, mapping: HeaderMap) -> frozenset[int]:
        read = {*mapping.columns.values(), *(mapping.metrics or {}).values()}
        taken = {self._cleaned_from.get(place, place) for place in read}
        for place, made in zip(self._made_places(), self._made.values(), strict=True):
            if place in taken:
                taken |= made.places
        return frozenset(place for place in taken if place < self._count)


def _asked_of(report: Report) -> dict[str, str]:
    """Return the headers to ask about, as `normalise()` leaves them, with what they may be."""
    general = ASKED if report.kind == "accounts" else {}
    taken = {normalise(name) for several in report.fields.values() for name in several}
    asked = {normalise(name): field for name, field in {**general, **report.asked}.items()}
    return {name: field for name, field in asked.items() if name not in taken}


def _with_column(mapping: HeaderMap, field: str, place: int, header: str) -> HeaderMap:
    """Return a mapping in which a column is `field`, which is missing no longer."""
    return mapping._replace(
        columns={**mapping.columns, field: place},
        mapping={**mapping.mapping, field: header},
        unknown=tuple(name for name in mapping.unknown if name != header),
        problems=tuple(one for one in mapping.problems if one.column != field),
    )


def _left_out(mapping: HeaderMap, header: str, why: str) -> HeaderMap:
    return mapping._replace(
        left_out=(*mapping.left_out, (header, why)),
        unknown=tuple(name for name in mapping.unknown if name != header),
    )


def _by_name(mapping: HeaderMap, header: Sequence[str]) -> dict[str, str]:
    """Return the evidence for an ARR and for metrics that are taken by the words of a header."""
    called = {metric: header[at] for metric, at in (mapping.metrics or {}).items()}
    said = {
        metric: f"{name} is {metric} by its name"
        for metric, name in called.items()
        if normalise(name) != normalise(metric) and metric not in mapping.by_hand
    }
    return {**_arr_by_name(mapping), **said}


def _arr_by_name(mapping: HeaderMap) -> dict[str, str]:
    header = mapping.mapping.get("arr")
    if header is None or "arr" in mapping.asked | mapping.by_hand or normalise(header) == "arr":
        return {}
    return {"arr": f"{header} says ARR by its name"}
