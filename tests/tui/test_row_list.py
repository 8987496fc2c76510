from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.themes import THEMES, Inks, own_variables
from csm_tui.tui.widgets.row_list import RowList, Section

HIGH, LOW = Section("high", 3, (11, 12, 13)), Section("low", 40, tuple(range(100, 140)))


class ListApp(App[None]):
    """A list and nothing else, counting the rows it is asked for."""

    def __init__(self, *sections: Section) -> None:
        super().__init__()
        theme = THEMES[0]
        variables = {**own_variables(theme), **theme.to_color_system().generate()}
        self.inks = Inks({**variables, **theme.variables})
        self.plain = False
        self.drawn: list[int] = []
        self.opened: list[int] = []
        self._first = sections

    def compose(self) -> ComposeResult:
        yield RowList(self.row, head=self.head, columns=self.columns, selectable=True)

    def on_mount(self) -> None:
        self.rows.show(self._first, top=True)

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    def row(self, id: int, width: int) -> Line:
        self.drawn.append(id)
        return line(Piece(f"row {id} in {width}"))

    def head(self, key: str, folded: bool, width: int) -> Line:
        return line(Piece(f"{key} {'folded' if folded else 'open'} {width}"))

    def columns(self, width: int) -> Line:
        return line(Piece(f"columns {width}"))

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.opened.append(event.id)

    def shown(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


Script = Callable[[ListApp, "Pilot[None]"], Awaitable[None]]


def run(script: Script, *sections: Section, size: tuple[int, int] = (40, 12)) -> None:
    async def main() -> None:
        app = ListApp(*(sections or (HIGH, LOW)))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await script(app, pilot)

    asyncio.run(main())


def test_the_columns_stay_on_top_and_the_first_row_has_the_cursor() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        assert app.shown()[0] == "columns 39"
        assert app.shown()[1].startswith(" ▾ high open")
        assert app.rows.cursor_id == 11
        await pilot.press("G")
        assert app.shown()[0] == "columns 39"
        assert app.rows.cursor_id == 139
        assert app.shown()[-1].startswith("▌ row 139")

    run(script)


def test_only_rows_that_are_seen_are_asked_for() -> None:
    many = Section("all", 100_000, array("q", range(100_000)))

    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("G", "pageup", "g")
        assert len(set(app.drawn)) < 60

    run(script, many)


def test_rows_not_known_yet_are_shown_as_such_and_filled_in() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("G")
        assert app.rows.cursor_id is None
        assert app.shown()[-1] == "▌ …"
        app.rows.show([Section("all", 40, range(40))])
        await pilot.pause()
        assert app.rows.cursor_id == 39

    run(script, Section("all", 40, (0, 1, 2)))


def test_the_keys_of_all_good_lists_move_the_cursor() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        seen = []
        for key in ("j", "down", "k", "up", "G", "g", "end", "home"):
            await pilot.press(key)
            seen.append(app.rows.cursor_id)
        assert seen == [12, 13, 12, 11, 139, 11, 139, 11]
        await pilot.press("pagedown")
        assert app.rows.cursor_id == 106
        await pilot.press("ctrl+u", "ctrl+d", "pageup")
        assert app.rows.cursor_id in (None, 11)

    run(script)


def test_a_section_folds_and_unfolds_and_keeps_the_others() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("h")
        assert app.rows.cursor_id is None
        assert app.shown()[1].startswith("▌▸ high folded")
        assert app.shown()[2].startswith(" ▾ low open")
        await pilot.press("l", "l")
        assert app.rows.cursor_id == 11
        await pilot.press("z")
        assert [row[:9] for row in app.shown()[1:4]] == ["▌▸ high f", " ▸ low fo", ""]
        await pilot.press("z", "J", "enter")
        assert app.rows.folded == {"low"}

    run(script)


def test_the_cursor_stays_on_its_id_when_the_order_changes() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("j", "j")
        assert app.rows.cursor_id == 13
        app.rows.show([LOW, Section("high", 3, (13, 12, 11))])
        await pilot.pause()
        assert app.rows.cursor_id == 13
        assert any(row.startswith("▌ row 13") for row in app.shown())

    run(script)


def test_the_cursor_stays_on_its_line_when_its_id_is_gone() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("j")
        app.rows.show([Section("high", 2, (11, 13)), LOW])
        await pilot.pause()
        assert app.rows.cursor_id == 13

    run(script)


def test_the_cursor_finds_its_id_again_when_the_rest_of_the_order_arrives() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("G")
        assert app.rows.cursor_id == 139
        app.rows.show([Section("low", 43, range(100, 110))])
        app.rows.show([Section("low", 43, (*range(100, 140), 11, 12, 13))])
        await pilot.pause()
        assert app.rows.cursor_id == 139

    run(script)


def test_space_selects_and_moves_on_and_the_selection_survives_a_filter() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("space", "space")
        assert app.rows.selection == {11, 12}
        assert app.rows.cursor_id == 13
        assert app.shown()[2] == " ✓row 11 in 37"
        app.rows.show([Section("high", 1, (13,))])
        assert app.rows.selection == {11, 12}
        await pilot.press("asterisk")
        assert app.rows.selection == {11, 12, 13}
        await pilot.press("asterisk")
        assert app.rows.selection == {11, 12}

    run(script)


def test_enter_opens_a_row_and_folds_a_head() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("enter", "k", "enter")
        assert app.opened == [11]
        assert app.rows.folded == {"high"}

    run(script)


def test_the_mouse_selects_opens_and_folds() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.click(RowList, offset=(5, 3))
        assert app.rows.cursor_id == 12
        await pilot.click(RowList, offset=(5, 3), times=2)
        assert app.opened == [12]
        await pilot.click(RowList, offset=(5, 1))
        assert app.rows.folded == {"high"}

    run(script)


def test_an_empty_list_takes_every_key() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        for key in (
            "j",
            "k",
            "g",
            "G",
            "h",
            "l",
            "z",
            "J",
            "K",
            "space",
            "enter",
            "asterisk",
            "pageup",
        ):
            await pilot.press(key)
        assert app.rows.cursor_id is None
        assert app.shown()[1:] == [""] * 11

    run(script, Section("none", 0, ()))


def test_going_to_an_id_unfolds_its_section() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        await pilot.press("z")
        assert app.rows.go_to(120)
        await pilot.pause()
        assert app.rows.cursor_id == 120
        assert app.rows.folded == {"high"}
        assert not app.rows.go_to(999)

    run(script)


def test_any_size_is_survived() -> None:
    async def script(app: ListApp, pilot: Pilot[None]) -> None:
        for size in ((1, 1), (3, 2), (200, 60), (1, 40), (60, 1), (40, 12)):
            await pilot.resize_terminal(*size)
            await pilot.press("j")
        assert app.rows.cursor_id is not None

    run(script)
