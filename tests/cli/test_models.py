"""`csm model`: shown, checked, edited, compared, kept and exported; a text is never lost."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from csm_tui.models import preset
from tests.cli.conftest import Csm
from tests.cli.test_terminal import ran

TEXT = preset("four-tier")
RAISED = TEXT.replace("\nfrom = 100_000", "\nfrom = 150_000")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the script that is the editor: a test writes what it does to the file `path`."""
    script = tmp_path / "an editor.py"
    script.write_text("")
    monkeypatch.setenv("VISUAL", f"{sys.executable} '{script}'")
    return script


def does(script: Path, statement: str) -> None:
    script.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        f"text = path.read_text(encoding='utf-8')\n{statement}\n"
    )


def replaces(script: Path, old: str, new: str) -> None:
    assert old in TEXT
    does(script, f"path.write_text(text.replace({old!r}, {new!r}, 1), encoding='utf-8')")


def drafts(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "home" / "state" / "csm" / "models").glob("*"))


def test_show_is_a_table_of_the_five_answers_for_each_tier(book: Csm) -> None:
    shown = book("model", "show").out
    assert re.search(r"High-touch\n  ARR from +100,000\n  How often +bi-weekly\n", shown)
    assert re.search(r"  Channels +phone, video, email, webinar\n", shown)
    assert re.search(r"  What we do +education, support conversation\n", shown)
    assert re.search(r"  Who delivers +pooled CSM pod\n", shown)
    assert re.search(r"  What it drives +adoption, renewal, expansion\n", shown)


def test_amounts_of_a_model_are_in_the_currency_of_the_book(csm: Csm, tmp_path: Path) -> None:
    sheet = tmp_path / "euro.csv"
    sheet.write_text("name,arr,currency\nAcme,120000,EUR\nGlobex,9000,EUR\n")
    assert csm("import", str(sheet)).code == 0
    assert "ARR from          €100,000" in csm("model", "show").out
    assert "Globex   €9,000" in csm("model", "diff", "three-tier", "--accounts").out


