"""What there is to say of a planned touchpoint that took place; Enter alone says it was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csm_tui import formatting
from csm_tui.errors import InvalidValue
from csm_tui.operations import signals, touchpoints
from csm_tui.operations.fields import parse_field
from csm_tui.operations.together import together
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from csm_tui.domain.changes import Changes

_REVIEW: Final = "business-review"
_ACTIONS: Final = "how many were agreed, and done of them: 3, or 2/3"


class DoneForm(Form[None]):
    """Marks one planned touchpoint done, with what is filled in; nothing is guessed.

    The signal that it was planned for is done by it.
    """

    def __init__(
        self, touchpoint_id: int, kind: str, account: str, *, signal_id: int | None = None
    ) -> None:
        self._touchpoint_id = touchpoint_id
        self._signal_id = signal_id
        self._kind = kind
        self._account = account
        super().__init__()

    def title_line(self) -> Line:
        """Return what was done."""
        return line(
            Piece(f" Done: {self._kind}, ", "title"),
            Piece(self._account, "strong"),
            right=[Piece("Enter alone will do ", "muted")],
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Return the fields, action items of a business review only."""
        specs = [
            FieldSpec("minutes", "minutes", "", "how long it took: 25"),
            FieldSpec(
                "answered",
                "answered",
                "",
                "did they take part? a mail without an answer does not reset the clock",
                ("yes", "no"),
            ),
            FieldSpec("contacts", "people", "", "who took part: e-mails or names by semicolons"),
            FieldSpec("notes", "notes", "", "what was said"),
            FieldSpec("next", "next", "", "book the next check-in: +14d, fri, 2026-03-01"),
        ]
        if self._kind == _REVIEW:
            specs.insert(4, FieldSpec("actions", "action items", "", _ACTIONS))
        return specs

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if not text.strip():
            return
        if name == "actions":
            action_items(text)
        elif name == "next":
            self._next(text)
        else:
            parse_field("touchpoints", name, text, today=self.csm.desk.today)

    def _next(self, text: str) -> date:
        day = parse_field("touchpoints", "date", text, today=self.csm.desk.today)
        if not isinstance(day, date) or day <= self.csm.desk.today:
            raise InvalidValue(f"next is a day ahead, not {text.strip()}.")
        return day

    def save(self, texts: Mapping[str, str]) -> None:
        """Mark it done."""
        today = self.csm.desk.today
        values = {
            name: parse_field("touchpoints", name, text, today=today)
            for name, text in texts.items()
            if name not in ("actions", "next") and text.strip()
        }
        if texts.get("actions", "").strip():
            values |= action_items(texts["actions"])
        next_on = self._next(texts["next"]) if texts["next"].strip() else None
        said = f"Done: {self._kind}, {self._account}"
        if next_on is not None:
            said += f", next {formatting.day(next_on, today)}"
        done: dict[str, Any] = {
            "touchpoint_id": self._touchpoint_id,
            "values": values,
            "next_on": next_on,
        }
        if self._signal_id is None:
            operation: Callable[..., Changes] = touchpoints.done
        else:
            # The signal first: the touchpoint may end it.
            steps = [(signals.done, {"signal_id": self._signal_id}), (touchpoints.done, done)]
            operation, done = together, {"name": said, "steps": steps}
        self.csm.apply(operation, said=f"{said}.", then=self._saved, failed=self.fail, **done)

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)


def action_items(text: str) -> dict[str, object]:
    """Return `3` or `2/3` (done of agreed) as fields; raises InvalidValue for anything else."""
    done, slash, agreed = (part.strip() for part in text.strip().partition("/"))
    numbers = (done, agreed) if slash else (done,)
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise InvalidValue(f"actions is a number, or done/agreed like 2/3, not {text.strip()!r}.")
    if not slash:
        return {"action_items": int(done)}
    if int(done) > int(agreed):
        raise InvalidValue(f"actions: {done} done are more than the {agreed} agreed.")
    return {"action_items": int(agreed), "action_items_done": int(done)}
