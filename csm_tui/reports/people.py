"""The people at an account, as a section: who they are, and when they last took part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.folding import fold
from csm_tui.domain.measures import people_by_token
from csm_tui.reports.markdown import NOTHING, shortened
from csm_tui.reports.words import more

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.facts import Contact, Facts
    from csm_tui.queries.accounts import Card
    from csm_tui.reports.markdown import Document

_PEOPLE: Final = 6
_THREAD_DAYS: Final = 90


def names_of_people(facts: Facts) -> dict[str, str]:
    """Return the name of each contact by the folded e-mail or name that facts know them by."""
    names = {contact.id: contact.name for contact in facts.contacts}
    return {token: names[id_] for token, id_ in people_by_token(facts.contacts).items()}


def write_people(document: Document, card: Card) -> None:
    """Write the section, with a warning where all hangs on one person."""
    contacts, today = card.facts.contacts, card.standing.as_of
    document.section("People")
    if not contacts:
        document.paragraph("Nobody is known here.")
        return
    met = _met(card.facts, today)
    recent = [day for day in met.values() if (today - day).days <= _THREAD_DAYS]
    if len(recent) == 1:
        document.paragraph("only one person took part in 90 days.", about="Single thread:")
    ordered = sorted(contacts, key=lambda c: (-(c.influence or 0), _newest(met, c), c.id))
    rows = [
        (
            shortened(contact.name, 28),
            contact.role or NOTHING,
            shortened(contact.title or NOTHING, 30),
            formatting.full_day(met.get(contact.id)),
        )
        for contact in ordered[:_PEOPLE]
    ]
    document.table(("Name", "Role", "Title", "Last took part"), rows)
    more(document, len(ordered) - _PEOPLE, "csm show")


def _newest(met: dict[int, date], contact: Contact) -> int:
    return -met[contact.id].toordinal() if contact.id in met else 0


def _met(facts: Facts, today: date) -> dict[int, date]:
    """Return by contact the day of the last touchpoint in which they took part."""
    people = people_by_token(facts.contacts)
    met: dict[int, date] = {}
    for t in facts.touchpoints:
        if t.status == "done" and t.date <= today and t.answered is not False and not t.automated:
            met |= {people[key]: t.date for key in map(fold, t.contacts) if key in people}
    return met
