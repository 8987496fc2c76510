"""The list of the calendar: days as sections, their rows fetched as they come into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

from csm_tui.tui.widgets.row_list import RowList
from csm_tui.tui.widgets.row_places import Place

if TYPE_CHECKING:
    from textual.strip import Strip

    from csm_tui.tui.themes import Inks


class DayList(RowList):
    """Rows of days; where a grid or a week is shown, the keys to the side walk days."""

    DEFAULT_CSS = "DayList { height: 1fr; }"

    class Wanted(Message):
        """Sections are in sight whose rows are not known yet."""

        def __init__(self, keys: tuple[str, ...]) -> None:
            super().__init__()
            self.keys = keys

    class Turned(Message):
        """A key to the side or of paging means days, or whole weeks."""

        def __init__(self, days: int) -> None:
            super().__init__()
            self.days = days

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # Days that the keys to the side, and those of paging, go on; 0: as in every list.
        self.side = 0
        self.page = 0
        self._lacking: set[str] = set()

    def _draw(self, place: Place, here: int, width: int, inks: Inks) -> Strip:
        section = self.sections[place.section]
        if place.row >= len(section.ids):
            if not self._lacking:
                self.call_later(self._tell_lacking)
            self._lacking.add(section.key)
        return super()._draw(place, here, width, inks)

    def _tell_lacking(self) -> None:
        keys, self._lacking = tuple(sorted(self._lacking)), set()
        self.post_message(self.Wanted(keys))

    def go_to_first(self, key: str) -> None:
        """Put the cursor on the first row of the day `key` in ISO, or of the first day after it."""
        for number, section in enumerate(self.sections):
            if section.key[:1].isdigit() and section.key >= key:
                places = self._places
                row = places.head_row(number) if places.is_folded(number) else 0
                self._move(Place(number, row))
                return

    def action_left(self) -> None:
        """Go to the day before, or fold the section."""
        if self.side:
            self.post_message(self.Turned(-self.side))
        else:
            super().action_left()

    def action_right(self) -> None:
        """Go to the next day, or unfold the section."""
        if self.side:
            self.post_message(self.Turned(self.side))
        else:
            super().action_right()

    def action_page_up(self) -> None:
        """Go a week back, or a page up."""
        if self.page:
            self.post_message(self.Turned(-self.page))
        else:
            super().action_page_up()

    def action_page_down(self) -> None:
        """Go a week on, or a page down."""
        if self.page:
            self.post_message(self.Turned(self.page))
        else:
            super().action_page_down()
