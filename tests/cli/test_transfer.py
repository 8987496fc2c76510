"""`csm import` and `export`: options, streams, figures, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm

IMPORT_KEYS = (
    "files kind source mapping evidence read added updated unchanged skipped rejected problems"
    " operation"
).split()
CHURNGUARD = (
    "--as accounts --map external_id=account_id --map name=company_name --map arr=arr_value"
    " --map start_date=contract_start_date --map owner=account_owner --as-of 2026-02-01"
).split()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "external_id,name,arr,renewal_date\nA-1,Acme,45000,2026-09-30\nA-2,Bolt,9000,\n"
    )
    return path


def balance(report: dict[str, int]) -> bool:
    parts = ("added", "updated", "unchanged", "skipped", "rejected")
    return report["read"] == sum(report[part] for part in parts)


def test_json_has_the_promised_keys_and_balances(csm: Csm, sheet: Path) -> None:
    ran = csm("import", str(sheet), "--json")
    assert ran.code == 0
    assert list(ran.json)[: len(IMPORT_KEYS)] == IMPORT_KEYS
    assert (ran.json["kind"], ran.json["read"], ran.json["added"]) == ("accounts", 2, 2)
    assert balance(ran.json)
    assert ran.json["operation"] == 1


def test_the_same_file_again_changes_nothing(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    before = (tmp_path / "book.db").read_bytes()
    report = csm("import", str(sheet), "--json").json
    assert (report["unchanged"], report["operation"]) == (2, None)
    assert (tmp_path / "book.db").read_bytes() == before


def test_a_full_sync_says_whom_it_archives_and_brings_back_tried_too(
    csm: Csm, tmp_path: Path
) -> None:
    rows = ["external_id,name", *(f"{n},Account {n}" for n in range(10)), ""]
    whole, less = tmp_path / "whole.csv", tmp_path / "less.csv"
    whole.write_text("\n".join(rows))
    less.write_text("\n".join((*rows[:-2], "")))
    csm("import", str(whole))
    gone = "1 account {} archived: the file no longer has it (Account 9)"
    assert gone.format("would be") in csm("import", str(less), "--full-sync", "--dry-run").out
    assert gone.format("was") in csm("import", str(less), "--full-sync").out
    tried = csm("import", str(whole), "--full-sync", "--dry-run")
    assert "1 account would be brought back: the file again has it (Account 9)" in tried.out
    assert "The book: 9 → 10 accounts" in tried.out
    assert "has all of it already" not in tried.err
    done = csm("import", str(whole), "--full-sync")
    assert "1 account was brought back: the file again has it (Account 9)" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "acounts"), "'calendar', 'all'. Did you mean accounts?"),
        (("export",), "KIND is missing. Choose from: accounts, contacts"),
        (("import", "x.csv", "--as", "acounts"), "--as cannot be 'acounts', only 'accounts', 'con"),
        (("export", "accounts", "--format", "it's"), "--format cannot be \"it's\", only 'csv'"),
        (("export", "accounts", "--columns", "nme"), "no column 'nme'. Did you mean name?"),
        (("export", "all", "-o", "all.json"), "csm export all -o all --format json."),
        (("export", "all", "-o", "all.csv"), "csm export all -o all."),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(
    csm: Csm, sheet: Path, arguments: tuple[str, ...], said: str
) -> None:
    csm("import", str(sheet))
    ran = csm(*arguments)
    assert (ran.code, said in ran.err) == (2, True), ran.err


def test_an_import_ends_with_the_summary_and_the_top_five(csm: Csm, sheet: Path) -> None:
    ran = csm("import", str(sheet))
    assert "accounts.csv as accounts: 2 read, 2 added" in ran.out
    assert "The model asks for" in ran.out
    assert "No health: 2 accounts, 54K" in ran.out
    assert "Today's top" in ran.out
    assert "`csm undo` takes it back." in ran.err


def test_a_dry_run_gives_the_same_figures_and_makes_no_book(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    report = csm("import", str(sheet), "--dry-run", "--json").json
    assert not (tmp_path / "book.db").exists()
    real = csm("import", str(sheet), "--json").json
    assert {key: report[key] for key in IMPORT_KEYS[5:12]} == {
        key: real[key] for key in IMPORT_KEYS[5:12]
    }


def test_what_each_column_is_read_as_is_told_unless_all_are_called_so(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    assert "columns:" not in csm("import", str(sheet)).out
    crm = tmp_path / "crm.csv"
    crm.write_text("Account ID,Customer,ARR\nA-1,Acme,45000\n")
    out = csm("import", str(crm), "--dry-run").out
    assert "  columns: Account ID as external_id, Customer as name, arr\n" in out
    usage = tmp_path / "usage.csv"
    usage.write_text("Account ID,WAU,Logins,Plan\nA-1,5,7,Pro\n")
    out = csm("import", str(usage), "--date", "2026-02-01").out
    assert "  columns: Account ID as account\n" in out
    assert "  metrics: WAU, Logins\n" in out


def test_of_many_notices_the_number_of_the_others_is_told_too(csm: Csm, tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    rows = "".join(f"A-{number},Acme {number},acme.com,5\n" for number in range(50))
    path.write_text(f"external_id,name,domain,arr\n{rows}")
    err = csm("import", str(path), "--dry-run").err
    assert "crm.csv:22, column domain: line 2 has the same domain; both were added." in err
    assert "crm.csv:23" not in err
    assert "29 more rows have the domain of another of the file." in err


def test_a_dry_run_prints_a_diff_by_field(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    sheet.write_text(sheet.read_text().replace("45000", "50000"))
    before = (tmp_path / "book.db").read_bytes()
    out = csm("import", str(sheet), "--dry-run").out
    assert "accounts.csv: arr changes in 1 row\n" in out
    assert "Acme: 45000 → 50000" in out
    assert (tmp_path / "book.db").read_bytes() == before


def test_a_bad_row_stops_everything_and_names_line_and_column(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    sheet.write_text(sheet.read_text() + "A-3,Cog,much,\n")
    ran = csm("import", str(sheet))
    assert ran.code == 1
    assert "accounts.csv:4, column arr" in ran.err
    assert csm("accounts", "--json").json == [] if (tmp_path / "book.db").exists() else True
    report = csm("import", str(sheet), "--json")
    assert report.code == 1
    assert balance(report.json)
    assert [problem["line"] for problem in report.json["problems"]] == [4]


@pytest.mark.parametrize(
    "row",
    ["A-1,,45000", 'A-1,"Acme,45000', "A-1,Acme,45000,1,2"],
    ids=["a bad row", "a quote that stays open", "a cell too many"],
)
def test_a_first_import_that_is_refused_leaves_no_book_and_later_ones_leave_it(
    csm: Csm, sheet: Path, tmp_path: Path, row: str
) -> None:
    there = sorted(tmp_path.iterdir())
    header = "external_id,name,arr"
    sheet.write_text(f"{header}\n{row}\n")
    assert csm("import", str(sheet)).code == 1
    assert sorted(tmp_path.iterdir()) == there
    sheet.write_text(f"{header}\nA-1,Acme,45000\n")
    csm("import", str(sheet))
    sheet.write_text(f"{header}\n{row.replace('A-1', 'A-2')}\n")
    assert csm("import", str(sheet)).code == 1
    assert "Acme" in csm("accounts").out


def test_skip_bad_takes_the_good_rows_with_exit_3_and_a_rejects_file(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    sheet.write_text(sheet.read_text() + "A-3,Cog,much,\n")
    ran = csm("import", str(sheet), "--skip-bad", "--rejects", "bad.csv", "--json")
    assert ran.code == 3
    assert (ran.json["added"], ran.json["rejected"]) == (2, 1)
    bad = tmp_path / "bad.csv"
    bad.write_text(bad.read_text().replace("much", "7000"))
    assert csm("import", "bad.csv").code == 0
    assert len(csm("accounts", "--json").json) == 3


def test_standard_input_is_a_file_too(csm: Csm, sheet: Path) -> None:
    ran = csm("import", "-", "--as", "accounts", "--json", stdin=sheet.read_text())
    assert ran.json["added"] == 2


@pytest.mark.parametrize(
    "words",
    [
        ["missing.csv"],
        ["accounts.csv", "--map", "name"],
        ["accounts.csv", "--rate", "EUR=x"],
        ["accounts.csv", "--rate", "EUR"],
        ["accounts.csv", "--date-order", "ymx"],
        ["accounts.csv", "--as", "nonsense"],
        ["accounts.csv", "--date", "tomorrow"],
        [],
    ],
)
@pytest.mark.usefixtures("sheet")
def test_wrong_words_change_nothing(csm: Csm, tmp_path: Path, words: list[str]) -> None:
    ran = csm("import", *words)
    assert ran.code in (1, 2)
    assert ran.err.startswith("csm: ")
    assert not (tmp_path / "book.db").exists() or csm("accounts", "--json").json == []


def test_churnguard_imports_is_seen_undone_and_redone(csm: Csm, shared_data: Path) -> None:
    file = str(shared_data / "churnguard" / "salesforce_accounts.csv")
    assert csm("import", file, *CHURNGUARD, "--json").json["added"] == 150
    rows = csm("accounts", "--as-of", "2026-02-01", "--json").json
    tiers = [row["tier"] for row in rows]
    assert [tiers.count(tier) for tier in ("high", "medium", "low", "tech")] == [60, 65, 25, 0]
    assert sum(row["arr"] for row in rows) == 24_907_778
    renewing = [row["arr"] for row in rows if row["stage"] == "renewal"]
    assert (len(renewing), sum(renewing)) == (22, 4_752_361)
    assert csm("import", file, *CHURNGUARD, "--json").json["unchanged"] == 150
    assert csm("undo").code == 0
    assert csm("accounts", "--json").json == []
    assert csm("redo").code == 0
    assert len(csm("accounts", "--json").json) == 150


def test_export_goes_to_stdout_or_to_a_private_file(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    out = csm("export", "accounts").out
    assert out.splitlines()[0].startswith("external_id,source,name")
    assert csm("export", "accounts", "-o", "out.csv").code == 0
    assert (tmp_path / "out.csv").read_text() == out
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600


def test_export_never_overwrites_unasked(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    (tmp_path / "out.csv").write_text("mine")
    ran = csm("export", "accounts", "-o", "out.csv")
    assert ran.code == 1
    assert "--force" in ran.err
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert csm("export", "accounts", "-o", "out.csv", "--force").code == 0


def test_export_of_some_columns_of_some_accounts(csm: Csm, sheet: Path) -> None:
    csm("import", str(sheet))
    ran = csm("export", "accounts", "--columns", "name,arr", "--where", "arr>10k")
    assert ran.out == "name,arr\nAcme,45000\n"
    assert csm("export", "accounts", "--columns", "nam").code == 2


def test_export_in_other_formats(csm: Csm, sheet: Path, tmp_path: Path) -> None:
    csm("import", str(sheet))
    assert csm("export", "accounts", "--format", "json").json[0]["arr"] == 45000
    assert len(csm("export", "accounts", "--format", "ndjson").out.splitlines()) == 2
    csm("export", "accounts", "-o", "a.json")
    assert (tmp_path / "a.json").read_text().startswith("[")


def test_export_all_and_back_is_the_same_bytes(
    csm: Csm, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    csm("import", str(sheet))
    csm("pulse", "acme", "4")
    csm("log", "--account", "acme", "--channel", "video", "--notes", "=1+1")
    assert csm("export", "all", "-o", "one").code == 0
    assert csm("export", "all", "-o", "one").code == 1
    files = sorted((tmp_path / "one").iterdir())
    assert [file.name for file in files] == ["accounts.csv", "health.csv", "touchpoints.csv"]
    monkeypatch.setenv("CSM_DB", str(tmp_path / "second.db"))
    assert csm("import", *map(str, files)).code == 0
    assert csm("export", "all", "-o", "two").code == 0
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_export_all_needs_a_folder(csm: Csm, sheet: Path) -> None:
    csm("import", str(sheet))
    assert csm("export", "all").code == 2


def test_near_names_are_told_with_what_takes_them_and_accepted_ones_are_remembered(
    csm: Csm, sheet: Path, tmp_path: Path
) -> None:
    csm("import", str(sheet))
    near = tmp_path / "near.csv"
    near.write_text("name,arr\nBoltt Ltd,1\n")
    tried = csm("import", str(near), "--dry-run")
    assert "near.csv:2: Boltt Ltd may be Bolt" in tried.err
    assert "--accept 'Boltt Ltd=Bolt'" in tried.err
    (found,) = csm("import", str(near), "--dry-run", "--json").json["candidates"]
    assert (found["account"], found["similarity"], found["reference"]) == ("Bolt", 88, "Bolt")
    ran = csm("import", str(near), "--accept", "Boltt Ltd=bolt", "--json")
    assert (ran.json["updated"], ran.json["added"]) == (1, 0)
    again = csm("import", str(near))
    assert (again.code, "may be" in again.err) == (0, False)
    assert csm("import", str(near), "--accept", "Boltt").code == 2


def test_only_the_accounts_of_one_owner_are_taken_from_a_team_s_export(
    csm: Csm, tmp_path: Path
) -> None:
    team = tmp_path / "team.csv"
    team.write_text("external_id,name,owner\n1,Acme,Ana Lima\n2,Bolt,Ben\n3,Cyan,Ana Lima\n")
    ran = csm("import", str(team), "--owner", "ana", "--others", "leave-out", "--json")
    assert (ran.json["added"], ran.json["skipped"]) == (2, 1)
    refused = csm("import", str(team), "--owner", "ana", "--forget-answers")
    assert (refused.code, "--others keep|leave-out" in refused.err) == (1, True)
