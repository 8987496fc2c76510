"""Files into the book: read, link, compare, then all of it in one operation, or nothing."""

from __future__ import annotations

import json
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from csm_tui import __version__
from csm_tui.errors import Cancelled
from csm_tui.operations import backups
from csm_tui.operations.import_memory import Memories, told
from csm_tui.operations.import_plan import ImportPlan
from csm_tui.operations.import_report import (
    FileReport,
    ImportAsks,
    ImportReport,
    ImportStopped,
)
from csm_tui.operations.incoming import digest, read_files
from csm_tui.operations.rejects import target_beside, write_rejects
from csm_tui.store.journal import operation
from csm_tui.store.staging import staging
from csm_tui.store.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from typing import NoReturn

    from csm_tui.exchange.problems import Problem
    from csm_tui.operations.import_context import NewAlias
    from csm_tui.operations.import_report import ImportOptions, SourceFile
    from csm_tui.operations.incoming import Incoming
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder
    from csm_tui.store.staging import Staging

    Progress = Callable[[int, int, str], None]

CANCELLED = "The import was cancelled; nothing of it is in the book."
# Options that say how to go on, not what the rows mean.
_WITHOUT_EFFECT = frozenset(("yes", "rejects", "skip_bad"))
# What the journal keeps of each file's report beside its figures.
_TOLD = ("name", "kind", "source", "mapping", "evidence")


def import_files(
    book: Book,
    sources: Sequence[SourceFile],
    options: ImportOptions,
    *,
    today: date,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    asking: bool = False,
) -> ImportReport:
    """Take the files into the book as one operation and return what became of every row.

    A dry run returns the same report and writes nothing. Where nothing would change, nothing is
    written either. `progress` is told (done, total, what). Raises ImportStopped, with the report,
    where a file cannot be read or understood, and for bad rows unless `options.skip_bad`; and
    Cancelled, with the book as it was, where `cancelled` says so. With `asking` it raises
    ImportAsks before it leaves out a column of which something could be asked.
    """
    tell = _telling(progress, cancelled)
    with stoppable(book.connection, cancelled, CANCELLED):
        running = _Import(book, sources, options, today, now, tell)
        return running.run(dry_run=dry_run, asking=asking)


