"""How accounts are told apart in files: by what alone means them, the same in every book."""

from __future__ import annotations

from csm_tui.domain.folding import fold_name
from csm_tui.domain.references import AccountIndex, AccountKey
from csm_tui.queries.export import references


def key(
    number: int,
    name: str,
    external_id: str | None = None,
    source: str = "",
    domain: str | None = None,
) -> AccountKey:
    return AccountKey(number, external_id, source, domain, name, fold_name(name))


def referred(*keys: AccountKey) -> list[tuple[str, str | None, str]]:
    return [one[1:] for one in references(keys)]


def test_the_first_of_id_domain_and_name_that_means_one_account_is_taken() -> None:
    assert referred(
        key(1, "Acme", "17", "crm", "acme.com"),
        key(2, "Beta", "17", "erp", "beta.com"),
        key(3, "Cyd", "9", domain="cyd.com"),
        key(4, "Dan"),
        key(5, "Acme", "17"),
    ) == [
        ("acme.com", "17", "crm"),
        ("beta.com", "17", "erp"),
        ("9", "9", ""),
        ("Dan", None, ""),
        (":17", "17", ""),
    ]


def test_accounts_that_nothing_tells_apart_get_a_mark_of_ours() -> None:
    assert referred(key(4, "Acme"), key(7, "Acme")) == [
        ("csm-4", "csm-4", "csm"),
        ("csm-7", "csm-7", "csm"),
    ]


def test_a_mark_that_is_taken_gets_a_number() -> None:
    found = referred(key(1, "Other", "csm-4", "csm"), key(4, "Acme"), key(7, "Acme"))
    assert found[1] == ("csm-4-2", "csm-4-2", "csm")


def test_a_mark_may_need_another_where_it_makes_an_account_ambiguous() -> None:
    keys = (key(1, "Acme"), key(2, "Acme"), key(3, "csm-1"), key(4, "csm-1", "x", "y"))
    found = references(keys)
    index = AccountIndex(
        [
            named._replace(external_id=one.external_id, source=one.source)
            for named, one in zip(keys, found, strict=True)
        ]
    )
    assert [index.resolve(one.reference) for one in found] == [1, 2, 3, 4]


def test_what_was_marked_once_is_referred_to_in_the_same_way_ever_after() -> None:
    first = references([key(4, "Acme"), key(7, "Acme"), key(9, "a:b", "c", "")])
    names = ["Acme", "Acme", "a:b"]
    again = references(
        [
            key(number, name, one.external_id, one.source)
            for number, (name, one) in enumerate(zip(names, first, strict=True), start=1)
        ]
    )
    assert [one[1:] for one in again] == [one[1:] for one in first]
