"""Hostile text on the screens of a real terminal: shown as text, and nothing else (TORTURE K).

Raw output is read: every byte is text or one of Textual's own sequences. tests/tui/test_screens.py
has the pictures, tests/torture/test_round_trip.py the command line.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from csm_tui.text import safe_text
from tests.faces.terminals import (
    OWN,
    foreign,
    leave,
    press,
    screens,
    start,
    wait_for,
    wait_until,
)
from tests.terminal import KEYS, Terminal
from tests.torture import hostile
from tests.torture.program import DONE, begin, csm, finish, snapshot

# Names that hold many tricks at once; what is cut off on the right is in the others.
MARKUP = "[/red][b[@click=app.quit]x[/]\\[[/"
CONTROLS = (
    "A\x1b]0;T\x07B\x1b]52;c;UA==\x07C\x1bP$qm\x1b\\D\x1b[6nE\x9b6nF\x9d0;T\x9cG\x1b[2JH\x08I"
)
HIDDEN = "J\u202eK\u200bL\u2066M\ufeffN\rO\nP\tQ\x7fR\u2028S\U000e0041T\x85U\x1b[5;8mV"
COMPOSED = (MARKUP, CONTROLS, HIDDEN)


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((header, *rows))
    return path


@pytest.fixture(scope="module")
def hostile_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a book in which everything that can be text is hostile."""
    folder = tmp_path_factory.mktemp("hostile-screens")
    names = [*COMPOSED, *hostile.ALL, *hostile.naughty()]
    fields = (
        "external_id",
        "name",
        "domain",
        "arr",
        "owner",
        "pulse",
        "next_step",
        "notes",
        "tags",
    )
    accounts = [
        (f"H-{n}", name, f"h{n}.example", 9e6 - n * 1e4, name, n % 5 + 1, name, name, name)
        for n, name in enumerate(names)
    ]
    few = list(enumerate(COMPOSED))
    files = [
        write(folder / "accounts.csv", fields, accounts),
        write(
            folder / "contacts.csv",
            ("account", "name", "title", "role", "notes"),
            [(f"H-{n}", name, name, "champion", name) for n, name in few],
        ),
        write(
            folder / "touchpoints.csv",
            (
                "account",
                "date",
                "kind",
                "channel",
                "status",
                "subject",
                "notes",
                "owner",
            ),
            [
                (f"H-{n}", day, "check-in", "video", status, name, name, name)
                for n, name in few
                for day, status in (("2026-01-20", "done"), ("2026-02-05", "planned"))
            ],
        ),
        write(
            folder / "tasks.csv",
            ("account", "title", "due", "notes"),
            [(f"H-{n}", name, "2026-01-30", name) for n, name in few],
        ),
        write(
            folder / "metrics.csv",
            ("account", "metric", "date", "value"),
            [(f"H-{n}", name, "2026-01-30", 5) for n, name in few],
        ),
        write(
            folder / "surveys.csv",
            ("account", "date", "type", "score", "respondent", "comment"),
            [(f"H-{n}", "2026-01-25", "nps", 3, name, name) for n, name in few],
        ),
    ]
    book = folder / "book.db"
    imported = csm(book, "import", *files)
    assert imported.code == DONE, imported.err
    return book.read_bytes()


@pytest.fixture
def book(hostile_once: bytes, tmp_path: Path) -> Path:
    """Return the hostile book, this test's own."""
    path = tmp_path / "books" / "book.db"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(hostile_once)
    path.chmod(0o600)
    return path


def test_the_judge_knows_foreign_bytes() -> None:
    """Each control of ours is found in output that is otherwise Textual's."""
    own = b"\x1b[2J\x1b[?2026h\x1b[1;1H\x1b[1;38;2;1;2;3;48;2;4;5;6mtext\x1b[0m\r\n\x1b[?1049l"
    assert foreign(own) == []
    assert not OWN.fullmatch("\x1b[5m")
    for text in hostile.CONTROLS:
        if text not in ("cr\rPWNED", "lf\nPWNED"):
            assert foreign(own + text.encode() + own[4:]), text


def lines(terminal: Terminal) -> list[str]:
    """Return the lines of the page: painted to its end, its rows read from the book."""

    def read(screen: str) -> bool:
        return not any(line.strip(" ▌│") == "…" for line in screen.split("\n"))

    assert wait_until(terminal, read), terminal.screen()
    return terminal.screen().split("\n")


def cursor(terminal: Terminal) -> str:
    """Return the line of the list that the cursor is on."""
    return next((line.split("│")[0] for line in lines(terminal) if line.startswith("▌")), "")


def moved(terminal: Terminal, key: str) -> str:
    """Press a key that moves the cursor; return the line that it is on then."""
    before = cursor(terminal)
    terminal.send(KEYS[key])
    assert wait_until(terminal, lambda _: cursor(terminal) not in ("", before)), terminal.screen()
    return cursor(terminal)


