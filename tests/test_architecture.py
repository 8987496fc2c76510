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


# What of Textual reads a string as markup: everything but a field to type into.
MARKUP_FREE = {"Input"}
MARKUP_CALLS = {"notify", "from_markup", "render_markup", "set_title"}
WHOLE = {"textual.widgets", "rich.markup", "rich.text", "textual.markup", "textual.content"}
RENDERED = {"str", "RenderResult", "RenderableType", "VisualType"}
MARKUP_PLACES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title"}


def markup_sinks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each place where a string could reach a markup parser or a title."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets"):
            yield from (
                (node.lineno, one.name) for one in node.names if one.name not in MARKUP_FREE
            )
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("rich.markup", "rich.console", "rich.text", "textual.markup", "textual.content")
        ):
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            # Whole modules, of which anything could be taken later.
            yield from (
                (node.lineno, one.name)
                for one in node.names
                if one.name in WHOLE
                or (isinstance(node, ast.ImportFrom) and f"{node.module}.{one.name}" in WHOLE)
            )
        elif isinstance(node, ast.FunctionDef):
            # Textual reads a string that a widget renders itself to as markup, too.
            if node.name == "render" and node.returns and ast.unparse(node.returns) in RENDERED:
                yield node.lineno, node.name
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if name in MARKUP_CALLS:
                yield node.lineno, name
            if name == "setattr" and len(node.args) > 1:
                set_to = ast.unparse(node.args[1]).strip("'")
                yield from [(node.lineno, set_to)] if set_to in MARKUP_PLACES else []
            yield from ((node.lineno, str(one.arg)) for one in node.keywords if _is_data(one))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Attribute) and target.attr in MARKUP_PLACES:
                    yield node.lineno, target.attr


def _is_data(keyword: ast.keyword) -> bool:
    return keyword.arg in MARKUP_PLACES and not isinstance(keyword.value, ast.Constant)


def test_no_string_of_data_reaches_a_markup_parser() -> None:
    """T108: the screens draw strips of their own; widgets that read markup are not used at all."""
    found = [
        f"{module.relative_to(PACKAGE)}:{line} {name}"
        for module in MODULES
        if layer(module) == "tui"
        for line, name in markup_sinks(ast.parse(module.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "from textual.widgets import Input, Static",
        "from rich.text import Text",
        "self.app.notify(f'{name} is gone')",
        "self.border_title = name",
        "Row(tooltip=f'like {name}')",
        "from textual import widgets\nwidgets.Static(f'{name}')",
        "import textual.widgets",
        "class Row(Widget):\n    def render(self) -> RenderResult:\n        return f'{self.name}'",
        "self.border_subtitle += f' {name}'",
        "setattr(row, 'tooltip', name)",
    ],
)
def test_a_new_f_string_into_a_widget_is_found(text: str) -> None:
    """T108: the rule above can fail."""
    assert list(markup_sinks(ast.parse(text)))


SUSPICIOUS = re.compile(
    r"\b(webbrowser|subprocess|pty|shell|open_url|eval|exec)\b"
    r"|\.(system|popen|startfile|exec|spawn|posix_spawn|create_subprocess)"
)
PROGRAMS = {"editor.py", "exchange/workbook.py"}
OPENERS = re.compile(
    r"^(webbrowser\b.*|os\.(system|popen|startfile|exec\w*|spawn\w*|posix_spawn\w*)"
    r"|(self\.)?(app\.)?open_url|eval|exec|asyncio\.create_subprocess_\w+|pty\.spawn)$"
)


def test_nothing_opens_an_address_or_runs_a_shell() -> None:
    """T121, T122: no URL is ever opened; two modules start a program, by a list of words."""
    found = []
    for module in MODULES:
        name = module.relative_to(PACKAGE).as_posix()
        text = module.read_text(encoding="utf-8")
        if not SUSPICIOUS.search(text):
            continue
        found += [f"{name}:{line} {call}" for line, call in calls(module) if OPENERS.match(call)]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append(f"{name} shell=")
            if isinstance(node, ast.Import | ast.ImportFrom) and name not in PROGRAMS:
                words = ast.unparse(node).replace(",", " ").split()
                if {"subprocess", "webbrowser", "pty"} & set(words):
                    found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert found == []
