"""Adding an account, and editing one: only what was changed is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.binding import Binding

from csm_tui.domain.terms import COMPLEXITIES, STATUSES
from csm_tui.errors import ChangedElsewhere
from csm_tui.operations import accounts
from csm_tui.operations.custom_fields import parse_custom
from csm_tui.operations.fields import parse_field
from csm_tui.text import safe_text
from csm_tui.tui.dialogs.form import FieldSpec, Form, shown_money, shown_value
from csm_tui.tui.pieces import Line, Piece, fit, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.widgets import Input

    from csm_tui.domain.account import Account
    from csm_tui.domain.changes import Changes
    from csm_tui.domain.custom_fields import CustomField
    from csm_tui.errors import CsmError

_YES_NO: Final = ("yes", "no")
_DATE: Final = "2026-03-17, today, fri, +14d, 6m"
_FIELDS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    ("name", "name", "as you call them", ()),
    ("arr", "ARR", "a year, in the book's currency: 44350, 44.35k", ()),
    ("owner", "owner", "who looks after them", ()),
    ("status", "status", "", STATUSES),
    ("start_date", "start", f"when the contract began: {_DATE}", ()),
    ("renewal_date", "renewal", f"when it ends or renews: {_DATE}", ()),
    ("notice_days", "notice days", "days before the renewal by which they must give notice", ()),
    ("auto_renew", "renews itself", "", _YES_NO),
    ("potential_arr", "potential ARR", "what they could be worth a year", ()),
    ("strategic", "strategic", "0 to 5; from 4 on the account is high touch whatever its ARR", ()),
    ("complexity", "complexity", "", COMPLEXITIES),
    ("seats", "seats", "bought", ()),
    ("seats_used", "seats used", "", ()),
    ("domain", "domain", "acme.example", ()),
    ("external_id", "external id", "its id in your CRM", ()),
    ("segment", "segment", "", ()),
    ("industry", "industry", "", ()),
    ("region", "region", "", ()),
    ("tags", "tags", "several by semicolons: emea; pilot", ()),
    ("next_step", "next step", "one line", ()),
    ("notes", "notes", "", ()),
)
_MONEY: Final = ("arr", "potential_arr")
# Where somebody else was quicker (TORTURE T042): nobody wins in silence.
_STALE_KEYS: Final = (
    ("enter", "overwrite theirs", "save"),
    ("ctrl+r", "take theirs", "reload"),
    ("ctrl+y", "copy yours", "copy_mine"),
    ("escape", "cancel", "back"),
)
_CUSTOM_LABEL: Final = 15
_CUSTOM_HINTS: Final = {
    "text": "your own field",
    "number": "your own field, a number: 12.5",
    "date": f"your own field, a date: {_DATE}",
    "bool": "your own field, yes or no",
}


class AccountForm(Form[None]):
    """Adds an account, or edits the one given."""

    BINDINGS = [
        Binding("ctrl+r", "reload", show=False, priority=True),
        Binding("ctrl+y", "copy_mine", show=False, priority=True),
    ]

    def __init__(
        self,
        account: Account | None = None,
        custom: Sequence[tuple[CustomField, str | None]] = (),
    ) -> None:
        self._account = account
        # By the names of their inputs: those of the fields themselves may be anything.
        self._custom = {f"custom-{field.id}": (field, value) for field, value in custom}
        self._stale = False
        super().__init__()

    def title_line(self) -> Line:
        """Return whose form it is."""
        if self._account is None:
            return line(Piece(" Add an account", "title"))
        return line(Piece(" Edit ", "title"), Piece(self._account.name, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the fields with what is known."""
        return [
            FieldSpec(name, label, self._shown(name), hint, choices)
            for name, label, hint, choices in _FIELDS
        ] + [
            FieldSpec(
                name,
                fit(safe_text(field.name), _CUSTOM_LABEL),
                _typed(field, value),
                f"{safe_text(field.name)}: {_CUSTOM_HINTS[field.type]}",
                _YES_NO if field.type == "bool" else (),
            )
            for name, (field, value) in self._custom.items()
        ]

    def _shown(self, name: str) -> str:
        if self._account is None:
            return ""
        value = getattr(self._account, name)
        return shown_money(value) if name in _MONEY else shown_value(value)

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if name in self._custom:
            parse_custom(self._custom[name][0], text, today=self.csm.desk.today)
        else:
            parse_field("accounts", name, text, today=self.csm.desk.today)

    def save(self, texts: Mapping[str, str]) -> None:
        """Add the account, or save what was changed."""
        today = self.csm.desk.today
        changed = self.changed()
        values = {
            name: parse_field("accounts", name, changed[name], today=today)
            for name in changed
            if name not in self._custom
        }
        if self._account is None:
            self.csm.apply(
                accounts.add,
                values=values,
                then=self._added,
                failed=self.fail,
                said=f"Added {texts['name']}.",
            )
            return
        if not changed:
            self.dismiss(None)
            return
        custom = {
            self._custom[name][0]: parse_custom(self._custom[name][0], text, today=today)
            for name, text in changed.items()
            if name in self._custom
        }
        told = [self._custom[name][0].name if name in self._custom else name for name in changed]
        self.csm.apply(
            accounts.edit,
            account_id=self._account.id,
            values=values,
            expected=None
            if self._stale
            else {name: getattr(self._account, name) for name in values},
            custom=custom,
            expected_custom=None if self._stale else dict(self._custom.values()),
            then=self._saved,
            failed=self._refused,
            said=f"Edited {self._account.name}: {', '.join(told)}.",
        )

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return the keys; where the account was changed elsewhere, the ways out."""
        return _STALE_KEYS if self._stale else self.KEYS

    def _refused(self, error: CsmError) -> None:
        self._set_stale(isinstance(error, ChangedElsewhere))
        self.fail(error)

    def _set_stale(self, stale: bool) -> None:
        if stale is not self._stale:
            self._stale = stale
            self.show_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check what is typed; what is typed anew is compared anew before it is saved."""
        self._set_stale(False)
        super().on_input_changed(event)

    def action_reload(self) -> None:
        """Begin again with the account as it is now, where it was changed elsewhere."""
        from csm_tui.queries import accounts as queries
        from csm_tui.queries import custom_fields

        if not self._stale or self._account is None:
            return
        account_id, today = self._account.id, self.csm.desk.today
        self.csm.ask(
            lambda book: (
                queries.card(book, account_id, today=today).account,
                custom_fields.to_edit(book, account_id),
            ),
            self._begin_again,
            lane="edit",
        )

    def _begin_again(self, found: tuple[Account, list[tuple[CustomField, str | None]]]) -> None:
        self.dismiss(None)
        self.app.push_screen(AccountForm(*found))

    def action_copy_mine(self) -> None:
        """Copy what was typed, a field a line, where the account was changed elsewhere."""
        if self._stale:
            labels = {spec.name: spec.label for spec in self._specs}
            self.csm.copy([f"{labels[name]}\t{text}" for name, text in self.changed().items()])

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)

    def _added(self, changes: Changes) -> None:
        self.dismiss(None)
        for account_id in changes.accounts:
            self.csm.go_to_account(account_id)


def _typed(field: CustomField, value: str | None) -> str:
    """Return what an account has in a custom field as it is typed."""
    return shown_value(value == "true" if field.type == "bool" and value else value)
