"""What a file leaves open: asked on a terminal, one sentence and a flag for each elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Csm
from tests.cli.test_terminal import ran
from tests.terminal import ESCAPES

HEALTH = "external_id,Customer,Health Score,Renewal Date\n1,Acme,4,03/04/2026\n2,Bolt,2,\n"
FLAGS = ("--as", "accounts", "--map", "name=Customer", "--map", "health=Health Score")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text(HEALTH)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_is_asked_each_question_and_the_next_file_none(csm: Csm, sheet: Path) -> None:
    with ran("import", str(sheet), *FLAGS, "--source", "ours", typed="q\n") as terminal:
        assert terminal.status == 1
        assert b"Nothing was imported." in terminal.output
    typed = "\nmdy\n9\n4\n"
    with ran("import", str(sheet), *FLAGS, "--source", "ours", typed=typed) as terminal:
        assert terminal.status == 0
        said = " ".join(ESCAPES.sub(b"", bytes(terminal.output)).decode().split())
    assert "Question 1 of 2 crm.csv, column Renewal Date (row 2): dates such as 03/04" in said
    assert "1 dmy: day first 2 mdy: month first" in said
    # Nothing is suggested: Enter answers nothing, nor does a number that is not there.
    assert said.count("Type a number from 1 to ") == 2
    assert "4 1-5: 1 to 5: 1 is 0, 5 is 100" in said
    assert "Remembered for files from ours: " in said
    sheet.write_text(HEALTH.replace("Bolt,2", "Bolt,3"))
    ran_ = csm("import", str(sheet), "--source", "ours")
    assert ran_.code == 0
    assert "as last time: Renewal Date, month first (said on 2026-02-02)" in ran_.out
    assert csm("show", "bolt", "--json").json["health"] == 50
    # A column of a home-made sheet that nothing is said of would be left out: it is asked about.
    own = sheet.with_name("own.csv")
    own.write_text("Customer,Tier,Health Score,MRR\nCyan,high,4,100\n")
    with ran("import", str(own), typed="month\nleave-out\n") as terminal:
        assert terminal.status == 0
    assert csm("show", "cyan", "--json").json["arr"] == 1200
    own.write_text("Customer,Tier,Health Score,MRR\nCyan,high,4,200\n")
    again = csm("import", str(own)).out
    assert "as last time: Health Score, left out (said on 2026-02-02)" in again
    assert csm("show", "cyan", "--json").json["arr"] == 2400


def test_without_a_terminal_each_question_is_a_sentence_with_its_flag(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    there = sorted(tmp_path.iterdir())
    refused = csm("import", str(sheet), *FLAGS)
    assert refused.code == 1
    dates, scale = (line for line in refused.err.splitlines() if "column" in line)
    assert "`--date-order dmy|mdy|ymd`" in dates + scale
    assert "`--health-scale 0-100|0-10|0-5|1-5|" in dates + scale
    refused = csm("import", str(sheet), *FLAGS, "--json")
    assert (refused.code, refused.json["operation"], refused.json["skipped"]) == (1, None, 2)
    asked = {question["key"]: question for question in refused.json["questions"]}
    assert [*asked] == ["date-order:Renewal Date", "scale:Health Score"]
    assert [choice["value"] for choice in asked["date-order:Renewal Date"]["choices"]] == [
        "dmy",
        "mdy",
    ]
    assert sorted(tmp_path.iterdir()) == there


def test_a_first_import_that_is_left_at_a_question_leaves_no_book(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    there = sorted(tmp_path.iterdir())
    with ran("import", str(sheet), *FLAGS, typed="q\n") as terminal:
        assert terminal.status == 1
    assert sorted(tmp_path.iterdir()) == there
    said = ("--answer", "scale:Health Score=1-5", "--date-order", "dmy")
    assert csm("import", str(sheet), *FLAGS, *said).code == 0
    with ran("import", str(sheet), "--forget-answers", typed="q\n") as terminal:
        assert terminal.status == 1
    assert len(csm("accounts", "--json").json) == 2


def test_flags_and_answers_settle_it(csm: Csm, sheet: Path) -> None:
    said = ("--answer", "scale:Health Score=1-5", "--date-order", "dmy")
    assert csm("import", str(sheet), *FLAGS, *said).code == 0
    assert csm("show", "acme", "--json").json["renewal_date"] == "2026-04-03"
    assert csm("import", str(sheet)).code == 0
    again = csm("import", str(sheet), *FLAGS, "--forget-answers")
    assert again.code == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--health-scale", "1-7"), "scale is answered with 0-100, "),
        (("--answer", "scale"), "--answer takes KEY=VALUE, not 'scale'."),
        (("--answer", "scale:Mood=1-5"), "no file has such a column"),
        (("--rate", "EUR=much"), "--rate EUR takes a rate like 1.08, not 'much'."),
    ],
)
def test_what_is_no_answer_is_refused(
    csm: Csm, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,arr\nAcme,1\n")
    refused = csm("import", str(path), *words)
    assert (refused.code, sentence in refused.err) == (2, True), refused.err


def test_rates_of_the_config_file_count_and_a_flag_goes_before(
    csm: Csm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[rates]\nEUR = 1.5\n[owns]\n"ours" = ["ARR"]\n')
    monkeypatch.setenv("CSM_CONFIG", str(config))
    path = tmp_path / "a.csv"
    path.write_text("name,arr,currency\nAcme,1,USD\n")
    csm("import", str(path))
    path.write_text("Name,ARR\nBolt,€ 100\n")
    assert csm("import", str(path), "--source", "ours").code == 0
    assert csm("show", "bolt", "--json").json["arr"] == 150
    csm("edit", "bolt", "arr=7")
    assert csm("import", str(path), "--source", "ours", "--rate", "EUR=2").code == 0
    assert csm("show", "bolt", "--json").json["arr"] == 200
