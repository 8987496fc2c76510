"""An empty book, open for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csm_tui.store.database import Book, open_book
from tests.store.conftest import make_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a new, empty book."""
    return make_book(tmp_path / "books" / "book.db")


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    """Return a new, empty book, open for writing."""
    with open_book(path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rejected rows of a file without a place be written where nothing else is."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
