"""Putting things to do off, and moving them to another day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.days import after
from csm_tui.operations import touchpoints
from csm_tui.queries import timeline
from csm_tui.tui import targets as things
from csm_tui.tui.screens.item_choice import ItemChoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.dialogs.snooze import Until
    from csm_tui.tui.targets import Chosen, Target

_ANY: Final = ("touchpoint", "promise", "signal")
_DATED: Final = ("touchpoint", "promise")
_EFFECTS: Final = {
    "touchpoint": "It is moved to that day, which books it.",
    "promise": "The promise is due then.",
    "signal": "It is back on that day, or when its cause changes.",
    "due": "It is booked for that day.",
}


class ItemDays(ItemChoice):
    """The commands snooze, move, later and earlier."""

    def action_snooze(self) -> None:
        """Put what is chosen off until a day."""
        if self.selected:
            what = self._selected(_ANY, "put off")
            if what is not None:
                effect = "Signals are back, promises due, touchpoints moved to that day."
                self._ask_until(
                    self._counted(what), effect, lambda until: self._put_all(what, until)
                )
            return
        one = self._one()
        if one is None or self._is_muted(one):
            return
        if one.project_id is not None:
            self.notice("A project is not put off: done closes it.", "muted")
            return
        sort = "signal" if one.signal_id is not None else one.sort
        self._ask_until(one.named, _EFFECTS[sort], lambda until: self._put_off(one, until))

    def _ask_until(self, words: str, effect: str, then: Callable[[Until], None]) -> None:
        from csm_tui.tui.dialogs.snooze import SnoozeDialog

        def take(until: Until | None) -> None:
            if until is not None:
                then(until)

        self.app.push_screen(SnoozeDialog(words, effect), take)

    def _stands(self, what: Chosen) -> dict[int, date]:
        """Return the days on which the touchpoints stand now."""

        def question(book: BookConnection) -> dict[int, date]:
            return {id: timeline.touchpoint(book, id).date for id in what.touchpoints}

        return self.csm.ask_now(question) or {}

    def _put_all(self, what: Chosen, until: Until) -> None:
        steps = things.put_off_steps(what, until.day, until.reason, self._stands(what))
        self._run_all("Put off", what, steps, f", until {self._said_day(until.day)}")

    def _said_day(self, day: date) -> str:
        return formatting.day(day, self.csm.desk.today)

    def _put_off(self, one: Target, until: Until) -> None:
        when = self._said_day(until.day)
        if one.sort == "due":
            self._book(one, until.day, until.reason)
            return
        if one.signal_id is None:
            self._move_to(one, until.day)
            return
        what = things.Chosen((one,))
        steps = things.put_off_steps(what, until.day, until.reason, self._stands(what))
        name = f"Snoozed: {one.named}, until {when}"
        self._run(name, f"{name}{', its touchpoint moved' if len(steps) > 1 else ''}.", steps)

    def _book(self, one: Target, day: date, notes: str | None = None) -> None:
        """Book the touchpoint that is asked for."""
        kind = one.kind or "check-in"
        values = {"date": day, "kind": kind, "status": "planned", "notes": notes}
        said = f"Booked: {kind}, {one.account}, {self._said_day(day)}."
        self.csm.apply(touchpoints.log, account_id=one.account_id, values=values, said=said)

    def action_move(self) -> None:
        """Move what is chosen to a day; what is only asked for is booked for it."""
        if self.selected:
            what = self._selected(_DATED, "moved")
            if what is not None:
                self._ask_day(what, self._counted(what), lambda day: self._move_all(what, day))
            return
        one = self._one()
        if one is None or self._is_muted(one):
            return
        alone = things.Chosen((one,))
        if one.sort in _DATED:
            self._ask_day(alone, one.named, lambda day: self._move_to(one, day))
        elif one.kind:
            words = f"{one.kind}, {one.account}"
            self._ask_day(alone, words, lambda day: self._book(one, day), verb="Book")
        else:
            self._cannot_move()

    def _ask_day(
        self, what: Chosen, words: str, then: Callable[[date], None], verb: str = "Move"
    ) -> None:
        from csm_tui.tui.dialogs.move_form import MoveDialog

        def take(day: date | None) -> None:
            if day is not None:
                then(day)

        self.app.push_screen(MoveDialog(what.targets, words, verb), take)

    def _move_all(self, what: Chosen, day: date) -> None:
        where = f", to {formatting.full_day(day)}"
        self._run_all("Moved", what, things.move_steps(what, day), where)

    def _move_to(self, one: Target, day: date) -> None:
        """Move a touchpoint to a day, or make a promise due on it, and say what is unusual."""
        steps = things.move_steps(things.Chosen((one,)), day)
        if one.touchpoint_id is None:
            self._run("", f"{one.named}: due {formatting.full_day(day)} now.", steps)
            return
        id = one.touchpoint_id
        planned = self.csm.ask_now(lambda book: timeline.touchpoint(book, id))
        if planned is not None:
            remark = touchpoints.window_remark(planned, day)
            said = f"Moved: {planned.kind}, {one.account}, to {formatting.full_day(day)}"
            self._run("", f"{said} ({remark})." if remark else f"{said}.", steps)

    def _cannot_move(self) -> None:
        snooze = self.csm.keymap.shown("snooze")
        self.notice(f"Only what has a day can be moved; {snooze} snoozes a signal.", "muted")

    def action_later(self) -> None:
        """Move what is chosen a day later."""
        self._shift(1)

    def action_earlier(self) -> None:
        """Move what is chosen a day earlier."""
        self._shift(-1)

    def _shift(self, days: int) -> None:
        if self.selected:
            what = self._selected(_DATED, "moved")
            if what is not None:
                where = f", a day {'later' if days > 0 else 'earlier'}"
                self._run_all("Moved", what, things.shift_steps(what, days), where)
            return
        one = self._one()
        if one is None or self._is_muted(one):
            return
        start = one.day if one.task_id is not None else self._stands_on(one)
        day = after(start, days) if start is not None else None
        if day is None:
            self._cannot_move()
        else:
            self._shift_to(one, day)

    def _shift_to(self, one: Target, day: date) -> None:
        self._move_to(one, day)

    def _stands_on(self, one: Target) -> date | None:
        id = one.touchpoint_id
        if id is None or one.request:
            return None
        return self._stands(things.Chosen((one,))).get(id)
