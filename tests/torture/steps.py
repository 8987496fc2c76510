"""Every operation of the program as one step: done to a book, and said to a model of plain dicts.

A step takes the book, the model and a number that chooses, does its operation, and says to the
model what must have come of it, without asking the book. What it cannot do it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from csm_tui.domain.changes import Changes
from csm_tui.domain.custom_fields import CustomField
from csm_tui.domain.filters import Filter
from csm_tui.domain.quick_line import parse as parse_line
from csm_tui.errors import CsmError
from csm_tui.models import preset
from csm_tui.operations import (
    accounts,
    advice,
    contacts,
    experiments,
    planning,
    projects,
    readings,
    signals,
    tasks,
    tier_moves,
    touch_models,
    touchpoints,
)
from csm_tui.operations.experiments import Definition
from csm_tui.operations.together import together
from csm_tui.operations.transfer import ImportOptions, SourceFile, import_files
from csm_tui.queries.signals import signals as signals_of
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.standings import prepare

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
DAY: dict[str, Any] = {"today": TODAY, "now": NOW}
KEPT_MODEL, KEPT_ANSWER = "model:", "advice:"
AHEAD = TODAY + timedelta(9)
SIZE = 8
VEGA, ACME = SIZE + 1, SIZE + 2

Row = tuple[object, ...]
PLAN_KEEPS: tuple[Row, ...] = (("planned_until",), ("work_time",))
# What the model knows of each table, as rows without ids.
Model = dict[str, list[Row]]
COLUMNS = {
    "account": "SELECT id, name, arr, next_step, archived_on, tier_override FROM account",
    "contact": "SELECT account_id, name, email FROM contact",
    "touchpoint": "SELECT id, account_id, status, date FROM touchpoint WHERE plan IS NULL",
    "health": "SELECT account_id, measure, value, date FROM health",
    "survey": "SELECT account_id, type, score FROM survey",
    "override": "SELECT account_id, figure, value FROM override",
    "task": "SELECT id, account_id, title, due, status FROM task",
    "project": "SELECT id, account_id, aim, closed_on, outcome FROM project",
    "signal_state": "SELECT account_id, kind, state FROM signal_state",
    "tier_decision": "SELECT account_id, decision FROM tier_decision",
    "experiment": "SELECT id, name, closed_on, conclusion FROM experiment",
    "touch_model": "SELECT name, note FROM touch_model",
    "setting": "SELECT key FROM setting",
    "custom_value": "SELECT account_id, value FROM custom_value",
}


def seen(book: Book) -> Model:
    """Return what the book says of all that the model knows."""
    ask = book.connection.execute
    return {table: sorted(map(tuple, ask(sql)), key=repr) for table, sql in COLUMNS.items()}


def put(model: Model, table: str, *rows: Row) -> None:
    """Say that rows are there now."""
    model[table] = sorted([*model[table], *rows], key=repr)


def change(model: Model, table: str, key: object, place: int, value: object) -> None:
    """Say that the row that begins with `key` has another value at `place`."""
    model[table] = sorted(
        [
            (*row[:place], value, *row[place + 1 :]) if row[0] == key else row
            for row in model[table]
        ],
        key=repr,
    )


def of(model: Model, table: str, pick: int, fits: Callable[[Row], bool] = lambda _: True) -> Any:
    """Return the first value of one of the rows that fit, None where there is none."""
    found = [row[0] for row in model[table] if fits(row)]
    return found[pick % len(found)] if found else None


def is_open(row: Row) -> bool:
    """Return whether a task is open."""
    return row[4] == "open"


def is_planned(row: Row) -> bool:
    """Return whether a touchpoint is planned."""
    return row[2] == "planned"


def is_past(row: Row) -> bool:
    """Return whether a touchpoint was planned for a day that has come."""
    return is_planned(row) and str(row[3]) <= TODAY.isoformat()


Step = Callable[[Book, Model, int], Changes | None]


def add_account(book: Book, model: Model, pick: int) -> Changes:
    values = {"name": f"New {len(model['account'])}-{pick}", "arr": pick * 100}
    done = accounts.add(book, values, **DAY)
    (id,) = done.accounts
    put(model, "account", (id, values["name"], values["arr"], None, None, None))
    return done


def edit_account(book: Book, model: Model, pick: int) -> Changes:
    id, text = of(model, "account", pick), f"é {pick}"
    done = accounts.edit(book, id, {"next_step": text, "arr": pick}, **DAY)
    change(model, "account", id, 3, text)
    change(model, "account", id, 2, pick)
    return done


def edit_custom_field(book: Book, model: Model, pick: int) -> Changes:
    field, text = CustomField(1, "Plan", "text"), f"plan {pick}"
    done = accounts.edit(book, 1, {}, custom={field: text}, **DAY)
    model["custom_value"] = [row for row in model["custom_value"] if row[0] != 1]
    put(model, "custom_value", (1, text))
    return done


def archive(book: Book, model: Model, pick: int) -> Changes:
    id, back = of(model, "account", pick), bool(pick % 2)
    done = accounts.archive(book, id, back=back, **DAY)
    change(model, "account", id, 4, None if back else TODAY.isoformat())
    return done


def override_tier(book: Book, model: Model, pick: int) -> Changes:
    id, tier = of(model, "account", pick), ("high", "low", None)[pick % 3]
    done = accounts.override(book, id, "tier", tier, reason="asked", until=AHEAD, **DAY)
    change(model, "account", id, 5, tier)
    return done


def override_level(book: Book, model: Model, pick: int) -> Changes:
    id = of(model, "account", pick)
    done = accounts.override(book, id, "level", "high", reason="asked", until=AHEAD, **DAY)
    if done.operation is not None:
        put(model, "override", (id, "level", "high"))
    return done


def pulse(book: Book, model: Model, pick: int) -> Changes:
    id, value = of(model, "account", pick), pick % 5 + 1
    done = accounts.pulse(book, id, value, **DAY)
    put(model, "health", (id, "pulse", (value - 1) * 25.0, TODAY.isoformat()))
    return done


def record_reading(book: Book, model: Model, pick: int) -> Changes:
    id, day = of(model, "account", pick), TODAY - timedelta(pick % 9)
    done = readings.record(book, id, "adoption", float(pick % 101), on_day=day, **DAY)
    put(model, "health", (id, "adoption", float(pick % 101), day.isoformat()))
    return done


def add_contact(book: Book, model: Model, pick: int) -> Changes:
    id, number = of(model, "account", pick), f"{len(model['contact'])}-{pick}"
    name, email = f"Ana {number}", f"{number}@a.example"
    done = contacts.add(book, id, {"name": name, "email": email}, **DAY)
    put(model, "contact", (id, name, email))
    return done


def log(book: Book, model: Model, pick: int) -> Changes:
    id, day = of(model, "account", pick), TODAY + timedelta(pick % 7 - 3)
    done = touchpoints.log(book, id, {"date": day, "channel": "video"}, **DAY)
    added(book, model, {id: (day, "planned" if day > TODAY else "done")})
    return done


def added(book: Book, model: Model, days: dict[int, tuple[date, str]]) -> None:
    """Say that each of some accounts has one more touchpoint; only its number is the book's."""
    newest = book.connection.execute("SELECT max(id) FROM touchpoint WHERE plan IS NULL")
    last = int(newest.fetchone()[0])
    for number, (id, (day, status)) in enumerate(days.items()):
        put(model, "touchpoint", (last - len(days) + 1 + number, id, status, day.isoformat()))