def test_show_puts_the_tiers_side_by_side_where_there_is_room(
    book: Csm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    lines = book("model", "show").out.splitlines()
    assert any(re.fullmatch(r" +High-touch +Medium-touch +Low-touch +Tech-touch", x) for x in lines)
    assert any(
        re.match(r"How often +bi-weekly +monthly +quarterly +only on events", x) for x in lines
    )
    assert max(map(len, lines)) <= 140


def test_show_names_what_is_not_answered(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "open.toml").write_text(TEXT.replace('delivery = ["pooled CSM pod"]\n', "", 1))
    assert re.search(r"Who delivers +not answered", book("model", "show", "open.toml").out)
    tiers = book("model", "show", "open.toml", "--json").json["tiers"]
    assert [one["unanswered"] for one in tiers] == [[], ["delivery"], [], []]
    record = book("model", "show", "open.toml", "--plain").out.splitlines()[1].split("\t")
    assert record[:4] == [
        "Medium-touch",
        "25,000",
        "monthly",
        "pod of 3–4 CSMs on 200–300 accounts (one primary contact)",
    ]
    assert record[6] == ""


def test_check_says_what_is_complete_and_what_the_book_asks_for(book: Csm) -> None:
    done = book("model", "check")
    assert done.code == 0
    assert "The five questions are answered for every tier." in done.out
    assert "Every channel fits its purpose." in done.out
    assert "No thresholds overlap or leave a gap." in done.out
    assert re.search(r"Medium-touch +70 +148 +114 % +62\n", done.out)
    assert re.search(r"This book: 3 accounts ask for \d+ h of 130 h a month \(\d+ %\)\.", done.out)
    told = book("model", "check", "--json").json
    assert (told["ok"], told["complete"], told["findings"]) == (True, True, [])
    assert told["book"]["accounts"] == 3
    assert told["book"]["available_month"] == 130
    assert [one["possible"] for one in told["loads"]] == [21, 62, 418, None]


def test_check_names_findings_with_their_line_and_key(book: Csm, tmp_path: Path) -> None:
    text = TEXT.replace("health_below = 40", "health_below = 30", 1)
    (tmp_path / "gap.toml").write_text(text)
    line = text[: text.index("health_below = 30")].count("\n") + 1
    told = book("model", "check", "gap.toml", "--json").json
    (found,) = told["findings"]
    assert (found["question"], found["key"], found["line"]) == (
        "thresholds",
        "risk.health_below",
        line,
    )
    words = " ".join(book("model", "check", "gap.toml").out.split())
    assert f"red and yet not at risk: a gap. (line {line}, risk.health_below)" in words
    assert book("model", "check", "gap.toml", "--plain").out.startswith("thresholds\trisk.health")


def test_check_says_by_how_much_a_model_asks_for_more_than_there_is(
    book: Csm, tmp_path: Path
) -> None:
    (tmp_path / "little.toml").write_text(
        TEXT.replace("available_month = 130", "available_month = 2")
    )
    words = " ".join(book("model", "check", "little.toml").out.split())
    assert re.search(r"ask for \d+ h of 2 h a month \(\d+ %\): \d+ h more than there are", words)


def test_check_and_diff_count_the_hours_that_the_settings_leave(
    book: Csm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("hours_a_day = 3\n")
    monkeypatch.setenv("CSM_CONFIG", str(tmp_path / "config.toml"))
    told = book("model", "check", "--json").json
    assert told["book"]["available_month"] == told["loads"][0]["available"] == 65
    compared = book("model", "diff", "three-tier", "--json").json
    assert compared["figures_after"]["available_month"] == 65
    today = book("what-if", "growth=1x", "--json").json
    assert str(65) in str(today)


def test_check_of_a_book_without_accounts_asks_for_no_hours(csm: Csm) -> None:
    assert "There is no account in this book" in csm("model", "check").out
    assert csm("model", "check", "--json").json["book"] is None


def test_check_asks_no_hours_for_accounts_without_a_level(csm: Csm) -> None:
    csm("add", "account", "name=Acme")
    assert csm("model", "check", "--json").json["book"]["hours_month"] is None
    words = " ".join(csm("model", "check").out.split())
    assert "This book: its hours are not known: no account has a level." in words


def test_keys_are_edited_with_their_remarks_and_moves_are_told(book: Csm) -> None:
    done = book("model", "edit", "tiers.high.from=150k", "--note", "fewer, larger")
    assert done.code == 0
    assert "Changed the touch model: tiers.high.from 100_000 → 150_000." in done.err
    assert "1 of 3 accounts: tier high → medium 1" in done.err
    assert "`csm undo` takes it back" in done.err
    assert book("model", "show", "--toml").out == RAISED
    told = book("model", "edit", "cadence.medium.check_in=45d", "--json").json
    assert told["moved"]["accounts"] == 0
    assert any("comes early" in one for one in told["warnings"])
    assert any("csm model check" in one for one in told["warnings"])
    assert book("undo").code == book("undo").code == 0
    assert book("model", "show", "--toml").out == TEXT


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("tiers.hihg.from=1", "Did you mean `tiers.high.from`?"),
        ("tiers.high.from=-1", "line 34: `tiers.high.from` is -1, and must be at least 0"),
        ("tiers.high.from=lots", 'must be a number, not "lots"'),
        ("tiers.medium.from=100k", "must be less than the 100,000 of the tier above it"),
        ("tiers.high.from", "is not KEY=VALUE"),
    ],
)
def test_a_wrong_edit_is_refused_whole_and_the_model_in_force_stays(
    book: Csm, tmp_path: Path, word: str, said: str
) -> None:
    before = (tmp_path / "book.db").read_bytes()
    done = book("model", "edit", "costs.retention=90", word)
    assert done.code != 0
    assert said in done.err
    assert (tmp_path / "book.db").read_bytes() == before


def test_the_text_is_edited_in_the_editor_and_adopted(
    book: Csm, tmp_path: Path, editor: Path
) -> None:
    replaces(editor, "\nfrom = 100_000", "\nfrom = 150_000")
    done = book("model", "edit", "--note", "why not")
    assert (done.code, drafts(tmp_path)) == (0, [])
    assert "Changed the touch model: tiers.high.from 100_000 → 150_000." in done.err
    assert book("model", "history", "--json").json[0]["note"] == "why not"
    book("undo")
    assert book("model", "show", "--toml").out == TEXT


