"""What must hold between the fields of one row, kind by kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_NPS_TOP: Final = 10.0
_DEFAULT_SCALES: Final = {"csat": 5.0, "ces": 7.0}
# Scales up to this begin at 1 (1–5, 1–7); longer ones (0–10, 0–100) at 0.
_FROM_ONE: Final = 7.0
_FIGURE: Final = "A mean or a net score is a figure: import it as metrics."


class Broken(NamedTuple):
    """A row that breaks a rule: its place, the field to name, what is wrong, what to do."""

    at: int
    field: str
    problem: str
    hint: str | None = None


def broken_rows(kind: str, fields: Mapping[str, Sequence[object]]) -> list[Broken]:
    """Return the rows of `kind` whose fields do not go together; blank fields are None."""
    rule = _RULES.get(kind)
    return list(rule(fields)) if rule else []


def _together(fields: Mapping[str, Sequence[object]], *names: str) -> Iterator[tuple[object, ...]]:
    """Yield the values of `names` row by row; a field that the file lacks is None."""
    count = max(map(len, fields.values()), default=0)
    return zip(*(fields.get(name, [None] * count) for name in names), strict=True)


def _surveys(fields: Mapping[str, Sequence[object]]) -> Iterator[Broken]:
    for at, (answers, score, scale) in enumerate(_together(fields, "type", "score", "scale")):
        if not isinstance(score, float):
            continue
        if answers == "nps":
            yield from _nps(at, score, scale)
        elif isinstance(scale, float) or answers in _DEFAULT_SCALES:
            top = scale if isinstance(scale, float) else _DEFAULT_SCALES[str(answers)]
            low = 1 if top <= _FROM_ONE else 0
            if not low <= score <= top:
                problem = f"{score:g} is no {answers} answer on a scale of {low} to {top:g}."
                yield Broken(at, "score", problem, f"Name another scale, or: {_FIGURE}")


def _nps(at: int, score: float, scale: object) -> Iterator[Broken]:
    if not 0 <= score <= _NPS_TOP or score != int(score):
        problem = f"{score:g} is no NPS answer: only whole numbers 0 to 10 are."
        yield Broken(at, "score", problem, _FIGURE)
    elif scale not in (None, _NPS_TOP):
        yield Broken(at, "scale", "the scale of NPS is 10.", "Leave the scale empty.")


def _health(fields: Mapping[str, Sequence[object]]) -> Iterator[Broken]:
    for at, (score, measure, value) in enumerate(_together(fields, "score", "measure", "value")):
        if score is None and (measure is None or value is None):
            missing = (
                "measure" if value is not None else "value" if measure is not None else "score"
            )
            yield Broken(
                at, missing, f"{missing} is missing.", "A row has score, or measure and value."
            )
        elif score is not None and (measure is not None or value is not None):
            hint = "Put the measure on a row of its own."
            yield Broken(at, "score", "this row has a score and a measure.", hint)


def _subscriptions(fields: Mapping[str, Sequence[object]]) -> Iterator[Broken]:
    names = ("arr", "start_date", "end_date")
    for at, (arr, start, end) in enumerate(_together(fields, *names)):
        if arr is None:
            yield Broken(at, "arr", "arr is missing.", "Every row needs arr or mrr.")
        elif isinstance(start, date) and isinstance(end, date) and end < start:
            yield Broken(at, "end_date", f"it ends before it starts ({start}).")


def _arr_changes(fields: Mapping[str, Sequence[object]]) -> Iterator[Broken]:
    for at, (amount,) in enumerate(_together(fields, "amount")):
        if amount is None:
            yield Broken(at, "amount", "amount is missing.", "Every row needs one, or mrr.")


_RULES: Final[dict[str, Callable[[Mapping[str, Sequence[object]]], Iterator[Broken]]]] = {
    "surveys": _surveys,
    "health": _health,
    "subscriptions": _subscriptions,
    "arr_changes": _arr_changes,
}
