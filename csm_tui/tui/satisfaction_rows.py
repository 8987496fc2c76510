"""Lines and chart of the satisfaction view: pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain import satisfaction as domain
from csm_tui.domain import satisfaction_words as words
from csm_tui.domain.satisfaction import DETRACTOR_TO
from csm_tui.domain.wording import figure
from csm_tui.tui.charts.figures import BarFigure, BarItem
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.satisfaction import Inversion, Satisfaction, Step
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.satisfaction import Asked, Comment

_GROUP: Final = 14
_SURVEY: Final = 10
_COUNT: Final = 8
_SCORE: Final = 9
_DAY: Final = 11
_ACCOUNT: Final = 22
_MOST_ACCOUNT: Final = 30
_ANSWER: Final = 10
_COUNTED: Final = 13
_MOST_BARS: Final = 11
_WIDE: Final = 100
# The health of an answer: its glyph is told apart without any colour.
_HEALTH: Final = {"promoter": "green", "passive": "yellow", "detractor": "red", "top": "green"}
NAMES: Final = {**words.NAMES, "frequency": "Frequency", "feedback": "Feedback"}


class Setting(NamedTuple):
    """What the lines are drawn with."""

    today: date
    glyphs: Glyphs


# Scores


def score_head(title: str, whose: str) -> Line:
    """Return the head of the scores with the titles of their columns, and whose answers count."""
    return line(
        Piece(fit(title, _GROUP - 1), "strong"),
        Piece(fit("", _SURVEY)),
        Piece(fit_right("answers", _COUNT), "muted"),
        Piece(fit_right("score", _SCORE), "muted"),
        right=[Piece(f"{whose} ", "muted")],
    )


def score_line(
    group: str | None, one: Satisfaction, setting: Setting, width: int, *, first: bool
) -> Line:
    """Return the line of one score: its count always, the answers where they are too few.

    The name of the group stands out in its `first` line.
    """
    glyphs = setting.glyphs
    score = words.score(one)
    few = " few" if one.sample == "small" else ""
    name = fit(group_name(group, glyphs), _GROUP - 1, glyphs.cut)
    return line(
        Piece(f"{name} ", "text" if first else "faint"),
        Piece(fit(words.NAMES[one.type], _SURVEY), "muted"),
        Piece(fit_right(f"{one.responses:,}", _COUNT)),
        Piece(fit_right(score or glyphs.unknown, _SCORE), "strong" if score else "muted"),
        Piece(f"{few:<4}  ", "warn"),
        *_made_of(one, glyphs, wide=width >= _WIDE),
    )


def score_why(group: str | None, one: Satisfaction, setting: Setting) -> Line:
    """Return a score with what it is made of in full."""
    name = f" {NAMES[one.type]} of {group_name(group, setting.glyphs)}"
    said = f"{words.made_of(one)} of {formatting.plural(one.responses, 'answer')}"
    if one.nps is None:
        said = _share(one) or words.made_of(one)
    score = words.score(one)
    return line(Piece(name, "strong"), Piece(f": {f'{score}, ' if score else ''}{said}", "muted"))


def group_name(group: str | None, glyphs: Glyphs) -> str:
    """Return the name of a group; what has none is unknown."""
    return glyphs.unknown if group is None else group


def _share(one: Satisfaction) -> str:
    """Return how many answers a CSAT or CES counts, of how many; "" for others."""
    good = sum(step.number for step in domain.spread(one) if step.side in ("top", "easy"))
    if one.csat_pct is not None:
        return f"{good:,} of {one.responses:,} in the top two"
    return "" if one.ces is None else f"of 7, {good:,} of {one.responses:,} at 5 or more"


def _made_of(one: Satisfaction, glyphs: Glyphs, *, wide: bool) -> Sequence[Piece]:
    if one.nps is None:
        return (Piece(_share(one) or words.made_of(one), "muted"),)
    sides = ((one.promoters, "promoter"), (one.passives, "passive"), (one.detractors, "detractor"))
    pieces = []
    for number, side in sides:
        ink = formatting.band_ink(_HEALTH[side]) if number else "muted"
        pieces.append(Piece(f"{glyphs.health[_HEALTH[side]]} {number:,}  ", ink))
        if wide:
            pieces[-1:] = [
                Piece(pieces[-1].text[:-1], ink),
                Piece(f"{words.SIDES[side]}  ", "muted"),
            ]
    if one.left_out:
        pieces.append(Piece(f"{one.left_out:,} left out", "warn"))
    return pieces


def alert_lines(inverted: Inversion, width: int) -> list[Line]:
    """Return the sentence of an inversion over as many lines as it takes."""
    said = wrap(f"! {words.alert(inverted)}", max(20, width))
    return [line(Piece(part, "warn")) for part in said]


# The chart


def caption(group: str | None, one: Satisfaction | None, setting: Setting) -> Line:
    """Return what the chart of answers shows, with how many there are and what they come to."""
    dot = f" {setting.glyphs.dot} "
    if one is None:
        return line(Piece(" No answers", "muted"))
    score = words.score(one)
    counted = formatting.plural(one.responses, "answer")
    few = f", {words.TOO_FEW}" if one.sample == "too-few" and one.type in domain.SCORED else ""
    return line(
        Piece(f" {NAMES[one.type]}", "strong"),
        Piece(f", {group_name(group, setting.glyphs)}{dot}", "muted"),
        *((Piece(score, "strong"), Piece(dot, "muted")) if score else ()),
        Piece(f"{counted}{few}", "muted"),
    )


def answers_figure(one: Satisfaction, glyphs: Glyphs) -> BarFigure | None:
    """Return how often each answer was given as bars; None where nobody answered."""
    if not one.responses:
        return None
    return BarFigure(tuple(_answer_bar(step, one, glyphs) for step in domain.spread(one)))


def _answer_bar(step: Step, one: Satisfaction, glyphs: Glyphs) -> BarItem:
    scale = None if one.type == "nps" else step.scale
    name = words.answer_on(step.score, scale)
    band = _HEALTH.get(step.side)
    if band is not None:
        name = f"{glyphs.health[band]} {name}"
    rated = step.number and one.sample != "too-few"
    share = formatting.percent(step.number, one.responses) if rated else ""
    ink = formatting.band_ink(band) if band is not None else "accent"
    return BarItem(name, step.number, f"{step.number:,}{share:>7}", ink)


def groups_figure(asked: Asked, by: str, survey: str, glyphs: Glyphs) -> BarFigure | None:
    """Return the score of each group as bars; too few answers are unknown, with their count."""
    bars = []
    for group in asked.groups:
        one = next((one for one in group.scores if one.type == survey), None)
        if one is None or not one.responses:
            continue
        value = {"nps": one.nps, "csat": one.csat_pct, "ces": one.ces}[survey]
        counted = formatting.plural(one.responses, "answer")
        few = " few" if one.sample == "small" else ""
        score = f"{words.score(one) or 'too few'}{few}"
        ink = "accent" if value is None or value >= 0 else "warn"
        name = group_name(group.key, glyphs)
        bars.append(BarItem(name, value, f"{score}  {counted:>{_COUNTED}}", ink))
    high = {"nps": 100.0, "csat": 100.0, "ces": 7.0}[survey]
    # Of periods the latest are seen; the lines below have all of them.
    shown = [*bars[:1], *bars[1:][-_MOST_BARS:]] if by in ("month", "quarter") else bars
    return BarFigure(tuple(shown), high=high) if bars else None


# Answers of people


def answers_head(title: str, count: str, hint: str = "") -> Line:
    """Return the head of a list of answers with how many there are."""
    return line(
        Piece(title, "strong"), Piece(f"  {count}", "muted"), right=[Piece(f"{hint} ", "muted")]
    )


def answer_line(one: Comment, setting: Setting, width: int) -> Line:
    """Return the line of one answer: when, who, what they said."""
    glyphs = setting.glyphs
    account = _MOST_ACCOUNT if width >= _WIDE else _ACCOUNT
    return line(
        Piece(fit(formatting.day(one.date, setting.today, glyphs), _DAY), "muted"),
        Piece(fit(one.account, account, glyphs.cut)),
        Piece(" "),
        answer_piece(one, glyphs),
        Piece(f"{one.comment}  " if one.comment else ""),
        Piece(one.respondent or "", "muted"),
    )


def answer_piece(one: Comment, glyphs: Glyphs) -> Piece:
    """Return the answer itself in its cell; a detractor with the glyph of red."""
    shown = words.answer_on(one.score, None if one.type == "nps" else one.scale)
    if one.type != "nps":
        name = words.NAMES[one.type] if one.type in domain.SCORED else ""
        return Piece(fit(f"{name} {shown}".strip(), _ANSWER))
    promotes = one.score >= domain.PROMOTER_FROM
    band = "green" if promotes else "red" if one.score <= DETRACTOR_TO else "yellow"
    return Piece(fit(f"{glyphs.health[band]} {shown}", _ANSWER), formatting.band_ink(band))


def answer_why(one: Comment, setting: Setting, *, waits: bool) -> Line:
    """Return who said what when, and for a detractor that nobody has followed up."""
    ago = formatting.away(one.date, setting.today)
    named = words.NAMES[one.type]
    said = f"{named} {words.answer_on(one.score, None if one.type == 'nps' else one.scale)}, {ago}"
    since = ", no touchpoint since" if waits else ""
    who = ": ".join(part for part in (one.respondent, one.comment) if part)
    return line(
        Piece(f" {one.account}", "strong"), Piece(f": {said}{since}"), Piece(f"  {who}", "muted")
    )


def answer_copied(one: Comment) -> str:
    """Return an answer as tab-separated cells."""
    cells = (one.date.isoformat(), one.account, words.NAMES[one.type], figure(one.score))
    return "\t".join((*cells, one.respondent or "", one.comment or ""))
