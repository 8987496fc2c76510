"""What an import tells beside its figures and problems: what to know of rows, near matches."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Final

from csm_tui.cli.output import say
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.operations.import_report import ImportReport

_SHOWN: Final = 20


def accepted(words: Sequence[str]) -> dict[str, int | str]:
    """Return `--accept NAME=ACCOUNT` as name -> account; a name may hold `=`, an account not."""
    pairs: dict[str, int | str] = {}
    for word in words:
        name, equals, account = word.rpartition("=")
        if not equals or not name.strip() or not account.strip():
            raise UsageError(f"--accept takes NAME=ACCOUNT, not {word!r}.")
        pairs[name.strip()] = account.strip()
    return pairs


def tell_notices(report: ImportReport) -> None:
    """Tell what to know of rows that were taken, and whom names without an account may mean."""
    _tell([notice.sentence() for notice in report.notices if notice.line is not None])
    # How many more rows there are of a kind, and what is of the file as a whole.
    for notice in report.notices:
        if notice.line is None:
            say(notice.sentence())
    _tell(
        [
            f"{one.file}:{one.line}: {one.name} may be {one.account}: {one.why}. If it is: "
            f"--accept {quote(f'{one.name}={one.reference}')}"
            for one in report.candidates
        ]
    )


def _tell(sentences: Sequence[str]) -> None:
    for sentence in sentences[:_SHOWN]:
        say(sentence)
    if len(sentences) > _SHOWN:
        say(f"… and {len(sentences) - _SHOWN:,} more; --json lists them all")
