"""Satisfaction: what customers say, by group; who was unhappy and awaits a call (DOMAIN §8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from csm_tui import formatting
from csm_tui.queries import satisfaction
from csm_tui.text import safe_text
from csm_tui.tui import satisfaction_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.screens.view import VIEW_COMMANDS, Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.satisfaction import Satisfaction
    from csm_tui.queries.satisfaction import Asked, Comment
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import BarFigure

_MOST: Final = 500
_GROUPINGS: Final = tuple(satisfaction.GROUPINGS)
_CHARTED: Final = ("nps", "csat", "ces")


class Said(NamedTuple):
    """The scores, the detractors who wait, and what was written, the newest first."""

    asked: Asked
    waiting: list[Comment]
    comments: list[Comment]


class SatisfactionScreen(ViewScreen[Said]):
    """Scores by group with the answers as bars, detractors who wait, comments."""

    NAME = "Satisfaction"
    VIEW = "satisfaction"
    ASIDE: ClassVar[bool] = True
    FOLLOWS: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = (
        "log", "by", "latest", "chart-of", *VIEW_COMMANDS,
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "log",
        "by",
        "latest",
        "chart-of",
        "next-measure",
        "longer",
    )
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._by = _GROUPINGS[0]
        self._latest = False
        # Whether the chart compares the groups, else the answers of one; of which it shows them.
        self._groups = False
        self._charted: tuple[str | None, str] = (satisfaction.ALL, "nps")

    def question(self, book: BookConnection) -> Said:
        """Return the scores of the span, and the answers in words."""
        today, span, wanted = self.today, self.span, self.filter
        first, to, latest = span.from_, span.to, self._latest
        return Said(
            satisfaction.scores(
                book, wanted, today=today, by=self._by, from_=first, to=to, latest=latest
            ),
            satisfaction.detractors(book, wanted, today=today, from_=first, to=to, limit=_MOST),
            satisfaction.comments(
                book, wanted, today=today, from_=first, to=to, latest=latest, limit=_MOST
            ),
        )

    # The chart

    def caption(self, answer: Said) -> Line:
        """Return what the chart shows."""
        right: list[Piece] = []
        if answer.waiting:
            waits = "waits" if len(answer.waiting) == 1 else "wait"
            count = formatting.plural(len(answer.waiting), "detractor")
            more = "+" if len(answer.waiting) == _MOST else ""
            right = [Piece(f"{count}{more} {waits} ", "bad")]
        if self._groups:
            words = f" {rows.NAMES[self._charted[1]]} by {self._by}"
            shown = line(Piece(words, "strong"), Piece(f", {self._whose}", "muted"))
        else:
            group, _ = self._charted
            shown = rows.caption(group, self._one(answer), self._setting)
        return Line(shown.left, tuple(right))

    def chart(self, answer: Said) -> BarFigure | None:
        """Return the answers to the line's survey as bars, or the score of each group."""
        self._follow(answer)
        if self._groups:
            return rows.groups_figure(answer.asked, self._by, self._charted[1], self.csm.glyphs)
        one = self._one(answer)
        return rows.answers_figure(one, self.csm.glyphs) if one else None

    def _one(self, answer: Said) -> Satisfaction | None:
        group, survey = self._charted
        return answer.asked.of(survey, group)

    def _follow(self, answer: Said) -> None:
        """Take the score under the cursor; elsewhere the last one stays while it is there."""
        key = self.under.key if self.under and self.section == "scores" else ""
        for group in answer.asked.groups:
            for one in group.scores:
                if key == _key(group.key, one.type) and (not self._groups or one.type in _CHARTED):
                    self._charted = group.key, one.type
        found = self._one(answer)
        if found is None or not found.responses:
            self._charted = satisfaction.ALL, self._first_survey(answer)

    def _first_survey(self, answer: Said) -> str:
        given = [one.type for one in answer.asked.groups[0].scores if one.responses]
        return next((survey for survey in given if survey in _CHARTED), "nps")

    # The lines

    @property
    def _setting(self) -> rows.Setting:
        return rows.Setting(self.today, self.csm.glyphs)

    @property
    def _whose(self) -> str:
        return "the latest of each person" if self._latest else "all answers"

    def parts(self, answer: Said) -> Sequence[Part]:
        """Return what is inverted, the scores, who waits, what was written."""
        if answer.asked.first_on is None:
            return ()
        return [
            Part("", line(""), self._alert(answer.asked)),
            Part("scores", rows.score_head(f"By {self._by}", self._whose), self._scores(answer)),
            self._people("waiting", "Detractors awaiting a follow-up", answer.waiting, waits=True),
            self._people("comments", "Comments", answer.comments, waits=False),
        ]

    def _alert(self, asked: Asked) -> list[Entry]:
        return [
            Entry(shown, f"{inverted.tier}-{place}")
            for inverted in asked.inversions
            for place, shown in enumerate(rows.alert_lines(inverted, self.room))
        ]

    def _scores(self, answer: Said) -> list[Entry]:
        return [
            Entry(
                partial(self._score_line, group.key, one, first=place == 0),
                _key(group.key, one.type),
                why=rows.score_why(group.key, one, self._setting),
            )
            for group in answer.asked.groups
            for place, one in enumerate(
                one for one in group.scores if one.responses or one.left_out
            )
        ]

    def _score_line(self, group: str | None, one: Satisfaction, width: int, *, first: bool) -> Line:
        return rows.score_line(group, one, self._setting, width, first=first)

    def _people(self, key: str, title: str, listed: Sequence[Comment], *, waits: bool) -> Part:
        setting = self._setting
        count = f"{len(listed):,}" if len(listed) < _MOST else f"the newest {_MOST:,}"
        hint = self.ways(("log", "logs a touchpoint")).rstrip(".") if waits else ""
        entries = [
            Entry(
                partial(rows.answer_line, one, setting),
                one.id,
                one.account_id,
                rows.answer_why(one, setting, waits=waits),
                rows.answer_copied(one),
            )
            for one in listed
        ]
        return Part(key, rows.answers_head(title, count, hint), entries)

    def empty_line(self, answer: Said) -> Line:  # noqa: ARG002
        """Return that nobody answered, and what widens the view."""
        return line(Piece("No answers to surveys. "), Piece(self.widening(), "muted"))

    # Commands

    @property
    def _said(self) -> Comment | None:
        """Return the answer under the cursor."""
        here, listed = self._here, {"waiting": 0, "comments": 1}.get(self._list.cursor_section)
        if self.answer is None or here is None or listed is None:
            return None
        answers = (self.answer.waiting, self.answer.comments)[listed]
        return next((one for one in answers if one.id == here.key), None)

    def quick_start(self) -> str:
        """Return the name of the account: the quick line begins with it."""
        return f"{safe_text(self._said.account)} " if self._said else ""

    def action_log(self) -> None:
        """Log a touchpoint of the account that answered, or ask of which."""
        from csm_tui.tui.dialogs.log_form import LogForm

        said = self._said
        named = (said.account_id, said.account) if said else (None, "")
        self.app.push_screen(LogForm(self.csm, *named))

    def action_by(self) -> None:
        """Group by the next of tier, segment, owner, month, quarter."""
        self._by = _GROUPINGS[(_GROUPINGS.index(self._by) + 1) % len(_GROUPINGS)]
        self.reload()

    def action_latest(self) -> None:
        """Count the latest answer of each person only, or all again."""
        self._latest = not self._latest
        words = "Each person's latest answer only." if self._latest else "All answers."
        self.notice(words, "muted")
        self.reload()

    def action_chart_of(self) -> None:
        """Compare the groups in the chart, or show the answers of the line."""
        self._groups = not self._groups
        self.show_parts()


def _key(group: str | None, survey: str) -> str:
    return f"{survey}:{'' if group is None else f'={group}'}"
