from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.text import safe_lines, safe_text

CONTROL = {chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))}


@given(st.text())
def test_no_control_character_survives(value: str) -> None:
    assert not CONTROL & set(safe_text(value))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Acme", "Acme"),
        ("a\x1b[2Jb", "a�[2Jb"),
        ("a\x9b31mb", "a�31mb"),
        ("\x1b]52;c;cm0=\x07", "�]52;c;cm0=�"),
        ("abc\u202edef", "abc�def"),
        ("zero\u200bwidth", "zero�width"),
        ("one\r\ntwo", "one⏎two"),
        ("tab\tbed", "tab bed"),
        ("[/red]", "[/red]"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("José 九州", "José 九州"),
        ("\ud800", "�"),
    ],
)
def test_each_danger_becomes_a_visible_sign(value: str, shown: str) -> None:
    assert safe_text(value) == shown


def test_lines_are_split_before_they_are_made_safe() -> None:
    assert safe_lines("one\r\ntwo\nthree\x07") == ["one", "two", "three�"]


def test_naughty_strings_hold_nothing_a_terminal_obeys(shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    assert len(strings) == 515
    for value in strings:
        assert not CONTROL & set(safe_text(value))
