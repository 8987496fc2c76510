"""Where the book and its company lie, and who may read them (TORTURE B and L)."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csm_tui.tui.crash import report
from tests.torture.program import DONE, FAILED, accounts_file, ask, batch, clean, csm, whole


def test_t021_a_link_is_followed_and_never_replaced(demo: Path, tmp_path: Path) -> None:
    """T021: by import, undo, doctor and restore; sidecars and backups stand beside the target."""
    link = tmp_path / "link.db"
    link.symlink_to(demo)
    sheet = accounts_file(tmp_path / "a.csv", 20)
    assert csm(link, "import", sheet).code == DONE
    backup = next(demo.with_name("demo-backups").iterdir())
    assert ask(demo, "SELECT count(*) FROM account") == [(83,)]
    for words in (("undo",), ("doctor", "--fix"), ("restore", backup, "--yes")):
        assert csm(link, *words).code == DONE
        assert link.is_symlink()
    assert ask(demo, "SELECT count(*) FROM account") == [(63,)]
    assert {path.name for path in tmp_path.iterdir()} <= {"link.db", "a.csv", "books", "home"}
    assert {path.name for path in demo.parent.iterdir()} == {"demo.db", "demo-backups"}


def test_t021_a_link_that_leads_nowhere_is_no_place_for_a_new_book(tmp_path: Path) -> None:
    """T021, P4: its target may be on a disk that is not there today."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "gone" / "book.db")
    for words in (("accounts",), ("add", "account", "name=Acme")):
        ran = csm(link, *words)
        assert ran.code == 4
        assert clean(ran)
        assert link.is_symlink()
        assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("name", ["a b.db", "mañana.db", "a?mode=memory.db", "a#b.db", "a%20b.db"])
def test_t022_odd_names_open_that_very_file(tmp_path: Path, name: str) -> None:
    """T022: spaces, ñ, ?, #, %20; made, read, backed up and restored under that name."""
    book = tmp_path / "books" / name
    book.parent.mkdir()
    sheet = accounts_file(tmp_path / "a.csv", 3)
    stem = name.removesuffix(".db")
    made, added, again, backup, shown = batch(
        book,
        [
            ("import", sheet),
            ("add", "account", "name=Acme"),
            ("undo",),
            ("backup",),
            ("accounts", "--plain"),
        ],
    )
    assert [ran.code for ran in (made, added, again, backup, shown)] == [DONE] * 5
    assert shown.out.count("\n") == 3
    assert {path.name for path in book.parent.iterdir()} == {name, f"{stem}-backups"}
    assert csm(book, "restore", backup.out.strip(), "--yes").code == DONE
    assert whole(book)


def homes(tmp_path: Path) -> dict[str, dict[str, str | None]]:
    home = str(tmp_path / "user")
    return {
        "relative": {"HOME": home, "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state"},
        "empty": {"HOME": home, "XDG_DATA_HOME": "", "XDG_STATE_HOME": ""},
        "missing": {"HOME": home, "XDG_DATA_HOME": None, "XDG_STATE_HOME": None},
        "no home": {"HOME": None, "XDG_DATA_HOME": None, "XDG_STATE_HOME": None},
    }


@pytest.mark.parametrize("kind", ["relative", "empty", "missing", "no home"])
def test_t023_nothing_is_written_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """T023: without CSM_DB; a relative folder is ignored as its specification asks."""
    here = tmp_path / "here"
    here.mkdir()
    for name, value in homes(tmp_path)[kind].items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    # Without HOME the book would be in the home that the system names: only reads then.
    words = ["where"] if kind == "no home" else ["add", "account", "name=Acme"]
    ran = csm(tmp_path / "none.db", *words, cwd=here, CSM_DB="")
    assert ran.code == DONE or clean(ran)
    assert list(here.iterdir()) == []
    if kind != "no home":
        assert (tmp_path / "user" / ".local" / "share" / "csm" / "book.db").is_file()
    assert not (tmp_path / "none.db").exists()


