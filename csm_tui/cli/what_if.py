"""`csm what-if`: today beside what is supposed of the model and the book (DOMAIN §9, What-if)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from csm_tui.cli import formatting
from csm_tui.cli.formatting import quadrant_key
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import say_no_live_accounts
from csm_tui.cli.output import Record, say
from csm_tui.cli.working_hours import available_under
from csm_tui.domain.what_if_words import missing
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.domain.what_if import Wish
    from csm_tui.domain.what_if_figures import Figures, Move, Part, Turn
    from csm_tui.queries.what_if import Supposing, WhatIf


class Asked(NamedTuple):
    """What is shown: the steps of a scenario, or what is supposed, and the book's currency."""

    steps: Sequence[WhatIf]
    currency: str | None
    saved: str | None

    @property
    def last(self) -> WhatIf:
        """Return the last step, what all of it leads to."""
        return self.steps[-1]


@command(
    "what-if",
    shows=True,
    examples=(
        "csm what-if tiers.high.from=150000",
        "csm what-if cadence.medium.check_in=45d growth=2x",
        "csm what-if accounts=250 arr=8m        (the same mix; their ARR in all)",
        "csm what-if --scenario growth          (100 → 250 → 500 customers)",
        "csm what-if tiers.high.from=150000 --save-as mine.toml",
    ),
)
@click.argument("changes", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--scenario", metavar="NAME", help="A growth scenario that ships: csm help what-if.")
@click.option("--where", "words", metavar="FILTER", help="Only of the accounts it keeps.")
@click.option("--save-as", metavar="NAME", help="Write the touch model as supposed into a file.")
@click.pass_context
def what_if(
    context: click.Context,
    changes: tuple[str, ...],
    scenario: str | None,
    words: str | None,
    save_as: str | None,
) -> None:
    """Suppose other keys of the touch model, growth, or more accounts. Nothing is kept.

    A KEY is one of the model's own, as `csm model show --toml` has them, or growth (2x, +50%: of
    every ARR), accounts (250, 2x: the same mix) or arr (8m: what ARR comes to).
    """
    from csm_tui.domain.filters import parse as parse_filter
    from csm_tui.queries.what_if import Supposing

    session = session_of(context)
    wishes, wanted = _wishes(changes, scenario), parse_filter(words or "")
    if save_as is not None and not wishes[-1].keys:
        raise UsageError(
            "--save-as writes a touch model, and no key of it changes: growth is no part of one."
        )
    with session.reading() as book:
        supposing = Supposing(
            book.connection,
            today=session.today,
            filter=wanted,
            available=available_under(session),
        )
        asked = Asked(_steps(supposing, wishes), supposing.currency, None)
    if save_as is not None:
        from csm_tui.operations.model_drafts import save

        asked = asked._replace(saved=str(save(asked.last.toml, save_as)))
    if session.printer.is_json:
        session.printer.json(as_json(asked, scenario))
    elif session.printer.is_plain:
        session.printer.records(_records(asked))
    elif not asked.last.today.whole.accounts:
        say_no_live_accounts(wanted)
    else:
        from csm_tui.cli.what_if_tables import show

        show(session, asked)
    if asked.saved is not None:
        say(f"Saved as {asked.saved}. To adopt it: csm model use {asked.saved}")


def _wishes(changes: Sequence[str], name: str | None) -> list[Wish]:
    from csm_tui.domain.what_if import parse, scenario

    if name is None:
        return [parse(changes)]
    return [parse([*changes, *step]) for step in scenario(name).steps]


def _steps(supposing: Supposing, wishes: Sequence[Wish]) -> list[WhatIf]:
    from csm_tui.cli.progress import about

    told = about("Assessing")
    return [supposing.suppose(wish, told) for wish in wishes]


def as_json(asked: Asked, scenario: str | None) -> dict[str, Any]:
    """Return what is supposed with the keys that INTERFACE promises, and more."""
    last = asked.last
    steps = [{"changes": _changes(step), "then": _figures(step.then)} for step in asked.steps]
    return {
        "changes": _changes(last),
        "today": _figures(last.today),
        "then": _figures(last.then),
        "moves": [_move(move, last) for move in last.moves],
        "served": [_turn(turn, last) for turn in last.turns],
        "scenario": scenario,
        "steps": steps if scenario is not None else [],
        "missing": missing(last.then, last.model),
        "reassessed": last.reassessed,
        "saved_as": asked.saved,
    }


def _changes(found: WhatIf) -> list[dict[str, Any]]:
    from csm_tui.domain.what_if import of_book

    keys = [{"key": one.key, "from": one.before, "to": one.after} for one in found.changes]
    today = found.today.whole
    book = {
        "accounts": (today.accounts, found.then.whole.accounts),
        "growth": (1, formatting.whole(round(float(found.growth.arr), 4))),
        "arr": (formatting.number(today.arr), formatting.number(found.then.whole.arr)),
    }
    return [
        *keys,
        *({"key": key, "from": book[key][0], "to": book[key][1]} for key in of_book(found.wish)),
    ]


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "tiers": {tier: _part(part) for tier, part in found.tiers.items()},
        "quadrants": {quadrant_key(key): _part(part) for key, part in found.quadrants.items()},
        "utilisation_pct": formatting.tenths(found.utilisation),
        "blended_share_pct": formatting.tenths(found.blended_share),
        "headcount": formatting.hundredths(found.headcount),
        "headcount_by_hours": formatting.hundredths(found.headcount_by_hours),
        **_part(found.whole),
        "available_hours_month": formatting.tenths(found.available_month),
        "over_served": found.over_served,
        "under_served": found.under_served,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "accounts": part.accounts,
        "arr": formatting.number(part.arr),
        "hours_month": formatting.tenths(part.hours),
        "cost": formatting.number(part.cost),
        "accounts_without_arr": part.without_arr,
    }


def _move(move: Move, found: WhatIf) -> dict[str, Any]:
    return {
        "account": found.names[move.account_id],
        "account_id": move.account_id,
        "arr": formatting.number(move.arr),
        "tier_from": move.tier_from,
        "tier_to": move.tier_to,
        "level_from": move.level_from,
        "level_to": move.level_to,
        "quadrant_from": quadrant_key(move.quadrant_from),
        "quadrant_to": quadrant_key(move.quadrant_to),
    }


def _turn(turn: Turn, found: WhatIf) -> dict[str, Any]:
    return {
        "account": found.names[turn.account_id],
        "account_id": turn.account_id,
        "flag_from": turn.flag_from,
        "flag_to": turn.flag_to,
        "reasons": list(turn.reasons),
    }


def _records(asked: Asked) -> Iterator[Record]:
    """Yield each figure with its value today and after each step."""
    columns = [_figures(asked.last.today), *(_figures(step.then) for step in asked.steps)]
    for key in columns[0]:
        if key not in ("tiers", "quadrants"):
            yield key, *(column[key] for column in columns)
    for group in ("tiers", "quadrants"):
        for name in columns[0][group]:
            for key in columns[0][group][name]:
                values = (column[group].get(name, {}).get(key) for column in columns)
                yield f"{group}.{name}.{key}", *values
