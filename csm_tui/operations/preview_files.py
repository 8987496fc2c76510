"""The files of a preview: what each was recognised as, and what becomes of every column."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.exchange.headers import is_reject_column, normalise, shown
from csm_tui.exchange.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csm_tui.operations.import_report import FileReport, ImportOptions, ImportReport
    from csm_tui.operations.incoming import Incoming

# With others: several columns together are one field, or a column a month.
Use = Literal["field", "metric", "with others", "custom", "left out", "not read"]

# Evidence that is told with the columns; all else is of the file.
_OF_COLUMNS: Final = ("left out", "not read", "custom", "metrics", "owned by the source")
_CUSTOM: Final = "custom:"
_MAP: Final = "--map "
_AS_LAST_TIME: Final = "as last time"
_EXAMPLES: Final = 8
_LOOKED_AT: Final = 2_000


class ColumnPreview(NamedTuple):
    """A column of a file: what it is read as, and some of its values.

    `fields` are (kind, field), several where a flat sheet gives several kinds; `why` says what
    proves its reading, or why it is left out. `choices` are the fields it could be, first that
    which it is called almost like.
    """

    header: str
    place: int
    use: Use
    fields: tuple[tuple[str, str], ...] = ()
    why: str = ""
    examples: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    by_hand: bool = False

    def as_json(self) -> dict[str, object]:
        """Return it as `--json` shows it."""
        return {
            "column": self.header,
            "use": self.use,
            "fields": [f"{kind}.{field}" for kind, field in self.fields],
            "why": self.why or None,
            "examples": list(self.examples[:3]),
            "by_hand": self.by_hand,
        }


class FilePreview(NamedTuple):
    """A file, or a sheet of one: its kinds, where it comes from, how it was read, its columns.

    `as_last_time` says what was said of such a file earlier and holds for it too.
    """

    name: str
    kinds: tuple[str, ...]
    source: str
    title: str
    rows: int
    evidence: tuple[tuple[str, str], ...]
    columns: tuple[ColumnPreview, ...]
    as_last_time: tuple[tuple[str, str], ...] = ()


def file_previews(
    files: Sequence[Incoming], report: ImportReport, options: ImportOptions
) -> tuple[FilePreview, ...]:
    """Return every file once; a flat sheet that gives several kinds is one file."""
    together: dict[tuple[int, str], list[tuple[Incoming, FileReport]]] = {}
    for file, told in zip(files, report.files, strict=True):
        together.setdefault((file.at, file.name), []).append((file, told))
    return tuple(_preview(parts, options) for parts in together.values())


def _preview(parts: list[tuple[Incoming, FileReport]], options: ImportOptions) -> FilePreview:
    first, told = parts[0]
    kinds = tuple(dict.fromkeys(file.kind for file, _ in parts if file.kind))
    evidence = {
        what: _words(said)
        for _, part in parts
        for what, said in part.evidence.items()
        if not isinstance(said, dict)
        and what not in {*part.mapping, *_OF_COLUMNS}
        and not what.startswith(_CUSTOM)
    }
    title = evidence.pop("source", "")
    return FilePreview(
        first.name,
        kinds,
        told.source,
        title,
        max(file.read for file, _ in parts),
        tuple(evidence.items()),
        tuple(_columns(parts, options)),
        tuple(_as_last_time([part for _, part in parts])),
    )


def _as_last_time(parts: Sequence[FileReport]) -> Iterable[tuple[str, str]]:
    for part in parts:
        said = part.evidence.get(_AS_LAST_TIME)
        if isinstance(said, dict):
            yield from ((str(what), str(told)) for what, told in said.items())


def _words(said: object) -> str:
    return ", ".join(map(str, said)) if isinstance(said, list | tuple) else str(said)


def _columns(
    parts: list[tuple[Incoming, FileReport]], options: ImportOptions
) -> Iterable[ColumnPreview]:
    found = (file.whole or file.sheet for file, _ in parts)
    sheet = next((one for one in found if one is not None), None)
    if sheet is None:
        return
    reading = _Reading(parts, options)
    for place, header in enumerate(sheet.header):
        if not is_reject_column(header):
            yield reading.column(shown(header, place), header, place, sheet.cells[place])


class _Reading:
    """What the parts of one file read its columns as."""

    def __init__(
        self, parts: Sequence[tuple[Incoming, FileReport]], options: ImportOptions
    ) -> None:
        reports = [told for _, told in parts]
        self._parts = [(file.kind, told) for file, told in parts if file.kind is not None]
        self._kinds = tuple(dict.fromkeys(kind for kind, _ in self._parts))
        self._chosen = {normalise(header) for header in options.mapping.values()}
        self._left_out = dict(why_left_out(reports))
        self._not_read = {column.place for file, _ in parts for column in file.unknown}
        self._near = {
            column.place: flag.removeprefix(_MAP).partition("=")[0]
            for file, _ in parts
            for column in file.unknown
            for flag in column.suggestions
            if flag.startswith(_MAP)
        }
        self._custom = {normalise(name) for file, _ in parts for name in file.kept}
        self._taken = {(kind, field) for kind, told in self._parts for field in told.mapping}
        self._read = any(file.table is not None for file, _ in parts)
        self._recognised = any(file.kind is not None for file, _ in parts)

    def column(self, name: str, header: str, place: int, cells: Sequence[str]) -> ColumnPreview:
        fields = tuple(
            (kind, field)
            for kind, told in self._parts
            for field, of in told.mapping.items()
            if of == header
        )
        return ColumnPreview(
            name,
            place,
            self._use(place, header, fields),
            fields,
            self._why(header, fields) or self._left_out.get(header, ""),
            _examples(cells),
            self._choices(place, fields),
            normalise(header) in self._chosen,
        )

    def _use(self, place: int, header: str, fields: tuple[tuple[str, str], ...]) -> Use:
        if fields:
            return "field"
        if normalise(header) in self._custom:
            return "custom"
        if header in self._left_out:
            return "left out"
        if place in self._not_read or not self._recognised:
            return "not read"
        if "metrics" in self._kinds:
            return "metric"
        return "with others" if self._read else "left out"

    def _why(self, header: str, fields: tuple[tuple[str, str], ...]) -> str:
        for kind, told in self._parts:
            names = (header, f"{_CUSTOM}{header}", *(field for of, field in fields if of == kind))
            for name in names:
                said = told.evidence.get(name)
                if isinstance(said, str):
                    return said
        return ""

    def _choices(self, place: int, fields: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """Return the fields that it can be: those that no other column is, the needed first."""
        near = self._near.get(place)
        columns = [
            column
            for kind in dict.fromkeys((*(kind for kind, _ in fields), *self._kinds))
            for column in KINDS[kind].exported
            if (kind, column.name) in fields or (kind, column.name) not in self._taken
        ]
        columns.sort(key=lambda column: (column.name != near, not column.required))
        return tuple(dict.fromkeys(column.name for column in columns))


def why_left_out(parts: Iterable[FileReport]) -> Iterator[tuple[str, str]]:
    """Yield each column that is left out, with why."""
    for part in parts:
        for said in _listed(part, "left out"):
            header, colon, why = said.partition(": ")
            if colon:
                yield header, why


def _listed(part: FileReport, what: str) -> list[str]:
    said: Mapping[str, object] | object = part.evidence.get(what)
    return [str(one) for one in said] if isinstance(said, list | tuple) else []


def _examples(cells: Sequence[str]) -> tuple[str, ...]:
    found = dict.fromkeys(cell.strip() for cell in cells[:_LOOKED_AT])
    return tuple(islice((text for text in found if text), _EXAMPLES))
