"""What the book knows for choosing a touch model, and what `csm advise` makes of it (DOMAIN §9)."""
# ruff: noqa: S608 (conditions are constants of queries/filters.py)

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.advice import (
    QUESTION,
    QUESTIONS,
    BookFacts,
    TierFacts,
    checked,
    sign,
)
from csm_tui.domain.advice_cases import Looked, Mistake
from csm_tui.domain.advice_given import Known
from csm_tui.domain.advice_mistakes import ignoring_margin, over_serving, under_investing
from csm_tui.domain.advice_model_mistakes import Adopted, changing_often, copied_ratios
from csm_tui.domain.filters import parse
from csm_tui.domain.model_file import load
from csm_tui.domain.model_values import differences
from csm_tui.domain.retention import year_before
from csm_tui.errors import InvalidValue, ModelProblem
from csm_tui.models import PRESETS, preset
from csm_tui.queries.economics import economics
from csm_tui.queries.filters import BOTH, LIVE
from csm_tui.queries.required_hours import alike
from csm_tui.queries.touch_models import adoptions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.economics import Economics
    from csm_tui.queries.touch_models import Adoption

# An answer that is kept stands among the settings of the book, its question behind this.
KEPT: Final = "advice:"
_CHOSEN: Final = f"{BOTH} WHERE s.archived = 0 AND {LIVE}"


def kept_answers(connection: sqlite3.Connection) -> dict[str, tuple[str, date]]:
    """Return what was answered earlier: question -> the answer and the day it was given on."""
    found = {}
    for asked, text in connection.execute(
        "SELECT substr(key, ?), value FROM setting WHERE key GLOB ?", (len(KEPT) + 1, f"{KEPT}*")
    ):
        try:
            kept = json.loads(text)
            on = date.fromisoformat(kept["on"])
            found[asked] = (checked(QUESTION[asked].asked, str(kept["answer"])), on)
        except (ValueError, KeyError, TypeError, InvalidValue):
            # Of another csm: it is asked again.
            continue
    return found


def known(connection: sqlite3.Connection, *, today: date, available: float) -> Known:
    """Return all that the book knows for the advice on its live accounts.

    `available` are the hours for customers of a month.
    """
    costs = economics(connection, parse(""), today=today)
    model, versions = costs.model, adoptions(connection)
    facts = _facts(connection, costs, available, today)
    presets = {name: load(preset(name), file=name) for name in PRESETS}
    others = {name: one for name, one in presets.items() if name != model.name}
    return Known(
        facts,
        {one.asked: sign(one.asked, facts, model.benchmarks.least_sample) for one in QUESTIONS},
        kept_answers(connection),
        {model.name: model, **others},
        versions[0].version.adopted_on if len(versions) > 1 else None,
        _mistakes(connection, costs, facts, presets, versions, today),
    )


def _facts(
    connection: sqlite3.Connection, costs: Economics, available: float, today: date
) -> BookFacts:
    number = len(costs.rows)
    told = _told(connection, today)
    return BookFacts(
        accounts=number,
        arrs=sorted(row.arr for row in costs.rows if row.arr is not None and row.arr > 0),
        complexities=told.complexities,
        segments=told.segments,
        year_ago=number - told.started + told.left if 2 * told.dated >= number and number else None,
        started=told.started,
        left=told.left,
        placed=told.placed,
        tiers=_tiers(connection, costs.model, today),
        available=available,
        currency=costs.currency,
    )


class _Told(NamedTuple):
    """What the fields of live accounts say: `dated` have a start, `left` went within a year."""

    complexities: Mapping[str, int]
    segments: Mapping[str, int]
    dated: int
    started: int
    left: int
    placed: int


def _told(connection: sqlite3.Connection, today: date) -> _Told:
    """Return what the fields say; those who came and left within the year count for neither."""
    year = year_before(today).isoformat()
    complexities: Counter[str] = Counter()
    segments: Counter[str] = Counter()
    dated = started = placed = 0
    for complexity, segment, number, with_start, came, with_place in connection.execute(
        "SELECT a.complexity, a.segment, count(*), count(a.start_date),"
        " count(*) FILTER (WHERE a.start_date > ?), count(s.quadrant)"
        f" FROM {_CHOSEN} GROUP BY 1, 2",
        (year,),
    ):
        if complexity:
            complexities[complexity] += number
        if segment:
            segments[segment] += number
        dated += with_start
        started += came
        placed += with_place
    (left,) = connection.execute(
        f"SELECT count(*) FROM {BOTH} WHERE s.archived = 0 AND s.stage = 'churned'"
        " AND a.start_date <= ? AND a.churned_on > ? AND a.churned_on <= ?",
        (year, year, today.isoformat()),
    ).fetchone()
    return _Told(dict(sorted(complexities.items())), dict(segments), dated, started, left, placed)


def _tiers(connection: sqlite3.Connection, model: TouchModel, today: date) -> tuple[TierFacts, ...]:
    accounts: Counter[Tier] = Counter()
    hours: defaultdict[Tier, float] = defaultdict(float)
    for group in alike(connection, parse(""), model, today=today):
        accounts[group.tier] += group.accounts
        hours[group.tier] += group.accounts * group.hours(model)
    order: list[Tier] = [*model.tiers, *(tier for tier in accounts if tier not in model.tiers)]
    return tuple(TierFacts(tier, accounts[tier], hours[tier]) for tier in order)


def _mistakes(
    connection: sqlite3.Connection,
    costs: Economics,
    facts: BookFacts,
    presets: Mapping[str, TouchModel],
    versions: Sequence[Adoption],
    today: date,
) -> tuple[Mistake, ...]:
    model = costs.model
    large = {
        account_id: bool(clear)
        for account_id, clear in connection.execute(
            "SELECT s.account_id, s.quadrant IS NOT NULL OR s.hard_on IS NOT NULL"
            f" FROM standing s WHERE s.archived = 0 AND {LIVE} AND s.size >= ?",
            (model.size.split,),
        )
    }
    (sized,) = connection.execute(
        f"SELECT count(s.size) FROM standing s WHERE s.archived = 0 AND {LIVE}"
    ).fetchone()
    looked = Looked(
        facts.accounts, sized, large, sum(large.values()), costs.logged.accounts, costs.from_
    )
    served = costs.rows
    adopted = _adopted(versions)
    return (
        over_serving(served, looked, model, costs.currency),
        under_investing(served, looked, model, costs.currency),
        copied_ratios(facts, model, presets),
        changing_often(adopted, model.tiering.commit_months, today),
        ignoring_margin(served, looked, model, costs.currency),
    )


def _adopted(versions: Sequence[Adoption]) -> list[Adopted]:
    """Return the versions from the oldest on, each with how many keys it changed."""
    ordered = [*reversed(versions)]
    first = ordered[0].version
    found = [Adopted(first.id, first.name, first.adopted_on, None)]
    for before, after in pairwise(ordered):
        version = after.version
        keys = _changed(before.toml, after.toml, version.name)
        found.append(Adopted(version.id, version.name, version.adopted_on, keys))
    return found


def _changed(before: str, after: str, name: str) -> int | None:
    try:
        return len(differences(load(before, file=name), load(after, file=name)))
    except ModelProblem:
        # One of them is of another csm: that it changed is all that is known.
        return None
