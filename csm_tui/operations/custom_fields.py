"""Custom fields by hand: what is typed for one read by its type, and set, changed or cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.custom_fields import nearest
from csm_tui.errors import ChangedElsewhere, InvalidValue
from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.operations.fields import assignments, parse_fields, relative_date
from csm_tui.queries import custom_fields as queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from csm_tui.domain.custom_fields import CustomField
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder


class Typed(NamedTuple):
    """What was typed for an account: parsed fields, and texts by custom field (None clears)."""

    fields: dict[str, object]
    custom: dict[CustomField, str | None]


def parse_custom(field: CustomField, text: str, *, today: date | None = None) -> str | None:
    """Return what was typed for a field as the book keeps it, None where blank.

    Where `today` is given a date may also be "fri" or "+14d". Raises InvalidValue where the text is
    none of the field's type.
    """
    text = text.strip()
    if not text:
        return None
    if field.type == "date" and today is not None:
        relative = relative_date(text, today)
        if relative is not None:
            return relative.isoformat()
    from csm_tui.exchange.custom import as_stored
    from csm_tui.exchange.values import parse_value

    return as_stored(parse_value(Column(field.name, field.type), text))


def account_words(book: Book, words: Iterable[str], *, today: date | None = None) -> Typed:
    """Return FIELD=VALUE words of an account as values; a field may be a custom one by its name.

    Where both have a name, ours is meant, and `custom:NAME=VALUE` the other. Raises InvalidValue
    naming the nearest for a field that there is not.
    """
    ours: list[str] = []
    custom: dict[CustomField, str | None] = {}
    for word in words:
        name = word.partition("=")[0].strip()
        if "=" not in word or KINDS["accounts"].column(name.replace("-", "_")):
            ours.append(word)
            continue
        field, text = _custom(book, word)
        custom[field] = parse_custom(field, text, today=today)
    return Typed(parse_fields("accounts", assignments(ours), today=today), custom)


def _custom(book: Book, word: str) -> tuple[CustomField, str]:
    """Return the custom field that a word is about, and its text; a name may hold an `=`."""
    for name, text in _splits(word):
        field = queries.find(book.connection, name)
        if field is not None:
            return field, text
    name = next(_splits(word))[0]
    if word.startswith("custom:"):
        raise InvalidValue(queries.unknown(book.connection, name))
    known = [*KINDS["accounts"].header, *(one.name for one in queries.fields(book.connection))]
    near = nearest(name, known)
    hint = f"Did you mean {near}?" if near else f"Fields: {', '.join(known)}."
    raise InvalidValue(f"There is no field {name!r} in accounts. {hint}")


def _splits(word: str) -> Iterator[tuple[str, str]]:
    from csm_tui.exchange.custom import FIELD, read_own_header

    at = word.find("=")
    while at >= 0:
        name = word[:at].strip()
        stated = read_own_header(name)
        yield stated[0] if stated else name.removeprefix(FIELD), word[at + 1 :]
        at = word.find("=", at + 1)


def set_values(
    recorder: Recorder,
    account_id: int,
    values: Mapping[CustomField, str | None],
    *,
    expected: Mapping[CustomField, str | None] | None = None,
) -> None:
    """Set what an account has in custom fields; None clears one.

    `expected` are the values that the editor began with: raises ChangedElsewhere where one is
    another by now.
    """
    for field, value in values.items():
        row = queries.row_of(recorder.connection, account_id, field)
        present = row[1] if row else None
        if expected is not None and expected.get(field) != present:
            raise ChangedElsewhere(
                f"{field.name} was changed elsewhere meanwhile: it is {present!r} now. "
                "Nothing was saved."
            )
        if present == value:
            continue
        given = {"value": value, "origin_id": recorder.origin(), "line": None}
        if row:
            recorder.update("custom_value", row[0], given)
        else:
            whose = {"account_id": account_id, "field_id": field.id}
            recorder.insert("custom_value", {**whose, **given})