def line(account: str) -> Any:
    """Return a quick line about an account, with one promise."""
    return parse_line(
        f"{account} video 5m check-in: hello owe:me:deck", today=TODAY, is_account=account.__eq__
    )


def log_line(book: Book, model: Model, _: int) -> Changes:
    said = line("Acme")
    done = touchpoints.log_line(book, said, account_id=ACME, **DAY)
    added(book, model, {ACME: (TODAY, "done")})
    promised(book, model, ACME, said)
    return done


def promised(book: Book, model: Model, account: int, said: Any) -> None:
    for promise in said.promises:
        (last,) = book.connection.execute("SELECT max(id) FROM task").fetchone()
        due = promise.due and promise.due.isoformat()
        put(model, "task", (last, account, promise.title, due, "open"))


def log_lines(book: Book, model: Model, _: int) -> Changes:
    said = [(id, line("Acme")._replace(promises=())) for id in (1, 2, 3)]
    done = touchpoints.log_lines(book, said, **DAY)
    added(book, model, dict.fromkeys((1, 2, 3), (TODAY, "done")))
    return done


def close_touchpoint(operation: Callable[..., Changes], status: str, **values: object) -> Step:
    def step(book: Book, model: Model, pick: int) -> Changes | None:
        id = of(model, "touchpoint", pick, is_past if status == "no-show" else is_planned)
        if id is None:
            return None
        (day,) = (row[3] for row in model["touchpoint"] if row[0] == id)
        done = operation(book, id, **values, **DAY)
        change(model, "touchpoint", id, 2, status)
        if status == "done":
            change(model, "touchpoint", id, 3, min(str(day), TODAY.isoformat()))
        return done

    return step