@pytest.mark.parametrize("statement", ["pass", "path.write_text('')"])
def test_a_text_that_is_as_it_was_or_empty_changes_nothing(
    book: Csm, tmp_path: Path, editor: Path, statement: str
) -> None:
    does(editor, statement)
    before = (tmp_path / "book.db").read_bytes()
    done = book("model", "edit")
    assert (done.code, drafts(tmp_path)) == (0, [])
    assert "Nothing" in done.err
    assert (tmp_path / "book.db").read_bytes() == before


def test_a_faulty_text_is_kept_and_can_be_gone_on_with(
    book: Csm, tmp_path: Path, editor: Path
) -> None:
    replaces(editor, "strategic_from", "strategic_form")
    done = book("model", "edit")
    assert done.code == 1
    assert re.search(r"line \d+: `tiering.strategic_form` is not a key", done.err)
    assert "Did you mean `strategic_from`?" in done.err
    (kept,) = drafts(tmp_path)
    assert f"csm model edit --file {kept}" in done.err
    assert kept.read_text(encoding="utf-8") == TEXT.replace("strategic_from", "strategic_form", 1)
    assert kept.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert book("model", "show", "--toml").out == TEXT
    does(
        editor,
        "path.write_text(text.replace('strategic_form', 'strategic_from')"
        ".replace('strategic_from = 4', 'strategic_from = 5'), encoding='utf-8')",
    )
    assert book("model", "edit", "--file", str(kept)).code == 0
    assert "strategic_from = 5" in book("model", "show", "--toml").out
    assert drafts(tmp_path) == [kept]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("path.write_text(text + '# more'); sys.exit(3)", "ended with an error (3)"),
        ("path.write_bytes(b'\\xff\\xfe')", "is not UTF-8 text"),
        ("path.write_text('name = ')", "is not valid TOML"),
    ],
)
def test_whatever_the_editor_does_the_text_is_kept(
    book: Csm, tmp_path: Path, editor: Path, statement: str, said: str
) -> None:
    """T122."""
    does(editor, statement)
    done = book("model", "edit")
    assert done.code == 1
    assert said in done.err
    assert len(drafts(tmp_path)) == 1
    assert book("model", "show", "--toml").out == TEXT


def test_a_model_adopted_meanwhile_is_not_overwritten(
    book: Csm, tmp_path: Path, editor: Path
) -> None:
    does(
        editor,
        "import subprocess\n"
        f"subprocess.run([{sys.executable!r}, '-m', 'csm_tui', 'model', 'use', 'three-tier'])\n"
        "path.write_text(text.replace('from = 100_000', 'from = 150_000'), encoding='utf-8')",
    )
    done = book("model", "edit")
    assert done.code == 1
    assert "adopted while you edited" in done.err
    assert len(drafts(tmp_path)) == 1
    assert book("model", "show", "--json").json["name"] == "three-tier"


