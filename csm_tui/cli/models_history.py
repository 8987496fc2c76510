"""`csm model history`: every version with its day, its reason, its keys, and what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli.framework import Command, session_of

if TYPE_CHECKING:
    from csm_tui.cli.output import Record
    from csm_tui.cli.session import Session
    from csm_tui.domain.model_values import Difference
    from csm_tui.queries.touch_models import Adoption

# Of more keys or accounts the first are told; `csm model diff` has them all.
_SHOWN: Final = 8


@click.command(
    "history",
    cls=Command,
    shows=True,
    examples=("csm model history", "csm model history --json"),
)
@click.pass_context
def history(context: click.Context) -> None:
    """List the versions of the touch model: when, why, which keys, who moved."""
    from csm_tui.queries.touch_models import adoptions

    session = session_of(context)
    found = []
    if session.path.exists():
        with session.reading() as book:
            found = adoptions(book.connection)
    told = [
        (one, _keys(one, found[place + 1] if place + 1 < len(found) else None))
        for place, one in enumerate(found)
    ]
    if session.printer.is_json:
        session.printer.json([_json(one, keys) for one, keys in told])
    elif session.printer.is_plain:
        session.printer.records(_record(one, keys) for one, keys in told)
    elif not told:
        session.printer.line("There is no book yet: `csm model use four-tier` begins one.")
    else:
        _print(session, told)


def _keys(one: Adoption, earlier: Adoption | None) -> tuple[Difference, ...] | None:
    """Return the keys that a version changed, None for the first and for one that is not read."""
    from csm_tui.domain.model_file import load
    from csm_tui.domain.model_values import differences
    from csm_tui.errors import ModelProblem

    if earlier is None:
        return None
    try:
        before = load(earlier.toml, file=earlier.version.name)
        return differences(before, load(one.toml, file=one.version.name))
    except ModelProblem:
        return None


def _json(one: Adoption, keys: tuple[Difference, ...] | None) -> dict[str, Any]:
    from csm_tui.cli.models_json import keys_json, moved_json

    return {
        **one.version._asdict(),
        "keys": None if keys is None else keys_json(keys),
        "moved": None if one.moved is None else moved_json(one.moved),
    }


def _record(one: Adoption, keys: tuple[Difference, ...] | None) -> Record:
    version = one.version
    return (
        version.id,
        version.adopted_on,
        version.name,
        version.note,
        "in force" if version.in_force else "",
        None if keys is None else len(keys),
        None if one.moved is None else one.moved.moved,
    )


def _print(session: Session, told: list[tuple[Adoption, tuple[Difference, ...] | None]]) -> None:
    from csm_tui.domain.model_moves import moved_words
    from csm_tui.domain.wording import on

    printer = session.printer
    for place, (one, keys) in enumerate(told):
        if place:
            printer.line()
        version = one.version
        mark = ", in force" if version.in_force else ""
        printer.line(
            f"Version {version.id}: {version.name}, adopted {on(version.adopted_on)}{mark}", "bold"
        )
        if version.note:
            printer.paragraph(f"  Why: {version.note}")
        if keys:
            earlier = told[place + 1][0]
            lines = _lines(earlier, one)
            for line in lines[:_SHOWN]:
                printer.paragraph(f"  {line}")
            if len(lines) > _SHOWN:
                compare = f"csm model diff {earlier.version.id} {version.id} --keys"
                printer.line(f"  and {len(lines) - _SHOWN} more: {compare}", "dim")
        if keys == ():
            printer.line("  No key differs from the version before: remarks only.")
        if one.moved is not None:
            printer.paragraph(f"  Moved: {moved_words(one.moved)}")
    if len(told) == 1:
        printer.line()
        printer.line("No change of it yet. `csm model edit` makes one.", "dim")


def _lines(earlier: Adoption, one: Adoption) -> list[str]:
    from csm_tui.domain.model_file import load
    from csm_tui.domain.model_values import difference_lines

    before, after = (load(each.toml, file=each.version.name) for each in (earlier, one))
    return difference_lines(before, after)
