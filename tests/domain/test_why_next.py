"""Why the next touchpoint is when it is, and the arithmetic of the rank (INTERFACE, `why`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings

from csm_tui.domain.account import Account
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.facts import Facts, Override, Reading, SignalState, Task, Touchpoint
from csm_tui.domain.standing import assess
from csm_tui.domain.supposing import Question
from csm_tui.domain.why import explain
from tests.domain.strategies import DAY, accounts
from tests.domain.strategies import facts as any_facts
from tests.domain.test_cadence import MODEL, TODAY
from tests.domain.test_ranking import HIGH, MEDIUM, PULSE, YESTERDAY, account, call


class Sources:
    """Names every field and fact by itself."""

    def field(self, name: str) -> str:
        """Return the name of the field."""
        return f"accounts.csv, {name}"

    def fact(self, fact: Any) -> str:
        """Return the kind and the id of the fact."""
        return f"{type(fact).__name__.lower()} {fact.id}"


def question(who: Account, known: Facts, today: date = TODAY) -> Question:
    """Return what an explanation looks at."""
    return Question(who, known, assess(who, known, MODEL, today), MODEL, today, Sources())


def explained(figure: str, asked: Question) -> Explanation:
    """Return the explanation as the faces ask for it."""
    return explain(
        figure,
        asked.account,
        asked.facts,
        asked.standing,
        asked.model,
        asked.today,
        asked.provenance,
    )


def why_next(who: Account | None = None, **facts: Any) -> Explanation:
    """Explain the next touchpoint of an account with these facts."""
    return explained("next", question(who or account(**HIGH), Facts(**facts)))


def why_rank(who: Account | None = None, **facts: Any) -> Explanation:
    """Explain the rank of an account with these facts."""
    return explained("rank", question(who or account(**HIGH), Facts(**facts)))


def step(explanation: Explanation, beginning: str) -> Step:
    """Return the one step whose text begins so."""
    (found,) = [step for step in explanation.steps if step.text.startswith(beginning)]
    return found


def test_next_adds_the_interval_to_the_last_qualifying_touchpoint() -> None:
    found = why_next(touchpoints=(call(date(2026, 1, 23)),))
    assert found.value == "2026-02-06 (due)"
    last = step(found, "last qualifying touchpoint: video")
    assert (last.value, last.source) == ("2026-01-23", "touchpoint 1")
    assert step(found, "interval: level high").value == "14 days"
    assert step(found, "due").value == "2026-02-06"
    assert step(found, "hard limit, 1.5 × the interval").value == "2026-02-13"
    assert "A call today: then the next is 16 Feb 2026." in found.would_change


def test_next_names_the_level_chain_and_the_quadrant_behind_the_interval() -> None:
    found = why_next(readings=(PULSE._replace(value=30.0),), touchpoints=(call(YESTERDAY),))
    assert step(found, "level").source == "tier: high → at risk: high → quadrant: high"
    assert step(found, "interval: level high, quadrant persistent-intensive").value == "7 days"


def test_next_marks_an_imported_last_contact_with_its_source() -> None:
    found = why_next(account(**HIGH, last_contact_on=date(2026, 1, 12)))
    last = step(found, "last contact as imported")
    assert (last.value, last.source) == ("2026-01-12", "accounts.csv, last_contact_on")
    assert found.value == "2026-01-26 (due, 7 days overdue)"
    assert "A touchpoint booked by 9 Feb 2026: then it is not overdue." in found.would_change


def test_next_of_an_untouched_account_names_what_it_is_counted_from_and_what_is_missing() -> None:
    who = account(**HIGH, start_date=date(2026, 1, 25), entered_on=date(2026, 1, 20))
    found = why_next(who)
    counted = step(found, "never touched: counted from the start")
    assert (counted.value, counted.source) == ("2026-01-25", "accounts.csv, start_date")
    assert found.value == "2026-02-01 (due, 1 day overdue)"
    assert found.missing == (
        "any touchpoint: the clock is counted from the start or the day of entry",
    )


def test_next_tells_a_booking_from_a_proposal_of_the_plan() -> None:
    booked = call(date(2026, 2, 11), id=2, status="planned")
    proposed = booked._replace(id=3, date=date(2026, 2, 5), booked=False)
    found = why_next(touchpoints=(call(YESTERDAY), proposed, booked))
    assert found.value == "2026-02-11 (booked)"
    assert step(found, "booked: check-in").source == "touchpoint 2"
    assert step(found, "proposed by the plan").value == "2026-02-05"


def test_next_tells_the_grace_of_a_raise_and_an_email_turn() -> None:
    flag = Override(1, "at-risk", "yes", "champion left", date(2026, 2, 1), date(2026, 3, 1))
    raised = why_next(account(**MEDIUM), touchpoints=(call(date(2026, 1, 5)),), overrides=(flag,))
    assert step(raised, "the level rose on this day").value == "2026-02-01"
    assert raised.value == "2026-02-08 (due)"
    mail = Touchpoint(2, date(2026, 1, 30), "check-in", "email", direction="outbound")
    turned = why_next(account(**MEDIUM), touchpoints=(call(date(2026, 1, 5)), mail))
    assert step(turned, "an email turn was done").source == "touchpoint 2"
    assert turned.value == "2026-03-06 (due)"


def test_next_of_accounts_without_a_clock_says_what_would_give_them_one() -> None:
    assert why_next(account()).would_change == ("A level above tech.",)
    unknown = why_next(account(arr=None))
    assert unknown.would_change == ("An ARR.",)
    assert unknown.missing == ("ARR: without it there is no tier, so no level and no clock",)
    assert why_next(account(status="prospect")).would_change == (
        "Nothing while it is no customer.",
    )
    low = why_next(account(arr=900_000))
    assert low.value.endswith("(automated)")
    assert low.would_change == ("Health below 70: then the check-in is a human's.",)


def test_next_shows_the_clock_of_business_reviews_beside() -> None:
    reviewed = call(date(2025, 9, 1), kind="business-review")
    found = why_next(touchpoints=(reviewed, call(YESTERDAY, id=2)))
    assert step(found, "last business review").source == "touchpoint 1"
    due = step(found, "business review due, every 91 days, 63 days overdue")
    assert due.value == "2025-12-01"


def test_rank_shows_each_term_the_sum_the_factor_and_the_product() -> None:
    who = account(arr=12_000_000, renewal_date=date(2026, 2, 12))
    found = why_rank(
        who,
        readings=(Reading(1, YESTERDAY, "score", 35.0),),
        touchpoints=(call(YESTERDAY, kind="business-review"),),
    )
    assert found.value == "78 points = (at risk 30 + notice 40) × 1.12 size"
    notice = step(found, "Renewal in 10 days")
    assert (notice.value, notice.points) == ("notice", 40)
    assert notice.source == "accounts.csv, renewal_date"
    assert step(found, "sum of points").points == 70
    assert step(found, "× factor: 0.5 + size 62 ÷ 100").value == "1.12"
    assert found.steps[-1].value == 78.4


def test_rank_says_what_would_change_it_and_what_is_missing() -> None:
    promise = Task(7, "Send the deck", date(2026, 1, 30))
    found = why_rank(account(arr=None), tasks=(promise,))
    assert found.value == "35 points = promise 46 × 0.75 size"
    assert step(found, "Send the deck").source == "task 7"
    assert found.would_change == (
        "Keeping our promises: 0 points instead of 35.",
        "By itself on 3 Feb 2026: 36 points.",
    )
    assert found.missing == (
        "size: ARR, potential ARR or strategic importance",
        "health: a reading, a pulse or measures",
    )


def test_rank_of_a_call_and_of_a_pulse_is_tried_by_the_rules_themselves() -> None:
    touched = (call(date(2026, 1, 1), kind="business-review"),)
    found = why_rank(touchpoints=touched)
    assert found.value == "31 points = (clock 22 + no health 6) × 1.12 size"
    assert "A call today: 7 points instead of 31." in found.would_change
    assert "A pulse of 4 today: 11 points instead of 31." in found.would_change


def test_rank_names_what_was_put_aside_and_counts_nothing_for_it() -> None:
    who = account(renewal_date=date(2026, 2, 12))
    cause = "2026-02-12, 14 days"
    aside = SignalState(3, "renewal", cause, "snoozed", YESTERDAY, date(2026, 2, 9), "legal")
    found = why_rank(who, signal_states=(aside,))
    named = step(found, "put aside, counts nothing: Renewal in 10 days, legal")
    assert (named.value, named.points) == ("renewal snoozed until 9 Feb 2026", None)
    assert named.source == "signalstate 3"
    assert found.value == "0 points: nothing to do"
    assert found.would_change == ("By itself on 9 Feb 2026: 21 points.",)


@settings(max_examples=60)
@given(accounts, any_facts)
def test_every_account_can_be_explained(who: Account, known: Facts) -> None:
    asked = question(who, known, DAY)
    rank = explained("rank", asked)
    for explanation in (explained("next", asked), rank):
        assert explanation.value
        assert explanation.steps
    total = sum(step.points or 0 for step in rank.steps if step.value is not None)
    assert abs(total * asked.standing.rank.factor - asked.standing.rank.score) < 1e-3