def test_t108_t109_every_name_of_the_list(book: Path) -> None:
    """T108, T109: paged through to the end; markup stands there as it was written."""
    with screens(book, columns=160, rows=60) as terminal:
        start(terminal)
        last = moved(terminal, "end")
        moved(terminal, "home")
        seen = set(lines(terminal))
        while moved(terminal, "pgdn") != last:
            seen.update(lines(terminal))
        seen.update(lines(terminal))
        assert not terminal.ended()
        assert foreign(terminal.output) == []
    text = "\n".join(seen)
    for name in hostile.MARKUP:
        assert name[:24] in text, name
    for name in hostile.CONTROLS:
        assert safe_text(name)[:12] in text, name


@pytest.mark.parametrize("number", range(len(COMPOSED)))
def test_t108_t109_every_screen_and_dialog_of_an_account(book: Path, number: int) -> None:
    """T108, T109: list, why, forms, pulse with its notice, undo, card, palette, other screens."""
    name = safe_text(COMPOSED[number])[:8]
    with screens(book, columns=120, rows=40) as terminal:
        start(terminal)
        press(terminal, ["/", f"domain:h{number}.", "enter"])
        assert wait_for(terminal, name), terminal.screen()
        places = {
            "why": ["w", "end"],
            "form": ["e", "end", "tab", "end"],
            "override": ["f"],
            "log": ["n", "tab"],
            "pulse": ["p"],
            "card": ["enter", "down", "end"],
        }
        for place, keys in places.items():
            press(terminal, keys)
            assert wait_for(terminal, name), place
            press(terminal, ["q" if place == "card" else "escape"])
        press(terminal, ["p", "4"])
        assert wait_for(terminal, "u to undo"), terminal.screen()
        press(terminal, ["u", "U", ":", f"h{number}.", "down", "escape", "1", "w", "escape"])
        press(terminal, ["9", "enter", "escape", "S", "escape", "R"])
        assert not terminal.ended(), terminal.screen()
        assert foreign(terminal.output) == []
        leave(terminal)


def test_t108_hostile_text_typed_and_pasted_into_fields(book: Path) -> None:
    """T108, T109, T114: into the filter, the palette and a form; then saved and shown."""
    before = snapshot(book)["account"]
    with screens(book, columns=120, rows=40) as terminal:
        start(terminal)
        for text in (*COMPOSED, *hostile.MARKUP[:2], "=1+1", "9" * 5_000):
            plain = "".join(sign for sign in text if sign.isprintable())
            terminal.send(b"/\x15\x1b[200~" + plain.encode() + b"\x1b[201~")
            press(terminal, ["escape", "escape"], patience=0.1)
        press(terminal, [":"])
        terminal.send(b"\x1b[200~[@click=app.quit]x[/] [/red]\x1b[201~")
        press(terminal, ["escape", "escape", "a"])
        assert wait_for(terminal, "Add an account"), terminal.screen()
        terminal.send(b"\x1b[200~[/red] one\nline two\x1b[201~")
        assert wait_for(terminal, "[/red] one"), terminal.screen()
        assert not terminal.ended()
        assert foreign(terminal.output) == []
        leave(terminal)
    assert snapshot(book)["account"] == before


def test_t109_the_command_line_on_a_terminal(book: Path) -> None:
    """T109: with colours; only whole colours of ours, and the same text as without a terminal."""
    for words in (
        ("accounts",),
        ("today", "--limit", "99"),
        ("show", "H-1"),
        ("why", "H-1", "rank"),
    ):
        with Terminal(
            (sys.executable, "-m", "csm_tui", *words),
            columns=200,
            environment={"CSM_DB": str(book), "CSM_AS_OF": "2026-02-02"},
        ) as terminal:
            assert terminal.wait() == 0
            assert foreign(terminal.output.replace(b"\x1b[2J", b"\x1bERASED")) == []
            assert safe_text(CONTROLS)[:6] in terminal.output.decode()


def test_t109_a_question_on_a_terminal(book: Path) -> None:
    """T109: a prompt and an error that quote a hostile path."""
    copy = book.with_name("\x1b]0;PWNED\x07[red].csv")
    copy.write_text("mine")
    for words in (("export", "accounts", "-o", copy), ("import", copy), ("--db", copy, "accounts")):
        with Terminal(
            (sys.executable, "-m", "csm_tui", *map(str, words)),
            columns=200,
            environment={"CSM_DB": str(book), "CSM_AS_OF": "2026-02-02"},
        ) as terminal:
            terminal.send(b"n\n")
            assert terminal.wait() not in (0, None)
            assert foreign(terminal.output) == []
            assert "[red].csv" in terminal.output.decode()
    assert copy.read_text() == "mine"
    assert finish(begin(book, "accounts", "--plain")).code == DONE
