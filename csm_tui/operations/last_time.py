"""A sheet as it was read last time: what was said then is used where nothing else is said now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.errors import InvalidValue, UsageError
from csm_tui.exchange.answers import check_answer, in_words
from csm_tui.exchange.custom import ALL
from csm_tui.exchange.dates import EPOCH, ORDER_NAMES
from csm_tui.exchange.decimal_marks import MARK_NAMES
from csm_tui.exchange.headers import is_own_header, normalise
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.month_parts import WHAT as MONTHS
from csm_tui.exchange.movements import HISTORY
from csm_tui.exchange.part_questions import LEAVE_OUT, TAKE, TYPE
from csm_tui.exchange.recognition import recognise_kind
from csm_tui.operations.import_memory import (
    Lesson,
    Memory,
    answers_to,
    asked_of,
    is_about,
    said_of,
)
from csm_tui.operations.owners import OTHERS, OWNER, name_owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.exchange.reader import Sheet
    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.incoming import Incoming

# Answered by the name of an account in the file, not by a column.
_ACCEPT: Final = "accept"
_OF_NO_COLUMN: Final = (OWNER, OTHERS, _ACCEPT, MONTHS, HISTORY, TYPE)

Recall = Callable[[str, Sequence[str]], Memory | None]


def nothing_known(source: str, header: Sequence[str]) -> None:
    """Know nothing of any sheet."""


class LastTime:
    """What holds for one sheet: what is said now, and what was said of such a sheet earlier.

    `options` are what to read it by, `answers` all that hold for it. Earlier answers count only
    where a question comes up: what the columns prove goes before. Our own files need none of it.
    """

    def __init__(
        self, name: str, sheet: Sheet, source: str, options: ImportOptions, recall: Recall
    ) -> None:
        self._sheet = sheet
        self._name = name
        self._source = source
        self._said = options
        self._own = any(is_own_header(kind, sheet.header) for kind in KINDS)
        found = None if self._own else recall(source, sheet.header)
        self._memory = found or Memory()
        answers = answers_to(options.answers, name)
        self.options = replace(options, answers=answers) if answers else options
        if found is not None:
            self.options = self._mapped(found)

    def _mapped(self, memory: Memory) -> ImportOptions:
        """Return the options with the mapping of last time for columns that are still there."""
        names = set(map(normalise, self._sheet.header))
        kept = [one for one in memory.custom if one == ALL or normalise(one) in names]
        custom = tuple(dict.fromkeys((*self.options.custom, *kept)))
        unasked = {
            key: choice
            for key, choice in memory.answers.items()
            if (_what(key) == EPOCH or (choice == LEAVE_OUT and _what(key) == TAKE))
            and is_about(key, self._sheet.header)
        }
        answers = {**unasked, **self.options.answers}
        options = replace(self.options, custom=custom, answers=answers)
        if options.kind not in (None, memory.kind) and memory.mapping:
            return options
        taken = set(map(normalise, options.mapping.values()))
        again = {
            field: header
            for field, header in memory.mapping.items()
            if normalise(header) in names - taken and field not in options.mapping
        }
        mapping = {**again, **options.mapping}
        return replace(options, kind=options.kind or memory.kind, mapping=mapping)

    def answer(self, questions: Iterable[Ambiguity]) -> bool:
        """Answer what was answered last time; False where there is nothing new to say."""
        known = self._memory.answers
        again = {}
        for question in questions:
            said = known.get(question.key, known.get(question.what))
            fits = not question.choices or said in {one.value for one in question.choices}
            if said is not None and fits and question.key not in self.options.answers:
                again[question.key] = said
        if again:
            self.options = replace(self.options, answers={**self.options.answers, **again})
        return bool(again)

    @property
    def answers(self) -> Mapping[str, str]:
        """Return the answers to what only the book can ask, and all others."""
        about = {
            key: choice
            for key, choice in self._memory.answers.items()
            if key.partition(":")[0] in (OWNER, OTHERS) and not getattr(self._said, _what(key))
        }
        return {**about, **self.options.answers}

    @property
    def owns(self) -> frozenset[str]:
        """Return the columns that belong to the source, as `normalise()` leaves their headers."""
        owned = self._said.owned.get(self._source, ()) if self._source else ()
        said = map(normalise, (*self._said.owns, *owned, *self._memory.owns))
        return frozenset(said) & frozenset(map(normalise, self._sheet.header))

    def told(self, files: Sequence[Incoming]) -> dict[str, object]:
        """Return what was taken from last time and what is owned, as evidence."""
        evidence: dict[str, object] = {}
        again: dict[str, list[str]] = {}
        for column, said in self._again(files):
            again.setdefault(column, []).append(said)
        if again:
            day = f"(said on {self._memory.used_on})"
            evidence["as last time"] = {
                column: f"{', '.join(said)} {day}" for column, said in again.items()
            }
        owned = [header for header in self._sheet.header if normalise(header) in self.owns]
        if owned:
            evidence["owned by the source"] = owned
        return evidence

    def _again(self, files: Sequence[Incoming]) -> Iterator[tuple[str, str]]:
        used = frozenset().union(*(file.used for file in files))
        for field, header in self._memory.mapping.items():
            mapped = self.options.mapping.get(field) == header and field in used
            if mapped and field not in self._said.mapping:
                yield header, field
        kept = frozenset().union(*(file.kept for file in files))
        for header in kept - frozenset(self._said.custom) if self._memory.custom else ():
            if ALL not in self._said.custom:
                yield header, "custom field"
        mine = answers_to(self._said.answers, self._name)
        owners = name_owners(files)
        for key, choice in self.answers.items():
            what = _what(key)
            if key not in mine and (owners or what not in (OWNER, OTHERS)):
                yield asked_of(key) or what, in_words(key, choice)

    def lesson(self, files: Sequence[Incoming]) -> Lesson | None:
        """Return what to keep of the sheet; our own files have nothing to be remembered."""
        if self._own:
            return None
        used = frozenset().union(*(file.used for file in files))
        header = tuple(self._sheet.header)
        said = said_of(self._said, self._name, header, used)
        answers = {**dict(self._declared(files)), **said.answers}
        kind = said.kind if said.kind != self._recognised() else None
        return Lesson(self._source, header, said._replace(answers=answers, kind=kind))

    def _recognised(self) -> str | None:
        sheet, said = self._sheet, self._said
        if said.kind is None:
            return None
        return recognise_kind(sheet.header, sheet.columns(), chosen=said.mapping)

    def _declared(self, files: Sequence[Incoming]) -> Iterator[tuple[str, str]]:
        """Yield what was said of all columns by a flag, where a column was read by it."""
        told = " ".join(str(text) for file in files for text in file.evidence.values())
        said = self._said
        for what, choice, words in (
            ("date-order", said.date_order, f"{ORDER_NAMES.get(said.date_order or 'ymd')} (decl"),
            ("decimal", said.decimal, f"{MARK_NAMES.get(said.decimal or '.')} (declared)"),
            ("period", said.period, f"amounts for a {said.period} (said)"),
            ("scale", said.health_scale, f"health on {said.health_scale} (said)"),
        ):
            if choice is not None and words in told:
                yield what, choice
        if name_owners(files):
            for what, name in ((OWNER, said.owner), (OTHERS, said.others)):
                if name is not None:
                    yield what, name


def check_answers(options: ImportOptions) -> None:
    """Raise UsageError for an answer that cannot be one."""
    for key, choice in options.answers.items():
        # The name of a file may stand before it.
        tails = [key, *(key[at + 1 :] for at, char in enumerate(key) if char == ":")]
        error: InvalidValue | None = None
        for tail in tails:
            try:
                check_answer(tail, choice)
            except InvalidValue as problem:
                error = error or problem
            else:
                error = None
                break
        if error is not None:
            raise UsageError(str(error))


def check_columns(sheets: Sequence[Sheet], options: ImportOptions) -> None:
    """Raise UsageError for an answer or an `--owns` that is about a column of no file."""
    for key in options.answers:
        if _what(key) not in _OF_NO_COLUMN and not any(
            _what(one) in _OF_NO_COLUMN or is_about(one, sheet.header)
            for sheet in sheets
            for one in answers_to({key: ""}, sheet.name)
        ):
            raise UsageError(f"--answer {key}=…: no file has such a column.")
    names = {normalise(header) for sheet in sheets for header in sheet.header}
    for header in options.owns:
        if normalise(header) not in names:
            raise UsageError(f"--owns {header!r}: no file has such a column.")


def answered_day(answers: Mapping[str, str]) -> date | None:
    """Return the day of the export, where a question for it was answered."""
    days = (choice for key, choice in answers.items() if _what(key) == "day")
    return next(map(date.fromisoformat, days), None)


def _what(key: str) -> str:
    return key.partition(":")[0]
