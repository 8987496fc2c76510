"""`csm signals`, `snooze`, `dismiss` and `reopen`."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import Csm

KEYS = (
    "id account account_id kind state reason figure threshold since suggestion points lane until"
    " state_reason"
).split()


def of(book: Csm, *arguments: str) -> dict[int, dict[str, Any]]:
    """Return the signals that `csm signals` lists, by id."""
    return {row["id"]: row for row in book("signals", *arguments, "--json").json}


def test_signals_have_their_keys_and_the_ids_that_today_shows(book: Csm) -> None:
    rows = of(book)
    assert all(list(row) == KEYS for row in rows.values())
    assert rows[106]["reason"] == "Renewal in 27 days"
    assert rows[106]["since"] == "2026-01-30"
    today = book("today", "--json").json
    assert {row["signal_id"] for row in today if row["task_id"] is None} <= {*rows, None}
    assert 106 in {row["signal_id"] for row in today}


def test_the_table_is_short_and_plain_has_one_record_a_line(book: Csm) -> None:
    out = book("signals").out
    assert out.splitlines()[0].split() == ["Id", "Account", "Signal", "Since", "Points"]
    assert "106  Acme, Inc." in out
    assert len(book("signals", "--plain").out.splitlines()) == len(of(book))
    assert "--limit N shows them" in book("signals", "--limit", "1").out


def test_a_filter_keeps_the_signals_of_its_accounts(book: Csm) -> None:
    assert {row["account"] for row in of(book, "acme").values()} == {"Acme, Inc."}
    assert of(book, "-acme") == {}
    assert "No signals of 'zulu tier:high'" in book("signals", "zulu", "tier:high").err
    assert book("signals", "teir:high").code == 2


def test_a_snoozed_signal_is_off_the_list_until_its_day(book: Csm) -> None:
    ran = book("snooze", "106", "--until", "+3d", "--reason", "waiting for legal")
    assert ran.code == 0
    assert ran.err.startswith("Snoozed: renewal, Acme, Inc., until 5 Feb")
    assert 106 not in of(book)
    kept = of(book, "--all")[106]
    assert (kept["state"], kept["until"]) == ("snoozed", "2026-02-05")
    listed = " ".join(book("signals", "--all").out.split())
    assert "snoozed until Thu 5 Feb: waiting for legal" in listed
    assert 106 in of(book, "--as-of", "2026-02-05")
    assert 106 not in {row["signal_id"] for row in book("today", "--json").json}


def test_why_names_what_was_put_aside_with_its_reason(book: Csm) -> None:
    book("dismiss", "106", "--reason", "they signed a letter")
    (step,) = [
        step
        for step in book("why", "acme", "rank", "--json").json["steps"]
        if step["text"].startswith("put aside")
    ]
    assert step["text"] == ("put aside, counts nothing: Renewal in 27 days, they signed a letter")
    assert (step["value"], step["points"]) == ("renewal dismissed", None)
    assert step["source"] == "by hand, 2 Feb 2026"


def test_several_are_put_aside_in_one_step(book: Csm) -> None:
    ids = [str(id) for id in of(book, "acme")]
    assert len(ids) == 2
    ran = book("dismiss", *ids, "--done", "--json")
    assert ran.json["name"] == f"Done: {len(ids)} signals"
    assert of(book, "acme") == {}
    book("undo")
    assert len(of(book, "acme")) == len(ids)


def test_a_signal_is_reopened(book: Csm) -> None:
    book("dismiss", "106", "--done")
    assert 106 not in of(book)
    assert book("reopen", "106").code == 0
    assert 106 in of(book)
    refused = book("reopen", "106")
    assert (refused.code, refused.err.strip()) == (
        1,
        "csm: The signal renewal of Acme, Inc. is open already.",
    )


def test_dismissing_without_a_reason_names_what_would_do(book: Csm) -> None:
    refused = book("dismiss", "106")
    assert refused.code == 2
    assert "--reason TEXT; or --done" in refused.err
    assert 106 in of(book)


def test_a_signal_that_there_is_not_is_refused_with_those_there_are(book: Csm) -> None:
    refused = book("dismiss", "199", "--done")
    assert refused.code == 1
    assert "Acme, Inc. has no signal 199 today: open are" in refused.err
    assert "renewal (106)" in refused.err
    assert book("snooze", "106", "--until", "yesterday").code != 0
