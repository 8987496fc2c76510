"""Changes of experiments: defined with their sides, ended, dropped (DOMAIN §8, Experiments)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.experiments import ASPECTS, KINDS, LONGEST_DAYS, OUTCOMES, draw
from csm_tui.domain.filters import parse
from csm_tui.domain.folding import fold
from csm_tui.domain.spoken import count
from csm_tui.domain.terms import CHANNELS, KNOWN_TIERS
from csm_tui.domain.treatments import unplanned
from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.queries import experiments as queries
from csm_tui.queries.asking import asking
from csm_tui.store.journal import operation
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.domain.experiments import Side
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.store.database import Book
    from csm_tui.store.journal import Recorder

_MOST_DAYS: Final = 365


class Definition(NamedTuple):
    """An experiment to be made: two treatments of a tier, from `start` through `end`.

    `a` and `b` are the accounts chosen for the sides; without them they are drawn by `seed` (the
    number of the experiment where None) from those that `where` keeps, `size` a side where given.
    """

    name: str
    tier: Tier
    aspect: str
    treatment_a: str
    treatment_b: str
    outcome: str
    start: date
    end: date
    kind: str = "check-in"
    seed: int | None = None
    size: int | None = None
    where: str = ""
    a: tuple[int, ...] = ()
    b: tuple[int, ...] = ()

    @property
    def chosen(self) -> bool:
        """Return whether the accounts are chosen and not drawn."""
        return bool(self.a or self.b)


class Sides(NamedTuple):
    """The accounts of both sides, and the seed they were drawn by (None: chosen).

    `least` is how many a side the model asks for; `note` what the planner cannot do.
    """

    of: dict[int, Side]
    seed: int | None
    least: int
    note: str = ""

    def number(self, side: str) -> int:
        """Return how many accounts a side has."""
        return [*self.of.values()].count("a" if side == "a" else "b")

    @property
    def warning(self) -> str:
        """Return what there is to say of too small sides, "" where they are large enough."""
        few = min(self.number("a"), self.number("b"))
        if few >= self.least:
            return ""
        return (
            f"{count(few, 'account')} a side: under {self.least} it will say too few to tell,"
            " whatever comes out."
        )


def sides_of(book: Book, wished: Definition, *, today: date) -> Sides:
    """Return the sides that `wished` would have, changing nothing.

    Raises InvalidValue for what no experiment can be, FilterProblem for a wrong `where`.
    """
    with asking(book, today):
        return _sides(book, wished, today)


def new(
    book: Book,
    wished: Definition,
    *,
    today: date,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Define an experiment and put its accounts on their sides; raises as `sides_of` does.

    `progress` is told (done, total) while its accounts are planned anew.
    """
    with asking(book, today):
        sides = _sides(book, wished, today)
    name = wished.name.strip()
    title = f"Experiment {name}: {sides.number('a')} + {sides.number('b')} accounts"
    with operation(book, title, today=today, now=now) as recorder:
        origin = recorder.origin()
        experiment = recorder.insert(
            "experiment",
            {
                "name": name,
                "tier": wished.tier,
                "aspect": wished.aspect,
                "kind": wished.kind,
                "treatment_a": wished.treatment_a.strip(),
                "treatment_b": wished.treatment_b.strip(),
                "outcome": wished.outcome,
                "seed": sides.seed,
                "start_date": wished.start,
                "end_date": wished.end,
                "set_on": today,
                "origin_id": origin,
            },
        )
        recorder.insert_many(
            "experiment_account",
            ("account_id", "experiment_id", "side", "origin_id"),
            [(account, experiment, side, origin) for account, side in sorted(sides.of.items())],
        )
        _replan(recorder, today, progress)
    return recorder.changes()


