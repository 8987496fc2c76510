"""The cache of standings: refreshed by every write, completed in memory by every read."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold
from csm_tui.store.connection import BookConnection, connect
from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from csm_tui.domain.account import Account
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

CHUNK = 1000
# Of so many and fewer, standings are put into the book as they are assessed.
AT_ONCE = 10_000
# A write keeps what reads had to re-assess, but a book opened after a month should not wait for it.
KEPT_A_WRITE = 1000
_COLUMNS = (
    "account_id, as_of, valid_until, model_id, archived, name, name_key, search, owner, arr, tier, "
    "tier_reason, "
    "stage, at_risk, level, quadrant, size, need, health, health_band, health_coverage, "
    "provisional, trend_28, "
    "spark, last_touchpoint_on, next_on, due_on, overdue_from, hard_on, renewal_on, notice_on, "
    "start_on, score, "
    "headline"
)
_MARKS = ", ".join("?" * len(_COLUMNS.split(",")))


def refresh(
    connection: sqlite3.Connection,
    account_ids: Iterable[int] | None,
    today: date,
    progress: Callable[[int, int], None] | None = None,
    *,
    facts_written: bool = True,
) -> None:
    """Assess accounts (None: all) as of `today` and keep that, in the writer's transaction.

    `progress` is told (done, all) of many; what it raises ends the work. Where the transaction has
    written no facts, a touch model at most, processes side by side may read them from the file.
    """
    if account_ids is not None:
        account_ids = IdSet(account_ids)
        if len(account_ids) <= AT_ONCE:
            _forget(connection, account_ids)
            _keep(connection, "main.account_standing", account_ids, today)
            return
    _make_beside(connection)
    if facts_written:
        _keep(connection, "temp.standing_kept", account_ids, today, progress)
    else:
        _keep_side_by_side(connection, account_ids, today, progress)
    _forget(connection, account_ids)
    _take_over(connection)


class Beside:
    """Keeps standings that were assessed for something else, in the writer's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._model_id, _ = current_model(connection)
        self._rows: list[tuple[object, ...]] = []
        _make_beside(connection)

    def add(self, account: Account, standing: Standing) -> None:
        """Take the standing of an account down."""
        self._rows.append(row_of(account, standing, self._model_id))
        if len(self._rows) == CHUNK:
            self._put()

    def take_over(self) -> list[int]:
        """Put what was taken down into the book; return the accounts."""
        self._put()
        found = self._connection.execute("SELECT account_id FROM temp.standing_kept").fetchall()
        account_ids = [row[0] for row in found]
        _forget(self._connection, account_ids)
        _take_over(self._connection)
        return account_ids

    def _put(self) -> None:
        self._connection.executemany(
            f"INSERT INTO temp.standing_kept({_COLUMNS}) VALUES ({_MARKS})",  # noqa: S608
            self._rows,
        )
        self._rows = []


def _make_beside(connection: sqlite3.Connection) -> None:
    # Assessing so many takes seconds. They are put beside the book first: pages that it writes and
    # that do not fit in memory would shut its readers out from then on.
    connection.execute("DROP TABLE IF EXISTS temp.standing_kept")
    connection.execute(
        "CREATE TEMP TABLE standing_kept AS SELECT * FROM main.account_standing WHERE false"
    )


def _take_over(connection: sqlite3.Connection) -> None:
    connection.execute(
        f"INSERT INTO main.account_standing({_COLUMNS}) "  # noqa: S608
        f"SELECT {_COLUMNS} FROM temp.standing_kept ORDER BY rowid"
    )
    connection.execute("DROP TABLE temp.standing_kept")


def _forget(connection: sqlite3.Connection, account_ids: Iterable[int] | None) -> None:
    # Before they are put and in one go: INSERT OR REPLACE would look for each row in every index.
    if account_ids is None:
        connection.execute("DELETE FROM main.account_standing")
    else:
        connection.executemany(
            "DELETE FROM main.account_standing WHERE account_id = ?", zip(account_ids)
        )


def expire_by_plans(
    connection: sqlite3.Connection, account_ids: Iterable[int], today: date
) -> None:
    """Let standings expire on the day of the next plan, in the writer's transaction.

    That is all that plans of days ahead change of a standing.
    """
    connection.executemany(
        "UPDATE main.account_standing SET valid_until = min(valid_until, ifnull((SELECT min(date) "
        "FROM touchpoint WHERE account_id = ?1 AND status = 'planned' AND automated = 0 "
        "AND date > ?2), valid_until)) WHERE account_id = ?1",
        ((account_id, today.isoformat()) for account_id in account_ids),
    )


