"""Custom fields on the command line: kept, shown, filtered, edited, taken back, exported."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Csm

FILE = 'name,Support plan,Score,A=B,"Signed on",Beta\nAcme,Gold,12.5,x,2026-01-31,yes\n'
FILE += 'Bolt,"[red]\x1b[2J",3,,,no\n'


def test_a_custom_field_from_file_to_file(csm: Csm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(FILE)
    assert csm("import", str(file), "--as", "accounts", "--keep", "all").code == 0
    assert csm("accounts", "custom:score>5", "--json").json[0]["name"] == "Acme"
    refused = csm("accounts", "custom:Scre>5")
    assert (refused.code, "Did you mean `Score`" in refused.err) == (2, True)
    shown = csm("show", "acme")
    assert "Support plan" in shown.out
    assert "Gold" in shown.out
    assert "\x1b[2J" not in csm("show", "bolt").out
    words = ("support plan=Silver", "Score=1.2k", "A=B=y=z", "Signed on=2026-03-01", "Beta=")
    assert csm("edit", "acme", *words, "owner=Ana").code == 0
    found = csm("show", "acme", "--json").json
    assert found["owner"] == "Ana"
    assert found["custom"] == {
        "A=B": "y=z",
        "Score": 1200.0,
        "Signed on": "2026-03-01",
        "Support plan": "Silver",
    }
    out = csm("export", "accounts", "--columns", "name,custom:A=B,custom:beta").out
    assert out == "name,custom:text:A=B,custom:bool:Beta\nAcme,y=z,\nBolt,,false\n"
    assert csm("undo").code == 0
    assert csm("show", "acme", "--json").json["custom"]["Score"] == 12.5
    for word in ("Suport plan=x", "Score=high", "custom:nothing=1"):
        assert csm("edit", "acme", word).code == 1
    assert "Did you mean" in csm("edit", "acme", "Suport plan=x").err


def test_an_earlier_day_shows_what_was_there_then(csm: Csm, tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("name,Plan,Score\nAcme,Gold,\nBolt,,5\n")
    assert csm("import", str(file), "--as", "accounts", "--keep", "all").code == 0
    assert csm("edit", "acme", "Plan=Silver", "Score=3", "--as-of", "2026-02-10").code == 0
    then = csm("show", "acme", "--json", "--as-of", "2026-02-05").json
    assert then["custom"] == {"Plan": "Gold"}
    assert csm("accounts", "custom:Plan=silver", "--as-of", "2026-02-05", "--json").json == []
    now = csm("show", "acme", "--json", "--as-of", "2026-02-10").json
    assert now["custom"] == {"Plan": "Silver", "Score": 3.0}
    assert csm("doctor").code == 0
    assert "Edited Acme: Plan, Score" in csm("history").out
    assert csm("add", "account", "name=Cyan", "score=7").code == 0
    assert csm("show", "cyan", "--json").json["custom"] == {"Score": 7.0}
