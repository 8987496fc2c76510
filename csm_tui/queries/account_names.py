"""Accounts by what people call them: an id, a domain, a name, or the beginning of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold, fold_name
from csm_tui.domain.references import ACCEPTED
from csm_tui.domain.salesforce_ids import other_forms
from csm_tui.errors import UnknownAccount

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def find(connection: sqlite3.Connection, text: str) -> int:
    """Return the id of the account that `text` names (INTERFACE, ACCOUNT).

    An external id (also as source:id), a domain, the exact name, then the name without case,
    accents and legal form; an account on the book goes before an archived one. Raises
    UnknownAccount with the nearest, or with those that answer to it.
    """
    text = text.strip()
    for sql, values in _ways(text):
        rows = connection.execute(sql, values).fetchall()
        current = [row for row in rows if row[2] is None] or rows
        if len(current) == 1:
            return int(current[0][0])
        if current:
            raise UnknownAccount(
                f"{text!r} is more than one account: {_listed(row[1] for row in current)}."
                " Name it by its external id or domain."
            )
    near = nearest(connection, text)
    hint = f"The nearest: {_listed(near)}." if near else "`csm accounts` lists them."
    raise UnknownAccount(f"There is no account {text!r}. {hint}")


def is_account(connection: sqlite3.Connection, text: str) -> bool:
    """Return whether `text` names an account, or several: `find` says which, or asks back."""
    ways = _ways(text.strip())
    return any(connection.execute(f"{sql} LIMIT 1", values).fetchone() for sql, values in ways)


_FOUND: Final = "SELECT a.id, a.name, a.archived_on FROM account a"


def _ways(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    aliased = f"{_FOUND} WHERE a.id IN (SELECT account_id FROM account_alias WHERE {{}})"  # noqa: S608
    source, colon, key = text.partition(":")
    if colon:
        yield f"{_FOUND} WHERE a.source = ? AND a.external_id = ?", (source, key)
        yield aliased.format("source = ? AND external_id = ?"), (source, key)
    # Accepted names and the ids of opportunities are no ids of accounts (domain/references.py).
    of_accounts = "external_id = ? AND source NOT LIKE '~%'"
    yield f"{_FOUND} WHERE a.external_id = ?", (text,)
    yield aliased.format(of_accounts), (text,)
    for form in other_forms(text):
        yield f"{_FOUND} WHERE a.external_id = ?", (form,)
        yield aliased.format(of_accounts), (form,)
    yield f"{_FOUND} WHERE a.domain = ?", (text.casefold(),)
    yield f"{_FOUND} WHERE a.name_fold = ? AND a.name = ?", (fold_name(text), text)
    yield f"{_FOUND} WHERE a.name_fold = ?", (fold_name(text),)
    yield aliased.format("source = ? AND external_id = ?"), (ACCEPTED, fold_name(text))


def nearest(connection: sqlite3.Connection, text: str, *, count: int = 3) -> list[str]:
    """Return the names nearest to `text`, best first, for a "did you mean"."""
    import difflib

    folded = fold(text)
    words = [word for word in folded.split() if len(word) > 2] or [folded]
    holding = " OR ".join("instr(name_fold, ?) > 0" for _ in words)
    names = dict(
        connection.execute(
            "SELECT name_fold, name FROM account"  # noqa: S608
            f" WHERE archived_on IS NULL AND ({holding}) LIMIT 300",
            words,
        ).fetchall()
    )
    names |= dict(
        connection.execute(
            "SELECT name_fold, name FROM account WHERE archived_on IS NULL LIMIT 3000"
        ).fetchall()
    )
    close = difflib.get_close_matches(fold_name(text), names, count, 0.55)
    holding_it = [name for name in names if folded and folded in name and name not in close]
    return [names[name] for name in [*close, *holding_it][:count]]


def names(connection: sqlite3.Connection, start: str, *, limit: int = 50) -> list[str]:
    """Return names that begin with `start`, case and accents ignored, for completion."""
    begin = fold(start)
    rows = connection.execute(
        "SELECT name FROM account WHERE archived_on IS NULL AND name_fold >= ?1 AND name_fold < ?2"
        " ORDER BY name_fold LIMIT ?3",
        (begin, begin + "\U0010ffff", limit),
    )
    return [row[0] for row in rows]


def _listed(values: Iterable[str]) -> str:
    several = list(values)
    shown = ", ".join(f"“{value}”" for value in several[:3])
    return f"{shown} and {len(several) - 3} more" if len(several) > 3 else shown
