"""Near matches that somebody took: for this import by `--accept`, for later ones remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold_name, normal_name
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csm_tui.domain.references import AccountFinder


class Acceptance:
    """Which account a name stands for because somebody said so; what was said once, folded.

    `chosen` is name -> account (its id, or what names it), `remembered` folded name -> account.
    """

    def __init__(self, chosen: Mapping[str, int | str], remembered: Mapping[str, int]) -> None:
        self._chosen = {normal_name(name): (name, account) for name, account in chosen.items()}
        self._remembered = dict(remembered)
        self._resolved: dict[str, int] = {}
        self._seen: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._chosen or self._remembered)

    @property
    def is_asked(self) -> bool:
        """Return whether this import accepts anything."""
        return bool(self._chosen)

    def see(self, names: Iterable[str | None]) -> None:
        """Note the names of a file: one that no file has was accepted by mistake."""
        if self._chosen:
            normal = (normal_name(name) for name in names if name)
            self._seen.update(name for name in normal if name in self._chosen)

    def chosen(self, name: str, index: AccountFinder) -> int | None:
        """Return the account that `name` was accepted for in this import.

        Raises UsageError where that names no account, or several, or where the book has an account
        of this very name.
        """
        normal = normal_name(name)
        if normal not in self._chosen:
            return None
        if normal not in self._resolved:
            self._resolved[normal] = _resolved(*self._chosen[normal], index)
        return self._resolved[normal]

    def remembered(self, name: str) -> int | None:
        """Return the account that `name` was accepted for in an earlier import."""
        return self._remembered.get(fold_name(name)) if self._remembered else None

    def means(self, name: str, account_id: int) -> bool:
        """Return whether `name` was accepted for the account before: then it is no new name."""
        return self.remembered(name) == account_id

    def unused(self) -> str | None:
        """Return a name that was accepted though no file has it, None where there is none."""
        return next((n for of, (n, _) in self._chosen.items() if of not in self._seen), None)


def _resolved(name: str, account: int | str, index: AccountFinder) -> int:
    found = index.resolve(account) if isinstance(account, str) else account
    if found is None or (isinstance(found, int) and index.find(found) is None):
        near = index.nearest(str(account))
        hint = f" The nearest are {', '.join(near)}." if near else ""
        raise UsageError(f"--accept {name}={account}: there is no account {account!r}.{hint}")
    if not isinstance(found, int):
        raise UsageError(
            f"--accept {name}={account}: {account!r} may mean any of {index.describe(found)}. "
            "Name it as source:external_id."
        )
    own = index.resolve(name)
    if isinstance(own, int) and own != found and index.accepted(name) != own:
        raise UsageError(
            f"--accept {name}={account}: the book has an account {name!r} itself. If an import "
            "added it, `csm undo` takes that back."
        )
    return found
