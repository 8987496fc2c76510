"""Salesforce ids of 15 and 18 characters are one; nothing else is taken for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.references import ACCEPTED, AccountIndex, AccountKey, Alias
from csm_tui.domain.salesforce_ids import check, looks_like_one, same_id

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def test_the_check_is_that_of_real_ids() -> None:
    for real in ("001bm00001ZL8U9AAL", "003bm00000zapthAAA", "006bm00000LKgOnAAL"):
        assert check(real[:15]) == real[15:]


@given(st.text(LETTERS, min_size=15, max_size=15))
def test_both_lengths_are_one_id_and_its_case_counts(short: str) -> None:
    assert same_id(short + check(short)) == same_id(short) == short
    other = short.swapcase()
    assert (same_id(other + check(other)) == short) == (other == short)


def test_other_texts_of_18_characters_are_themselves_unless_the_source_says_so() -> None:
    assert same_id("001bm00001ZL8U9XYZ") == "001bm00001ZL8U9XYZ"
    assert same_id("001bm00001ZL8U9XYZ", declared=True) == "001bm00001ZL8U9"
    assert same_id("a name of 18 chars", declared=True) == "a name of 18 chars"
    assert not looks_like_one("AcmeCorporation")


def key(number: int, external_id: str | None, source: str, name: str) -> AccountKey:
    return AccountKey(number, external_id, source, None, name, name.casefold())


def test_references_find_the_other_length_and_accepted_names_last() -> None:
    keys = [
        key(1, "001bm00001ZL8U9AAL", "", "Edge"),
        key(2, "001bm00001ZL8UA", "salesforce", "Burlington"),
        key(3, None, "", "Initech"),
        key(4, None, "", "Other"),
    ]
    index = AccountIndex(keys, [Alias(3, ACCEPTED, "initec"), Alias(4, "erp", "7")])
    assert index.resolve("001bm00001ZL8U9") == 1
    assert index.resolve("001bm00001ZL8UAAA1") == 2
    assert index.resolve("001bm00001ZL8uAAA1") is None
    assert index.resolve("001bm00001ZL8UAZZZ", "salesforce") == 2
    assert index.resolve("INITEC Ltd") == 3
    short = ("", "001bm00001ZL8U9")
    assert index.of_ids([short, ("erp", "8")]) == {short: 1}


def test_an_id_of_the_file_s_own_source_goes_first() -> None:
    index = AccountIndex([key(1, "17", "crm", "A"), key(2, "17", "erp", "B")])
    assert index.resolve("17") == (1, 2)
    assert index.resolve("17", "erp") == 2
