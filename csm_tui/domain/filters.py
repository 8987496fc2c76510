"""The filter language of the book: a line of text into a frozen list of terms (INTERFACE, FILTER).

    acme "north sea"   words: in name, domain, tags or owner; case and accents ignored
    tier:high          a key and one of its choices
    owner:ana          a key and what its text contains; owner=ana: what it is; owner:"": not set
    arr>45k            a key and an amount (k, m, b)
    health<50          a key and a number; also health:red
    renewal<60d        a key and days (d) or weeks (w)
    overdue  risk      a flag
    custom:"Plan"=gold a custom field of the book, by its type; custom:Plan: any value
    -tier:tech         a leading minus: all but these

Of the calendar also:

    kind:check-in      also channel:… and purpose:…
    automated  booked  over

All terms must hold. Quotes keep spaces together and make anything a plain word; a quote within
quotes is doubled. A quote that is not closed (yet) is a character like any other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.folding import fold
from csm_tui.domain.terms import (
    BANDS,
    CHANNELS,
    LEVELS,
    PURPOSES,
    QUADRANTS,
    STAGES,
    STATUSES,
    TIERS,
    TOUCHPOINT_KINDS,
)
from csm_tui.errors import FilterProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UNKNOWN: Final = "unknown"
NOT_PLACED: Final = "not-placed"


class Term(NamedTuple):
    """One condition of a filter.

    `key` is "word", a flag or one of `KEYS`; `operator` one of : = < <= > >=, "" for a flag.
    `value`: text folded; days, points and counts as int; amounts in cents; "unknown" where a figure
    is asked for that is not known; None for a flag, and for a text that is not set.
    ":" only remains where it means "contains" (words and texts); everywhere else it became "=".
    Of a custom field `name` is its name and `value` the text, both as typed: what they mean depends
    on the book (queries/custom_filter.py).
    """

    key: str
    operator: str
    value: str | int | None
    negated: bool
    name: str = ""


class Filter(NamedTuple):
    """A filter: its text (lone surrogates replaced) and its terms, which must all hold."""

    text: str
    terms: tuple[Term, ...]


CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "tier": TIERS,
    "level": (*reversed(LEVELS), UNKNOWN),
    "quadrant": (*QUADRANTS, NOT_PLACED),
    "stage": STAGES,
    "status": STATUSES,
}
TEXTS: Final = ("name", "domain", "owner", "tag", "segment", "industry", "region", "country")
AMOUNTS: Final = ("arr", "potential")
SCORES: Final = ("health", "size", "need")
DURATIONS: Final = ("renewal", "silent")
FLAGS: Final = ("overdue", "risk", "archived")
CUSTOM: Final = "custom"
KEYS: Final = (*CHOICES, *SCORES, *TEXTS, *AMOUNTS, *DURATIONS, *FLAGS, CUSTOM)
# What a filter of the calendar may ask of the touchpoint itself, besides its account.
TOUCHPOINT_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "kind": TOUCHPOINT_KINDS,
    "channel": CHANNELS,
    "purpose": PURPOSES,
}
TOUCHPOINT_FLAGS: Final = ("automated", "booked", "over")
TOUCHPOINT_KEYS: Final = (*TOUCHPOINT_CHOICES, *TOUCHPOINT_FLAGS)

_SIGNS = r":|<=|>=|<|>|="
_QUOTED = re.compile(rf'(-?)(?:([A-Za-z_]+)({_SIGNS}))?"((?:[^"]|"")*)"(?!\S)')
_CUSTOM = re.compile(
    rf'(-?){CUSTOM}:(?:"((?:[^"]|"")*)"|([^\s":=<>]+))'
    rf'(?:({_SIGNS})(?:"((?:[^"]|"")*)"|([^\s"]\S*)))?(?!\S)'
)
_BARE = re.compile(r"\S+")
_PAIR = re.compile(rf"([A-Za-z_]+)({_SIGNS})(.*)", re.DOTALL)
_AMOUNT = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:[,_][0-9]{3}){1,4})(\.[0-9]{1,6})?([kmb]?)")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_DAYS = re.compile(r"(-?[0-9]{1,6})([dw]?)")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_GREATEST = 10**15  # an amount beyond this is a typing error, and would not fit the book


def parse(text: str, *, touchpoints: bool = False) -> Filter:
    """Return the filter written in `text`; with `touchpoints` it may use TOUCHPOINT_KEYS too.

    Raises FilterProblem, naming the nearest, for an unknown key or choice, and for a value that
    does not fit its key; no other text is an error.
    """
    text = _SURROGATES.sub("\ufffd", text)
    language = _CALENDAR if touchpoints else _ACCOUNTS
    terms: list[Term] = []
    position = 0
    while position < len(text):
        if space := _SPACES.match(text, position):
            position = space.end()
        elif custom := _CUSTOM.match(text, position):
            terms += _custom_term(custom)
            position = custom.end()
        elif quoted := _QUOTED.match(text, position):
            minus, key, sign, value = quoted.groups()
            value = value.replace('""', '"')
            terms += _term(key, sign, value, bool(minus), quoted[0], language, quoted=True)
            position = quoted.end()
        elif bare := _BARE.match(text, position):
            terms += _bare_term(bare[0], language)
            position = bare.end()
    return Filter(text, tuple(terms))


def quoted(value: str) -> str:
    """Return `value` in quotes: as a word of a filter, or behind a key and its sign."""
    return '"' + value.replace('"', '""') + '"'


def _custom_term(found: re.Match[str]) -> list[Term]:
    minus, in_quotes, bare_name, sign, quoted_value, bare_value = found.groups()
    name = (bare_name or in_quotes.replace('""', '"')).strip()
    if not name:
        raise FilterProblem(_CUSTOM_FORM)
    value: str | None = bare_value
    if quoted_value is not None:
        value = quoted_value.replace('""', '"').strip() or None
    return [Term(CUSTOM, sign or "", value, bool(minus), name)]


_CUSTOM_FORM: Final = (
    '`custom:` needs the name of a custom field: custom:Plan=gold, custom:"Support plan":gold, '
    'custom:Score>5; custom:Plan finds the accounts with one, custom:Plan="" those without.'
)


class _Language(NamedTuple):
    """The keys that a filter may use, and those of them that stand alone."""

    keys: tuple[str, ...]
    flags: tuple[str, ...]


_ACCOUNTS: Final = _Language(KEYS, FLAGS)
_CALENDAR: Final = _Language((*KEYS, *TOUCHPOINT_KEYS), (*FLAGS, *TOUCHPOINT_FLAGS))


def _bare_term(token: str, language: _Language) -> list[Term]:
    negated = len(token) > 1 and token[0] == "-"
    body = token[1:] if negated else token
    if body in language.flags:
        return [Term(body, "", None, negated)]
    pair = _PAIR.fullmatch(body)
    if pair is None:
        return _term(None, ":", body, negated, token, language)
    return _term(pair[1], pair[2], pair[3], negated, token, language)


def _term(
    key: str | None,
    sign: str,
    value: str,
    negated: bool,
    token: str,
    language: _Language,
    *,
    quoted: bool = False,
) -> list[Term]:
    """Return the term of a key, a sign and a value: at most one, none for a blank word."""
    if key is None:
        return _word(value, negated)
    known = key.lower()
    if known not in language.keys:
        if not key.islower():
            return _word(token if not negated else token[1:], negated)
        raise FilterProblem(_unknown_key(key, token, language.keys))
    if known == CUSTOM:
        raise FilterProblem(_CUSTOM_FORM)
    if known in language.flags:
        return [_flag(known, sign, value, negated)]
    if known in TEXTS:
        return [_text(known, sign, value, negated, quoted)]
    sign = "=" if sign == ":" else sign
    return [Term(known, sign, _READERS[known](known, sign, value), negated)]


def _word(text: str, negated: bool) -> list[Term]:
    return [Term("word", ":", _folded(text), negated)] if text.strip() else []


def _folded(text: str) -> str:
    """Return the folded text; text that folds to nothing (a lone accent) stays as it is."""
    return fold(text) or text


def _flag(key: str, sign: str, value: str, negated: bool) -> Term:
    """Return the term of a flag written as a key: `overdue:yes` or `overdue:no`."""
    if sign not in ":=" or value.lower() not in ("yes", "no"):
        raise FilterProblem(f"`{key}` stands alone, or as `{key}:yes` or `{key}:no`.")
    return Term(key, "", None, negated != (value.lower() == "no"))


def _text(key: str, sign: str, value: str, negated: bool, quoted: bool) -> Term:
    if sign not in ":=":
        raise FilterProblem(f"`{key}{sign}` does not work: `{key}` is a text. Write `{key}:…`.")
    if value.strip():
        return Term(key, sign, _folded(value), negated)
    if not quoted:
        raise FilterProblem(
            f'`{key}{sign}` needs a value; `{key}:""` finds the accounts without one.'
        )
    return Term(key, "=", None, negated)


def _choice(key: str, sign: str, value: str) -> str:
    if sign != "=":
        raise FilterProblem(f"`{key}{sign}` does not work. Write `{key}:` and one of its values.")
    choices = _ALL_CHOICES[key]
    if value.lower() not in choices:
        raise FilterProblem(_unknown_value(key, value, choices))
    return value.lower()


def _amount(key: str, sign: str, value: str) -> str | int:
    """Return an amount in cents."""
    if _asks_unknown(sign, value):
        return UNKNOWN
    found = _AMOUNT.fullmatch(value.lower())
    if found is None:
        raise _misfit(key, sign, value, "an amount such as 50000, 45k or 1.2M")
    whole, fraction, scale = found.groups()
    cents_of_a_million = int(
        whole.replace(",", "").replace("_", "") + (fraction or ".")[1:].ljust(6, "0")
    )
    units = cents_of_a_million * _SCALES[scale]
    if units > _GREATEST * 1_000_000:
        raise _misfit(key, sign, value, "an amount that can be true")
    return (units + 5_000) // 10_000


def _score(key: str, sign: str, value: str) -> str | int:
    if key == "health" and sign == "=" and value.lower() in BANDS:
        return value.lower()
    if _asks_unknown(sign, value):
        return UNKNOWN
    if _NUMBER.fullmatch(value):
        return int(value)
    if key == "health" and sign == "=":
        raise FilterProblem(_unknown_value(key, value, BANDS) + " Or compare: `health<50`.")
    raise _misfit(key, sign, value, "a whole number such as 50")


def _duration(key: str, sign: str, value: str) -> str | int:
    """Return days."""
    if _asks_unknown(sign, value):
        return UNKNOWN
    found = _DAYS.fullmatch(value.lower())
    if found is None:
        raise _misfit(key, sign, value, "days or weeks such as 60d or 8w")
    return int(found[1]) * (7 if found[2] == "w" else 1)


_ALL_CHOICES: Final = {**CHOICES, **TOUCHPOINT_CHOICES}
_READERS: Final[dict[str, Callable[[str, str, str], str | int]]] = {
    **dict.fromkeys(_ALL_CHOICES, _choice),
    **dict.fromkeys(SCORES, _score),
    **dict.fromkeys(AMOUNTS, _amount),
    **dict.fromkeys(DURATIONS, _duration),
}


def _asks_unknown(sign: str, value: str) -> bool:
    return sign == "=" and value.lower() == UNKNOWN


def _misfit(key: str, sign: str, value: str, wanted: str) -> FilterProblem:
    if not value:
        return FilterProblem(f"`{key}{sign}` needs {wanted}.")
    return FilterProblem(f"`{_short(value)}` is not {wanted}, as `{key}{sign}` needs.")


def _unknown_key(key: str, token: str, keys: tuple[str, ...]) -> str:
    near = _nearest(key, keys)
    hint = f"did you mean `{near}`?" if near else f"known are {', '.join(keys)}."
    literal = quoted(_short(token))
    return f"`{_short(key)}` is not a filter key: {hint} To search for the text, write {literal}."


def _unknown_value(key: str, value: str, choices: Iterable[str]) -> str:
    known = list(choices)
    near = _nearest(value, known)
    if not value:
        return f"`{key}:` needs one of {', '.join(known)}."
    hint = f"did you mean `{near}`?" if near else f"it can be {', '.join(known)}."
    return f"`{_short(value)}` is not a value of `{key}`: {hint}"


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    known = list(choices)
    starting = [choice for choice in known if word and choice.startswith(word.lower())]
    close = starting or get_close_matches(word.lower()[:40], known, 1, 0.5)
    return close[0] if close else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
