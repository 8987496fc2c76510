"""Lines of the touch model: the five answers, the common values, what the check says. Pure."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.model_gaps import FINE
from csm_tui.domain.model_moves import moved_words
from csm_tui.domain.wording import figure
from csm_tui.tui.model_fields import shown
from csm_tui.tui.pieces import Line, Piece, cut, fit, fit_right, line, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from csm_tui.domain.model_gaps import Finding
    from csm_tui.domain.model_moves import Moved, MovedAccount
    from csm_tui.domain.model_review import FullLoad
    from csm_tui.domain.touch_model import TierRule, TouchModel
    from csm_tui.domain.what_if_figures import Figures
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.model_effects import Effect
    from csm_tui.queries.touch_models import Adoption
    from csm_tui.tui.model_fields import Field
    from csm_tui.tui.setting import Setting

# From so many cells on the tiers stand side by side.
WIDE: Final = 100
OPEN: Final = "not answered"
_QUESTION: Final = 16
_LABEL: Final = 23
_LABEL_WIDE: Final = 30
_TIER: Final = 13
_TIER_WIDE: Final = 16
KEYS_SHOWN: Final = 5


def early_head(versions: Sequence[Adoption], model: TouchModel) -> Line:
    """Return in a line that a change today comes early."""
    day = formatting.plain_day(versions[0].version.adopted_on)
    months = formatting.plural(model.tiering.commit_months, "month")
    return line(
        Piece("A change now comes early", "warn"),
        Piece(f"  adopted {day}, meant for {months} or more", "muted"),
    )


def noted(
    version: Adoption, found: Sequence[Finding], today: date, glyphs: Glyphs, *, wide: bool
) -> list[Piece]:
    """Return which model is in force, since when, and how many things its check tells of."""
    one = version.version
    day = formatting.day(one.adopted_on, today, glyphs)
    since = f", adopted {day}" if wide else ""
    said = [Piece(f"{one.name}, version {one.id}{since} ", "strong")]
    if found:
        said.insert(0, Piece(f"{len(found)} to look at  ", "warn"))
    return said


# The five answers


def answers_head(model: TouchModel, width: int) -> Line:
    """Return the names of the tiers over their columns."""
    each = _each(len(model.tiers), width)
    names = [Piece(fit(rule.name, each), "strong") for rule in model.tiers.values()]
    # The head of a section begins one cell to the right of its lines.
    return line(Piece(fit("Five questions", _QUESTION - 1), "strong"), *names)


def _each(tiers: int, width: int) -> int:
    return (width - _QUESTION) // max(1, tiers)


def answer_lines(field: Field, width: int, glyphs: Glyphs) -> list[Line]:
    """Return a question with the answers of all tiers side by side, each broken within its own."""
    each = _each(len(field.values), width)
    columns = [_broken(value.text, each - 2) for value in field.values]
    lines = []
    for place, parts in enumerate(zip_longest(*columns, fillvalue="")):
        label = field.label if place == 0 else ""
        pieces = [
            Piece(fit(part, each, glyphs.cut), "warn" if part == OPEN else "text") for part in parts
        ]
        lines.append(line(Piece(fit(label, _QUESTION), "muted"), *pieces))
    return lines


def tier_answer_lines(field: Field, place: int, width: int) -> list[Line]:
    """Return a question with the answer of one tier."""
    return [
        line(
            Piece(fit(field.label if number == 0 else "", _QUESTION), "muted"),
            Piece(part, "warn" if part == OPEN else "text"),
        )
        for number, part in enumerate(_broken(field.values[place].text, width - _QUESTION))
    ]


def _broken(text: str, width: int) -> list[str]:
    return wrap(text or OPEN, max(8, width))


def tier_head(rule: TierRule, answers: Sequence[str], *, folded: bool) -> Line:
    """Return the head of a tier; folded it carries the answers in short."""
    said = ", ".join(part for part in answers if part) or OPEN
    ink = "muted" if any(answers) else "warn"
    more = (Piece(f"  {said}", ink),) if folded else (Piece("  the five questions", "muted"),)
    return line(Piece(rule.name, "strong"), *more)


# The common values


def tier_fields_head(model: TouchModel, width: int) -> Line:
    """Return the names of the tiers over the values of each."""
    label, each = _widths(width)
    names = [Piece(fit_right(rule.name, each), "muted") for rule in model.tiers.values()]
    return line(Piece(fit("By tier and level", label - 1), "strong"), *names)


def _widths(width: int) -> tuple[int, int]:
    return (_LABEL_WIDE, _TIER_WIDE) if width >= WIDE else (_LABEL, _TIER)


def tier_field_line(
    field: Field, table: Mapping[str, Any], currency: str | None, glyphs: Glyphs, width: int
) -> Line:
    """Return what is stated for each tier."""
    label, each = _widths(width)
    values = [shown(value, table, currency, glyphs) for value in field.values]
    return line(
        Piece(fit(field.label, label, glyphs.cut)),
        *(
            Piece(fit_right(text, each, glyphs.cut), "muted" if not value.text else "text")
            for text, value in zip(values, field.values, strict=True)
        ),
    )


def single_field_line(
    field: Field, table: Mapping[str, Any], currency: str | None, glyphs: Glyphs, width: int
) -> Line:
    """Return what is stated once: each value after its name."""
    label, _ = _widths(width)
    pieces = []
    for place, value in enumerate(field.values):
        pieces += [
            Piece(f"{', ' if place else ''}{value.name} ", "muted"),
            Piece(shown(value, table, currency, glyphs), "text" if value.text else "muted"),
        ]
    return line(Piece(fit(field.label, label)), *pieces)


def field_why(field: Field, opens: str) -> Line:
    """Return the keys of a field, and how they are changed."""
    first, *more = (value.key for value in field.values)
    rest = f" and {len(more)} more" if more else ""
    how = f"   {opens} changes {'them' if more else 'it'}" if opens else ""
    return line(Piece(f" {first}{rest}", "strong"), Piece(how, "muted"))


# The check


def check_head(found: Sequence[Finding]) -> Line:
    """Return whether the model is complete, and how many things there are to look at."""
    if not found:
        return line(Piece("Check", "strong"), Piece("  complete, nothing to look at", "muted"))
    open_ = any(one.question == "answers" for one in found)
    things = formatting.plural(len(found), "thing")
    said = f"  {'not complete' if open_ else 'complete'}, {things} to look at"
    return line(Piece("Check", "strong"), Piece(said, "warn"))


def check_lines(
    found: Sequence[Finding], glyphs: Glyphs, width: int
) -> Iterator[tuple[str, Finding | None, Line]]:
    """Yield what the check says as (key, finding, line); of what is in order there is none."""
    for question, fine in FINE.items():
        told = [one for one in found if one.question == question]
        if not told:
            yield question, None, line(Piece(f"{glyphs.done} ", "good"), Piece(fine, "muted"))
        for one in told:
            for place, part in enumerate(wrap(one.text, width - 2)):
                sign = "! " if place == 0 else "  "
                yield f"{one.key} {one.text[:40]} {place}", one, line(Piece(sign + part, "warn"))


def finding_why(finding: Finding, row: int | None, opens: str) -> Line:
    """Return the key to look at, and where it stands."""
    where = f", line {row} of the file" if row else ""
    how = f"   {opens}" if opens else ""
    return line(Piece(f" {finding.key}", "strong"), Piece(f"{where}{how}", "muted"))


def demand_head(book: Figures | None, counting: bool, width: int) -> Line:
    """Return the head of what the model asks for in hours: that of this book."""
    title = Piece("Hours", "strong")
    if book is None:
        return line(title, Piece("  counting" if counting else "", "muted"))
    if not book.whole.accounts:
        return line(title, Piece("  no account in this book asks for any", "muted"))
    hours, there = book.whole.hours_month, book.available_month
    share = "" if book.utilisation is None else f", {book.utilisation:,.0f} %"
    over = hours > there
    said = f"  {formatting.plural(book.whole.accounts, 'account')} ask for"
    said += f" {hours:,.0f} of {figure(there)} h a month{share}"
    more = f": {hours - there:,.0f} h too many" if over and width >= WIDE else ""
    return line(title, Piece(said + more, "warn" if over else "muted"))


def load_line(load: FullLoad, model: TouchModel, width: int) -> Line:
    """Return what a CSM with as many accounts of a tier as the model gives one is asked for."""
    name = model.tiers[load.tier].name
    possible = "any number" if load.possible is None else f"{load.possible:,}"
    share = "" if load.percent is None else f"{load.percent:,.0f} %"
    over = load.percent is not None and load.percent > model.hours.red_from
    who = f"A CSM with {load.accounts:,} {name}"
    return line(
        Piece(fit(who, 34 if width < WIDE else 40)),
        Piece(fit_right(f"{load.hours:,.0f} h", 7)),
        Piece(fit_right(share, 7), "warn" if over else "text"),
        Piece(f"  the hours allow {possible}", "muted"),
    )


# What a change would do


def effect_words(effect: Effect) -> str:
    """Return who moves, and what becomes of the hours."""
    words = moved_words(effect.moved)
    said = f"{formatting.sentence(words)}."
    before, after = effect.before, effect.after
    if not effect.moved.accounts:
        return "There is no account in this book that could move."
    hours = f"{before.whole.hours_month:,.0f}", f"{after.whole.hours_month:,.0f}"
    if hours[0] != hours[1]:
        said += f" Hours a month {hours[0]} → {hours[1]}"
        said += f" of {figure(after.available_month)}."
    elif before.available_month != after.available_month:
        said += f" Hours there are {figure(before.available_month)} →"
        said += f" {figure(after.available_month)}."
    return said


# Versions


def version_head(one: Adoption, keys: int | None, today: date, glyphs: Glyphs) -> Line:
    """Return a version: its number, when, which model, why; what it moved."""
    version = one.version
    state = (Piece("in force  ", "good"),) if version.in_force else ()
    return line(
        Piece(fit_right(str(version.id), 3), "strong"),
        Piece(f"  {fit(formatting.day(version.adopted_on, today, glyphs), 12)}"),
        Piece(f"{fit(version.name, 14, glyphs.cut)} ", "strong" if version.in_force else "text"),
        *state,
        Piece(version.note or "", "muted"),
        right=[Piece(f"{_counted(keys, one.moved)} ", "muted")],
    )


def _counted(keys: int | None, moved: Moved | None) -> str:
    said = [] if keys is None else [formatting.plural(keys, "key") if keys else "remarks only"]
    if moved is not None:
        said.append(f"{moved.moved:,} moved")
    return ", ".join(said)


def other_head(name: str, what: str, keys: int | None) -> Line:
    """Return a model that is not in force: its name, and how far it is from the one that is."""
    if keys is None:
        said = "cannot be read"
    elif keys:
        said = f"{formatting.plural(keys, 'key')} otherwise"
    else:
        said = "as the one in force"
    return line(
        Piece("     "),
        Piece(fit(what, 12), "muted"),
        Piece(fit(name, 14)),
        right=[Piece(f"{said} ", "muted")],
    )


def version_lines(
    one: Adoption, earlier: Adoption | None, lines: Sequence[str] | None, width: int
) -> Iterator[Line]:
    """Yield why a version was adopted, what it changed against the one before, what it moved."""
    if one.version.note:
        yield from _told("Why", one.version.note, width, "text")
    if earlier is None:
        yield line(Piece("The model that this book began with.", "muted"))
    elif lines is None:
        yield line(Piece("It cannot be compared: it is of another csm.", "warn"))
    elif not lines:
        yield line(Piece(f"No key differs from version {earlier.version.id}.", "muted"))
    else:
        yield line(Piece(f"Against version {earlier.version.id}:", "muted"))
        yield from key_lines(lines, width)
    if one.moved is not None:
        yield from _told("Moved", moved_words(one.moved), width, "text")


def moved_line(one: MovedAccount, setting: Setting) -> Line:
    """Return an account that a version moved, and what of it."""
    return line(
        Piece(" " * 8),
        Piece(f"{fit(one.account, 24, setting.glyphs.cut)} "),
        Piece(f"{fit_right(setting.money(one.arr), 7)}  ", "muted"),
        Piece(_moves(one, setting.glyphs)),
    )


def moved_why(one: MovedAccount, setting: Setting) -> Line:
    """Return all that a version moved of an account."""
    return line(Piece(f" {one.account}: ", "strong"), Piece(_moves(one, setting.glyphs), "muted"))


def _moves(one: MovedAccount, glyphs: Glyphs) -> str:
    pairs = {
        "tier": (one.tier_from, one.tier_to),
        "level": (one.level_from, one.level_to),
        "quadrant": (one.quadrant_from, one.quadrant_to),
    }
    return ", ".join(
        f"{title} {before or 'unknown'} {glyphs.arrow} {after or 'unknown'}"
        for title, (before, after) in pairs.items()
        if before != after
    )


def key_lines(lines: Sequence[str], width: int) -> Iterator[Line]:
    """Yield the keys in which two models differ, their values broken where they must be."""
    for text in lines:
        first, *rest = wrap(text, width - 4)
        head, sign, tail = first.partition(": ")
        yield line(Piece(f"  {head}{sign}", "accent"), Piece(tail))
        for part in rest:
            yield line(Piece(f"    {part}"))


def _told(title: str, text: str, width: int, ink: str) -> Iterator[Line]:
    for place, part in enumerate(wrap(text, width - 8)):
        yield line(Piece(fit(title if place == 0 else "", 8), "muted"), Piece(part, ink))


def short_keys(lines: Sequence[str], width: int, glyphs: Glyphs) -> list[Line]:
    """Return some of the keys that change, each in a line, and how many there are besides.

    Those that fit come first: the others are texts for people.
    """
    ordered = sorted(lines, key=lambda text: width_of(text) > width)
    said = [line(Piece(f" {cut(text, width, glyphs.cut)}")) for text in ordered[:KEYS_SHOWN]]
    if len(lines) > KEYS_SHOWN:
        said.append(line(Piece(f" and {len(lines) - KEYS_SHOWN} more", "muted")))
    return said
