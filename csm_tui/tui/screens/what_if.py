"""What-if: fields of the touch model and of the book beside today and then (DOMAIN §9)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual.containers import Horizontal, Vertical

from csm_tui.domain.what_if import parse
from csm_tui.domain.what_if_words import missing
from csm_tui.errors import Interrupted, ModelProblem, UsageError
from csm_tui.queries.touch_models import adoptions, early_words
from csm_tui.queries.what_if import Supposing, WhatIf
from csm_tui.tui import what_if_figures as figures
from csm_tui.tui import what_if_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import Line, Piece, line, wrap
from csm_tui.tui.screens.view import UNSPANNED, Entry, Part, ViewScreen
from csm_tui.tui.what_if_fields import (
    Field,
    Ground,
    Words,
    command,
    fields_of,
    model_words,
    next_scenario,
    stepped,
    with_value,
)
from csm_tui.tui.widgets.chart_slot import ChartSlot
from csm_tui.tui.widgets.field_list import FIELDS, FieldList, FigureLines
from csm_tui.tui.widgets.filter_bar import FilterBar
from csm_tui.tui.widgets.view_line import ViewLine
from csm_tui.work_days import available_under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Resize
    from textual.widget import Widget

    from csm_tui.errors import CsmError
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import BarFigure

# Keys that follow one another this quickly are one question.
_SETTLED_SECONDS: Final = 0.15
_PROGRESS_SECONDS: Final = 0.5
_WIDE: Final = 100
_ROOMY: Final = 36
_BESIDE: Final = 44
_BESIDE_WIDE: Final = 65
_FAULT: Final = "fault"


class Read(NamedTuple):
    """A book as it was read: nothing else is asked of it as long as it is the same."""

    of: object
    supposing: Supposing
    ground: Ground
    early: str


class Reckoned(NamedTuple):
    """What was supposed, and what comes of it."""

    words: Words
    read: Read
    found: WhatIf


class WhatIfScreen(ViewScreen[Reckoned]):
    """Fields that keys change at once, today and then beside them; who moves below."""

    NAME = "What if"
    VIEW = "what-if"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = (
        "less", "more", "suppose", "scenario", "as-today", "all-as-today", "save-as", "adopt",
        *UNSPANNED,
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "less", "more", "open", "suppose", "scenario", "save-as", "adopt", "as-today",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)
    DEFAULT_CSS = f"""
    WhatIfScreen #beside {{ width: {_BESIDE}; }}
    WhatIfScreen.-wide #beside {{ width: {_BESIDE_WIDE}; }}
    WhatIfScreen FieldList {{ width: 1fr; }}
    WhatIfScreen FigureLines {{ width: 1fr; }}
    WhatIfScreen ChartSlot {{ margin-left: 1; border-left: solid $csm-faint; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: Words = {}
        # The key that was changed last, and what is wrong with it.
        self._touched = ""
        self._fault = ""
        self._read: Read | None = None
        self._progress = (0, 0)
        # Whether each tier and quadrant is shown in the place of the sums.
        self._each = False

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the line of views, the fields beside the figures, and the filter."""
        self._list = FieldList(
            self._row_line, head=self._head_line, empty=self._empty_line, id="list"
        )
        self._slot = ChartSlot(id="chart")
        self._figures = FigureLines(id="figures")
        beside = Vertical(self._figures, self._slot, id="beside")
        return (
            ViewLine(id="sub"),
            Horizontal(self._list, beside, id="body"),
            FilterBar(id="filter"),
        )

    def on_mount(self) -> None:
        """Ask for the figures of today."""
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        self._ticking = self.set_interval(_PROGRESS_SECONDS, self._tick, pause=True)
        super().on_mount()

    def on_resize(self, event: Resize) -> None:
        """Give the figures more room where there is more."""
        self.set_class(event.size.width >= _WIDE, "-wide")
        super().on_resize(event)

    # Asking

    def _wish(self) -> object:
        return super()._wish(), self._words

    def question(self, book: BookConnection) -> Reckoned:
        """Return what comes of what is supposed; ended by the next key, and where it is left."""
        words, asked = self._words, self._generation

        def tell(done: int, whole: int) -> None:
            if self._words is not words or self._generation != asked or self._away:
                raise Interrupted("Something else is supposed by now.")
            self._progress = done, whole

        read = self._reading(book)
        wish = parse(f"{key}={text}" for key, text in words.items())
        return Reckoned(words, read, read.supposing.on(book).suppose(wish, tell))

    def _reading(self, book: BookConnection) -> Read:
        of = self.today, self.filter, self.csm.told
        if self._read is None or self._read.of != of:
            self._read = self._read_anew(book, of)
        return self._read

    def _read_anew(self, book: BookConnection, of: object) -> Read:
        import tomllib

        available = available_under(self.csm.settings, self.today)
        supposing = Supposing(book, today=self.today, filter=self.filter, available=available)
        whole = supposing.figures.whole
        table: dict[str, Any] = tomllib.loads(supposing.toml)
        ground = Ground(table, supposing.model, whole.accounts, whole.arr)
        early = early_words(adoptions(book), supposing.model, self.today)
        return Read(of, supposing, ground, early)

    def reload(self) -> None:
        """Ask again; how far it is is told where it takes long."""
        self._progress = 0, 0
        super().reload()
        self._ticking.resume()

    def _tick(self) -> None:
        if self._waiting:
            self.show_span()
        else:
            self._ticking.pause()

    def noted(self) -> Sequence[Piece]:
        """Return how far the figures are."""
        done, whole = self._progress
        if not (self._waiting and whole):
            return ()
        return (Piece(f"{done:,} of {whole:,} assessed  ", "muted"),)

    def _take(self, answer: Reckoned) -> None:
        self._fault = ""
        super()._take(answer)

    def _take_failure(self, error: CsmError) -> None:
        if isinstance(error, Interrupted):
            # Another question follows.
            return
        if isinstance(error, ModelProblem | UsageError) and self._words:
            from csm_tui.tui.dialogs.what_if_forms import fault_words

            self._waiting = False
            self._fault = fault_words(error)
            self.show_span()
            self.show_parts()
        else:
            super()._take_failure(error)

    def _suppose(self, words: Words, key: str) -> None:
        """Suppose something else: shown at once, reckoned once no other key follows."""
        self._words, self._touched, self._fault = words, key, ""
        self.show_parts()
        self.run_worker(self._soon, group="what-if-soon", exclusive=True)  # type: ignore[arg-type]

    async def _soon(self) -> None:
        await asyncio.sleep(_SETTLED_SECONDS)
        self.reload()

    # What is shown

    def show_parts(self, *, top: bool = False) -> None:
        """Show fields and figures."""
        super().show_parts(top=top)
        answer = self._answer
        if answer is None or not self.children:
            return
        # As wide as its column is, which may not be laid out yet.
        room = (_BESIDE_WIDE if self.app.size.width >= _WIDE else _BESIDE) - 4
        if not answer.found.today.whole.accounts:
            lines: list[Line] = []
        elif self._each:
            lines = figures.each_lines(answer.found, self.csm.setting, room)
        else:
            height = self._figures.size.height or self.app.size.height - 4
            lines = figures.figure_lines(answer.found, self.csm.setting, room, height)
        self._figures.show(lines)

    def chart(self, answer: Reckoned) -> BarFigure | None:
        """Return the hours of each tier as bars, where there is room for them."""
        roomy = self.app.size.height >= _ROOMY and self.app.size.width >= _WIDE
        if self._each or not roomy or not answer.found.today.whole.accounts:
            return None
        return figures.hours_figure(answer.found)

    def caption(self, answer: Reckoned) -> Line:
        """Return what the bars show."""
        return figures.hours_caption(answer.found)

    def parts(self, answer: Reckoned) -> Sequence[Part]:
        """Return the fields, who moves, who is served otherwise, what is missing."""
        found = answer.found
        if not found.today.whole.accounts:
            return ()
        head = rows.fields_head(self._words, self.room)
        parts = [Part(FIELDS, head, self._fields(answer.read.ground))]
        if found.changes or found.wish.grows:
            parts.append(Part("moves", rows.moves_head(found), self._moves(found)))
        if found.turns:
            parts.append(Part("turns", rows.turns_head(found), self._turns(found)))
        lacks = missing(found.then, found.model)
        if lacks:
            head = line(Piece("What is missing", "strong"))
            parts.append(Part("missing", head, self._missing(lacks)))
        return parts

    def _fields(self, ground: Ground) -> list[Entry]:
        setting, words = self.csm.setting, self._words
        keys_of = self.csm.keymap.shown
        opens, puts_back = keys_of("open"), keys_of("as-today")
        fields = fields_of(ground, words)
        # What is wrong stands under the field that was changed last, else under the last.
        keys = [field.key for field in fields]
        at = keys.index(self._touched) if self._touched in keys else len(keys) - 1
        entries = []
        for place, field in enumerate(fields):
            fault = self._fault if place == at else ""
            why = (
                line(Piece(f" {fault}", "bad"))
                if fault
                else rows.field_why(field, words, opens, puts_back)
            )
            shown = partial(rows.field_line, field, words, ground, setting, fault)
            word = f"{field.key}={words.get(field.key, field.written)}"
            entries.append(Entry(shown, field.key, why=why, copied=word))
            entries += [
                Entry(line(Piece(f"  {text}", "bad")), f"{_FAULT}-{number}", why=why)
                for number, text in enumerate(wrap(fault, self.room - 4) if fault else ())
            ]
        return entries

    def _moves(self, found: WhatIf) -> list[Entry]:
        setting = self.csm.setting
        entries = [
            Entry(
                partial(rows.move_line, move, found.names[move.account_id], setting),
                move.account_id,
                move.account_id,
                rows.move_why(move, found.names[move.account_id], setting),
            )
            for move in found.moves[: rows.MOST]
        ]
        if not entries:
            return [Entry(line(Piece("no tier, level or quadrant", "muted")), "nobody")]
        return entries + self._more(len(found.moves))

    def _turns(self, found: WhatIf) -> list[Entry]:
        setting = self.csm.setting
        entries = [
            Entry(
                partial(rows.turn_line, turn, found.names[turn.account_id], setting),
                turn.account_id,
                turn.account_id,
                rows.turn_why(turn, found.names[turn.account_id]),
            )
            for turn in found.turns[: rows.MOST]
        ]
        return entries + self._more(len(found.turns))

    def _more(self, number: int) -> list[Entry]:
        rest = number - rows.MOST
        if rest <= 0:
            return []
        why = line(Piece(f" {command(self._words)} --json", "muted"))
        return [Entry(rows.more_line(rest), "more", why=why)]

    def _missing(self, lacks: Sequence[str]) -> list[Entry]:
        return [
            Entry(
                line(Piece(text if place == 0 else f"  {text}", "muted")),
                f"{number}-{place}",
                why=line(Piece(f" {sentence}", "muted")),
            )
            for number, sentence in enumerate(lacks)
            for place, text in enumerate(wrap(sentence, self.room - 2))
        ]

    def empty_line(self, answer: Reckoned) -> Line:  # noqa: ARG002
        """Return that there is nobody to suppose anything of."""
        return self.no_live_accounts()

    # Commands

    @property
    def _field(self) -> Field | None:
        """Return the field under the cursor; that of the fault where the cursor is on one."""
        entry, answer = self._here, self._answer
        if entry is None or answer is None or self._list.cursor_section != FIELDS:
            return None
        key = self._touched if str(entry.key).startswith(f"{_FAULT}-") else entry.key
        fields = fields_of(answer.read.ground, self._words)
        return next((field for field in fields if field.key == key), None)

    def on_field_list_turned(self, event: FieldList.Turned) -> None:
        """Change the field that an arrow was pressed on."""
        self._turn_field(event.step)

    def action_less(self) -> None:
        """Suppose a step less of the field."""
        self._turn_field(-1)

    def action_more(self) -> None:
        """Suppose a step more of the field."""
        self._turn_field(1)

    def _turn_field(self, step: int) -> None:
        field, answer = self._field, self._answer
        if field is None or answer is None:
            self.choose_first("Choose a field first: the cursor is on none.", "muted")
            return
        words = stepped(field, self._words, answer.read.ground, step)
        if words is None:
            opens = self.csm.keymap.shown("open")
            self.notice(f"There is no step from here: {opens} takes a value.", "muted")
        else:
            self._suppose(words, field.key)

    def open_line(self) -> None:
        """Ask for the value of a field; open an account."""
        from csm_tui.tui.dialogs.what_if_forms import ValueForm

        field = self._field
        if field is not None:
            self.app.push_screen(ValueForm(field, self._words), self._take_words)
        else:
            super().open_line()

    def _take_words(self, found: tuple[Words, str] | None) -> None:
        if found is not None:
            self._suppose(*found)

    def action_suppose(self) -> None:
        """Ask for any key and its value."""
        from csm_tui.tui.dialogs.what_if_forms import KeyForm

        if self._answer is None:
            self.choose_first()
        else:
            self.app.push_screen(KeyForm(self._words, self._answer.read.ground), self._take_words)

    def action_scenario(self) -> None:
        """Suppose the next scenario of growth."""
        words, title = next_scenario(self._words)
        self.notice(f"Supposed: {title}." if title else "The book as it is, without growth.")
        self._suppose(words, "accounts")

    def action_as_today(self) -> None:
        """Put the field back to what it is today."""
        field = self._field
        if field is None:
            self.choose_first("Choose a field first: the cursor is on none.", "muted")
        elif field.key in self._words:
            self._suppose(with_value(self._words, field, ""), field.key)

    def action_all_as_today(self) -> None:
        """Put all fields back."""
        if self._words:
            self._suppose({}, "")

    def action_table(self) -> None:
        """Show each tier and quadrant in the place of the sums, or the sums again."""
        self._each = not self._each
        self.show_parts()

    def action_back(self) -> None:
        """Clear the filter; then show the sums again."""
        if self._each and not self.filter.terms:
            self.action_table()
        else:
            super().action_back()

    def action_save_as(self) -> None:
        """Ask for the file of the model as supposed."""
        from csm_tui.tui.dialogs.what_if_forms import SaveModelForm

        answer = self._to_keep()
        if answer is not None:
            self.app.push_screen(SaveModelForm(answer.found.toml, answer.read.supposing.model.name))

    def action_adopt(self) -> None:
        """Ask for a note, and adopt the model as supposed."""
        from csm_tui.tui.dialogs.what_if_forms import AdoptForm

        answer = self._to_keep()
        if answer is not None:
            form = AdoptForm(model_words(answer.words), answer.read.early, self._adopted)
            self.app.push_screen(form)

    def _adopted(self) -> None:
        adopted = model_words(self._words)
        growth = {key: text for key, text in self._words.items() if key not in adopted}
        self._suppose(growth, "")

    def _to_keep(self) -> Reckoned | None:
        """Return what can be kept as a model: what is supposed, reckoned, and no mere growth."""
        answer = self._answer
        if not model_words(self._words):
            self.notice("No key of the model is supposed: growth is no part of one.", "muted")
        elif self._fault:
            self.notice(self._fault, "bad")
        elif answer is None or answer.words != self._words:
            self.notice("Still counting: press it again in a moment.", "muted")
        else:
            return answer
        return None