def private(path: Path) -> bool:
    """Return whether only the user may use `path`."""
    return stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_t116_everything_written_is_the_users_alone(
    tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T116: book, backup, export, rejects, demo, draft, crash report, whatever the umask."""
    root = tmp_path / "root"
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(root / kind.lower()))
    sheet = accounts_file(tmp_path / "a.csv", 3)
    bad = tmp_path / "bad.csv"
    bad.write_text("external_id,name,arr\nB-1,Good,1\nB-2,Bad,much\n")
    before = os.umask(umask)
    try:
        codes = [
            ran.code
            for ran in batch(
                tmp_path / "none.db",
                [
                    ("import", sheet),
                    ("import", bad, "--skip-bad", "--rejects", root / "rejects.csv"),
                    ("backup",),
                    ("backup", root / "mine.db"),
                    ("export", "all", "-o", root / "deep" / "out"),
                    ("export", "accounts", "-o", root / "accounts.json"),
                    ("demo",),
                    ("model", "edit"),
                ],
                CSM_DB="",
                VISUAL="false",
            )
        ]
        monkeypatch.setenv("XDG_STATE_HOME", str(root / "crashed" / "state"))
        assert "crash-" in report(RuntimeError())
    finally:
        os.umask(before)
    assert codes == [DONE, 3, DONE, DONE, DONE, DONE, DONE, FAILED]
    written = [path for path in root.rglob("*") if path.name != "demo.db"]
    assert len([path for path in written if path.is_file()]) >= 9
    assert [path for path in root.rglob("*") if not private(path)] == []


@pytest.mark.parametrize("name", ["../../etc/x", "CON", "a/b", "x" * 300, "..", "C:\\x", "a\nb"])
def test_t123_an_account_s_name_names_no_file(tmp_path: Path, name: str) -> None:
    """T123: an export stays in its folder, under the names of kinds."""
    book, folder = tmp_path / "books" / "book.db", tmp_path / "exports" / "out"
    folder.parent.mkdir()
    book.parent.mkdir()
    added, exported = batch(
        book, [("add", "account", f"name={name}", "arr=10"), ("export", "all", "-o", folder)]
    )
    assert (added.code, exported.code) == (DONE, DONE)
    assert [path.relative_to(folder.parent) for path in folder.parent.rglob("*.*")] == [
        Path("out/accounts.csv")
    ]
    assert {path.name for path in tmp_path.iterdir()} <= {"books", "exports", "home"}


def test_t123_rejects_stay_where_they_were_asked_for(tmp_path: Path) -> None:
    """T123: the name of the file that was imported leads nowhere either."""
    book, sheets = tmp_path / "books" / "book.db", tmp_path / "sheets"
    book.parent.mkdir()
    sheets.mkdir()
    bad = sheets / "..%2f..%2fbad .csv"
    bad.write_text("external_id,name,arr\nB-1,Good,1\nB-2,Bad,much\n")
    ran = csm(book, "import", bad, "--skip-bad")
    assert ran.code == 3
    rejects = [path for path in tmp_path.rglob("*reject*") if path.is_file()]
    assert len(rejects) == 1
    assert rejects[0].parent in (sheets, book.parent)


def test_t023_a_config_that_cannot_be_read_is_a_sentence(demo: Path, tmp_path: Path) -> None:
    """P4: a folder in its place, broken TOML, an unknown value."""
    config = tmp_path / "config.toml"
    for content in ('theme = "', 'start_screen = "nowhere"\n', "theme = 3\n"):
        config.write_text(content)
        ran = csm(demo, "config", "show", CSM_CONFIG=str(config))
        assert ran.code in (FAILED, 2)
        assert clean(ran)
        assert str(config) in ran.err
    config.unlink()
    config.mkdir()
    ran = csm(demo, "config", "show", CSM_CONFIG=str(config))
    assert ran.code in (FAILED, 2)
    assert clean(ran)


def test_t126_neither_the_tests_nor_the_programs_they_start_reach_the_network(
    tmp_path: Path,
) -> None:
    """T126: every test has this; here it is seen to refuse, in this process and in another."""
    with pytest.raises(AssertionError, match="network"), socket.socket() as one:
        one.connect(("127.0.0.1", 9))
    for statement in (
        "socket.socket().connect(('127.0.0.1', 9))",
        "socket.getaddrinfo('example.com', 443)",
        "socket.socket().bind(('127.0.0.1', 0))",
    ):
        done = subprocess.run(
            [sys.executable, "-c", f"import socket; {statement}"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 1
        assert "a test tried to reach the network" in done.stderr
