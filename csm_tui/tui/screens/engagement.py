"""Engagement: whether customers take part, against the benchmarks (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.engagement_words import NAMES, number
from csm_tui.queries import disengaging, engagement_overview, outcomes
from csm_tui.tui import engagement_figures as figures
from csm_tui.tui import engagement_lines as lines
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.screens.view import VIEW_COMMANDS, Entry, Part, ViewScreen
from csm_tui.tui.words import SECTION_TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.engagement import Rate
    from csm_tui.queries.disengaging import Disengaging
    from csm_tui.queries.engagement import Group, Trend
    from csm_tui.queries.engagement_overview import Overview
    from csm_tui.queries.outcomes import Outcomes
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.widgets.chart_slot import Figure

_MOST_SILENT: Final = 100
_TIER: Final = "tier:"
_NAMES: Final = {"all": "All accounts", **SECTION_TITLES["tier"]}
_AFTER: Final = "Health 28 days after"


class Answer(NamedTuple):
    """The rates, and the accounts that stopped taking part."""

    overview: Overview
    silent: list[Disengaging]


class EngagementScreen(ViewScreen[Answer]):
    """The rates by tier and over time, by kind and channel, and what they go with."""

    NAME = "Engagement"
    VIEW = "engagement"
    ASIDE: ClassVar[bool] = True
    FOLLOWS: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = VIEW_COMMANDS
    BINDINGS = bindings(VIEW_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: Outcomes | None = None

    def question(self, book: BookConnection) -> Answer:
        """Return the rates of the span."""
        span, of, today = self.span, self.filter, self.today
        return Answer(
            engagement_overview.overview(book, of, today=today, from_=span.from_, to=span.to),
            disengaging.disengaging(
                book, of, today=today, from_=span.from_, to=span.to, limit=_MOST_SILENT
            ),
        )

    def taken(self, answer: Answer) -> None:  # noqa: ARG002
        """Ask for the outcomes: health is scored anew for each touchpoint, which takes a while."""
        span, of, today = self.span, self.filter, self.today
        self.ask_more(
            lambda book: outcomes.outcomes(book, of, today=today, from_=span.from_, to=span.to),
            self._take_outcomes,
        )

    def _take_outcomes(self, found: Outcomes) -> None:
        self._outcomes = found
        self.show_parts()

    # The sections

    def parts(self, answer: Answer) -> Sequence[Part]:
        """Return the rates of all and each tier, then what they are made of."""
        if not any(
            rate.base for group in answer.overview.engagement.groups for rate in group.rates
        ):
            return ()
        groups = answer.overview.engagement.groups
        return [
            *(self._tier(answer.overview, group) for group in groups),
            self._manners("kind", "By kind", answer.overview.kinds),
            self._manners("channel", "By channel", answer.overview.channels)._replace(
                why=lines.channels_why(answer.overview.engagement.channels)
            ),
            self._after(),
            self._lost(answer),
            self._automation(groups),
        ]

    def _tier(self, found: Overview, group: Group) -> Part:
        key = group.key or "unknown"
        before = {rate.metric: rate for rate in group.before}
        trend = _trend(found, group.key)
        entries = [
            Entry(
                lines.rate_line(
                    rate, before.get(rate.metric), trend, found.months, self.room, self.csm.glyphs
                ),
                rate.metric,
                why=lines.rate_why(rate, before.get(rate.metric)),
            )
            for rate in group.rates
            if rate.base
        ] or [_said("nothing counted")]
        standing = (*lines.standing(group.rates), Piece(" "))
        name = _NAMES.get(key, key)
        title = Line(lines.rate_titles(name, self.room).left, standing)
        short = line(Piece(name, "strong"), right=standing)
        return Part(_TIER + key, title, entries, group.key != "all", short)

    def _manners(self, key: str, title: str, groups: Sequence[Group]) -> Part:
        entries = [
            Entry(
                lines.manner_line(group, self.room), group.key or "", why=lines.manners_why(group)
            )
            for group in groups[1:]
            if any(rate.base for rate in group.rates)
        ] or [_said("no touchpoint was done, missed or skipped")]
        return Part(key, lines.manner_titles(title, self.room), entries)

    def _after(self) -> Part:
        found = self._outcomes
        title = lines.outcome_titles(_AFTER)
        if found is None:
            return Part("after", title, [_said(f"counting {self.csm.glyphs.cut}")])
        why = lines.outcomes_why(found)
        entries = [
            Entry(
                lines.outcome_line(
                    "all kinds" if key == "all" else key or "not told", one, self.csm.glyphs
                ),
                key or "",
                why=why,
            )
            for key, one in found.groups
            if one.known or one.unknown
        ] or [_said("no touchpoint in which a customer took part is 28 days old")]
        return Part("after", title, entries, why=why)

    def _lost(self, answer: Answer) -> Part:
        steps = [rate for rate in answer.overview.engagement.lost if rate.part < rate.base]
        entries = [Entry(lines.lost_line(rate), rate.metric) for rate in steps] or [
            _said("no step has enough to judge by")
        ]
        for row in answer.silent:
            shown = lines.silent_line(row, self.today, self.csm.glyphs)
            entries.append(Entry(shown, row.account_id, row.account_id))
        title = line(Piece("Where customers disengage", "strong"))
        if answer.silent:
            count = len(answer.silent)
            more = "+" if count == _MOST_SILENT else ""
            title = Line(title.left, (Piece(f"{count}{more} stopped answering ", "warn"),))
        return Part("lost", title, entries, why=lines.lost_why(steps))

    def _automation(self, groups: Sequence[Group]) -> Part:
        found = [figures.named(group, "automation") for group in groups]
        entries = [
            Entry(
                line(
                    Piece(fit(_NAMES.get(name, name), 26)),
                    Piece(
                        fit_right(figures.shown_share(rate), 32), "muted" if rate.small else "text"
                    ),
                ),
                name,
            )
            for name, rate in filter(None, found)
        ] or [_said("nothing was delivered")]
        return Part("automation", line(Piece("Delivered by automation", "strong")), entries)

    # The chart

    def chart(self, answer: Answer) -> Figure | None:
        """Return the rate under the cursor over months, or the section as bars."""
        found = answer.overview
        section = self.section
        if section == "kind":
            return figures.rate_bars(_of(found.kinds, "completion"))
        if section == "channel":
            return figures.rate_bars(_of(found.channels, "answer"))
        if section == "after":
            rows = self._outcomes.groups[1:] if self._outcomes else ()
            named = ((key or "not told", one) for key, one in rows)
            return figures.outcome_bars(named, self.csm.glyphs)
        if section == "lost":
            return figures.lost_bars(found.engagement.lost)
        if section == "automation":
            groups = _of(found.engagement.groups, "automation")
            return figures.rate_bars((_NAMES.get(name, name), rate) for name, rate in groups)
        rate = self._rate(found)
        if rate is None:
            return None
        trend = _trend(found, self._tier_key)
        name = _NAMES.get(self._tier_key, self._tier_key)
        return figures.over_months(trend, rate.metric, found.months, found.to, name, found.least)

    @property
    def _tier_key(self) -> str:
        return self.section.removeprefix(_TIER) if self.section.startswith(_TIER) else "all"

    def _rate(self, found: Overview) -> Rate | None:
        """Return the rate under the cursor, on a head the first of its section."""
        groups = found.engagement.groups
        group = next((one for one in groups if one.key == self._tier_key), groups[0])
        key = self.under.key if self.under else ""
        known = [rate for rate in group.rates if rate.base]
        return next((rate for rate in known if rate.metric == key), known[0] if known else None)

    def caption(self, answer: Answer) -> Line:
        """Return what the chart shows, with its n."""
        found = answer.overview
        said = {
            "kind": ("Completed, by kind", "of what was done, missed or skipped"),
            "channel": ("Answered, by channel", "of what is known to be answered or not"),
            "after": (f"{_AFTER}, points", f"more than {self.csm.glyphs.margin} is beyond chance"),
            "lost": ("Lost at each step", "steps with too few are left out"),
            "automation": ("Delivered by automation", "of everything delivered"),
        }.get(self.section)
        if said is not None:
            return _captioned(*said)
        rate = self._rate(found)
        if rate is None:
            return BLANK
        trend = _trend(found, self._tier_key)
        bases = [one.base for one in figures.of_month(trend, rate.metric).values()]
        many = f"n {number(min(bases))} to {number(max(bases))} a month" if bases else "no months"
        name = formatting.sentence(NAMES[rate.metric])
        return _captioned(f"{name}, {_NAMES.get(self._tier_key, '')}", many)

    def table(self, answer: Answer) -> Sequence[Entry]:
        """Return the months of the rate with their counts; bars as the section has them."""
        found = answer.overview
        rate = self._rate(found)
        if not self.section.startswith(_TIER) or rate is None:
            return super().table(answer)
        trend = _trend(found, self._tier_key)
        by_month = figures.of_month(trend, rate.metric)
        return [
            Entry(
                line(
                    Piece(fit(figures.month_name(month, found.to), 26)),
                    *(
                        (Piece("nothing counted", "muted"),)
                        if month not in by_month
                        else lines.month_pieces(by_month[month], self.csm.glyphs)
                    ),
                ),
                month,
            )
            for month in reversed(found.months)
        ]

    def empty_line(self, answer: Answer) -> Line:  # noqa: ARG002
        """Return why there is nothing, and what to press."""
        return line(
            Piece("Nothing to rate: no closed touchpoints, figures of mails, webinars, in-app. "),
            Piece(self.widening(), "muted"),
        )


def _said(words: str) -> Entry:
    return Entry(line(Piece(words, "muted")), "-")


def _captioned(title: str, of: str) -> Line:
    return line(Piece(f" {title}", "strong"), right=[Piece(f"{of} ", "muted")])


def _trend(found: Overview, key: str | None) -> Trend:
    return next((one for one in found.trends if one.key == key), found.trends[0])


def _of(groups: Sequence[Group], metric: str) -> list[tuple[str, Rate]]:
    return [*filter(None, (figures.named(group, metric) for group in groups if group.key != "all"))]
