"""The figures of one account for a document: what it is, its value, and from when or where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.folding import fold
from csm_tui.domain.spoken import say
from csm_tui.domain.terms import QUADRANT_NAMES
from csm_tui.domain.wording import figure, on
from csm_tui.reports.markdown import NOTHING
from csm_tui.reports.people import names_of_people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.quadrants import QuadrantResult
    from csm_tui.domain.standing import Standing
    from csm_tui.queries.accounts import Card

# The best possible answer where the survey itself does not say.
_BEST: Final = {"nps": 10.0, "csat": 5.0}


class Figure(NamedTuple):
    """One figure: its name, its value in words, and the day or the source it is known from."""

    name: str
    value: str
    basis: str = NOTHING


def figures(card: Card, currency: str | None) -> Iterator[Figure]:
    """Yield the figures of an account in the order in which a brief has them."""
    account, standing = card.account, card.standing
    said, money = card.provenance.field, account.currency or currency
    yield Figure("ARR", formatting.money_exact(standing.arr.cents, money), _arr_basis(card))
    if account.potential_arr is not None:
        potential = formatting.money_exact(account.potential_arr, money)
        yield Figure("Potential", potential, said("potential_arr"))
    yield Figure("Tier", standing.tier.tier, standing.tier.reason)
    yield Figure("Level", _level(standing), _chain(standing))
    yield Figure("Health", _health(standing.health), _measured(card))
    yield Figure("Quadrant", _quadrant(standing.quadrant))
    yield _stage(card)
    yield from _contract(card)
    yield _seats(card)
    for kind in _BEST:
        yield _answer(kind, card)


def _arr_basis(card: Card) -> str:
    arr, today = card.standing.arr, card.standing.as_of
    if arr.cents is None:
        return NOTHING
    if arr.basis == "recorded":
        return card.provenance.field("arr")
    if arr.basis == "subscriptions":
        return f"subscriptions of {on(today)}"
    last = max((c.date for c in card.facts.arr_changes if c.date <= today), default=today)
    return f"ARR changes, last {on(last)}"


def _level(standing: Standing) -> str:
    """Return the steps that moved the level: "medium → high (renewal)"."""
    if standing.level.level is None:
        return NOTHING
    words, level = [str(standing.tier.tier)], standing.tier.tier
    for step in standing.level.chain:
        if step.level != level:
            words.append(f"{step.level} ({step.cause})")
        level = step.level
    return " → ".join(words)


def _chain(standing: Standing) -> str:
    """Return all that speaks for the level, whether it moved it or not."""
    return ", ".join(step.cause for step in standing.level.chain) or NOTHING


def _health(health: HealthResult) -> str:
    if health.score is None:
        return f"{NOTHING}, coverage {health.coverage} %"
    score = formatting.score(health.score)
    words = [
        f"~{score} {health.band}, provisional" if health.provisional else f"{score} {health.band}"
    ]
    words.append(f"coverage {health.coverage} %")
    if health.trend_28 is not None or health.trend_84 is not None:
        changes = f"{_points(health.trend_28)}/{_points(health.trend_84)}"
        words.append(f"{changes} in 4/12 weeks")
    return ", ".join(words)


def _points(change: float | None) -> str:
    if change is None:
        return NOTHING
    return "±0" if round(change) == 0 else f"{round(change):+d}".replace("-", "−")


def _measured(card: Card) -> str:
    """Return who measured the health, and when."""
    health, today = card.standing.health, card.standing.as_of
    if health.override is not None:
        until = "" if health.override.until is None else f" until {on(health.override.until)}"
        return f"set by hand{until}: {health.override.reason}"
    if health.imported is not None:
        source = health.imported.source or card.provenance.fact(health.imported)
        return f"{_aged(health.imported.date, today)}, {source}"
    known = [measure for measure in health.measures if measure.value is not None]
    newest = max((measure.on for measure in known if measure.on is not None), default=None)
    if newest is None:
        return NOTHING
    return f"{_aged(newest, today)}, {len(known)} of {len(health.measures)} measures"


def _aged(day: date, today: date) -> str:
    days = (today - day).days
    return f"{say(day, today)} (today)" if days == 0 else f"{say(day, today)} ({days}d old)"


def _quadrant(quadrant: QuadrantResult) -> str:
    if quadrant.quadrant is None:
        return quadrant.reason
    size = formatting.score(quadrant.size.score)
    need = formatting.score(quadrant.need.score)
    return f"{QUADRANT_NAMES[quadrant.quadrant]} (size {size}, need {need})"


def _stage(card: Card) -> Figure:
    stage, start = card.standing.stage, card.account.start_date
    words: str = stage.stage or "prospect"
    if stage.not_renewed_since is not None:
        words = f"{words}, not renewed since {on(stage.not_renewed_since)}"
    elif stage.stage == "onboarding" and stage.day is not None and stage.day >= 0:
        words = f"{words}, day {stage.day}"
    elif stage.stage == "churned" and card.account.churned_on is not None:
        words = f"{words} on {on(card.account.churned_on)}"
    if start is None:
        return Figure("Stage", words)
    began = "starts" if start > card.standing.as_of else "started"
    return Figure("Stage", words, f"{began} on {on(start)}")


def _contract(card: Card) -> Iterator[Figure]:
    account, stage, today = card.account, card.standing.stage, card.standing.as_of
    renewal = stage.renewal_on or account.renewal_date
    if renewal is None:
        yield Figure("Renewal", NOTHING)
        return
    words = [on(renewal), formatting.away(renewal, today)]
    if account.auto_renew is not None:
        words.append("auto-renews" if account.auto_renew else "no auto-renewal")
    if stage.rolled:
        words.append("rolled forward")
    yield Figure("Renewal", ", ".join(words), card.provenance.field("renewal_date"))
    if stage.notice_on is None or account.notice_days is None:
        yield Figure("Notice by", NOTHING)
    else:
        notice = f"{on(stage.notice_on)}, {formatting.away(stage.notice_on, today)}"
        yield Figure("Notice by", notice, f"{account.notice_days} days before the renewal")


def _seats(card: Card) -> Figure:
    seats, used = card.account.seats, card.account.seats_used
    if seats is None:
        return Figure("Seats", NOTHING)
    share = f" ({formatting.percent(used, seats)})" if used and seats else ""
    words = f"{NOTHING if used is None else f'{used:,}'} of {seats:,} in use{share}"
    return Figure("Seats", words, card.provenance.field("seats" if used is None else "seats_used"))


def _answer(kind: str, card: Card) -> Figure:
    """Return the latest answer to a survey of `kind`."""
    today = card.standing.as_of
    given = [s for s in card.facts.surveys if s.type == kind and s.date <= today]
    if not given:
        return Figure(kind.upper(), NOTHING)
    last = given[-1]
    words = f"{figure(last.score)} of {figure(last.scale or _BEST[kind])}"
    if last.respondent:
        names = names_of_people(card.facts)
        words += f", {names.get(fold(last.respondent), last.respondent)}"
    return Figure(kind.upper(), words, _aged(last.date, today))
