"""Every command, then all of it taken back and brought again (TORTURE F).

tests/store/test_journal.py has the same law over rows; here it is over the commands of the program.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from csm_tui.domain.filters import quoted
from tests.store.conftest import digest
from tests.torture.program import (
    DONE,
    accounts_file,
    ask,
    batch,
    csm,
    rows,
    snapshot,
    whole,
)

NAMES = ("meridian foods", "aurora health", "new one", "[/red]", "é\x1b]0;x\x07")


def commands(seed: int, count: int, folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield `count` random commands that write; some of them cannot be done and say so."""
    chance = random.Random(seed)
    for number in range(count):
        name, day = chance.choice(NAMES), f"2026-0{chance.randint(1, 3)}-{chance.randint(10, 28)}"
        some_id = str(chance.randint(1, 700))
        sheet = accounts_file(
            folder / f"{number}.csv", chance.randint(1, 40), prefix=chance.choice("AB")
        )
        yield chance.choice(
            (
                ("add", "account", f"name={name}", f"arr={chance.randint(0, 900)}k"),
                ("edit", name, f"next_step={name} {number}", f"arr={number}k", "tags=a;b"),
                ("edit", name, f"name={name} {number}"),
                ("pulse", name, str(chance.randint(1, 5))),
                ("log", "--account", name, "--channel", "video", "--date", day, "--notes", name),
                ("log", "--account", name, "--date", "+3d", "--next", "+14d"),
                ("override", name, "tier", "high", "--reason", name, "--until", "+30d"),
                ("override", name, "tier", "none"),
                ("task", "add", name, f"Send {name}", "--due", day),
                ("task", "done", some_id),
                ("done", some_id),
                ("skip", some_id, "--reason", name),
                ("move", some_id, day),
                ("archive", name),
                ("archive", name, "--back"),
                ("model", "use", chance.choice(("three-tier", "four-tier"))),
                ("import", str(sheet)),
                ("undo", "--plain"),
                ("redo",),
            )
        )


def walk(book: Path, way: str, limit: int) -> int:
    """Take back, or bring back, all there is; return how many steps it were."""
    steps = 0
    while steps < limit:
        told = batch(book, [(way, "--json")] * 20)
        for ran in told:
            assert ran.code == DONE, ran.err
            if ran.json["operation"] is None:
                return steps
            steps += 1
    raise AssertionError(f"{way} never ends")


def there_and_back(book: Path, folder: Path, seed: int, count: int) -> None:
    done = [ran.code for ran in batch(book, list(commands(seed, count, folder)))]
    assert set(done) <= {0, 1, 2}
    assert done.count(DONE) > count // 3
    # The last of them may have been an undo.
    walk(book, "redo", 10 * count + 100)
    end = snapshot(book)
    undone = walk(book, "undo", 10 * count + 100)
    start = snapshot(book)
    assert not any(start[table] for table in ("account", "touchpoint", "health", "task"))
    assert walk(book, "redo", 10 * count + 100) == undone
    assert snapshot(book) == end
    assert whole(book)


def test_t053_undo_all_gives_the_start_and_redo_all_the_end(demo: Path, tmp_path: Path) -> None:
    """T053, T054: 40 random commands on the demo book, then each undo in a later process."""
    there_and_back(demo, tmp_path, 1, 40)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 30))
def test_t053_with_300_commands(demo: Path, tmp_path: Path, seed: int) -> None:
    """T053, the long form."""
    there_and_back(demo, tmp_path, seed, 300)


def test_t053_an_import_after_an_undone_addition_can_be_taken_back(
    book: Path, tmp_path: Path
) -> None:
    """T053: the id of the account that was undone is not given to the first row of the file."""
    sheet = accounts_file(tmp_path / "a.csv", 3)
    told = batch(book, [("add", "account", "name=X"), ("undo",), ("import", sheet), ("undo",)])
    assert [ran.code for ran in told] == [DONE] * 4
    assert rows(book)["account"] == rows(book)["health"] == 0
    assert csm(book, "redo").code == DONE
    assert ask(book, "SELECT min(id), count(*) FROM account") == [(2, 3)]


