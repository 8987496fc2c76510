"""The lines of the matrix: of an account, of a move, of what is not placed, and of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.why_quadrant import NAMES as INPUTS
from csm_tui.domain.wording import figure
from csm_tui.queries import quadrants
from csm_tui.tui.matrix_shown import NAMES, SHORT
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.quadrants import AxisResult
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.quadrant_moves import Move, Moves, Stay
    from csm_tui.queries.quadrants import NotPlaced, Point
    from csm_tui.tui.matrix_shown import Shown
    from csm_tui.tui.setting import Setting

_LEAST_NAME: Final = 16
_MOST_NAME: Final = 34
# The cells that each sort of line takes beside the name.
_BESIDE_POINT: Final = 50
_BESIDE_LACKS: Final = 52
_BESIDE_MOVE: Final = 54
_BAR: Final = 14
_AMOUNTS: Final = frozenset({"arr", "potential_arr"})


def _name_width(width: int, beside: int) -> int:
    return max(_LEAST_NAME, min(_MOST_NAME, width - beside))


def point_titles(width: int) -> Line:
    """Return the titles of the lines of placed accounts."""
    name = _name_width(width - 2, _BESIDE_POINT)
    return line(
        Piece("  "),
        Piece(fit("Account", name), "muted"),
        Piece(f" {'ARR':>7}  {'Size':>4}  {'Need':>4}  {'Health':<7} Tier", "muted"),
    )


def point_line(point: Point, width: int, setting: Setting, move: Move | None = None) -> Line:
    """Return an account with its place on both axes; `!` where need is high whatever its sum."""
    glyphs = setting.glyphs
    name = _name_width(width, _BESIDE_POINT)
    forced = point.forced
    reason = ""
    if forced:
        reason = "at risk" if point.at_risk else "onboarding"
    return line(
        Piece(fit(point.account, name, glyphs.cut)),
        Piece(fit_right(setting.money(point.arr), 8)),
        Piece(fit_right(formatting.score(point.size, glyphs), 6), "muted"),
        Piece(fit_right(formatting.score(point.need, glyphs), 6), "muted"),
        Piece("! " if forced else "  ", "warn"),
        Piece(
            fit(formatting.health(point.health, point.band, point.provisional, glyphs), 8),
            formatting.band_ink(point.band),
        ),
        Piece(fit(point.tier, 8), "muted"),
        Piece(reason, "warn"),
        Piece(f"  was {SHORT[move.before]}: {why(move, glyphs)}" if move else "", "muted"),
    )


def outside_titles(width: int) -> Line:
    """Return the titles of the lines of what is not placed."""
    return line(
        Piece("  "),
        Piece(fit("Account", _name_width(width - 2, _BESIDE_LACKS)), "muted"),
        Piece(f" {'ARR':>7}  Health Missing", "muted"),
    )


def outside_line(
    one: NotPlaced, width: int, setting: Setting, *, beside_points: bool = False
) -> Line:
    """Return an account that is not placed, with what is missing of it.

    Beside placed ones it stands under their titles, with no need.
    """
    glyphs = setting.glyphs
    inputs = [lack for lack in one.lacks if lack in quadrants.INPUTS]
    words = [f"need: no {', '.join(inputs)}"] if inputs else []
    if quadrants.SIZE in one.lacks:
        words.insert(0, quadrants.SIZE)
    health = formatting.health(one.health, one.band, one.provisional, glyphs)
    name = _name_width(width, _BESIDE_POINT if beside_points else _BESIDE_LACKS)
    ink = formatting.band_ink(one.band)
    place: tuple[Piece, ...] = (Piece("  "), Piece(fit(health, 7), ink))
    if beside_points:
        axes = (formatting.score(one.size, glyphs), glyphs.unknown)
        place = (
            Piece("".join(fit_right(score, 6) for score in axes), "muted"),
            Piece("  "),
            Piece(fit(health, 8), ink),
            Piece(fit(one.tier, 8), "muted"),
        )
    return line(
        Piece(fit(one.account, name, glyphs.cut)),
        Piece(fit_right(setting.money(one.arr), 8)),
        *place,
        Piece("; ".join(words), "muted"),
    )


def move_line(move: Move, width: int, setting: Setting) -> Line:
    """Return a move: who, from where to where, and why."""
    glyphs = setting.glyphs
    worse = move.after in ("persistent-intensive", "project")
    return line(
        Piece(fit(move.account, _name_width(width, _BESIDE_MOVE), glyphs.cut)),
        Piece(fit_right(setting.money(move.arr), 8)),
        Piece("  "),
        Piece(fit_right(SHORT[move.before], 4), "muted"),
        Piece(f" {glyphs.arrow} ", "muted"),
        Piece(fit(SHORT[move.after], 5), "warn" if worse else "strong"),
        Piece(why(move, glyphs), "muted"),
    )


def why(move: Move, glyphs: Glyphs) -> str:
    """Return why an account moved, with an arrow that no terminal takes for a sign of more."""
    return move.why.replace("→", glyphs.arrow)


def move_titles(width: int) -> Line:
    """Return the titles of the lines of moves."""
    name = _name_width(width - 2, _BESIDE_MOVE)
    return line(
        Piece("  "),
        Piece(fit("Account", name), "muted"),
        Piece(f" {'ARR':>7}  From   To   Why", "muted"),
    )


def quadrant_head(shown: Shown, quadrant: str | None, setting: Setting) -> Line:
    """Return the head of a quadrant: its accounts, ARR and share of the ARR."""
    row = next(row for row in shown.sums if row.quadrant == quadrant)
    said = (
        ""
        if quadrant
        else "  "
        + ", ".join(
            f"{lack.what} {lack.accounts:,}" for lack in shown.missing if ":" not in lack.what
        )
    )
    share = "" if row.arr is None else formatting.percent(row.arr, shown.arr or 0)
    return Line(
        (Piece(NAMES[quadrant], "strong"), Piece(said, "muted")),
        (
            Piece(formatting.plural(row.accounts, "account"), "muted"),
            Piece(fit_right(setting.money(row.arr), 9)),
            Piece(fit_right(share, 6), "muted"),
            Piece(" "),
        ),
    )


def moves_head(moves: Moves, setting: Setting) -> Line:
    """Return the head of the moves: how many since when, and where they went."""
    since = formatting.day(moves.since, setting.today, setting.glyphs)
    count = len(moves.moves)
    if not count:
        return line(Piece(f"Nobody moved since {since}", "strong"))
    into: dict[str | None, int] = {}
    for move in moves.moves:
        into[move.after] = into.get(move.after, 0) + 1
    told = f" {setting.glyphs.dot} ".join(
        f"{into[quadrant]:,} to {SHORT[quadrant]}" for quadrant in SHORT if quadrant in into
    )
    return Line(
        (Piece(f"{formatting.plural(count, 'account')} moved since {since}", "strong"),),
        (Piece(f"{told} ", "muted"),),
    )


# The account under the cursor


def why_words(point: Point | NotPlaced | None, stay: Stay | None, setting: Setting) -> list[Piece]:
    """Return in one line where an account stands, since when, and where it stood before."""
    if point is None:
        return []
    said = [Piece(" "), Piece(point.account, "strong")]
    if stay is None:
        return said
    if stay.quadrant is None:
        return [*said, Piece(f": {stay.reason}")]
    glyphs = setting.glyphs
    dot = f" {glyphs.dot} "
    since = since_words(stay, setting)
    said += [
        Piece(f"  size {formatting.score(stay.size.score, glyphs)}{dot}"),
        Piece(f"need {formatting.score(stay.need.score, glyphs)}{dot}"),
        Piece(f"{SHORT[stay.quadrant]} {since}".rstrip()),
    ]
    if stay.need.forced is not None:
        said.append(Piece(f"{dot}{stay.need.forced}", "warn"))
    return said


def since_words(stay: Stay, setting: Setting) -> str:
    """Return since when an account stands where it stands; "" where it never stood elsewhere."""
    if stay.since is None:
        return ""
    was = SHORT[stay.was] if stay.was else "not placed"
    return f"since {formatting.day(stay.since, setting.today, setting.glyphs)} (was {was})"


def strategy_of(text: str) -> str:
    """Return a strategy without the name of its quadrant before it."""
    _, _, rest = text.partition(": ")
    return formatting.sentence(rest or text)


def strategy_lines(text: str, width: int, most: int) -> list[Line]:
    """Return the strategy of a quadrant within so many lines."""
    words = wrap(strategy_of(text), max(20, width - 2), most=most) if text else []
    return [line(Piece(f" {part}", "muted")) for part in words]


def panel_lines(
    point: Point | NotPlaced, stay: Stay, strategy: str, width: int, setting: Setting
) -> list[Line]:
    """Return the panel of an account: where it stands, both axes with their inputs, what to do."""
    glyphs = setting.glyphs
    health = formatting.health(point.health, point.band, point.provisional, glyphs)
    since = since_words(stay, setting)
    lines = [
        line(Piece(point.account, "strong")),
        line(
            Piece(setting.money(point.arr)),
            Piece(f" {glyphs.dot} health ", "muted"),
            Piece(health, formatting.band_ink(point.band)),
        ),
        BLANK,
        line(Piece(NAMES[stay.quadrant], "accent")),
    ]
    if since:
        lines.append(line(Piece(since, "muted")))
    for axis in (stay.size, stay.need):
        lines += [BLANK, *_axis_lines(axis, width, setting)]
    if strategy:
        lines += [BLANK, line(Piece("What to do here", "strong"))]
        lines += [line(Piece(part)) for part in wrap(strategy_of(strategy), width)]
    return lines


def _axis_lines(axis: AxisResult, width: int, setting: Setting) -> Iterator[Line]:
    glyphs = setting.glyphs
    full, rest = formatting.bar(axis.score, _BAR, glyphs)
    high = {True: "high", False: "low", None: "not known"}[axis.high]
    yield line(
        Piece(fit(axis.name.capitalize(), 6), "strong"),
        Piece(fit_right(formatting.score(axis.score, glyphs), 4), "strong"),
        Piece("  "),
        Piece(full, "accent"),
        Piece(rest, "faint"),
        Piece(f"  {high}", "warn" if axis.high else "muted"),
    )
    whole = sum(part.weight for part in axis.parts if part.points is not None)
    for part in axis.parts:
        points = part.points
        if points is not None and axis.name == "need":
            points = points * part.weight / whole if whole else None
        known = glyphs.unknown if part.value is None else _value(part.name, part.value, setting)
        yield Line(
            (
                Piece(f"  {fit(INPUTS[part.name], 16)}", "muted"),
                Piece(fit_right(known, 8), "muted" if part.value is None else "text"),
            ),
            (
                Piece("not known " if points is None else f"{formatting.signed(points)} ", "muted"),
                Piece(" " * max(0, width - 42)),
            ),
        )
    if axis.forced is not None:
        for text in wrap(axis.forced, width - 2):
            yield line(Piece(f"  {text}", "warn"))


def _value(name: str, value: float, setting: Setting) -> str:
    if name in _AMOUNTS:
        return setting.money(round(value * 100))
    return figure(round(value, 1))
