"""Look, keys and working days, from a TOML file that the program never writes (DESIGN)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import paths
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MOST: Final = 10**9


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


def _working_days(value: object) -> object:
    expected = ValueError('a list of days like ["mon", "tue"]')
    if not isinstance(value, list) or not value:
        raise expected
    days = [str(day).casefold() for day in value]
    if len(set(days)) < len(days) or not set(days) <= set(WEEKDAYS):
        raise expected
    return tuple(sorted(days, key=WEEKDAYS.index))


def _hours(value: object) -> object:
    if value is None:
        return None
    try:
        hours = 0.0 if isinstance(value, bool) else float(str(value))
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24:
        raise ValueError("hours like 6 or 4.5, at most 24")
    return hours


def _share(value: object) -> object:
    try:
        share = -1.0 if isinstance(value, bool) else float(str(value))
    except ValueError:
        share = -1.0
    if not 0 <= share < 100:
        raise ValueError("a percent from 0 to less than 100, like 25")
    return share


def _country(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('a country like "US", or one with its region like "ES-CT"')
    return value.strip().upper()


def _time_off(value: object) -> object:
    if not isinstance(value, list):
        raise ValueError('a list like ["2026-08-03..2026-08-14", "2026-05-04"]')
    for written in value:
        days_off(str(written))
    return tuple(str(written) for written in value)


def _rates(value: object) -> object:
    expected = ValueError("a table like EUR = 1.08: the book's currency for one of each")
    if not isinstance(value, Mapping):
        raise expected
    rates = {}
    for code, rate in value.items():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < _MOST:
            raise expected
        rates[str(code).strip().upper()] = str(rate)
    return rates


def _headers(value: object) -> object:
    expected = ValueError('a table like salesforce = ["ARR", "Renewal Date"]')
    if not isinstance(value, Mapping):
        raise expected
    for headers in value.values():
        if not isinstance(headers, list) or not all(isinstance(name, str) for name in headers):
            raise expected
    return {str(source): list(headers) for source, headers in value.items()}


def days_off(written: str) -> tuple[date, date]:
    """Return the first and the last day of `2026-08-03..2026-08-14`, or of one day alone.

    Raises ValueError saying what it must be.
    """
    first, dots, last = written.partition("..")
    try:
        off = (
            date.fromisoformat(first.strip()),
            date.fromisoformat((last if dots else first).strip()),
        )
    except ValueError:
        off = date.max, date.min
    if off[0] > off[1]:
        raise ValueError(f'made of days and spans like "2026-08-03..2026-08-14", not {written!r}')
    return off


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "csm-dark", _text, "CSM_THEME", "colours of the screens"),
    Setting("ascii", False, _flag, "CSM_ASCII", "plain ASCII instead of glyphs"),
    Setting(
        "start_screen",
        "portfolio",
        _choice("portfolio", "today", "calendar"),
        "CSM_START_SCREEN",
        "the first screen: portfolio, today or calendar",
    ),
    Setting("mouse", True, _flag, "CSM_MOUSE", "whether the screens listen to the mouse"),
    Setting(
        "working_days",
        ["mon", "tue", "wed", "thu", "fri"],
        _working_days,
        None,
        "the days you work",
    ),
    Setting(
        "hours_a_day",
        None,
        _hours,
        "CSM_HOURS_A_DAY",
        "hours for customers on each of them (default: the model's week)",
    ),
    Setting(
        "internal_share",
        0.0,
        _share,
        "CSM_INTERNAL_SHARE",
        "percent of those hours that internal work takes",
    ),
    Setting(
        "holidays",
        "",
        _country,
        "CSM_HOLIDAYS",
        'whose holidays are free: "US", or with a region "ES-CT"',
    ),
    Setting(
        "time_off",
        [],
        _time_off,
        None,
        'your days off: ["2026-08-03..2026-08-14", "2026-05-04"]',
    ),
    Setting(
        "first_weekday",
        "auto",
        _choice("auto", *WEEKDAYS),
        "CSM_FIRST_WEEKDAY",
        "where a week begins: auto (by your locale), mon, sun …",
    ),
    Setting("rates", {}, _rates, None, "rates of exchange for imports: [rates] EUR = 1.08"),
    Setting(
        "owns",
        {},
        _headers,
        None,
        'columns of imports that win over entries by hand: [owns] salesforce = ["ARR"]',
    ),
    Setting("keys", {}, _keys, None, 'other keys for commands: log = "ctrl+n"'),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force; `origins` says where each value came from."""

    theme: str = "csm-dark"
    ascii: bool = False
    start_screen: str = "portfolio"
    mouse: bool = True
    working_days: tuple[str, ...] = WEEKDAYS[:5]
    hours_a_day: float | None = None
    internal_share: float = 0.0
    holidays: str = ""
    time_off: tuple[str, ...] = ()
    first_weekday: str = "auto"
    rates: Mapping[str, str] = field(default_factory=dict)
    owns: Mapping[str, list[str]] = field(default_factory=dict)
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
