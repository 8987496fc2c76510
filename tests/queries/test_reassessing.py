"""Standings worked out side by side: also where nothing has a file to write errors to."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

from csm_tui.domain.placing import place
from csm_tui.domain.what_if import NO_GROWTH
from csm_tui.domain.what_if_standing import Supposed, treated
from csm_tui.operations.demo.build import create_demo
from csm_tui.queries.reassessing import reassess
from csm_tui.store.database import Book
from csm_tui.store.placing import facts_to_place
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import current_model

TODAY = date(2026, 2, 2)
# As the screens have it, and before any process was begun: so in a program of its own.
_SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from csm_tui.domain.what_if import NO_GROWTH
from csm_tui.domain.what_if_standing import Supposed
from csm_tui.queries.reassessing import reassess
from csm_tui.queries.what_if import Supposing
from csm_tui.store.database import open_book
from csm_tui.store.standings import prepare

class Screens:
    write = flush = lambda *_: None
    fileno = lambda _: -1

sys.stderr = Screens()
today = date(2026, 2, 2)
with open_book(Path(sys.argv[1]), read_only=True) as book:
    prepare(book.connection, today)
    found = Supposing(book.connection, today=today)
    ids = [row.account_id for row in found._rows]
    supposed = Supposed(found.model, NO_GROWTH, today)
    rows = reassess(book.connection, ids, (), supposed, processes=2)
    same = sorted(row.account_id for row in rows) == sorted(ids)
print(same, type(sys.stderr).__name__)
"""


def test_processes_begin_where_screens_have_taken_the_place_of_stderr(tmp_path: Path) -> None:
    book = tmp_path / "demo.db"
    create_demo(book, today=TODAY)
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(book)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (ran.stdout.split(), ran.stderr) == (["True", "Screens"], "")


_TOUCHPOINT = (
    "INSERT INTO touchpoint (account_id, date, kind, channel, status, direction, answered, owner,"
    " booked, automated, contacts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _lively(book: Book, chance: Random) -> None:
    """Put accounts into the book with touchpoints of all kinds, of years, and readings."""
    connection = book.connection
    connection.execute("BEGIN")
    for account_id in range(1, 151):
        start = (TODAY - timedelta(days=chance.randrange(-10, 900))).isoformat()
        renewal = (TODAY + timedelta(days=chance.randrange(300))).isoformat()
        connection.execute(
            "INSERT INTO account (id, name, name_fold, arr, start_date, renewal_date, entered_on)"
            " VALUES (?, 'A', 'a', ?, ?, ?, ?)",
            (account_id, chance.randrange(1_000_000, 13_000_000), start, renewal, start),
        )
        for _ in range(chance.choice((0, 1, 3, 9))):
            day = TODAY + timedelta(days=chance.choice((0, 3, 20, -1, -9, -9, -60, -150, -700)))
            row = (
                chance.choice(("check-in", "check-in", "business-review", "escalation")),
                chance.choice(("video", "email", "automated", None)),
                chance.choice(("done", "done", "done", "planned", "no-show")),
                chance.choice(("inbound", "outbound", None)),
                chance.choice((0, 1, None)),
                chance.choice(("Ana", "automation", None)),
                chance.randrange(2),
                chance.randrange(2),
                chance.choice(("Ana", None, None)),
            )
            connection.execute(_TOUCHPOINT, (account_id, day.isoformat(), *row))
        for _ in range(chance.randrange(12)):
            day = TODAY - timedelta(days=chance.choice((0, 3, 27, 28, 29, 90, 117, 118, 200)))
            connection.execute(
                "INSERT INTO health (account_id, date, measure, value) VALUES (?, ?, ?, ?)",
                (
                    account_id,
                    day.isoformat(),
                    chance.choice(("score", "adoption", "adoption", "pulse", "support")),
                    chance.randrange(100),
                ),
            )
    connection.execute("COMMIT")


def test_the_few_facts_that_are_read_say_what_all_facts_do(book: Book) -> None:
    _lively(book, Random("lively"))
    _, model = current_model(book.connection)
    supposed = Supposed(model, NO_GROWTH, TODAY)
    read = facts_for(book.connection, None, TODAY)
    full = [row for row in (treated(*one, supposed) for one in read) if row is not None]
    ids = [row.account_id for row in full]
    assert sorted(reassess(book.connection, ids, (), supposed, processes=1)) == full
    few = facts_to_place(book.connection, None, TODAY, model, clock=True)
    health = [place(*one, model, TODAY, day_alone=True).health for one in few]
    whole = [place(*one, model, TODAY).health for one in facts_for(book.connection, None, TODAY)]
    assert [(one.score, one.fall_28) for one in health] == [
        (one.score, one.fall_28) for one in whole
    ]
    assert len({one.fall_28 for one in whole}) > 20
    large = [row for row in full if row.size is not None and row.size >= model.size.split]
    asked = [row._replace(red_since=None) for row in large]
    assert sorted(reassess(book.connection, (), asked, supposed, processes=1)) == large
    # In red and not, at risk and not, raised and not.
    kinds = {(row.red_since is None, row.at_risk, row.level == row.tier) for row in large}
    assert len(kinds) == 8