def rehearse(
    copy: Book,
    sources: Sequence[SourceFile],
    options: ImportOptions,
    *,
    today: date,
    now: datetime,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rehearsal:
    """Import into `copy`, a private copy of the book, by the same steps as `import_files`.

    No backup is made and no file of rejected rows written. What stops the import is `stopped`.
    """
    tell = _telling(progress, cancelled)
    with stoppable(copy.connection, cancelled, CANCELLED):
        return _Import(copy, sources, options, today, now, tell).rehearse()


def _telling(progress: Progress | None, cancelled: Callable[[], bool] | None) -> Progress:
    def tell(done: int, total: int, what: str) -> None:
        # What is done is done: it is written, and only undo takes it back.
        if cancelled is not None and done < total and cancelled():
            raise Cancelled(CANCELLED)
        if progress is not None:
            progress(done, total, what)

    return tell


class Rehearsal(NamedTuple):
    """What an import would do: its report, its files as they were read, and what stops it."""

    report: ImportReport
    files: tuple[Incoming, ...]
    stopped: ImportStopped | None


class _Import:
    """One import on its way."""

    def __init__(
        self,
        book: Book,
        sources: Sequence[SourceFile],
        options: ImportOptions,
        today: date,
        now: datetime,
        tell: Progress,
    ) -> None:
        self._book = book
        self._sources = sources
        self._options = options
        self._today = today
        self._now = now
        self._tell = tell
        self._memories = Memories(book, forget=options.forget_answers)

    def run(self, *, dry_run: bool, asking: bool) -> ImportReport:
        key = _key(self._sources, self._options)
        with staging(self._book) as staged:
            known = _unchanged(staged.head_detail(), key, self._sources)
            if known is not None:
                return replace(known, dry_run=dry_run)
            files = self._read()
            head = staged.head()
            plan = self._planned(staged, files)
            if asking and any(report.questions for report in plan.reports):
                stopped = tuple(report.stopped() for report in plan.reports)
                raise ImportAsks("There is something to ask.", ImportReport(files=stopped))
            if dry_run:
                return _report(plan, dry_run=True)
            if not plan.changes_anything and not self._news(files):
                return _report(plan, self._write_rejects(files, plan))
            files = _without_rows(files, plan)
            return self._apply(staged, files, plan, head, key)

    def rehearse(self) -> Rehearsal:
        with staging(self._book) as staged:
            files = self._read()
            try:
                plan = self._planned(staged, files)
            except ImportStopped as stopped:
                return Rehearsal(stopped.report, tuple(files), stopped)
            if plan.changes_anything or self._news(files):
                self._tell(0, 1, "Changing a copy of the book")
                with operation(self._book, "", today=self._today, now=self._now) as recorder:
                    _write(staged, recorder, files, plan)
                    self._memories.write(recorder, self._news(files))
            return Rehearsal(_report(plan, dry_run=True), tuple(files), None)

    def _read(self) -> list[Incoming]:
        def waiting() -> None:
            self._tell(0, len(self._sources), "Reading")

        waiting()
        return read_files(self._sources, self._options, self._memories.of, waiting)

    def _planned(self, staged: Staging, files: Sequence[Incoming]) -> ImportPlan:
        """Return the plan; raises ImportStopped where it must not be carried out."""
        plan = ImportPlan(staged, self._options, self._today, self._tell)
        plan.make(files)
        if plan.context.stops:
            _stop(plan, _worst(plan).sentence())
        rejected = sum(report.rejected for report in plan.reports)
        if rejected and not self._options.skip_bad:
            _stop(plan, _too_bad(plan, rejected))
        if self._options.full_sync:
            refusal = plan.sync.plan(plan.reports)
            if refusal is not None:
                _stop(plan, refusal)
        return plan

    def _apply(
        self,
        staged: Staging,
        files: Sequence[Incoming],
        plan: ImportPlan,
        head: int,
        key: str,
    ) -> ImportReport:
        self._book.require_writable()
        if head:
            backups.before(self._book, "import", now=self._now)
        name = _name(self._sources)
        self._tell(0, 1, "Writing")
        with operation(self._book, name, today=self._today, now=self._now) as recorder:
            # There may have been a wait for another program.
            self._tell(0, 1, "Writing")
            if staged.head() != head:
                # Somebody wrote since: what was compared is not what is there.
                staged.reset()
                files = self._read()
                plan = self._planned(staged, files)
            _write(staged, recorder, files, plan)
            self._memories = Memories(self._book)
            news = self._news(files)
            self._memories.write(recorder, news)
            written = self._write_rejects(files, plan)
            report = replace(_report(plan, written), remembered=told(news, files))
            recorder.detail({"import": _kept(report, key)})
        self._tell(1, 1, "Written")
        changes = recorder.changes()
        return replace(report, operation=changes.operation, changes=changes)

    def _news(self, files: Sequence[Incoming]) -> dict[str, str]:
        """Return what is to be kept of the files for the next ones, by source."""
        lessons = [file.lesson for file in files if file.lesson is not None]
        forget = self._options.forget_answers
        return self._memories.news(lessons, today=self._today, forget=forget)

    def _write_rejects(self, files: Sequence[Incoming], plan: ImportPlan) -> dict[int, str]:
        """Write a file of rejected rows for each sheet that has any; return their names."""
        sheets: dict[tuple[int, str], list[int]] = {}
        for number, report in enumerate(plan.reports):
            if report.rejected:
                # The kinds of rows of one sheet share a file: a row that is mended is one row.
                sheets.setdefault((files[number].at, files[number].name), []).append(number)
        written: dict[int, str] = {}
        for numbers in sheets.values():
            first, chosen = files[numbers[0]], self._options.rejects
            source, sheet = self._sources[first.at], first.whole
            if sheet is None:
                continue
            if chosen is None:
                target = target_beside(source.path, source.name)
            elif len(sheets) == 1:
                target = chosen
            else:
                target = chosen.with_name(f"{chosen.stem}-{numbers[0] + 1}{chosen.suffix}")
            bad = frozenset(line for number in numbers for line in _bad_lines(files, plan, number))
            problems = [told for number in numbers for told in plan.reports[number].problems]
            overwrite, named = self._options.yes, first.source
            write_rejects(sheet, bad, problems, target, overwrite=overwrite, source=named)
            written |= dict.fromkeys(numbers, str(target))
        return written


def _without_rows(files: Sequence[Incoming], plan: ImportPlan) -> list[Incoming]:
    """Return the files without their rows, which are planned: only rejected ones are written yet.

    While the book is written its pages take the memory that they had.
    """
    return [
        file if report.rejected else replace(file, sheet=None, whole=None, table=None)
        for file, report in zip(files, plan.reports, strict=True)
    ]


def _bad_lines(files: Sequence[Incoming], plan: ImportPlan, number: int) -> Iterator[int]:
    """Yield the lines of the rejected rows of a file."""
    yield from plan.bad_lines[number]
    sheet = files[number].sheet
    yield from (record.line for record in sheet.rejected) if sheet else ()


def _report(
    plan: ImportPlan, rejects: Mapping[int, str] | None = None, *, dry_run: bool = False
) -> ImportReport:
    files = tuple(
        replace(report, rejects=(rejects or {}).get(number))
        for number, report in enumerate(plan.reports)
    )
    archived, revived = plan.sync.archived.values(), plan.sync.revived.values()
    return ImportReport(
        files=files, dry_run=dry_run, gone=tuple(archived), brought_back=tuple(revived)
    )


def _write(
    staged: Staging, recorder: Recorder, files: Sequence[Incoming], plan: ImportPlan
) -> None:
    """Write the plan through the journal."""
    origins = [
        recorder.origin(file=file.name, sha256=file.sha256, kind=report.kind)
        for file, report in zip(files, plan.reports, strict=True)
    ]
    staged.apply(recorder, origins)
    context = plan.context
    _write_aliases(staged, recorder, context.aliases, origins)
    if context.currencies.stated and context.currencies.currency is not None:
        recorder.insert("setting", {"key": "currency", "value": context.currencies.currency})
    plan.sync.apply(recorder)


def _write_aliases(
    staged: Staging, recorder: Recorder, aliases: Sequence[NewAlias], origins: Sequence[int]
) -> None:
    """Write further ids; one that the book has already, for another account, goes over to it."""
    there = staged.alias_rows(new.alias for new in aliases) if aliases else {}
    by_id = {(new.alias.source, new.alias.external_id): new for new in aliases}
    values = [(*new.alias, origins[new.file], new.line) for new in by_id.values()]
    recorder.insert_many(
        "account_alias",
        ("account_id", "source", "external_id", "origin_id", "line"),
        [row for row in values if (row[1], row[2]) not in there],
    )
    recorder.update_many(
        "account_alias",
        ("account_id",),
        [(there[row[1], row[2]], row[0]) for row in values if (row[1], row[2]) in there],
    )


def _stop(plan: ImportPlan, sentence: str) -> NoReturn:
    files = tuple(report.stopped() for report in plan.reports)
    raise ImportStopped(sentence, ImportReport(files=files))


def _worst(plan: ImportPlan) -> Problem:
    """Return what no answer can settle, where there is such a thing, else the first question."""
    stops = plan.context.stops
    asked = [one.problem(file.name) for file in plan.reports for one in file.questions]
    return next((stop for stop in stops if stop not in asked), stops[0])


def _too_bad(plan: ImportPlan, rejected: int) -> str:
    read = sum(report.read for report in plan.reports)
    first = next(problem for report in plan.reports for problem in report.problems)
    rows = f"{rejected} of {read} rows" if rejected > 1 else f"One of {read} rows"
    return (
        f"{rows} cannot be taken, so nothing was imported. {first.sentence()} "
        "Mend the file, or import the good rows with --skip-bad."
    )


def _name(sources: Sequence[SourceFile]) -> str:
    names = [source.name for source in sources]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Imported {listed}" if len(names) <= 3 else f"Imported {len(names)} files"


def _key(sources: Sequence[SourceFile], options: ImportOptions) -> str:
    """Return what two imports have in common that read the same files in the same way."""
    said = {
        option.name: str(getattr(options, option.name))
        for option in dataclass_fields(options)
        if option.name not in _WITHOUT_EFFECT
    }
    parts = [__version__, [digest(source.data) for source in sources], said]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _kept(report: ImportReport, key: str) -> dict[str, object]:
    """Return what the journal keeps of an import, and by what the same one is known at once.

    With problems there is no key: they are to be told of again.
    """
    files = [
        {**{name: getattr(file, name) for name in _TOLD}, **file.counts()} for file in report.files
    ]
    return {"key": None if report.problems else key, "files": files}


def _unchanged(
    detail: Mapping[str, object], key: str, sources: Sequence[SourceFile]
) -> ImportReport | None:
    """Return the report of an import that was the last thing to happen to the book, else None."""
    found = detail.get("import")
    if not isinstance(found, dict) or found.get("key") != key:
        return None
    kept_files = found["files"]
    # The same bytes may lie under another name by now; of a workbook there are several sheets.
    names = [source.name for source in sources] if len(sources) == len(kept_files) else None
    files = []
    for at, kept in enumerate(kept_files):
        told = {name: kept[name] for name in _TOLD if name != "name"}
        read, skipped = kept["read"], kept["skipped"]
        name = names[at] if names else kept["name"]
        files.append(
            FileReport(name=name, **told, read=read, skipped=skipped, unchanged=read - skipped)
        )
    return ImportReport(files=tuple(files))
