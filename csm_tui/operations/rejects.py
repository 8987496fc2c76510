"""The file of rejected rows: as they came, each with its reason, to be mended and imported."""

from __future__ import annotations

from heapq import merge
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from csm_tui.exchange.atomic import whole_file
from csm_tui.exchange.headers import is_reject_column, reject_column
from csm_tui.exchange.writer import write_raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.exchange.problems import Problem
    from csm_tui.exchange.reader import Sheet

_line = attrgetter("line")


def rejected_rows(
    sheet: Sheet, bad_lines: frozenset[int], problems: Sequence[Problem], source: str = ""
) -> Iterator[list[str]]:
    """Yield the header and the rejected rows as texts, with the reasons in a last column.

    That column names the `source` of their ids: what told it may be among the rows that were taken.
    """
    header = list(sheet.header)
    # A file of rejected rows that was mended in part has the column already.
    own = len(header) - 1 if is_reject_column(header[-1]) else len(header)
    yield [*header[:own], reject_column(source)]
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        if problem.line is not None:
            column = f"{problem.column}: " if problem.column else ""
            hint = f" {problem.hint}" if problem.hint else ""
            reasons.setdefault(problem.line, []).append(f"{column}{problem.problem}{hint}")
    unread = sorted(sheet.rejected, key=_line)
    for row in merge(unread, (row for row in sheet.records if row.line in bad_lines), key=_line):
        cells = row.cells[:own] if len(row.cells) == len(header) else row.cells
        padding = [""] * (own - len(cells))
        yield [*cells, *padding, " ".join(reasons.get(row.line, ()))]


def write_rejects(
    sheet: Sheet,
    bad_lines: frozenset[int],
    problems: Sequence[Problem],
    target: Path,
    *,
    overwrite: bool,
    source: str = "",
) -> None:
    """Write the rejected rows of `sheet`; raises FileProblem where `target` cannot be."""
    with whole_file(target, overwrite=overwrite, flag="--yes") as file:
        write_raw(rejected_rows(sheet, bad_lines, problems, source), file, sheet.delimiter)


def target_beside(path: Path | None, name: str) -> Path:
    """Return where rejected rows go: beside their file, under a name that is free."""
    stem = path.stem if path is not None else Path(name).stem.strip("-") or "import"
    folder = path.parent if path is not None else Path()
    target, number = folder / f"{stem}.rejects.csv", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}.rejects-{number}.csv"
    return target
