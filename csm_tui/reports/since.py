"""What changed since a day, as a section of the Monday report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.spoken import say
from csm_tui.reports.markdown import Item
from csm_tui.reports.words import kind_of

if TYPE_CHECKING:
    from csm_tui.queries.changes import Arrival, Comparison, Departure, Held, Move, Moved
    from csm_tui.reports.markdown import Document
    from csm_tui.reports.week import Week

# Who is listed by name, of each kind.
MOST: Final = 40


class Since:
    """The changes of a week: asked once, told in the first lines and in a section."""

    def __init__(
        self,
        week: Week,
        currency: str | None,
        comparison: Comparison,
        arrived: list[Arrival],
        departed: list[Departure],
        held: list[Held],
    ) -> None:
        self._week = week
        self._currency = currency
        self._comparison = comparison
        self._arrived = arrived
        self._departed = departed
        self._held = held

    def sentence(self) -> str:
        """Return the changes in one sentence: counts and ARR."""
        parts = [f"{self._comparison.accounts:,} moved"]
        for words, rows in (("new", self._arrived), ("lost", self._departed)):
            amount = f" ({self._money(sum(row.arr or 0 for row in rows))})" if rows else ""
            parts.append(f"{len(rows):,} {words}{amount}")
        done = sum(one.done for one in self._held)
        missed = sum(one.no_shows for one in self._held)
        minutes = sum(one.minutes for one in self._held)
        logged = f" ({formatting.minutes(minutes)})" if minutes else ""
        held = f"{formatting.plural(done, 'touchpoint')} held{logged}"
        if missed:
            held += f", {formatting.plural(missed, 'no-show')}"
        return f"{', '.join(parts)}; {held}."

    def write(self, document: Document) -> None:
        """Write the section."""
        document.section(f"Since {formatting.full_day(self._week.since)}")
        items = [
            *map(self._moved, self._comparison.moved),
            *map(self._new, self._arrived[:MOST]),
            *map(self._lost, self._departed[:MOST]),
        ]
        if items:
            document.items(items)
        else:
            document.paragraph("Nobody moved, came or left.")
        rest = [*self._rest()]
        if rest:
            document.paragraph(*rest)
        if self._held:
            document.paragraph(", ".join(map(_held, self._held)) + ".", about="Held:")

    def _money(self, cents: int | None) -> str:
        return formatting.money(cents, self._currency)

    def _moved(self, moved: Moved) -> Item:
        return Item(
            moved.account, f"{self._money(moved.arr)} · {'; '.join(map(_move, moved.moves))}"
        )

    def _new(self, arrival: Arrival) -> Item:
        began = "started" if arrival.started else "in the book since"
        when = say(arrival.on, self._week.today)
        return Item(
            arrival.account, f"{self._money(arrival.arr)} · new: {began} {when}, {arrival.tier}"
        )

    def _lost(self, departure: Departure) -> Item:
        what = "churned" if departure.churned else "archived"
        when = "" if departure.on is None else f" on {say(departure.on, self._week.today)}"
        return Item(departure.account, f"{self._money(departure.arr)} · lost: {what}{when}")

    def _rest(self) -> list[str]:
        """Return in sentences what the list leaves out."""
        told = []
        counts = (self._comparison.accounts, len(self._arrived), len(self._departed))
        beyond = sum(max(0, count - MOST) for count in counts)
        if beyond:
            told.append(f"… and {beyond:,} more with less ARR.")
        if self._comparison.placed:
            placed = formatting.plural(self._comparison.placed, "account")
            told.append(f"Of {placed} a figure only became known, or unknown.")
        if self._comparison.not_compared:
            smallest = formatting.plural(self._comparison.not_compared, "account")
            told.append(f"The smallest {smallest} by ARR were not compared.")
        return told


def _move(move: Move) -> str:
    if move.figure == "at risk":
        words = "at risk" if move.after == "yes" else "no longer at risk"
    else:
        words = f"{move.figure} {move.before} → {move.after}"
    return f"{words} ({move.reason})" if move.reason else words


def _held(held: Held) -> str:
    missed = f" and {formatting.plural(held.no_shows, 'no-show')}" if held.no_shows else ""
    return f"{kind_of(held.kind)} {held.done}{missed}"
