"""How a touch model is chosen: what is asked, and what the book knows of it (DOMAIN §9).

Five steps: unit economics, product complexity, customer expectations, competition, scale and
growth. The first the book answers by itself; of the others it knows signs at most, so the user is
asked. What nobody answered is named and left out of the recommendation, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.folding import fold
from csm_tui.errors import InvalidValue, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.domain.terms import Level, Tier

# The questions, by the names of their flags: --customers is for customer expectations.
Asked = Literal["complexity", "customers", "competition", "growth"]
Source = Literal["said", "last time", "book"]
UNKNOWN: Final = "unknown"


class Choice(NamedTuple):
    """An answer, what it means, and the touch it asks for; None asks for none."""

    value: str
    title: str
    touch: Level | None


class Question(NamedTuple):
    """What is asked; `free` also takes a number of customers, `2x` or `+50%`."""

    asked: Asked
    title: str
    text: str
    choices: tuple[Choice, ...]
    free: bool = False


# The touch that an answer asks for is DOMAIN §9's for complexity; expectations run down the four
# tiers, as its list does; of competition the field says only that it counts.
QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        "complexity",
        "product complexity",
        "How long does it take a new customer to be up and running?",
        (
            Choice("weeks", "weeks to months", "high"),
            Choice("days", "days to weeks", "low"),
            Choice("minutes", "minutes to hours", "tech"),
        ),
    ),
    Question(
        "customers",
        "customer expectations",
        "Who are most of your customers, and what do they expect?",
        (
            Choice("enterprise", "large companies, which expect a person of their own", "high"),
            Choice("mid-market", "mid-market, which expects to be looked after", "medium"),
            Choice("smb", "small companies, which expect help when they ask", "low"),
            Choice("product-led", "users who signed up themselves and expect no call", "tech"),
        ),
    ),
    Question(
        "competition",
        "competition",
        "What do your competitors give customers like yours?",
        (
            Choice("dedicated", "a CSM of their own", "high"),
            Choice("pooled", "a shared team", "medium"),
            Choice("self-service", "help centre and automation", "tech"),
            Choice("none", "there is nobody to be compared with", None),
        ),
    ),
    Question(
        "growth",
        "scale and growth",
        "How many customers will there be in twelve months?",
        (
            Choice("1x", "about as many", None),
            Choice("1.5x", "half as many again", None),
            Choice("2x", "twice as many", None),
            Choice("5x", "five times as many", None),
        ),
        free=True,
    ),
)
QUESTION: Final[Mapping[str, Question]] = {one.asked: one for one in QUESTIONS}


class Answer(NamedTuple):
    """An answer, where it is from, and the day it was given on (None: by the book)."""

    value: str
    source: Source
    on: date | None = None


class TierFacts(NamedTuple):
    """The live accounts of a tier, and the hours a month that the model asks for all of them."""

    tier: Tier
    accounts: int
    hours: float


class BookFacts(NamedTuple):
    """What the book says about its live accounts; ARR in cents, hours a month.

    `arrs` are the ARR of those with one above 0, ascending. `complexities` and `segments` count
    their fields as written, without those that have none. `year_ago` are the customers of the same
    day a year before, `started` those since, `left` those who left since; None where the start of
    fewer than half is known. `placed` have a quadrant.
    """

    accounts: int
    arrs: Sequence[int]
    complexities: Mapping[str, int]
    segments: Mapping[str, int]
    year_ago: int | None
    started: int
    left: int
    placed: int
    tiers: Sequence[TierFacts]
    available: float
    currency: str | None = None

    @property
    def median(self) -> int | None:
        """Return the median ARR, the lower of two, None where no ARR is known."""
        return self.arrs[(len(self.arrs) - 1) // 2] if self.arrs else None

    @property
    def hours(self) -> float:
        """Return the hours a month that the model asks for all accounts."""
        return sum(tier.hours for tier in self.tiers)


class Sign(NamedTuple):
    """What the book knows of a question: the answer it points at (None: to none), and the proof."""

    value: str | None
    text: str


def sign(asked: Asked, facts: BookFacts, least: int) -> Sign:
    """Return what the book knows of a question; `least` customers are needed to tell growth."""
    if not facts.accounts:
        return Sign(None, "The book has no customers yet.")
    if asked == "complexity":
        return _complexity(facts)
    if asked == "customers":
        return _customers(facts)
    if asked == "competition":
        return Sign(None, "The book knows nothing of competitors.")
    return _growth(facts, least)


_COMPLEXITY: Final = {"high": "weeks", "moderate": "days", "low": "minutes"}
# Words of a segment, folded and with dashes as spaces; the longer one that fits counts.
_SEGMENTS: Final = {
    "enterprise": "enterprise",
    "strategic": "enterprise",
    "key account": "enterprise",
    "corporate": "enterprise",
    "mid market": "mid-market",
    "midmarket": "mid-market",
    "commercial": "mid-market",
    "smb": "smb",
    "sme": "smb",
    "small": "smb",
    "product led": "product-led",
    "plg": "product-led",
    "self serve": "product-led",
    "self service": "product-led",
    "free": "product-led",
    "trial": "product-led",
}


def _complexity(facts: BookFacts) -> Sign:
    known = sum(facts.complexities.values())
    if not known:
        return Sign(
            None, "No account says how complex its use is: `csm edit ACCOUNT complexity=high`."
        )
    counts = {
        _COMPLEXITY[word]: number
        for word, number in facts.complexities.items()
        if word in _COMPLEXITY
    }
    told = ", ".join(f"{number:,} {word}" for word, number in facts.complexities.items())
    text = f"Complexity of use, by account: {told}{_of(known, facts.accounts)}"
    return _most(counts, known, facts.accounts, text)


def _customers(facts: BookFacts) -> Sign:
    known = sum(facts.segments.values())
    if not known:
        return Sign(None, "No account has a segment: `csm edit ACCOUNT segment=enterprise`.")
    counts: dict[str, int] = {}
    for segment, number in facts.segments.items():
        words = fold(segment).replace("-", " ").replace("_", " ")
        fitting = [key for key in _SEGMENTS if key in words]
        if fitting:
            meant = _SEGMENTS[max(fitting, key=len)]
            counts[meant] = counts.get(meant, 0) + number
    named = sorted(facts.segments.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{number:,} {segment}" for segment, number in named[:_NAMED])
    more = f" and {len(named) - _NAMED:,} more segments" if len(named) > _NAMED else ""
    text = f"Segments, by account: {told}{more}{_of(known, facts.accounts)}"
    if not counts:
        return Sign(None, f"{text} None of these says what they expect.")
    return _most(counts, known, facts.accounts, text)


_NAMED: Final = 5


def _of(known: int, accounts: int) -> str:
    return "." if known == accounts else f" ({known:,} of {accounts:,} have one)."


def _most(counts: Mapping[str, int], known: int, accounts: int, text: str) -> Sign:
    """Return the answer that more than half of those point at who say something.

    They must be at least half of all accounts.
    """
    if 2 * known < accounts:
        return Sign(None, f"{text} Fewer than half say so: too few to tell.")
    for value, number in counts.items():
        if 2 * number > known:
            return Sign(value, text)
    return Sign(None, f"{text} None of these is most of them.")


def _growth(facts: BookFacts, least: int) -> Sign:
    if facts.year_ago is None:
        return Sign(None, "Of fewer than half the customers the book knows since when they are so.")
    moved = f"{facts.started:,} came, {facts.left:,} left"
    text = f"{facts.accounts:,} customers, {facts.year_ago:,} a year ago ({moved})."
    if facts.year_ago < least:
        return Sign(None, f"{text} From fewer than {least} nothing can be foretold.")
    then = facts.accounts * facts.accounts / facts.year_ago
    return Sign(str(max(1, int(then + 0.5))), f"{text} The same growth again is the sign.")


def answers_in_force(
    said: Mapping[Asked, str],
    kept: Mapping[str, tuple[str, date]],
    signs: Mapping[Asked, Sign],
    today: date,
) -> dict[Asked, Answer]:
    """Return the answer to each question that has one: said now, else last time, else the book's.

    Who said that it is not known takes it out, whatever the book has of it.
    """
    found: dict[Asked, Answer] = {}
    for question in QUESTIONS:
        asked = question.asked
        if asked in said:
            answer = Answer(said[asked], "said", today)
        elif asked in kept:
            value, on = kept[asked]
            answer = Answer(value, "last time", on)
        else:
            answer = Answer(signs[asked].value or UNKNOWN, "book")
        if answer.value != UNKNOWN:
            found[asked] = answer
    return found


def customers_then(growth: str, customers: int) -> int | None:
    """Return the customers in twelve months by an answer on growth: "250", "2x" or "+50%".

    None where there are none to grow from. Raises InvalidValue for what is none of these.
    """
    from csm_tui.domain.what_if import parse

    try:
        wish = parse((f"accounts={growth}",))
    except UsageError:
        raise InvalidValue(
            f"Growth is a number of customers in twelve months, like 250, 2x or +50%, not"
            f" {growth!r}."
        ) from None
    if wish.accounts is not None:
        return wish.accounts
    return round(customers * wish.times) if wish.times is not None and customers else None


def checked(asked: Asked, value: str) -> str:
    """Return an answer as it is kept; raises InvalidValue naming what would fit."""
    value = value.strip().lower()
    question = QUESTION[asked]
    if value in (UNKNOWN, *(one.value for one in question.choices)):
        return value
    if question.free:
        customers_then(value, 1)
        return value
    wanted = ", ".join(one.value for one in question.choices)
    raise InvalidValue(f"{question.title.capitalize()} is {wanted} or unknown, not {value!r}.")
