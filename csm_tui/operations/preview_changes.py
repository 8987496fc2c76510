"""What is changed by hand in a preview: the kind of a file's rows, the field of a column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csm_tui.exchange.part_questions import LEAVE_OUT, TAKE

if TYPE_CHECKING:
    from collections.abc import Collection

    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.preview_files import FilePreview


def as_field(options: ImportOptions, file: str, header: str, field: str) -> ImportOptions:
    """Return the options with a column read as `field`, and as nothing else."""
    bare = _nothing_said(options, file, (header,))
    return replace(bare, mapping={**bare.mapping, field: header})


def left_out(options: ImportOptions, file: str, header: str) -> ImportOptions:
    """Return the options with a column left out."""
    bare = _nothing_said(options, file, (header,))
    return replace(bare, answers={**bare.answers, _take(file, header): LEAVE_OUT})


def kept(options: ImportOptions, file: str, header: str) -> ImportOptions:
    """Return the options with a column kept as a custom field, and as nothing else.

    One of which something was said by hand may have a field of its own: it is left out of that.
    """
    bare = _nothing_said(options, file, (header,))
    by_hand = bare.mapping != options.mapping or bare.answers != options.answers
    alone = left_out(bare, file, header) if by_hand else bare
    return replace(alone, custom=(*alone.custom, header))


def as_kind(options: ImportOptions, file: FilePreview, kind: str | None) -> ImportOptions:
    """Return the options with the rows of a file read as `kind`, None: as they are recognised.

    What was said of its columns was of another kind and holds no longer.
    """
    bare = _nothing_said(options, file.name, [column.header for column in file.columns])
    kinds = {name: said for name, said in options.kinds.items() if name != file.name}
    if kind is not None:
        kinds[file.name] = kind
    return replace(bare, kind=None, kinds=kinds)


def _nothing_said(options: ImportOptions, file: str, headers: Collection[str]) -> ImportOptions:
    takes = {_take(file, header) for header in headers}
    return replace(
        options,
        mapping={field: of for field, of in options.mapping.items() if of not in headers},
        answers={key: said for key, said in options.answers.items() if key not in takes},
        custom=tuple(name for name in options.custom if name not in headers),
    )


def _take(file: str, header: str) -> str:
    return f"{file}:{TAKE}:{header}"
