"""What can be done with touchpoints, promises and signals, wherever they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.operations import signals, tasks
from csm_tui.tui import targets as things
from csm_tui.tui.screens.item_days import ItemDays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.tui.targets import Chosen, Step, Target

ITEM_COMMANDS: Final = (
    "done", "snooze", "move", "later", "earlier", "skip", "no-show", "dismiss-signal",
)  # fmt: skip
_ANY: Final = ("touchpoint", "promise", "signal")
_TOUCHPOINT: Final = ("touchpoint",)
_SIGNAL: Final = ("signal",)


class ItemCommands(ItemDays):
    """The commands of ITEM_COMMANDS, on what is chosen."""

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
            said = f"Done until it changes: {one.named}."
            self.csm.apply(signals.done, signal_id=one.signal_id, said=said)

    def _answer(self, one: Target) -> None:
        """Log what answers a signal, or what is due by the clock."""
        from csm_tui.tui.dialogs.log_form import LogForm

        form = LogForm(
            self.csm, one.account_id, one.account, kind=one.kind, signal_id=one.signal_id
        )
        self.app.push_screen(form)

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
