"""What customers say: scores by group and period, comments, detractors (DOMAIN §8)."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain import satisfaction as domain
from csm_tui.domain.folding import fold
from csm_tui.domain.satisfaction import DETRACTOR_TO, SCORED, Answers, Inversion, Satisfaction
from csm_tui.domain.terms import SURVEY_TYPES
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of
from csm_tui.store.standings import aside, current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import TouchModel

    Day = date

ALL: Final = "all"
# What the answers may be grouped by; a month is 2026-02, a quarter 2026-Q1.
GROUPINGS: Final[dict[str, str]] = {
    "tier": "s.tier",
    "segment": "nullif(trim(a.segment), '')",
    "owner": "nullif(trim(s.owner), '')",
    "month": "substr(v.date, 1, 7)",
    "quarter": "substr(v.date, 1, 4) || '-Q' || ((CAST(substr(v.date, 6, 2) AS INTEGER) + 2) / 3)",
}
_BOTH: Final = (
    "survey v JOIN standing s ON s.account_id = v.account_id JOIN account a ON a.id = v.account_id"
)
# One person of one account; answers without a name are each somebody's own.
_WHO: Final = "coalesce(nullif(fold(trim(v.respondent)), ''), '#' || v.id)"
_LATEST: Final = (
    f"row_number() OVER (PARTITION BY v.account_id, v.type, {_WHO} ORDER BY v.date DESC, v.id DESC)"
)
# Answers to NPS of the accounts in which some detractor may wait; who does is decided among them.
_PERHAPS: Final = (
    "v.type = 'nps' AND v.account_id IN (SELECT w.account_id FROM survey w"
    " JOIN standing p ON p.account_id = w.account_id JOIN account b ON b.id = w.account_id"
    f" WHERE w.type = 'nps' AND w.score <= {DETRACTOR_TO} AND (p.last_touchpoint_on IS NULL"
    " OR p.last_touchpoint_on < w.date OR p.last_touchpoint_on = b.last_contact_on))"
)


class Group(NamedTuple):
    """The scores of one group, by type of survey; `key` is "all", or None for no segment …"""

    key: str | None
    scores: tuple[Satisfaction, ...]


class Asked(NamedTuple):
    """The groups, "all" first; the days of the first and the last answer; which tiers are inverted.

    `inversions` are of the tiers, whatever the groups are.
    """

    groups: tuple[Group, ...]
    first_on: date | None
    last_on: date | None
    inversions: tuple[Inversion, ...]

    def of(self, survey: str, key: str | None = ALL) -> Satisfaction | None:
        """Return the score of a type of survey in a group; None without an answer."""
        return next(
            (
                one
                for group in self.groups
                if group.key == key
                for one in group.scores
                if one.type == survey
            ),
            None,
        )


class Comment(NamedTuple):
    """One answer with its person and account; `scale` is None where the survey says none."""

    id: int
    date: Day
    account: str
    account_id: int
    tier: str
    owner: str | None
    type: str
    score: float
    scale: float | None
    respondent: str | None
    comment: str | None


def scores(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    by: str = "tier",
    from_: date | None = None,
    to: date | None = None,
    latest: bool = False,
) -> Asked:
    """Return the scores of the accounts that `filter` keeps, of answers from `from_` to `to`.

    Both days count; nothing after today does. `latest` counts each person's last answer of a type
    only. By tier every tier of the model is there, else only groups with answers; the groups are
    those of today. `by` is one of GROUPINGS.
    """
    chosen, parameters = _chosen(connection, filter, today, from_, to)
    rows = _counted(connection, GROUPINGS[by], chosen, parameters, latest=latest)
    _, model = current_model(connection)
    found: dict[str | None, dict[str, list[Answers]]] = {}
    whole: dict[str, list[Answers]] = {}
    of_tiers: dict[str, list[Answers]] = {}
    for key, tier, survey, score, scale, number, *_ in rows:
        answers = Answers(score, scale, number)
        found.setdefault(key, {}).setdefault(survey, []).append(answers)
        whole.setdefault(survey, []).append(answers)
        if survey == "nps":
            of_tiers.setdefault(tier, []).append(answers)
    groups = [Group(ALL, _scored(whole, model, every=True))]
    groups += (
        Group(key, _scored(found.get(key, {}), model, every=by == "tier"))
        for key in _keys(found, by, model)
    )
    return Asked(
        tuple(groups),
        min((date_of(row[6]) for row in rows), default=None),
        max((date_of(row[7]) for row in rows), default=None),
        tuple(_inversions(of_tiers, model)),
    )


def _counted(
    connection: sqlite3.Connection,
    group: str,
    chosen: str,
    parameters: Sequence[str | int],
    *,
    latest: bool,
) -> list[tuple[str | None, str, str, float, float | None, int, str, str]]:
    """Return group, tier, type, score, scale, how often, on which first and last day.

    Counted in a table of a few hundred rows: a GROUP BY would sort every answer of the book.
    """
    rank = _LATEST if latest else "1"
    with aside(connection):
        connection.execute("DROP TABLE IF EXISTS temp.said")
        connection.execute(
            "CREATE TEMP TABLE said (grp, tier, type, score, scale, number, first_on, last_on,"
            " PRIMARY KEY (grp, tier, type, score, scale)) WITHOUT ROWID"
        )
        # No value of a key may be null: a group begins with a sign, a scale of 0 is none.
        connection.execute(
            "INSERT INTO temp.said SELECT grp, tier, type, score, ifnull(scale, 0), 1, date, date"
            f" FROM (SELECT ifnull('=' || {group}, '') AS grp, s.tier, v.type, v.score, v.scale,"
            f" v.date, {rank} AS place FROM {chosen}) WHERE place = 1 ON CONFLICT DO UPDATE SET"
            " number = number + 1, first_on = min(first_on, excluded.first_on),"
            " last_on = max(last_on, excluded.last_on)",
            parameters,
        )
        found = connection.execute("SELECT * FROM temp.said").fetchall()
        connection.execute("DROP TABLE temp.said")
    return [
        (group[1:] if group else None, tier, survey, score, scale or None, *rest)
        for group, tier, survey, score, scale, *rest in found
    ]


def comments(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date | None = None,
    to: date | None = None,
    latest: bool = False,
    limit: int | None = None,
) -> list[Comment]:
    """Return the answers that say something in words, the newest first."""
    said = "coalesce(trim(comment), '') <> ''"
    return _listed(connection, filter, today, from_, to, said, latest=latest, limit=limit)


def detractors(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date | None = None,
    to: date | None = None,
    limit: int | None = None,
) -> list[Comment]:
    """Return whose latest NPS answer is 0 to 6 and awaits a follow-up, the newest first.

    Any qualifying touchpoint on or after its day is one, as the rank has it (DOMAIN §11); a last
    contact that was only imported is none.
    """
    waits = (
        f"type = 'nps' AND score BETWEEN 0 AND {DETRACTOR_TO} AND score = CAST(score AS INTEGER)"
        " AND (last_on IS NULL OR last_on < date OR (last_on = contact_on AND NOT EXISTS"
        " (SELECT 1 FROM touchpoint t WHERE t.account_id = found.account_id AND t.date = last_on"
        " AND t.status = 'done' AND t.automated = 0)))"
    )
    return _listed(
        connection, filter, today, from_, to, waits, latest=True, limit=limit, among=_PERHAPS
    )


def _listed(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    from_: date | None,
    to: date | None,
    condition: str,
    *,
    latest: bool,
    limit: int | None,
    among: str = "1",
) -> list[Comment]:
    chosen, parameters = _chosen(connection, filter, today, from_, to)
    rows = connection.execute(
        "SELECT id, date, name, account_id, tier, owner, type, score, scale, respondent, comment"
        " FROM (SELECT v.id, v.date, s.name, v.account_id, s.tier, s.owner, v.type, v.score,"
        " v.scale, v.respondent, v.comment, s.last_touchpoint_on AS last_on,"
        f" a.last_contact_on AS contact_on, {_LATEST if latest else '1'} AS place"
        f" FROM {chosen} AND {among}) AS found WHERE place = 1 AND {condition}"
        " ORDER BY date DESC, id DESC LIMIT ?",
        [*parameters, -1 if limit is None else limit],
    )
    return [Comment(row[0], date_of(row[1]), *row[2:]) for row in rows]


def _chosen(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    from_: date | None,
    to: date | None,
) -> tuple[str, list[str | int]]:
    condition, parameters = filters.where(connection, filter, today)
    # The plus has the answers walked in their order, and not account by account.
    scope = filters.scope(filter, sought=False)
    last = today if to is None else min(to, today)
    first = "" if from_ is None else from_.isoformat()
    return (
        f"{_BOTH} WHERE {scope} AND {condition} AND v.date BETWEEN ? AND ?",
        [*parameters, first, last.isoformat()],
    )


def _keys(found: Iterable[str | None], by: str, model: TouchModel) -> list[str | None]:
    if by == "tier":
        tiers: list[str | None] = [*model.tiers]
        return tiers + [key for key in found if key not in model.tiers]
    return sorted(found, key=lambda key: (key is None, fold(key or ""), key or ""))


def _scored(
    answers: Mapping[str, list[Answers]], model: TouchModel, *, every: bool
) -> tuple[Satisfaction, ...]:
    return tuple(
        domain.score(survey, answers.get(survey, ()), model.benchmarks)
        for survey in SURVEY_TYPES
        if survey in answers or (every and survey in SCORED)
    )


def _inversions(answers: Mapping[str, list[Answers]], model: TouchModel) -> Sequence[Inversion]:
    scores = {tier: domain.score("nps", given, model.benchmarks) for tier, given in answers.items()}
    return domain.inversions(scores, [*model.tiers])
