"""A full sync: accounts that a source's files brought, and its file lacks now, are archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_report import FileReport
    from csm_tui.store.recorder import Recorder

# Beyond this share of a source's accounts a file is more likely cut short than complete.
_MOST = 0.2


class FullSync:
    """What a full sync archives, and takes out of the archive because the file has it."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        # The ids and names of accounts.
        self.archived: dict[int, str] = {}
        self.revived: dict[int, str] = {}

    def plan(self, reports: Sequence[FileReport]) -> str | None:
        """Find the accounts; return the sentence that refuses it, or None."""
        if not any(report.kind == "accounts" for report in reports):
            return "A full sync needs a file of accounts; nothing was imported."
        if any(report.rejected for report in reports):
            return (
                "A full sync needs every row: with rejected ones it would archive accounts that "
                "are there. Nothing was imported."
            )
        linked = IdSet()
        for accounts in self._context.linked.values():
            linked.update(accounts)
        for source in sorted(self._context.linked):
            living = self._context.staged.accounts_from_files(source)
            missing = [account for account in living if account not in linked]
            if len(missing) > _MOST * len(living) and not self._context.options.yes:
                return _refusal(source, missing, living)
            self.archived |= {account: living[account] for account in missing}
        self.revived = {
            key.id: key.name
            for key in self._context.index.keys
            if key.archived and key.id in linked
        }
        return None

    def apply(self, recorder: Recorder) -> None:
        """Archive and revive the accounts."""
        today = recorder.today.isoformat()
        recorder.update_many("account", ("archived_on",), [(one, today) for one in self.archived])
        recorder.update_many("account", ("archived_on",), [(one, None) for one in self.revived])


def _refusal(source: str, missing: Sequence[int], living: dict[int, str]) -> str:
    of = f" from {source}" if source else ""
    names = ", ".join(living[account] for account in missing[:3])
    return (
        f"The file lacks {len(missing)} of the {len(living)} accounts{of} ({names} …): a full sync "
        "would archive them. Nothing was imported; say --yes if that is what you want."
    )
