"""What a reference to an account means: the levels of INTERFACE, in their order."""

from __future__ import annotations

import pytest

from csm_tui.domain.folding import fold_name
from csm_tui.domain.references import AccountIndex, AccountKey, Alias


def key(
    number: int,
    name: str,
    external_id: str | None = None,
    source: str = "",
    domain: str | None = None,
    archived: bool = False,
) -> AccountKey:
    return AccountKey(number, external_id, source, domain, name, fold_name(name), archived)


INDEX = AccountIndex(
    [
        key(1, "Acme Inc", "17", "crm", "acme.com"),
        key(2, "Beta", "17", "erp", "beta.com"),
        key(3, "beta", None, "", "acme.org"),
        key(4, "acme.com", "99", "crm"),
        key(5, "Gone", "50", "crm", archived=True),
        key(6, "Gone", "51", "erp"),
        key(7, "crm:17", "a:b", "x"),
        key(8, "Twin", "1"),
        key(9, "Twin", "2"),
    ],
    [Alias(3, "billing", "99"), Alias(3, "billing", "B3")],
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("crm:17", 1),
        ("17", (1, 2)),
        ("99", 4),
        ("B3", 3),
        ("billing:99", 3),
        ("ACME.org", 3),
        ("acme.com", 1),
        ("Beta", 2),
        ("beta", 3),
        ("BETA", (2, 3)),
        ("ACME", 1),
        ("Gone", 6),
        ("x:a:b", 7),
        ("a:b", 7),
        (":1", 8),
        ("Twin", (8, 9)),
        ("nobody", None),
    ],
)
def test_the_first_level_that_matches_answers(
    text: str, meaning: int | tuple[int, ...] | None
) -> None:
    assert INDEX.resolve(text) == meaning
    assert INDEX.resolve_all([text, text]) == {text: meaning}


def test_accounts_added_later_are_found_and_take_the_place_of_their_former_selves() -> None:
    index = AccountIndex([key(1, "Old")])
    assert index.resolve("New") is None
    index.extend([key(1, "New"), key(2, "Other")], [Alias(2, "crm", "7")])
    assert (index.resolve("New"), index.resolve("Old")) == (1, None)
    assert index.resolve("crm:7") == 2
    assert index.find(1) == key(1, "New")


def test_candidates_are_described_by_what_tells_them_apart() -> None:
    assert INDEX.describe([1, 3, 8]) == "Acme Inc (crm:17), beta (acme.org), Twin (1)"
    many = AccountIndex([key(number, f"A{number}") for number in range(1, 9)])
    assert many.describe(range(1, 9)).endswith("A5 (no id) and 3 more")


def test_the_nearest_names_are_suggested_whatever_their_case() -> None:
    assert INDEX.nearest("ACNE") == ["Acme Inc"]
    assert INDEX.nearest("qqqqqqqq") == []
