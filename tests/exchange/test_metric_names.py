"""The metrics that figures follow from, under the names of others."""

from __future__ import annotations

from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.metric_names import metric_words, metrics_among


def test_other_names_of_our_metrics_are_ours() -> None:
    assert metrics_among(["Open Tickets", "Total seats", "Tickets Open (#)", "logins"]) == {
        "Total seats": "licensed_seats",
        "Tickets Open (#)": "tickets_open",
    }
    assert metrics_among(["Open Tickets", "MAU"]) == {
        "Open Tickets": "tickets_open",
        "MAU": "active_users",
    }


def test_of_two_other_names_for_one_metric_neither_is_guessed() -> None:
    assert metrics_among(["Total seats", "Paid seats"]) == {}
    assert metrics_among(["Total seats", "Paid seats", "licensed seats"]) == {
        "licensed seats": "licensed_seats"
    }


def test_what_is_ours_by_hand_is_not_taken_again() -> None:
    header = ["account", "unsolved", "open_tickets"]
    mapped = map_headers("metrics", header, {"tickets_open": "unsolved"}, given=["date"])
    assert (mapped.metrics, mapped.problems) == ({"tickets_open": 1, "open_tickets": 2}, ())


def test_the_texts_of_a_column_of_metrics_are_ours_too() -> None:
    assert metric_words(["Open-Tickets", "logins", ""]) == {"open tickets": "tickets_open"}
