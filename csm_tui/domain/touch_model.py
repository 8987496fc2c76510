"""A touch model: how each tier is treated, and every number behind it (DOMAIN §1, §2, §7–11).

Field names are the keys of the model file, one to one (`from_` is the key `from`). Amounts in the
file are whole units of the book's currency and become cents here; days are "30d" or 30; shares and
scores are percent 0–100.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from csm_tui.domain.terms import Level, Measure, Quadrant, Tier

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """One tier: who belongs to it, the five answers (DOMAIN §1), and what it may cost."""

    name: str
    who: str
    from_: int  # cents of ARR, inclusive
    share_of_base: str
    accounts_per_csm: str
    frequency: str
    channels: tuple[str, ...]
    interaction_types: tuple[str, ...]
    delivery: tuple[str, ...]
    outcomes: tuple[str, ...]
    cadence: str  # in words
    content: str
    response_hours: int | None = None
    share_of_revenue: str | None = None
    expected: str | None = None
    cost_range: tuple[int, int] | None = None  # cents a customer a year
    revenue_to_cost: tuple[float, float] | None = None
    hours_a_month: tuple[float, float] | None = None  # a $500K account in high touch: 10–15


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiering:
    """What besides ARR decides or suggests a tier (DOMAIN §11, Tier)."""

    strategic_from: int
    trial_without_arr: Tier
    suggest_potential_from: int  # cents
    suggest_arr_from: int  # cents
    commit_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """When each stage holds, and what it does to the level (DOMAIN §11, Stage and Level)."""

    onboarding_days: int
    renewal_days: int
    renewal_term_divisor: int
    default_term_days: int
    default_roll_months: int
    onboarding_level: dict[Tier, Level]
    onboarding_unknown: Level
    renewal_raises: int
    renewal_not_for: tuple[Level, ...]
    risk_raises: int
    risk_at_least: Level
    risk_unknown: Level
    quadrant_at_least: dict[Quadrant, Level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """When an account is at risk (DOMAIN §11, At risk)."""

    health_below: float
    fall_points: float
    fall_days: int
    fall_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OnboardingClock:
    """The check-in interval during onboarding: `first` days through day `until`, then `then`."""

    first: int
    until: int
    then: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCadence:
    """The clock of one level, in days; None is no clock (DOMAIN §11, Clock)."""

    check_in: int | None = None
    review: int | None = None
    by_quadrant: dict[Quadrant, int] = field(default_factory=dict)
    renewal_at_most: int | None = None
    onboarding: OnboardingClock | None = None
    human_below_health: float | None = None
    alternate_email: bool = False
    project_quadrants: tuple[Quadrant, ...] = ()
    channel: str = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """All clocks, and how soft becomes hard."""

    hard_factor: float
    raise_grace_days: int
    booked_within_days: int
    levels: dict[Level, LevelCadence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One touchpoint of a template: counted from the start, or back from the renewal (DOMAIN §7).

    Exactly one of `day`, `week`, `month`, `before_renewal` and `every_days` is set.
    """

    kind: str
    title: str
    channel: str
    owner: str
    purpose: str
    day: int | None = None
    week: int | None = None
    month: int | None = None
    before_renewal: int | None = None
    every_days: int | None = None
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
    potential_factor: float
    strategic_points: float
    brand_points: float
    split: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The need axis (DOMAIN §11, Need)."""

    weights: dict[str, float]  # health, adoption, licence_use, tickets, complexity
    licence_use: Line
    tickets: Line
    complexity: dict[str, float]
    split: float
    window_days: int
    least_coverage: float
    low_size_onboarding_health_below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The health score (DOMAIN §11, Health)."""

    weights: dict[Measure, float]
    green_from: float
    yellow_from: float
    window_days: int
    stale_days: int
    least_coverage: float
    engagement_interval: dict[Tier, int]
    engagement_zero_at: float  # times the interval
    relationship: Line
    relationship_days: int
    support: Line
    escalation_at_most: float
    override_days: int
    trend_days: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The points of each term of the rank (DOMAIN §11, Rank)."""

    size_base: float
    size_divisor: float
    size_unknown: float
    inbound: float
    inbound_days: dict[Level, int]
    not_renewed: float
    promise: float
    promise_a_day: float
    promise_at_most: float
    detractor: float
    detractor_days: int
    at_risk: float
    renewal: dict[int, float]  # days to the notice deadline -> points
    review: float
    clock: float
    clock_step: float  # percent of the interval for one more point
    clock_at_most: float
    due_today: float
    project_overdue: float
    project_missing: float
    expansion: float
    expansion_seats: float  # percent
    expansion_potential: float  # times ARR
    falling_use: float
    falling_percent: float
    falling_days: int
    no_show: float
    no_show_count: int
    milestone: float
    no_health: float
    stale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Minutes of one touchpoint: prepare + live + follow-up."""

    prepare: int
    live: int
    follow_up: int

    @property
    def minutes(self) -> int:
        """Return the minutes of the whole touchpoint."""
        return self.prepare + self.live + self.follow_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What touchpoints cost and how many hours there are (DOMAIN §11, Hours)."""

    effort: dict[str, Effort]  # by touchpoint kind
    effort_by_level: dict[Level, dict[str, Effort]]
    reactive_month: dict[Level, float]
    available_month: float
    available_week: float
    month_days: float
    review_replaces_days: int
    green_to: float
    red_from: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a customer costs a year, in cents (DOMAIN §11, Costs and Bands)."""

    fully_loaded: int
    accounts_per_csm: dict[Tier, int]
    shared: dict[Tier, int]
    technology: dict[Tier, int]
    hours_a_year: float
    comfortable_to: float
    viable_to: float
    under_below: float
    blended: tuple[float, float]
    over_served_above: float
    gross_margin: float | None = None
    target_margin: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarks:
    """What good looks like, in percent (DOMAIN §8)."""

    review_attendance: dict[Level, float]
    email_open: float
    email_click: float
    webinar_registered: float
    webinar_attended: float
    least_survey_answers: int
    least_sample: int


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
    costs: Costs
    benchmarks: Benchmarks
    quadrant_strategy: dict[Quadrant, str]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the levels of this model, lowest touch first."""
        return tuple(reversed(list(self.tiers)))
