"""Logging a touchpoint that took place, or planning one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.suggester import Suggester

from csm_tui import formatting
from csm_tui.domain.quick_words import DEFAULT_KIND
from csm_tui.domain.terms import CHANNELS, TOUCHPOINT_KINDS
from csm_tui.errors import CsmError
from csm_tui.operations import signals, touchpoints
from csm_tui.operations.fields import parse_field
from csm_tui.operations.together import together
from csm_tui.queries import accounts
from csm_tui.text import safe_text
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.quick import advice_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.changes import Changes
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.app import CsmApp

_FIELDS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    ("date", "date", "today, yesterday, fri, +7d; a day ahead plans it", ()),
    ("kind", "kind", "", TOUCHPOINT_KINDS),
    ("channel", "channel", "", CHANNELS),
    ("minutes", "minutes", "how long it took", ()),
    ("subject", "subject", "one line", ()),
    ("contacts", "contacts", "who took part: e-mails or names by semicolons", ()),
    (
        "answered",
        "answered",
        "did they answer? a mail without an answer does not reset the clock",
        ("yes", "no"),
    ),
    ("notes", "notes", "", ()),
    ("next", "next", "book the next check-in: +14d, fri, 2026-03-01", ()),
)


class Names(Suggester):
    """Suggests the account whose name begins with what is typed."""

    def __init__(self, app: CsmApp) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._csm = app

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first name that continues `value`."""
        if len(value) < 2:
            return None
        found = self._csm.ask_now(lambda book: accounts.names(book, value, limit=1))
        name = safe_text(found[0]) if found else ""
        return value + name[len(value) :] if name.casefold().startswith(value.casefold()) else None


class LogForm(Form[None]):
    """A touchpoint of an account; without one the first field asks for it.

    With a signal, that is done by it.
    """

    def __init__(
        self,
        app: CsmApp,
        account_id: int | None,
        account: str = "",
        *,
        kind: str = DEFAULT_KIND,
        signal_id: int | None = None,
        day: str = "today",
    ) -> None:
        self._app_for_names = app
        self._account_id = account_id
        self._account = account
        self._kind = kind
        self._signal_id = signal_id
        self._day = day
        super().__init__()

    def title_line(self) -> Line:
        """Return whose touchpoint it is."""
        if self._account_id is None:
            return line(Piece(" Log a touchpoint", "title"))
        return line(Piece(" Log a touchpoint: ", "title"), Piece(self._account, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the fields; the account's only where none was chosen."""
        defaults = {"date": self._day, "kind": self._kind}
        specs = [
            FieldSpec(name, label, defaults.get(name, ""), hint, choices)
            for name, label, hint, choices in _FIELDS
        ]
        if self._account_id is None:
            names = Names(self._app_for_names)
            specs.insert(0, FieldSpec("account", "account", "", "name, domain or id", (), names))
        return specs

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        today = self.csm.desk.today
        if name == "account":
            if text.strip():
                self.csm.desk.front(lambda book: accounts.find(book, text))
        elif name == "next" or name == "date":
            parse_field("touchpoints", "date", text or "today", today=today)
        elif not (name == "kind" and not text.strip()):
            parse_field("touchpoints", name, text, today=today)

    def remark(self, name: str) -> str:
        """Return the advice on the channel."""
        texts = self.texts()
        if name not in ("kind", "channel") or not texts["channel"].strip():
            return ""
        account_id = self._account_id
        today = self.csm.desk.today

        def question(book: BookConnection) -> str:
            channel = parse_field("touchpoints", "channel", texts["channel"], today=today)
            kind = parse_field("touchpoints", "kind", texts["kind"] or self._kind, today=today)
            found = accounts.find(book, texts["account"]) if account_id is None else account_id
            return advice_on(book, found, str(channel), str(kind), None)

        try:
            return self.csm.desk.front(question)
        except CsmError:
            # What is not finished is no ground for advice.
            return ""

    def save(self, texts: Mapping[str, str]) -> None:
        """Log or plan the touchpoint."""
        today = self.csm.desk.today
        account_id = self._account_id
        if account_id is None:
            try:
                account_id = self.csm.desk.front(lambda book: accounts.find(book, texts["account"]))
            except CsmError as error:
                self.fail(error, "account")
                return
        values = {
            name: parse_field("touchpoints", name, text, today=today)
            for name, text in texts.items()
            if name not in ("account", "next") and text.strip()
        }
        following = texts["next"].strip()
        next_on = parse_field("touchpoints", "date", following, today=today) if following else None
        logged: dict[str, Any] = {"account_id": account_id, "values": values, "next_on": next_on}
        said = self._said(account_id, texts, next_on)
        if self._signal_id is None:
            self.csm.apply(touchpoints.log, **logged, said=said, then=self._saved, failed=self.fail)
            return
        # The signal first: what is logged may end it.
        self.csm.apply(
            together,
            name=said.removesuffix("."),
            steps=[(signals.done, {"signal_id": self._signal_id}), (touchpoints.log, logged)],
            said=f"{said} The signal is done.",
            then=self._saved,
            failed=self.fail,
        )

    def _said(self, account_id: int, texts: Mapping[str, str], next_on: object) -> str:
        from datetime import date

        name = self._account or self.csm.ask_now(lambda book: accounts.name_of(book, account_id))
        when = parse_field(
            "touchpoints", "date", texts["date"] or "today", today=self.csm.desk.today
        )
        ahead = isinstance(when, date) and when > self.csm.desk.today
        how = texts["channel"] or texts["kind"] or DEFAULT_KIND
        words = f"{'Planned' if ahead else 'Logged'}: {how}, {name}"
        if ahead and isinstance(when, date):
            words += f", {formatting.day(when, self.csm.desk.today)}"
        if isinstance(next_on, date):
            words += f", next {formatting.day(next_on, self.csm.desk.today)}"
        return f"{words}."

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)
