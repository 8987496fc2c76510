"""The filter language: every key, every refusal, and hostile text taken literally."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csm_tui.domain.filters import KEYS, TOUCHPOINT_KEYS, Filter, Term, parse, quoted
from csm_tui.domain.folding import fold
from csm_tui.errors import FilterProblem


def terms(text: str) -> list[Term]:
    return list(parse(text).terms)


def word(text: str, negated: bool = False) -> Term:
    return Term("word", ":", text, negated)


def problem(text: str) -> str:
    with pytest.raises(FilterProblem) as caught:
        parse(text)
    return str(caught.value)


def test_no_text_is_no_condition() -> None:
    assert parse("") == Filter("", ())
    assert terms("  \t \n ") == []


def test_words_are_folded() -> None:
    assert terms("Ácme  CORP") == [word("acme"), word("corp")]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("tier:high", Term("tier", "=", "high", False)),
        ("tier=high", Term("tier", "=", "high", False)),
        ("TIER:High", Term("tier", "=", "high", False)),
        ("tier:unknown", Term("tier", "=", "unknown", False)),
        ("level:tech", Term("level", "=", "tech", False)),
        ("quadrant:project", Term("quadrant", "=", "project", False)),
        ("quadrant:not-placed", Term("quadrant", "=", "not-placed", False)),
        ("stage:renewal", Term("stage", "=", "renewal", False)),
        ("status:trial", Term("status", "=", "trial", False)),
        ("health:red", Term("health", "=", "red", False)),
        ("health:unknown", Term("health", "=", "unknown", False)),
        ("health<50", Term("health", "<", 50, False)),
        ("health:50", Term("health", "=", 50, False)),
        ("size>=50", Term("size", ">=", 50, False)),
        ("need:unknown", Term("need", "=", "unknown", False)),
        ("arr>50000", Term("arr", ">", 5_000_000, False)),
        ("arr>45k", Term("arr", ">", 4_500_000, False)),
        ("arr<=1.2M", Term("arr", "<=", 120_000_000, False)),
        ("arr=1b", Term("arr", "=", 100_000_000_000, False)),
        ("arr>50,000", Term("arr", ">", 5_000_000, False)),
        ("arr>50_000.5", Term("arr", ">", 5_000_050, False)),
        ("arr:unknown", Term("arr", "=", "unknown", False)),
        ("potential>=100k", Term("potential", ">=", 10_000_000, False)),
        ("renewal<60d", Term("renewal", "<", 60, False)),
        ("renewal<-1d", Term("renewal", "<", -1, False)),
        ("renewal:unknown", Term("renewal", "=", "unknown", False)),
        ("silent>30d", Term("silent", ">", 30, False)),
        ("silent>8w", Term("silent", ">", 56, False)),
        ("silent>30", Term("silent", ">", 30, False)),
        ("overdue", Term("overdue", "", None, False)),
        ("risk", Term("risk", "", None, False)),
        ("archived", Term("archived", "", None, False)),
        ("-risk", Term("risk", "", None, True)),
        ("risk:yes", Term("risk", "", None, False)),
        ("risk:no", Term("risk", "", None, True)),
        ("-risk:no", Term("risk", "", None, False)),
        ("-tier:tech", Term("tier", "=", "tech", True)),
        ("-arr>5k", Term("arr", ">", 500_000, True)),
        ("owner:Ána", Term("owner", ":", "ana", False)),
        ("owner=ana", Term("owner", "=", "ana", False)),
        ('owner:"Ana Li"', Term("owner", ":", "ana li", False)),
        ('-owner:"Ana Li"', Term("owner", ":", "ana li", True)),
        ('owner:""', Term("owner", "=", None, False)),
        ('tier:"high"', Term("tier", "=", "high", False)),
        ("tag:emea", Term("tag", ":", "emea", False)),
        ("name:acme", Term("name", ":", "acme", False)),
        ("domain:acme.com", Term("domain", ":", "acme.com", False)),
        ("segment:smb", Term("segment", ":", "smb", False)),
        ("industry:retail", Term("industry", ":", "retail", False)),
        ("region:emea", Term("region", ":", "emea", False)),
        ("country:de", Term("country", ":", "de", False)),
        ("tag:a:b", Term("tag", ":", "a:b", False)),
    ],
)
def test_a_key_with_its_value_is_a_term(text: str, term: Term) -> None:
    assert terms(text) == [term]


def test_every_key_is_understood() -> None:
    values = {"tier": "high", "level": "low", "quadrant": "project", "stage": "growth"}
    values |= {"status": "trial", "overdue": "yes", "risk": "yes", "archived": "yes"}
    for key in KEYS:
        assert terms(f"{key}:{values.get(key, '5')}")[0].key == key


def test_terms_stand_in_the_order_typed() -> None:
    assert terms('acme tier:high -"north sea" overdue') == [
        word("acme"),
        Term("tier", "=", "high", False),
        word("north sea", negated=True),
        Term("overdue", "", None, False),
    ]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("-acme", word("acme", negated=True)),
        ("-", word("-")),
        ("--acme", word("-acme", negated=True)),
        ('"-acme"', word("-acme")),
        ('"overdue"', word("overdue")),
        ('"tier:high"', word("tier:high")),
        ('"a ""b"" c"', word('a "b" c')),
        ('5"', word('5"')),
        ("o'brien", word("o'brien")),
        ("%", word("%")),
        ("_", word("_")),
        ("'; drop", word("';")),
        ("\\", word("\\")),
        ("[/red]", word("[/red]")),
        ("<script>x", word("<script>x")),
        ("10:30", word("10:30")),
        ("Re:Invent", word("re:invent")),
        ("a-b:c", word("a-b:c")),
        ("größe:x", word("grosse:x")),
        (":", word(":")),
        ("\u0301", word("\u0301")),
    ],
)
def test_anything_else_is_a_literal_word(text: str, term: Term) -> None:
    assert terms(text)[0] == term


def test_an_unclosed_quote_is_literal_while_typing() -> None:
    assert terms('"north sea') == [word('"north'), word("sea")]
    assert terms('owner:"ana li') == [Term("owner", ":", '"ana', False), word("li")]
    assert terms('"north"sea') == [word('"north"sea')]


def test_lone_surrogates_never_reach_the_book() -> None:
    assert parse("a\ud800b") == Filter("a\ufffdb", (word("a\ufffdb"),))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("teir:high", "`teir` is not a filter key: did you mean `tier`?"),
        ("own:ana", "did you mean `owner`?"),
        ("quad:project", "did you mean `quadrant`?"),
        ("http://x", "`http` is not a filter key: known are tier, level"),
        ("http://x", 'To search for the text, write "http://x".'),
        ('xyz:"a b"', "`xyz` is not a filter key"),
        ("tier:hihg", "`hihg` is not a value of `tier`: did you mean `high`?"),
        ("tier:", "`tier:` needs one of high, medium, low, tech, unknown."),
        ("quadrant:q9", "it can be digital-scale, project"),
        ("tier>high", "`tier>` does not work. Write `tier:` and one of its values."),
        ("health:reed", "did you mean `red`? Or compare: `health<50`."),
        ("health<red", "`red` is not a whole number such as 50, as `health<` needs."),
        ("size:big", "`big` is not a whole number"),
        ("arr>lots", "`lots` is not an amount such as 50000, 45k or 1.2M, as `arr>` needs."),
        ("arr>", "`arr>` needs an amount"),
        ("arr>1,2M", "`1,2M` is not an amount"),
        ("arr>unknown", "`unknown` is not an amount"),
        ("arr>999999999999999k", "`999999999999999k` is not an amount that can be true"),
        ("arr>²", "`²` is not an amount"),
        ("renewal<soon", "`soon` is not days or weeks such as 60d or 8w"),
        ("renewal<99999999d", "is not days or weeks"),
        ("owner>ana", "`owner` is a text. Write `owner:…`."),
        ("owner:", '`owner:` needs a value; `owner:""` finds the accounts without one.'),
        ("overdue:maybe", "`overdue` stands alone, or as `overdue:yes` or `overdue:no`."),
        ("risk>1", "`risk` stands alone"),
        ("arr>" + "9" * 6000, "…` is not an amount"),
    ],
)
def test_what_cannot_be_understood_is_told_with_the_nearest(text: str, told: str) -> None:
    assert told in problem(text)


HOSTILE = st.text(alphabet=st.sampled_from(list("ab:<>=-\"'%_\\;[]/ \t\n|*?()#\u0301\ud800éé0")))


@given(st.text() | HOSTILE)
@example('arr>1"')
@example('-tier:"high" "')
@example("health:\x00")
def test_no_text_raises_anything_but_a_filter_problem(text: str) -> None:
    try:
        found = parse(text)
    except FilterProblem as told:
        assert str(told)
    else:
        for term in found.terms:
            if isinstance(term.value, int):
                assert abs(term.value) < 2**63
            elif term.value is not None:
                term.value.encode()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | HOSTILE)
def test_any_text_in_quotes_is_that_word(text: str) -> None:
    text = text.replace("\ud800", "\ufffd")
    expected = [word(fold(text) or text)] if text.strip() else []
    assert terms(quoted(text)) == expected
    negated = [term._replace(negated=True) for term in expected]
    assert terms(f"-{quoted(text)}") == negated


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_in_quotes_is_the_value_of_a_text_key(text: str) -> None:
    expected = (
        Term("owner", "=", fold(text) or text, False)
        if text.strip()
        else Term("owner", "=", None, False)
    )
    assert terms(f"owner={quoted(text)}") == [expected]


@given(st.lists(st.text(alphabet="abcxyz%_'\\;[]/é", min_size=1)))
def test_words_without_a_sign_stay_the_words_they_are(words: list[str]) -> None:
    assert terms(" ".join(words)) == [word(fold(one) or one) for one in words]


@given(st.integers(0, 10**12), st.sampled_from(["<", "<=", ">", ">=", "="]))
def test_amounts_are_exact_to_the_cent(cents: int, sign: str) -> None:
    text = f"arr{sign}{cents // 100}.{cents % 100:02}"
    assert terms(text) == [Term("arr", sign, cents, False)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("kind:check-in", Term("kind", "=", "check-in", False)),
        ("-kind=Email", Term("kind", "=", "email", True)),
        ("channel:in-person", Term("channel", "=", "in-person", False)),
        ("purpose:reactive", Term("purpose", "=", "reactive", False)),
        ("automated", Term("automated", "", None, False)),
        ("-booked", Term("booked", "", None, True)),
        ("over:no", Term("over", "", None, True)),
        ("tier:high", Term("tier", "=", "high", False)),
        ("risk", Term("risk", "", None, False)),
    ],
)
def test_a_filter_of_the_calendar_speaks_of_touchpoints_too(text: str, term: Term) -> None:
    assert parse(text, touchpoints=True).terms == (term,)


@pytest.mark.parametrize("key", TOUCHPOINT_KEYS)
def test_a_filter_of_accounts_does_not(key: str) -> None:
    assert parse(key).terms == (word(key),)
    assert "is not a filter key" in problem(f"{key}:yes")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind:checkin", "did you mean `check-in`?"),
        ("kind:", "needs one of"),
        ("chanel:phone", "did you mean `channel`?"),
        ("kind>email", "Write `kind:`"),
        ("booked:maybe", "stands alone"),
    ],
)
def test_what_no_touchpoint_can_be_is_refused_with_the_nearest(text: str, told: str) -> None:
    with pytest.raises(FilterProblem) as caught:
        parse(text, touchpoints=True)
    assert told in str(caught.value)