def end(
    book: Book,
    experiment_id: int,
    *,
    today: date,
    now: datetime,
    conclusion: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """End an experiment today: its sides are treated alike again; keep what was concluded.

    Of one that is over only the conclusion is kept. `progress` is told as of `new`. Raises
    InvalidValue where there is nothing to end.
    """
    found = queries.experiment(book.connection, experiment_id, today=today)
    said = (conclusion or "").strip() or found.conclusion
    if found.state == "planned":
        raise InvalidValue(
            f'"{found.name}" begins on {on(found.start)}: drop it where it is not to be.'
        )
    if found.state == "over" and said == found.conclusion:
        last = found.closed_on or found.end
        raise InvalidValue(f'"{found.name}" is over since {on(last)}; a conclusion can be added.')
    title = f"Experiment {found.name} ended"
    if found.state == "over":
        title = f"Concluded from experiment {found.name}"
    with operation(book, title, today=today, now=now) as recorder:
        row: dict[str, object] = {"conclusion": said}
        if found.state == "running":
            row["closed_on"] = today
            rows = queries.member_rows(recorder.connection, experiment_id)
            recorder.update_many(
                "experiment_account", ("closed_on",), [(id, today.isoformat()) for id in rows]
            )
        recorder.update("experiment", experiment_id, row)
        if found.state == "running":
            _replan(recorder, today, progress)
    return recorder.changes()


def drop(
    book: Book,
    experiment_id: int,
    *,
    today: date,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """Take an experiment off the book with its sides; raises InvalidValue where there is none.

    `progress` is told as of `new`.
    """
    found = queries.experiment(book.connection, experiment_id, today=today)
    with operation(book, f"Experiment {found.name} dropped", today=today, now=now) as recorder:
        rows = queries.member_rows(recorder.connection, experiment_id)
        recorder.delete_many("experiment_account", rows)
        recorder.delete("experiment", experiment_id)
        _replan(recorder, today, progress)
    return recorder.changes()


def _sides(book: Book, wished: Definition, today: date) -> Sides:
    _, model = current_model(book.connection)
    _check(book, wished, model)
    least = model.benchmarks.least_sample
    note = unplanned(wished.tier, wished.kind, model)
    if wished.chosen:
        return Sides(_chosen(book, wished), None, least, note)
    seed = queries.next_number(book.connection) if wished.seed is None else wished.seed
    found = queries.candidates(
        book.connection,
        wished.tier,
        parse(wished.where),
        today=today,
        start=wished.start,
        end=wished.end,
    )
    drawn = draw(found, seed, wished.size)
    if wished.size is not None and len(drawn) < 2 * wished.size:
        raise InvalidValue(
            f"There are only {count(len(found), 'account')} of tier {wished.tier} to draw from,"
            f" not {2 * wished.size}."
        )
    if len(drawn) < len(("a", "b")):
        raise InvalidValue(
            f"There are no two accounts of tier {wished.tier} to draw from: customers that no"
            " other experiment has in these days."
        )
    return Sides(drawn, seed, least, note)


def _chosen(book: Book, wished: Definition) -> dict[int, Side]:
    if not wished.a or not wished.b:
        raise InvalidValue("Both sides need accounts where they are chosen.")
    known = queries.tiers_of(book.connection, {*wished.a, *wished.b})
    taken = queries.taken_by(book.connection, wished.start, wished.end)
    found: dict[int, Side] = {}
    for side, accounts in (("a", wished.a), ("b", wished.b)):
        for account in accounts:
            name, tier = known.get(account, ("", ""))
            if not name:
                raise InvalidValue("An account that was chosen is not in the book any more.")
            if tier != wished.tier:
                raise InvalidValue(f'"{name}" is of tier {tier}, not {wished.tier}.')
            if account in taken:
                raise InvalidValue(f'"{name}" is in the experiment "{taken[account]}" then.')
            if found.get(account, side) != side:
                raise InvalidValue(f'"{name}" can be on one side only.')
            found[account] = "a" if side == "a" else "b"
    return found


def _check(book: Book, wished: Definition, model: TouchModel) -> None:
    name = wished.name.strip()
    if not name:
        raise InvalidValue("An experiment needs a name.")
    if fold(name) in queries.names_taken(book.connection):
        raise InvalidValue(f'There is an experiment "{name}" already.')
    _one_of("tier", wished.tier, KNOWN_TIERS)
    _one_of("aspect", wished.aspect, ASPECTS)
    _one_of("kind", wished.kind, KINDS)
    _one_of("outcome", wished.outcome, tuple(OUTCOMES))
    treatments = wished.treatment_a.strip(), wished.treatment_b.strip()
    for treatment in treatments:
        _check_treatment(wished, treatment, model)
    if treatments[0] == treatments[1]:
        raise InvalidValue(f"Both sides would get the same {wished.aspect}: {treatments[0]}.")
    if wished.end <= wished.start:
        raise InvalidValue(f"It cannot end on {on(wished.end)}: it begins on {on(wished.start)}.")
    if (wished.end - wished.start).days > LONGEST_DAYS:
        raise InvalidValue(f"It can last at most {LONGEST_DAYS} days.")
    if wished.size is not None and wished.size < 1:
        raise InvalidValue("A side needs at least one account.")


def _check_treatment(wished: Definition, treatment: str, model: TouchModel) -> None:
    if not treatment:
        raise InvalidValue(f"Both sides need their {wished.aspect}.")
    if wished.aspect == "channel":
        _one_of("channel", treatment, CHANNELS)
    if wished.aspect != "cadence":
        return
    if wished.kind != "check-in":
        raise InvalidValue("A cadence is that of check-ins.")
    if not (treatment.isascii() and treatment.isdecimal() and 1 <= int(treatment) <= _MOST_DAYS):
        raise InvalidValue(f"A cadence is days from 1 to {_MOST_DAYS}, not {treatment!r}.")
    cadence = model.cadence.levels.get(wished.tier)
    if cadence is None or cadence.check_in is None:
        raise InvalidValue(
            f"The touch model has no check-ins at tier {wished.tier}: compare a channel or a"
            " content there."
        )


def _one_of(what: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise InvalidValue(f"A {what} is one of {', '.join(known)}, not {value!r}.")


def _replan(recorder: Recorder, today: date, progress: Callable[[int, int], None] | None) -> None:
    # Here, and not above: the planner is much to import, and the screens begin without it.
    from csm_tui.operations.planning import replan_many

    replan_many(recorder, frozenset(recorder.touched), today, progress)
