"""A scatter on a canvas: four corners with their names, dots by the library, crowds counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.charts.axes import number
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.plot import Trace, plotted
from csm_tui.tui.charts.signs import Signs, signs
from csm_tui.tui.pieces import width_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.tui.charts.bins import Bins, Cell, Place, Placed
    from csm_tui.tui.charts.figures import Dot, ScatterFigure

# While no crowd is larger, each is a figure; else each is a shade for its power of ten: a field of
# both would be read as neither.
MOST_COUNTED: Final = 9
# More arrows than these say nothing any more: the first are drawn.
MOST_ARROWS: Final = 40
_LEFT: Final = 6
_LEAST_WIDTH: Final = 24
_LEAST_HEIGHT: Final = 8


class Field(NamedTuple):
    """Where the dots stand on the canvas."""

    left: int
    top: int
    width: int
    height: int


def field_of(width: int, height: int) -> Field | None:
    """Return the field of a chart of a size, None where it is too small for one."""
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return None
    # A line of corners above and below, the floor, and the line of its figures.
    return Field(_LEFT, 1, width - _LEFT, height - 4)


def drawn(
    placed: Placed,
    arrows: Sequence[tuple[Dot, Dot]],
    width: int,
    height: int,
    *,
    plain: bool,
) -> Canvas:
    """Return the drawing of the dots in `width` by `height` cells."""
    canvas = Canvas(width, height)
    field = field_of(width, height)
    if field is None:
        return canvas
    use = signs(plain)
    figure = placed.bins.figure
    split = placed.bins.split(field.width, field.height)
    _frame(canvas, field, figure, split, use)
    _arrows(canvas, field, placed.bins, arrows, use)
    _dots(canvas, field, placed.cells, use)
    _corners(canvas, field, figure, split)
    _crowds(canvas, placed.cells, use)
    return canvas


def _frame(
    canvas: Canvas, field: Field, figure: ScatterFigure, split: tuple[int, int], use: Signs
) -> None:
    """Draw both scales and the lines that split them."""
    left, top, width, height = field
    for y in range(height + 2):
        canvas.put(left - 1, y, use.side, "faint")
        canvas.put(left + split[0], y, use.side, "faint")
    for x in range(width):
        canvas.put(left + x, top + split[1], use.floor, "faint")
        canvas.put(left + x, top + height + 1, use.floor, "faint")
    canvas.put(left + split[0], top + split[1], use.cross, "faint")
    canvas.put(left - 1, top + height + 1, use.corner, "faint")
    canvas.put(left + split[0], top + height + 1, use.below, "faint")
    for value, y in (
        (figure.high, 0),
        (figure.y_split, split[1]),
        (figure.low, height - 1),
    ):
        shown = number(value)
        canvas.write(max(0, left - 2 - width_of(shown)), top + y, shown, "muted")
        canvas.put(left - 1, top + y, use.cross if y == split[1] else use.tick, "faint")
    canvas.write(0, 0, figure.y_name, "muted", most=left - 1)
    foot = top + height + 2
    end = number(figure.high)
    named = f"{figure.x_name}  {end}" if figure.x_name else end
    canvas.write(left, foot, number(figure.low), "muted")
    canvas.write(max(left, canvas.width - width_of(named)), foot, named, "muted")
    middle = number(figure.x_split)
    at = left + split[0] - width_of(middle) // 2
    if canvas.free(at - 1, foot, width_of(middle) + 2):
        canvas.write(at, foot, middle, "muted")


def _corners(canvas: Canvas, field: Field, figure: ScatterFigure, split: tuple[int, int]) -> None:
    """Name the four corners, in lines that no dot stands in."""
    left, top, width, height = field
    rooms = (split[0] - 1, width - split[0] - 2)
    for place, text in enumerate(figure.corners):
        x = left + (split[0] + 2 if place % 2 else 0)
        y = top + height if place > 1 else 0
        canvas.write(
            x + (0 if place % 2 else 1), y, text, "strong", most=max(0, rooms[place % 2] - 1)
        )


def _dots(canvas: Canvas, field: Field, cells: Mapping[Place, Cell], use: Signs) -> None:
    """Draw single dots by look through the library, and crowds over them as figures or shades."""
    looks: dict[tuple[str, str], list[tuple[float, float] | None]] = {}
    shaded = _is_shaded(cells)
    for (x, y), cell in cells.items():
        if cell.dots == 1:
            looks.setdefault((cell.glyph, cell.ink), []).append((x, field.height - 1 - y))
        else:
            canvas.put(
                field.left + x, field.top + y, crowd(cell.dots, use, shaded=shaded), cell.ink
            )
    traces = [Trace(points, glyph[:1], joined=False) for (glyph, _), points in looks.items()]
    inks = tuple(ink for _, ink in looks)
    canvas.plot(plotted(traces, field.width, field.height), inks, field.left, field.top)


def crowd(count: int, use: Signs, *, shaded: bool) -> str:
    """Return the sign of several dots in one cell: their number, or a shade for it."""
    if not shaded:
        return str(count)
    return use.crowd[min(len(str(count)), len(use.crowd)) - 1]


def _is_shaded(cells: Mapping[Place, Cell]) -> bool:
    return any(cell.dots > MOST_COUNTED for cell in cells.values())


def _crowds(canvas: Canvas, cells: Mapping[Place, Cell], use: Signs) -> None:
    """Say what the signs of crowds mean, where there are any."""
    most = max((cell.dots for cell in cells.values()), default=0)
    if most < 2:
        return
    least = (2, *(10**power for power in range(1, len(use.crowd))))
    shades = "  ".join(
        f"{sign} {count:,}+" for sign, count in zip(use.crowd, least, strict=True) if count <= most
    )
    counted = f"2-{most}" if most > 2 else "2"
    foot = canvas.height - 1
    # As many words as have room between the figures of the floor.
    for said in (" accounts in one place", " in one place", ""):
        words = (shades if _is_shaded(cells) else counted) + said
        room = width_of(words)
        for start in range(_LEFT + 4, canvas.width - room):
            if canvas.free(start - 1, foot, room + 2):
                canvas.write(start, foot, words, "muted")
                return


def _arrows(
    canvas: Canvas, field: Field, bins: Bins, arrows: Sequence[tuple[Dot, Dot]], use: Signs
) -> None:
    """Draw where dots came from: a line from there with a head before the dot."""
    traces = []
    heads = []
    for old, new in arrows[:MOST_ARROWS]:
        start = bins.place_of(old, field.width, field.height)
        end = bins.place_of(new, field.width, field.height)
        if start == end:
            continue
        x, y = end[0] - start[0], end[1] - start[1]
        steps = max(abs(x), abs(y))
        before = (round(end[0] - x / steps), round(end[1] - y / steps))
        traces.append(
            Trace(
                [
                    (start[0], field.height - 1 - start[1]),
                    (before[0], field.height - 1 - before[1]),
                ],
                use.line or use.grid,
                thin=True,
            )
        )
        heads.append((before, use.heads[direction(x, -y)]))
    inks = ("muted",) * len(traces)
    canvas.plot(plotted(traces, field.width, field.height), inks, field.left, field.top)
    for (x, y), head in heads:
        canvas.put(field.left + x, field.top + y, head, "accent")


def direction(x: int, up: int) -> int:
    """Return the eighth of the compass that a step points to: 0 right, 2 up, 4 left, 6 down."""
    # As seen: a cell is twice as high as it is wide.
    up *= 2
    if abs(up) * 2 < abs(x):
        return 0 if x > 0 else 4
    if abs(x) * 2 < abs(up):
        return 2 if up > 0 else 6
    if x > 0:
        return 1 if up > 0 else 7
    return 3 if up > 0 else 5
