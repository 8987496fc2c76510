"""Books for the screens: a small one made by hand, and the demo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual import app, pilot

from csm_tui.tui.screens import base
from tests.tui.driving import NOW, TODAY, painted, quiet, small_book
from tests.tui.planned import plan_weeks

# syrupy renamed the attribute that the plugin sets; without it the pictures end in ".raw".
SVGImageExtension.file_extension = "svg"


@pytest.fixture(autouse=True, scope="session")
def exact_waiting() -> Iterator[None]:
    """Let the pilot wait for what it did, and neither for some time nor for too short a one.

    However busy the machine is, a notice stands until it was read.
    """

    async def heard(self: pilot.Pilot[Any], _: float = 0) -> bool:
        await painted(self)
        return True

    with pytest.MonkeyPatch.context() as patch:
        for module in (app, pilot):
            patch.setattr(module, "wait_for_idle", quiet)
        patch.setattr(pilot.Pilot, "_wait_for_screen", heard)
        patch.setattr(base, "_NOTICE_SECONDS", 3600.0)
        yield


@pytest.fixture(autouse=True)
def plain_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin weeks on Monday wherever the tests run."""
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small book made once; tests copy it."""
    path = tmp_path_factory.mktemp("small") / "book.db"
    small_book(path)
    return path


@pytest.fixture
def book(small_once: Path, tmp_path: Path) -> Path:
    """Return a small book of this test's own: six accounts in three tiers."""
    return Path(shutil.copy(small_once, tmp_path / "book.db"))


@pytest.fixture(scope="session")
def planned_once(small_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book with plans over three weeks, made once."""
    path = Path(shutil.copy(small_once, tmp_path_factory.mktemp("planned") / "book.db"))
    plan_weeks(path)
    return path


@pytest.fixture
def planned(planned_once: Path, tmp_path: Path) -> Path:
    """Return a planned book of this test's own."""
    return Path(shutil.copy(planned_once, tmp_path / "book.db"))


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book of 2 Feb 2026, made once."""
    from csm_tui.operations.demo.build import create_demo

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    create_demo(path, today=TODAY)
    return path


@pytest.fixture
def demo(demo_once: Path, tmp_path: Path) -> Path:
    """Return a demo book of this test's own."""
    return Path(shutil.copy(demo_once, tmp_path / "demo.db"))


@pytest.fixture
def empty_book(tmp_path: Path) -> Path:
    """Return a book without accounts."""
    from csm_tui.models import preset
    from csm_tui.store.database import create_book

    path = tmp_path / "empty.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    return path
