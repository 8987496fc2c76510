"""Books for the faces: those of the torture tests."""

from __future__ import annotations

from tests.torture.conftest import book, demo, demo_once

__all__ = ["book", "demo", "demo_once"]
