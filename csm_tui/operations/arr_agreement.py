"""What an account's changes of ARR sum up to, beside what else the book says of its ARR."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.movements import HISTORY
from csm_tui.exchange.problems import Ambiguity, Choice
from csm_tui.operations.arr_levels import FIRST
from csm_tui.operations.import_memory import answers_to
from csm_tui.operations.import_rows import Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csm_tui.operations.import_context import ImportContext
    from csm_tui.operations.import_rows import ImportRows

_WHOLE: Final = "whole"
_RECENT: Final = "recent"
_SHOWN: Final = 3
_FIELDS: Final = ("account_id", "date", "amount", "note")


class _Differing(NamedTuple):
    """An account whose changes by today sum up to another ARR (cents) than is recorded."""

    line: int
    account: int
    name: str
    recorded: int
    total: int
    first: date
    # Whether the ARR that was there before the movements can make up for it.
    mendable: bool
    openings: tuple[tuple[str, int], ...]

    def opened(self) -> list[tuple[str, int]]:
        """Return (day, amount) of the ARR before the movements, in place of earlier openings."""
        before = self.recorded - self.total + sum(amount for _, amount in self.openings)
        day = (self.first - timedelta(days=1)).isoformat()
        return [(day, before), *((on, -amount) for on, amount in self.openings)]

    def told(self) -> str:
        return f"{self.name} {_units(self.total)}, recorded {_units(self.recorded)}"


def settle_arr(
    context: ImportContext,
    rows: ImportRows,
    accounts: Sequence[int | None],
    file: int,
    added: Collection[int],
) -> Ambiguity | None:
    """Tell where changes of ARR and the recorded ARR differ; return what must be asked of it.

    An ARR is counted once: that of subscriptions, else that of changes, else the recorded one. So
    new movements that are not the whole history need the ARR before them, if the user says so.
    """
    lines: dict[int, int] = {}
    for account, line in zip(accounts, rows.lines, strict=True):
        if account is not None:
            lines.setdefault(account, line)
    contracts, differing = _compared(context, lines)
    open_ = [one for one in differing if one.mendable]
    if rows.movements and added and open_:
        said = answers_to(context.options.answers, rows.file).get(HISTORY)
        if said is None:
            return _question(open_)
        if said == _RECENT:
            _open(context, rows, open_, file)
            differing = [one for one in differing if not one.mendable]
    rows.tell([*_notices(contracts, differing)], "")
    return None


def _compared(
    context: ImportContext, lines: dict[int, int]
) -> tuple[list[tuple[int, str]], list[_Differing]]:
    """Return the accounts with subscriptions (line, name), and those that differ."""
    changed = context.staged.arr_changes_of(lines)
    before = context.staged.with_arr_changes(lines)
    today = context.today.isoformat()
    contracts, differing = [], []
    for account, name, recorded, subscriptions in context.staged.arr_of(lines):
        past = [(on, amount) for on, amount, _ in changed.get(account, ()) if on <= today]
        total = sum(amount for _, amount in past)
        if subscriptions:
            contracts.append((lines[account], name))
        elif recorded is not None and past and recorded != total:
            found = changed[account]
            openings = tuple((on, amount) for on, amount, note in found if note == FIRST)
            opening = sum(amount for _, amount in openings)
            mendable = account not in before and opening + recorded - total >= 0
            moves = [on for on, _, note in found if note != FIRST] or [past[0][0]]
            first = date.fromisoformat(min(moves))
            differing.append(
                _Differing(
                    lines[account], account, name, recorded, total, first, mendable, openings
                )
            )
    return sorted(contracts), sorted(differing)


def _question(differing: Sequence[_Differing]) -> Ambiguity:
    shown = differing[:_SHOWN]
    told = "; ".join(one.told() for one in shown)
    more = f" and {len(differing) - len(shown)} more" if len(differing) > len(shown) else ""
    return Ambiguity(
        "",
        (),
        tuple(one.line for one in shown),
        f"the movements do not sum up to the ARR of {_accounts(len(differing))} ({told}{more}): "
        "there is no telling whether they are the whole history.",
        f"--answer {HISTORY}={_WHOLE}|{_RECENT}",
        what=HISTORY,
        choices=(
            Choice(_WHOLE, "the whole history: their sum is the ARR from now on"),
            Choice(_RECENT, "the last part of it: the rest of the ARR was there before"),
        ),
    )


def _open(
    context: ImportContext, rows: ImportRows, differing: Sequence[_Differing], file: int
) -> None:
    """Plan the ARR that was there before the movements."""
    start = context.staged.next_id("arr_change")
    opened = ((one, on, amount) for one in differing for on, amount in one.opened())
    context.staged.plan_new(
        "arr_change",
        file,
        _FIELDS,
        (
            (start + number, one.line, one.account, on, amount, FIRST)
            for number, (one, on, amount) in enumerate(opened)
        ),
    )
    rows.evidence["before"] = (
        f"the last part of the history (said): the ARR of {_accounts(len(differing))} before "
        "it is taken from what is recorded"
    )


def _notices(contracts: Sequence[tuple[int, str]], differing: Sequence[_Differing]) -> list[Notice]:
    notices = []
    if contracts:
        names = ", ".join(name for _, name in contracts[:_SHOWN])
        said = (
            f"{_accounts(len(contracts))} ({names}{' …' * (len(contracts) > _SHOWN)}): the ARR is "
            "that of the subscriptions; changes are only kept."
        )
        notices.append(Notice(contracts[0][0], "amount", said))
    if differing:
        told = "; ".join(one.told() for one in differing[:_SHOWN])
        said = (
            f"the changes of {_accounts(len(differing))} sum up to another ARR than is recorded "
            f"({told}{' …' * (len(differing) > _SHOWN)}); the changes count."
        )
        notices.append(Notice(differing[0].line, "amount", said))
    return notices


def _accounts(count: int) -> str:
    return f"{count:,} account{'' if count == 1 else 's'}"


def _units(cents: int) -> str:
    return f"{cents / 100:,.2f}".removesuffix(".00")
