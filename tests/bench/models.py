"""The figures of touch models: what if, and adopting one, against a pass over all readings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.commands import measured
from tests.bench.figures import Figure
from tests.bench.screens import CSM, environment
from tests.bench.views import one_pass

_AGAINST: Final = "one pass over all readings"
# What is supposed, and how many passes it may take: of whom it moves, it reads a few facts.
SUPPOSED: Final = (
    ("a cadence", ("cadence.medium.check_in=45d",), 2),
    ("a threshold", ("tiers.high.from=150000",), 3),
    ("growth", ("growth=2x",), 5),
    ("weights of need", ("need.weights.health=30", "need.weights.adoption=35"), 8),
    ("weights of health", ("health.weights.adoption=20", "health.weights.pulse=20"), 8),
)


def supposing(folder: Path, book: Path) -> Iterator[Figure]:
    """Suppose keys of the model and growth, then adopt a model in a copy of the book.

    Memory is that of the largest process.
    """
    passed, most = one_pass(book), 0.0
    for name, words, goal in SUPPOSED:
        spent, memory = measured([*CSM, "what-if", *words], environment(book))
        most = max(most, memory)
        yield Figure(f"what-if: {name}", spent, "s", goal, passed, _AGAINST)
    yield Figure("what-if: memory", most, "MB", 350)
    copy = folder / "adopting.db"
    shutil.copy(book, copy)
    edit = [*CSM, "model", "edit", "tiers.high.from=150000"]
    spent, memory = measured(edit, environment(copy))
    yield Figure("a touch model adopted", spent, "s", 30, passed, _AGAINST)
    yield Figure("a touch model adopted: memory", memory, "MB", 350)
    copy.unlink()
