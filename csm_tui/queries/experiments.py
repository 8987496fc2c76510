"""Questions about experiments: which there are, one with both its sides, who may be drawn."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.engagement import Touches, rates
from csm_tui.domain.experiments import (
    SIDES,
    Sample,
    Side,
    SideResult,
    State,
    Verdict,
    side_of,
    state_of,
    verdict_of,
)
from csm_tui.domain.folding import fold
from csm_tui.domain.satisfaction import DETRACTOR_TO, PROMOTER_FROM, is_nps_answer
from csm_tui.domain.treatments import unplanned
from csm_tui.errors import InvalidValue
from csm_tui.queries import filters
from csm_tui.store.builders import TOUCHPOINT_COLUMNS, touchpoint_from_row
from csm_tui.store.builders import day as date_of
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

_RATES: Final = {
    "answer": "answer",
    "attendance": "review-attendance",
    "completion": "completion",
}
_PERCENT: Final = 100.0
# So many accounts are scored in a few seconds.
MOST_SCORED: Final = 2_000
_COLUMNS: Final = (
    "e.id, e.name, e.tier, e.aspect, e.kind, e.treatment_a, e.treatment_b, e.outcome, e.seed,"
    " e.conclusion, e.start_date, e.end_date, e.set_on, e.closed_on,"
    " (SELECT count(*) FROM experiment_account m WHERE m.experiment_id = e.id AND m.side = 'a'),"
    " (SELECT count(*) FROM experiment_account m WHERE m.experiment_id = e.id AND m.side = 'b')"
)


class Experiment(NamedTuple):
    """An experiment as it was defined; `seed` is None where its accounts were chosen.

    `closed_on` is the day of an end before its last day `end`, None where none is known today.
    """

    id: int
    name: str
    tier: Tier
    aspect: str
    kind: str
    treatment_a: str
    treatment_b: str
    outcome: str
    seed: int | None
    conclusion: str | None
    start: date
    end: date
    set_on: date
    closed_on: date | None
    accounts_a: int
    accounts_b: int
    state: State

    def measured_to(self, today: date) -> date:
        """Return the last day that counts by today."""
        return min(self.end, today, self.closed_on or today)


class Member(NamedTuple):
    """An account of an experiment and what it adds; `figure` is None where nothing is known."""

    account_id: int
    account: str
    side: Side
    part: float
    base: float
    figure: float | None


class Result(NamedTuple):
    """An experiment with both sides, what may be said of them, and its accounts, A first.

    `least` is how many accounts a side the model asks for; `note` what the planner cannot do.
    """

    experiment: Experiment
    a: SideResult
    b: SideResult
    verdict: Verdict
    members: tuple[Member, ...]
    least: int
    note: str = ""


def listing(connection: sqlite3.Connection, *, today: date, over: bool = True) -> list[Experiment]:
    """Return the experiments known by today: those that run first, then to come, then over."""
    found = _experiments(connection, today, "e.set_on <= ?", [today.isoformat()])
    order = ("running", "planned", "over")
    kept = [one for one in found if over or one.state != "over"]
    return sorted(kept, key=lambda one: (order.index(one.state), one.end, one.id))


def experiment(connection: sqlite3.Connection, experiment_id: int, *, today: date) -> Experiment:
    """Return an experiment by its id; raises InvalidValue where there is none."""
    found = _experiments(connection, today, "e.id = ?", [experiment_id])
    if not found:
        raise InvalidValue(
            f"There is no experiment {experiment_id}. `csm experiment list` shows them."
        )
    return found[0]


def find(connection: sqlite3.Connection, text: str, *, today: date) -> Experiment:
    """Return the experiment that `text` names, its id or its name; raises InvalidValue."""
    found = _experiments(connection, today, "1", [])
    named = [one for one in found if fold(one.name) == fold(text)]
    if not named and text.isdecimal():
        named = [one for one in found if one.id == int(text)]
    if not named:
        raise InvalidValue(f"There is no experiment {text!r}. `csm experiment list` shows them.")
    return named[0]


def _experiments(
    connection: sqlite3.Connection, today: date, condition: str, values: Sequence[str | int]
) -> list[Experiment]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM experiment e WHERE {condition} ORDER BY e.id",  # noqa: S608
        values,
    )
    return [_experiment(row, today) for row in rows]


def _experiment(row: Sequence[Any], today: date) -> Experiment:
    start, end, set_on = (date_of(text) for text in row[10:13])
    closed_on = None if row[13] is None else date_of(row[13])
    if closed_on is not None and closed_on > today:
        closed_on = None
    state = state_of(start, end, closed_on, today)
    # What was concluded is not dated: it is known once the experiment is over.
    conclusion = row[9] if state == "over" else None
    return Experiment._make(
        (*row[:9], conclusion, start, end, set_on, closed_on, *row[14:16], state)
    )


def result(connection: sqlite3.Connection, experiment_id: int, *, today: date) -> Result:
    """Return an experiment with its sides as of today; raises InvalidValue where there is none."""
    found = experiment(connection, experiment_id, today=today)
    _, model = current_model(connection)
    accounts = _accounts(connection, experiment_id)
    known: dict[int, Sample] = {}
    if found.state != "planned":
        known = {one.account_id: one for one in _samples(connection, found, model, today)}
    sides: dict[Side, SideResult] = {}
    for side, treatment in zip(SIDES, (found.treatment_a, found.treatment_b), strict=True):
        ours = [account for account, _, on in accounts if on == side]
        given = [known[account] for account in ours if account in known]
        sides[side] = side_of(side, treatment, len(ours), given, found.outcome)
    least = model.benchmarks.least_sample
    verdict = verdict_of(sides["a"], sides["b"], found.outcome, found.state, found.end, least)
    members = tuple(
        _member(account, name, side, known.get(account), found) for account, name, side in accounts
    )
    note = unplanned(found.tier, found.kind, model)
    return Result(found, sides["a"], sides["b"], verdict, members, least, note)


def _member(
    account: int, name: str, side: Side, sample: Sample | None, found: Experiment
) -> Member:
    if sample is None or sample.base <= 0:
        return Member(account, name, side, 0, 0, None)
    figure = side_of(side, "", 1, [sample], found.outcome).figure
    return Member(account, name, side, sample.part, sample.base, figure)


def _accounts(connection: sqlite3.Connection, experiment_id: int) -> list[tuple[int, str, Side]]:
    return connection.execute(
        "SELECT a.id, a.name, m.side FROM experiment_account m JOIN account a ON a.id ="
        " m.account_id WHERE m.experiment_id = ? ORDER BY m.side, a.name_fold, a.id",
        (experiment_id,),
    ).fetchall()


def _samples(
    connection: sqlite3.Connection, found: Experiment, model: TouchModel, today: date
) -> Iterable[Sample]:
    to = found.measured_to(today)
    if found.outcome == "health":
        return _health(connection, found, model, to)
    if found.outcome == "nps":
        return _nps(connection, found, to)
    if found.outcome == "arr-kept":
        return _arr_kept(connection, found, today, to)
    return _touched(connection, found, model, to)


def _health(
    connection: sqlite3.Connection, found: Experiment, model: TouchModel, to: date
) -> Iterable[Sample]:
    """Yield the change of each score; what follows from being touched is left out of it."""
    from csm_tui.domain.measures import anything_to_score, collect
    from csm_tui.domain.outcomes import change_after
    from csm_tui.domain.scoring import Scorer
    from csm_tui.store.rows import facts_for

    now, first = to.toordinal(), found.start.toordinal()
    ids = [account for account, *_ in _accounts(connection, found.id)]
    # Of each side every so-many-th, where there are very many: that says what all of them would.
    ids = ids[:: -(-len(ids) // MOST_SCORED) or 1]
    for account, facts in facts_for(connection, ids, to):
        if now == first or not anything_to_score(account, facts):
            continue
        record = collect(account, facts, found.tier, model.health, now, now - first)
        scorer = Scorer(record, model.health, now)
        change = change_after(scorer, first, now - first)
        if change is not None:
            yield Sample(account.id, change, 1)


_MEMBERS: Final = "SELECT account_id FROM experiment_account WHERE experiment_id = ?"


def _nps(connection: sqlite3.Connection, found: Experiment, to: date) -> Iterable[Sample]:
    rows = connection.execute(
        "SELECT account_id, score FROM survey WHERE type = 'nps'"  # noqa: S608
        f" AND account_id IN ({_MEMBERS}) AND date BETWEEN ? AND ? ORDER BY account_id",
        (found.id, found.start.isoformat(), to.isoformat()),
    )
    for account, answers in groupby(rows, key=itemgetter(0)):
        scores = [score for _, score in answers if is_nps_answer(score)]
        sides = sum((score >= PROMOTER_FROM) - (score <= DETRACTOR_TO) for score in scores)
        yield Sample(account, _PERCENT * sides, len(scores))


def _arr_kept(
    connection: sqlite3.Connection, found: Experiment, today: date, to: date
) -> Iterable[Sample]:
    from csm_tui.domain.filters import parse
    from csm_tui.queries.retention import report

    ours = {account for account, *_ in _accounts(connection, found.id)}
    moved = report(connection, parse(""), today=today, from_=found.start, to=to).movements
    for one in moved:
        if one.account_id in ours and one.start and one.end is not None:
            yield Sample(one.account_id, min(one.end, one.start), one.start)


def _touched(
    connection: sqlite3.Connection, found: Experiment, model: TouchModel, to: date
) -> Iterable[Sample]:
    """Yield the rate of each account, of the touchpoints of the kind that the sides differ in."""
    metric = _RATES[found.outcome]
    kind = "business-review" if found.outcome == "attendance" else found.kind
    rows = connection.execute(
        f"SELECT account_id, {TOUCHPOINT_COLUMNS} FROM touchpoint"  # noqa: S608
        f" WHERE account_id IN ({_MEMBERS}) AND date BETWEEN ? AND ? AND kind = ?"
        " AND status IN ('done', 'no-show', 'skipped') ORDER BY account_id",
        (found.id, found.start.isoformat(), to.isoformat(), kind),
    )
    for account, of_account in groupby(rows, key=itemgetter(0)):
        touches = [Touches(touchpoint_from_row(row), 1) for row in of_account]
        rate = next(one for one in rates(touches, (), model.benchmarks) if one.metric == metric)
        yield Sample(account, rate.part, rate.base)


def candidates(
    connection: sqlite3.Connection,
    tier: Tier,
    filter: Filter,
    *,
    today: date,
    start: date,
    end: date,
) -> list[int]:
    """Return the customers of a tier that `filter` keeps and no other experiment has then."""
    condition, parameters = filters.where(connection, filter, today)
    rows = connection.execute(
        f"SELECT s.account_id FROM {filters.source(condition)} WHERE s.archived = 0 AND s.tier = ?"  # noqa: S608
        f" AND {filters.LIVE} AND ({condition}) ORDER BY s.account_id",
        [tier, *parameters],
    )
    taken = taken_by(connection, start, end)
    return [row[0] for row in rows if row[0] not in taken]


def taken_by(connection: sqlite3.Connection, start: date, end: date) -> dict[int, str]:
    """Return the accounts that an experiment has on any day of a span, with its name."""
    rows = connection.execute(
        "SELECT m.account_id, e.name FROM experiment_account m JOIN experiment e"
        " ON e.id = m.experiment_id WHERE e.start_date <= ? AND e.end_date >= ?"
        " AND (m.closed_on IS NULL OR m.closed_on > ?)",
        (end.isoformat(), start.isoformat(), start.isoformat()),
    )
    return dict(rows.fetchall())


def tiers_of(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return name and tier of accounts by their id."""
    rows = connection.execute(
        "SELECT account_id, name, tier FROM standing"
        " WHERE account_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {account: (name, tier) for account, name, tier in rows}


def next_number(connection: sqlite3.Connection) -> int:
    """Return the number of the next experiment, its seed where none is given."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM experiment").fetchone()
    return int(last) + 1


def member_rows(connection: sqlite3.Connection, experiment_id: int) -> list[int]:
    """Return the ids of the rows that put accounts on the sides."""
    rows = connection.execute(
        "SELECT id FROM experiment_account WHERE experiment_id = ? ORDER BY id", (experiment_id,)
    )
    return [row[0] for row in rows]


def names_taken(connection: sqlite3.Connection) -> set[str]:
    """Return the folded names of all experiments."""
    return {fold(row[0]) for row in connection.execute("SELECT name FROM experiment")}
