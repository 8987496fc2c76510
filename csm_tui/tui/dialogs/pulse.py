"""The CSM's own impression of an account, by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding

from csm_tui.operations import accounts
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

PULSES: Final = (
    (5, "thriving", "they would recommend us, and grow"),
    (4, "good", "going well"),
    (3, "so-so", "nothing wrong, nothing great"),
    (2, "worrying", "something has to change"),
    (1, "leaving", "they say or show that they will go"),
)


class PulseDialog(Dialog[None]):
    """Asks for 1 to 5 and saves it as a reading of today."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("1–5", "save", ""),
        ("escape", "cancel", "back"),
    )
    BINDINGS = [
        *(Binding(str(pulse), f"pulse({pulse})", show=False) for pulse, _, _ in PULSES),
        Binding("q", "back", show=False),
    ]

    def __init__(self, account_id: int, account: str) -> None:
        super().__init__()
        self._account_id = account_id
        self._account = account

    def title_line(self) -> Line:
        """Return whose pulse it is."""
        return line(Piece(" Pulse of ", "title"), Piece(self._account, "strong"))

    def body(self) -> Sequence[Widget]:
        """Return the five answers."""
        return [
            Bar(
                line(
                    Piece(f"  {pulse}  ", "accent"),
                    Piece(f"{word:<10}"),
                    Piece(meaning, "muted"),
                ),
                ground="surface",
            )
            for pulse, word, meaning in PULSES
        ]

    def action_pulse(self, value: int) -> None:
        """Save the pulse."""
        self.csm.apply(
            accounts.pulse,
            account_id=self._account_id,
            value=value,
            said=f"Pulse {value} of 5: {self._account}.",
        )
        self.dismiss(None)