def test_t055_an_import_is_one_step_back_and_one_forth(demo: Path, tmp_path: Path) -> None:
    """T055: three files at once, 2,000 accounts and their pulses and touchpoints."""
    start = snapshot(demo)
    sheets = [accounts_file(tmp_path / f"{prefix}.csv", 1_000, prefix=prefix) for prefix in "XY"]
    log = tmp_path / "touchpoints.csv"
    log.write_text(
        "account,date,kind,channel\n"
        + "".join(f"X-{number},2026-01-15,check-in,video\n" for number in range(1_000))
    )
    imported, undone = batch(demo, [("import", *sheets, log), ("undo",)])
    assert (imported.code, undone.code) == (DONE, DONE)
    assert snapshot(demo) == start
    assert csm(demo, "redo").code == DONE
    found = rows(demo)
    assert found["account"] == 2_063
    assert found["touchpoint"] == len(start["touchpoint"]) + 1_000
    again = csm(demo, "import", *sheets, log, "--json").json
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 3_000)


def test_t062_nothing_to_undo_leaves_the_file_as_it_is(book: Path) -> None:
    """T062: exit 0, the sentence, the same bytes; nothing to redo likewise."""
    before = digest(book)
    undo, redo = batch(book, [("undo",), ("redo",)])
    assert (undo.code, undo.err) == (DONE, "Nothing to undo.\n")
    assert (redo.code, redo.err) == (DONE, "Nothing to redo.\n")
    assert digest(book) == before
    assert list(book.parent.iterdir()) == [book]


LITERAL = (
    "100%",
    "a_b",
    "a\\b",
    "O'Neil",
    'say "x"',
    "st*r",
    "a-b",
    "--",
    "c:d",
    "a b",
    "[x]",
)


def test_t119_a_filter_takes_signs_literally(tmp_path: Path) -> None:
    """T119: `%` and `_` match themselves; what is exported is what was listed."""
    book = tmp_path / "books" / "book.db"
    book.parent.mkdir()
    names = (*LITERAL, "axb", "100x", "oneil", "say x")
    searches = [word for name in LITERAL for word in (quoted(name), f"-{quoted(name)}")]
    made = batch(book, [("add", "account", f"name={name}") for name in names])
    assert {ran.code for ran in made} == {DONE}
    listed = batch(book, [("accounts", "--json", "--", search) for search in searches])
    exported = batch(
        book,
        [
            ("export", "accounts", "--columns=name", f"--where={search}", "--format=json")
            for search in searches
        ],
    )
    for number, (found, written) in enumerate(zip(listed, exported, strict=True)):
        name, negated = LITERAL[number // 2], number % 2
        literal = {other for other in names if (name in other) != bool(negated)}
        assert {row["name"] for row in found.json} == literal, searches[number]
        assert {row["name"] for row in written.json} == literal


HOSTILE = ("name; DROP TABLE account", "name' OR '1'='1", "name]", 'name"', "`name`", "", "a\x1bb")


def test_t118_hostile_fields_are_refused_and_the_schema_stays(demo: Path, tmp_path: Path) -> None:
    """T118: as a sort, a column, a header; NUL and an empty header in a file too."""
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    before, start = ask(demo, schema), snapshot(demo)
    words: list[tuple[str, ...]] = []
    for number, text in enumerate((*HOSTILE, "a\x00b")):
        sheet = tmp_path / f"{number}.csv"
        header = '"' + text.replace('"', '""') + '"'
        sheet.write_text(f"external_id,{header}\n1,Acme\n")
        words += [("import", str(sheet), "--as", "accounts")]
        if "\x00" not in text:
            words += [
                ("accounts", f"--sort={text}"),
                ("export", "accounts", f"--columns={text or ','}"),
                ("import", str(sheet), "--as", "accounts", "--map", f"{text}=x"),
            ]
    for ran, command in zip(batch(demo, words), words, strict=True):
        assert ran.code in (1, 2), command
        assert "\x1b" not in ran.err
        assert "Traceback" not in ran.err
    assert (ask(demo, schema), snapshot(demo)) == (before, start)


def test_t058_undo_means_the_users_last_action_whatever_was_due_since(demo: Path) -> None:
    """T058: the program is opened weeks later and looked at; it does nothing of its own."""
    start = snapshot(demo)
    assert csm(demo, "pulse", "meridian foods", "2").code == DONE
    for day in ("2026-02-20", "2026-05-01"):
        for words in ((), ("today",), ("accounts",), ("calendar",), ("signals",)):
            assert csm(demo, *words, CSM_AS_OF=day).code == DONE
    ran = csm(demo, "undo", CSM_AS_OF="2026-05-01")
    assert ran.code == DONE
    assert "Pulse 2 of 5: Meridian Foods" in ran.err + ran.out
    assert snapshot(demo) == start
