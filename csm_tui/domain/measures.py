"""The six measures of health on any day, read or derived from the book (DOMAIN §11, Health).

`collect()` goes through the facts of one account once; its tracks and derivations then answer for
each of the days that trend, fall and sparkline ask for. Days are numbers here
(`date.toordinal()`), for speed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from csm_tui.domain.cadence import qualifies
from csm_tui.domain.curves import along
from csm_tui.domain.facts import (
    NO_FACTS,
    Contact,
    Facts,
    MetricPoint,
    Reading,
    Survey,
    Touchpoint,
)
from csm_tui.domain.folding import fold
from csm_tui.domain.health_result import Evidence

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import Health

# The best possible answer where a survey does not say it: NPS of ten, CSAT of five, CES of seven.
BEST_ANSWER: Final = {"nps": 10.0, "csat": 5.0, "ces": 7.0}
_SEVERAL: Final = 0  # no contact has this id
METRICS: Final = ("adoption_pct", "active_users", "licensed_seats", "tickets_open")

# A measure on a day: its value 0–100, the day of its latest fact (0: none), whether it ages with
# that fact, what it comes from (a key of health.BASES), and the fact. A plain tuple, for speed.
Found = tuple[float, int, bool, str, Evidence | None]
Derivation = Callable[[int], Found | None]
F = TypeVar("F", Reading, MetricPoint)


class Track(Generic[F]):
    """Dated values of one kind in ascending order; each counts for `window` days, both ends in."""

    __slots__ = ("days", "facts", "window")

    def __init__(self, window: int) -> None:
        self.days: list[int] = []
        self.facts: list[F] = []
        self.window = window

    def add(self, day: int, fact: F) -> None:
        """Append `fact` of `day`, which is not before those already there."""
        self.days.append(day)
        self.facts.append(fact)

    def latest(self, day: int) -> F | None:
        """Return the latest value known on `day`, None where it no longer counts."""
        place = bisect_right(self.days, day) - 1
        if place < 0 or day - self.days[place] > self.window:
            return None
        return self.facts[place]


class Record:
    """What the measures of one account stand on, collected up to today.

    `dated` are the days of the facts that age; `touched` and `met` those of qualifying touchpoints
    and of touchpoints with known people; `coming` is the first later day with a fact to count.
    """

    __slots__ = (
        "coming",
        "dated",
        "derive",
        "interval",
        "met",
        "readings",
        "scores",
        "touched",
        "touchpoints",
    )

    def __init__(self, window: int) -> None:
        self.scores: Track[Reading] = Track(window)
        self.readings: dict[str, Track[Reading]] = {}
        self.derive: dict[str, Derivation] = {}
        self.dated: list[int] = []
        self.touched: list[int] = []
        self.touchpoints: list[Touchpoint] = []
        self.met: list[tuple[int, tuple[int, ...]]] = []
        self.interval: int | None = None
        self.coming: int | None = None

    def comes(self, day: int) -> None:
        """Note that a fact of the later `day` will count."""
        if self.coming is None or day < self.coming:
            self.coming = day


def anything_to_score(account: Account, facts: Facts) -> bool:
    """Return whether a measure or a score can stand on anything that is known of `account`."""
    if facts is NO_FACTS:
        return account.last_contact_on is not None
    return bool(
        facts.touchpoints
        or facts.readings
        or facts.metrics
        or facts.surveys
        or facts.contacts
        or account.last_contact_on is not None
    )


def collect(
    account: Account, facts: Facts, tier: Tier, rule: Health, today: int, span: int
) -> Record:
    """Return what counts on any of the `span` days up to `today`."""
    touched = facts.touchpoints or account.last_contact_on is not None
    record = Record(rule.window_days)
    first = today - span - rule.window_days
    if facts.readings:
        _collect_readings(record, facts.readings, rule, first, today)
    metrics: dict[str, Track[MetricPoint]] = {}
    if facts.metrics:
        metrics = _collect_metrics(record, facts.metrics, rule, first, today)
        _derive_adoption(record, metrics)
    open_escalations: list[int] = []
    if facts.touchpoints:
        _collect_touchpoints(record, facts, open_escalations, today)
    if "tickets_open" in metrics:
        record.derive["support"] = _support(metrics["tickets_open"], open_escalations, rule)
    if touched:
        record.interval = rule.engagement_interval.get(tier)
        _derive_engagement(record, account, rule, today)
    if facts.contacts:
        record.derive["relationship"] = _relationship(record.met, rule)
    if facts.surveys:
        _collect_surveys(record, facts.surveys, rule, first, today)
    return record


def _collect_readings(
    record: Record, readings: tuple[Reading, ...], rule: Health, first: int, today: int
) -> None:
    tracks, weights = record.readings, rule.weights
    for reading in readings:
        day = reading.date.toordinal()
        if day < first:
            continue
        if day > today:
            record.comes(day)
            break
        measure = reading.measure
        if measure == "score":
            record.scores.add(day, reading)
        elif measure in weights:
            if measure not in tracks:
                tracks[measure] = Track(rule.window_days)
            tracks[measure].add(day, reading)
        record.dated.append(day)


def _collect_metrics(
    record: Record, points: tuple[MetricPoint, ...], rule: Health, first: int, today: int
) -> dict[str, Track[MetricPoint]]:
    tracks: dict[str, Track[MetricPoint]] = {}
    for point in points:
        metric = point.metric
        if metric not in METRICS:
            continue
        day = point.date.toordinal()
        if day < first:
            continue
        if day > today:
            record.comes(day)
            break
        if metric not in tracks:
            tracks[metric] = Track(rule.window_days)
        tracks[metric].add(day, point)
        record.dated.append(day)
    return tracks


def _derive_adoption(record: Record, metrics: dict[str, Track[MetricPoint]]) -> None:
    percent, users = metrics.get("adoption_pct"), metrics.get("active_users")
    seats = metrics.get("licensed_seats")
    if percent is None and users is None:
        return

    def derive(day: int) -> Found | None:
        point = percent.latest(day) if percent is not None else None
        if point is not None:
            value = min(100.0, max(0.0, point.value))
            return value, point.date.toordinal(), True, "adoption_pct", point
        point = users.latest(day) if users is not None else None
        if point is None:
            return None
        base = point.base
        if not base and seats is not None and (licensed := seats.latest(day)) is not None:
            base = licensed.value
        if not base or base < 0:
            return None
        value = min(100.0, max(0.0, point.value / base * 100))
        return value, point.date.toordinal(), True, "active_users", point

    record.derive["adoption"] = derive


def is_open_escalation(touchpoint: Touchpoint) -> bool:
    """Return whether an escalation still waits: planned, or done and known to be unanswered."""
    if touchpoint.kind != "escalation":
        return False
    return touchpoint.status == "planned" or (
        touchpoint.status == "done" and touchpoint.answered is False
    )


def _support(tickets: Track[MetricPoint], escalations: list[int], rule: Health) -> Derivation:
    def derive(day: int) -> Found | None:
        point = tickets.latest(day)
        if point is None:
            return None
        value, on_day = along(rule.support, point.value), point.date.toordinal()
        if value > rule.escalation_at_most and any(opened <= day for opened in escalations):
            return rule.escalation_at_most, on_day, True, "escalation", point
        return value, on_day, True, "tickets_open", point

    return derive


def _collect_touchpoints(record: Record, facts: Facts, escalations: list[int], today: int) -> None:
    people: dict[str, int] | None = None
    for touchpoint in facts.touchpoints:
        day = touchpoint.date.toordinal()
        open_escalation = is_open_escalation(touchpoint)
        qualifying = qualifies(touchpoint)
        if day > today:
            if open_escalation or qualifying:
                record.comes(day)
                break
            continue
        if open_escalation:
            escalations.append(day)
        if not qualifying:
            continue
        record.touched.append(day)
        record.touchpoints.append(touchpoint)
        if touchpoint.contacts and facts.contacts:
            if people is None:
                people = people_by_token(facts.contacts)
            met = tuple(people[key] for key in map(fold, touchpoint.contacts) if key in people)
            if met:
                record.met.append((day, met))


def people_by_token(contacts: tuple[Contact, ...]) -> dict[str, int]:
    """Return the id of each contact by what a touchpoint may call it, folded.

    That is the e-mail and the name, the first of a name; and each word of the name and what stands
    before the @, where that means one contact only: `with:ana` is Ana Ruiz while there is one Ana.
    """
    people: dict[str, int] = {}
    short: dict[str, int] = {}
    for contact in contacts:
        name = fold(contact.name)
        words = set(name.split())
        if contact.email:
            email = fold(contact.email)
            people.setdefault(email, contact.id)
            words.add(email.partition("@")[0])
        people.setdefault(name, contact.id)
        for word in words:
            short[word] = contact.id if short.get(word, contact.id) == contact.id else _SEVERAL
    return {word: id_ for word, id_ in short.items() if id_ != _SEVERAL} | people


def _derive_engagement(record: Record, account: Account, rule: Health, today: int) -> None:
    days, touchpoints, interval = record.touched, record.touchpoints, record.interval
    if not days and account.last_contact_on is not None:
        imported = account.last_contact_on.toordinal()
        if imported > today:
            record.comes(imported)
            return
        days.append(imported)
    if interval is None or not days:
        return
    within, zero = interval, interval * rule.engagement_zero_at

    def derive(day: int) -> Found | None:
        place = bisect_right(days, day) - 1
        if place < 0:
            return None
        silent = day - days[place]
        value = 100 * (zero - silent) / (zero - within)
        value = 100.0 if value > 100 else max(0.0, value)
        if not touchpoints:
            return value, days[place], False, "imported contact", None
        return value, days[place], False, "touchpoint", touchpoints[place]

    record.derive["engagement"] = derive


def _relationship(met: list[tuple[int, tuple[int, ...]]], rule: Health) -> Derivation:
    def derive(day: int) -> Found | None:
        people: set[int] = set()
        last = 0
        first = day - rule.relationship_days
        for on_day, who in reversed(met):
            if on_day > day:
                continue
            if on_day < first:
                break
            people.update(who)
            last = last or on_day
        return along(rule.relationship, len(people)), last, False, "people", None

    return derive


def _collect_surveys(
    record: Record, surveys: tuple[Survey, ...], rule: Health, first: int, today: int
) -> None:
    answers: list[tuple[int, str, Survey]] = []
    for survey in surveys:
        if survey.type not in BEST_ANSWER:
            continue
        day = survey.date.toordinal()
        if day < first:
            continue
        if day > today:
            record.comes(day)
            break
        # Answers without a name are each somebody's own.
        who = fold(survey.respondent) if survey.respondent else str(survey.id)
        answers.append((day, f"{survey.type} {who}", survey))
        record.dated.append(day)
    if answers:
        record.derive["sentiment"] = _sentiment(answers, rule.window_days)


def _sentiment(answers: list[tuple[int, str, Survey]], window: int) -> Derivation:
    def derive(day: int) -> Found | None:
        latest = {who: survey for on_day, who, survey in answers if day - window <= on_day <= day}
        if not latest:
            return None
        value = sum(map(scaled_answer, latest.values())) / len(latest)
        newest = max(latest.values(), key=lambda survey: survey.date)
        return value, newest.date.toordinal(), True, "answers", newest

    return derive


def scaled_answer(survey: Survey) -> float:
    """Return an answer as 0–100: its share of the best possible one (NPS: times ten)."""
    best = survey.scale or BEST_ANSWER[survey.type]
    if survey.type == "nps":
        best = BEST_ANSWER["nps"]
    return min(100.0, max(0.0, survey.score / best * 100))
