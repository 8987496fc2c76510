"""A list of any length in foldable sections that draws only what is seen (TEXTUAL §2).

It knows ids and how many there are; what a row looks like comes from the functions given to it. The
cursor is an id, never a row number, so it survives sorting, filtering, undo and other programs.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, ClassVar, cast

from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBarRender

from csm_tui.tui.bindings import bindings
from csm_tui.tui.commands import MOVING
from csm_tui.tui.pieces import BLANK, Line, Piece, folded
from csm_tui.tui.strips import strip
from csm_tui.tui.widgets.row_places import Place, RowPlaces, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.events import Click
    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp
    from csm_tui.tui.themes import Inks

__all__ = ["RowList", "Section", "ids"]

_CACHED_STRIPS = 512


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of grounds alone, for ASCII."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8


class RowList(ScrollView, can_focus=True):
    """Rows in sections, with a cursor, folding and a selection."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """
    BINDINGS = bindings(MOVING)

    class Moved(Message):
        """The cursor stands elsewhere; `id` is None on a section's head."""

        def __init__(self, id: int | None, section: str) -> None:
            super().__init__()
            self.id = id
            self.section = section

    class Opened(Message):
        """A row was opened."""

        def __init__(self, id: int) -> None:
            super().__init__()
            self.id = id

    class Selected(Message):
        """The selection is another."""

    class HeadClicked(Message):
        """The line of columns was clicked at cell `x`."""

        def __init__(self, x: int) -> None:
            super().__init__()
            self.x = x

    def __init__(
        self,
        row: Callable[[int, int], Line],
        *,
        head: Callable[[str, bool, int], Line] | None = None,
        columns: Callable[[int], Line] | None = None,
        empty: Callable[[], Line] | None = None,
        selectable: bool = False,
        ground: str = "",
        id: str | None = None,
    ) -> None:
        """Take the functions that give the line of a row, of a section's head, and of the columns.

        `row(id, width)`, `head(key, folded, width)` and `columns(width)`; the first two cells of a
        row belong to the list (cursor and mark). `empty()` says why there is nothing.
        """
        super().__init__(id=id)
        self._row = row
        self._head = head
        self._columns = columns
        self._empty = empty
        self._shown = False
        self._selectable = selectable
        self._ground = ground
        self._places = RowPlaces(headed=head is not None)
        self._cursor = Place(0, 0)
        self._drawn = Place(0, 0)
        self._strips: dict[tuple[int, int], Strip] = {}
        self._strip_width = 0
        self._selection: set[int] = set()
        self._wanted: int | None = None
        # Whether the cursor is shown as if the list had the focus: where a field drives it.
        self.lit = False

    def on_mount(self) -> None:
        """Draw the scroll bar with the signs in force."""
        super().on_mount()  # type: ignore[no-untyped-call]
        if cast("CsmApp", self.app).plain:
            self.vertical_scrollbar.renderer = PlainScrollBar  # type: ignore[misc]

    # What is shown

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the sections shown."""
        return self._places.sections

    @property
    def selection(self) -> frozenset[int]:
        """Return the ids selected, seen or not."""
        return frozenset(self._selection)

    @property
    def selected_unseen(self) -> int:
        """Return how many of the selected rows are in folded sections."""
        hidden = {id for part in self.sections if part.key in self.folded for id in part.ids}
        return len(self._selection & hidden)

    @property
    def folded(self) -> frozenset[str]:
        """Return the keys of the folded sections."""
        return frozenset(self._places.folded)

    @property
    def cursor_id(self) -> int | None:
        """Return the id under the cursor; None on a head or in an empty list."""
        return self._places.id(self._cursor)

    @property
    def cursor_section(self) -> str:
        """Return the key of the section that the cursor is in."""
        return self.sections[self._cursor.section].key if self.sections else ""

    def around(self, count: int) -> Sequence[int]:
        """Return some `count` ids around the row being drawn: those that will be wanted next."""
        section = self.sections[self._drawn.section] if self.sections else None
        first = max(0, self._drawn.row - count // 2)
        return section.ids[first : first + count] if section else ()

    def show(self, sections: Sequence[Section], *, top: bool = False) -> None:
        """Show other rows; the cursor stays on its id and line, or starts again with `top`."""
        at = self._places.line_of(self._cursor) if self.sections else 0
        offset = at - self.scroll_offset.y
        wanted = self.cursor_id if self._wanted is None else self._wanted
        on_head = self.cursor_section if self.sections and self._cursor.row < 0 else None
        self._shown = True
        self._places.show(sections)
        self._fit()
        if top or not self.sections:
            self._cursor = self._places.first()
        else:
            self._cursor = self._place_again(wanted, on_head, at)
        self.redraw()
        if top:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)
        elif self.sections:
            self.scroll_to(
                y=self._places.line_of(self._cursor) - offset,
                animate=False,
                force=True,
                immediate=True,
            )
            self._see_cursor()
        self._tell()

    def redraw(self) -> None:
        """Draw everything again: the rows' content, the width or the theme is another."""
        self._strips.clear()
        self.refresh()

    def go_to(self, id: int) -> bool:
        """Put the cursor on an id, unfolding its section; return whether it is there."""
        place = self._places.find(id)
        if place is None:
            self._wanted = id
            return False
        key = self.sections[place.section].key
        if key in self._places.folded:
            self._places.folded.discard(key)
            self._measure()
            self.redraw()
        self._move(place)
        return True

    def go_to_section(self, key: str) -> None:
        """Put the cursor on the head of a section, and the section on top."""
        head = self._places.find_head(key)
        if head is not None:
            number = head.section
            self.scroll_to(y=self._places.starts[number], animate=False, force=True, immediate=True)
            self._move(Place(number, self._places.head_row(number)))

    def select(self, ids: set[int]) -> None:
        """Make another selection."""
        self._selection = ids
        self.redraw()
        self.post_message(self.Selected())

    def fold(self, keys: set[str]) -> None:
        """Fold exactly these sections."""
        self._places.folded = keys
        self._refold(self._cursor)

    # Geometry

    @property
    def _top(self) -> int:
        return 1 if self._columns else 0

    def _measure(self) -> None:
        self._places.measure()
        self._fit()

    def _fit(self) -> None:
        lines = self._places.total + self._top
        self.virtual_size = Size(self.scrollable_content_region.width, lines)

    def _place_again(self, wanted: int | None, on_head: str | None, line: int) -> Place:
        places = self._places
        head = None if on_head is None else places.find_head(on_head)
        if head is not None:
            return head
        if wanted is not None:
            place = places.find(wanted)
            if place is not None:
                self._wanted = None
                return Place(place.section, -1) if places.is_folded(place.section) else place
            # Perhaps it stands beyond what is known so far.
            if not places.is_whole:
                self._wanted = wanted
        return places.near(line)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line: the columns stay on top, the rest scrolls."""
        inks = cast("CsmApp", self.app).inks
        width = self.scrollable_content_region.width
        if self._columns and y == 0:
            return strip(self._columns(width), width, inks, self._ground)
        number = y - self._top + self.scroll_offset.y
        place = self._places.place(number)
        if not self.sections and self._shown and self._empty and number >= 1:
            said = folded(self._empty(), width - 4)
            told = said[number - 1] if number <= len(said) else BLANK
            return strip(Line((Piece("  "), *told.left)), width, inks, self._ground)
        if place is None:
            return strip(BLANK, width, inks, self._ground)
        lit = self.has_focus or self.lit
        here = (1 if lit else 2) if place == self._cursor else 0
        if width != self._strip_width:
            self._strips.clear()
            self._strip_width = width
        found = self._strips.get((number, here))
        if found is None:
            if len(self._strips) > _CACHED_STRIPS:
                self._strips.clear()
            found = self._strips[number, here] = self._draw(place, here, width, inks)
        return found

    def _draw(self, place: Place, here: int, width: int, inks: Inks) -> Strip:
        section = self.sections[place.section]
        ground = ("", "cursor", "dimmed")[here] or self._ground
        bar = Piece(inks.glyphs.cursor if here else " ", "accent" if here == 1 else "muted")
        if place.row < 0:
            assert self._head is not None
            folded = self._places.is_folded(place.section)
            fold = inks.glyphs.closed if folded else inks.glyphs.open
            content = self._head(section.key, folded, width - 3)
            content = Line((bar, Piece(f"{fold} ", "muted"), *content.left), content.right)
            return strip(content, width, inks, ground)
        if place.row >= len(section.ids):
            return strip(
                Line((bar, Piece(" "), Piece(inks.glyphs.cut, "faint"))), width, inks, ground
            )
        id = section.ids[place.row]
        self._drawn = place
        mark = Piece(inks.glyphs.mark if id in self._selection else " ", "accent")
        content = self._row(id, width - 2)
        return strip(Line((bar, mark, *content.left), content.right), width, inks, ground)

    def notify_style_update(self) -> None:
        """Draw again in another theme."""
        super().notify_style_update()
        self.redraw()

    def on_resize(self) -> None:
        """Keep the cursor in sight; the new size is painted anyway."""
        if self.sections:
            self._measure()
            self._see_cursor()

    def on_focus(self) -> None:
        """Show the cursor in the accent."""
        self._refresh_cursor()

    def on_blur(self) -> None:
        """Show the cursor muted."""
        self._refresh_cursor()

    def _refresh_cursor(self) -> None:
        if self.sections:
            y = self._places.line_of(self._cursor) - self.scroll_offset.y + self._top
            self.refresh(Region(0, y, self.size.width, 1))

    # Moving

    def _page(self) -> int:
        return max(1, self.size.height - self._top - 1)

    def _see_cursor(self) -> None:
        if not self.sections:
            return
        line = self._places.line_of(self._cursor)
        height = max(1, self.size.height - self._top)
        first = self.scroll_offset.y
        # The head of a section comes into view with its first row.
        upper = (
            line - 1
            if self._cursor.row == 0 and self._places.has_head(self._cursor.section)
            else line
        )
        if upper < first:
            self.scroll_to(y=upper, animate=False, force=True, immediate=True)
        elif line >= first + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True, immediate=True)

    def _move(self, place: Place) -> None:
        if place == self._cursor or not self.sections:
            return
        before = self._cursor
        self._cursor = place
        for changed in (before, place):
            y = self._places.line_of(changed) - self.scroll_offset.y + self._top
            self.refresh(Region(0, y, self.size.width, 1))
        self._see_cursor()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Moved(self.cursor_id, self.cursor_section))

    def _step(self, lines: int) -> None:
        if not self.sections:
            return
        line = self._places.line_of(self._cursor) + lines
        place = self._places.place(min(max(line, 0), self._places.total - 1))
        if place is not None:
            self._wanted = None
            self._move(place)

    def action_down(self) -> None:
        """Go one line down."""
        self._step(1)

    def action_up(self) -> None:
        """Go one line up."""
        self._step(-1)

    def action_first(self) -> None:
        """Go to the first row."""
        self._step(-self._places.total)
        at = self._cursor
        if at.row < 0 and self.sections and not self._places.is_folded(at.section):
            self._step(1)
            self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def action_last(self) -> None:
        """Go to the last line."""
        self._step(self._places.total)

    def action_page_down(self) -> None:
        """Go one page down."""
        self._step(self._page())

    def action_page_up(self) -> None:
        """Go one page up."""
        self._step(-self._page())

    def action_half_down(self) -> None:
        """Go half a page down."""
        self._step(max(1, self._page() // 2))

    def action_half_up(self) -> None:
        """Go half a page up."""
        self._step(-max(1, self._page() // 2))

    def action_next_section(self) -> None:
        """Go to the head of the next section."""
        if self._cursor.section + 1 < len(self.sections):
            self._move(
                Place(self._cursor.section + 1, self._places.head_row(self._cursor.section + 1))
            )

    def action_previous_section(self) -> None:
        """Go to the head of this section, or of the one before."""
        row = self._places.head_row(self._cursor.section) if self.sections else 0
        if self._cursor.row > row:
            self._move(Place(self._cursor.section, row))
        elif self._cursor.section > 0:
            self._move(
                Place(self._cursor.section - 1, self._places.head_row(self._cursor.section - 1))
            )

    # Folding

    def action_left(self) -> None:
        """Fold the section of the cursor, which goes to its head."""
        if self.sections and self._places.has_head(self._cursor.section):
            self._places.folded.add(self.cursor_section)
            self._refold(Place(self._cursor.section, -1))

    def action_right(self) -> None:
        """Unfold the section under the cursor, or go into it."""
        if not self.sections:
            return
        if self.cursor_section in self._places.folded:
            self._places.folded.discard(self.cursor_section)
            self._refold(self._cursor)
        elif self._cursor.row < 0:
            self._step(1)

    def action_fold_all(self) -> None:
        """Fold all sections, or unfold them where all are folded."""
        places = self._places
        keys = {
            section.key for number, section in enumerate(self.sections) if places.has_head(number)
        }
        if keys <= places.folded:
            places.folded -= keys
            self._refold(self._cursor)
        else:
            places.folded |= keys
            self._refold(Place(self._cursor.section, self._places.head_row(self._cursor.section)))

    def _refold(self, cursor: Place) -> None:
        if not self.sections:
            return
        folded = self._places.is_folded(cursor.section)
        self._cursor = Place(cursor.section, -1) if folded else cursor
        self._measure()
        self.redraw()
        self._see_cursor()
        self._tell()

    # Opening and selecting

    def action_open(self) -> None:
        """Open the row, or fold and unfold the section."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self.cursor_id))
        elif self.sections and self._cursor.row < 0:
            folded = self._places.is_folded(self._cursor.section)
            (self.action_right if folded else self.action_left)()

    def action_select(self) -> None:
        """Select the row, or no longer, and go on; on a head fold or unfold."""
        id = self.cursor_id
        if id is None or not self._selectable:
            if id is None:
                self.action_open()
            return
        self._selection ^= {id}
        self.redraw()
        self._step(1)
        self.post_message(self.Selected())

    def action_select_all(self) -> None:
        """Select all rows shown, or nothing where all are selected."""
        if not self._selectable:
            return
        shown = {id for section in self.sections for id in section.ids}
        self.select(
            self._selection - shown if shown <= self._selection else self._selection | shown
        )

    def on_click(self, event: Click) -> None:
        """Put the cursor where the click was; a second click opens."""
        event.stop()
        y = event.y
        if self._columns and y == 0:
            self.post_message(self.HeadClicked(event.x))
            return
        place = self._places.place(y - self._top + self.scroll_offset.y)
        if place is None:
            return
        again = place == self._cursor
        self._move(place)
        if place.row < 0 or (again and event.chain > 1):
            self.action_open()


def ids(values: Sequence[int]) -> array[int]:
    """Return ids as a compact array."""
    return array("q", values)
