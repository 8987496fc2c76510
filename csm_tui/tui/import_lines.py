"""The preview of an import as lines: what is asked, what would change, how it was read."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.tui.import_columns import columns_part, files_part
from csm_tui.tui.import_parts import ARROW, COUNTED, Entry, Look, Part, head, still
from csm_tui.tui.pieces import Line, Piece, fit, line, width_of
from csm_tui.tui.words import QUADRANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csm_tui.exchange.problems import Problem
    from csm_tui.operations.import_report import Example, FieldDiff
    from csm_tui.operations.preview import Consequence, Preview
    from csm_tui.operations.preview_files import FilePreview
    from csm_tui.operations.preview_questions import Asked

# So many lines of each sort are made; nobody reads further.
MOST: Final = 300
# The cells that the change of a figure takes in the list of consequences.
_CELLS: Final = (("tier", 17), ("level", 17), ("quadrant", 9), ("arr", 15))
# The cells of an account's name before what changes; more rows than these are folded at first.
_ACCOUNT: Final = 28
_OPEN: Final = 5
_CONSEQUENCES: Final = "Consequences  "


def parts(found: Preview, answers: Mapping[str, tuple[Asked, str]], look: Look) -> list[Part]:
    """Return the sections: questions, problems, consequences, changes, columns, how it was read."""
    several = len(found.files) > 1
    problems = [
        problem
        for problem in found.report.problems
        if not any(asked.says(problem) for asked in found.questions)
    ]
    made = [
        _questions(found.questions, look),
        _problems("problems", "Problems", problems, "bad", several=several),
        _consequences(found, look),
        *(_changes(diff, look, several=several) for diff in found.report.diffs),
        files_part(found, look) if several else None,
        *(
            columns_part(number, file, look, several=several)
            for number, file in enumerate(found.files)
        ),
        _answers(answers),
        _as_last_time(found.files),
        _problems("notices", "To know", found.report.notices, "warn", several=several),
        _evidence(found.files, several=several),
    ]
    return [part for part in made if part is not None and part.entries]


# Figures


def title_line(names: Sequence[str], found: Preview | None) -> Line:
    """Return what is imported, and what it was recognised as."""
    shown = names[0] if len(names) == 1 else formatting.plural(len(names), "file")
    right = []
    if found is not None and len(found.files) == 1:
        file = found.files[0]
        kinds = ", ".join(kind.replace("_", " ") for kind in file.kinds)
        product = file.title.partition(":")[0]
        told = " · ".join(filter(None, (product, kinds)))
        right = [Piece(f"{told} ", "strong")]
    return line(Piece(" Import  ", "title"), Piece(shown), right=right)


def figure_lines(found: Preview, width: int, look: Look) -> list[Line]:
    """Return how many rows do what, and what becomes of the book."""
    report, dot = found.report, Piece(f" {look.glyphs.dot} ", "faint")
    rows = formatting.plural(report.count("read"), "row")
    pieces: list[Piece] = [Piece(f" {rows}", "muted")]
    for figure, word, ink in COUNTED:
        number = report.count(figure)
        if number and not (found.stopped and figure == "skipped"):
            pieces += [dot, Piece(f"{number:,} ", "strong"), Piece(word, ink)]
    if report.archived:
        pieces += [dot, Piece(f"{report.archived:,} ", "strong"), Piece("archived", "bad")]
    if found.stopped is not None:
        waits = line(Piece(" The book stays as it is until that is settled.", "muted"))
        return [Line((*pieces, dot, Piece("not yet importable", "warn"))), waits]
    return [Line(tuple(pieces)), _book_line(found, width, look)]


def _book_line(found: Preview, width: int, look: Look) -> Line:
    dot = Piece(f" {look.glyphs.dot} ", "faint")
    if not found.takes_anything:
        return line(Piece(" Nothing of it goes into the book.", "warn"))
    if not found.changes_anything:
        return line(Piece(" The book has all of it already.", "good"))
    pieces = [Piece(" The book  ", "muted")]
    before, after = found.accounts_before, found.accounts_after
    if before == after:
        pieces.append(Piece(formatting.plural(after, "account")))
    else:
        pieces += [Piece(f"{before:,} {ARROW} ", "muted"), Piece(f"{after:,} accounts", "strong")]
    pieces.append(dot)
    if found.arr_before == found.arr_after:
        pieces.append(Piece(f"ARR {look.money(found.arr_after)} as before", "muted"))
    else:
        gained = (found.arr_after or 0) - (found.arr_before or 0)
        sign = "+" if gained > 0 else ""
        was, now = look.moved(found.arr_before, found.arr_after)
        pieces += [
            Piece(f"ARR {was} {ARROW} ", "muted"),
            Piece(now, "strong"),
            Piece(f" {sign}{look.money(gained)}", "good" if gained > 0 else "bad"),
        ]
    for one in found.tiers:
        if one.accounts_before == one.accounts_after:
            continue
        words = f"{one.tier} {one.accounts_before:,} {ARROW} "
        more = [dot, Piece(words, "muted"), Piece(f"{one.accounts_after:,}")]
        if sum(width_of(piece.text) for piece in (*pieces, *more)) < width:
            pieces += more
    return Line(tuple(pieces))


# Questions


def _questions(asked: Sequence[Asked], look: Look) -> Part | None:
    entries: list[Entry] = []
    for one in asked[:MOST]:
        entries += _question(one, look)
    must = sum(one.stops for one in asked)
    number = f"{must} to answer first" if must else f"{len(asked)} if you like"
    return Part("questions", head("Questions", number), tuple(entries))


def _question(one: Asked, look: Look) -> Iterator[Entry]:
    told = _told_of(one)
    column = f"{one.column}: " if one.column and one.column not in one.text else ""
    mark = Piece("? ", "warn" if one.stops else "accent")
    yield Entry(
        ("question", one.key), still(mark, Piece(f"{column}{one.text}", "strong")), told, one
    )
    for number, choice in enumerate(one.choices, 1):
        suggested = choice.value == one.suggested
        yield Entry(
            ("choice", one.key, choice.value),
            still(
                Piece(f"  {number:>3}", "accent"),
                Piece(f"  {choice.title}", "text"),
                Piece(f"  {look.glyphs.dot} most likely" if suggested else "", "good"),
            ),
            told,
            one,
        )
    if one.typed:
        yield Entry(
            ("choice", one.key, ""),
            still(Piece("    c", "accent"), Piece("  type the answer")),
            told,
            one,
        )


def _told_of(one: Asked) -> tuple[str, ...]:
    column = f"{one.column}: " if one.column and one.column not in one.text else ""
    texts = one.examples or ("",) * len(one.lines)
    seen = [
        f"line {number:,}{' has ' if text else ''}{text}"
        for number, text in zip(one.lines, texts, strict=False)
    ] or list(one.examples)
    return tuple(
        filter(
            None,
            (
                f"{column}{one.text}",
                f"{', '.join(one.files)}: {', '.join(seen)}." if seen else f"In {_files(one)}.",
                one.suggestion,
                f"On the command line: {one.flag}",
            ),
        )
    )


def _files(one: Asked) -> str:
    return one.files[0] if len(one.files) == 1 else formatting.plural(len(one.files), "file")


def _answers(answers: Mapping[str, tuple[Asked, str]]) -> Part:
    entries = [
        Entry(
            ("answer", key),
            still(Piece(fit(asked.column or asked.text, 40)), Piece("  "), Piece(title, "accent")),
            (f"{asked.text} {title}.", "c asks again."),
            asked,
            said=True,
        )
        for key, (asked, title) in answers.items()
    ]
    return Part("answers", head("Answered", str(len(answers))), (*entries,))


def _as_last_time(files: Sequence[FilePreview]) -> Part:
    entries = [
        Entry(
            ("last time", number, what),
            still(Piece(fit(what, 24), "text"), Piece(f" {told}", "muted")),
            (f"{what}: {told}.", "c asks everything of this source again."),
            said=True,
        )
        for number, file in enumerate(files)
        for what, told in file.as_last_time
    ]
    return Part("last time", head("As last time", str(len(entries))), tuple(entries))


# Consequences


def _consequences(found: Preview, look: Look) -> Part:
    by_account = groupby(found.consequences, lambda one: one.account_id)
    shown = [list(some) for _, some in islice(by_account, MOST)]
    # A figure that changes nowhere has no column.
    wide: dict[str, int] = {}
    for some in shown:
        for one in some:
            used = sum(map(width_of, _words(one, look))) + len(f" {ARROW}  ")
            wide[one.figure] = max(used, wide.get(one.figure, 0))
    cells = [(figure, max(room, wide[figure])) for figure, room in _CELLS if figure in wide]
    entries = [_account(some, cells, look) for some in shown]
    if found.accounts_changed > MOST:
        rest = f"and {found.accounts_changed - MOST:,} more"
        entries.append(Entry(("consequence", 0), still(Piece(rest, "muted"))))

    def head(width: int) -> Line:
        room = max(0, _name_width(width + 1, cells) - 1 - len(_CONSEQUENCES))
        names = [Piece(fit(_NAMES[figure], room), "muted") for figure, room in cells]
        number = Piece(fit(f"{found.accounts_changed:,}", room), "muted")
        return line(Piece(_CONSEQUENCES, "strong"), number, *names)

    return Part("consequences", head, tuple(entries))


def _name_width(width: int, cells: Sequence[tuple[str, int]]) -> int:
    return max(len(_CONSEQUENCES) + 5, min(40, width - sum(room for _, room in cells)))


def _account(some: Sequence[Consequence], cells: Sequence[tuple[str, int]], look: Look) -> Entry:
    changed = {one.figure: one for one in some}
    first = some[0]

    def draw(width: int) -> Line:
        room = _name_width(width, cells)
        pieces = [Piece(fit(first.account, room - 1, look.glyphs.cut)), Piece(" ")]
        for figure, wide in cells:
            one = changed.get(figure)
            pieces += _moved(one, wide, look) if one else [Piece(" " * wide)]
        return Line(tuple(pieces))

    told = ", ".join(f"{_NAMES[one.figure]} {f' {ARROW} '.join(_words(one, look))}" for one in some)
    return Entry(("consequence", first.account_id), draw, (f"{first.account}: {told}.",))


_NAMES: Final = {"tier": "tier", "level": "level", "quadrant": "matrix", "arr": "ARR"}


def _moved(one: Consequence, room: int, look: Look) -> list[Piece]:
    before, after = _words(one, look)
    ink = "strong"
    if one.figure == "arr":
        fell = isinstance(one.after, int) and isinstance(one.before, int) and one.after < one.before
        ink = "bad" if fell or one.after is None else "good"
    used = width_of(before) + width_of(after) + 3
    return [
        Piece(f"{before} {ARROW} ", "muted"),
        Piece(after, ink),
        Piece(" " * max(1, room - used)),
    ]


def _words(one: Consequence, look: Look) -> tuple[str, str]:
    """Return a figure before and after."""
    if one.figure == "arr":
        cents = [value if isinstance(value, int) else None for value in (one.before, one.after)]
        return look.moved(cents[0], cents[1])
    before, after = (
        look.glyphs.unknown if value is None else QUADRANTS.get(str(value), str(value))
        for value in (one.before, one.after)
    )
    return before, after


# The rest


def _changes(diff: FieldDiff, look: Look, *, several: bool) -> Part:
    """Return what changes in one field, the biggest first: a line an account."""
    field = diff.field.removeprefix("custom:")

    def moved(one: Example) -> str:
        return f"{_value(one.before, look)} {ARROW} {_value(one.after, look)}"

    entries = [
        Entry(
            ("change", diff.file, diff.field, one.line),
            still(
                Piece(fit(one.account, _ACCOUNT, look.glyphs.cut)),
                Piece(f"  {moved(one)}", "muted"),
            ),
            (f"{one.account}: {field} {moved(one)}.", f"Line {one.line:,} of {diff.file}."),
        )
        for one in diff.examples
    ]
    rest = diff.rows - len(entries)
    if rest > 0:
        key = ("change", diff.file, diff.field, 0)
        entries.append(Entry(key, still(Piece(f"and {rest:,} more", "muted"))))
    title = f"Changes of {field} in {diff.file}" if several else f"Changes of {field}"
    first = next((f"{one.account} {moved(one)}" for one in diff.examples), "")
    return Part(
        f"changes {diff.file} {diff.field}",
        head(title, formatting.plural(diff.rows, "row")),
        tuple(entries),
        brief=first,
        shut=len(entries) > _OPEN,
    )


def _value(value: str | float | None, look: Look) -> str:
    if value is None:
        return look.glyphs.unknown
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _problems(
    key: str, title: str, problems: Sequence[Problem], ink: str, *, several: bool
) -> Part:
    entries = [
        Entry(
            (key, number),
            still(
                Piece(fit(_where(problem, several=several), 30), "muted"),
                Piece(f" {problem.value}: " if problem.value else " "),
                Piece(problem.problem, ink),
            ),
            (problem.sentence(),),
            file=problem.file,
        )
        for number, problem in enumerate(problems[:MOST])
    ]
    if len(problems) > MOST:
        rest = f"and {len(problems) - MOST:,} more"
        entries.append(Entry((key, -1), still(Piece(rest, "muted"))))
    return Part(key, head(title, f"{len(problems):,}"), tuple(entries))


def _where(problem: Problem, *, several: bool) -> str:
    if problem.line is None:
        where = problem.file
    else:
        where = f"{problem.file}:{problem.line}" if several else f"line {problem.line:,}"
    return f"{where}  {problem.column}" if problem.column else where


def _evidence(files: Sequence[FilePreview], *, several: bool) -> Part:
    entries = []
    for number, file in enumerate(files):
        said = [("recognised", file.title)] if file.title else []
        for what, told in (*said, *file.evidence):
            pieces = [Piece(fit(what, 18), "muted"), Piece(f" {told}")]
            if several:
                pieces = [Piece(fit(f"{file.name} ", 27), "muted"), Piece(f"{what}: {told}")]
            of = f"{file.name}, {what}" if several else what
            entries.append(Entry(("evidence", number, what), still(*pieces), (f"{of}: {told}",)))
    return Part("evidence", head("How it was read"), tuple(entries))
