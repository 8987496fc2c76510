"""What was said of the files of a source, kept in the book and used for the next of them.

It is the setting `import:<source>`, written in the import's own operation. Of each sheet that was
imported it holds the header, and what was said of it by hand. A sheet is like an earlier one where
four in five of all their columns are the same; what was mapped is used for such sheets only. What
was answered is used for every sheet of the source, but answers are never mixed between sources, and
where no source is known not between sheets that are not alike. Our own files need none of it.
"""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.exchange.answers import in_words
from csm_tui.exchange.custom import ALL
from csm_tui.exchange.headers import is_reject_column, normalise
from csm_tui.exchange.part_questions import TYPE
from csm_tui.queries.import_memory import PREFIX, kept_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.incoming import Incoming
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_ALIKE: Final = 0.8
# So many sheets of a source are kept, the latest.
_SHEETS: Final = 20
# What is true of one file only.
_OF_ONE_FILE: Final = frozenset(("currency", "day"))


class Memory(NamedTuple):
    """What was said of a sheet: `mapping` is field -> header, `answers` question -> choice.

    `owns` are the headers of columns that belong to the source, `custom` and `left_out` those that
    were kept as custom fields and left out. `kind` is that of `--as`. `used_on` is the day when it
    was last said.
    """

    mapping: Mapping[str, str] = _NOTHING
    answers: Mapping[str, str] = _NOTHING
    custom: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    kind: str | None = None
    used_on: date = date.min

    def __bool__(self) -> bool:
        return any(self[:-1])


class Lesson(NamedTuple):
    """What is to be kept of a sheet: of which source, with which header, what was said of it."""

    source: str
    header: tuple[str, ...]
    said: Memory


def remembered(book: Book, source: str, header: Sequence[str] = ()) -> Memory | None:
    """Return what was said of sheets of `source` that are like one with `header`, or None."""
    return Memories(book).of(source, header)


class Memories:
    """All that the book keeps of earlier imports, read once; with `forget` nothing is recalled."""

    def __init__(self, book: Book, *, forget: bool = False) -> None:
        self._kept = kept_texts(book.connection)
        self._forget = forget

    def of(self, source: str, header: Sequence[str]) -> Memory | None:
        """Return what is known of a sheet of `source` with `header`, None where that is nothing."""
        if self._forget:
            return None
        sheets = self._sheets(source)
        alike = _most_alike(sheets, header)
        answers: dict[str, str] = {}
        owns: dict[str, None] = {}
        custom: dict[str, None] = {}
        used_on = None if alike is None else alike.said.used_on
        for lesson in sheets if source else ():
            answers |= lesson.said.answers
            owns |= dict.fromkeys(lesson.said.owns)
            custom |= dict.fromkeys(lesson.said.custom)
            used_on = max(used_on or date.min, lesson.said.used_on)
        if used_on is None:
            return None
        said = Memory() if alike is None else alike.said
        answers |= said.answers
        owns |= dict.fromkeys(said.owns)
        custom |= dict.fromkeys(said.custom)
        return said._replace(
            answers=answers, owns=tuple(owns), custom=tuple(custom), used_on=used_on
        )

    def _sheets(self, source: str) -> list[Lesson]:
        found = self._kept.get(source)
        try:
            return [_lesson(source, sheet) for sheet in json.loads(found[1])] if found else []
        except (ValueError, TypeError, KeyError):
            # Not as this program writes it: nothing is known, and it is asked again.
            return []

    def news(self, lessons: Iterable[Lesson], *, today: date, forget: bool) -> dict[str, str]:
        """Return source -> what is to be kept of it, where that is not what is kept.

        With `forget` all that is kept of the sources of `lessons` goes, but what they say; where no
        source is known, that of sheets like theirs.
        """
        after: dict[str, list[Lesson]] = {}
        for lesson in lessons:
            source = lesson.source
            if source not in after:
                after[source] = [] if forget and source else self._sheets(source)
            sheets = after[source]
            old = _most_alike(sheets, lesson.header)
            said = lesson.said if old is None or forget else _merged(old.said, lesson.said)
            if old is not None and said[:-1] == old.said[:-1] and not forget:
                continue
            sheets[:] = [sheet for sheet in sheets if sheet is not old]
            if said:
                sheets.append(lesson._replace(said=said._replace(used_on=today)))
        news = {source: _text(sheets[-_SHEETS:]) for source, sheets in after.items()}
        return {source: text for source, text in news.items() if text != self._text(source)}

    def _text(self, source: str) -> str:
        return self._kept[source][1] if source in self._kept else _text([])

    def write(self, recorder: Recorder, news: Mapping[str, str]) -> None:
        """Keep `news`; a source of which nothing is left to keep has no setting."""
        for source, text in news.items():
            there = self._kept.get(source)
            if text == _text([]):
                if there is not None:
                    recorder.delete("setting", there[0])
            elif there is None:
                recorder.insert("setting", {"key": f"{PREFIX}{source}", "value": text})
            else:
                recorder.update("setting", there[0], {"value": text})


