"""Fixed words, yes and no, tags."""

from __future__ import annotations

import pytest

from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.exchange.values import convert_column

KIND = next(one for one in KINDS["touchpoints"].columns if one.name == "kind")
FLAG = Column("auto_renew", "bool")
TAGS = Column("tags", "tags")


@pytest.mark.parametrize("text", ["business-review", "Business Review", " BUSINESS_REVIEW "])
def test_words_are_known_in_any_spelling(text: str) -> None:
    assert convert_column(KIND, [text]).values == ["business-review"]


def test_an_unknown_word_names_the_nearest_and_all() -> None:
    converted = convert_column(KIND, ["chek-in", "check-in"])
    assert converted.values == [None, "check-in"]
    (problem,) = converted.problems
    assert problem.hint is not None
    assert problem.hint.startswith("Did you mean check-in? Allowed: kickoff, check-in")


@pytest.mark.parametrize(
    ("text", "value"),
    [("TRUE", True), ("yes", True), ("1", True), ("Sí", True), ("0", False), ("No", False)],
)
def test_yes_and_no_in_many_words(text: str, value: bool) -> None:
    assert convert_column(FLAG, [text, ""]).values == [value, None]


def test_words_for_yes_and_no_are_told_unless_they_are_those() -> None:
    assert convert_column(FLAG, ["Yes", "no", "TRUE"]).evidence is None
    found = convert_column(FLAG, ["Sí", "x", "N", "Sí", "?"])
    assert found.values == [True, True, False, True, None]
    told = "Sí and x count as yes; N counts as no; ? is blank (1 row)"
    assert found.evidence == told
    assert convert_column(FLAG, ["S", "V"]).evidence == "S and V count as yes"


def test_what_is_neither_yes_nor_no_is_a_problem() -> None:
    assert convert_column(FLAG, ["maybe"]).problems[0].problem == "this is neither yes nor no."


def test_tags_are_parted_trimmed_and_counted_once() -> None:
    assert convert_column(TAGS, ["emea; vip,emea;;", "", " ; "]).values == [
        ("emea", "vip"),
        None,
        None,
    ]


def test_in_tags_a_dash_is_a_tag() -> None:
    assert convert_column(TAGS, ["-"]).values == [("-",)]
