"""Which line of a list shows what."""

from __future__ import annotations

import pytest

from csm_tui.tui.widgets.row_places import Place, RowPlaces, Section


def places(*, headed: bool = True, folded: str = "") -> RowPlaces:
    """Return three sections, the one in the middle without rows; of the last one id is known."""
    found = RowPlaces(headed=headed)
    found.folded = set(folded)
    found.show([Section("a", 2, [11, 12]), Section("b", 0, []), Section("c", 2, [31])])
    return found


@pytest.mark.parametrize(
    ("headed", "folded", "shown"),
    [
        (True, "", [(0, -1), (0, 0), (0, 1), (1, -1), (1, 0), (1, 1)]),
        (True, "a", [(0, -1), (1, -1), (1, 0), (1, 1)]),
        (True, "ac", [(0, -1), (1, -1)]),
        (False, "", [(0, 0), (0, 1), (1, 0), (1, 1)]),
    ],
)
def test_every_line_shows_a_place_and_every_place_has_its_line(
    headed: bool, folded: str, shown: list[tuple[int, int]]
) -> None:
    found = places(headed=headed, folded=folded)
    assert found.total == len(shown)
    assert [found.place(line) for line in range(found.total)] == [Place(*one) for one in shown]
    assert [found.line_of(Place(*one)) for one in shown] == [*range(found.total)]
    assert found.place(-1) is None
    assert found.place(found.total) is None


def test_what_is_folded_away_stands_on_the_line_of_its_head() -> None:
    found = places(folded="a")
    assert found.line_of(Place(0, 1)) == 0
    assert found.first() == Place(1, 0)
    assert found.near(0) == Place(0, -1)
    assert found.near(1) == Place(1, 0)
    assert found.near(99) == Place(1, 1)
    assert places(folded="ac").first() == Place(0, -1)


def test_ids_are_found_as_far_as_they_are_known() -> None:
    found = places()
    assert found.find(31) == Place(1, 0)
    assert found.find(99) is None
    assert [found.id(Place(1, row)) for row in (-1, 0, 1)] == [None, 31, None]
    assert not found.is_whole
    found.show([Section("a", 1, [11])])
    assert found.is_whole
    assert found.find_head("a") == Place(0, -1)
    assert found.find_head("b") is None
