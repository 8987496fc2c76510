"""What can be done with the account that a screen is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import CsmError
from csm_tui.text import safe_text
from csm_tui.tui.screens.base import BookScreen

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.custom_fields import CustomField

ACCOUNT_COMMANDS = ("why", "log", "pulse", "reading", "project", "edit", "override", "archive")


class AccountCommands(BookScreen):
    """The commands of ACCOUNT_COMMANDS, on `account_id`."""

    @property
    def selected(self) -> int:
        """Return how many accounts are selected."""
        return 0

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with; None for all of them."""
        return None

    def quick_start(self) -> str:
        """Return the name of the account: the quick line begins with it."""
        named = self._named() if self.account_id is not None else None
        return f"{safe_text(named[1])} " if named else ""

    def _named(self) -> tuple[int, str] | None:
        from csm_tui.queries import accounts

        account_id = self.account_id
        if account_id is None:
            self.choose_first()
            return None
        try:
            return account_id, self.csm.desk.front(lambda book: accounts.name_of(book, account_id))
        except CsmError as error:
            self.notice(str(error), "bad")
            return None

    def action_why(self) -> None:
        """Explain the figures of the account."""
        from csm_tui.tui.dialogs.why import WhyDialog

        named = self._named()
        if named:
            self.app.push_screen(WhyDialog(*named, self.figure))

    def action_log(self) -> None:
        """Log a touchpoint of the account, or ask of which."""
        from csm_tui.tui.dialogs.log_form import LogForm

        named = self._named() if self.account_id is not None else None
        self.app.push_screen(LogForm(self.csm, *(named or (None, ""))))

    def action_pulse(self) -> None:
        """Ask for the pulse of the account."""
        from csm_tui.tui.dialogs.pulse import PulseDialog

        named = self._named()
        if named:
            self.app.push_screen(PulseDialog(*named))

    def action_reading(self) -> None:
        """Ask for a reading of the account's health."""
        from csm_tui.tui.dialogs.reading_form import ReadingForm

        named = self._named()
        if named:
            self.app.push_screen(ReadingForm(*named))

    def action_project(self) -> None:
        """Open a project engagement of the account, or close the one that is open."""
        from csm_tui.tui.dialogs.project_form import ProjectForm

        named = self._named()
        if named and not self.close_project(*named):
            self.app.push_screen(ProjectForm(*named))

    def close_project(self, account_id: int, account: str, project_id: int | None = None) -> bool:
        """Ask how the project ended, the most urgent where none is named; False: none is open."""
        from csm_tui.queries import accounts
        from csm_tui.tui.card_work import project_rows
        from csm_tui.tui.dialogs.project_form import CloseProjectForm

        today = self.csm.desk.today
        rows = self.csm.ask_now(
            lambda book: project_rows(accounts.card(book, account_id, today=today), today)
        )
        for row in rows or ():
            project = row.project
            if row.state != "closed" and project_id in (None, project.id):
                self.app.push_screen(CloseProjectForm(project.id, project.aim, account_id, account))
                return True
        return False

    def action_edit(self) -> None:
        """Edit the account."""
        from csm_tui.queries import accounts, custom_fields
        from csm_tui.tui.dialogs.account_form import AccountForm

        account_id = self.account_id
        if account_id is None:
            self.choose_first()
            return
        today = self.csm.desk.today

        def edit(found: tuple[Account, list[tuple[CustomField, str | None]]]) -> None:
            self.app.push_screen(AccountForm(*found))

        # What is typed from now on is for the form, also before it is up.
        self.csm.hold_keys(held=True)
        self.csm.ask(
            lambda book: (
                accounts.card(book, account_id, today=today).account,
                custom_fields.to_edit(book, account_id),
            ),
            edit,
            lane="edit",
        )

    def action_override(self) -> None:
        """Set a figure of the account by hand."""
        from csm_tui.tui.dialogs.override_form import OverrideForm

        named = self._named()
        if named:
            figure = self.figure if self.figure in ("health", "tier") else ""
            self.app.push_screen(OverrideForm(*named, figure))

    def action_archive(self) -> None:
        """Take the account off the lists, or put it back."""
        from csm_tui.operations import accounts as operations
        from csm_tui.queries import accounts

        if self.selected:
            self.notice(
                f"{self.selected:,} selected: archiving takes one account at a time. Esc clears.",
                "warn",
            )
            return
        named = self._named()
        if not named:
            return
        account_id, name = named
        stored = self.csm.ask_now(
            lambda book: accounts.fields_of(book, account_id, ("archived_on",))
        )
        back = stored is not None and stored["archived_on"] is not None
        said = f"Back on the book: {name}." if back else f"Archived {name}."
        self.csm.apply(operations.archive, account_id=account_id, back=back, said=said)


class OneAccount(AccountCommands):
    """A screen about one account, the same as long as it is there."""

    def __init__(self, account_id: int) -> None:
        super().__init__()
        self._account_id = account_id

    @property
    def account_id(self) -> int:
        """Return the account."""
        return self._account_id
