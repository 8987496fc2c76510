"""One touchpoint that the model asks for, and the account and days it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import by_human, later
from csm_tui.domain.capacity import template_minutes
from csm_tui.domain.days import before
from csm_tui.domain.treatments import is_ordinary, treatment_on

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Touchpoint, Treatment
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import Template, TouchModel

CSM: Final = "csm"
PROACTIVE: Final = "proactive"
# What was held so near to an occasion was held for it, however narrow the window of its kind.
_ANSWERED_WITHIN: Final = 7
# What comes round by a clock of its own: experiments are tried on these.
_COMING_ROUND: Final = ("check-in:", "business-review:")
_TRIED: Final = frozenset({"done", "no-show"})
_GIVEN_UP: Final = frozenset({"skipped", "cancelled"})


class Occasion(NamedTuple):
    """One touchpoint that the model asks for, before it is placed on a day.

    `key` is the same every day while the facts behind it are; `due_on` is the day asked for, which
    may be past; the days it may stand on run from `window_from` to `window_to`. `effort` in minutes
    of the CSM, 0 where it is `automated`.
    """

    key: str
    kind: str
    title: str
    channel: str
    purpose: str
    owner: str
    content: str | None
    effort: int
    due_on: date
    window_from: date
    window_to: date
    automated: bool
    reason: str


class Claim(NamedTuple):
    """The key of an occasion that is still wanted; after a try that failed, not before a day."""

    key: str
    not_before: date | None = None


class Plannable:
    """One account with all that decides what it asks for from `today` through `until`.

    `booked` are the touchpoints that a person planned for today or later, `given_up` the plans that
    were skipped or cancelled, both in order of date.
    """

    __slots__ = (
        "_claimed",
        "_rows",
        "account",
        "booked",
        "content",
        "facts",
        "given_up",
        "model",
        "standing",
        "today",
        "until",
    )

    def __init__(
        self,
        account: Account,
        facts: Facts,
        standing: Standing,
        model: TouchModel,
        today: date,
        until: date,
    ) -> None:
        self.account = account
        self.facts = facts
        self.standing = standing
        self.model = model
        self.today = today
        self.until = until
        rule = model.tiers.get(standing.tier.tier)
        self.content = None if rule is None else rule.content
        self.booked: list[Touchpoint] = []
        self.given_up: list[Touchpoint] = []
        self._rows: dict[str, list[Touchpoint]] = {}
        self._claimed: dict[str, int] = {}
        for t in facts.touchpoints:
            self._read(t)

    @property
    def level(self) -> Level:
        """Return the level in force; an account without one is not planned."""
        return self.standing.level.level or "unknown"

    def claim(self, base: str, *, try_again_after: int | None = None) -> Claim | None:
        """Return the key for the occasion `base`, None where a touchpoint of it settles it.

        What was skipped, cancelled, booked or held settles it. After a no-show it is asked for
        again, and so many days after one that was held where `try_again_after` is given: it did not
        reach the customer. The second of one name (two e-mails on one day) has a key of its own.
        """
        number = self._claimed.get(base, 0) + 1
        self._claimed[base] = number
        first = key = base if number == 1 else f"{base}#{number}"
        not_before, tries = None, 1
        while rows := self._rows.get(key):
            for t in rows:
                wait = 1 if t.status == "no-show" else try_again_after
                if wait is None or t.status not in _TRIED:
                    return None
                not_before = later(t.date, wait)
            tries += 1
            key = f"{first}:{tries}"
        return Claim(key, not_before)

    def answered(self, key: str, kind: str, due_on: date) -> bool:
        """Return whether a person of ours held or booked one of this kind about that day.

        What was planned for another onboarding occasion stands for that one.
        """
        ahead, behind = self.window(kind)
        first = before(due_on, max(ahead, _ANSWERED_WITHIN))
        last = later(due_on, max(behind, _ANSWERED_WITHIN))
        for t in self.facts.touchpoints:
            if t.kind != kind or not first <= t.date <= last or not by_human(t):
                continue
            if t.status != "done" and not (t.status == "planned" and t.booked):
                continue
            if t.plan is None or t.plan == key or not t.plan.startswith("onboarding:"):
                return True
        return False

    def tried(self, aspect: str, kind: str, day: date) -> Treatment | None:
        """Return what an experiment tries on the touchpoints of `kind` of a day, if it does."""
        if not self.facts.treatments or not is_ordinary(self.standing):
            return None
        return treatment_on(self.facts.treatments, aspect, kind, day)

    def window(self, kind: str) -> tuple[int, int]:
        """Return how many days before and after its own day a touchpoint of `kind` may stand."""
        planning = self.model.planning
        return planning.window.get(kind, planning.other_window)

    def occasion(
        self,
        claim: Claim,
        kind: str,
        title: str,
        channel: str,
        effort: int,
        due_on: date,
        reason: str,
        *,
        purpose: str = PROACTIVE,
        owner: str = CSM,
        content: str | None = None,
        automated: bool = False,
        late: bool = False,
    ) -> Occasion:
        """Return the occasion with its window, which what is `late` has anew after the first.

        Window follows window, so that the last day stays the same for as many days as one has.
        """
        ahead, behind = self.window(kind)
        first, last = before(due_on, ahead), later(due_on, behind)
        if late:
            width = max(1, ahead + behind)
            short = self.today.toordinal() + width // 2 - last.toordinal()
            last = later(last, max(0, -(-short // width)) * width)
        if claim.not_before is not None:
            first = max(first, claim.not_before)
            last = max(last, later(first, behind))
        if claim.key.startswith(_COMING_ROUND):
            told = self.tried("content", kind, due_on)
            if told is not None:
                content, reason = told.treatment, f"{reason}, {told.named}"
        return Occasion(
            claim.key,
            kind,
            title,
            channel,
            purpose,
            owner,
            content or self.content,
            0 if automated else effort,
            due_on,
            first,
            last,
            automated,
            reason,
        )

    def from_template(
        self, claim: Claim, template: Template, due_on: date, reason: str, *, late: bool = False
    ) -> Occasion:
        """Return the occasion of a template on its day."""
        return self.occasion(
            claim,
            template.kind,
            template.title,
            template.channel,
            template_minutes(template, self.level, self.model),
            due_on,
            reason,
            purpose=template.purpose,
            owner=template.owner,
            content=template.content,
            automated=template.automated,
            late=late,
        )

    def _read(self, t: Touchpoint) -> None:
        """Note what `t` settles; a plan of the program that nobody touched settles nothing."""
        if t.status == "planned":
            if not t.booked:
                return
            if t.date >= self.today:
                self.booked.append(t)
        if t.plan is None:
            return
        self._rows.setdefault(t.plan, []).append(t)
        if t.status in _GIVEN_UP:
            self.given_up.append(t)
