"""Defining an experiment, and ending one (DOMAIN §8, Experiments)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.domain.experiments import ASPECTS, KINDS, OUTCOMES
from csm_tui.domain.filters import parse
from csm_tui.domain.relative_days import typed_day
from csm_tui.domain.terms import CHANNELS, KNOWN_TIERS
from csm_tui.errors import CsmError, InvalidValue
from csm_tui.operations import experiments
from csm_tui.operations.experiments import Definition
from csm_tui.queries.accounts import find
from csm_tui.tui.dialogs.form import FieldSpec
from csm_tui.tui.dialogs.working_form import WorkingForm
from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_WEEKS: Final = 12
_CHOICES: Final[dict[str, Sequence[str]]] = {
    "tier": KNOWN_TIERS,
    "compare": ASPECTS,
    "of": KINDS,
    "outcome": (*OUTCOMES,),
}


class ExperimentForm(WorkingForm):
    """Defines an experiment; its accounts are drawn, or chosen by name."""

    def __init__(self, today: date) -> None:
        self._today = today
        super().__init__()

    def title_line(self) -> Line:
        """Return what is defined."""
        return line(
            Piece(" New experiment", "title"), Piece("  two treatments inside a tier", "muted")
        )

    def fields(self) -> Sequence[FieldSpec]:
        """Return name, tier, treatments, outcome, span, and how the sides are drawn."""
        end = self._today + timedelta(weeks=_WEEKS, days=-1)
        return (
            FieldSpec("name", "name", "", "what it is called in the plan and in why"),
            FieldSpec("tier", "tier", "medium", "", KNOWN_TIERS),
            FieldSpec("compare", "compare", ASPECTS[0], "", ASPECTS),
            FieldSpec("of", "tried on", KINDS[0], "", KINDS),
            FieldSpec("a", "side A", "", "30 (days between check-ins), email, short", CHANNELS),
            FieldSpec("b", "side B", "", "14, phone, long", CHANNELS),
            FieldSpec("outcome", "outcome", "health", "", (*OUTCOMES,)),
            FieldSpec("from", "from", self._today.isoformat(), "the first day: today, +7d"),
            FieldSpec("until", "until", end.isoformat(), "the last day: +84d, 2026-06-30"),
            FieldSpec("where", "drawn from", "", "a filter: owner:ana, arr>50000; empty: all"),
            FieldSpec(
                "size",
                "each side",
                "",
                "how many accounts; empty: all. Under 20: too few to tell",
            ),
            FieldSpec("seed", "seed", "", "a number; the same one draws the same sides again"),
            FieldSpec("chosen-a", "chosen for A", "", "instead of a draw: acme; aurora; contoso"),
            FieldSpec("chosen-b", "chosen for B", "", "the accounts of side B, by semicolons"),
        )

    def check(self, name: str, text: str) -> None:
        """Raise CsmError where a text does not fit its field."""
        known = _CHOICES.get(name)
        if known is not None and text.strip() not in known:
            raise InvalidValue(f"{name} is one of {', '.join(known)}.")
        if name in ("from", "until"):
            self._day(text)
        elif name == "where":
            parse(text)
        elif name in ("size", "seed"):
            _number(name, text)

    def save(self, texts: Mapping[str, str]) -> None:
        """Define the experiment."""
        given = {name: text.strip() for name, text in texts.items()}
        chosen = []
        for name in ("chosen-a", "chosen-b"):
            try:
                chosen.append(self._accounts(given[name]))
            except CsmError as error:
                self.fail(error, name)
                return
        self.work(
            "Defining it",
            experiments.new,
            wished=Definition(
                given["name"],
                given["tier"],  # type: ignore[arg-type]  # checked above
                given["compare"],
                given["a"],
                given["b"],
                given["outcome"],
                self._day(given["from"]),
                self._day(given["until"]),
                given["of"],
                _number("seed", given["seed"]),
                _number("size", given["size"]),
                given["where"],
                *chosen,
            ),
        )

    def _accounts(self, text: str) -> tuple[int, ...]:
        names = [name.strip() for name in text.split(";") if name.strip()]
        return self.csm.desk.front(lambda book: tuple(find(book, name) for name in names))

    def _day(self, text: str) -> date:
        typed = text.strip()
        found = typed_day(typed, self._today)
        if found is None:
            raise InvalidValue(f"{typed!r} is no day; write 2026-02-01, today or +84d.")
        return found


class EndExperimentForm(WorkingForm):
    """Ends an experiment, with what follows from it."""

    def __init__(self, experiment_id: int, name: str, conclusion: str) -> None:
        self._experiment_id = experiment_id
        self._called = name
        self._conclusion = conclusion
        super().__init__()

    def title_line(self) -> Line:
        """Return which experiment it is."""
        return line(Piece(" End the experiment: ", "title"), Piece(self._called, "strong"))

    def fields(self) -> Sequence[FieldSpec]:
        """Return the conclusion."""
        hint = "what follows from it; Enter alone ends it, its sides are treated alike again"
        return (FieldSpec("conclusion", "conclusion", self._conclusion, hint),)

    def save(self, texts: Mapping[str, str]) -> None:
        """End it."""
        self.work(
            "Ending it",
            experiments.end,
            experiment_id=self._experiment_id,
            conclusion=texts["conclusion"].strip() or None,
        )


def _number(name: str, text: str) -> int | None:
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal()):
        raise InvalidValue(f"{name} is a whole number.")
    return int(typed)
