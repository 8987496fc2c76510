"""Where things live, by platformdirs; nothing is created here (UX U58)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "csm"


def _folder(kind: str, xdg: str) -> Path:
    # XDG_* is obeyed on macOS too; a relative value is ignored, as its specification asks.
    chosen = os.environ.get(xdg, "")
    if chosen and sys.platform != "win32" and Path(chosen).is_absolute():
        return Path(chosen) / APP
    import platformdirs

    places = platformdirs.PlatformDirs(APP, appauthor=False)
    return Path(getattr(places, f"user_{kind}_dir"))


def data_folder() -> Path:
    """Return the folder of the book, the demo book and the backups."""
    return _folder("data", "XDG_DATA_HOME")


def config_file() -> Path:
    """Return the config file: `CSM_CONFIG`, else config.toml in the user's config folder."""
    chosen = os.environ.get("CSM_CONFIG", "")
    return Path(chosen) if chosen else _folder("config", "XDG_CONFIG_HOME") / "config.toml"


def state_folder() -> Path:
    """Return the folder of the last sort, drafts and crash reports."""
    return _folder("state", "XDG_STATE_HOME")


def book_file() -> Path:
    """Return the book: `CSM_DB`, else book.db in the data folder."""
    chosen = os.environ.get("CSM_DB", "")
    return Path(chosen) if chosen else data_folder() / "book.db"


def demo_file() -> Path:
    """Return the demo book, which is never the user's book."""
    return data_folder() / "demo" / "demo.db"


def backup_folder(book: Path) -> Path:
    """Return the folder of the backups of `book`: beside the file itself, links followed."""
    target = book.resolve()
    return target.parent / f"{target.stem}-backups"
