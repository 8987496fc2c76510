"""Standings worked out side by side: also where nothing has a file to write errors to."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from csm_tui.operations.demo.build import create_demo

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