def said_of(
    options: ImportOptions, name: str, header: Sequence[str], fields: frozenset[str]
) -> Memory:
    """Return what `options` say of a sheet with `header` that will hold for the next one too.

    `fields` are those of `--map` that it has.
    """
    names = set(map(normalise, header))
    answers = {
        key: choice
        for key, choice in answers_to(options.answers, name).items()
        if key.partition(":")[0] not in _OF_ONE_FILE and (key == TYPE or is_about(key, header))
    }
    return Memory(
        {field: column for field, column in options.mapping.items() if field in fields},
        answers,
        tuple(column for column in options.custom if column == ALL or normalise(column) in names),
        owns=tuple(column for column in options.owns if normalise(column) in names),
        kind=options.kind,
    )


def told(news: Mapping[str, str], files: Sequence[Incoming]) -> tuple[str, ...]:
    """Return what is kept now, in words, a sentence for each sheet."""
    sentences = []
    for file in files:
        if file.lesson is None or file.lesson.source not in news or not file.lesson.said:
            continue
        said = file.lesson.said
        what = [
            *(f"--as {kind}" for kind in (said.kind,) if kind),
            *(f"{field} is {header}" for field, header in said.mapping.items()),
            *(_of(key) + in_words(key, choice) for key, choice in said.answers.items()),
            *(f"{header} is kept" for header in said.custom),
            *(f"{header} belongs to the source" for header in said.owns),
        ]
        of = (
            f"files from {file.lesson.source}" if file.lesson.source else "files with these columns"
        )
        sentences.append(f"Remembered for {of}: {', '.join(what)}.")
    return tuple(dict.fromkeys(sentences))


def _of(key: str) -> str:
    column = asked_of(key)
    return f"{column}: " if column else ""


def asked_of(key: str) -> str:
    """Return the column that a question is about, '' where it is the file."""
    what, _, column = key.partition(":")
    return column.rpartition(":")[0] if what == "value" else column


def answers_to(answers: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the answers that hold for the file `name`: to any, and to `name:question` alone."""
    mine = f"{name}:"
    return {key: choice for key, choice in answers.items() if not key.startswith(mine)} | {
        key.removeprefix(mine): choice for key, choice in answers.items() if key.startswith(mine)
    }


def is_about(key: str, header: Sequence[str]) -> bool:
    """Return whether a question is about a column of `header`, or one of its texts."""
    _, _, column = key.partition(":")
    return any(column == name or column.startswith(f"{name}:") for name in header)


def _most_alike(sheets: Sequence[Lesson], header: Sequence[str]) -> Lesson | None:
    """Return the kept sheet whose columns are those of `header`, but for one in five."""
    wanted = _names(header)
    best: tuple[float, Lesson] | None = None
    for sheet in sheets:
        there = _names(sheet.header)
        alike = len(wanted & there) / max(1, len(wanted | there))
        if alike >= _ALIKE and (best is None or alike >= best[0]):
            best = alike, sheet
    return best[1] if best else None


def _names(header: Sequence[str]) -> frozenset[str]:
    return frozenset(normalise(name) for name in header if not is_reject_column(name))


def _merged(old: Memory, new: Memory) -> Memory:
    """Return what was said earlier with what was said now, which wins."""
    return Memory(
        {**old.mapping, **new.mapping},
        {**old.answers, **new.answers},
        tuple(dict.fromkeys((*old.custom, *new.custom))),
        tuple(dict.fromkeys((*old.left_out, *new.left_out))),
        tuple(dict.fromkeys((*old.owns, *new.owns))),
        new.kind or old.kind,
        new.used_on,
    )


def _text(sheets: Iterable[Lesson]) -> str:
    kept = [
        {"header": sheet.header, **sheet.said._asdict(), "used_on": sheet.said.used_on.isoformat()}
        for sheet in sheets
    ]
    return json.dumps(kept, ensure_ascii=False)


def _lesson(source: str, sheet: Mapping[str, Any]) -> Lesson:
    said = Memory(
        sheet["mapping"],
        sheet["answers"],
        tuple(sheet["custom"]),
        tuple(sheet["left_out"]),
        tuple(sheet["owns"]),
        sheet["kind"],
        date.fromisoformat(sheet["used_on"]),
    )
    return Lesson(source, tuple(sheet["header"]), said)
