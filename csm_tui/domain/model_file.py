"""Reads a touch model file: strict TOML into a `TouchModel`, each fault told by file and key."""

from __future__ import annotations

from typing import Final

from csm_tui.domain.model_checks import check
from csm_tui.domain.model_reader import Spot, build
from csm_tui.domain.touch_model import TierRule, TouchModel
from csm_tui.errors import ModelProblem

# The five questions (DOMAIN §1): the key of a tier's answer -> the question.
ANSWERS: Final = {
    "frequency": "frequency",
    "channels": "channels",
    "interaction_types": "interaction types",
    "delivery": "delivery",
    "outcomes": "outcome",
}


def load(text: str, *, file: str) -> TouchModel:
    """Return the model written in `text`: days as int, amounts in cents, shares in percent.

    `file` is its name, for messages. Raises ModelProblem with the file, the line, the full dotted
    key, what is wrong and, for an unknown key, the nearest valid one.
    """
    values = plain(text, file=file)
    try:
        model: TouchModel = build(TouchModel, values, Spot(file))
        check(model, Spot(file))
    except ModelProblem as fault:
        raise _with_line(fault, text) from None
    return model


def unanswered(model: TouchModel) -> tuple[str, ...]:
    """Return a sentence for each tier that leaves one of the five questions open (DOMAIN §1)."""
    gaps = ((rule, open_answers(rule)) for rule in model.tiers.values())
    return tuple(
        f"{rule.name} does not answer: {', '.join(ANSWERS[key] for key in keys)}"
        for rule, keys in gaps
        if keys
    )


def open_answers(rule: TierRule) -> list[str]:
    """Return the keys of the questions that a tier leaves open."""
    return [key for key in ANSWERS if not getattr(rule, key)]


def _with_line(fault: ModelProblem, text: str) -> ModelProblem:
    from csm_tui.domain.model_lines import line_of

    line = line_of(text, fault.key) if fault.key else None
    if line is None:
        return fault
    message = f"{fault.file}, line {line}: {fault.said}"
    return ModelProblem(message, file=fault.file, key=fault.key, said=fault.said)


def plain(text: str, *, file: str) -> dict[str, object]:
    """Return the values of a TOML text as they stand there; ModelProblem where it is none."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ModelProblem(f"{file} is not valid TOML: {fault}. Mend that line.") from None
    except RecursionError:
        raise ModelProblem(f"{file} is not a touch model: it is nested too deeply.") from None
