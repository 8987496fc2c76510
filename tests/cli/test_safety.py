"""`csm backup`, `restore`, `doctor`, `where`, and the program's own commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm


def test_a_backup_can_be_restored_and_keeps_what_was_there(book: Csm) -> None:
    made = Path(book("backup", "--json").json["file"])
    assert made.stat().st_mode & 0o777 == 0o600
    book("archive", "zulu")
    ran = book("restore", str(made), "--yes", "--json")
    assert ran.code == 0
    assert Path(ran.json["safety_copy"]).is_file()
    assert len(book("accounts", "--json").json) == 3


def test_restore_without_a_terminal_needs_yes(book: Csm, tmp_path: Path) -> None:
    made = book("backup").out.strip()
    before = (tmp_path / "book.db").read_bytes()
    ran = book("restore", made)
    assert ran.code == 1
    assert "--yes" in ran.err
    assert (tmp_path / "book.db").read_bytes() == before


def test_restore_refuses_what_is_no_book(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no book")
    ran = book("restore", "notes.txt", "--yes")
    assert ran.code == 4
    assert len(book("accounts", "--json").json) == 3


def test_a_backup_never_overwrites(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    assert book("backup", "copy.db").code == 1
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_doctor_on_a_healthy_book_is_0_and_touches_nothing(book: Csm, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").read_bytes()
    ran = book("doctor", "--json")
    assert ran.code == 0
    assert list(ran.json)[:5] == ["ok", "findings", "versions", "paths", "backups"]
    assert ran.json["ok"] is True
    assert {"sqlite", "expat"} <= set(ran.json["versions"])
    assert (tmp_path / "book.db").read_bytes() == before


def test_doctor_finds_and_mends_open_permissions(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "book.db").chmod(0o644)
    ran = book("doctor", "--json")
    assert ran.code == 1
    assert [finding["code"] for finding in ran.json["findings"]] == ["permissions"]
    assert list(ran.json["findings"][0])[:5] == ["code", "table", "count", "examples", "fixable"]
    assert book("doctor", "--fix").code == 0
    assert (tmp_path / "book.db").stat().st_mode & 0o777 == 0o600
    assert "fixed:" not in book("doctor", "--fix").out


def test_a_zero_byte_book_is_refused_untouched(csm: Csm, tmp_path: Path) -> None:
    (tmp_path / "book.db").touch()
    for words in (["accounts"], ["pulse", "x", "3"], [], ["today", "--json"]):
        ran = csm(*words)
        assert ran.code == 4
        assert ran.out == ""
    assert (tmp_path / "book.db").stat().st_size == 0


def test_a_damaged_book_is_a_sentence_with_exit_4(book: Csm, tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    whole = path.read_bytes()
    # Everything but the first page, which opening looks at.
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    damaged = path.read_bytes()
    for words in (["accounts"], ["today"], ["show", "acme"], ["history"], ["pulse", "acme", "3"]):
        ran = book(*words)
        assert (ran.code, ran.out) == (4, "")
        assert "Traceback" not in ran.err
    assert path.read_bytes() == damaged


def test_where_prints_every_path(book: Csm, tmp_path: Path) -> None:
    found = book("where", "--json").json
    assert found["paths"]["book"] == str(tmp_path / "book.db")
    assert found["book"]["accounts"] == 3
    assert str(tmp_path / "book.db") in book("where").out


def test_help_lists_its_topics_and_prints_them(csm: Csm) -> None:
    topics = [line.split()[0] for line in csm("help").out.splitlines()[1:]]
    assert {"getting-started", "importing", "filters", "touch-model", "files", "exit-codes"} <= set(
        topics
    )
    for topic in topics:
        ran = csm("help", topic)
        assert ran.code == 0
        assert max(map(len, ran.out.splitlines())) <= 80


def test_help_on_a_command_points_to_its_own(csm: Csm) -> None:
    assert "csm import -h" in csm("help", "import").err


def test_every_filter_key_is_in_the_help(csm: Csm) -> None:
    from csm_tui.domain.filters import KEYS

    text = csm("help", "filters").out
    for key in KEYS:
        assert key in text


def test_config_shows_each_value_and_its_origin(csm: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_ASCII", "1")
    rows = {row["name"]: row for row in csm("config", "show", "--json").json}
    assert (rows["ascii"]["value"], rows["ascii"]["origin"]) == (True, "$CSM_ASCII")
    assert rows["theme"]["origin"] == "default"
    assert csm("config", "path").out.endswith("config.toml\n")


def test_ascii_only_shows_no_glyphs(book: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSM_ASCII", "1")
    line = next(line for line in book("accounts").out.splitlines() if "Zulu" in line)
    assert "? –" in line.replace("? -", "? –")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_csm(csm: Csm, shell: str) -> None:
    ran = csm("completion", shell)
    assert ran.code == 0
    assert f"_CSM_COMPLETE={shell}_complete" in ran.out


def test_completion_answers_with_account_names(book: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CSM_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "csm show a")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert book().out.splitlines() == ["plain,Acme, Inc.", "plain,Aurora Health"]


def test_completion_without_a_book_is_silent(csm: Csm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CSM_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", "csm show a")
    monkeypatch.setenv("COMP_CWORD", "a")
    ran = csm()
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_a_template_is_the_canonical_header_and_an_example(csm: Csm) -> None:
    from csm_tui.exchange.kinds import KINDS

    for name, kind in KINDS.items():
        lines = csm("template", name).out.splitlines()
        assert lines[0] == ",".join(kind.header)
        assert len(lines) == 2


def test_the_demo_is_a_book_of_its_own(book: Csm, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").read_bytes()
    ran = book("demo")
    assert ran.code == 0
    assert ran.out.startswith("DEMO")
    assert "Mon 2 Feb 2026" in ran.out
    assert (tmp_path / "book.db").read_bytes() == before
    assert book("demo").out == ran.out
