"""Look and keys, from a TOML file that the program never writes (DESIGN, Settings)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from csm_tui import paths
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


class Setting(NamedTuple):
    """One line of the config file: its default, what it may be, and its help."""

    name: str
    default: object
    parse: Callable[[object], object]
    variable: str | None
    help: str


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("a text in quotes")
    return value


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("1", "true", "yes"):
        return True
    if value in ("0", "false", "no"):
        return False
    raise ValueError("true or false")


def _choice(*allowed: str) -> Callable[[object], object]:
    def parse(value: object) -> object:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return value

    return parse


def _keys(value: object) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value.values()):
        raise ValueError('a table of action = "key"')
    return {str(action): str(key) for action, key in value.items()}


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "csm-dark", _text, "CSM_THEME", "colours of the screens"),
    Setting("ascii", False, _flag, "CSM_ASCII", "plain ASCII instead of glyphs"),
    Setting(
        "start_screen",
        "portfolio",
        _choice("portfolio", "today"),
        "CSM_START_SCREEN",
        "the first screen: portfolio or today",
    ),
    Setting("mouse", True, _flag, "CSM_MOUSE", "whether the screens listen to the mouse"),
    Setting("keys", {}, _keys, None, 'other keys for commands: log = "ctrl+n"'),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force; `origins` says where each value came from."""

    theme: str = "csm-dark"
    ascii: bool = False
    start_screen: str = "portfolio"
    mouse: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)


def load_config(file: Path | None = None) -> Config:
    """Return the settings: the environment before the config file before the defaults.

    Raises UsageError for an unknown setting (with the nearest) or a value that does not fit.
    """
    file = file or paths.config_file()
    written = _read(file)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        environment = os.environ.get(setting.variable, "") if setting.variable else ""
        raw, origin = setting.default, "default"
        if environment:
            raw, origin = environment, f"${setting.variable}"
        elif setting.name in written:
            raw, origin = written[setting.name], str(file)
        values[setting.name] = _parsed(setting, raw, origin)
        origins[setting.name] = origin
    return Config(**values, origins=origins)  # type: ignore[arg-type]  # checked by each parse


def _read(file: Path) -> Mapping[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The config file {file} cannot be read: {error}.") from error
    import tomllib

    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The config file {file} is not valid TOML: {error}.") from error
    for name in written:
        if name not in {setting.name for setting in SETTINGS}:
            raise UsageError(f"The config file {file} has an unknown setting: {name}.{_near(name)}")
    return written


def _near(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, [setting.name for setting in SETTINGS], 1)
    return f" Did you mean {near[0]}?" if near else " `csm config show` lists the settings."


def _parsed(setting: Setting, raw: object, origin: str) -> object:
    try:
        return setting.parse(raw)
    except ValueError as expected:
        raise UsageError(f"The setting {setting.name} ({origin}) must be {expected}.") from None
