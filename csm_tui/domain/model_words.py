"""Values of a touch model as they are typed: `150k`, `45d`, `email, phone`, `none`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from csm_tui.domain.model_keys import shape_of

if TYPE_CHECKING:
    from csm_tui.domain.model_keys import Shape

_AMOUNT: Final = re.compile(
    r"[$€£¥]?\s*([0-9]{1,15}|[0-9]{1,3}(?:[,_][0-9]{3}){1,4})(\.[0-9]{1,6})?\s*([kmb]?)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"-?[0-9][0-9_]{0,17}(\.[0-9]{1,9})?")
_DAYS: Final = re.compile(r"([0-9]{1,6})\s*(d|days?|w|weeks?)?", re.IGNORECASE)
_TIMES: Final = {"": 0, "k": 3, "m": 6, "b": 9}
_FLAGS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# What takes a key that may be left out away.
NOTHING: Final = ("", "none")
# From here on digits are grouped: 150_000.
_GROUPED: Final = 10_000


def toml_of(text: str, shape: Shape) -> str:
    """Return what was typed for a value of `shape` as TOML.

    What does not fit comes back as a text in quotes: the reader of models says what is wrong.
    """
    typed = text.strip()
    if shape.is_table or (shape.is_list and typed.startswith("[")) or shape.rule.unit == "line":
        return typed if _is_toml(typed) else _quoted(typed)
    if shape.is_list:
        items = shape.items
        words = [word for word in re.split(r"\s*[,;]\s*", typed) if word]
        hints = [items[0] if items[-1] is Ellipsis else items[-1]] * len(words)
        given = zip(words, hints, strict=True)
        return f"[{', '.join(toml_of(word, shape_of(hint)) for word, hint in given)}]"
    return _plain(typed, shape)


def _plain(typed: str, shape: Shape) -> str:
    if shape.hint is str:
        return typed if _is_text(typed) else _quoted(typed)
    if shape.hint is bool:
        found = _FLAGS.get(typed.lower())
        return _quoted(typed) if found is None else str(found).lower()
    if shape.rule.unit == "days":
        return _days(typed.strip("\"'"))
    if shape.rule.unit == "cents":
        return _amount(typed)
    number = typed.removesuffix("%").rstrip()
    return number.replace("_", "") if _NUMBER.fullmatch(number) else _quoted(typed)


def _days(typed: str) -> str:
    found = _DAYS.fullmatch(typed)
    if found is None:
        return _quoted(typed)
    times = 7 if (found.group(2) or "d").lower().startswith("w") else 1
    return _quoted(f"{int(found.group(1)) * times}d")


def _amount(typed: str) -> str:
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        number = typed.replace("_", "")
        return number if _NUMBER.fullmatch(number) else _quoted(typed)
    from decimal import Decimal

    digits = found.group(1).replace(",", "").replace("_", "") + (found.group(2) or "")
    value = Decimal(digits).scaleb(_TIMES[found.group(3).lower()])
    if value == value.to_integral_value():
        return f"{int(value):_}" if value >= _GROUPED else str(int(value))
    return f"{value.normalize():f}"


def _is_text(typed: str) -> bool:
    return typed[:1] in ('"', "'") and isinstance(_parsed(typed), str)


def _is_toml(typed: str) -> bool:
    return _parsed(typed) is not None


def _parsed(typed: str) -> Any:
    import tomllib

    try:
        # More than one line, and a remark, would be more than a value.
        return None if "\n" in typed else tomllib.loads(f"v = {typed}")["v"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _quoted(text: str) -> str:
    import json

    # Half of a surrogate pair is no text; a JSON string is a TOML string but for one sign.
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