def move_touchpoint(book: Book, model: Model, pick: int) -> Changes | None:
    id, day = of(model, "touchpoint", pick, is_planned), TODAY + timedelta(3 + pick % 5)
    if id is None:
        return None
    done = touchpoints.move(book, id, day, **DAY)
    change(model, "touchpoint", id, 3, day.isoformat())
    return done


def shift_touchpoint(book: Book, model: Model, pick: int) -> Changes | None:
    id = of(model, "touchpoint", pick, is_planned)
    if id is None:
        return None
    (day,) = (date.fromisoformat(str(row[3])) for row in model["touchpoint"] if row[0] == id)
    done = touchpoints.shift(book, id, 7, **DAY)
    change(model, "touchpoint", id, 3, (day + timedelta(7)).isoformat())
    return done


def add_task(book: Book, model: Model, pick: int) -> Changes:
    id, title = of(model, "account", pick), f"Send {pick}"
    done = tasks.add(book, id, {"title": title, "due": AHEAD}, **DAY)
    (last,) = book.connection.execute("SELECT max(id) FROM task").fetchone()
    put(model, "task", (last, id, title, AHEAD.isoformat(), "open"))
    return done


def close_task(operation: Callable[..., Changes], status: str) -> Step:
    def step(book: Book, model: Model, pick: int) -> Changes | None:
        id = of(model, "task", pick, is_open)
        if id is None:
            return None
        done = operation(book, id, **DAY)
        change(model, "task", id, 4, status)
        return done

    return step


def move_task(book: Book, model: Model, pick: int) -> Changes | None:
    id, day = of(model, "task", pick, is_open), TODAY + timedelta(pick % 30)
    if id is None:
        return None
    done = tasks.move_due(book, id, day, **DAY)
    change(model, "task", id, 3, day.isoformat())
    return done


def several_together(book: Book, model: Model, _: int) -> Changes:
    added_task = {"account_id": 1, "values": {"title": "Together", "due": None}}
    pulsed = {"account_id": 1, "value": 3}
    steps: list[tuple[Callable[..., Changes], Mapping[str, Any]]] = [
        (tasks.add, added_task),
        (accounts.pulse, pulsed),
    ]
    done = together(book, name="Two at once", steps=steps, **DAY)
    (last,) = book.connection.execute("SELECT max(id) FROM task").fetchone()
    put(model, "task", (last, 1, "Together", None, "open"))
    put(model, "health", (1, "pulse", 50.0, TODAY.isoformat()))
    return done


def open_project(book: Book, model: Model, pick: int) -> Changes:
    id, aim = of(model, "account", pick), f"Roll out {pick}"
    done = projects.open_(book, id, aim, **DAY)
    (last,) = book.connection.execute("SELECT max(id) FROM project").fetchone()
    put(model, "project", (last, id, aim, None, None))
    return done


def edit_project(book: Book, model: Model, pick: int) -> Changes | None:
    id = of(model, "project", pick, lambda row: row[3] is None)
    if id is None:
        return None
    done = projects.edit(book, id, {"aim": f"Other {pick}"}, **DAY)
    change(model, "project", id, 2, f"Other {pick}")
    return done


def close_project(book: Book, model: Model, pick: int) -> Changes | None:
    id = of(model, "project", pick, lambda row: row[3] is None)
    if id is None:
        return None
    done = projects.close(book, id, outcome="done", **DAY)
    change(model, "project", id, 3, TODAY.isoformat())
    change(model, "project", id, 4, "done")
    return done


def new_experiment(book: Book, model: Model, pick: int) -> Changes:
    name, end = f"Try {pick}", TODAY + timedelta(90)
    wished = Definition(name, "medium", "cadence", "30", "14", "answer", TODAY, end)
    done = experiments.new(book, wished, **DAY)
    (last,) = book.connection.execute("SELECT max(id) FROM experiment").fetchone()
    put(model, "experiment", (last, name, None, None))
    return done


