"""Exit criteria: conditions on an account's own figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.criteria import FLAGS, NUMBERS, Condition, Value, checks, is_met, parse
from csm_tui.errors import InvalidValue

VALUES: dict[str, Value] = {
    "health": 70.0,
    "adoption": 61,
    "tickets": 2.0,
    "nps": None,
    "arr": 45_000.0,
    "level": "low",
    "quadrant": "digital-scale",
    "band": "green",
    "risk": False,
    "logins": 12.0,
}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("health >= 70", Condition("health", ">=", 70.0, False)),
        ("health≥70", Condition("health", ">=", 70.0, False)),
        ("Health ≤ 70", Condition("health", "<=", 70.0, False)),
        ("adoption>60%", Condition("adoption", ">", 60.0, False)),
        ("arr>=45k", Condition("arr", ">=", 45_000.0, False)),
        ("nps = 8.5", Condition("nps", "=", 8.5, False)),
        ("seats-used >= 80", Condition("seats_used", ">=", 80.0, False)),
        ("license_use>80", Condition("licence_use", ">", 80.0, False)),
        ("level:low", Condition("level", "=", "low", False)),
        ("quadrant=digital-scale", Condition("quadrant", "=", "digital-scale", False)),
        ("health:green", Condition("band", "=", "green", False)),
        ("nps<8.123456", Condition("nps", "<", 8.123456, False)),
        ("-risk", Condition("risk", "", None, True)),
        ("-health<50", Condition("health", "<", 50.0, True)),
        ("active_users > 5", Condition("active_users", ">", 5.0, False)),
    ],
)
def test_a_condition(text: str, condition: Condition) -> None:
    assert parse(text) == (condition,)
    assert parse(condition.text) == (condition,)


@pytest.mark.parametrize(
    "text",
    [
        "health >= 70 adoption>60 -risk",
        "health>=70 and adoption > 60 and -risk",
        "health>=70, adoption > 60, -risk",
        "  health>=70   adoption>60  -risk  ",
    ],
)
def test_several_conditions(text: str) -> None:
    assert [condition.text for condition in parse(text)] == [
        "health >= 70",
        "adoption > 60",
        "-risk",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("healht >= 70", "Did you mean health?"),
        ("adopton>60", "Did you mean adoption?"),
        ("seats_usde>80", "Did you mean seats_used?"),
        ("zzzz>1", "There are health, adoption"),
        ("health", "health needs a sign and a value, like health >= 70."),
        ("level", "level needs a sign and a value, like level:tech."),
        ("health >=", "needs a sign and a value"),
        ("health >= good", "'good' is no number"),
        ("health >= 70x", "'70x' is no number"),
        ("level:huge", "'huge' is not a level"),
        ("level>low", "does not work"),
        ("risk:yes", "risk stands alone"),
        ("!!", "is no condition"),
        ("", "is empty"),
        (" , ", "is empty"),
        ("health>=70 " * 100, "too long"),
    ],
)
def test_what_is_no_condition_is_told(text: str, told: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(text)
    assert told in str(caught.value)


def test_a_metric_of_the_user_is_a_figure_where_the_account_has_it() -> None:
    with pytest.raises(InvalidValue):
        parse("logins > 10")
    assert parse("logins > 10", {"logins"})
    assert is_met("logins > 10", VALUES)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("health >= 70", True),
        ("health > 70", False),
        ("health <= 70", True),
        ("health < 70", False),
        ("health = 70", True),
        ("tickets<3 adoption>60", True),
        ("tickets<3 adoption>61", False),
        ("nps >= 8", False),
        ("-nps>=8", True),
        ("level:low", True),
        ("-level:low", False),
        ("health:green", True),
        ("-risk", True),
        ("risk", False),
        ("arr>=45k", True),
        ("until the customer is happy", False),
        ("", False),
    ],
)
def test_whether_a_stored_criterion_is_met(text: str, met: bool) -> None:
    assert is_met(text, VALUES) is met


def test_checks_say_what_is_missing() -> None:
    found = [(one.condition.text, one.value, one.holds) for one in checks("nps>=8 -risk", VALUES)]
    assert found == [("nps >= 8", None, False), ("-risk", False, True)]
    assert checks("a note, not a condition", VALUES) == ()


@given(st.text(max_size=80))
def test_any_text_is_conditions_or_told_in_a_sentence(text: str) -> None:
    try:
        found = parse(text)
    except InvalidValue as error:
        assert str(error)
        return
    assert parse(" ".join(condition.text for condition in found)) == found


@given(
    st.sampled_from([*NUMBERS, *FLAGS]),
    st.sampled_from(["<", "<=", ">", ">=", "="]),
    st.integers(0, 100),
    st.integers(0, 100) | st.none(),
)
def test_a_negated_condition_holds_exactly_where_the_plain_one_does_not(
    figure: str, sign: str, wanted: int, value: int | None
) -> None:
    text = figure if figure in FLAGS else f"{figure}{sign}{wanted}"
    values: dict[str, Value] = {figure: value}
    assert is_met(text, values) != is_met(f"-{text}", values)
