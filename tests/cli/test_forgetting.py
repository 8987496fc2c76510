"""`csm forget`: nothing of the person is left in the file, and everything else is as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Csm

NAME, EMAIL = "Ximena Quispe Tapia", "ximena.quispe@acme.example"


@pytest.fixture
def known(book: Csm, tmp_path: Path) -> Csm:
    """Return a book that names her in all that can name a person, changed and undone since."""
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(f"account,name,email,title\nAcme,{NAME},{EMAIL},CFO\nAcme,Bo Lind,,\n")
    surveys = tmp_path / "surveys.csv"
    surveys.write_text(f"account,date,type,score,respondent\nAcme,2026-01-20,nps,9,{EMAIL}\n")
    for words in (
        ("import", str(contacts)),
        ("import", str(surveys)),
        ("add", "contact", "acme", "name=Gone Soon", "email=gone@acme.example"),
        ("log", f"acme video 30m check-in: {NAME} was there"),
        ("edit", "acme", f"next_step=Call {NAME}"),
        ("edit", "acme", "next_step=Call the CFO"),
        ("task", "add", "acme", f"Send {NAME} the deck"),
    ):
        ran = book(*words)
        assert ran.code == 0, (words, ran.err)
    contacts.write_text(f"account,name,email,title\nAcme,{NAME},{EMAIL},CEO\n")
    assert book("import", str(contacts)).code == 0
    return book


def stored() -> bytes:
    return Path(os.environ["CSM_DB"]).read_bytes()


def test_nothing_of_the_person_is_left_in_the_file(known: Csm) -> None:
    assert b"Ximena" in stored()
    ran = known("forget", NAME, "--yes")
    assert ran.code == 0, ran.err
    assert "1 contact" in ran.err
    assert "Undo cannot bring it back" in ran.err
    for word in (b"Ximena", b"ximena", b"Quispe", b"quispe"):
        assert word not in stored()
    assert known("doctor").code == 0


def test_everything_else_stays_and_is_still_undone_step_by_step(known: Csm) -> None:
    before = known("export", "accounts").out
    assert known("forget", EMAIL, "--yes").code == 0
    assert known("export", "accounts").out == before
    people = known("export", "contacts").out
    assert "Bo Lind" in people
    answers = known("export", "surveys").out.splitlines()
    assert len(answers) == 2
    assert EMAIL not in answers[1]
    for _ in range(9):
        ran = known("undo")
        assert ran.code == 0, ran.err
    assert b"Ximena" not in stored()


def test_who_was_taken_off_again_is_still_in_the_journal_and_goes_from_there(book: Csm) -> None:
    assert book("add", "contact", "acme", f"name={NAME}", f"email={EMAIL}").code == 0
    assert book("undo").code == 0
    assert b"Ximena" in stored()
    assert book("forget", EMAIL, "--yes").code == 0
    assert b"Ximena" not in stored()


def test_backups_that_keep_the_person_are_named(known: Csm) -> None:
    ran = known("forget", NAME, "--yes", "--json")
    assert ran.json["contacts"] == 1
    assert ran.json["backups"]
    assert all(Path(one).exists() for one in ran.json["backups"])


def test_without_a_terminal_it_needs_yes_and_nothing_is_changed(known: Csm) -> None:
    before = stored()
    ran = known("forget", NAME)
    assert ran.code == 1
    assert "--yes" in ran.err
    assert stored() == before


def test_nobody_and_several_are_named_with_the_way_out(known: Csm) -> None:
    ran = known("forget", "Ximena Quispe Tapa", "--yes")
    assert ran.code == 1
    assert f"Did you mean {NAME}?" in ran.err
    assert (
        known("add", "contact", "Aurora Health", f"name={NAME}", "email=other@aurora.example").code
        == 0
    )
    ran = known("forget", NAME, "--yes")
    assert ran.code == 1
    assert "Give the e-mail, or --account ACCOUNT" in ran.err
    assert known("forget", NAME, "--account", "Aurora Health", "--yes").code == 0
    assert b"other@aurora.example" not in stored()
    assert EMAIL.encode() in stored()


def test_somebody_else_of_the_same_name_stays_in_the_history(book: Csm) -> None:
    for account, email in (("acme", EMAIL), ("Aurora Health", "other@aurora.example")):
        assert book("add", "contact", account, f"name={NAME}", f"email={email}").code == 0
    assert book("forget", EMAIL, "--yes").code == 0
    names = [row["name"] for row in book("history", "--json").json]
    assert [name for name in names if name.startswith("Added") and " at " in name] == [
        f"Added {NAME} at Aurora Health",
        "Added [forgotten] at Acme, Inc.",
    ]
