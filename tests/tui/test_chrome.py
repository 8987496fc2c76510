from __future__ import annotations

import pytest

from csm_tui.tui.chrome import Place, top_line
from csm_tui.tui.pieces import laid

PLACES = [Place("1", "Today", "today"), Place("2", "Portfolio", "book"), Place("9", "Past", "past")]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (50, " csm  1 Today [2 Portfolio] 9 Past     2 Feb"),
        (42, " csm  1 Today [2 Portfolio] 9     2 Feb"),
        (36, " csm  1 [2 Portfolio] 9     2 Feb"),
        (28, " csm [2 Portfolio]     2 Feb"),
    ],
)
def test_where_it_is_narrow_the_last_places_leave_only_their_numbers(
    width: int, shown: str
) -> None:
    found = top_line(PLACES, "book", (), "2 Feb", width)
    line = "".join(piece.text for piece in laid(found.line, width))
    assert line.split() == shown.split()
    for spot in found.spots:
        place = next(place for place in PLACES if place.name == spot.name)
        assert place.key in line[spot.start : spot.end]
