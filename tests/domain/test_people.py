from __future__ import annotations

from datetime import date, timedelta

from csm_tui.domain.facts import NO_FACTS, Contact, Facts, Touchpoint
from csm_tui.domain.people import last_met, single_thread

TODAY = date(2026, 2, 2)
ANA = Contact(1, "Ana Ruiz", "ana@acme.example")
BEN = Contact(2, "Ben")


def met(days: int, *people: str, status: str = "done") -> Touchpoint:
    on = TODAY - timedelta(days=days)
    return Touchpoint(1, on, "check-in", "video", status=status, contacts=people)


def warning(facts: Facts) -> str:
    return single_thread(facts, last_met(facts, TODAY), TODAY)


def test_a_person_is_met_as_health_counts_it_under_mail_name_or_a_word_of_it() -> None:
    facts = Facts(
        contacts=(ANA, BEN),
        touchpoints=(
            met(40, "ANA@acme.example", "ben"),
            met(9, "Ana"),
            met(2, "Ben", status="no-show"),
        ),
    )
    assert last_met(facts, TODAY) == {1: TODAY - timedelta(days=9), 2: TODAY - timedelta(days=40)}
    assert warning(facts) == ""


def test_one_person_known_or_one_met_in_ninety_days_is_a_single_thread() -> None:
    assert warning(Facts(contacts=(ANA,))) == "single thread: one contact only"
    both = Facts(contacts=(ANA, BEN), touchpoints=(met(91, "Ben"), met(90, "Ana Ruiz")))
    assert warning(both) == "single thread: one met in 90 days"
    assert warning(NO_FACTS) == ""
    assert warning(Facts(contacts=(ANA, BEN))) == ""


def test_namesakes_are_two_people() -> None:
    twins = (ANA, Contact(3, "Ana Ruiz", "ana@beta.example"))
    facts = Facts(contacts=twins, touchpoints=(met(5, "ana@acme.example"),))
    assert last_met(facts, TODAY) == {1: TODAY - timedelta(days=5)}
