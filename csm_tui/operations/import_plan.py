"""What an import would do: its files linked to the book and compared with it, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from csm_tui.errors import UsageError
from csm_tui.exchange.problems import Problem
from csm_tui.operations.account_rows import AccountFile
from csm_tui.operations.fact_rows import FactFile
from csm_tui.operations.full_sync import FullSync
from csm_tui.operations.import_context import FileOutcome, ImportContext, shown
from csm_tui.operations.import_report import Example, FieldDiff, FileReport
from csm_tui.operations.import_rows import ImportRows
from csm_tui.operations.left_out import leave_out_accounts
from csm_tui.operations.link_files import plan_links
from csm_tui.operations.linking import Rejection
from csm_tui.operations.owners import check_used, leaves_out_others, settle_owners
from csm_tui.store.id_set import IdSet
from csm_tui.store.tables import OF_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from csm_tui.exchange.converted import Sign
    from csm_tui.exchange.problems import Ambiguity
    from csm_tui.operations.import_report import ImportOptions
    from csm_tui.operations.incoming import Incoming
    from csm_tui.store.staging import Differing, Staging

_INNER = frozenset(("name_fold",))


class ImportPlan:
    """The files of one import, planned; `reports` and `bad_lines` are in the order of the files."""

    def __init__(
        self,
        staged: Staging,
        options: ImportOptions,
        today: date,
        tell: Callable[[int, int, str], None],
    ) -> None:
        self.context = ImportContext(staged, options, today)
        self.sync = FullSync(self.context)
        self.reports: list[FileReport] = []
        self.bad_lines: list[frozenset[int]] = []
        self._tell = tell

    def make(self, files: Sequence[Incoming]) -> None:
        """Plan every file, accounts first; a file that could not be read stops the import."""
        if not any(file.problems for file in files):
            check_used(files, self.context.options)
        order = sorted(range(len(files)), key=lambda number: _turn(files[number]))
        found: dict[int, tuple[FileReport, frozenset[int]]] = {}
        for done, number in enumerate(order):
            self._tell(done, len(files), f"Comparing {files[number].name}")
            self.context.more = done + 1 < len(files)
            found[number] = self._file(files[number], number)
        self._check_accepted()
        self.reports = [found[number][0] for number in range(len(files))]
        self.bad_lines = [found[number][1] for number in range(len(files))]

    @property
    def changes_anything(self) -> bool:
        """Return whether there is anything to write."""
        changed = any(report.added or report.updated for report in self.reports)
        synced = self.sync.archived or self.sync.revived
        linked = self.context.aliases
        return bool(changed or linked or synced or self.context.currencies.stated)

    def _check_accepted(self) -> None:
        """Refuse a `--accept` of a name that no file has: it would be dropped in silence."""
        unused = None if self.context.stops else self.context.acceptance.unused()
        if unused is not None:
            raise UsageError(f"--accept {unused}=…: no row is called {unused!r}.")

    def _file(self, file: Incoming, number: int) -> tuple[FileReport, frozenset[int]]:
        if file.table is None or file.sheet is None:
            self.context.stops += file.problems
            links = plan_links(self.context, file, number)
            report = _unread(file)
            if links is not None:
                report = replace(report, evidence={**report.evidence, "links": links})
            return report, frozenset()
        owners = settle_owners(file, self._options_for(file), self.context.staged.owners)
        if owners.open is not None:
            return self._open(file, owners.open), frozenset()
        left_out = owners.left_out
        rows = ImportRows(file.name, file.table, file.mapping, file.source, left_out)
        leave_out_accounts(self.context, file.table, left_out, rows)
        if owners.said is not None:
            rows.evidence["owners"] = owners.said
        evidence = dict(file.evidence)
        signs = file.table.signs
        open_: tuple[Ambiguity, ...] = ()
        if "currency" not in rows.fields:
            open_ = self._settle_signs(rows, signs, file.answers, evidence)
        wrong = (*self._settle(rows, signs, evidence), *(one.problem(rows.file) for one in open_))
        if wrong:
            self.context.stops += wrong
            return replace(_unread(file), problems=wrong, questions=open_), frozenset()
        if self.context.stops and rows.kind != "accounts":
            return _unlinked(file, rows, len(file.sheet.rejected)), frozenset(rows.rejected)
        outcome = self._outcome(file, rows, number)
        if rows.open is not None:
            return self._open(file, rows.open), frozenset()
        kept, broken = len(IdSet(rows.lines)), len(rows.rejected) + len(file.sheet.rejected)
        added, updated = len(outcome.added), len(outcome.updated)
        report = FileReport(
            name=file.name,
            kind=rows.kind,
            source=file.source,
            mapping=file.mapping,
            evidence=evidence | rows.evidence | ({"skipped": rows.skipped} if rows.skipped else {}),
            read=file.read,
            added=added,
            updated=updated,
            unchanged=kept - added - updated,
            skipped=file.read - kept - broken,
            rejected=broken,
            problems=tuple(sorted(rows.problems, key=lambda problem: problem.line or 0)),
            notices=tuple(rows.notices),
            candidates=tuple(rows.candidates),
            questions=(*file.questions, *filter(None, (owners.offered,))),
            unknown=file.unknown,
            diffs=tuple(_diffs(file.name, outcome.differing)),
        )
        return report, frozenset(rows.rejected)

    def _open(self, file: Incoming, question: Ambiguity) -> FileReport:
        """Stop the import until the question is answered."""
        problem = question.problem(file.name)
        self.context.stops.append(problem)
        return replace(_unread(file), problems=(problem,), questions=(*file.questions, question))

    def _options_for(self, file: Incoming) -> ImportOptions:
        """Return the options with the answers that hold for a file."""
        return replace(self.context.options, answers=file.answers)

    def _outcome(self, file: Incoming, rows: ImportRows, number: int) -> FileOutcome:
        self.context.owns, self.context.answers = file.owns, file.answers
        self.context.others_left_out = leaves_out_others(file, self._options_for(file))
        if rows.kind == "accounts":
            return AccountFile(self.context, rows, number, file.sha256).plan()
        return FactFile(self.context, rows, number).plan()

    def _settle(
        self, rows: ImportRows, signs: Mapping[str, Sign], evidence: dict[str, object]
    ) -> Iterable[Problem]:
        """Bring amounts whose currency is stated into that of the book; return what stops it."""
        currencies, codes = self.context.currencies, rows.fields.get("currency")
        if codes is None:
            return ()
        for field, sign in signs.items():
            said = currencies.contradiction(codes, sign)
            if said is not None:
                where = (rows.file, sign.line, rows.header(field), sign.example)
                return [Problem(*where, said, "Mend the header, or say it with --set currency=…")]
        problem = currencies.settle(rows.file, codes)
        if problem is not None:
            return [problem]
        rows.reject(
            {
                wrong.at: Rejection("currency", wrong.problem, wrong.hint)
                for wrong in currencies.wrong(codes)
            }
        )
        said = currencies.convert(rows.fields)
        if said is not None:
            evidence["rates"] = said
        return ()

    def _settle_signs(
        self,
        rows: ImportRows,
        signs: Mapping[str, Sign],
        answers: Mapping[str, str],
        evidence: dict[str, object],
    ) -> tuple[Ambiguity, ...]:
        """Bring amounts that carry a currency sign into that of the book; return what is open."""
        open_, said = [], []
        for field, sign in signs.items():
            header = rows.header(field)
            found = self.context.currencies.take(rows.fields, field, sign, header, answers)
            if isinstance(found, str):
                said.append(found)
            elif found is not None:
                open_.append(found)
        if said:
            evidence["rates"] = "; ".join(dict.fromkeys(said))
        return tuple(open_)


def _turn(file: Incoming) -> int:
    """Return when a file is planned: after those through which its rows may find their account."""
    if file.table is None:
        return 0 if file.link is None else 2
    first = {"accounts": 1, "contacts": 3, "subscriptions": 4}
    return first.get(file.table.kind, 5 + list(OF_KIND).index(file.table.kind))


def _unread(file: Incoming) -> FileReport:
    return FileReport(
        name=file.name,
        kind=file.table.kind if file.table else None,
        source=file.source,
        mapping=file.mapping,
        evidence=file.evidence,
        read=file.read,
        skipped=file.read,
        problems=file.problems,
        questions=file.questions,
    )


def _unlinked(file: Incoming, rows: ImportRows, unread: int) -> FileReport:
    """Return the report of a file after one that stops the import.

    What its rows refer to may be in that one: that there is no such account would be no news.
    """
    rejected = len(rows.rejected) + unread
    return replace(
        _unread(file),
        skipped=file.read - rejected,
        rejected=rejected,
        problems=tuple(sorted(rows.problems, key=lambda problem: problem.line or 0)),
    )


def _diffs(file: str, differing: Sequence[Differing]) -> Iterator[FieldDiff]:
    for found in differing:
        if found.field not in _INNER:
            field = found.field.removesuffix("_id") if found.field == "account_id" else found.field
            examples = (
                Example(line, account, shown(found.field, before), shown(found.field, after))
                for line, account, before, after in found.examples
            )
            yield FieldDiff(file, field, found.rows, tuple(examples))
