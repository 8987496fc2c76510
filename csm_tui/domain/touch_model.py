"""A touch model: how each tier is treated, and every number behind it (DOMAIN §1, §2, §7–11).

Field names are the keys of the model file, one to one (`from_` is the key `from`). Amounts in the
file are whole units of the book's currency and become cents here; days are "30d" or 30; shares and
scores are percent 0–100.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from csm_tui.domain.terms import (
    CHANNELS,
    COMPLEXITIES,
    PURPOSES,
    TOUCHPOINT_KINDS,
    Level,
    Measure,
    Quadrant,
    Stage,
    Tier,
)

FREQUENCIES: Final = (
    "weekly",
    "bi-weekly",
    "monthly",
    "bi-monthly",
    "quarterly",
    "semi-annual",
    "annual",
    "only on events",
)
INTERACTION_TYPES: Final = (
    "strategic planning",
    "business review",
    "check-in",
    "kickoff",
    "training",
    "support conversation",
    "education",
    "expansion conversation",
    "value report",
)
DELIVERIES: Final = (
    "dedicated CSM",
    "pooled CSM pod",
    "automation",
    "support",
    "marketing / CS Ops",
    "product",
)
OUTCOMES: Final = ("adoption", "expansion", "renewal", "advocacy")
OWNERS: Final = ("csm", "support", "marketing", "product")
NEED_INPUTS: Final = ("health", "adoption", "licence_use", "tickets", "complexity")


class Rule(NamedTuple):
    """What a value of the model file must be, besides its type; read by `model_reader`.

    `unit` is "days" ("30d" or 30), "cents" (whole currency units in the file) or "line" (points
    with ascending x); `low` and `high` are the bounds of the value as written in the file.
    """

    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


Cents = Annotated[int, Rule(unit="cents", low=0, high=1e12)]
Days = Annotated[int, Rule(unit="days", low=0, high=36_500)]
Interval = Annotated[int, Rule(unit="days", low=1, high=36_500)]
Count = Annotated[int, Rule(low=0, high=1_000_000)]
Positive = Annotated[int, Rule(low=1, high=1_000_000)]
Amount = Annotated[float, Rule(low=0, high=1e9)]
Factor = Annotated[float, Rule(low=0.001, high=1e9)]
Percent = Annotated[float, Rule(low=0, high=100)]
Margin = Annotated[float, Rule(low=0, high=1_000)]
Stars = Annotated[int, Rule(low=0, high=5)]
Channel = Annotated[str, Rule(choices=CHANNELS)]
Kind = Annotated[str, Rule(choices=TOUCHPOINT_KINDS)]
# What a model file without a [planning] table plans with: kind -> days before and after.
_WINDOWS: Final[dict[str, tuple[int, int]]] = {
    "kickoff": (6, 3),
    "check-in": (3, 4),
    "business-review": (7, 14),
    "training": (5, 5),
    "milestone": (2, 6),
    "recap": (3, 7),
    "renewal": (5, 0),
    "email": (2, 2),
}
Line = Annotated[tuple[tuple[float, float], ...], Rule(unit="line")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """One tier: who belongs to it, the five answers (DOMAIN §1), and what it may cost.

    The five answers may be empty: `model_file.unanswered()` says which are.
    """

    name: str
    who: str
    from_: Cents  # of ARR, inclusive
    share_of_base: str
    accounts_per_csm: str
    frequency: Annotated[str, Rule(choices=("", *FREQUENCIES))] = ""
    channels: tuple[Channel, ...] = ()
    interaction_types: tuple[Annotated[str, Rule(choices=INTERACTION_TYPES)], ...] = ()
    delivery: tuple[Annotated[str, Rule(choices=DELIVERIES)], ...] = ()
    outcomes: tuple[Annotated[str, Rule(choices=OUTCOMES)], ...] = ()
    cadence: str  # in words
    content: str
    response_hours: Count | None = None  # 0 is "at once"
    share_of_revenue: str | None = None
    expected: str | None = None
    scale: str | None = None  # for how many accounts the model holds, in words
    cost_range: tuple[Cents, Cents] | None = None  # a customer a year
    fully_loaded_range: tuple[Cents, Cents] | None = None  # one CSM of this tier a year
    revenue_to_cost: tuple[Factor, Factor] | None = None
    hours_a_month: tuple[Amount, Amount] | None = None  # a $500K account in high touch: 10–15
    gross_margin_above: Percent | None = None
    grr_at_least: Percent | None = None
    nrr_at_least: Margin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiering:
    """What besides ARR decides or suggests a tier (DOMAIN §11, Tier)."""

    strategic_from: Stars
    trial_without_arr: Tier
    suggest_potential_from: Cents
    suggest_arr_from: Cents
    commit_months: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """When each stage holds, and what it does to the level (DOMAIN §11, Stage and Level)."""

    onboarding_days: Days
    renewal_days: Interval
    renewal_term_divisor: Positive
    default_term_days: Interval
    default_roll_months: Positive
    onboarding_level: dict[Tier, Level]
    onboarding_unknown: Level
    renewal_raises: Count
    renewal_not_for: tuple[Level, ...]
    risk_raises: Count
    risk_at_least: Level
    risk_unknown: Level
    quadrant_at_least: dict[Quadrant, Level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """When an account is at risk (DOMAIN §11, At risk)."""

    health_below: Percent
    fall_points: Percent
    fall_days: Interval
    fall_below: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingClock:
    """The check-in interval during onboarding: `first` days through day `until`, then `then`."""

    first: Interval
    until: Days
    then: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCadence:
    """The clock of one level, in days; None is no clock (DOMAIN §11, Clock)."""

    check_in: Interval | None = None
    review: Interval | None = None
    by_quadrant: dict[Quadrant, Interval] = field(default_factory=dict)
    renewal_at_most: Interval | None = None
    onboarding: OnboardingClock | None = None
    human_below_health: Percent | None = None
    alternate_email: bool = False
    project_quadrants: tuple[Quadrant, ...] = ()
    channel: Channel = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """All clocks, and how soft becomes hard."""

    hard_factor: Annotated[float, Rule(low=1, high=100)]
    raise_grace_days: Days
    booked_within_days: Days
    levels: dict[Level, LevelCadence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One touchpoint of a template: counted from the start, or back from the renewal (DOMAIN §7).

    Exactly one of `day`, `week`, `month`, `before_renewal` and `every_days` is set.
    """

    kind: Kind
    title: str
    channel: Channel
    owner: Annotated[str, Rule(choices=OWNERS)]
    purpose: Annotated[str, Rule(choices=PURPOSES)]
    day: Positive | None = None
    week: Positive | None = None
    month: Positive | None = None
    before_renewal: Days | None = None
    every_days: Interval | None = None
    automated: bool = False
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The cadence calendar: onboarding and renewal by tier, ongoing by level."""

    onboarding: dict[Tier, tuple[Template, ...]]
    ongoing: dict[Level, tuple[Template, ...]]
    renewal: dict[Tier, tuple[Template, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size axis (DOMAIN §11, Size); the line runs over whole currency units, not cents."""

    line: Line
    potential_factor: Amount
    strategic_points: Percent
    brand_points: Percent
    split: Percent


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceUse:
    """Another line of licence use, for a stage, a tier, or through so many days from the start."""

    stage: Stage | None = None
    tier: Tier | None = None
    until: Days | None = None
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthThresholds:
    """Other thresholds of health, for a stage, a tier, or through so many days from the start.

    What is left out stays as it is for all.
    """

    stage: Stage | None = None
    tier: Tier | None = None
    until: Days | None = None
    green_from: Percent | None = None
    yellow_from: Percent | None = None
    at_risk_below: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The need axis (DOMAIN §11, Need)."""

    weights: dict[Annotated[str, Rule(choices=NEED_INPUTS)], Factor]
    licence_use: Line
    tickets: Line
    complexity: dict[Annotated[str, Rule(choices=COMPLEXITIES)], Percent]
    split: Percent
    window_days: Days
    least_coverage: Percent
    low_size_onboarding_health_below: Percent
    licence_use_when: tuple[LicenceUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The health score (DOMAIN §11, Health)."""

    weights: dict[Measure, Factor]
    green_from: Percent
    yellow_from: Percent
    window_days: Days
    stale_days: Days
    least_coverage: Percent
    engagement_interval: dict[Tier, Interval]
    engagement_zero_at: Annotated[float, Rule(low=1.001, high=1e6)]  # times the interval
    relationship: Line
    relationship_days: Days
    support: Line
    escalation_at_most: Percent
    override_days: Days
    trend_days: tuple[Interval, Interval]
    thresholds: tuple[HealthThresholds, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The points of each term of the rank (DOMAIN §11, Rank)."""

    size_base: Amount
    size_divisor: Factor
    size_unknown: Amount
    inbound: Amount
    inbound_days: dict[Level, Days]
    not_renewed: Amount
    promise: Amount
    promise_a_day: Amount
    promise_at_most: Amount
    detractor: Amount
    detractor_days: Interval
    at_risk: Amount
    renewal: dict[Days, Amount]  # days to the notice deadline -> points
    review: Amount
    clock: Amount
    clock_step: Factor  # percent of the interval for one more point
    clock_at_most: Amount
    due_today: Amount
    project_overdue: Amount
    project_missing: Amount
    expansion: Amount
    expansion_seats: Percent  # percent
    expansion_potential: Amount  # times ARR
    falling_use: Amount
    falling_percent: Percent
    falling_days: Interval
    no_show: Amount
    no_show_count: Positive
    milestone: Amount
    no_health: Amount
    stale: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Minutes of one touchpoint: prepare + live + follow-up."""

    prepare: Count
    live: Count
    follow_up: Count

    @property
    def minutes(self) -> int:
        """Return the minutes of the whole touchpoint."""
        return self.prepare + self.live + self.follow_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What touchpoints cost and how many hours there are (DOMAIN §11, Hours)."""

    effort: dict[Kind, Effort]
    effort_by_level: dict[Level, dict[Kind, Effort]]
    reactive_month: dict[Level, Amount]
    available_month: Factor
    available_week: Factor
    month_days: Factor
    review_replaces_days: Days
    green_to: Margin
    red_from: Margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """How plans are spread over the calendar; our own choices, as the field states none.

    A window is how many days before and after its day a touchpoint may stand.
    """

    horizon_weeks: Positive = 13
    project_check_in: Interval = 14
    window: dict[Kind, tuple[Days, Days]] = field(default_factory=lambda: dict(_WINDOWS))
    other_window: tuple[Days, Days] = (3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a customer costs a year, in cents (DOMAIN §11, Costs and Bands)."""

    fully_loaded: Cents
    accounts_per_csm: dict[Tier, Positive]
    shared: dict[Tier, Cents]
    technology: dict[Tier, Cents]
    hours_a_year: Factor
    comfortable_to: Margin
    viable_to: Margin
    under_below: Margin
    blended: tuple[Percent, Percent]
    over_served_above: Margin
    gross_margin: Percent | None = None
    target_margin: Percent | None = None
    target_margin_share: Percent = 50.0  # of the target margin: a cost share above it is named
    retention: Percent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarks:
    """What good looks like, in percent (DOMAIN §8)."""

    review_attendance: dict[Level, Percent]
    email_open: Percent
    email_click: Percent
    webinar_registered: Percent
    webinar_attended: Percent
    least_survey_answers: Positive
    least_sample: Positive


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchModel:
    """A whole touch model; `tiers` run from the highest touch to the lowest."""

    name: str
    title: str
    description: str
    tiers: dict[Tier, TierRule]
    tiering: Tiering
    lifecycle: Lifecycle
    risk: Risk
    cadence: Cadence
    templates: Templates
    size: Size
    need: Need
    health: Health
    rank: Rank
    hours: Hours
    planning: Planning = field(default_factory=Planning)
    costs: Costs
    benchmarks: Benchmarks
    quadrant_strategy: dict[Quadrant, str]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels of this model, lowest touch first."""
        return tuple(reversed(list(self.tiers)))
