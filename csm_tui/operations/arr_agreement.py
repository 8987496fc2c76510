"""What an account's changes of ARR sum up to, beside what else the book says of its ARR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.operations.import_rows import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.operations.import_rows import ImportRows
    from csm_tui.store.staging import Staging

_ALL: Final = "The changes count: see `csm help retention`. Bring the whole history to mend it."


def tell_of_arr(rows: ImportRows, staged: Staging, accounts: Sequence[int | None]) -> None:
    """Tell of each account whose ARR, by its changes, is another than the book has it.

    An ARR is counted once: that of subscriptions, else that of changes, else the recorded one.
    """
    lines: dict[int, int] = {}
    for account, line in zip(accounts, rows.lines, strict=True):
        if account is not None:
            lines.setdefault(account, line)
    wanted = list(lines)
    changed = staged.arr_changes_of(wanted)
    notices = []
    for account, name, recorded, contracts in staged.arr_of(wanted):
        total = sum(amount for _, amount, _ in changed.get(account, ()))
        if contracts:
            said = f"the ARR of {name} is that of its subscriptions; its changes are only kept."
            notices.append(Notice(lines[account], "amount", said))
        elif recorded is not None and recorded != total:
            said = (
                f"the changes of {name} sum up to {_units(total)}, its ARR is {_units(recorded)}."
            )
            notices.append(Notice(lines[account], "amount", said, _ALL))
    rows.tell(sorted(notices, key=lambda notice: notice.line or 0), "accounts are like that")


def _units(cents: int) -> str:
    return f"{cents / 100:,.2f}".removesuffix(".00")