def end_experiment(book: Book, model: Model, pick: int) -> Changes | None:
    id = of(model, "experiment", pick, lambda row: row[2] is None)
    if id is None:
        return None
    done = experiments.end(book, id, conclusion="too few", **DAY)
    change(model, "experiment", id, 2, TODAY.isoformat())
    change(model, "experiment", id, 3, "too few")
    return done


def drop_experiment(book: Book, model: Model, pick: int) -> Changes | None:
    id = of(model, "experiment", pick)
    if id is None:
        return None
    done = experiments.drop(book, id, **DAY)
    model["experiment"] = [row for row in model["experiment"] if row[0] != id]
    return done


def say_of_signal(operation: Callable[..., Changes], state: str, **values: object) -> Step:
    def step(book: Book, model: Model, pick: int) -> Changes | None:
        prepare(book.connection, TODAY)
        found = signals_of(book.connection, Filter("", ()), today=TODAY)
        if not found:
            return None
        one = found[pick % len(found)]
        done = operation(book, one.id, **values, **DAY)
        forget_signal(model, one.account_id, one.kind)
        put(model, "signal_state", (one.account_id, one.kind, state))
        return done

    return step


def forget_signal(model: Model, account: int, kind: str) -> None:
    model["signal_state"] = [row for row in model["signal_state"] if row[:2] != (account, kind)]


def reopen_signal(book: Book, model: Model, pick: int) -> Changes | None:
    prepare(book.connection, TODAY)
    states = ("snoozed", "done", "dismissed")
    found = signals_of(book.connection, Filter("", ()), today=TODAY, states=states)
    if not found:
        return None
    one = found[pick % len(found)]
    done = signals.reopen(book, one.id, **DAY)
    forget_signal(model, one.account_id, one.kind)
    return done


def accept_tier(book: Book, model: Model, _: int) -> Changes:
    done = tier_moves.accept(book, VEGA, ground="suggested", **DAY)
    put(model, "tier_decision", (VEGA, "accepted"))
    change(model, "account", VEGA, 5, "high")
    return done


def dismiss_tier(book: Book, model: Model, _: int) -> Changes:
    done = tier_moves.dismiss(book, VEGA, ground="moved", **DAY)
    put(model, "tier_decision", (VEGA, "dismissed"))
    return done


def use_model(book: Book, model: Model, pick: int) -> Changes:
    name = ("three-tier", "four-tier")[pick % 2]
    note = f"because {pick}"
    done = touch_models.use(book, preset(name), file=name, note=note, **DAY)
    if done.operation is not None:
        put(model, "touch_model", (name, note))
    return done


def change_economics(book: Book, model: Model, pick: int) -> Changes:
    changed = {"costs.fully_loaded": str(100_000 + pick)}
    name = newest_model(book)
    done = touch_models.change(book, changed, note="dearer", **DAY)
    if done.operation is not None:
        put(model, "touch_model", (name, "dearer"))
    return done


def newest_model(book: Book) -> str:
    sql = "SELECT name FROM touch_model ORDER BY id DESC LIMIT 1"
    return str(book.connection.execute(sql).fetchone()[0])


def keep_model(book: Book, model: Model, pick: int) -> Changes:
    name = f"mine {pick % 2}"
    done = touch_models.keep(book, preset("three-tier"), file="x", name=name, **DAY)
    if (f"{KEPT_MODEL}{name}",) not in model["setting"]:
        put(model, "setting", (f"{KEPT_MODEL}{name}",))
    return done


def remove_model(book: Book, model: Model, pick: int) -> Changes:
    name = f"mine {pick % 2}"
    done = touch_models.remove(book, name, **DAY)
    model["setting"] = [row for row in model["setting"] if row[0] != f"{KEPT_MODEL}{name}"]
    return done


def answer_advice(book: Book, model: Model, pick: int) -> Changes:
    done = advice.answer(book, {"growth": ("2x", "5x")[pick % 2]}, **DAY)
    if (f"{KEPT_ANSWER}growth",) not in model["setting"]:
        put(model, "setting", (f"{KEPT_ANSWER}growth",))
    return done


def plan(book: Book, model: Model, _: int) -> Changes:
    done = planning.plan(book, **DAY)[0]
    model["setting"] = [row for row in model["setting"] if row not in PLAN_KEEPS]
    put(model, "setting", *PLAN_KEEPS)
    return done


