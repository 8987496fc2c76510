"""The things to do that commands are about: the one under the cursor, or the selected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.operations.together import together
from csm_tui.tui import targets as things
from csm_tui.tui.screens.account_commands import AccountCommands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.tui.targets import Chosen, Step, Target


class ItemChoice(AccountCommands):
    """What is chosen; subclasses give `targets`, how many are out of sight, and how to deselect."""

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
            self.choose_first("Choose something to do first.", "muted")
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

    def _single(self, sorts: Sequence[str], verb: str) -> Chosen | None:
        one = self._one()
        if one is None:
            return None
        if not one.fits(sorts):
            noun = "planned touchpoint" if "touchpoint" in sorts else "signal"
            self.notice(f"Only a {noun} can be {verb}.", "muted")
            return None
        return things.Chosen((one,))

    def _is_muted(self, one: Target) -> bool:
        if one.muted:
            back = self.csm.keymap.shown("dismiss-signal")
            self.notice(f"It is put aside already; {back} brings it back.", "muted")
        return one.muted
