from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.theme import BUILTIN_THEMES

from csm_tui.tui.pieces import Line, Piece, cut, fit, fit_right, folded, line, wrap
from csm_tui.tui.strips import strip
from csm_tui.tui.themes import THEMES, Inks, own_variables


def inks() -> Inks:
    theme = THEMES[0]
    return Inks({**own_variables(theme), **theme.to_color_system().generate(), **theme.variables})


@given(st.text(max_size=60), st.text(max_size=20), st.integers(min_value=1, max_value=80))
def test_a_strip_is_exactly_as_wide_as_asked(left: str, right: str, width: int) -> None:
    drawn = strip(Line((Piece(left),), (Piece(right, "muted"),)), width, inks())
    assert sum(cell_len(segment.text) for segment in drawn) == width


@given(st.text(max_size=200))
def test_nothing_a_terminal_obeys_is_ever_drawn(text: str) -> None:
    drawn = strip(line(Piece(text)), 400, inks())
    shown = "".join(segment.text for segment in drawn)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert "\u202e" not in shown
    assert "\u200b" not in shown


def test_markup_is_only_text() -> None:
    for name in ("[/red]", "[/", "[b", "[@click=app.quit]x[/]", "\\["):
        drawn = strip(line(Piece(name)), 40, inks())
        assert drawn.text.rstrip() == name


def test_after_a_piece_that_was_cut_nothing_follows() -> None:
    drawn = strip(line(Piece("31  "), Piece("today     "), Piece("adoption_pct")), 11, inks())
    assert drawn.text.rstrip() == "31  today…"


def test_a_folded_line_keeps_every_word_and_its_ink() -> None:
    said = line(Piece("Nothing to rate. "), Piece("Press . for a longer span.", "muted"))
    assert [one.plain.rstrip() for one in folded(said, 24)] == [
        "Nothing to rate. Press .",
        "for a longer span.",
    ]
    shown = folded(said, 26)
    assert [one.plain.rstrip() for one in shown] == ["Nothing to rate.", said.left[1].text]
    assert shown[1].left[0].ink == "muted"
    assert len(folded(said, 60)) == 1


def test_what_is_cut_ends_in_the_ellipsis() -> None:
    assert cut("Northwind Foods", 10) == "Northwind…"
    assert cut("Northwind", 10) == "Northwind"
    assert cut("九州システム", 7) == "九州シ…"
    assert cut("Northwind", 1) == "N"


@given(st.text(max_size=80), st.integers(min_value=0, max_value=30))
def test_fitting_is_by_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit_right(text, width)) == width


def test_a_novel_is_cut_without_being_measured() -> None:
    assert cell_len(cut("x" * 1_000_000, 20)) == 20


def test_the_right_side_wins_over_the_left() -> None:
    drawn = strip(Line((Piece("a long name that has no room"),), (Piece("$512K"),)), 16, inks())
    assert drawn.text == "a long na… $512K"


@given(st.text(alphabet="ab 九", max_size=60), st.integers(min_value=2, max_value=20))
def test_wrapped_lines_are_never_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(part) <= width for part in wrap(text, width))


def test_wrapping_stops_at_the_most_lines() -> None:
    assert wrap("one two three four", 7, most=2) == ["one two", "three…"]


def test_a_line_is_copied_as_its_text() -> None:
    assert line(Piece(" name "), right=[Piece(" $5K ")]).plain == "name  $5K"


def test_every_theme_of_textual_gives_inks() -> None:
    for theme in BUILTIN_THEMES.values():
        variables = {**own_variables(theme), **theme.to_color_system().generate()}
        drawn = Inks({**variables, **theme.variables}, ansi=theme.ansi)
        for ink in ("text", "muted", "accent", "good", "warn", "bad", "spark"):
            for ground in ("", "bar", "surface", "cursor", "dimmed"):
                assert drawn.style(ink, ground) is drawn.style(ink, ground)
