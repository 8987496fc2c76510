"""No text can become structure: what a Markdown reader shows is the words that were put in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from csm_tui.reports.markdown import COLUMNS, Document, Item, escaped, shortened, width
from csm_tui.text import safe_text

HOSTILE = (
    "# x",
    "a # b ##",
    "[a](https://evil.example)",
    "![a](b)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "<!-- gone",
    "<?php gone ?>",
    "</b>",
    "a|b|c",
    "**bold** __bold__ *x* _x_",
    "`code` ```",
    "~~~",
    "~~gone~~ ~gone~",
    "- list",
    "+ list",
    "1. list",
    "2024) list",
    "> quoted",
    "---",
    "===",
    "&lt;b&gt; &#35;",
    "ends with \\",
    "\\* \\| \\\\",
    "two\nlines\r\n# three",
    "    code",
    "\x1b[31mred\u202e",
    "|---|---|",
    "[x]: https://evil.example",
    ":-:",
)
words = st.text(
    st.one_of(st.sampled_from(list("#*_~`<>[]()|\\!&;-+=.1 \n\tab")), st.characters()), max_size=30
)


def shown(value: str) -> str:
    """Return the words that a text stands for: one safe line, runs of spaces as one."""
    return " ".join(safe_text(value).split()) or "–"


def read(markdown: str) -> list[Token]:
    """Return the tokens of a document, as a reader with GitHub's tables has them."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return reader.parse(markdown)


def texts(tokens: list[Token]) -> list[str]:
    """Return the words of each inline token; fails where one holds anything but words."""
    found = []
    for token in tokens:
        if token.type == "inline":
            children = token.children or []
            allowed = {"text", "text_special", "softbreak", "hardbreak"}
            assert {child.type for child in children} <= allowed, markdown_of(children)
            found.append("".join(" " if "break" in c.type else c.content for c in children))
    return found


def markdown_of(tokens: list[Token]) -> str:
    """Return what tokens are, for the message of a test."""
    return " ".join(f"{token.type}:{token.content}" for token in tokens)


def blocks(tokens: list[Token]) -> list[str]:
    """Return the types of the tokens."""
    return [token.type for token in tokens]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_stays_a_name_wherever_it_stands(value: str) -> None:
    plain, hostile = Document(), Document()
    for document, name in ((plain, "name"), (hostile, value)):
        document.title(name)
        document.section(name)
        document.paragraph(name, name)
        document.items([name, name])
        document.table((name, "B"), [(name, "1"), ("2", name)], right=("B",))
    assert blocks(read(hostile.text())) == blocks(read(plain.text()))
    assert set(texts(read(hostile.text()))) == {
        shown(value),
        f"{shown(value)} {shown(value)}",
        "B",
        "1",
        "2",
    }


@pytest.mark.parametrize("value", HOSTILE)
def test_a_name_in_bold_is_bold_and_nothing_else(value: str) -> None:
    document = Document()
    document.items([Item(value, value)])
    (inline,) = [token for token in read(document.text()) if token.type == "inline"]
    children = [child for child in inline.children or [] if child.content or child.nesting]
    assert [child.type for child in children if child.type not in ("text", "text_special")] == [
        "strong_open",
        "strong_close",
    ]
    assert "".join(child.content for child in children) == f"{shown(value)} {shown(value)}"


@given(words)
def test_any_text_is_shown_word_for_word(value: str) -> None:
    document = Document()
    document.paragraph(value)
    document.items([value])
    document.table(("A",), [(value,)])
    tokens = read(document.text())
    assert texts(tokens) == [shown(value), shown(value), "A", shown(value)]
    assert not {"heading_open", "html_block", "fence", "code_block", "hr"} & set(blocks(tokens))


def test_naughty_strings_are_shown_word_for_word(shared_data: Path) -> None:
    naughty = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    for value in naughty:
        document = Document()
        document.items([value])
        document.table(("A",), [(value,)])
        assert texts(read(document.text())) == [shown(value), "A", shown(value)]


@given(words, words)
def test_any_text_in_bold_leaves_what_follows_alone(about: str, said: str) -> None:
    document = Document()
    document.items([Item(f"{about}!", said)])
    (inline,) = [token for token in read(document.text()) if token.type == "inline"]
    types = {child.type for child in inline.children or []}
    assert types <= {"text", "text_special", "strong_open", "strong_close"}


@given(words, words)
def test_a_long_text_goes_on_in_the_next_line_word_for_word(value: str, end: str) -> None:
    document = Document()
    long = f"{value} {'word ' * 30}{value} {end}"
    document.paragraph(long, end)
    document.items([long, Item("about", long, end)])
    tokens = read(document.text())
    kinds = set(blocks(tokens)) - {"inline"}
    assert {kind.rsplit("_", 1)[0] for kind in kinds} <= {"paragraph", "bullet_list", "list_item"}


@pytest.mark.parametrize("value", ["short words " * 30, "九州 " * 90])
def test_a_text_of_short_words_stays_within_the_page(value: str) -> None:
    document = Document()
    document.items([value, Item("about", value, value)])
    document.paragraph(value, about="about")
    assert 60 < max(map(width, document.text().splitlines())) <= COLUMNS


@pytest.mark.parametrize(
    "value", ["Acme_West", "AT&T", "C#", "score < 40", "-5 points", "~62", "3.5 of 5", "a - b"]
)
def test_harmless_text_is_left_as_it_is(value: str) -> None:
    assert escaped(value) == value


def test_a_table_is_aligned_for_the_eye_also_with_wide_letters() -> None:
    document = Document()
    document.table(("Account", "ARR"), [("Kanal 九州", "$5"), ("Acme", "$120,000")], right=("ARR",))
    lines = document.text().splitlines()
    assert lines == [
        "| Account    |      ARR |",
        "| ---------- | -------: |",
        "| Kanal 九州 |       $5 |",
        "| Acme       | $120,000 |",
    ]
    assert len({width(line) for line in lines}) == 1


@given(st.text(max_size=40), st.integers(2, 20))
def test_a_shortened_text_fits(value: str, limit: int) -> None:
    cut = shortened(value, limit)
    assert width(cut) <= limit
    assert cut == " ".join(safe_text(value).split()) or cut.endswith("…")


def test_the_lines_of_a_paragraph_stay_lines() -> None:
    document = Document()
    document.paragraph("one", "two", about="Why now:")
    assert document.text() == "**Why now:** one  \ntwo\n"
