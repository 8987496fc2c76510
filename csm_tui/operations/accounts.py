"""Changes of accounts by hand: add, edit, archive, override, pulse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold_name
from csm_tui.domain.pulse import PULSES, points_of
from csm_tui.domain.terms import KNOWN_TIERS
from csm_tui.errors import ChangedElsewhere, InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.operations.custom_fields import set_values
from csm_tui.queries import accounts as queries
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.domain.changes import Changes
    from csm_tui.domain.custom_fields import CustomField
    from csm_tui.store.database import Book
    from csm_tui.store.journal import Recorder

OVERRIDES: Final = ("tier", "level", "health", "at-risk")
_READINGS: Final = frozenset({"health", "pulse"})
_MONEY: Final = frozenset({"arr", "potential_arr"})


def add(
    book: Book,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
    custom: Mapping[CustomField, str | None] | None = None,
) -> Changes:
    """Add an account; `values` are parsed fields of the kind accounts, `custom` those of the user.

    `health` and `pulse` become readings of today. Raises InvalidValue without a name, or where the
    external id or, for an account without one, the name or domain is in the book already.
    """
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidValue("An account needs a name.")
    with operation(book, f"Added {name}", today=today, now=now) as recorder:
        _refuse_twin(book, values)
        origin = recorder.origin()
        row = {
            **_row(values),
            "source": values.get("source") or "",
            "status": values.get("status") or "customer",
            "entered_on": today.isoformat(),
            "origin_id": origin,
        }
        account_id = recorder.insert("account", row)
        set_values(recorder, account_id, custom or {})
        _readings(recorder, account_id, values, origin, today)
    return recorder.changes()


def edit(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
    expected: Mapping[str, object] | None = None,
    custom: Mapping[CustomField, str | None] | None = None,
    expected_custom: Mapping[CustomField, str | None] | None = None,
) -> Changes:
    """Change fields of an account; None clears one, `health` and `pulse` become readings of today.

    `custom` are values of custom fields, as the book keeps them. `expected` are values that the
    editor began with: raises ChangedElsewhere where one of them is another by now (TORTURE T042).
    Raises InvalidValue where a name would be empty.
    """
    if "name" in values and not values["name"]:
        raise InvalidValue("name cannot be empty.")
    name = queries.name_of(book.connection, account_id)
    fields = ", ".join((*values, *(field.name for field in custom or ())))
    with operation(book, f"Edited {name}: {fields}", today=today, now=now) as recorder:
        if expected:
            _refuse_stale(book, account_id, expected)
        row = _row(values)
        if "status" in row:
            row["status"] = row["status"] or "customer"
        if "source" in row:
            row["source"] = row["source"] or ""
        if row:
            recorder.update("account", account_id, row)
        if custom:
            set_values(recorder, account_id, custom, expected=expected_custom)
        if any(values.get(reading) is not None for reading in _READINGS):
            _readings(recorder, account_id, values, recorder.origin(), today)
    return recorder.changes()


def archive(
    book: Book, account_id: int, *, today: date, now: datetime, back: bool = False
) -> Changes:
    """Take an account off the book, keeping all of it; `back` puts it on again."""
    name = queries.name_of(book.connection, account_id)
    verb = "Back on the book:" if back else "Archived"
    with operation(book, f"{verb} {name}", today=today, now=now) as recorder:
        recorder.update("account", account_id, {"archived_on": None if back else today.isoformat()})
    return recorder.changes()


def override(
    book: Book,
    account_id: int,
    figure: str,
    value: str | None,
    *,
    reason: str,
    until: date | None,
    today: date,
    now: datetime,
) -> Changes:
    """Set a figure of OVERRIDES by hand through `until`, or end what was set where `value` is None.

    Raises InvalidValue for a value that does not fit, without a reason or an end date, for an end
    in the past, and for a health override of more days than the model allows.
    """
    name = queries.name_of(book.connection, account_id)
    if value is None:
        return _end_override(book, account_id, figure, name, today=today, now=now)
    checked = _override_value(figure, value)
    if not reason.strip():
        raise InvalidValue(f"An override of {figure} needs its reason: --reason TEXT.")
    last = _last_override_day(book, figure, today)
    if until is None or until < today or (last is not None and until > last):
        window = f"from {today} on" if last is None else f"from {today} to {last}"
        raise InvalidValue(f"An override of {figure} needs an end date {window}: --until DATE.")
    with operation(book, f"Set {figure} of {name}: {checked}", today=today, now=now) as recorder:
        if figure == "tier":
            recorder.update(
                "account",
                account_id,
                {
                    "tier_override": checked,
                    "tier_override_until": until.isoformat(),
                    "tier_override_reason": reason,
                },
            )
        else:
            recorder.insert(
                "override",
                {
                    "account_id": account_id,
                    "figure": figure,
                    "value": checked,
                    "reason": reason,
                    "set_on": today.isoformat(),
                    "until": until.isoformat(),
                    "origin_id": recorder.origin(),
                },
            )
    return recorder.changes()


def pulse(book: Book, account_id: int, value: int, *, today: date, now: datetime) -> Changes:
    """Record the CSM's own 1–5 on an account as a reading of today.

    Raises InvalidValue for anything else than 1 to 5.
    """
    if value not in PULSES:
        raise InvalidValue(f"A pulse is 1, 2, 3, 4 or 5, not {value}.")
    name = queries.name_of(book.connection, account_id)
    with operation(book, f"Pulse {value} of 5: {name}", today=today, now=now) as recorder:
        _readings(recorder, account_id, {"pulse": value}, recorder.origin(), today)
    return recorder.changes()


def _row(values: Mapping[str, object]) -> dict[str, object]:
    known = set(KINDS["accounts"].header) - _READINGS
    return {field: value for field, value in values.items() if field in known}


def _readings(
    recorder: Recorder,
    account_id: int,
    values: Mapping[str, object],
    origin: int,
    today: date,
) -> None:
    readings: list[tuple[str, float]] = []
    score, pulsed = values.get("health"), values.get("pulse")
    if isinstance(score, int | float):
        readings.append(("score", float(score)))
    if isinstance(pulsed, int | float):
        readings.append(("pulse", points_of(pulsed)))
    for measure, value in readings:
        recorder.insert(
            "health",
            {
                "account_id": account_id,
                "date": today.isoformat(),
                "measure": measure,
                "value": value,
                "origin_id": origin,
            },
        )


def _refuse_twin(book: Book, values: Mapping[str, object]) -> None:
    twin = queries.twin(
        book.connection,
        external_id=_text(values.get("external_id")),
        source=_text(values.get("source")) or "",
        domain=_text(values.get("domain")),
        name_fold=fold_name(str(values["name"])),
    )
    if twin is not None:
        raise InvalidValue(
            f"{twin} is in the book already. An external id of its own tells two apart:"
            " external_id=ID."
        )


def _refuse_stale(book: Book, account_id: int, expected: Mapping[str, object]) -> None:
    from csm_tui.store.tables import stored

    present = queries.fields_of(book.connection, account_id, tuple(_row(expected)))
    for field, value in present.items():
        if value != stored(expected[field]):
            raise ChangedElsewhere(
                f"{field} was changed elsewhere meanwhile: it is {_told(field, value)} now. "
                "Nothing was saved."
            )


def _told(field: str, value: object) -> str:
    """Return a stored value as people say it: amounts in units of the currency."""
    if value is None:
        return "empty"
    if field in _MONEY and isinstance(value, int):
        return f"{value // 100:,}"
    return str(value)


def _override_value(figure: str, value: str) -> str:
    text = value.strip().casefold()
    if figure in ("tier", "level"):
        fitting: tuple[str, ...] = KNOWN_TIERS
    elif figure == "at-risk":
        fitting = ("yes", "no")
    elif figure == "health":
        return _health_value(text)
    else:
        raise InvalidValue(f"{figure!r} cannot be overridden. These can: {', '.join(OVERRIDES)}.")
    if text not in fitting:
        raise InvalidValue(f"{figure} is one of {', '.join(fitting)}, not {value!r}.")
    return text


def _health_value(text: str) -> str:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 100:
        raise InvalidValue(f"health is a number from 0 to 100, not {text!r}.")
    return f"{score:g}"


def _last_override_day(book: Book, figure: str, today: date) -> date | None:
    if figure != "health":
        return None
    from csm_tui.store.standings import current_model

    _, model = current_model(book.connection)
    return today + timedelta(days=model.health.override_days)


def _end_override(
    book: Book, account_id: int, figure: str, name: str, *, today: date, now: datetime
) -> Changes:
    if figure not in OVERRIDES:
        _override_value(figure, "")
    yesterday = (today - timedelta(days=1)).isoformat()
    with operation(book, f"Ended the {figure} set for {name}", today=today, now=now) as recorder:
        if figure == "tier":
            cleared = ("tier_override", "tier_override_until", "tier_override_reason")
            recorder.update("account", account_id, dict.fromkeys(cleared))
        else:
            for override_id in queries.overrides_in_force(
                book.connection, account_id, figure, today
            ):
                recorder.update("override", override_id, {"until": yesterday})
    return recorder.changes()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
