"""`csm why`: the arithmetic behind a figure, with sources and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.cli.output import Cell, Column, Printer, room
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from csm_tui.domain.explanation import Explanation

_LEAST_TEXT: Final = 38
# What value, weight, points and source take beside the text.
_BESIDE: Final = 42
# The widest that the source of a step gets.
_SOURCE: Final = 90
# From here on thousands are marked.
_LARGE: Final = 1000


def print_explanation(printer: Printer, explanation: Explanation) -> None:
    """Write one explanation: steps aligned, then what is missing and what would flip it."""
    printer.paragraph(f"{explanation.account}: {explanation.figure} is {explanation.value}", "bold")
    rows = [
        (
            f"  {step.text}",
            _value(step.value),
            "" if step.weight is None else f"× {figure(step.weight)}",
            "" if step.points is None else f"= {figure(step.points)}",
            Cell(step.source or "", "dim"),
        )
        for step in explanation.steps
    ]
    text = room(_BESIDE, _LEAST_TEXT)
    printer.table(
        (
            Column("", limit=text, wrap=True),
            Column("", right=True),
            Column("", right=True),
            Column("", right=True),
            Column("", limit=_SOURCE, wrap=True),
        ),
        rows,
        header=False,
    )
    for missing in explanation.missing:
        printer.paragraph(f"  missing: {missing}", "yellow")
    for change in explanation.would_change:
        printer.paragraph(f"  would change: {change}")


def plain_rows(explanation: Explanation) -> list[tuple[str, ...]]:
    """Return one record a fact: account, figure, what, text, value, weight, points, source."""
    head = (explanation.account, explanation.figure)
    return [
        (*head, "value", explanation.value, "", "", "", ""),
        *(
            (
                *head,
                "step",
                step.text,
                _value(step.value),
                "" if step.weight is None else figure(step.weight),
                "" if step.points is None else figure(step.points),
                step.source or "",
            )
            for step in explanation.steps
        ),
        *((*head, "missing", text, "", "", "", "") for text in explanation.missing),
        *((*head, "would-change", text, "", "", "", "") for text in explanation.would_change),
    ]


def as_json(explanation: Explanation) -> dict[str, object]:
    """Return an explanation with the keys that INTERFACE promises for `csm why --json`."""
    return {
        "account": explanation.account,
        "figure": explanation.figure,
        "value": explanation.value,
        "steps": [step._asdict() for step in explanation.steps],
        "missing": list(explanation.missing),
        "would_change": list(explanation.would_change),
    }


def _value(value: str | float | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.0f}" if value == int(value) and abs(value) >= _LARGE else figure(value)
