"""`csm backup`, `restore`, `doctor` and `where`: nothing is lost, and one can see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csm_tui import paths
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, say
from csm_tui.errors import CsmError

if TYPE_CHECKING:
    from csm_tui.cli.session import Session
    from csm_tui.store.doctor import Finding, Repair

_FILE = click.Path(path_type=Path)
_DAMAGED = 4


@command("backup", tells=True, examples=("csm backup", "csm backup /media/usb/book.db"))
@click.argument("file", type=_FILE, required=False)
@click.pass_context
def backup(context: click.Context, file: Path | None) -> None:
    """Make a verified copy of the book, in FILE or in the backups folder."""
    from csm_tui.operations import backups
    from csm_tui.store.database import open_book

    session = session_of(context)
    session.require_present()
    with open_book(session.path, read_only=True) as book:
        made = backups.make(book, file, now=session.now())
    if session.printer.is_json:
        session.printer.json({"file": str(made), "size": made.stat().st_size})
        return
    session.printer.line(str(made))


@command(
    "restore", shows=True, examples=("csm restore book-backups/20260201T090000Z-daily.db --yes",)
)
@click.argument("file", type=_FILE)
@click.pass_context
def restore(context: click.Context, file: Path) -> None:
    """Put the book back to a backup; what is there now is kept beside it first."""
    from csm_tui.operations import backups
    from csm_tui.store.backups import verify

    session = session_of(context)
    session.require_writing()
    rows = verify(file)
    session.confirm(
        f"Put the book {session.path} back to {file} ({rows.get('account', 0):,} accounts)?"
    )
    done = backups.restore(session.path, file, now=session.now())
    kept = None if done.safety_copy is None else str(done.safety_copy)
    if session.printer.is_json:
        session.printer.json({"book": str(session.path), "rows": done.rows, "safety_copy": kept})
        return
    before = f" What was there is kept: {kept}" if kept else ""
    say(f"Restored: {done.rows.get('account', 0):,} accounts.{before}")


@command("doctor", shows=True, examples=("csm doctor", "csm doctor --fix", "csm doctor --json"))
@click.option("--fix", is_flag=True, help="Mend what can be mended, after a backup.")
@click.pass_context
def doctor(context: click.Context, fix: bool) -> int:
    """Check the book and its permissions; exit code 1 where something is wrong, 4 where damaged."""
    from csm_tui.store import doctor as checks
    from csm_tui.store.database import open_book

    session = session_of(context)
    repair = None
    if fix:
        session.require_writing()
        repair = checks.fix(session.path, today=session.today, now=session.now())
    with open_book(session.path, read_only=True) as book:
        findings = checks.check(book, today=session.today)
    if session.printer.is_json:
        session.printer.json(
            {
                "ok": not findings,
                "findings": [_finding(finding) for finding in findings],
                "versions": _versions(),
                "paths": _paths(session),
                "backups": _backups(session),
                "fixed": [_finding(finding) for finding in repair.fixed] if repair else [],
            }
        )
    else:
        _print_health(session, findings, repair)
    if any(finding.code == "damaged" for finding in findings):
        return _DAMAGED
    return 1 if findings else 0


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "table": finding.table,
        "count": finding.count,
        "examples": list(finding.examples),
        "fixable": finding.fixable,
        "text": finding.text,
    }


def _print_health(session: Session, findings: list[Finding], repair: Repair | None) -> None:
    printer = session.printer
    for fixed in repair.fixed if repair else ():
        printer.line(f"fixed: {fixed.text} ({fixed.count:,})")
    if repair and repair.backup:
        printer.line(f"the book as it was: {repair.backup}")
    for finding in findings:
        printer.paragraph(f"{finding.text} ({finding.count:,})", "red")
        for example in finding.examples:
            printer.line(f"  {example}")
        if finding.fixable:
            printer.line("  csm doctor --fix mends this")
    if not findings:
        printer.line("The book is in order.")
    printer.paragraph(", ".join(f"{name} {number}" for name, number in _versions().items()), "dim")
    last = next(iter(_backups(session)), None)
    printer.line(f"last backup: {last['file'] if last else 'none yet'}", "dim")


@command("where", shows=True, examples=("csm where", "csm where --json"))
@click.pass_context
def where(context: click.Context) -> None:
    """Print paths, sizes, versions and the last backup."""
    session = session_of(context)
    places, numbers, facts = _paths(session), _versions(), _book(session)
    last = next(iter(_backups(session)), None)
    if session.printer.is_json:
        session.printer.json(
            {"paths": places, "versions": numbers, "book": facts, "last_backup": last}
        )
        return
    rows = [
        *places.items(),
        *((name, "–" if value is None else str(value)) for name, value in facts.items()),
        ("last_backup", str(last["file"]) if last else "none"),
        *numbers.items(),
    ]
    session.printer.table(
        (Column(""), Column("")),
        [(Cell(name.replace("_", " "), "dim"), text) for name, text in rows],
        header=False,
    )


def _paths(session: Session) -> dict[str, str]:
    return {
        "book": str(session.path),
        "backups": str(paths.backup_folder(session.path)),
        "config": str(paths.config_file()),
        "state": str(paths.state_folder()),
        "demo": str(paths.demo_file()),
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    from csm_tui.store.doctor import versions

    return {**versions(), "click": version("click"), "textual": version("textual")}


def _book(session: Session) -> dict[str, Any]:
    try:
        size = session.path.stat().st_size
    except OSError:
        return {"exists": False, "size": None, "accounts": None, "schema": None}
    from csm_tui.queries.accounts import book_facts
    from csm_tui.store.database import open_book

    try:
        with open_book(session.path, read_only=True) as book:
            return {"exists": True, "size": size, **book_facts(book.connection)}
    except CsmError as error:
        return {
            "exists": True,
            "size": size,
            "accounts": None,
            "schema": None,
            "problem": str(error),
        }


def _backups(session: Session) -> list[dict[str, Any]]:
    from csm_tui.store.backups import list_backups

    return [
        {
            "file": str(one.path),
            "at": f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
            "reason": one.reason,
            "size": one.size,
        }
        for one in list_backups(session.path)
    ]
