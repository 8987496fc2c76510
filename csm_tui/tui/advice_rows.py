"""Lines of the advice: recommendation, steps, stage and mistakes. Pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.advice import QUESTIONS, UNKNOWN
from csm_tui.domain.advice_cases import FOUND, UNTOLD
from csm_tui.domain.advice_economics import economics_gap
from csm_tui.tui.pieces import Line, Piece, cut, fit, fit_right, folded, line, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.advice import Asked, Question
    from csm_tui.domain.advice_cases import Case, Mistake
    from csm_tui.domain.advice_given import Advice, Known
    from csm_tui.domain.advice_steps import Step
    from csm_tui.tui.setting import Setting

# So many accounts of a mistake are listed.
MOST: Final = 500
_WIDE: Final = 100
_NUMBER: Final = 3
_TITLE: Final = 23
_ANSWER: Final = 14
_MISTAKE: Final = 11
_VERDICT: Final = 16
_ACCOUNT: Final = 26
_WIDE_ACCOUNT: Final = 34
_ARR: Final = 8
_INKS: Final = {FOUND: "warn", UNTOLD: "text"}
# The most lines above the keys.
_SAID: Final = 5


def said_today(known: Known, today: date) -> dict[Asked, str]:
    """Return the answers that were given today: those of other days are last time's."""
    kept = ((one.asked, known.kept.get(one.asked)) for one in QUESTIONS)
    return {asked: found[0] for asked, found in kept if found is not None and found[1] == today}


def open_steps(found: Advice) -> list[Step]:
    """Return the steps that nothing is known of."""
    return [step for step in found.steps if step.answer is None]


def noted(found: Advice) -> Piece:
    """Return how many steps are open."""
    number = len(open_steps(found))
    return Piece(f"{number} of {len(found.steps)} steps open " if number else "", "muted")


# The recommendation


def recommendation_head(found: Advice) -> Line:
    """Return what is recommended: touch, model and layout."""
    best = found.recommendation
    touch = "no touch yet" if best.touch is None else f"{best.touch} touch"
    layout = "" if best.layout is None else f", as a {best.layout}"
    return line(
        Piece("Recommendation  ", "strong"),
        Piece(touch, "warn" if best.touch is None else "accent"),
        Piece(f", model {best.model}{layout}", "muted"),
    )


def prose(sentences: Sequence[str], width: int, ink: str = "text") -> Iterator[Line]:
    """Yield sentences as lines, what is carried over moved in."""
    for text in sentences:
        for place, part in enumerate(wrap(text, width - 2)):
            yield line(Piece(f"  {part}" if place else part, ink))


def asking_line(found: Advice, opens: str) -> Line:
    """Return which steps would say more; `opens` is the key that asks, "" where none may."""
    asked = [step.title for step in open_steps(found) if step.asked is not None]
    if not asked:
        return line(Piece(" Nothing is left out: each step has its answer.", "muted"))
    told = [Piece(" "), *_flowing(f"Left out, because not known: {', '.join(asked)}.")]
    return (
        line(*told, Piece(f"{opens} ", "accent"), Piece("asks.", "muted")) if opens else line(*told)
    )


# The five steps


def steps_head(found: Advice) -> Line:
    """Return the head of the steps."""
    number = len(open_steps(found))
    known = len(found.steps) - number
    words = f"{known} of {len(found.steps)} known"
    return line(Piece("Five steps", "strong"), Piece(f"  {words}", "muted"))


def step_line(
    number: int,
    step: Step,
    kept: Mapping[str, tuple[str, date]],
    said: Sequence[str],
    width: int,
) -> Line:
    """Return a step: its answer, or that it is not known, and where that is from.

    `said`, what the book says, follows where it has no lines of its own.
    """
    source = _source(step, kept)
    if width < _WIDE:
        source = source.partition(",")[0]
    answer, ink = ("not known", "warn") if step.answer is None else (step.answer, "strong")
    value, _, title = answer.partition(": ")
    told = [Piece(title if title.startswith(value) else answer, ink)]
    if said:
        told = [Piece(fit(value, max(_ANSWER, width_of(value) + 2)), ink), Piece(said[0], "muted")]
    return line(
        Piece(fit(str(number), _NUMBER), "muted"),
        Piece(fit(formatting.sentence(step.title), _TITLE)),
        *told,
        right=[Piece(f"{source} ", "muted")] if source else (),
    )