def test_without_an_editor_it_is_said_how_to_do_without(
    book: Csm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    done = book("model", "edit")
    assert done.code == 2
    assert "set VISUAL or EDITOR" in done.err
    assert "csm model edit KEY=VALUE" in done.err
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    done = book("model", "edit")
    assert "The editor no-such-editor cannot be started: there is no such program." in done.err
    assert book("model", "edit", "--no-input").code == 2


def test_an_editor_never_opens_where_nothing_may_be_written(book: Csm, editor: Path) -> None:
    does(editor, "path.write_text('')")
    done = book("model", "edit", "--read-only")
    assert (done.code, "--read-only was given" in done.err) == (1, True)


def test_use_warns_of_a_change_within_the_months_of_the_model(book: Csm) -> None:
    assert "early" not in book("model", "use", "three-tier", "--note", "trying").err
    done = book("model", "use", "four-tier")
    assert "This comes early: the model before was adopted on 2 Feb 2026" in done.err
    assert "committed to for 12 months" in done.err
    book("model", "edit", "tiering.commit_months=0")
    assert "early" not in book("model", "edit", "tiers.high.from=120k").err


def test_diff_has_keys_with_both_values_and_who_moves(book: Csm) -> None:
    book("model", "edit", "tiers.high.from=150k")
    out = book("model", "diff").out
    assert "four-tier (version 1) → four-tier" in out
    assert "  tiers.high.from: 100_000 → 150_000\n" in out
    assert re.search(r"Accounts: High-touch +1 +0\n", out)
    assert re.search(r"Acme, Inc\. +120,000\.50 +high → medium", out)
    told = book("model", "diff", "four-tier", "--json").json
    assert told["keys"] == [{"key": "tiers.high.from", "before": "150_000", "after": "100_000"}]
    assert told["moved"]["tiers"] == [{"from": "medium", "to": "high", "accounts": 1}]
    assert told["moved"]["named"][0]["account"] == "Acme, Inc."
    assert told["figures_before"]["accounts"] == told["figures_after"]["accounts"] == 3
    assert book("model", "diff", "1", "2", "--plain").out == "tiers.high.from\t100_000\t150_000\n"
    assert "No key differs" in book("model", "diff", "1", "four-tier").out
    assert book("model", "diff", "1", "2", "--keys", "--json").json["moved"] is None


def test_a_diff_previews_exactly_what_adopting_moves(book: Csm) -> None:
    told = book("model", "diff", "three-tier", "--json").json
    done = book("model", "use", "three-tier", "--json").json
    assert told["moved"] == done["moved"]
    checked = book("model", "check", "--json").json["book"]
    assert checked["hours_month"] == told["figures_after"]["hours_month"]


def test_a_diff_without_a_version_before_says_what_to_type(book: Csm) -> None:
    done = book("model", "diff")
    assert (done.code, "csm model diff three-tier" in done.err) == (2, True)
    assert "There is no version 9" in book("model", "diff", "9").err
    assert "Did you mean 'three-tier'?" in book("model", "diff", "thre-tier").err


def test_history_says_when_why_what_and_who_moved(book: Csm) -> None:
    assert "No change of it yet" in book("model", "history").out
    book("model", "edit", "tiers.high.from=150k", "--note", "fewer, larger")
    out = book("model", "history").out
    assert out.startswith("Version 2: four-tier, adopted 2 Feb 2026, in force\n")
    assert "  Why: fewer, larger\n  tiers.high.from: 100_000 → 150_000\n" in out
    assert "  Moved: 1 of 3 accounts: tier high → medium 1" in out
    newest, first = book("model", "history", "--json").json
    assert newest["keys"] == [{"key": "tiers.high.from", "before": "100_000", "after": "150_000"}]
    assert newest["moved"]["named"][0]["tier_to"] == "medium"
    assert (first["id"], first["keys"], first["moved"]) == (1, None, None)
    assert book("model", "history", "--plain").out.splitlines()[0].split("\t") == [
        "2", "2026-02-02", "four-tier", "fewer, larger", "in force", "1", "1",
    ]  # fmt: skip


def test_a_version_is_used_again_by_its_number(book: Csm) -> None:
    book("model", "edit", "tiers.high.from=150k")
    assert book("model", "use", "1", "--note", "back").code == 0
    assert book("model", "show", "--toml").out == TEXT
    assert [one["id"] for one in book("model", "history", "--json").json] == [3, 2, 1]
    assert "Nothing changed" in book("model", "use", "four-tier").err


def test_export_writes_the_file_with_its_remarks(book: Csm, tmp_path: Path) -> None:
    book("model", "edit", "tiers.high.from=150k")
    assert book("model", "export").out == RAISED
    assert book("model", "export", "1", "-o", "old.toml").code == 0
    assert (tmp_path / "old.toml").read_text(encoding="utf-8") == TEXT
    done = book("model", "export", "-o", "old.toml")
    assert (done.code, "--force" in done.err) == (1, True)
    assert (tmp_path / "old.toml").read_text(encoding="utf-8") == TEXT
    assert book("model", "export", "-o", "old.toml", "--force").code == 0
    assert "150_000" in (tmp_path / "old.toml").read_text(encoding="utf-8")


def test_import_keeps_a_model_to_use_by_its_name(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RAISED)
    done = book("model", "import", "mine.toml")
    assert (done.code, "--name NAME" in done.err) == (1, True)
    assert book("model", "import", "mine.toml", "--name", "mine").code == 0
    assert book("model", "list", "--json").json["kept"] == ["mine"]
    assert book("model", "show", "--json").json["name"] == "four-tier"
    assert "150_000" in book("model", "diff", "mine").out
    assert book("model", "use", "mine").code == 0
    assert book("model", "show", "--json").json["name"] == "mine"
    assert book("model", "remove", "mine").code == 0
    assert book("model", "list", "--json").json["kept"] == []
    assert book("model", "show", "--json").json["name"] == "mine"


def test_import_adopts_at_once_with_use_also_from_a_pipe(book: Csm) -> None:
    text = RAISED
    assert book("model", "import", "-", "--use", "--note", "piped", stdin=text).code == 0
    assert book("model", "export").out == text
    assert book("model", "history", "--json").json[0]["note"] == "piped"
    assert book("model", "import", "-", "--note", "x", stdin=text).code == 2


def test_a_wrong_file_is_neither_kept_nor_adopted(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(TEXT.replace("fall_points = 20", "fall_points = -20"))
    before = (tmp_path / "book.db").read_bytes()
    for words in (("import", "bad.toml"), ("import", "bad.toml", "--use"), ("use", "bad.toml")):
        done = book("model", *words)
        assert done.code == 1
        assert re.search(r"bad\.toml, line \d+: `risk\.fall_points` is -20", done.err)
    assert (tmp_path / "book.db").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_a_faulty_text_is_edited_again_at_once(
    book: Csm, tmp_path: Path, editor: Path
) -> None:
    does(
        editor,
        "mended = text.replace('strategic_form = 4', 'strategic_from = 5')\n"
        "wrong = text.replace('strategic_from = 4', 'strategic_form = 4')\n"
        "path.write_text(mended if mended != text else wrong, encoding='utf-8')",
    )
    with ran("model", "edit", typed="n\n") as terminal:
        assert terminal.status == 1
        assert b"Edit it again? [Y/n]" in terminal.output
        assert b"model edit --file" in terminal.output
    assert len(drafts(tmp_path)) == 1
    with ran("model", "edit", typed="\n") as terminal:
        assert terminal.status == 0
    assert "strategic_from = 5" in book("model", "export").out
    assert len(drafts(tmp_path)) == 1


def test_a_file_of_another_system_is_read_as_it_is(book: Csm, tmp_path: Path) -> None:
    """A byte order mark, and lines that end as Windows ends them."""
    text = "\ufeff" + RAISED.replace("\n", "\r\n")
    (tmp_path / "windows.toml").write_bytes(text.encode())
    assert book("model", "use", "windows.toml").code == 0
    assert book("model", "diff", "four-tier", "--plain").out == (
        "tiers.high.from\t150_000\t100_000\n"
    )
    assert book("model", "edit", "tiers.high.from=120k").code == 0
    assert book("model", "diff", "--plain").out == "tiers.high.from\t150_000\t120_000\n"


def test_a_value_that_no_terminal_should_see_is_shown_safe(book: Csm) -> None:
    ran_ = book("model", "edit", "tiers.high.name=\x1b[31mred\x07[/bold]")
    assert ran_.code == 0
    for words in (("show",), ("diff",), ("history",), ("check",)):
        told = book("model", *words)
        assert "\x1b" not in told.out + told.err


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_an_editor_is_a_list_of_words_and_no_shell_reads_them(
    book: Csm, tmp_path: Path, editor: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T122: options of the editor work; what only a shell obeys is an argument like others."""
    monkeypatch.delenv("VISUAL")
    replaces(editor, "\nfrom = 100_000", "\nfrom = 150_000")
    words = editor.read_text().replace("sys.argv[1]", "sys.argv[3]")
    editor.write_text(f"import sys\nassert sys.argv[1:3] == ['-u', 'NONE']\n{words}")
    monkeypatch.setenv(variable, f"{sys.executable} '{editor}' -u NONE")
    assert book("model", "edit").code == 0
    assert "from = 150_000" in book("model", "show", "--toml").out
    for hostile in ("x; touch pwned", "x && touch pwned", "$(touch pwned)", "`touch pwned`", "x|y"):
        monkeypatch.setenv(variable, hostile)
        done = book("model", "edit")
        assert done.code == 1
        assert "cannot be started: there is no such program" in done.err
        assert "Your text is kept" in done.err
        assert not (tmp_path / "pwned").exists()
