"""Setting tier, level, health or risk by hand, with its reason and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.terms import KNOWN_TIERS
from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts
from csm_tui.operations.fields import parse_field
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.changes import Changes


class OverrideForm(Form[None]):
    """An override of a figure of one account; without a value the one in force ends."""

    def __init__(self, account_id: int, account: str, figure: str = "") -> None:
        self._account_id = account_id
        self._account = account
        self._figure = figure
        super().__init__()

    def title_line(self) -> Line:
        """Return whose figure it is."""
        return line(Piece(" Set by hand: ", "title"), Piece(self._account, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return figure, value, reason and end."""
        return (
            FieldSpec("figure", "figure", self._figure, "", accounts.OVERRIDES),
            FieldSpec(
                "value",
                "value",
                "",
                "tier, level: high medium low tech; health: 0–100; at-risk: yes no; empty ends it",
                (*KNOWN_TIERS, "yes", "no"),
            ),
            FieldSpec("reason", "reason", "", "why the figure is wrong; it is shown with it"),
            FieldSpec("until", "until", "+30d", "the last day it holds: +30d, 2026-04-01"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if name == "figure" and text not in accounts.OVERRIDES:
            raise InvalidValue(f"figure is one of {', '.join(accounts.OVERRIDES)}.")
        if name == "until":
            parse_field("touchpoints", "date", text or "today", today=self.csm.desk.today)

    def save(self, texts: Mapping[str, str]) -> None:
        """Set the figure."""
        until = texts["until"].strip()
        self.csm.apply(
            accounts.override,
            account_id=self._account_id,
            figure=texts["figure"],
            value=texts["value"].strip() or None,
            reason=texts["reason"],
            until=parse_field("touchpoints", "date", until, today=self.csm.desk.today)
            if until
            else None,
            then=self._saved,
            failed=self.fail,
        )

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)
