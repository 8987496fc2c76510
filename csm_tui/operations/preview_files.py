"""The files of a preview: what each was recognised as, and what becomes of every column."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.exchange.headers import REJECT_COLUMN, normalise, shown
from csm_tui.exchange.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.operations.import_report import FileReport, ImportOptions, ImportReport
    from csm_tui.operations.incoming import Incoming

Use = Literal["field", "metric", "custom", "left out", "not read"]

# Evidence that is told with the columns; all else is of the file.
_OF_COLUMNS: Final = ("left out", "not read", "custom")
_EXAMPLES: Final = 8
_LOOKED_AT: Final = 2_000


class ColumnPreview(NamedTuple):
    """A column of a file: what it is read as, and some of its values.

    `fields` are (kind, field), several where a flat sheet gives several kinds; `why` says what
    proves its reading, or why it is left out. `choices` are the fields it could be instead.
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
    """A file, or a sheet of one: its kinds, where it comes from, how it was read, its columns."""

    name: str
    kinds: tuple[str, ...]
    source: str
    title: str
    rows: int
    evidence: tuple[tuple[str, str], ...]
    columns: tuple[ColumnPreview, ...]


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
        if not isinstance(said, dict) and what not in {*part.mapping, *_OF_COLUMNS}
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
    )


def _words(said: object) -> str:
    return ", ".join(map(str, said)) if isinstance(said, list | tuple) else str(said)


def _columns(
    parts: list[tuple[Incoming, FileReport]], options: ImportOptions
) -> Iterable[ColumnPreview]:
    sheets = [file.sheet for file, _ in parts if file.sheet is not None]
    if not sheets:
        return
    sheet = sheets[0]
    reading = _Reading(parts, options)
    for place, header in enumerate(sheet.header):
        if header != REJECT_COLUMN:
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
        self._left_out = dict(_left_out(reports))
        self._not_read = {name for told in reports for name in _listed(told, "not read")}
        self._taken = {(kind, field) for kind, told in self._parts for field in told.mapping}
        self._custom = {normalise(name) for told in reports for name in _listed(told, "custom")}

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
            self._use(name, header, fields),
            fields,
            self._why(header, fields) or self._left_out.get(header, ""),
            _examples(cells),
            self._choices(fields),
            normalise(header) in self._chosen,
        )

    def _use(self, name: str, header: str, fields: tuple[tuple[str, str], ...]) -> Use:
        if fields:
            return "field"
        if normalise(header) in self._custom:
            return "custom"
        if header in self._left_out:
            return "left out"
        if name in self._not_read or "metrics" not in self._kinds:
            return "not read"
        return "metric"

    def _why(self, header: str, fields: tuple[tuple[str, str], ...]) -> str:
        for kind, told in self._parts:
            for name in (header, *(field for of, field in fields if of == kind)):
                said = told.evidence.get(name)
                if isinstance(said, str):
                    return said
        return ""

    def _choices(self, fields: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """Return the fields that no other column is, those of its own kind first."""
        own = [kind for kind, _ in fields]
        kinds = dict.fromkeys((*own, *self._kinds))
        return tuple(
            dict.fromkeys(
                column.name
                for kind in kinds
                for column in KINDS[kind].exported
                if (kind, column.name) not in self._taken
            )
        )


def _left_out(parts: Sequence[FileReport]) -> Iterable[tuple[str, str]]:
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
