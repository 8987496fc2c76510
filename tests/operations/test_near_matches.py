"""Near names are listed and taken only when somebody says so; two lengths of an id are one."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from csm_tui.domain.references import AccountKey
from csm_tui.errors import UnknownAccount, UsageError
from csm_tui.operations import candidates
from csm_tui.operations.candidates import NearNames
from csm_tui.queries.accounts import find
from csm_tui.store.journal import undo
from tests.operations.files import NOW, TODAY, ask, bring, figures, stopped

if TYPE_CHECKING:
    from csm_tui.store.database import Book

LONG, SHORT = "001bm00001ZL8U9AAL", "001bm00001ZL8U9"


def names(book: Book) -> list[str]:
    return [row[0] for row in ask(book, "SELECT name FROM account ORDER BY id")]


def test_a_near_name_is_listed_and_added_as_its_own(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nInitech GmbH,1\nGlobex,2\n"})
    report = bring(book, {"b.csv": "name,arr\nInitec AG,5\nUmbrella,6\n"}, dry_run=True)
    (found,) = report.candidates
    assert (found.line, found.name, found.account, found.similarity) == (
        2,
        "Initec AG",
        "Initech GmbH",
        92,
    )
    assert report.as_json()["candidates"] == [found._asdict()]
    assert figures(bring(book, {"b.csv": "name,arr\nInitec AG,5\n"})) == (1, 1, 0, 0, 0, 0)


def test_an_accepted_name_is_remembered_and_the_account_keeps_its_own(book: Book) -> None:
    bring(book, {"a.csv": "name,arr\nInitech,1\n"})
    file = {"b.csv": "name,arr\nInitec AG,5\n"}
    assert figures(bring(book, file, accept={"Initec AG": "initech"})) == (1, 0, 1, 0, 0, 0)
    again = bring(book, file)
    assert figures(again) == (1, 0, 0, 1, 0, 0)
    assert (again.candidates, again.notices) == ((), ())
    assert names(book) == ["Initech"]
    bring(book, {"t.csv": "account,title\ninitec,Call\n"})
    assert ask(book, "SELECT account_id FROM task") == [(1,)]
    undo(book, today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    assert figures(bring(book, file, dry_run=True)) == (1, 1, 0, 0, 0, 0)


def test_an_accepted_row_with_an_id_is_the_account_by_that_id_too(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Initech\n"}, source="crm")
    file = {"b.csv": "external_id,name\nZ,Initec\n"}
    bring(book, file, source="erp", accept={"Initec": 1})
    assert figures(bring(book, file, source="erp")) == (1, 0, 0, 1, 0, 0)
    renamed = {"b.csv": "external_id,name\nZ,Initec Europe\n"}
    report = bring(book, renamed, source="erp")
    assert names(book) == ["Initec Europe"]
    assert report.notices[0].problem == "Initech is called Initec Europe now; its id is the same."


@pytest.mark.parametrize(
    ("accept", "said"),
    [
        ({"Nobody": "Initech"}, "no row is called"),
        ({"Initec": "Acme"}, "there is no account"),
        ({"Globex": "Initech"}, "the book has an account 'Globex' itself"),
    ],
)
def test_an_accept_that_cannot_be_meant_is_refused(
    book: Book, accept: dict[str, str], said: str
) -> None:
    bring(book, {"a.csv": "name\nInitech\nGlobex\n"})
    with pytest.raises(UsageError, match=said):
        bring(book, {"b.csv": "external_id,name\n7,Initec\n8,Globex\n"}, accept=accept)
    assert len(names(book)) == 2


def test_an_account_with_another_id_of_the_source_is_no_candidate(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Initech\n"}, source="crm")
    report = bring(book, {"b.csv": "external_id,name\n2,Initec\n"}, source="crm")
    assert report.candidates == ()


def test_names_that_differ_in_a_number_are_not_near_and_blocks_find_what_all_pairs_find() -> None:
    texts = ["store 12", "store 13", "initech", "initech holding", "grand hotel lisboa"]
    keys = [AccountKey(n, None, "", None, text, text) for n, text in enumerate(texts)]
    wanted = ["Stor 12", "Initec", "Lisboa Grand Hotel", "umbrella"]
    all_pairs = NearNames(keys, len(wanted))
    found = [[near.key.name for near in all_pairs.near(name)] for name in wanted]
    assert found == [["store 12"], ["initech"], ["grand hotel lisboa"], []]
    blocked = NearNames(keys, candidates.ALL_PAIRS)
    assert [[near.key.name for near in blocked.near(name)] for name in wanted] == found


def test_what_would_take_too_long_to_compare_is_said(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_PAIRS", 1)
    bring(book, {"a.csv": "name\nInitech\n"})
    report = bring(book, {"b.csv": "name\nInitec\nInitecs\n"})
    assert len(report.candidates) == 1
    assert report.notices[0].problem.endswith("names without an account left: 1.")


def test_salesforce_ids_of_15_and_18_characters_are_one_account(book: Book) -> None:
    bring(book, {"a.csv": f"external_id,name,arr\n{LONG},Edge,1\n"}, source="salesforce")
    report = bring(book, {"b.csv": f"external_id,name,arr\n{SHORT},Edge,2\n"}, source="salesforce")
    assert figures(report) == (1, 0, 1, 0, 0, 0)
    assert ask(book, "SELECT external_id, arr FROM account") == [(LONG, 200)]
    bring(book, {"t.csv": f"account,title\n{SHORT},Call\n"})
    other = SHORT.replace("ZL", "Zl")
    assert figures(bring(book, {"b.csv": f"external_id,name\n{other},Other\n"})) == (
        (1, 1, 0, 0, 0, 0)
    )
    both = f"external_id,name\n{LONG},Edge\n{SHORT},Edge\n"
    refusal = stopped(book, {"c.csv": both}, source="salesforce")
    assert [problem.line for problem in refusal.report.problems] == [3]


def test_the_salesforce_id_of_another_program_s_export_finds_the_account(book: Book) -> None:
    bring(book, {"a.csv": f"external_id,name\n{LONG},Edge\n"}, source="salesforce")
    file = {
        "g.csv": f"external_id,salesforce_id,name\nG1,{SHORT},Edge Co\nG2,{LONG[:-4]}ZAAA,New\n"
    }
    assert figures(bring(book, file, source="gainsight")) == (2, 1, 1, 0, 0, 0)
    assert ask(book, "SELECT account_id, source, external_id FROM account_alias ORDER BY 1") == [
        (1, "gainsight", "G1"),
        (2, "salesforce", f"{LONG[:-4]}ZAAA"),
    ]
    assert figures(bring(book, file, source="gainsight")) == (2, 0, 0, 2, 0, 0)


def test_one_row_for_two_accounts_and_two_rows_for_one_are_told(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name,domain\n1,Acme,acme.com\n2,Beta,beta.com\n"})
    report = bring(book, {"b.csv": "external_id,name,domain\n1,Acme,beta.com\n"}, dry_run=True)
    (notice,) = report.notices
    assert notice.problem == "its id means Acme, its domain Beta: the id was believed."
    rows = (
        "external_id,name,domain\n3,Acme North,acme.com\n4,Beta,\n5,Gamma,g.com\n"
        "6,GAMMA Ltd,g.com\n7,Delta,d.com\n8,Delta Europe,D.com\n"
    )
    report = bring(book, {"b.csv": rows}, dry_run=True)
    assert [(notice.line, notice.problem) for notice in report.notices] == [
        (2, "Acme North has the domain of Acme (1); it was added as an account of its own."),
        (
            3,
            "Beta (2) is called so too, but has another id; it was added as an account of its own.",
        ),
        (5, "line 4 is called so too; both were added."),
        (7, "line 6 has the same domain; both were added."),
    ]
    assert figures(report) == (6, 6, 0, 0, 0, 0)


def test_commands_find_an_account_by_the_other_length_of_its_id_and_by_an_accepted_name(
    book: Book,
) -> None:
    bring(book, {"a.csv": f"external_id,name\n{LONG},Edge\n7,Initech\n"}, source="salesforce")
    bring(book, {"b.csv": "name\nInitec AG\n"}, accept={"Initec AG": "7"})
    assert [find(book.connection, text) for text in (SHORT, LONG, "INITEC", "7")] == [1, 1, 2, 2]
    with pytest.raises(UnknownAccount):
        find(book.connection, SHORT.swapcase())


def test_a_remembered_name_never_makes_one_of_two_ids_of_a_source(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Initech\n"}, source="crm")
    bring(book, {"b.csv": "name\nInitec\n"}, accept={"Initec": "Initech"})
    report = bring(book, {"a.csv": "external_id,name\n9,Initec\n"}, source="crm")
    assert figures(report) == (1, 1, 0, 0, 0, 0)


def test_accept_also_says_which_of_several_accounts_of_one_name_is_meant(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme Inc\n2,Acme GmbH\n"}, source="crm")
    file = {"b.csv": "name,arr\nACME,1\n"}
    assert "--accept" in str(stopped(book, file).report.problems[0].hint)
    assert figures(bring(book, file, accept={"ACME": "crm:2"})) == (1, 0, 1, 0, 0, 0)
    assert figures(bring(book, file)) == (1, 0, 0, 1, 0, 0)
    bring(book, {"t.csv": "account,title\nacme,Call\n"})
    assert ask(book, "SELECT account_id FROM task") == [(2,)]


def test_names_that_are_compared_leave_nothing_for_a_collector() -> None:
    """A command line has none: it ends soon."""
    key = AccountKey(1, None, "", None, "Initech Global", "initech global", False)
    near = NearNames([key], 1)
    near.near("Initec Global")
    gc.collect()
    for number in range(50):
        assert near.near(f"Initec{'h' * (number % 2)} Global")
    assert gc.collect() < 50
