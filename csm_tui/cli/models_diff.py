"""`csm model diff`: two touch models key by key, and what that means in this book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli.framework import Command, session_of
from csm_tui.cli.model_source import source_of
from csm_tui.cli.output import Column
from csm_tui.errors import UsageError
from csm_tui.formatting import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from csm_tui.cli.model_source import Source
    from csm_tui.cli.output import Printer
    from csm_tui.cli.session import Session
    from csm_tui.domain.model_moves import MovedAccount
    from csm_tui.domain.model_values import Difference
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_figures import Figures
    from csm_tui.queries.model_effects import Effect

_NAMED: Final = 10


@click.command(
    "diff",
    cls=Command,
    shows=True,
    examples=(
        "csm model diff                (the version before, and the one in force)",
        "csm model diff three-tier     (the one in force, and a preset)",
        "csm model diff mine.toml",
        "csm model diff 1 3 --keys",
    ),
)
@click.argument("first", required=False)
@click.argument("second", required=False)
@click.option("--keys", is_flag=True, help="Only the keys, not what they mean in this book.")
@click.option(
    "--accounts", "all_accounts", is_flag=True, help="Name who moves, up to 200 accounts."
)
@click.pass_context
def diff(
    context: click.Context,
    first: str | None,
    second: str | None,
    keys: bool,
    all_accounts: bool,
) -> None:
    """Compare two models: versions, presets, kept ones or files; one is beside that in force.

    Keys with both values, then this book under each: accounts by tier, hours, cost, who moves.
    """
    from csm_tui.domain.model_file import load
    from csm_tui.domain.model_values import difference_lines, differences

    session = session_of(context)
    before, after = _sources(session, first, second)
    old, new = (load(one.toml, file=one.label) for one in (before, after))
    found = differences(old, new)
    effect = None if keys or not found else _effect(session, old, new)
    if session.printer.is_json:
        session.printer.json(_json(before, after, found, effect))
    elif session.printer.is_plain:
        session.printer.records((one.key, one.before, one.after) for one in found)
    else:
        _print(session.printer, before, after, difference_lines(old, new))
        if effect is not None:
            names = {tier: rule.name for model in (old, new) for tier, rule in model.tiers.items()}
            _print_effect(session, names, effect, all_accounts=all_accounts)


def _sources(session: Session, first: str | None, second: str | None) -> tuple[Source, Source]:
    if second is not None:
        return source_of(session, first), source_of(session, second)
    if first is not None:
        return source_of(session, None), source_of(session, first)
    earlier: list[int] = []
    if session.path.exists():
        from csm_tui.queries.touch_models import versions

        with session.reading() as book:
            earlier = [one.id for one in versions(book.connection)[1:]]
    if not earlier:
        raise UsageError(
            "There is no version before the one in force. Name a model to compare it with:"
            " csm model diff three-tier."
        )
    return source_of(session, str(earlier[0])), source_of(session, None)


def _effect(session: Session, old: TouchModel, new: TouchModel) -> Effect | None:
    """Return what the models do to this book, None where there is no account in it."""
    if not session.path.exists():
        return None
    from csm_tui.cli.progress import about
    from csm_tui.cli.working_hours import available_under
    from csm_tui.queries.model_effects import effect

    with session.reading() as book:
        found = effect(
            book.connection,
            old,
            new,
            today=session.today,
            available=available_under(session),
            progress=about("Assessing"),
        )
    return found if found.moved.accounts else None


def _json(
    before: Source, after: Source, found: Sequence[Difference], effect: Effect | None
) -> dict[str, Any]:
    from csm_tui.cli.models_json import figures_json, keys_json, moved_json

    return {
        "before": before.label,
        "after": after.label,
        "keys": keys_json(found),
        "figures_before": None if effect is None else figures_json(effect.before),
        "figures_after": None if effect is None else figures_json(effect.after),
        "moved": None if effect is None else moved_json(effect.moved),
    }


def _print(printer: Printer, before: Source, after: Source, lines: Sequence[str]) -> None:
    printer.line(f"{before.label} → {after.label}", "bold")
    if not lines:
        printer.line("No key differs: the two are the same model.")
        return
    for line in lines:
        printer.paragraph(f"  {line}")


def _print_effect(
    session: Session, names: Mapping[Tier, str], effect: Effect, *, all_accounts: bool
) -> None:
    from csm_tui.domain.model_moves import moved_words

    printer = session.printer
    printer.line()
    printer.table(
        (
            Column("In this book"),
            Column("Before", right=True),
            Column("After", right=True),
        ),
        list(_figures(names, effect.before, effect.after)),
    )
    printer.line()
    printer.paragraph(f"{sentence(moved_words(effect.moved))}.")
    moved = effect.moved.first if all_accounts else effect.moved.first[:_NAMED]
    if moved:
        currency = session.currency()
        printer.table(
            (
                Column("Account", limit=30),
                Column("ARR", right=True),
                Column("Tier"),
                Column("Level"),
                Column("Quadrant", limit=45, wrap=True),
            ),
            [_moved(one, currency) for one in moved],
        )
    more = effect.moved.moved - len(moved)
    if more > 0:
        named = len(effect.moved.first)
        which = "them" if named == effect.moved.moved else f"the {named} largest"
        hint = "" if all_accounts else f": --accounts names {which}"
        printer.line(f"and {more:,} more{hint}", "dim")


def _moved(one: MovedAccount, currency: str | None) -> tuple[str, ...]:
    from csm_tui.cli.formatting import exact

    return (
        one.account,
        exact(one.arr, currency),
        _change(one.tier_from, one.tier_to),
        _change(one.level_from, one.level_to),
        _change(one.quadrant_from, one.quadrant_to),
    )


def _change(before: str | None, after: str | None) -> str:
    return "" if before == after else f"{before or '–'} → {after or '–'}"


def _figures(
    names: Mapping[Tier, str], before: Figures, after: Figures
) -> Iterable[tuple[str, str, str]]:
    """Yield each figure's name with both values."""
    for tier in dict.fromkeys([*before.tiers, *after.tiers]):
        counts = [
            f"{part.accounts:,}" if (part := one.tiers.get(tier)) else "–"
            for one in (before, after)
        ]
        yield f"Accounts: {names.get(tier, tier)}", counts[0], counts[1]
    pairs: tuple[tuple[str, str, Callable[[Figures], float | None]], ...] = (
        ("Hours a month", "{:,.0f}", lambda one: one.whole.hours),
        ("Hours there are", "{:,.0f}", lambda one: one.available_month),
        ("Utilisation", "{:,.0f} %", lambda one: one.utilisation),
        ("CSMs at the tiers' ratios", "{:,.1f}", lambda one: one.headcount),
        ("Cost share of ARR", "{:,.1f} %", lambda one: one.blended_share),
        ("Over-served", "{:,}", lambda one: one.over_served),
        ("Under-served", "{:,}", lambda one: one.under_served),
    )
    for name, form, figure in pairs:
        said = [
            "–" if (value := figure(one)) is None else form.format(value) for one in (before, after)
        ]
        yield name, said[0], said[1]
