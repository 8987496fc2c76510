"""A project engagement (DOMAIN §3, quadrant 2): opened with its aim, closed with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain import criteria
from csm_tui.operations import projects
from csm_tui.operations.fields import parse_field
from csm_tui.queries import projects as queries
from csm_tui.tui.dialogs.form import FieldSpec, Form
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.changes import Changes


class ProjectForm(Form[None]):
    """Opens a project engagement of one account."""

    def __init__(self, account_id: int, account: str) -> None:
        self._account_id = account_id
        self._account = account
        super().__init__()

    def title_line(self) -> Line:
        """Return whose project it is."""
        return line(Piece(" Open a project: ", "title"), Piece(self._account, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return aim, owner, due and exit criterion."""
        return (
            FieldSpec("aim", "aim", "", "one thing to reach: finish onboarding, a new sponsor …"),
            FieldSpec("owner", "owner", "", "who of ours"),
            FieldSpec("due", "due", "", "+60d, 30 Apr, 2026-04-30"),
            FieldSpec(
                "exit_criterion",
                "exit criterion",
                "",
                "a filter on the account's own figures: health>=70, adoption>60",
            ),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        if not text.strip():
            return
        if name == "due":
            parse_field("tasks", "due", text, today=self.csm.desk.today)
        elif name == "exit_criterion":
            known = self.csm.desk.front(lambda book: queries.metrics_of(book, self._account_id))
            criteria.parse(text, known)

    def save(self, texts: Mapping[str, str]) -> None:
        """Open the project."""
        due = texts["due"].strip()
        self.csm.apply(
            projects.open_,
            account_id=self._account_id,
            aim=texts["aim"],
            owner=texts["owner"].strip() or None,
            due=parse_field("tasks", "due", due, today=self.csm.desk.today) if due else None,
            exit_criterion=texts["exit_criterion"].strip() or None,
            said=f"Project opened: {texts['aim'].strip()}, {self._account}.",
            then=self._saved,
            failed=self.fail,
        )

    def _saved(self, _changes: Changes) -> None:
        self.dismiss(None)


class CloseProjectForm(Form[None]):
    """Closes a project engagement, and says where the account stands then."""

    def __init__(self, project_id: int, aim: str, account_id: int, account: str) -> None:
        self._project_id = project_id
        self._aim = aim
        self._account_id = account_id
        self._account = account
        super().__init__()

    def title_line(self) -> Line:
        """Return which project it is."""
        return line(
            Piece(f" Close the project: {self._aim}, ", "title"), Piece(self._account, "strong")
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Return the outcome."""
        return (FieldSpec("outcome", "outcome", "", "how it ended; Enter alone closes it"),)

    def save(self, texts: Mapping[str, str]) -> None:
        """Close the project."""
        self.csm.apply(
            projects.close,
            project_id=self._project_id,
            outcome=texts["outcome"].strip() or None,
            then=self._saved,
            failed=self.fail,
        )

    def _saved(self, changes: Changes) -> None:
        app, today = self.csm, self.csm.desk.today
        self.dismiss(None)
        place = app.ask_now(lambda book: queries.after_closing(book, self._account_id, today=today))
        undo = f"{app.keymap.shown('undo')} to undo"
        app.notice(f"{changes.name}. {place or ''}".strip(), hint=undo)