def import_sheet(book: Book, model: Model, pick: int) -> Changes:
    # Each file is another one: what is imported again changes nothing.
    known = len(model["account"])
    rows = [(f"X-{known}-{number}", f"Sheet {known} {number}", number) for number in range(3)]
    sheet = "external_id,name,arr\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows)
    survey = f"account,date,type,score\n{rows[0][0]},2026-01-20,nps,{pick % 11}\n"
    files = [SourceFile("a.csv", sheet.encode()), SourceFile("surveys.csv", survey.encode())]
    report = import_files(book, files, ImportOptions(), **DAY)
    assert report.changes is not None
    for _, name, arr in rows:
        (id,) = book.connection.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()
        put(model, "account", (id, name, arr * 100, None, None, None))
        if name == rows[0][1]:
            put(model, "survey", (id, "nps", float(pick % 11)))
    return report.changes


STEPS: dict[str, Step] = {
    "accounts.add": add_account,
    "accounts.edit": edit_account,
    "accounts.edit custom": edit_custom_field,
    "accounts.archive": archive,
    "accounts.override": override_tier,
    "accounts.override level": override_level,
    "accounts.pulse": pulse,
    "readings.record": record_reading,
    "contacts.add": add_contact,
    "touchpoints.log": log,
    "touchpoints.log_line": log_line,
    "touchpoints.log_lines": log_lines,
    "touchpoints.done": close_touchpoint(touchpoints.done, "done"),
    "touchpoints.no_show": close_touchpoint(touchpoints.no_show, "no-show"),
    "touchpoints.skip": close_touchpoint(touchpoints.skip, "skipped", reason="away"),
    "touchpoints.move": move_touchpoint,
    "touchpoints.shift": shift_touchpoint,
    "tasks.add": add_task,
    "tasks.done": close_task(tasks.done, "done"),
    "tasks.drop": close_task(tasks.drop, "dropped"),
    "tasks.move_due": move_task,
    "together.together": several_together,
    "projects.open_": open_project,
    "projects.edit": edit_project,
    "projects.close": close_project,
    "experiments.new": new_experiment,
    "experiments.end": end_experiment,
    "experiments.drop": drop_experiment,
    "signals.snooze": say_of_signal(signals.snooze, "snoozed", until=AHEAD),
    "signals.done": say_of_signal(signals.done, "done"),
    "signals.dismiss": say_of_signal(signals.dismiss, "dismissed", reason="known"),
    "signals.reopen": reopen_signal,
    "tier_moves.accept": accept_tier,
    "tier_moves.dismiss": dismiss_tier,
    "touch_models.use": use_model,
    "touch_models.change": change_economics,
    "touch_models.keep": keep_model,
    "touch_models.remove": remove_model,
    "advice.answer": answer_advice,
    "planning.plan": plan,
    "importing.import_files": import_sheet,
}


def make(path: Path) -> Path:
    """Make a book in which each of the steps has something to do."""
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    before = TODAY - timedelta(200)
    with open_book(path) as book:
        for number in range(SIZE):
            values = {"name": f"Account {number}", "arr": 3_000_000, "start_date": before}
            accounts.add(book, values, **DAY)
        vega = {"name": "Vega", "arr": 2_000_000, "complexity": "high", "start_date": before}
        accounts.add(book, vega, today=before, now=NOW)
        accounts.edit(book, VEGA, {"arr": 6_000_000}, today=TODAY - timedelta(9), now=NOW)
        acme = {"name": "Acme", "arr": 100_000, "seats": 10, "seats_used": 10}
        accounts.add(book, {**acme, "renewal_date": TODAY + timedelta(10)}, **DAY)
        sheet = SourceFile("plans.csv", b"external_id,name,Plan\nZ-1,Zulu,gold\n")
        import_files(book, [sheet], ImportOptions(custom=("Plan",)), **DAY)
        for days in (-2, -1, 3, 4, 5):
            booked = {"date": TODAY + timedelta(days), "channel": "video"}
            touchpoints.log(book, 1, booked, today=TODAY - timedelta(5), now=NOW)
    return path


def taken(book: Book, model: Model, name: str, pick: int) -> Changes | None:
    """Do a step; where it is refused, or does nothing, the model is as it was."""
    before = {table: list(rows) for table, rows in model.items()}
    try:
        done = STEPS[name](book, model, pick)
    except CsmError:
        done = None
    if done is None or done.operation is None:
        model.clear()
        model.update(before)
        return None
    return done
