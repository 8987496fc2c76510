"""The whole explanation of an account's figures: arithmetic, sources, what would flip it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui.queries import accounts
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line, width_of, wrap

if TYPE_CHECKING:
    from csm_tui.domain.explanation import Explanation, Step
    from csm_tui.store.connection import BookConnection

_TITLES: Final = {
    "rank": "Rank",
    "next": "Next touchpoint",
    "level": "Level",
    "tier": "Tier",
    "health": "Health",
    "quadrant": "Quadrant",
}
# The dialog's width, and what its padding, the cursor and the scroll bar take of it.
_WIDTH: Final = 92
_MARGINS: Final = 8
_TITLE: Final = 17


class WhyDialog(LinesDialog[None]):
    """Explains every figure of an account, beginning with one of them."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("J", "next figure", "next_section"),
        ("z", "fold all", "fold_all"),
        ("y", "copy", "copy"),
        ("escape", "back", "back"),
    )

    def __init__(self, account_id: int, account: str, figure: str | None = None) -> None:
        super().__init__()
        self._account_id = account_id
        self._account = account
        self._figure = figure

    def title_line(self) -> Line:
        """Return whose figures they are."""
        return line(Piece(" Why: ", "title"), Piece(self._account, "strong"))

    def on_mount(self) -> None:
        """Ask for the explanations."""
        super().on_mount()
        account_id, today = self._account_id, self.csm.desk.today

        def question(book: BookConnection) -> list[Explanation]:
            from csm_tui.domain.why import explain

            card = accounts.card(book, account_id, today=today)
            return [
                explain(
                    figure,
                    card.account,
                    card.facts,
                    card.standing,
                    card.model,
                    today,
                    card.provenance,
                )
                for figure in _TITLES
            ]

        self.csm.ask(question, self._take, lane="why")

    def _take(self, found: list[Explanation]) -> None:
        width = min(_WIDTH, self.size.width) - _MARGINS
        self.show_groups([_group(explanation, width) for explanation in found])
        if self._figure is not None:
            self._list.go_to_section(self._figure)

    def action_next_section(self) -> None:
        """Go to the next figure."""
        self._list.action_next_section()

    def action_fold_all(self) -> None:
        """Fold or unfold all figures."""
        self._list.action_fold_all()


def _group(explanation: Explanation, width: int) -> Group:
    title = Line(
        (
            Piece(fit(_TITLES[explanation.figure], _TITLE), "strong"),
            Piece(explanation.value, "accent"),
        )
    )
    lines: list[Line] = []
    if width_of(explanation.value) > width - _TITLE:
        lines += [line(Piece(text, "accent")) for text in wrap(explanation.value, width)]
    lines += [shown for step in explanation.steps for shown in _step_lines(step, width)]
    if explanation.missing:
        lines += _worded("missing: ", ", ".join(explanation.missing), "warn", width)
    for change in explanation.would_change:
        lines += _worded("would change it: ", change, "text", width)
    return Group(explanation.figure, title, tuple(lines))


def _step_lines(step: Step, width: int) -> list[Line]:
    """Return what counted with its arithmetic at the right, and its source under it."""
    right: list[Piece] = []
    if step.value is not None:
        right.append(Piece(f"  {_number(step.value)}", "strong"))
    if step.weight is not None:
        right.append(Piece(f" × {_number(step.weight)}", "muted"))
    if step.points is not None:
        right += [Piece(" = ", "muted"), Piece(fit_right(_number(step.points), 5), "accent")]
    taken = sum(width_of(piece.text) for piece in right)
    if taken > width // 2:
        # A value in words stands under what it is of.
        lines = [line(Piece(text)) for text in wrap(step.text, width)]
        lines += [line(Piece(f"  {text}", "strong")) for text in wrap(str(step.value), width - 2)]
    else:
        texts = wrap(step.text, max(10, width - taken - 1))
        lines = [Line((Piece(texts[0]),), (*right, Piece(" ")))]
        lines += [line(Piece(text)) for text in texts[1:]]
    if step.source:
        lines += [line(Piece(f"  {text}", "muted")) for text in wrap(step.source, width - 2)]
    return lines


def _worded(label: str, words: str, ink: str, width: int) -> list[Line]:
    texts = wrap(words, width - len(label))
    first = line(Piece(label, "muted"), Piece(texts[0], ink))
    return [first, *(line(Piece(" " * len(label)), Piece(text, ink)) for text in texts[1:])]


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
