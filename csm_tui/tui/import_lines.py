"""The preview of an import as lines: what is asked, what would change, what every column is."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line, width_of, wrap
from csm_tui.tui.words import QUADRANTS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from csm_tui.exchange.problems import Problem
    from csm_tui.formatting import Glyphs
    from csm_tui.operations.import_report import FieldDiff, FileReport
    from csm_tui.operations.preview import Consequence, Preview
    from csm_tui.operations.preview_files import ColumnPreview, FilePreview
    from csm_tui.operations.preview_questions import Asked

# One cell wide in either form of signs: `laid()` writes it as > in ASCII.
ARROW: Final = "→"
# So many lines of each sort are made; nobody reads further.
MOST: Final = 300
_COUNTED: Final = (
    ("added", "new", "good"),
    ("updated", "changed", "warn"),
    ("unchanged", "unchanged", "muted"),
    ("skipped", "skipped", "muted"),
    ("rejected", "rejected", "bad"),
)
# The cells that the change of a figure takes in the list of consequences.
_CELLS: Final = (("tier", 17), ("level", 17), ("quadrant", 9), ("arr", 15))
_CONSEQUENCES: Final = "Consequences  "
_HEADER, _FIELD = 23, 17


class Look(NamedTuple):
    """How things are shown: the signs in force, and amounts of cents."""

    glyphs: Glyphs
    money: Callable[[int | None], str]


class Entry(NamedTuple):
    """A line of the list: its name, which stays; how it is drawn; what there is to say of it.

    `asked` and `column` are what its keys act on, `file` is that of the column; `said` marks an
    answer, which can be taken back; without `asked` it is of an earlier import.
    """

    key: Hashable
    draw: Callable[[int], Line]
    told: tuple[str, ...] = ()
    asked: Asked | None = None
    column: ColumnPreview | None = None
    file: str = ""
    said: bool = False


class Part(NamedTuple):
    """A section of entries; `head` draws its title."""

    key: str
    head: Callable[[int], Line]
    entries: tuple[Entry, ...]


def parts(found: Preview, answers: Mapping[str, tuple[Asked, str]], look: Look) -> list[Part]:
    """Return the sections: questions, problems, consequences, columns, changes, how it was read."""
    several = len(found.files) > 1
    problems = [
        problem
        for problem in found.report.problems
        if not any(asked.says(problem) for asked in found.questions)
    ]
    made = [
        _questions(found.questions, look),
        _problems("problems", "Problems", problems, "bad"),
        _consequences(found, look),
        _files(found, look) if several else None,
        *(_columns(number, file, look, several=several) for number, file in enumerate(found.files)),
        _changes(found.report.diffs, look),
        _answers(answers),
        _as_last_time(found.files),
        _problems("notices", "To know", found.report.notices, "warn"),
        _evidence(found.files, several=several),
    ]
    return [part for part in made if part is not None and part.entries]


def _head(title: str, number: str = "") -> Callable[[int], Line]:
    shown = line(Piece(title, "strong"), Piece(f"  {number}", "muted"))
    return lambda _: shown


def _still(*pieces: Piece | str, right: Sequence[Piece] = ()) -> Callable[[int], Line]:
    shown = line(*pieces, right=right)
    return lambda _: shown


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
    for figure, word, ink in _COUNTED:
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
        pieces += [
            Piece(f"ARR {look.money(found.arr_before)} {ARROW} ", "muted"),
            Piece(look.money(found.arr_after), "strong"),
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
    return Part("questions", _head("Questions", number), tuple(entries))


def _question(one: Asked, look: Look) -> Iterator[Entry]:
    told = _told_of(one)
    column = f"{one.column}: " if one.column and one.column not in one.text else ""
    mark = Piece("? ", "warn" if one.stops else "accent")
    yield Entry(
        ("question", one.key), _still(mark, Piece(f"{column}{one.text}", "strong")), told, one
    )
    for number, choice in enumerate(one.choices, 1):
        suggested = choice.value == one.suggested
        yield Entry(
            ("choice", one.key, choice.value),
            _still(
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
            _still(Piece("    c", "accent"), Piece("  type the answer")),
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
                f"{', '.join(one.files)}: {', '.join(seen)}." if seen else "",
                one.suggestion,
                f"On the command line: {one.flag}",
            ),
        )
    )


def _answers(answers: Mapping[str, tuple[Asked, str]]) -> Part:
    entries = [
        Entry(
            ("answer", key),
            _still(Piece(fit(asked.column or asked.text, 40)), Piece("  "), Piece(title, "accent")),
            (f"{asked.text} {title}.", "c asks again."),
            asked,
            said=True,
        )
        for key, (asked, title) in answers.items()
    ]
    return Part("answers", _head("Answered", str(len(answers))), (*entries,))


def _as_last_time(files: Sequence[FilePreview]) -> Part:
    entries = [
        Entry(
            ("last time", number, what),
            _still(Piece(fit(what, 24), "text"), Piece(f" {told}", "muted")),
            (f"{what}: {told}.", "c asks everything of this source again."),
            said=True,
        )
        for number, file in enumerate(files)
        for what, told in file.as_last_time
    ]
    return Part("last time", _head("As last time", str(len(entries))), tuple(entries))


# Consequences


def _consequences(found: Preview, look: Look) -> Part:
    by_account = groupby(found.consequences, lambda one: one.account_id)
    shown = [list(some) for _, some in islice(by_account, MOST)]
    # A figure that changes nowhere has no column.
    there = {one.figure for some in shown for one in some}
    cells = [(figure, room) for figure, room in _CELLS if figure in there]
    entries = [_account(some, cells, look) for some in shown]
    if found.accounts_changed > MOST:
        rest = f"and {found.accounts_changed - MOST:,} more"
        entries.append(Entry(("consequence", 0), _still(Piece(rest, "muted"))))

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

    told = ", ".join(
        f"{_NAMES[one.figure]} {_word(one.figure, one.before, look)} {ARROW} "
        f"{_word(one.figure, one.after, look)}"
        for one in some
    )
    return Entry(("consequence", first.account_id), draw, (f"{first.account}: {told}.",))


_NAMES: Final = {"tier": "tier", "level": "level", "quadrant": "matrix", "arr": "ARR"}


def _moved(one: Consequence, room: int, look: Look) -> list[Piece]:
    before, after = (_word(one.figure, value, look) for value in (one.before, one.after))
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


def _word(figure: str, value: str | int | None, look: Look) -> str:
    if figure == "arr":
        return look.money(value if isinstance(value, int) else None)
    if value is None:
        return look.glyphs.unknown
    return QUADRANTS.get(str(value), str(value))


# Files and columns


def _files(found: Preview, look: Look) -> Part:
    entries = [
        Entry(("file", number), _file(report, look), (_recognised(report),))
        for number, report in enumerate(found.report.files)
    ]
    return Part("files", _head("Files", str(len(found.files))), tuple(entries))


def _file(report: FileReport, look: Look) -> Callable[[int], Line]:
    counts = [
        f"{getattr(report, figure):,} {word}"
        for figure, word, _ in _COUNTED
        if getattr(report, figure)
    ]
    return _still(
        Piece(fit(report.name, 26, look.glyphs.cut)),
        Piece(fit(f" {report.kind or 'not read'}", 15), "text" if report.kind else "warn"),
        Piece(fit_right(f"{report.read:,}", 8)),
        Piece(" row   " if report.read == 1 else " rows  ", "muted"),
        Piece(", ".join(counts), "muted"),
    )


def _recognised(report: FileReport) -> str:
    source, left_out = report.evidence.get("source"), report.evidence.get("left out")
    if report.kind is None and isinstance(left_out, str):
        return f"{report.name} is left out. {left_out}."
    return f"{report.name}: {source}." if source else f"{report.name}: no program's export."


def _columns(number: int, file: FilePreview, look: Look, *, several: bool) -> Part:
    entries = [
        Entry(
            ("column", number, column.place),
            lambda width, column=column: _column(column, width, look),  # type: ignore[misc]  # bound
            _told_of_column(column),
            column=column,
            file=file.name,
        )
        for column in file.columns
    ]
    read = sum(column.use not in ("left out", "not read") for column in file.columns)
    title = f"Columns of {file.name}" if several else "Columns"
    told = f"{read} of {len(file.columns)} are read"
    return Part(f"columns {number}", _head(title, told), tuple(entries))


_USES: Final = {"metric": "a metric", "custom": "own field", "with others": "with others"}


def _column(column: ColumnPreview, width: int, look: Look) -> Line:
    glyphs = look.glyphs
    rest = f" {glyphs.dot} ".join(column.examples)
    if column.use == "field":
        mark, ink = ARROW, "accent" if column.by_hand else "text"
        word = " ".join(dict.fromkeys(field for _, field in column.fields))
        rest = column.why or rest
    elif column.use in _USES:
        mark, ink, word = "+", "accent", _USES[column.use]
        rest = column.why or rest
    else:
        mark, ink = glyphs.unknown, "warn" if column.use == "not read" else "muted"
        word, rest = column.use, column.why or rest
    return line(
        Piece(
            f"{fit(column.header, _HEADER, glyphs.cut)} ",
            "text" if column.use == "field" else "muted",
        ),
        Piece(f"{mark} ", "faint"),
        Piece(fit(word, _FIELD, glyphs.cut), ink),
        Piece(f" {rest}"[: max(0, width)], "muted"),
    )


def _told_of_column(column: ColumnPreview) -> tuple[str, ...]:
    fields = ", ".join(f"{field} of {kind.replace('_', ' ')}" for kind, field in column.fields)
    said = {
        "field": f"{column.header} is read as {fields}{', as you said' if column.by_hand else ''}.",
        "metric": f"{column.header} is read as a metric of that name.",
        "custom": f"{column.header} is kept as a field of your own.",
        "with others": f"{column.header} is read together with other columns.",
        "left out": f"{column.header} is left out.",
        "not read": f"{column.header} is not read: nothing of ours is called so.",
    }[column.use]
    why = f"{formatting.sentence(column.why)}" if column.why else ""
    return tuple(filter(None, (said, why)))


# The rest


def _changes(diffs: Sequence[FieldDiff], look: Look) -> Part:
    entries = []
    for diff in diffs:
        examples = [
            f"{one.account} {_value(one.before, look)} {ARROW} {_value(one.after, look)}"
            for one in diff.examples
        ]
        entries.append(
            Entry(
                ("change", diff.file, diff.field),
                _still(
                    Piece(fit(diff.field.removeprefix("custom:"), 18, look.glyphs.cut)),
                    Piece(fit_right(f"{diff.rows:,}", 6)),
                    Piece("  "),
                    Piece(", ".join(examples[:1]), "muted"),
                ),
                (f"{diff.field} changes in {formatting.plural(diff.rows, 'row')}:", *examples),
            )
        )
    return Part("changes", _head("Changes", "by field, in rows"), tuple(entries))


def _value(value: str | float | None, look: Look) -> str:
    if value is None:
        return look.glyphs.unknown
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _problems(key: str, title: str, problems: Sequence[Problem], ink: str) -> Part:
    entries = [
        Entry(
            (key, number),
            _still(
                Piece(fit(_where(problem), 30), "muted"),
                Piece(f" {problem.value}: " if problem.value else " "),
                Piece(problem.problem, ink),
            ),
            (problem.sentence(),),
        )
        for number, problem in enumerate(problems[:MOST])
    ]
    if len(problems) > MOST:
        rest = f"and {len(problems) - MOST:,} more"
        entries.append(Entry((key, -1), _still(Piece(rest, "muted"))))
    return Part(key, _head(title, f"{len(problems):,}"), tuple(entries))


def _where(problem: Problem) -> str:
    line_ = f"line {problem.line:,}" if problem.line is not None else problem.file
    return f"{line_}  {problem.column}" if problem.column else line_


def _evidence(files: Sequence[FilePreview], *, several: bool) -> Part:
    entries = []
    for number, file in enumerate(files):
        said = [("recognised", file.title)] if file.title else []
        for what, told in (*said, *file.evidence):
            pieces = [Piece(fit(what, 18), "muted"), Piece(f" {told}")]
            if several:
                pieces = [Piece(fit(f"{file.name} ", 27), "muted"), Piece(f"{what}: {told}")]
            of = f"{file.name}, {what}" if several else what
            entries.append(Entry(("evidence", number, what), _still(*pieces), (f"{of}: {told}",)))
    return Part("evidence", _head("How it was read"), tuple(entries))


def side_lines(entry: Entry | None, room: int) -> list[Line]:
    """Return what stands beside the list: all there is to say of the line under the cursor."""
    if entry is None:
        return []
    lines: list[Line] = []
    for number, text in enumerate(entry.told):
        ink = "text" if number == 0 else "muted"
        lines += [line(Piece(part, ink)) for part in wrap(text, room)] + [BLANK]
    column = entry.column
    if column is not None and column.examples:
        lines.append(line(Piece("In the file", "strong")))
        lines += [line(Piece(text, "muted")) for text in column.examples]
        lines.append(BLANK)
    if column is not None and column.choices:
        lines.append(line(Piece("It could be", "strong")))
        shown = ", ".join(column.choices)
        lines += [line(Piece(part, "muted")) for part in wrap(shown, room, most=8)]
    return lines
