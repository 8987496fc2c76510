"""Advice: which touch model in five steps, its arithmetic, and the five mistakes (DOMAIN §9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import Binding

from csm_tui.domain.advice import QUESTION
from csm_tui.domain.advice_given import Advice, Known, advise
from csm_tui.errors import UsageError
from csm_tui.operations import advice as operations
from csm_tui.queries import advice as queries
from csm_tui.store.standings import current_model
from csm_tui.tui import advice_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.view import Entry, Part, ViewScreen
from csm_tui.tui.widgets.bars import Bar
from csm_tui.work_days import available_under

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.advice import Asked
    from csm_tui.domain.advice_cases import Mistake
    from csm_tui.domain.advice_steps import Step
    from csm_tui.store.connection import BookConnection

# From so many lines on the steps have room for what the book says, and the rest is unfolded.
_ROOMY: Final = 36
_DIGITS: Final = 9
_STEPS: Final = "steps"
_MISTAKE: Final = "mistake-"


class Advised(NamedTuple):
    """What the book knows; None where the config does not say the hours, with the problem."""

    known: Known | None
    problem: str = ""


class AdviceScreen(ViewScreen[Advised]):
    """The recommendation, the steps that lead to it, the stage, and the mistakes of this book."""

    NAME = "Advice"
    VIEW = "advice"
    ASIDE: ClassVar[bool] = True
    # It is of the whole book as it is today.
    SPANNED: ClassVar[bool] = False
    FILTERED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = ("answer-step", "next-measure", "copy", "back", "close")
    FOOTER: ClassVar[tuple[str, ...]] = ("answer-step", "open", "next-measure", "copy", "undo")
    # On a step the digits mean its answers, elsewhere screens.
    BINDINGS = [
        *bindings(OFFERS),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(1, _DIGITS + 1)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Advice | None = None
        self._asked_by: dict[str | int, Asked] = {}
        self._steps: dict[str | int, Step] = {}

    def question(self, book: BookConnection) -> Advised:
        """Return what the book knows."""
        today, (_, model) = self.today, current_model(book)
        try:
            available = available_under(self.csm.settings, today)(model)
        except UsageError as problem:
            return Advised(None, str(problem))
        return Advised(queries.known(book, today=today, available=available))

    def reload(self) -> None:
        """Ask again; the answers to the steps, which are at hand at once, first."""
        if self.answer is not None and self.answer.known is not None:
            self.csm.ask(queries.kept_answers, self._take_kept, lane="advice-kept")
        super().reload()

    def _take_kept(self, kept: dict[str, tuple[str, date]]) -> None:
        if self.answer is not None and self.answer.known is not None:
            self._answer = Advised(self.answer.known._replace(kept=kept))
            self.show_parts()
            # What is recommended now is to be seen, and the step that says so as well.
            self._list.scroll_to(y=0, animate=False, force=True, immediate=True)
            self._list.on_resize()

    # What is shown

    def parts(self, answer: Advised) -> Sequence[Part]:
        """Return the recommendation, the steps, what follows, the stage, and the mistakes."""
        known = answer.known
        self._found = None
        if known is None or not known.facts.accounts:
            return ()
        found = self._found = advise(known, rows.said_today(known, self.today), self.today)
        best, roomy = found.recommendation, self._roomy
        mistakes = [
            self._mistake(number, one) for number, one in enumerate(found.mistakes, start=1)
        ]
        return [
            Part("recommendation", rows.recommendation_head(found), self._prose(best.for_most)),
            Part(_STEPS, rows.steps_head(found), self._step_entries(known, found)),
            Part(
                "further",
                line(
                    Piece("What follows", "strong"), Piece("  tiers, CSMs, model, layout", "muted")
                ),
                self._prose(best.further),
                folded=not roomy,
            ),
            Part(
                "maturity",
                line(Piece("Maturity", "strong"), Piece(f"  {found.stage.title}", "accent")),
                self._prose((found.stage_text,)),
            ),
            *mistakes,
        ]

    @property
    def _roomy(self) -> bool:
        return self.app.size.height >= _ROOMY

    def _prose(self, sentences: Sequence[str]) -> list[Entry]:
        shown = rows.prose(sentences, self.room)
        return [Entry(one, place) for place, one in enumerate(shown)]

    def _step_entries(self, known: Known, found: Advice) -> list[Entry]:
        self._steps, entries = {}, []
        for number, step in enumerate(found.steps, start=1):
            key, said = step.asked or "economics", rows.proof(step, found)
            beside, below = ((), said) if self._roomy else (said, ())
            self._steps[key] = step
            shown = partial(rows.step_line, number, step, known.kept, beside)
            entries.append(Entry(shown, key))
            for place, one in enumerate(rows.prose(below, self.room - 3, "muted")):
                self._steps[f"{key} {place}"] = step
                entries.append(Entry(Line((Piece("   "), *one.left)), f"{key} {place}"))
        return entries

    def _mistake(self, number: int, mistake: Mistake) -> Part:
        setting, looked = self.csm.setting, rows.looked_line(mistake)
        entries = [
            Entry(one, f"text {place}", why=looked)
            for place, one in enumerate(rows.prose((mistake.text,), self.room))
        ]
        for case in mistake.cases[: rows.MOST]:
            entries.append(
                Entry(
                    partial(rows.case_line, case, setting),
                    case.account_id,
                    case.account_id,
                    rows.case_why(case),
                    rows.case_copied(case),
                )
            )
        if len(mistake.cases) > rows.MOST:
            entries.append(Entry(rows.beyond_line(len(mistake.cases) - rows.MOST), "beyond"))
        entries += [
            Entry(one, f"missing {place}", why=looked)
            for place, one in enumerate(rows.prose(mistake.missing, self.room, "muted"))
        ]
        short = rows.mistake_head(number, mistake, whole=True)
        head = rows.mistake_head(number, mistake, whole=False)
        return Part(f"{_MISTAKE}{number}", head, entries, folded=True, short=short, why=looked)

    def noted(self) -> Sequence[Piece]:
        """Return how many steps are open."""
        return () if self._found is None else (rows.noted(self._found),)

    def empty_line(self, answer: Advised) -> Line:
        """Return that there are no customers, or that the hours are not known, and what helps."""
        if answer.known is None:
            return line(Piece(answer.problem, "warn"))
        ways = self.ways(("import", "imports yours"), ("add", "adds one"))
        return line(Piece("No customers yet, so nothing can be advised. "), Piece(ways, "muted"))

    def show_parts(self, *, top: bool = False) -> None:
        """Show the advice, and how many steps are open in it."""
        super().show_parts(top=top)
        self.show_span()

    # The lines above the keys

    def show_why(self) -> None:
        """Show what was looked at, or the step's question with its answers, whole."""
        if self._notice is not None or not self.children:
            super().show_why()
            return
        said = rows.above_keys(self._said(), self.size.width, self.csm.glyphs.cut)
        self.query_one("#why", Bar).show(*said)

    def _said(self) -> Sequence[Line]:
        found, section = self._found, self._list.cursor_section
        if found is None:
            return ()
        step = self._step
        if step is not None:
            return self._step_said(found, step)
        if section.startswith(_MISTAKE):
            return (self.why_line(),)
        return (rows.asking_line(found, self._asks),)

    def _step_said(self, found: Advice, step: Step) -> Sequence[Line]:
        said = (
            [] if self._roomy else [line(Piece(f" {' '.join(rows.proof(step, found))}", "muted"))]
        )
        if step.asked is not None and self.offered("answer-step"):
            said.append(rows.choices_line(QUESTION[step.asked], self._value(step.asked)))
        return said or [BLANK]

    @property
    def _asks(self) -> str:
        return self.csm.keymap.shown("answer-step") if self.offered("answer-step") else ""

    # Answering

    @property
    def _step(self) -> Step | None:
        """Return the step that the cursor is on."""
        here = self._here
        if here is None or self._list.cursor_section != _STEPS:
            return None
        return self._steps.get(here.key)

    def _value(self, asked: Asked) -> str | None:
        """Return the answer in force: said, or the book's sign."""
        known = self.answer.known if self.answer else None
        if known is None:
            return None
        kept = known.kept.get(asked)
        return known.signs[asked].value if kept is None else kept[0]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let digits mean screens where they answer nothing."""
        if action == "digit":
            return self.offered("answer-step") and self._digit(parameters[0]) is not None
        return super().check_action(action, parameters)

    def _digit(self, digit: object) -> tuple[Asked, str] | None:
        step = self._step if self.children else None
        if step is None or step.asked is None or not isinstance(digit, int):
            return None
        values = rows.values(QUESTION[step.asked])
        return (step.asked, values[digit - 1]) if digit <= len(values) else None

    def action_digit(self, digit: int) -> None:
        """Answer the step under the cursor."""
        chosen = self._digit(digit)
        if chosen is not None:
            self._keep(*chosen)

    def action_answer_step(self) -> None:
        """Ask the step under the cursor, else the first that is open."""
        if self._found is None:
            self.choose_first("There is no step to answer yet.", "muted")
            return
        here = self._step
        open_ = (step.asked for step in rows.open_steps(self._found) if step.asked)
        asked = here.asked if here is not None and here.asked else next(open_, None)
        if asked is None:
            self.notice("Each step has its answer; on its line it is given anew.", "muted")
        else:
            self._ask(asked)

    def _ask(self, asked: Asked) -> None:
        from csm_tui.tui.dialogs.advice_answer import AnswerDialog, GrowthForm

        known = self.answer.known if self.answer else None
        if known is None:
            return

        def take(value: str | None) -> None:
            if value is not None:
                self._keep(asked, value)

        question, proof = QUESTION[asked], known.signs[asked].text
        dialog = GrowthForm if question.free else AnswerDialog
        self.app.push_screen(dialog(question, self._value(asked), proof), take)

    def _keep(self, asked: Asked, value: str) -> None:
        """Keep an answer in the book."""
        said = rows.answered_words(QUESTION[asked], value)
        self.csm.apply(partial(operations.answer, said={asked: value}), said=said)

    def open_line(self) -> None:
        """Ask the step, or open the account."""
        step = self._step
        if step is None:
            super().open_line()
        elif step.asked is not None and self.offered("answer-step"):
            self._ask(step.asked)
