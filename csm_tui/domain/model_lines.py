"""Where a key stands in the text of a model: the line to look at, for messages.

Only for a text that is valid TOML already: nothing is checked here, only found.
"""

from __future__ import annotations

import re
from typing import Final

_SPACE: Final = re.compile(r"[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_TEXTS: Final = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_PLAIN: Final = re.compile(r"[^,\]}\n#]*")
_ITEM: Final = re.compile(r"\[([0-9]+)\]")
Path = tuple[str | int, ...]


def line_of(text: str, key: str) -> int | None:
    """Return the line, counted from 1, of the dotted `key` (`tiers.high.from`, `a.b[2].c`).

    Of a key that is not there, that of the nearest table or list around it; None for none.
    """
    places = _Places(text.replace("\r\n", "\n")).found()
    path = _path(key)
    while path:
        if path in places:
            return places[path]
        path = path[:-1]
    return None


def _path(key: str) -> Path:
    parts: list[str | int] = []
    for segment in key.split("."):
        name, *_ = _ITEM.split(segment, 1)
        parts.append(name)
        parts += [int(place) - 1 for place in _ITEM.findall(segment)]
    return tuple(parts)


class _Places:
    """Walks through a text once and notes the line of every key and every item of a list."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._line, self._counted = 1, 0

    def found(self) -> dict[Path, int]:
        """Return the line of every path."""
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found.group() if found else ""

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _note(self, path: Path) -> None:
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], self._here())

    def _header(self) -> Path:
        many = self._text.startswith("[[", self._at)
        self._at += 1 + many
        *above, last = self._names()
        path: Path = ()
        for name in above:
            path = self._last_of((*path, name))
        path = (*path, last)
        if many:
            self._counts[path] = self._counts.get(path, -1) + 1
        path = self._last_of(path)
        self._note(path)
        self._at += 1 + many
        return path

    def _last_of(self, path: Path) -> Path:
        """Return the last table so far where `path` is a list of tables."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _names(self) -> list[str]:
        names = []
        while True:
            self._skip(_SPACE)
            names.append(self._name())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _name(self) -> str:
        return self._quoted() or self._skip(_BARE)

    def _quoted(self) -> str:
        if self._text[self._at : self._at + 1] not in ('"', "'"):
            return ""
        found = next(text for one in _TEXTS if (text := self._skip(one)))
        return found[1:-1]

    def _pair(self, table: Path) -> None:
        path = (*table, *self._names())
        self._note(path)
        self._at += 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        opens = self._text[self._at : self._at + 1]
        if opens == "[":
            self._list(path)
        elif opens == "{":
            self._inline(path)
        elif not self._quoted():
            self._skip(_PLAIN)

    def _list(self, path: Path) -> None:
        self._at += 1
        place = 0
        while not self._closed("]"):
            self._note((*path, place))
            self._value((*path, place))
            place += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, sign: str) -> bool:
        """Return whether a list or table ends here, and step over commas and the end."""
        self._skip(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip(_BLANK)
        ends = self._at >= len(self._text) or self._text[self._at] == sign
        self._at += ends
        return ends
