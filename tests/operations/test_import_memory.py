"""What was said of a file is kept per source, used for the next one, and told as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from csm_tui.errors import UsageError
from csm_tui.exchange.kinds import KINDS
from csm_tui.operations.import_memory import remembered
from csm_tui.store.journal import operation, undo
from tests.operations.files import NOW, TODAY, ask, bring, stopped

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.store.database import Book

FIRST = {"a.csv": "Kunde,Health Score,Renewal Date\nInitech,4,03/04/2026\n"}
NEXT = {"b.csv": "Kunde,Health Score,Renewal Date\nInitech,5,04/05/2026\nHooli,2,01/02/2027\n"}
SAID: dict[str, Any] = {
    "kind": "accounts",
    "mapping": {"name": "Kunde", "health": "Health Score"},
    "answers": {"scale:Health Score": "1-5", "date-order:Renewal Date": "dmy"},
    "source": "ours",
}


def edit(book: Book, **values: object) -> None:
    with operation(book, "Edited Initech", today=TODAY, now=NOW) as recorder:
        recorder.update("account", 1, values)


def kept(book: Book) -> list[tuple[str, str]]:
    return ask(book, "SELECT key, value FROM setting WHERE key GLOB 'import:*'")


def test_what_was_said_is_used_next_time_and_told(book: Book) -> None:
    report = bring(book, FIRST, **SAID)
    (sentence,) = report.remembered
    assert sentence.startswith("Remembered for files from ours: ")
    assert "name is Kunde" in sentence and "Health Score: health on 1-5" in sentence
    report = bring(book, NEXT, source="ours")
    assert report.files[0].evidence["as last time"] == {
        "Kunde": "name (said on 2026-02-01)",
        "Health Score": "health, health on 1-5 (said on 2026-02-01)",
        "Renewal Date": "day first (said on 2026-02-01)",
    }
    assert report.remembered == ()
    days = ask(book, "SELECT name, renewal_date FROM account ORDER BY id")
    assert days == [("Initech", "2026-05-04"), ("Hooli", "2027-02-01")]
    assert bring(book, NEXT, source="ours").operation is None


def test_it_is_never_used_for_another_source_and_goes_with_the_import(book: Book) -> None:
    bring(book, FIRST, **SAID)
    for source in (None, "theirs"):
        refusal = stopped(book, NEXT, kind="accounts", mapping=SAID["mapping"], source=source)
        assert [open_.what for _, open_ in refusal.report.questions] == ["date-order", "scale"]
    undo(book, today=TODAY, now=NOW)
    assert kept(book) == []
    assert remembered(book, "ours") is None


def test_what_a_column_proves_goes_before_what_was_said(book: Book) -> None:
    bring(book, FIRST, **SAID)
    proven = {"b.csv": "Kunde,Health Score,Renewal Date\nHooli,2,01/31/2027\nPied,3,02/03/2027\n"}
    evidence = bring(book, proven, source="ours").files[0].evidence
    assert "month first: row 2 is 01/31/2027" in str(evidence["renewal_date"])
    assert ("2027-02-03",) in ask(book, "SELECT renewal_date FROM account")


def test_without_a_source_it_holds_for_sheets_with_the_same_columns(book: Book) -> None:
    said = {**SAID, "source": None}
    bring(book, FIRST, **said)
    assert bring(book, NEXT).count("added") == 1
    others = {"c.csv": "Kunde,Health Score,Renewal Date,Plan,Seats\nHooli,2,01/02/2027,x,3\n"}
    assert "cannot be told from its header" in str(stopped(book, others))


def test_forgetting_asks_again_and_keeps_nothing(book: Book) -> None:
    bring(book, FIRST, **SAID)
    wanted: dict[str, Any] = {"kind": "accounts", "mapping": {"name": "Kunde"}, "source": "ours"}
    assert len(stopped(book, NEXT, forget_answers=True, **wanted).report.questions) == 2
    assert len(kept(book)) == 1
    canonical = {"c.csv": "Kunde,Health Score\nInitech,77\n"}
    bring(book, canonical, forget_answers=True, **wanted)
    memory = remembered(book, "ours", ("Kunde", "Health Score"))
    assert memory is not None and memory.answers == {}


def test_flags_that_settled_a_column_are_remembered(book: Book) -> None:
    text = "name,renewal_date,Customer since\nInitech,03/04/2026,2020-01-01\n"
    bring(book, {"a.csv": text}, source="ours", date_order="mdy", decimal=".")
    memory = remembered(book, "ours")
    assert memory is not None and memory.answers == {"date-order": "mdy"}
    bring(book, {"b.csv": "name,renewal_date\nHooli,05/06/2026\n"}, source="ours")
    assert ("2026-05-06",) in ask(book, "SELECT renewal_date FROM account")


def test_which_end_of_0_to_100_is_healthy_is_said_once(book: Book) -> None:
    text = "Gsid,Name,OverallScore\n1P01A,Initech,82\n"
    refusal = stopped(book, {"a.csv": text})
    assert [open_.what for _, open_ in refusal.report.questions] == ["scale"]
    bring(book, {"a.csv": text}, health_scale="0-100")
    assert ask(book, "SELECT DISTINCT value FROM health") == [(82.0,)]
    assert bring(book, {"a.csv": text}).operation is None


def test_our_own_files_are_not_remembered(book: Book) -> None:
    header = [column.name for column in KINDS["accounts"].exported]
    row = ["Initech" if name == "name" else "" for name in header]
    text = f"{','.join(header)}\n{','.join(row)}\n"
    bring(book, {"a.csv": text}, source="ours", mapping={"segment": "industry"})
    assert kept(book) == []


def test_an_owned_column_wins_over_hand_edits_and_is_remembered(book: Book) -> None:
    first = {"a.csv": "Name,ARR,Country\nInitech,100,DE\n"}
    bring(book, first, source="ours")
    edit(book, arr=25000, country="FR")
    report = bring(book, first, source="ours", owns=("ARR",))
    assert report.files[0].evidence["owned by the source"] == ["ARR"]
    assert ask(book, "SELECT arr, country FROM account") == [(10000, "FR")]
    assert [problem.column for problem in report.problems] == ["Country"]
    edit(book, arr=26000)
    bring(book, first, source="ours")
    assert ask(book, "SELECT arr FROM account") == [(10000,)]


def test_columns_owned_by_the_config_count_for_their_source_only(book: Book) -> None:
    first = {"a.csv": "Name,ARR\nInitech,100\n"}
    bring(book, first, source="ours")
    edit(book, arr=25000)
    bring(book, first, source="ours", owned={"theirs": ["ARR"]})
    assert ask(book, "SELECT arr FROM account") == [(25000,)]
    bring(book, first, source="ours", owned={"ours": ["ARR"]})
    assert ask(book, "SELECT arr FROM account") == [(10000,)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answers": {"scale:Health": "1-7"}}, "scale:Health is answered with 0-100, "),
        ({"answers": {"mood:Health": "x"}}, "There is no question 'mood:Health'"),
        ({"answers": {"scale:Saude": "1-5"}}, "--answer scale:Saude=…: no file has such a column"),
        ({"answers": {"b.csv:scale:Health": "1-5"}}, "no file has such a column"),
        ({"owns": ("Plan",)}, "--owns 'Plan': no file has such a column"),
    ],
)
def test_what_no_file_can_use_is_refused(book: Book, said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        bring(book, {"a.csv": "Name,Health\nInitech,77\n"}, **said)


def test_an_answer_for_one_file_is_not_that_of_another(book: Book) -> None:
    files = {"a.csv": "Name,Health\nInitech,4\n", "b.csv": "Name,Health\nHooli,7\n"}
    said = {"a.csv:scale:Health": "1-5", "b.csv:scale:Health": "0-10"}
    bring(book, files, answers=said, kind="accounts", mapping={"health": "Health"})
    assert ask(book, "SELECT value FROM health ORDER BY id") == [(75.0,), (70.0,)]


def test_mended_rows_are_still_of_their_source_and_read_as_it_was_said(
    book: Book, tmp_path: Path
) -> None:
    text = (
        "Account Name,Account ID,Billing City,Health\n"
        "Initech,0013000000abcde,Ulm,4\nHooli,0013000000abcdf,Bonn,high\n"
        "Grand Totals (2 records)\n"
        "Confidential Information - Do Not Distribute\n"
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\n"
    )
    said: dict[str, Any] = {"mapping": {"health": "Health"}, "health_scale": "1-5"}
    rejects = tmp_path / "bad.csv"
    report = bring(book, {"a.csv": text}, skip_bad=True, rejects=rejects, **said)
    assert (report.count("rejected"), report.files[0].source) == (1, "salesforce")
    header, row = rejects.read_text().splitlines()
    assert header.endswith(",csm_problem (salesforce)")
    mended = {"bad.csv": f"{header}\n{row.replace('high,', '5,')}\n"}
    report = bring(book, mended)
    assert (report.files[0].source, report.count("added")) == ("salesforce", 1)
    assert ask(book, "SELECT source, name FROM account")[1] == ("salesforce", "Hooli")
    assert ask(book, "SELECT value FROM health ORDER BY id") == [(75.0,), (100.0,)]


def test_columns_kept_as_custom_fields_are_kept_next_time(book: Book) -> None:
    first = {"a.csv": "Name,ARR,Support plan\nInitech,1,gold\n"}
    assert "Support plan is kept" in bring(book, first, custom=("Support plan",)).remembered[0]
    report = bring(book, {"b.csv": "Name,ARR,Support plan\nHooli,2,silver\n"})
    told = report.files[0].evidence["as last time"]
    assert told == {"Support plan": "custom field (said on 2026-02-01)"}
    values = ask(book, "SELECT value FROM custom_value ORDER BY account_id")
    assert values == [("gold",), ("silver",)]


def test_a_memory_that_cannot_be_read_is_none(book: Book) -> None:
    bring(book, FIRST, **SAID)
    for text in ("[{}]", "no json", "[1]"):
        with operation(book, "Spoiled", today=TODAY, now=NOW) as recorder:
            recorder.update("setting", 2, {"value": text})
        assert kept(book)[0][1] == text
        assert remembered(book, "ours") is None


def test_the_epoch_of_day_numbers_is_said_once(book: Book) -> None:
    first = "Kunde,ARR,Start Date\nAcme,5,44623\n"
    bring(book, {"mac.csv": first}, mapping={"name": "Kunde"}, answers={"epoch:Start Date": "1904"})
    report = bring(book, {"mac.csv": first.replace("44623", "44624")})
    assert ask(book, "SELECT start_date FROM account") == [("2026-03-05",)]
    again = report.files[0].evidence["as last time"]
    assert "day numbers since 1904" in str(again)
