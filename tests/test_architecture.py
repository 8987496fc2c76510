"""The rules of DESIGN that import-linter cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "csm_tui"
MODULES = sorted(PACKAGE.rglob("*.py"))
BELOW_THE_FACES = ("domain", "exchange", "store", "queries", "operations", "reports")
SQL = re.compile(
    r"\b(SELECT .+ FROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b"
)


def layer(module: Path) -> str:
    """Return the layer of `module`: the first folder below the package, or its own name."""
    return module.relative_to(PACKAGE).parts[0]


def calls(module: Path) -> Iterator[tuple[int, str]]:
    """Yield each call of `module` as its line and dotted name."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_only_the_clock_reads_the_system_clock() -> None:
    clock = re.compile(r"(^|\.)(date\.today|datetime\.now|datetime\.utcnow|time\.time|localtime)$")
    found = [
        f"{module.relative_to(PACKAGE)}:{line} {name}"
        for module in MODULES
        if module.name != "clock.py"
        for line, name in calls(module)
        if clock.search(name)
    ]
    assert found == []


def test_only_store_and_queries_contain_sql() -> None:
    found = [
        f"{module.relative_to(PACKAGE)}:{node.lineno}"
        for module in MODULES
        if layer(module) not in ("store", "queries")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert found == []


def test_exceptions_are_swallowed_whole_only_at_the_two_boundaries() -> None:
    boundaries = {"cli/main.py", "tui/app.py"}
    found = [
        f"{module.relative_to(PACKAGE)}:{node.lineno}"
        for module in MODULES
        if module.relative_to(PACKAGE).as_posix() not in boundaries
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
    assert [m.name for m in MODULES if m.stem in nothing] == []


def test_every_module_says_what_it_is() -> None:
    missing = [
        str(module.relative_to(PACKAGE))
        for module in MODULES
        if module.read_text(encoding="utf-8").strip()
        and ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) is None
    ]
    assert missing == []


@pytest.mark.parametrize("arguments", [["--help"], ["accounts", "--help"], ["where"]])
def test_the_command_line_starts_without_the_heavy_libraries(arguments: list[str]) -> None:
    heavy = "textual rich sqlite_utils asyncio dateutil.parser openpyxl plotext".split()
    program = (
        "import sys\n"
        "from csm_tui.cli.main import run\n"
        f"code = run({arguments!r}, screens=lambda *a, **k: 0, screens_possible=lambda: False)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert done.returncode == 0