def keep_expired(connection: sqlite3.Connection, today: date) -> None:
    """Keep some of the standings that expired or are missing, in the writer's transaction.

    Where most are missing, as after a step to a newer schema, all are: every read would have to
    assess the whole book until they are there.
    """
    expired = connection.execute(
        "SELECT account_id FROM main.account_standing WHERE valid_until <= ? LIMIT ?",
        (today.isoformat(), KEPT_A_WRITE),
    ).fetchall()
    ids = [row[0] for row in expired]
    if not ids and (ids := _missing(connection)) and not _mostly_missing(connection, len(ids)):
        ids = ids[:KEPT_A_WRITE]
    if ids:
        refresh(connection, ids, today)


def _mostly_missing(connection: sqlite3.Connection, missing: int) -> bool:
    (kept,) = connection.execute("SELECT count(*) FROM main.account_standing").fetchone()
    return missing > int(kept)


def keep_all(connection: sqlite3.Connection, today: date) -> None:
    """Keep what does not hold on `today`, in the writer's transaction; for a copy that is read."""
    refresh(connection, _stale(connection, today), today)


def current_model(connection: sqlite3.Connection) -> tuple[int, TouchModel]:
    """Return the id and the touch model in force; raises ModelProblem where it cannot be read."""
    model_id, name, toml = connection.execute(
        "SELECT id, name, toml FROM touch_model ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return int(model_id), _parsed(str(toml), str(name))


@lru_cache(maxsize=8)
def _parsed(toml: str, name: str) -> TouchModel:
    from csm_tui.domain.model_file import load

    return load(toml, file=name)


def prepare(connection: sqlite3.Connection, today: date) -> int:
    """Make the TEMP view `standing` hold for `today`; return how many were re-assessed.

    Cached rows that do not hold (expired, of a later day, of another model, missing) are assessed
    in memory beside the rest; the file is not written. Without any, the view is the plain table,
    with its indexes. While nothing has changed a second call costs microseconds.
    """
    state = _state(connection, today)
    if isinstance(connection, BookConnection) and connection.prepared == state:
        return connection.reassessed
    # One read transaction: one moment of the book, and locks taken once.
    own = not connection.in_transaction
    if own:
        connection.execute("BEGIN")
    try:
        reassessed = _make_view(connection, today)
    except BaseException:
        if own and connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    if own:
        connection.execute("COMMIT")
    if isinstance(connection, BookConnection):
        connection.prepared = _state(connection, today)
        connection.reassessed = reassessed
    return reassessed


def _make_view(connection: sqlite3.Connection, today: date) -> int:
    otherwise: set[int] = set()
    if isinstance(connection, BookConnection) and connection.read_only:
        from csm_tui.store.then import look_back

        otherwise = look_back(connection, today)
    stale = _stale(connection, today)
    stale += otherwise.difference(stale)
    connection.execute("DROP VIEW IF EXISTS temp.standing")
    connection.execute("DROP TABLE IF EXISTS temp.standing_now")
    view = "SELECT * FROM main.account_standing"
    if stale:
        connection.execute(
            "CREATE TEMP TABLE standing_now AS SELECT * FROM main.account_standing WHERE false"
        )
        _keep(connection, "temp.standing_now", stale, today)
        connection.execute("CREATE INDEX temp.standing_now_account ON standing_now(account_id)")
        connection.execute(
            "CREATE INDEX temp.standing_now_tier "
            "ON standing_now(archived, tier, next_on, name_key, account_id, arr)"
        )
        view += (
            " WHERE account_id NOT IN (SELECT account_id FROM temp.standing_now) "
            "UNION ALL SELECT * FROM temp.standing_now"
        )
    connection.execute(f"CREATE TEMP VIEW standing AS {view}")
    return len(stale)


@contextmanager
def aside(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block that writes TEMP tables of its own: what `prepare` made still holds after it."""
    before = connection.total_changes
    try:
        yield
    finally:
        if isinstance(connection, BookConnection) and connection.prepared is not None:
            version, changes, today = connection.prepared
            if changes == before:
                connection.prepared = version, connection.total_changes, today


def _state(connection: sqlite3.Connection, today: date) -> tuple[object, ...]:
    """Return what must not change for the view to hold: the file, our writes, the day."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return version, connection.total_changes, today


def _stale(connection: sqlite3.Connection, today: date) -> list[int]:
    """Return the accounts whose cached standing does not hold on `today`."""
    (model_id,) = connection.execute("SELECT max(id) FROM touch_model").fetchone()
    day = today.isoformat()
    stale = connection.execute(
        "SELECT account_id FROM main.account_standing WHERE valid_until <= ? OR as_of > ? OR "
        "model_id <> ?",
        (day, day, model_id),
    ).fetchall()
    return [row[0] for row in stale] + _missing(connection)


def _missing(connection: sqlite3.Connection) -> list[int]:
    """Return the accounts without a cached standing."""
    (accounts,) = connection.execute("SELECT count(*) FROM account").fetchone()
    (standings,) = connection.execute("SELECT count(*) FROM main.account_standing").fetchone()
    if accounts == standings:
        return []
    missing = connection.execute(
        "SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM main.account_standing)"
    )
    return [row[0] for row in missing.fetchall()]


def _keep(
    connection: sqlite3.Connection,
    table: str,
    ids: Collection[int] | None,
    today: date,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    rows = _rows(connection, ids, today)
    whole = 0
    if progress is not None:
        (accounts,) = connection.execute("SELECT count(*) FROM account").fetchone()
        whole = accounts if ids is None else len(ids)
    _put(connection, table, iter(lambda: list(islice(rows, CHUNK)), []), whole, progress)


def _keep_side_by_side(
    connection: sqlite3.Connection,
    ids: Iterable[int] | None,
    today: date,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Keep beside the book as `_keep` does, from facts that processes read from the file."""
    from csm_tui.store import processes

    if ids is None:
        found = connection.execute("SELECT id FROM account ORDER BY id").fetchall()
        ids = (row[0] for row in found)
    known = [*ids]
    number = processes.processes_for(len(known))
    given = (*current_model(connection), today)
    with processes.side_by_side(connection, number, _begin_process, *given) as pool:
        if pool is None:
            _keep(connection, "temp.standing_kept", known, today, progress)
            return
        chunks = pool.imap(_rows_of_process, processes.chunks(known))
        _put(connection, "temp.standing_kept", chunks, len(known), progress)


def _put(
    connection: sqlite3.Connection,
    table: str,
    chunks: Iterable[list[tuple[object, ...]]],
    whole: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    sql = f"INSERT INTO {table}({_COLUMNS}) VALUES ({_MARKS})"  # noqa: S608
    done = 0
    for chunk in chunks:
        connection.executemany(sql, chunk)
        done += len(chunk)
        if progress is not None:
            progress(done, whole)


def _rows(
    connection: sqlite3.Connection, ids: Iterable[int] | None, today: date
) -> Iterator[tuple[object, ...]]:
    return _assessed(connection, ids, *current_model(connection), today)


def _assessed(
    connection: sqlite3.Connection,
    ids: Iterable[int] | None,
    model_id: int,
    model: TouchModel,
    today: date,
) -> Iterator[tuple[object, ...]]:
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for

    for account, facts in facts_for(connection, ids, today):
        yield row_of(account, assess(account, facts, model, today), model_id)


# What a process works with that assesses side by side with others, once it has begun.
_mine: list[tuple[sqlite3.Connection, int, TouchModel, date]] = []


def _begin_process(path: Path, model_id: int, model: TouchModel, today: date) -> None:
    # The facts of now, as the writer's connection has them: an earlier day is not looked back at.
    _mine.append((connect(path, read_only=True), model_id, model, today))


def _rows_of_process(ids: Sequence[int]) -> list[tuple[object, ...]]:
    connection, model_id, model, today = _mine[0]
    return [*_assessed(connection, ids, model_id, model, today)]


def row_of(account: Account, standing: Standing, model_id: int) -> tuple[object, ...]:
    """Return the cached row of `standing`, in the order of the table's columns."""
    name_key = fold(account.name)
    words = (account.domain, *account.tags, account.owner)
    health, clock = standing.health, standing.clock
    return (
        account.id,
        _iso(standing.as_of),
        _iso(standing.valid_until),
        model_id,
        int(account.archived_on is not None),
        account.name,
        name_key,
        "\n".join([name_key, *(fold(word) for word in words if word)]),
        account.owner,
        standing.arr.cents,
        standing.tier.tier,
        standing.tier.reason,
        standing.stage.stage,
        int(standing.risk.at_risk),
        standing.level.level,
        standing.quadrant.quadrant,
        standing.size.score,
        standing.need.score,
        health.score,
        health.band,
        health.coverage,
        int(health.provisional),
        health.trend_28,
        standing.spark,
        _iso(clock.last_on),
        _iso(clock.next_on),
        _iso(clock.due_on),
        _iso(clock.overdue_from),
        _iso(clock.hard_on),
        _iso(standing.stage.renewal_on),
        _iso(standing.stage.notice_on),
        _iso(account.start_date),
        standing.rank.score,
        standing.rank.headline,
    )


@lru_cache(maxsize=8192)
def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def differing(connection: sqlite3.Connection, today: date) -> list[int]:
    """Return the accounts whose cached standing should hold on `today` but does not."""
    stale = set(_stale(connection, today))
    sql = f"SELECT {_COLUMNS} FROM main.account_standing WHERE account_id = ?"  # noqa: S608
    wrong = []
    for fresh in _rows(connection, None, today):
        kept = connection.execute(sql, (fresh[0],)).fetchone()
        # Columns 1 and 2, as_of and valid_until, are those of the day it was assessed.
        if fresh[0] not in stale and (kept[0], *kept[3:]) != (fresh[0], *fresh[3:]):
            wrong.append(kept[0])
    return wrong
