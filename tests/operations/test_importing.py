"""Files into the book: one operation or nothing, every row accounted for, twice changes nothing."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from csm_tui.errors import BookReadOnly, UsageError
from csm_tui.operations.transfer import ImportStopped
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation, redo, undo
from tests.operations.files import NOW, TODAY, ask, bring, exported, figures, stopped
from tests.store.conftest import digest, make_book

if TYPE_CHECKING:
    from csm_tui.store.database import Book

ACCOUNTS = "external_id,name,arr,owner\n1,Acme,100,Ana\n2,Beta,200.50,Bo\n3,Cyd,,Ana\n"
TOUCHPOINTS = "account,date,kind,channel\nAcme,2026-01-05,check-in,video\n2,2026-01-06,email,\n"


def test_several_files_are_one_operation_and_one_undo(book: Book) -> None:
    report = bring(book, {"accounts.csv": ACCOUNTS, "touchpoints.csv": TOUCHPOINTS})
    assert figures(report) == (5, 5, 0, 0, 0, 0)
    assert report.operation == 1
    assert ask(book, "SELECT name FROM operation") == [
        ("Imported accounts.csv and touchpoints.csv",)
    ]
    undo(book, today=TODAY, now=NOW)
    assert ask(
        book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM touchpoint)"
    ) == [(0, 0)]
    redo(book, today=TODAY, now=NOW)
    assert ask(
        book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM touchpoint)"
    ) == [(3, 2)]


def test_every_row_names_its_file_and_line(book: Book) -> None:
    bring(book, {"accounts.csv": ACCOUNTS, "touchpoints.csv": TOUCHPOINTS})
    rows = ask(
        book, "SELECT o.file, o.kind, t.line FROM touchpoint t JOIN origin o ON o.id = t.origin_id"
    )
    assert rows == [("touchpoints.csv", "touchpoints", 2), ("touchpoints.csv", "touchpoints", 3)]


def test_the_standings_are_there_with_the_accounts(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nWhale,250000\nMinnow,900\n"})
    assert ask(book, "SELECT tier, arr FROM account_standing ORDER BY account_id") == [
        ("high", 25_000_000),
        ("tech", 90_000),
    ]


def test_the_second_import_changes_nothing_and_writes_nothing(book: Book, path: Path) -> None:
    """T071."""
    bring(book, {"accounts.csv": ACCOUNTS, "touchpoints.csv": TOUCHPOINTS})
    book.close()
    before = digest(path)
    with open_book(path) as again:
        report = bring(again, {"accounts.csv": ACCOUNTS, "touchpoints.csv": TOUCHPOINTS})
        assert figures(report) == (5, 0, 0, 5, 0, 0)
        assert report.operation is None
        # Another change in between leaves only the long way: compare row by row.
        with operation(again, "By hand", today=TODAY, now=NOW) as recorder:
            recorder.insert("task", {"account_id": 1, "title": "Call"})
    changed = digest(path)
    assert changed != before
    with open_book(path) as again:
        report = bring(again, {"accounts.csv": ACCOUNTS, "touchpoints.csv": TOUCHPOINTS})
        assert figures(report) == (5, 0, 0, 5, 0, 0)
        assert report.operation is None
    assert digest(path) == changed


def test_undone_and_imported_again_everything_is_added_again(book: Book) -> None:
    bring(book, {"accounts.csv": ACCOUNTS})
    undo(book, today=TODAY, now=NOW)
    assert figures(bring(book, {"accounts.csv": ACCOUNTS})) == (3, 3, 0, 0, 0, 0)


def test_other_options_are_another_import(book: Book) -> None:
    bring(book, {"accounts.csv": ACCOUNTS})
    report = bring(book, {"accounts.csv": ACCOUNTS}, values={"region": "EMEA"})
    assert figures(report) == (3, 0, 3, 0, 0, 0)
    assert ask(book, "SELECT DISTINCT region FROM account") == [("EMEA",)]


@pytest.mark.parametrize("options", [{}, {"skip_bad": True}])
def test_a_dry_run_tells_the_same_and_leaves_the_file_as_it_is(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    """T074."""
    path = make_book(tmp_path / "book.db")
    with open_book(path) as book:
        bring(book, {"a.csv": ACCOUNTS})
    before = digest(path)
    changed = {"a.csv": "external_id,name,arr\n1,Acme,150\n2,Beta,200.50\n4,Dan,4\n"}
    with open_book(path, read_only=True) as book:
        rehearsed = bring(book, changed, dry_run=True, **options)
    assert digest(path) == before
    with open_book(path) as book:
        real = bring(book, changed, **options)
    assert figures(rehearsed) == figures(real) == (3, 1, 1, 1, 0, 0)
    assert rehearsed.diffs == real.diffs
    assert rehearsed.operation is None
    (diff,) = rehearsed.diffs
    assert (diff.field, diff.rows) == ("arr", 1)
    assert diff.examples == ((2, "Acme", 100, 150),)


def test_rows_of_accounts_that_wait_for_an_answer_are_not_called_orphans(book: Book) -> None:
    flat = 'Account Name,ARR,Contact Name,Contact Email\nAcme,"120,000",Jo,jo@acme.example\n'
    contacts = "account,name,influence\nAcme,Bo,7\nAcme,Cy,700\n"
    report = stopped(book, {"flat.csv": flat, "c.csv": contacts}).report
    assert [(one.file, one.line, one.column) for one in report.problems] == [
        ("flat.csv", 2, "ARR"),
        ("c.csv", 3, "influence"),
    ]
    assert figures(report) == (4, 0, 0, 0, 3, 1)


def test_a_dry_run_of_bad_rows_is_stopped_like_the_real_one(book: Book) -> None:
    text = "name,arr\nAcme,abc\nBeta,5\n"
    for dry_run in (True, False):
        refusal = stopped(book, {"a.csv": text}, dry_run=dry_run)
        assert figures(refusal.report) == (2, 0, 0, 0, 1, 1)
        assert "a.csv:2, column arr" in str(refusal)
        assert "--skip-bad" in str(refusal)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]


def test_one_bad_row_in_a_thousand_stops_all_or_is_kept_aside(book: Book, tmp_path: Path) -> None:
    """T084."""
    rows = [f"{n},Account {n},{n}\n" for n in range(1000)]
    rows[499] = "499,Account 499,lots\n"
    file = tmp_path / "big.csv"
    file.write_text("external_id,name,arr\n" + "".join(rows))
    with pytest.raises(ImportStopped) as refusal:
        bring(book, file)
    assert figures(refusal.value.report) == (1000, 0, 0, 0, 999, 1)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]
    report = bring(book, file, skip_bad=True)
    assert figures(report) == (1000, 999, 0, 0, 0, 1)
    rejects = Path(str(report.files[0].rejects))
    assert rejects == tmp_path / "big.rejects.csv"
    header, row = rejects.read_text().splitlines()
    assert header == "external_id,name,arr,csm_problem"
    assert row.startswith("499,Account 499,lots,")
    rejects.write_text(f"{header}\n{row.replace('lots', '7')}\n")
    mended = bring(book, rejects)
    assert figures(mended) == (1, 1, 0, 0, 0, 0)
    assert "not read" not in mended.files[0].evidence
    assert ask(book, "SELECT count(*), sum(arr) FROM account") == [(1000, 100 * (499500 - 499 + 7))]


def test_rejected_rows_of_every_sort_are_told_and_written(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("external_id,name,start_date\n1,Acme,2026-13-01\n2,Beta\n1,Cyd,\n1,Dan,\n3,,\n")
    report = bring(book, file, skip_bad=True, rejects=tmp_path / "bad.csv")
    assert figures(report) == (5, 1, 0, 0, 0, 4)
    assert [problem.line for problem in report.problems] == [2, 3, 5, 6]
    written = (tmp_path / "bad.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in written] == ["external_id", "1", "2", "1", "3"]
    assert ask(book, "SELECT name FROM account") == [("Cyd",)]


def test_an_existing_file_of_rejects_is_not_overwritten(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,arr\nAcme,x\nBeta,1\n")
    (tmp_path / "a.rejects.csv").write_text("mine")
    report = bring(book, file, skip_bad=True)
    assert report.files[0].rejects == str(tmp_path / "a.rejects-2.csv")
    assert (tmp_path / "a.rejects.csv").read_text() == "mine"


def test_a_named_file_of_rejects_that_exists_is_replaced_with_yes_only(
    book: Book, tmp_path: Path
) -> None:
    text, bad = {"a.csv": "name,arr\nAcme,x\nBeta,1\n"}, tmp_path / "bad.csv"
    bad.write_text("mine")
    with pytest.raises(Exception, match="Use --yes to replace it"):
        bring(book, text, skip_bad=True, rejects=bad)
    assert (bad.read_text(), ask(book, "SELECT name FROM account")) == ("mine", [])
    bring(book, text, skip_bad=True, rejects=bad, yes=True)
    assert bad.read_text().startswith("name,arr,csm_problem\nAcme,x,")


def test_where_the_rejects_cannot_be_written_nothing_is_imported(
    book: Book, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="cannot be written"):
        bring(
            book,
            {"a.csv": "name,arr\nAcme,x\nBeta,1\n"},
            skip_bad=True,
            rejects=tmp_path / "nowhere" / "bad.csv",
        )
    assert ask(book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM operation)") == [
        (0, 0)
    ]


def test_blank_cells_keep_what_is_there_unless_told_to_clear(book: Book) -> None:
    """T086."""
    bring(book, {"a.csv": "external_id,name,owner,status\n1,Acme,Ana,trial\n"})
    blank = {"a.csv": "external_id,name,owner,status\n1,Acme,,\n"}
    assert figures(bring(book, blank)) == (1, 0, 0, 1, 0, 0)
    assert ask(book, "SELECT owner, status FROM account") == [("Ana", "trial")]
    assert figures(bring(book, blank, clear_blanks=True)) == (1, 0, 1, 0, 0, 0)
    assert ask(book, "SELECT owner, status, external_id FROM account") == [(None, "trial", "1")]


def test_equal_touchpoints_are_two_and_stay_two(book: Book) -> None:
    """T072."""
    text = "account,date,kind\nAcme,2026-01-05,email\nAcme,2026-01-05,email\n"
    bring(book, {"a.csv": "name\nAcme\n"})
    assert figures(bring(book, {"t.csv": text})) == (2, 2, 0, 0, 0, 0)
    more = text + "Acme,2026-01-05,email\n"
    assert figures(bring(book, {"t.csv": more})) == (3, 1, 0, 2, 0, 0)


def test_a_row_older_than_the_last_import_is_taken(book: Book) -> None:
    """T073."""
    bring(book, {"a.csv": "name\nAcme\n", "t.csv": "account,date,kind\nAcme,2026-01-30,email\n"})
    report = bring(book, {"t.csv": "account,date,kind\nAcme,2025-01-05,email\n"})
    assert figures(report) == (1, 1, 0, 0, 0, 0)


def test_a_touchpoint_to_come_is_planned_where_the_file_does_not_say(book: Book) -> None:
    files = {"a.csv": "name\nAcme\n", "t.csv": "account,date,kind\nAcme,2026-03-01,email\n"}
    bring(book, files)
    assert ask(book, "SELECT status FROM touchpoint") == [("planned",)]
    with operation(book, "Done", today=TODAY, now=NOW) as recorder:
        recorder.update("touchpoint", 1, {"status": "done"})
    assert figures(bring(book, files)) == (2, 0, 0, 2, 0, 0)
    assert ask(book, "SELECT status FROM touchpoint") == [("done",)]


def test_rows_with_ids_are_changed_in_place_and_may_move_to_another_account(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    bring(book, {"t.csv": "external_id,account,title,due\nT1,1,Send plan,2026-02-10\n"})
    report = bring(book, {"t.csv": "external_id,account,title,due\nT1,2,Send plan,2026-02-11\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert [(diff.field, diff.rows) for diff in report.diffs] == [("account", 1), ("due", 1)]
    assert ask(book, "SELECT account_id, due FROM task") == [(2, "2026-02-11")]


def test_health_and_pulse_of_accounts_become_readings_of_the_day(book: Book) -> None:
    text = {"a.csv": "external_id,name,health,pulse\n1,Acme,72.5,4\n2,Beta,,1\n3,Cyd,,\n"}
    assert figures(bring(book, text, source="crm")) == (3, 3, 0, 0, 0, 0)
    readings = "SELECT account_id, date, measure, value, source FROM health ORDER BY id"
    first = [
        (1, "2026-02-01", "score", 72.5, "crm"),
        (1, "2026-02-01", "pulse", 75.0, "crm"),
        (2, "2026-02-01", "pulse", 0.0, "crm"),
    ]
    assert ask(book, readings) == first
    with operation(book, "By hand", today=TODAY, now=NOW) as recorder:
        recorder.update("account", 3, {"owner": "Bo"})
    again = bring(book, text, source="crm", today=date(2026, 2, 9))
    assert figures(again) == (3, 0, 0, 3, 0, 0)
    assert ask(book, readings) == first
    later = {"a.csv": "external_id,name,health,pulse\n1,Acme,72.5,4\n"}
    report = bring(book, later, source="crm", today=date(2026, 2, 9))
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert [(diff.field, diff.rows) for diff in report.diffs] == [("health", 1), ("pulse", 1)]
    assert len(ask(book, readings)) == 5


def test_only_readings_that_are_new_are_changes_the_biggest_first(book: Book) -> None:
    header = "external_id,name,health,pulse\n"
    bring(book, {"a.csv": f"{header}1,Acme,72.5,4\n2,Beta,60,2\n3,Cyd,50,\n"})
    moved = f"{header}1,Acme,70,4\n2,Beta,20,5\n3,Cyd,,3\n4,Dan,9,1\n"
    health, pulse = bring(book, {"a.csv": moved}).diffs
    assert (health.field, health.rows, pulse.field, pulse.rows) == ("health", 2, "pulse", 2)
    assert health.examples == ((3, "Beta", 60, 20), (2, "Acme", 72.5, 70))
    assert pulse.examples == ((3, "Beta", 2, 5), (4, "Cyd", None, 3))


def test_the_biggest_changes_of_a_field_come_first(book: Book) -> None:
    header = "external_id,name,arr,renewal_date\n"
    rows = [(n, f"Co {n}", 100 * n, "2026-03-01") for n in range(1, 8)]
    bring(book, {"a.csv": header + "".join(f"{','.join(map(str, row))}\n" for row in rows)})
    moved = [(n, name, arr + n % 3, "2026-04-01") for n, name, arr, _ in rows]
    diffs = bring(
        book, {"a.csv": header + "".join(f"{','.join(map(str, row))}\n" for row in moved)}
    ).diffs
    found = {diff.field: [one.account for one in diff.examples] for diff in diffs}
    assert found["arr"] == ["Co 5", "Co 2", "Co 7", "Co 4", "Co 1"]
    assert found["renewal_date"] == [f"Co {n}" for n in range(7, 0, -1)]


def test_health_rows_hold_a_score_or_a_measure(book: Book) -> None:
    text = (
        "account,date,score,measure,value,source\nAcme,2026-01-01,70,,,tool\n"
        "Acme,2026-01-01,,adoption,55.5,\n"
    )
    bring(book, {"a.csv": "name\nAcme\n", "h.csv": text}, source="crm")
    assert ask(book, "SELECT measure, value, source FROM health") == [
        ("score", 70.0, "tool"),
        ("adoption", 55.5, "crm"),
    ]
    assert figures(bring(book, {"h.csv": text}, source="crm")) == (2, 0, 0, 2, 0, 0)


def test_monthly_revenue_is_taken_times_twelve(book: Book) -> None:
    text = "external_id,account,start_date,mrr\nS1,Acme,2026-01-01,100.25\n"
    bring(book, {"a.csv": "name\nAcme\n", "s.csv": text})
    assert ask(book, "SELECT arr FROM subscription") == [(120300,)]


def test_a_wide_sheet_counts_rows_and_brings_metrics(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    wide = "account_id,active_users,tickets_open\n1,5,0\n2,7,\n3,,\n"
    day = date(2026, 1, 31)
    report = bring(book, {"w.csv": wide}, kind="metrics", date=day)
    assert figures(report) == (3, 2, 0, 0, 1, 0)
    assert ask(book, "SELECT account_id, metric, value FROM metric ORDER BY id") == [
        (1, "active_users", 5.0),
        (1, "tickets_open", 0.0),
        (2, "active_users", 7.0),
    ]
    more = wide.replace("2,7,\n", "2,7,4\n")
    assert figures(bring(book, {"w.csv": more}, kind="metrics", date=day)) == (3, 0, 1, 1, 1, 0)


def test_an_orphan_in_a_wide_sheet_is_one_rejected_row(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    wide = "account_id,active_users,tickets_open\n1,5,0\n9,7,1\n"
    report = bring(
        book,
        {"w.csv": wide},
        kind="metrics",
        date=date(2026, 1, 31),
        skip_bad=True,
        rejects=book.path.with_name("bad.csv"),
    )
    assert figures(report) == (2, 1, 0, 0, 0, 1)
    assert len(report.problems) == 1


def test_the_first_currency_is_the_books_and_others_need_a_rate(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name,arr,currency\n1,Acme,100,usd\n2,Beta,1,\n"})
    assert ask(book, "SELECT value FROM setting WHERE key = 'currency'") == [("USD",)]
    euro = {"b.csv": "external_id,name,arr,potential_arr,currency\n3,Cyd,10.05,1,EUR\n"}
    refusal = stopped(book, euro)
    (problem,) = refusal.report.problems
    assert problem.problem == "the book is in USD, this row in EUR."
    assert problem.hint is not None and "--rate EUR=" in problem.hint
    report = bring(book, euro, rates={"EUR": Decimal("1.1")})
    # 1005 × 1.1 = 1105.5: half to even.
    assert ask(book, "SELECT arr, potential_arr, currency FROM account WHERE name = 'Cyd'") == [
        (1106, 110, "USD")
    ]
    assert report.files[0].evidence["rates"] == "1 EUR = 1.1 USD (1 row)"
    assert figures(bring(book, euro, rates={"EUR": Decimal("1.1")})) == (1, 0, 0, 1, 0, 0)


def test_the_book_s_currency_is_no_change_of_an_account_without_one(book: Book) -> None:
    bring(book, {"a.csv": "name,arr,currency\nAcme,100,USD\nBolt,200,\n"})
    text = "name,arr,currency\nAcme,100,USD\nBolt,200,USD\n"
    assert bring(book, {"b.csv": text}, clear_blanks=True).operation is None
    changed = bring(book, {"b.csv": text.replace("200", "300")})
    assert (changed.count("updated"), changed.count("unchanged")) == (1, 1)
    assert [diff.field for diff in changed.diffs] == ["arr"]


def test_a_mixture_of_currencies_stops_the_first_import(book: Book) -> None:
    text = {"a.csv": "name,arr,currency\nAcme,1,USD\nBeta,1,EUR\n"}
    refusal = stopped(book, text, skip_bad=True)
    assert "several currencies (EUR, USD)" in str(refusal)
    assert figures(refusal.report) == (2, 0, 0, 0, 2, 0)
    assert figures(bring(book, text, rates={"EUR": Decimal(2)})) == (2, 2, 0, 0, 0, 0)
    assert ask(book, "SELECT arr, currency FROM account ORDER BY id") == [
        (100, "USD"),
        (200, "USD"),
    ]


def edit(book: Book, today: date = TODAY, **values: object) -> None:
    with operation(book, "Edited Acme", today=today, now=NOW) as recorder:
        recorder.update("account", 1, values)


def test_what_was_set_by_hand_since_the_import_is_kept_and_told(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    edit(book, arr=15000, owner="Cyd")
    newer = {"a.csv": "external_id,name,arr,owner,region\n1,Acme,180,Ana,EMEA\n"}
    report = bring(book, newer)
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert ask(book, "SELECT arr, owner, region FROM account WHERE id = 1") == [
        (15000, "Cyd", "EMEA")
    ]
    assert [(problem.column, problem.value) for problem in report.problems] == [
        ("arr", "180"),
        ("owner", "Ana"),
    ]
    assert report.problems[0].problem == (
        "arr was set to 150 by hand on 2026-02-01; that was kept."
    )
    # Still so at the next import, until told otherwise.
    assert ask(book, "SELECT arr FROM account WHERE id = 1") == [(15000,)]
    assert figures(bring(book, newer)) == (1, 0, 0, 1, 0, 0)
    assert figures(bring(book, newer, prefer="file")) == (1, 0, 1, 0, 0, 0)
    assert ask(book, "SELECT arr, owner FROM account WHERE id = 1") == [(18000, "Ana")]
    assert bring(book, newer).problems == ()


def test_an_entry_by_hand_that_was_undone_keeps_nothing(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    edit(book, arr=15000)
    undo(book, today=TODAY, now=NOW)
    report = bring(book, {"a.csv": "external_id,name,arr\n1,Acme,180\n"})
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert report.problems == ()


def test_the_first_import_fills_what_was_entered_by_hand(book: Book) -> None:
    with operation(book, "Added Acme", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "Acme", "arr": 1})
    edit(book, arr=2)
    assert figures(bring(book, {"a.csv": ACCOUNTS})) == (3, 2, 1, 0, 0, 0)
    assert ask(book, "SELECT arr, external_id FROM account WHERE id = 1") == [(10000, "1")]


def synced(count: int) -> str:
    return "external_id,name\n" + "".join(f"{n},Account {n}\n" for n in range(count))


def test_a_full_sync_archives_what_the_source_no_longer_has(book: Book) -> None:
    bring(book, {"other.csv": "external_id,name\nX,Elsewhere\n"}, source="erp")
    with operation(book, "Added", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "By hand", "source": "crm"})
    bring(book, {"a.csv": synced(10)}, source="crm")
    report = bring(book, {"a.csv": synced(8)}, source="crm", full_sync=True)
    assert report.gone == ("Account 8", "Account 9")
    assert figures(report) == (8, 0, 0, 8, 0, 0)
    archived = "SELECT name FROM account WHERE archived_on IS NOT NULL ORDER BY id"
    assert ask(book, archived) == [("Account 8",), ("Account 9",)]
    report = bring(book, {"a.csv": synced(9)}, source="crm", full_sync=True)
    assert (report.gone, report.brought_back) == ((), ("Account 8",))
    assert ask(book, archived) == [("Account 9",)]
    undo(book, today=TODAY, now=NOW)
    assert ask(book, archived) == [("Account 8",), ("Account 9",)]


def test_a_full_sync_of_a_file_cut_short_is_refused_with_the_counts(book: Book) -> None:
    """T087."""
    bring(book, {"a.csv": synced(10)}, source="crm")
    refusal = stopped(book, {"a.csv": synced(7)}, source="crm", full_sync=True)
    assert "lacks 3 of the 10 accounts from crm" in str(refusal)
    assert ask(book, "SELECT count(*) FROM account WHERE archived_on IS NOT NULL") == [(0,)]
    report = bring(book, {"a.csv": synced(7)}, source="crm", full_sync=True, yes=True)
    assert report.archived == 3


def test_a_full_sync_with_rejected_rows_is_refused(book: Book) -> None:
    bring(book, {"a.csv": synced(10)}, source="crm")
    bad = synced(10).replace("3,Account 3\n", "3,\n")
    refusal = stopped(book, {"a.csv": bad}, source="crm", full_sync=True, skip_bad=True)
    assert "needs every row" in str(refusal)


def test_permuted_rows_and_columns_give_the_same_book(tmp_path: Path) -> None:
    rows = [(str(n), f"Account {n}", f"a{n}.com", str(n * 10)) for n in range(20)]
    header = ("external_id", "name", "domain", "arr")
    chance = random.Random(5)
    books = []
    for trial in range(3):
        order = list(range(len(header)))
        chance.shuffle(order)
        chance.shuffle(rows)
        text = "\n".join(",".join(row[at] for at in order) for row in (header, *rows)) + "\n"
        path = make_book(tmp_path / f"{trial}.db")
        with open_book(path) as book:
            bring(book, {"a.csv": text})
            books.append(exported(book, tmp_path / str(trial)))
    assert books[0] == books[1] == books[2]


@pytest.mark.parametrize("together", [True, False])
def test_two_half_files_give_the_whole(tmp_path: Path, together: bool) -> None:
    header = "external_id,name,arr\n"
    rows = [f"{n},Account {n},{n}\n" for n in range(10)]
    whole, halves = open_book(make_book(tmp_path / "w.db")), open_book(make_book(tmp_path / "h.db"))
    with whole, halves:
        bring(whole, {"a.csv": header + "".join(rows)})
        # The halves overlap: a row that both have is there once.
        parts = {"1.csv": header + "".join(rows[:6]), "2.csv": header + "".join(rows[5:])}
        if together:
            assert figures(bring(halves, parts)) == (11, 10, 0, 1, 0, 0)
        else:
            for name, text in parts.items():
                bring(halves, {name: text})
        assert exported(whole, tmp_path / "w") == exported(halves, tmp_path / "h")


def test_later_files_of_one_import_add_to_what_earlier_ones_say(book: Book) -> None:
    report = bring(
        book,
        {
            "1.csv": "external_id,name,arr\n1,Acme,5\n",
            "2.csv": "external_id,name,owner,arr\n1,Acme Group,Ana,\n",
        },
    )
    assert figures(report) == (2, 1, 1, 0, 0, 0)
    assert ask(book, "SELECT name, name_fold, arr, owner FROM account") == [
        ("Acme Group", "acme group", 500, "Ana")
    ]
    undo(book, today=TODAY, now=NOW)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "empty"),
        (b"name,arr\n", "no rows"),
        (b'name,notes\nAcme,"open\nBeta,x\n', "quote"),
        (b"colour,weight\nred,5\n", "--as"),
        (b"name,name\nAcme,Beta\n", "more than one column is the name"),
        (b"PK\x03\x04zip", "workbook"),
    ],
)
def test_a_file_that_cannot_be_understood_stops_everything(
    book: Book, text: bytes, said: str
) -> None:
    refusal = stopped(book, {"good.csv": ACCOUNTS, "bad.csv": text}, skip_bad=True)
    assert said in str(refusal)
    assert ask(book, "SELECT count(*) FROM account") == [(0,)]
    figures(refusal.report)
    assert refusal.report.count("rejected") == 0


def test_a_wide_sheet_without_any_figure_is_no_success(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    text = {"w.csv": "account_id,plan,colour\n1,Basic,red\n2,Pro,blue\n"}
    refusal = stopped(book, text, kind="metrics", date=date(2026, 1, 31))
    assert "no column holds figures" in str(refusal)
    assert figures(refusal.report) == (2, 0, 0, 0, 2, 0)


def test_an_ambiguous_date_stops_the_import_naming_the_flag(book: Book) -> None:
    text = {"a.csv": "name,start_date\nAcme,03/04/2025\nBeta,05/06/2025\n"}
    refusal = stopped(book, text, skip_bad=True)
    assert "--date-order" in str(refusal) and "start_date" in str(refusal)
    assert figures(bring(book, text, date_order="dmy")) == (2, 2, 0, 0, 0, 0)
    assert ask(book, "SELECT start_date FROM account") == [("2025-04-03",), ("2025-06-05",)]


def test_options_that_no_file_can_use_are_refused(book: Book) -> None:
    with pytest.raises(UsageError, match="--map nme=Name"):
        bring(book, {"a.csv": ACCOUNTS}, mapping={"nme": "Name"})
    with pytest.raises(UsageError, match="--set colour=red"):
        bring(book, {"a.csv": ACCOUNTS}, values={"colour": "red"})
    with pytest.raises(UsageError, match="no kind"):
        bring(book, {"a.csv": ACCOUNTS}, kind="account")


def test_a_declared_date_fills_undated_files_and_leaves_dates_alone(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    files = {
        "m.csv": "account,metric,value\n1,active_users,5\n",
        "n.csv": "account,metric,value,date\n1,active_users,6,2025-12-31\n",
    }
    bring(book, files, date=date(2026, 1, 31))
    assert ask(book, "SELECT date, value FROM metric ORDER BY value") == [
        ("2026-01-31", 5.0),
        ("2025-12-31", 6.0),
    ]


def test_text_columns_come_through_byte_for_byte(book: Book) -> None:
    values = ["00123", "+55 11 99", "0805", "1E5", "TRUE", "MARCH1", " x ", "1.0"]
    rows = "".join(f"{value},Account,{value}\n" for value in values)
    bring(book, {"a.csv": "external_id,name,segment\n" + rows})
    found = ask(book, "SELECT external_id, segment FROM account ORDER BY id")
    assert found == [(value, value) for value in values]


def test_an_interrupted_import_leaves_nothing(book: Book) -> None:
    def interrupt(*told: object) -> None:
        if told[2] == "Writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(book, {"a.csv": ACCOUNTS}, progress=interrupt)
    assert ask(book, "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM operation)") == [
        (0, 0)
    ]
    assert ask(book, "SELECT name FROM sqlite_temp_master") == []
    assert figures(bring(book, {"a.csv": ACCOUNTS})) == (3, 3, 0, 0, 0, 0)


def test_a_write_by_another_program_in_between_is_seen(book: Book, path: Path) -> None:
    def interfere(*told: object) -> None:
        if told[2] == "Writing":
            with open_book(path) as other:
                bring(other, {"b.csv": "external_id,name,arr\n2,Beta,7\n9,Zed,1\n"})

    report = bring(book, {"a.csv": ACCOUNTS}, progress=interfere)
    assert figures(report) == (3, 2, 1, 0, 0, 0)
    assert ask(book, "SELECT external_id, arr FROM account ORDER BY external_id") == [
        ("1", 10000),
        ("2", 20050),
        ("3", None),
        ("9", 100),
    ]


def test_a_book_that_is_read_only_refuses_before_anything_is_made(path: Path) -> None:
    with open_book(path, read_only=True) as book, pytest.raises(BookReadOnly):
        bring(book, {"a.csv": ACCOUNTS})
    assert sorted(path.parent.iterdir()) == [path]


def test_there_is_a_backup_before_an_import_into_a_book_with_content(book: Book) -> None:
    bring(book, {"a.csv": ACCOUNTS})
    folder = book.path.with_name("book-backups")
    assert not folder.exists()
    bring(book, {"a.csv": "external_id,name\n1,Acme AG\n"})
    assert len(list(folder.glob("*import*"))) == 1


def test_json_has_the_keys_of_the_interface(book: Book) -> None:
    report = bring(book, {"a.csv": ACCOUNTS}).as_json()
    assert list(report)[:12] == [
        "files",
        "kind",
        "source",
        "mapping",
        "evidence",
        "read",
        "added",
        "updated",
        "unchanged",
        "skipped",
        "rejected",
        "problems",
    ]
    assert report["operation"] == 1
    assert report["kind"] == "accounts"
    assert report["mapping"] == {
        "external_id": "external_id",
        "name": "name",
        "arr": "arr",
        "owner": "owner",
    }
