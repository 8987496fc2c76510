"""Engagement: whether customers take part, against the benchmarks (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from csm_tui.queries import engagement
from csm_tui.tui.pieces import Piece, line
from csm_tui.tui.screens.measurement import Entry, MeasurementScreen, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.store.connection import BookConnection


class EngagementScreen(MeasurementScreen[engagement.Engagement]):
    """The rates of touchpoints and metrics by tier and over time."""

    NAME = "Engagement"
    VIEW = "engagement"
    FOLLOWS: ClassVar[bool] = True

    def question(self, book: BookConnection) -> engagement.Engagement:
        """Return the rates of the span."""
        span = self.span
        return engagement.engagement(
            book, self.filter, today=self.today, from_=span.from_, to=span.to
        )

    def parts(self, answer: engagement.Engagement) -> Sequence[Part]:
        """Return the rates of each group."""
        return [
            Part(
                group.key or "?",
                line(Piece((group.key or "?").capitalize(), "strong")),
                [
                    Entry(line(Piece(f"{rate.metric}  {rate.part} of {rate.base}")), rate.metric)
                    for rate in group.rates
                    if rate.base
                ],
            )
            for group in answer.groups
        ]
