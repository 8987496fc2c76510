"""The list of TORTURE is complete: each case has a test that names it, or a reason."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[1]
TORTURE = TESTS.parents[1] / "shared" / "TORTURE.md"
CASES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)
# Numbers that TORTURE gave to no case.
UNUSED = {10, 11, 20, 32, 35, 43, 44, 49, 60, 68, 69, 88, 89, 90, 95, 101, 105, 112, 125, 135}


def said_by(name: str) -> str | None:
    """Return name, docstring and marks of the test `name`, None where there is no such test."""
    file, _, function = name.partition("::")
    path = TESTS / f"{file}.py"
    if not path.is_file():
        return None
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            marks = " ".join(map(ast.unparse, node.decorator_list))
            return f"{function} {ast.get_docstring(node)} {marks}"
    return None


def test_every_case_is_in_the_table() -> None:
    """TORTURE, T001 to T137."""
    assert list(CASES) == [f"T{n:03d}" for n in range(1, 138) if n not in UNUSED]
    assert [
        id for id, case in CASES.items() if not case.get("tests") and not case.get("reason")
    ] == []
    keys = {"must", "tests", "reason", "open"}
    assert all(set(case) <= keys for case in CASES.values())


@pytest.mark.skipif(not TORTURE.is_file(), reason="../shared is not on this machine")
def test_the_table_is_that_of_the_document() -> None:
    """TORTURE: the same ids, and the same that no release is without."""
    lines = TORTURE.read_text(encoding="utf-8").splitlines()
    rows = [
        line[2:].split(" |")[0] for line in lines if line.startswith("| T") and line[3].isdigit()
    ]
    assert {row.split()[0]: "★" in row for row in rows} == {
        id: case.get("must", False) for id, case in CASES.items()
    }


@pytest.mark.parametrize("id", [id for id, case in CASES.items() if case.get("tests")])
def test_a_case_has_tests_that_exist_and_name_it(id: str) -> None:
    for name in CASES[id]["tests"]:
        said = said_by(name)
        assert said is not None, name
        assert id.casefold() in said.casefold(), name
