"""What can be done with touchpoints, promises and signals, wherever they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.days import after
from csm_tui.operations import signals, tasks, touchpoints
from csm_tui.operations.together import together
from csm_tui.queries import timeline
from csm_tui.tui import targets as things
from csm_tui.tui.screens.account_commands import AccountCommands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.dialogs.snooze import Until
    from csm_tui.tui.targets import Chosen, Step, Target

ITEM_COMMANDS: Final = (
    "done", "snooze", "move", "later", "earlier", "skip", "no-show", "dismiss-signal",
)  # fmt: skip
_ANY: Final = ("touchpoint", "promise", "signal")
_DATED: Final = ("touchpoint", "promise")
_TOUCHPOINT: Final = ("touchpoint",)
_SIGNAL: Final = ("signal",)
_EFFECTS: Final = {
    "touchpoint": "It is moved to that day, which books it.",
    "promise": "The promise is due then.",
    "signal": "It is back on that day, or when its cause changes.",
    "due": "It is booked for that day.",
}


class ItemCommands(AccountCommands):
    """The commands of ITEM_COMMANDS, on `targets`; subclasses give those, and how to deselect."""

    def targets(self) -> list[Target]:
        """Return the selected things to do, seen or not, else the one under the cursor."""
        return []

    @property
    def unseen(self) -> int:
        """Return how many selected lines are not in sight."""
        return 0

    def deselect(self) -> None:
        """Select nothing any more."""

    # The one, or the selected ones

    def _one(self) -> Target | None:
        """Return the target under the cursor; None where there is none, which is said."""
        found = self.targets()
        if not found:
            self.notice("Choose something to do first.", "muted")
        return found[0] if found else None

    def _selected(self, sorts: Sequence[str], verb: str) -> Chosen | None:
        """Return the selected targets that fit; None, and a notice, where none does."""
        what = things.chosen(self.targets(), sorts)
        if what.targets:
            return what
        self.notice(f"None of the {self.selected:,} selected can be {verb}.", "muted")
        return None

    def _counted(self, what: Chosen) -> str:
        """Return how many are meant, how many of the selected are not in sight, or do not fit."""
        more = []
        if self.unseen:
            more.append(f"{self.unseen:,} of them not in sight")
        left = self.selected - len(what.targets)
        if left:
            more.append(f"{left:,} more left alone")
        return things.counted(what) + (f" ({', '.join(more)})" if more else "")

    def _run(self, name: str, said: str, steps: Sequence[Step]) -> None:
        """Run the steps as one change called `name`; without `said` its own name is the notice."""
        self.deselect()
        if len(steps) == 1:
            operation, values = steps[0]
            self.csm.apply(operation, said=said, **values)
        else:
            self.csm.apply(together, name=name, steps=steps, said=said)

    def _run_all(self, verb: str, what: Chosen, steps: Sequence[Step], end: str = "") -> None:
        """Run the steps on the selected ones, and say how many there were."""
        said = f"{verb}: {self._counted(what)}{end}."
        self._run(f"{verb}: {things.counted(what)}{end}", said, steps)

    # Done

    def action_done(self) -> None:
        """Mark what is chosen as done: a touchpoint by a form, what is due by logging it."""
        if self.selected:
            what = self._selected(_ANY, "done")
            if what is not None:
                self._run_all("Done", what, things.done_steps(what))
            return
        one = self._one()
        if one is not None and not self._is_muted(one):
            self._do(one)

    def _do(self, one: Target) -> None:
        if one.touchpoint_id is not None:
            from csm_tui.tui.dialogs.done_form import DoneForm

            self.app.push_screen(
                DoneForm(one.touchpoint_id, one.kind, one.account, signal_id=one.signal_id)
            )
        elif one.task_id is not None:
            self.csm.apply(tasks.done, task_id=one.task_id, said=f"Done: {one.named}.")
        elif one.project_id is not None or one.signal in ("project", "project-met"):
            if not self.close_project(one.account_id, one.account, one.project_id):
                self.notice("There is no project to be closed.", "muted")
        elif one.signal == "no-project":
            self.action_project()
        elif one.signal == "no-health":
            self.action_pulse()
        elif one.kind:
            self._answer(one)
        else:
            said = f"Done: {one.named}; it is back when its cause changes."
            self.csm.apply(signals.done, signal_id=one.signal_id, said=said)

    def _is_muted(self, one: Target) -> bool:
        if one.muted:
            back = self.csm.keymap.shown("dismiss-signal")
            self.notice(f"It is put aside already; {back} brings it back.", "muted")
        return one.muted

    def _answer(self, one: Target) -> None:
        """Log what answers a signal, or what is due by the clock."""
        from csm_tui.tui.dialogs.log_form import LogForm

        form = LogForm(
            self.csm, one.account_id, one.account, kind=one.kind, signal_id=one.signal_id
        )
        self.app.push_screen(form)

    # Another day

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
            self._move_to(one, day)

    def _stands_on(self, one: Target) -> date | None:
        id = one.touchpoint_id
        if id is None:
            return None
        return self._stands(things.Chosen((one,))).get(id)

    # What does not take place

    def action_skip(self) -> None:
        """Leave the planned touchpoints out, with a reason."""
        self._with_reason(
            "Skip",
            "Skipped",
            _TOUCHPOINT,
            "why it does not take place; it is kept with it",
            things.skip_steps,
        )

    def action_dismiss_signal(self) -> None:
        """Take the signals off until their cause changes, with a reason; bring back a muted one."""
        one = None if self.selected else self._one()
        if one is not None and one.muted:
            said = f"Back on the list: {one.named}."
            self.csm.apply(signals.reopen, signal_id=one.signal_id, said=said)
            return
        if one is None and not self.selected:
            return
        self._with_reason(
            "Dismiss",
            "Dismissed",
            _SIGNAL,
            "it comes back only when its cause changes",
            things.dismiss_steps,
        )

    def _with_reason(
        self,
        verb: str,
        past: str,
        sorts: Sequence[str],
        hint: str,
        steps: Callable[[Chosen, str], list[Step]],
    ) -> None:
        from csm_tui.tui.dialogs.reason import ReasonDialog

        several = self.selected > 0
        what = self._selected(sorts, past.lower()) if several else self._single(sorts, past.lower())
        if what is None:
            return
        words = self._counted(what) if several else what.targets[0].named

        def take(reason: str | None) -> None:
            if reason is not None:
                self._run(f"{past}: {words}", f"{past}: {words}.", steps(what, reason))

        self.app.push_screen(ReasonDialog(verb, words, hint), take)

    def _single(self, sorts: Sequence[str], verb: str) -> Chosen | None:
        one = self._one()
        if one is None:
            return None
        if not one.fits(sorts):
            noun = "planned touchpoint" if sorts == _TOUCHPOINT else "signal"
            self.notice(f"Only a {noun} can be {verb}.", "muted")
            return None
        return things.Chosen((one,))

    def action_no_show(self) -> None:
        """Record that the customer did not come."""
        if self.selected:
            what = self._selected(_TOUCHPOINT, "a no-show")
            if what is not None:
                self._run_all("No-show", what, things.no_show_steps(what))
            return
        what = self._single(_TOUCHPOINT, "a no-show")
        if what is not None:
            said = f"No-show: {what.targets[0].named}."
            self._run(said, said, things.no_show_steps(what))
