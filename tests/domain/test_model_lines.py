"""The line of a key is found however the file writes it."""

from __future__ import annotations

from typing import Any

import pytest

from csm_tui.domain.model_file import load, plain
from csm_tui.domain.model_lines import line_of
from csm_tui.errors import ModelProblem
from csm_tui.models import PRESETS, preset

TEXT = '''# a remark = [nothing]
name = "a # b = [c]"
about = """
[not.a.table]
x = 1
"""
[tiers . high]
from = 1_000 # [no]
"quoted key" = 'it''' + "'" + '''
curve = [ # points
  [0, 1],
  [2, 3], # the second
]
[costs]
shared = { high = 1, low = { a = 2 } }
a.b.c = 3

[[need.when]]
until = "9d"
[[need.when]]
until = "8d"
[need.when.line]
first = 1
'''  # fmt: skip


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("name", 2),
        ("about", 3),
        ("tiers", 7),
        ("tiers.high", 7),
        ("tiers.high.from", 8),
        ("tiers.high.quoted key", 9),
        ("tiers.high.curve", 10),
        ("tiers.high.curve[1]", 11),
        ("tiers.high.curve[2]", 12),
        ("tiers.high.curve[2][2]", 12),
        ("costs.shared.low.a", 15),
        ("costs.a.b.c", 16),
        ("need.when", 18),
        ("need.when[1].until", 19),
        ("need.when[2]", 20),
        ("need.when[2].until", 21),
        ("need.when[2].line.first", 23),
    ],
)
def test_a_key_is_found(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line
    assert line_of(TEXT.replace("\n", "\r\n"), key) == line


def test_of_a_key_that_is_missing_the_table_around_it_is_found() -> None:
    assert line_of(TEXT, "tiers.high.who") == 7
    assert line_of(TEXT, "nothing.here") is None
    assert line_of("", "name") is None


@pytest.mark.parametrize("name", PRESETS)
def test_every_key_of_a_preset_stands_in_its_line(name: str) -> None:
    text = preset(name)
    lines = text.splitlines()

    def each(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, below in value.items():
                each(below, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for place, below in enumerate(value, start=1):
                each(below, f"{path}[{place}]")
        if path and not path.endswith("]"):
            line = line_of(text, path)
            assert line is not None
            assert path.rsplit(".", 1)[-1] in lines[line - 1]

    each(plain(text, file=name), "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("health_below = 40", "helth_below = 40", "`risk.helth_below` is not"),
        ("fall_points = 20", "fall_points = -1", "`risk.fall_points` is -1"),
        ("from = 25_000", "from = 100_000", "`tiers.medium.from` must be less"),
        ('{ week = 2, kind = "check-in"', '{ week = 2, month = 1, kind = "check-in"',
         "`templates.onboarding.high[2]` must say when"),
    ],
)  # fmt: skip
def test_a_fault_of_a_model_names_its_line(old: str, new: str, told: str) -> None:
    text = preset("four-tier")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(ModelProblem) as caught:
        load(text.replace(old, new, 1), file="mine.toml")
    assert str(caught.value).startswith(f"mine.toml, line {line}: {told}")


def test_a_missing_key_names_the_line_of_its_table() -> None:
    text = preset("four-tier").replace("fall_points = 20\n", "")
    line = text[: text.index("[risk]")].count("\n") + 1
    with pytest.raises(ModelProblem, match=rf"line {line}: `risk\.fall_points` is missing"):
        load(text, file="mine.toml")
