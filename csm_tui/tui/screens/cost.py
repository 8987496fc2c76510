"""Cost to serve: of ARR by tier and account, and who is over- and under-served (DOMAIN §9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui.domain.serving import OVER, UNDER, Flag
from csm_tui.queries.economics import economics
from csm_tui.tui import cost_lanes
from csm_tui.tui import cost_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.cost_rows import Served, served
from csm_tui.tui.pieces import Line, Piece, line, wrap
from csm_tui.tui.screens.view import UNSPANNED, Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.queries.economics import EconomicsRow
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import LaneFigure

_ROOMY: Final = 36
# Lines that are not the list's or the chart's lanes; and the fewest of a section.
_CHROME: Final = 6
_LEAST: Final = 2
_MORE: Final = "more"


class CostScreen(ViewScreen[Served]):
    """Tiers against what the model expects, over- and under-served accounts, bands, gaps."""

    NAME = "Cost to serve"
    VIEW = "cost"
    ASIDE: ClassVar[bool] = True
    FOLLOWS: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = UNSPANNED
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "next-measure", "table", "filter", "copy")
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        # The sections of which all accounts are shown.
        self._whole: set[Flag] = set()
        # The accounts of the lines by id; the figure made last, and what it is of.
        self._listed: dict[int, EconomicsRow] = {}
        self._drawn: tuple[cost_lanes.Spread, LaneFigure] | None = None

    def question(self, book: BookConnection) -> Served:
        """Return the economics of the accounts that the filter keeps."""
        return served(economics(book, self.filter, today=self.today))

    # The chart

    def _spread(self, answer: Served) -> cost_lanes.Spread | None:
        return answer.fine if self.app.size.height >= _ROOMY else answer.coarse

    def caption(self, answer: Served) -> Line:
        """Return what the chart shows, and what its letters mean."""
        return rows.caption(answer, self.app.size.width)

    def chart(self, answer: Served) -> LaneFigure | None:
        """Return the accounts by ARR and share, the one under the cursor marked."""
        found = self._spread(answer)
        if found is None:
            return None
        if self._drawn is None or self._drawn[0] is not found:
            # Another line under the cursor is no other figure: of a large book that would be felt.
            glyph = "x" if self.csm.plain else "•"
            self._drawn = found, cost_lanes.lane_figure(found, self.csm.money, glyph)
        here = self._listed.get(self.under.account_id or 0) if self.under else None
        at = None if here is None else cost_lanes.place(found, here)
        return self._drawn[1]._replace(here=at)

    def table(self, answer: Served) -> Sequence[Entry]:
        """Return the lanes with their accounts, and how many of them stand out."""
        found = self._spread(answer)
        if found is None:
            return ()
        why = rows.lane_why()
        lines = [rows.lane_titles(), *map(rows.lane_line, found.lanes)]
        if found.unknown:
            lines.append(rows.unknown_line(found))
        return [Entry(shown, place, why=why) for place, shown in enumerate(lines)]

    # The sections

    def parts(self, answer: Served) -> Sequence[Part]:
        """Return the tiers, who stands out, the bands with their accounts, what is missing."""
        found = answer.found
        self._listed = {}
        if not found.rows:
            return ()
        lacks = Part("missing", line(Piece("What is missing", "strong")), self._missing(answer))
        parts = [
            Part(
                "tiers",
                rows.tier_head(found, self.room),
                self._tiers(answer),
                why=rows.blended_why(found),
            ),
            self._flagged(answer, OVER, answer.over),
            self._flagged(answer, UNDER, answer.under),
            *(self._band(answer, held) for held in answer.bands),
            Part("besides", line(Piece("Besides", "strong")), self._besides(answer)),
        ]
        # Without any cost nothing else says much.
        return [*parts, lacks] if found.model.costs.fully_loaded else [lacks, *parts]

    def _tiers(self, answer: Served) -> list[Entry]:
        found, setting = answer.found, self.csm.setting
        entries = [
            Entry(
                partial(rows.tier_line, tier, found, setting),
                tier.tier,
                why=rows.tier_why(tier, found),
            )
            for tier in found.tiers
            if tier.accounts or tier.planned
        ]
        shown = partial(rows.blended_line, found, setting)
        return [*entries, Entry(shown, rows.BLENDED, why=rows.blended_why(found))]

    def _flagged(self, answer: Served, flag: Flag, listed: Sequence[EconomicsRow]) -> Part:
        setting, opens = self.csm.setting, self.csm.keymap.shown("open")
        room = self._few(answer, flag)
        shown = listed[: rows.MOST]
        cut = flag not in self._whole and len(listed) > room
        if cut:
            shown = listed[: room - 1]
        entries = self._accounts(answer, shown, rows.flagged_line)
        if not listed:
            entries.append(Entry(rows.nobody_line(flag, answer), "nobody"))
        if cut:
            more = rows.more_line(len(listed) - len(shown), setting, opens)
            entries.append(Entry(more, _MORE))
        elif len(listed) > len(shown):
            entries.append(Entry(rows.beyond_line(len(listed) - len(shown)), "beyond"))
        return Part(flag, rows.flagged_head(flag, len(listed), answer.found), entries)

    def _few(self, answer: Served, flag: Flag) -> int:
        """Return how many lines of accounts a section may have, so that both are seen at once."""
        spread = self._spread(answer)
        lanes = 0 if spread is None or self._table_of else len(spread.lanes) + 1
        free = self.app.size.height - _CHROME - lanes - len(answer.found.tiers) - 3
        if self.app.size.height >= _ROOMY:
            free -= len(answer.bands) + 2
        # What the other section does not need.
        beside = free - max(1, len(answer.under if flag == OVER else answer.over))
        return max(_LEAST, free // 2, beside)

    def _band(self, answer: Served, held: rows.Held) -> Part:
        entries = self._accounts(answer, held.rows, rows.account_line)
        if held.number > len(held.rows):
            entries.append(Entry(rows.beyond_line(held.number - len(held.rows)), "beyond"))
        head = rows.band_head(held, answer.found, self.csm.setting)
        return Part(held.band or rows.NO_SHARE, head, entries, folded=True)

    def _accounts(
        self, answer: Served, listed: Sequence[EconomicsRow], drawn: Callable[..., Line]
    ) -> list[Entry]:
        self._listed |= {row.account_id: row for row in listed}
        setting, found = self.csm.setting, answer.found
        gives = self.ways(("edit", "on its card gives it")).rstrip(".")
        return [
            Entry(
                partial(drawn, row, setting),
                row.account_id,
                row.account_id,
                rows.account_why(row, found, gives),
                rows.account_copied(row),
            )
            for row in listed
        ]

    def _besides(self, answer: Served) -> list[Entry]:
        said = rows.besides(answer, self.csm.setting)
        return [Entry(rows.beside_line(name, words), name) for name, words in said]

    def _missing(self, answer: Served) -> list[Entry]:
        return [
            Entry(line(Piece(text if place == 0 else f"  {text}", "muted")), f"{number}-{place}")
            for number, sentence in enumerate(rows.gaps(answer))
            for place, text in enumerate(wrap(sentence, self.room - 2))
        ]

    def empty_line(self, answer: Served) -> Line:  # noqa: ARG002
        """Return that no account has a cost, and what widens the view."""
        return self.no_live_accounts()

    def open_line(self) -> None:
        """Open the account; show all of a section; keep the accounts of a tier alone."""
        entry, section = self._here, self._list.cursor_section
        if entry is not None and entry.key == _MORE and section in (OVER, UNDER):
            self._whole.add(OVER if section == OVER else UNDER)
            self.show_parts()
        elif entry is not None and section == "tiers" and entry.key != rows.BLENDED:
            self.keep(f"tier:{entry.key}")
        else:
            super().open_line()
