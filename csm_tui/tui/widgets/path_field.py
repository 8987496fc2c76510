"""A field for paths: completed as a shell does, filled by what is dropped on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.suggester import Suggester

from csm_tui.text import safe_text
from csm_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from textual.events import Paste


class Paths(Suggester):
    """Completes the path being typed, as a shell does."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that continues the last one of `value`."""
        start, semicolon, last = value.rpartition(";")
        typed = last.lstrip()
        if not typed:
            return None
        folder, _, name = typed.rpartition("/")
        place = Path(folder or ("/" if typed.startswith("/") else ".")).expanduser()
        try:
            found = sorted(entry for entry in place.iterdir() if entry.name.startswith(name))
        except OSError:
            return None
        visible = [
            entry for entry in found if name.startswith(".") or not entry.name.startswith(".")
        ]
        if not visible:
            return None
        more = visible[0].name[len(name) :] + ("/" if visible[0].is_dir() else "")
        return f"{start}{semicolon}{last}{more}" if more else None


class PathField(Field):
    """A field for paths that takes a pasted table as what it is."""

    class Table(Message):
        """A table was pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: Paste) -> None:
        lines = [part.strip() for part in event.text.splitlines() if part.strip()]
        if len(lines) > 1 and not all(path_of(part).exists() for part in lines):
            event.prevent_default()
            event.stop()
            self.post_message(self.Table(event.text))
            return
        if lines:
            # Files dropped on a terminal come as paths, often in quotes.
            paths = "; ".join(str(path_of(part)) for part in lines)
            self.insert_text_at_cursor(safe_text(paths))
        event.prevent_default()
        event.stop()


def path_of(text: str) -> Path:
    """Return a path as it is typed or dropped: ~ is the home, quotes around it are not its own."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        bare = bare[1:-1]
    return Path(bare).expanduser()