def _source(step: Step, kept: Mapping[str, tuple[str, date]]) -> str:
    if step.source is not None:
        return step.source
    put_aside = step.asked is not None and kept.get(step.asked, ("",))[0] == UNKNOWN
    return "as you said" if put_aside else ""


def proof(step: Step, found: Advice) -> Sequence[str]:
    """Return what the book says of a step, or what keeps it from saying anything."""
    if step.sentences or step.asked is not None:
        return step.sentences
    lacks = economics_gap(found.facts, found.recommendation.touches)
    return () if lacks is None else (formatting.sentence(lacks),)


def choices_line(question: Question, answer: str | None) -> Line:
    """Return a question with its answers by number, brackets around the one in force."""
    words = {one.value: one.title if question.free else one.value for one in question.choices}
    pieces = [Piece(f" {question.text}  ", "strong")]
    for number, value in enumerate(values(question), start=1):
        shown = f"{number} {words.get(value, 'not known')}"
        here = value == (answer or UNKNOWN)
        # One piece each: a digit is never parted from its word.
        pieces += [Piece(f"[{shown}]", "strong") if here else Piece(shown, "accent"), Piece("  ")]
    return line(*pieces)


def values(question: Question) -> list[str]:
    """Return the answers of a question in their order, the last that it is not known."""
    return [*(one.value for one in question.choices), UNKNOWN]


def answered_words(question: Question, value: str) -> str:
    """Return what was answered, as a sentence."""
    told = next((one.title for one in question.choices if one.value == value), value)
    if value == UNKNOWN:
        told = "not known, so it is left out of the recommendation"
    elif value.isdigit():
        told = f"{value} customers in twelve months"
    return f"{formatting.sentence(question.title)}: {told}."


# The five mistakes


def mistake_head(number: int, mistake: Mistake, *, whole: bool) -> Line:
    """Return a mistake with its verdict and, with `whole`, its figures as far as there is room."""
    ink = _INKS.get(mistake.verdict, "muted")
    return line(
        Piece(fit(f"Mistake {number}", _MISTAKE), "muted"),
        Piece(fit(mistake.verdict, _VERDICT), ink),
        Piece(formatting.sentence(mistake.mistake), "strong" if ink == "warn" else "text"),
        Piece(f": {mistake.text}" if whole else "", "muted"),
    )


def looked_line(mistake: Mistake) -> Line:
    """Return what was looked at."""
    return line(Piece(" Looked at: ", "strong"), *_flowing(mistake.checked))


def case_line(case: Case, setting: Setting, width: int) -> Line:
    """Return an account that makes a mistake plain, with the figure that does."""
    ellipsis, room = setting.glyphs.cut, _WIDE_ACCOUNT if width >= _WIDE else _ACCOUNT
    return line(
        Piece(fit(case.account, room, ellipsis)),
        Piece(fit_right(setting.money(case.arr), _ARR), "muted" if case.arr is None else "text"),
        Piece(f"  {case.reason}", "muted"),
    )


def case_why(case: Case) -> Line:
    """Return an account of a mistake in full."""
    return line(Piece(f" {case.account}: ", "strong"), *_flowing(case.reason))


def case_copied(case: Case) -> str:
    """Return an account of a mistake as tab-separated cells."""
    arr = "" if case.arr is None else f"{case.arr / 100:g}"
    return "\t".join((case.account, arr, case.reason))


def beyond_line(number: int) -> Line:
    """Return how many accounts are not listed, and what lists them."""
    return line(Piece(f"{number:,} more: csm advise --accounts", "muted"))


# Above the keys


def _flowing(text: str) -> list[Piece]:
    """Return a text as pieces of a word each: a line is broken at pieces before it is at words."""
    return [Piece(f"{word} ", "muted") for word in text.split(" ")]


def above_keys(said: Sequence[Line], width: int, ellipsis: str) -> list[Line]:
    """Return lines broken to a width; the last that there is room for is cut."""
    lines = [part for one in said for part in folded(one, width - 2)]
    shown = [
        one if one.left and one.left[0].text.startswith(" ") else Line((Piece(" "), *one.left))
        for one in lines
    ]
    if len(shown) > _SAID:
        *kept, last = shown[:_SAID]
        shown = [*kept, line(Piece(cut(f" {last.plain}{ellipsis}", width), "muted"))]
    return shown or [line()]
