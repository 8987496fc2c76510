"""Books to torture: an empty one, and the demo."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from csm_tui.operations.demo.build import create_demo
from tests.store.conftest import make_book
from tests.torture.program import TODAY


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of a new, empty book."""
    return make_book(tmp_path / "books" / "book.db")


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book of 2 Feb 2026, made once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    create_demo(path, today=date.fromisoformat(TODAY))
    return path


@pytest.fixture
def demo(demo_once: Path, tmp_path: Path) -> Path:
    """Return a demo book of this test's own."""
    folder = tmp_path / "books"
    folder.mkdir(mode=0o700)
    return Path(shutil.copy(demo_once, folder / "demo.db"))
