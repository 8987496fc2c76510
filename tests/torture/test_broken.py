"""The laws can fail: broken.toml breaks the code on purpose, and the law's test then fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROKEN: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("broken.toml").read_text(encoding="utf-8")
)
# What a checkout has that tests may read.
NEEDED = ("csm_tui", "tests", "fixtures", "pyproject.toml", "README.md", "CONTRIBUTING.md")


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_to_be_broken_stands_once_in_the_code(name: str) -> None:
    found = BROKEN[name]
    assert set(found) == {"file", "before", "after", "test"}
    text = (ROOT / "csm_tui" / found["file"]).read_text(encoding="utf-8")
    assert text.count(found["before"]) == 1
    file, _, test = found["test"].partition("::")
    tests = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert f"def {test.partition('[')[0]}" in tests


def test_each_promise_has_a_law_that_was_seen_to_fail() -> None:
    assert {name.partition("-")[0] for name in BROKEN} == {f"P{number}" for number in range(1, 13)}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BROKEN)
def test_a_law_fails_where_the_code_is_broken(name: str, tmp_path: Path) -> None:
    """The test passes as the code is (the short form says so), and fails as it is broken here."""
    for one in NEEDED:
        source, target = ROOT / one, tmp_path / one
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    found = BROKEN[name]
    file = tmp_path / "csm_tui" / found["file"]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(found["before"], found["after"]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"tests/{found['test']}", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
    )
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-2000:]
    # It fails by what it asserts of the program, not because it could not be run.
    assert "SyntaxError" not in done.stdout
    assert "error" not in done.stdout.splitlines()[-1]
