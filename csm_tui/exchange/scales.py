"""Health on the scales that others use, confirmed before it is read: 0-10, 1-5, A-F, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.converted import Cells, Converted, Wrong, in_one
from csm_tui.exchange.options import ValueOptions, is_blank
from csm_tui.exchange.problems import Ambiguity, Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

WHAT: Final = "scale"
FLAG: Final = "--health-scale SCALE"
AS_IT_STANDS: Final = "0-100"
_REVERSED: Final = "-reversed"


def _signed(letters: str) -> dict[str, float]:
    """Return grades from 100 down to 0; + and - are a third of a step, rounded."""
    step = 100 / (len(letters) - 1)
    grades = {letter: 100 - step * at for at, letter in enumerate(letters)}
    for letter, grade in [*grades.items()]:
        grades[f"{letter}+"] = float(min(100, round(grade + step / 3)))
        for minus in "-−–":
            grades[f"{letter}{minus}"] = float(max(0, round(grade - step / 3)))
    return grades


_LETTERS: Final = _signed("abcdf")
_SIX_LETTERS: Final = _signed("abcdef")
# The middles of the bands (DOMAIN §10): green from 70, yellow from 40.
_GREEN, _YELLOW, _RED = 85.0, 55.0, 20.0
_COLOURS: Final = {
    word: value
    for value, words in (
        (_GREEN, "green verde hijau grün vert g 🟢 🟩"),
        (
            _YELLOW,
            "yellow amber orange amarillo amarelo ámbar ambar naranja kuning gelb jaune y 🟡 🟠",
        ),
        (_RED, "red rojo vermelho merah rot rouge r 🔴 🟥"),
    )
    for word in words.split()
}
_WORDS: Final = {
    word: value
    for value, words in (
        (_GREEN, "high alto alta tinggi hoch good healthy"),
        (_YELLOW, "medium moderate medio médio media média sedang mittel neutral"),
        (_RED, "low bajo baja baixo baixa rendah niedrig poor unhealthy"),
    )
    for word in words.split()
}


class Scale(NamedTuple):
    """A scale of numbers: its ends, and how it is called in a question."""

    low: float
    high: float
    title: str


NUMBERS: Final = {
    AS_IT_STANDS: Scale(0, 100, "0 to 100, as it stands"),
    "0-10": Scale(0, 10, "0 to 10: 7 is 70"),
    "0-5": Scale(0, 5, "0 to 5: 4 is 80"),
    "1-5": Scale(1, 5, "1 to 5: 1 is 0, 5 is 100"),
    "0-1": Scale(0, 1, "0 to 1: 0.7 is 70"),
}
_WORDED: Final[dict[str, tuple[Mapping[str, float], str]]] = {
    "a-f": (_LETTERS, "A is 100, B 75, C 50, D 25, F 0, a plus or minus a third of a step"),
    "a-f6": (
        _SIX_LETTERS,
        "A is 100, B 80, C 60, D 40, E 20, F 0, a plus or minus a third of a step",
    ),
    "colours": (_COLOURS, "green is 85, yellow 55, red 20: the middle of each band"),
    "words": (_WORDS, "high is healthy: high 85, medium 55, low 20"),
}
SCALES: Final = tuple(name + turned for name in (*NUMBERS, *_WORDED) for turned in ("", _REVERSED))


def convert_health(
    cells: Cells,
    options: ValueOptions,
    numbers: Callable[[float, float], Converted],
    *,
    ours: bool,
) -> Converted:
    """Return health of 0 to 100 from a column on any scale, as proven, declared or answered.

    Numbers above 10 prove 0 to 100, not which end is healthy: only a header that is `ours` says
    that. Everything else is asked for. `numbers` converts the column as numbers within two bounds.
    """
    said = options.answer(WHAT, cells.name)
    texts = [text for text in dict.fromkeys(cells.values) if not is_blank(text)]
    if said is None:
        proven = _proven(texts, numbers)
        if proven is not None and (ours or proven.ambiguous):
            return proven
        ambiguous = _undirected(cells, proven.values) if proven else _undecided(cells, texts)
        if ambiguous is not None:
            return Converted([None] * len(cells.values), ambiguous=ambiguous)
        return _on_none(cells, numbers(0, 100))
    if said == AS_IT_STANDS:
        as_said = numbers(0, 100)
        return as_said if ours else _told(as_said, said)
    name, turned = said.removesuffix(_REVERSED), said.endswith(_REVERSED)
    if name in NUMBERS:
        return _rescaled(numbers(*NUMBERS[name][:2]), said, NUMBERS[name], turned=turned)
    return _worded(cells, said, _WORDED[name][0], turned=turned)


def _proven(texts: Sequence[str], numbers: Callable[[float, float], Converted]) -> Converted | None:
    """Return the column as 0 to 100 where a value beyond 10 shows that it is."""
    if not texts:
        return numbers(0, 100)
    found = numbers(0, 100)
    beyond = any(
        isinstance(value, float) and value > NUMBERS["0-10"].high for value in found.values
    )
    return found if beyond or found.ambiguous else None


def _on_none(cells: Cells, found: Converted) -> Converted:
    """Return a column that is on no scale with what can be done about it."""
    hint = f"Write it like 75, or leave the column out: --answer 'take:{cells.name}=leave-out'."
    return found._replace(problems=[fault._replace(hint=hint) for fault in found.problems])


def _undirected(cells: Cells, values: Sequence[object]) -> Ambiguity | None:
    """Return the question which end of 0 to 100 is healthy; its examples are both ends found."""
    found = {
        value: text
        for value, text in zip(values, cells.values, strict=True)
        if isinstance(value, float)
    }
    if not found:
        return None
    examples = tuple(dict.fromkeys((found[max(found)], found[min(found)])))
    text = "this is 0 to 100, and there is no telling which end is healthy."
    return _question(cells, (AS_IT_STANDS,), examples, text)


def _undecided(cells: Cells, texts: Sequence[str]) -> Ambiguity | None:
    names = _possible(texts)
    if not names:
        return None
    text = "there is no telling which scale of health this is, and which end is healthy."
    return _question(cells, names, tuple(texts[:2]), text)


def _question(
    cells: Cells, names: Sequence[str], examples: tuple[str, ...], text: str
) -> Ambiguity:
    shown = " and ".join(example.strip() for example in examples)
    choices = tuple(
        Choice(name + turned, ("high is at risk; turned round: " if turned else "") + _title(name))
        for turned in ("", _REVERSED)
        for name in names
    )
    return Ambiguity(
        cells.name,
        examples,
        tuple(cells.line_of(example) for example in examples),
        f"{shown}: {text}",
        f"{FLAG.split()[0]} {'|'.join(choice.value for choice in choices)}",
        what=WHAT,
        choices=choices,
    )


def _title(name: str) -> str:
    return NUMBERS[name].title if name in NUMBERS else _WORDED[name][1]


def _possible(texts: Iterable[str]) -> list[str]:
    """Return the scales that most of the texts are on; the others are problems of their rows."""
    words = [text.strip().casefold() for text in texts]
    values = [value for value in map(_number, words) if value is not None]
    on = {name: sum(word in known for word in words) for name, (known, _) in _WORDED.items()}
    most = max(on, key=on.__getitem__)
    if on[most] > len(values):
        return [most]
    if not values:
        return []
    return [
        name
        for name, scale in NUMBERS.items()
        if all(scale.low <= value <= scale.high for value in values)
    ]


def _number(word: str) -> float | None:
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def _rescaled(found: Converted, said: str, scale: Scale, *, turned: bool) -> Converted:
    span = scale.high - scale.low
    values: list[object] = [
        _turned(100 * (value - scale.low) / span, turned) if isinstance(value, float) else None
        for value in found.values
    ]
    return _told(found._replace(values=values), said)


def _told(found: Converted, said: str) -> Converted:
    evidence = in_one(f"health on {said} (said)", found.evidence)
    return found._replace(evidence=evidence)


def _worded(cells: Cells, said: str, known: Mapping[str, float], *, turned: bool) -> Converted:
    values: dict[str, object] = {}
    wrong: dict[str, Wrong] = {}
    for text in dict.fromkeys(cells.values):
        value = known.get(text.strip().casefold())
        values[text] = None if value is None else _turned(value, turned)
        if value is None and not is_blank(text):
            wrong[text] = Wrong(f"this is not on the scale {said}.", "Mend it, or say another.")
    converted: list[object] = [values[text] for text in cells.values]
    return Converted(converted, f"health on {said} (said)", cells.faults(wrong))


def _turned(value: float, turned: bool) -> float:
    return 100 - value if turned else value
