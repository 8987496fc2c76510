"""What was answered to `csm advise`, kept in the book for the next time; undoable."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from csm_tui.domain.advice import checked
from csm_tui.operations import settings
from csm_tui.queries.advice import KEPT
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from csm_tui.domain.advice import Asked
    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book


def answer(book: Book, said: Mapping[Asked, str], *, today: date, now: datetime) -> Changes:
    """Keep answers, each with the day it was given on; raises InvalidValue for what is none.

    An answer of "unknown" takes the question out of the recommendation.
    """
    values = {asked: checked(asked, value) for asked, value in said.items()}
    told = ", ".join(f"{asked} {value}" for asked, value in values.items())
    with operation(book, f"Answered for advice: {told}", today=today, now=now) as recorder:
        for asked, value in values.items():
            text = json.dumps({"answer": value, "on": today.isoformat()})
            settings.keep(recorder, KEPT + asked, text)
    return recorder.changes()
